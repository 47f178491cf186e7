"""One's sound and one's own prompts: by ImageBind, to which the pair is emergent, and by CLAP, which was taught that very pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from jaxtyping import Float, Float32
from torch import Tensor

from demos.kept import kept
from demos.tabs.caption.captioning_words import Row, sign
from demos.tabs.match.binding_changes import sounds_changed
from demos.tabs.match.binding_query import Bound, heard_vector, said_vectors
from demos.tabs.match.clip_match import softmax
from demos.tabs.match.clip_views import short
from demos.tabs.represent.sound_lab import LIMITS
from demos.views.facts_view import facts
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from mm_models import registry
from mm_models.intake.sound import SAMPLE_RATE, read_sound, resample
from mm_models.matching.reading import read
from mm_models.pretrained.clap import SAMPLE_RATE as CLAP_RATE
from mm_models.pretrained.clap import PretrainedClap
from mm_models.registry import RegistryError
from mm_models.systems.clip.model import Config as ClipConfig
from mm_models.systems.imagebind.model import Config
from mm_models.text import Text
from mm_models.world.parsing import parse

CLAP = "clap-htsat-unfused"
OURS_TITLE = Text("ImageBind: sound and text never met", "ImageBind: 소리와 글이 만난 적 없음")
CLAP_TITLE = Text("CLAP (pretrained): taught together", "CLAP (사전 학습): 함께 배움")
UNAVAILABLE = Text("not available", "쓸 수 없음")
UNKNOWN = Text("Unknown words", "모르는 낱말")
ALL_UNKNOWN = Text(
    "ImageBind's texts are read by this application's CLIP, which has never read these words; each is the same <unknown> to it.",
    "ImageBind의 글은 이 애플리케이션의 CLIP이 읽습니다. 읽어 본 적 없는 낱말이라 모두 똑같이 <unknown>으로 읽습니다.",
)


@dataclass(frozen=True)
class Compared:
    """A sound, as it is and changed, with some prompts."""

    prompts: tuple[str, ...]
    changes: tuple[Text, ...]  # what was done to the sound; the first is nothing
    cosines: Float[np.ndarray, "changes prompts"]
    scale: float  # what cosines are multiplied by before a softmax

    @property
    def shares(self) -> Float[np.ndarray, " prompts"]:
        """The softmax over the prompts, for the sound as it is."""
        return softmax(self.scale * self.cosines[0])


def by_imagebind(found: Bound, prompts: tuple[str, ...]) -> Compared:
    """Through two encoders that only pictures connect."""
    changed = list(sounds_changed(found.items.sound.waveform))
    heard = torch.stack([heard_vector(waveform) for _, waveform in changed])
    cosines = (heard @ said_vectors(prompts).T).numpy()
    return Compared(prompts, tuple(name for name, _ in changed), cosines, 1 / Config().temperature)


def by_clap(recording: str | None, found: Bound, prompts: tuple[str, ...]) -> Compared:
    """Through the pretrained network, which this fetches if need be.

    Raises:
        RegistryError: it cannot be had.
    """
    changed = list(sounds_changed(sound_at(CLAP_RATE, recording, found.items.sound.waveform)))
    cosines, scale = clap_cosines(torch.stack([waveform for _, waveform in changed]), prompts)
    return Compared(prompts, tuple(name for name, _ in changed), cosines, scale)


def sound_at(
    rate: int, recording: str | None, waveform: Float32[Tensor, " samples"]
) -> Float32[Tensor, " _samples"]:
    """The sound at `rate` Hz: a recording is read anew, because at 16,000 Hz nothing above 8,000 Hz is left of it."""
    if recording:
        return read_sound(recording, limits=LIMITS, target_rate=rate).waveform
    return resample(waveform, SAMPLE_RATE, rate)


@kept
def clap_cosines(
    waveforms: Float32[Tensor, "changes _samples"], prompts: tuple[str, ...]
) -> tuple[Float[np.ndarray, "changes prompts"], float]:
    """The cosines of sounds at CLAP's own rate with prompts, and what CLAP multiplies them by."""
    with registry.use(CLAP) as used, torch.inference_mode():
        model = cast(PretrainedClap, used)
        heard, said = model.hear(list(waveforms.numpy())), model.read(prompts)
        return (heard.vector @ said.vector.T).cpu().numpy(), model.scale


def compared(
    recording: str | None, found: Bound, prompts: tuple[str, ...], with_clap: bool
) -> list[Payload | None]:
    """For ImageBind and, if asked for, CLAP: the prompts in their order, and the matrix; where CLAP cannot be had, why."""
    kinds = found.items.kinds("audio")
    ours = by_imagebind(found, prompts)
    shown: list[Payload | None] = [facts([*unread(prompts), *ranked(ours, kinds)]), None, table(ours), None]
    if not with_clap:
        return shown
    try:
        theirs = by_clap(recording, found, prompts)
    except RegistryError as error:
        shown[1] = facts([("CLAP", "–", UNAVAILABLE), (Text("Why", "까닭"), "", error.text)])
        return shown
    shown[1], shown[3] = facts(ranked(theirs, kinds)), table(theirs)
    return shown


def ranked(some: Compared, kinds: frozenset[str]) -> list[Row]:
    """The prompts, the most similar first, each with its share, its cosine, and whether it names what sounds."""
    return [
        (some.prompts[i], f"{some.shares[i]:.1%}", noted(some.prompts[i], some.cosines[0, i], kinds))
        for i in np.argsort(-some.cosines[0]).tolist()
    ]


def noted(prompt: str, cosine: float, kinds: frozenset[str]) -> Text:
    """A cosine, and ✓ or ✗ where it is known what sounds and the prompt names things of the world."""
    named = {each.kind for each in parse(prompt).meaning.mentions}
    mark = f"{sign(bool(named & kinds))} " if named and kinds else ""
    return Text(f"{mark}cosine {cosine:.3f}", f"{mark}코사인 {cosine:.3f}")


def unread(prompts: Sequence[str]) -> list[Row]:
    """One sentence about words that ImageBind's texts cannot have."""
    lost = read(prompts, ClipConfig().longest).unknown
    unknown = ", ".join(dict.fromkeys(word for words in lost for word in words))
    return [(UNKNOWN, unknown, ALL_UNKNOWN)] if unknown else []


def table(some: Compared) -> Payload:
    """The cosines of the sound, as it is and changed, with the prompts."""
    return matrix(
        some.cosines.T,
        x_label=Text("sound", "소리"),
        y_label=Text("prompt", "프롬프트"),
        x_values=list(some.changes),
        y_values=[short(each) for each in some.prompts],
        colour_map="diverging",
        height=100 + 26 * len(some.prompts),
    )


def clap_python(recording: str | None, prompts: tuple[str, ...], with_clap: bool) -> str:
    """Lines that ask CLAP, to stand behind those that ask ImageBind; none if it is not asked."""
    if not with_clap:
        return ""
    read_anew = f'read_sound("your-recording.wav", target_rate={CLAP_RATE}).waveform'
    heard = read_anew if recording else f"resample(waveform, {SAMPLE_RATE}, {CLAP_RATE})"
    return PYTHON.format(heard=heard, key=CLAP, prompts=prompts)


PYTHON = """
from mm_models.intake.sound import read_sound, resample

with registry.use({key!r}) as clap:
    cosines = clap.hear([{heard}.numpy()]).vector @ clap.read({prompts!r}).vector.T
for prompt, share in zip({prompts!r}, (clap.scale * cosines[0]).softmax(0)):
    print(f"{{float(share):6.1%}}  {{prompt}}")
"""
