"""Captioning a picture as a person asked for it: which captioner, in which language, and how words are chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import signature
from typing import Any, cast

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from demos.kept import kept
from mm_models import registry
from mm_models.captioning import beam
from mm_models.captioning.attending import last_layer
from mm_models.captioning.captioner import Captioner, Speaker, evenly
from mm_models.captioning.decoding import Choose, Word, likeliest, retrace, sampled, speak
from mm_models.captioning.seeing import GREY, annotations, averaged
from mm_models.captioning.vocabulary import numbers, sentence, spelt
from mm_models.intake.errors import InputError
from mm_models.intake.strings import clean_text
from mm_models.systems.vision_backbone.infer import is_strange, read, read_both
from mm_models.systems.vision_backbone.model import Trace, VisionBackbone
from mm_models.text import Text
from mm_models.world.captions import LANGUAGES
from mm_models.world.rendering import CELLS

_NAMES = (
    "show-and-tell",
    "show-attend-tell",
    "show-attend-tell-unguided",
    "show-attend-tell-hard",
    "lrcn-1u",
    "lrcn-2u",
    "lrcn-2f",
    "transformer-captioner",
    "contrastive-captioner",
)
CAPTIONERS: dict[str, Text] = {
    name: registry.SYSTEMS[name].title for name in _NAMES if name in registry.SYSTEMS
}
USUAL = "show-attend-tell"
WAYS: dict[str, Text] = {
    "greedy": Text("Greedy", "탐욕 탐색"),
    "beam": Text("Beam search", "빔 탐색"),
    "sample": Text("Sampling", "표본 추출"),
}
TEMPERATURES = (0.1, 3.0)  # lowest and highest
SEEDS = 9999
WORD_LENGTH = 30  # characters of a word that a person puts into a caption

NO_CHOICE = Text("There is no such choice.", "그런 선택지가 없습니다.")
UNTRAINED = Text(
    "This captioner has no trained weights in this copy yet, and an untrained one would only make noise. "
    "Please choose another one.",
    "이 캡션 모델은 아직 학습된 가중치가 없습니다. 학습하지 않은 모델은 아무 말이나 하므로 보여 드리지 않습니다. "
    "다른 모델을 골라 주세요.",
)
NOT_A_WORD = Text(
    "No caption has this word. Take one of the likeliest words of the list, or a word like “red” or “dog”.",
    "캡션에 나오지 않는 낱말입니다. 확률이 높은 낱말 목록에서 고르거나 ‘빨간’, ‘강아지’ 같은 낱말을 적어 주세요.",
)

Image = UInt8[np.ndarray, "side side 3"]
Maps = Float[np.ndarray, "words cells"]


@dataclass(frozen=True)
class Manner:
    """In which language a caption is, and how its words are chosen."""

    language: str
    way: str  # one of WAYS
    width: int  # captions that beam search keeps
    temperature: float  # of sampling
    seed: int


@dataclass(frozen=True)
class Glance:
    """What the vision backbone saw in a picture."""

    annotations: Float[Tensor, "1 channels side side"]
    strange: bool  # nothing in it was learnt
    strangeness: float
    strange_above: float


@dataclass(frozen=True)
class Spoken:
    """A caption with all that led to it."""

    words: tuple[Word, ...]  # the last one is `<end>` unless the caption grew too long

    @property
    def ids(self) -> list[int]:
        return [word.id for word in self.words]

    @property
    def tokens(self) -> list[str]:
        """Without `<end>`."""
        return spelt(self.ids)

    @property
    def sentence(self) -> str:
        return sentence(self.ids)

    @property
    def log_probability(self) -> float:
        """Of the whole caption, in nats."""
        return sum(word.log_probability for word in self.words)

    @property
    def maps(self) -> Maps | None:
        """One map a word, the mean over the last layer's heads where there are several; None without attention."""
        found = [word.attention for word in self.words]
        if not found or found[0] is None:
            return None
        return last_layer(torch.stack([on_cpu(each) for each in found])[None])[0].numpy()


def on_cpu(value: Any) -> Tensor:
    """A tensor, where numpy can read it."""
    return cast(Tensor, value).detach().cpu()


def trained() -> tuple[str, ...]:
    """The captioners that have weights."""
    known = {spec.key for spec in registry.SPECS}
    return tuple(name for name in CAPTIONERS if name in known)


def check_trained(captioner: str) -> None:
    """Raises InputError for a captioner that there is not, or not yet."""
    if captioner not in CAPTIONERS:
        raise InputError("no-choice", NO_CHOICE)
    if captioner not in trained():
        raise InputError("untrained", UNTRAINED)


def manner(language: str, way: str, width: float, temperature: float, seed: float) -> Manner:
    """What a person chose; numbers outside their range become the nearest ones inside.

    Raises:
        InputError: no such language or way.
    """
    if language not in LANGUAGES or way not in WAYS:
        raise InputError("no-choice", NO_CHOICE)
    return Manner(
        language,
        way,
        int(within(width, 1, beam.WIDEST)),
        round(within(temperature, *TEMPERATURES), 2),
        int(within(seed, 0, SEEDS)),
    )


def within(value: Any, low: float, high: float) -> float:
    """A number from `low` to `high`; what is no number at all is `low`."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not np.isfinite(value):
        return low
    return float(np.clip(value, low, high))


def word_number(text: str) -> int | None:
    """The number of a word that a person wrote; None for nothing. InputError if captions do not have it."""
    name = Text("word", "낱말")
    said = clean_text(text, limit=WORD_LENGTH, name=name, required=False).lower()
    if not said:
        return None
    # "<pad>" and the languages' own tokens are never said.
    if said not in numbers() or (said.startswith("<") and said != "<end>"):
        raise InputError("not-a-word", NOT_A_WORD)
    return numbers()[said]


@kept
def glance(image: Image) -> Glance:
    """What the backbone sees in a picture of 112 × 112 and in its mirror image together, as captioners do."""
    with registry.use("vision-backbone") as used:
        model = cast(VisionBackbone, used)
        trace, mirrored = read_both(model, image[None])
        return glance_of(model, trace, annotations(averaged(trace, mirrored)))


@kept
def single_glance(image: Image) -> Glance:
    """What the backbone sees in a picture of 112 × 112 alone, as every system but the captioners does."""
    with registry.use("vision-backbone") as used:
        model = cast(VisionBackbone, used)
        trace = read(model, image[None])
        return glance_of(model, trace, annotations(trace))


def glance_of(model: VisionBackbone, trace: Trace, seen: Float[Tensor, "1 channels cells cells"]) -> Glance:
    """Annotations with what the backbone says of how strange the picture is."""
    return Glance(
        seen, bool(is_strange(model, trace)[0]), float(trace.strange[0]), float(model.strange_above)
    )


def grey(image: Image) -> Image:
    """A grey picture of the same size."""
    return np.full_like(image, GREY)


def blank_glance(image: Image) -> Glance:
    """What captioners see in a grey picture of the same size."""
    return glance(grey(image))


def speak_as(speaker: Speaker, seen: Glance, how: Manner, forced: Mapping[int, int] | None = None) -> Spoken:
    """The caption of a picture; beam search is for captions without forced words, with them it is greedy."""
    if how.way == "beam" and not forced:
        return best_of(speaker, seen, how, tree(speaker, seen, how))
    return Spoken(tuple(speak(speaker, seen.annotations, how.language, choose(how), forced)))


def best_of(speaker: Speaker, seen: Glance, how: Manner, levels: Sequence[beam.Level]) -> Spoken:
    """The best caption of a tree, with all that leads to it."""
    steps = retrace(speaker, seen.annotations, how.language, beam.captions(levels)[0])
    return Spoken(tuple(replace(word, forced=False) for word in steps))  # the beam chose every word itself


def tree(speaker: Speaker, seen: Glance, how: Manner) -> list[beam.Level]:
    """The tree of beam search of the width that was chosen."""
    return list(beam.levels(speaker, seen.annotations, how.language, how.width))


def choose(how: Manner) -> Choose:
    """How the next word is chosen."""
    if how.way != "sample":
        return likeliest
    return sampled(how.temperature, torch.Generator().manual_seed(how.seed))


def attends(captioner: Captioner, spoken: Spoken) -> bool:
    """Whether a captioner has an attention that can be taken away."""
    return spoken.maps is not None and "attention" in signature(captioner.step).parameters


def looking_evenly(captioner: Any, seen: Glance, how: Manner) -> Spoken:
    """The caption with uniform attention."""
    return speak_as(cast(Speaker, evenly(captioner, CELLS**2)), seen, how)


def tensor_of(word: Word, name: str) -> Tensor | None:
    """A tensor of the word's step, without its rows; None where the captioner has no such thing."""
    value = getattr(word.step, name, None)
    return None if value is None else on_cpu(value)[0]


def gate_of(word: Word) -> float | None:
    """How much of what was seen reaches the LSTM, where the captioner has a gate."""
    gate = getattr(word.step, "gate", None)
    return None if gate is None else float(gate.flatten()[0])
