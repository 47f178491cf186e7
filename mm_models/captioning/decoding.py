"""Speaking: from a network that says how likely each next word is to a caption, one word at a time.

Generators, so that a page can stop after any word and look at everything that led to it. Words can be forced: those
before stay, the caption goes on from there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from mm_models.captioning.captioner import Captioner, Speaker, Step
from mm_models.captioning.vocabulary import END, LONGEST, PAD, SPECIAL, start, words

SHOWN = 8  # likeliest words that are kept with every word
Choose = Callable[[Float[Tensor, "rows vocabulary"]], Int[Tensor, " rows"]]  # from logits to the next words


@dataclass(frozen=True)
class Word:
    """One word of a caption and what led to it."""

    id: int
    token: str
    log_probability: float  # nats, before any temperature
    likeliest: tuple[tuple[str, float], ...]  # tokens and their probabilities, the likeliest first
    attention: Float[Tensor, "*heads cells"] | None  # where the network looked
    forced: bool
    step: Step  # all that the network computed, in one row


@dataclass(frozen=True)
class Moment:
    """One word of every caption of a batch."""

    ids: Int[Tensor, " rows"]
    log_probabilities: Float[Tensor, " rows"]
    step: Step


@dataclass(frozen=True)
class Written:
    """Captions of a batch; after `<end>` there is only padding."""

    ids: Int[Tensor, "rows words"]
    log_probabilities: Float[Tensor, "rows words"]  # 0 after the end
    attention: Float[Tensor, "rows words *heads cells"] | None

    def caption(self, row: int) -> list[int]:
        """The numbers of one caption, with `<end>` if it has one."""
        return [each for each in self.ids[row].tolist() if each != PAD]


def likeliest(logits: Float[Tensor, "rows vocabulary"]) -> Int[Tensor, " rows"]:
    """Greedy decoding: the word with the highest probability."""
    return logits.argmax(dim=1)


def sampled(temperature: float, generator: torch.Generator) -> Choose:
    """Words drawn by their probabilities to the power of 1 / temperature.

    Raises:
        ValueError: the temperature is not above 0; `likeliest` is what 0 would mean.
    """
    if not temperature > 0:
        raise ValueError(f"the temperature must be above 0, not {temperature}")

    def choose(logits: Float[Tensor, "rows vocabulary"]) -> Int[Tensor, " rows"]:
        shares = (logits / temperature).softmax(dim=1)
        return torch.multinomial(shares, 1, generator=generator)[:, 0]

    return choose


@torch.no_grad()
def moments(
    speaker: Speaker,
    annotations: Float[Tensor, "rows channels *places"],
    language: str,
    choose: Choose = likeliest,
    forced: Mapping[int, int] | None = None,
    longest: int = LONGEST,
) -> Iterator[Moment]:
    """Captions of several pictures, word by word, until all have ended; `forced` maps places to the words put there.

    A start token or padding is never said.
    """
    memory = speaker.read(annotations)
    state, ended = (
        speaker.first(memory),
        torch.zeros(len(annotations), dtype=torch.bool, device=annotations.device),
    )
    ids = torch.full_like(ended, start(language), dtype=torch.long)
    for place in range(longest):
        step = speaker.step(memory, state, ids)
        logits, state = speakable(step.logits), step.state
        ids = choose(logits)
        if forced and place in forced:
            ids = torch.full_like(ids, forced[place])
        ids = torch.where(ended, PAD, ids)
        said = logits.log_softmax(dim=1).gather(1, ids[:, None])[:, 0]
        yield Moment(ids, torch.where(ended, 0.0, said), step)
        ended = ended | (ids == END)
        if bool(ended.all()):
            return


def speakable(logits: Float[Tensor, "rows vocabulary"]) -> Float[Tensor, "rows vocabulary"]:
    """The logits without what can never be said: padding and the start tokens."""
    never = [number for number in range(len(SPECIAL)) if number != END]
    return logits.index_fill(1, torch.tensor(never, device=logits.device), -1e4)


def speak(
    speaker: Speaker,
    annotations: Float[Tensor, "1 channels *places"],
    language: str,
    choose: Choose = likeliest,
    forced: Mapping[int, int] | None = None,
    longest: int = LONGEST,
) -> Iterator[Word]:
    """The caption of one picture with everything that led to it; the last word is `<end>` unless it grew too long."""
    for place, moment in enumerate(moments(speaker, annotations, language, choose, forced, longest)):
        yield as_word(moment, forced is not None and place in forced)


def as_word(moment: Moment, forced: bool) -> Word:
    """What a moment says of its first row."""
    shares = speakable(moment.step.logits[:1])[0].softmax(dim=0).sort(descending=True)
    best = zip(shares.indices[:SHOWN].tolist(), shares.values[:SHOWN].tolist(), strict=True)
    attention = moment.step.attention
    return Word(
        id=int(moment.ids[0]),
        token=words()[int(moment.ids[0])],
        log_probability=float(moment.log_probabilities[0]),
        likeliest=tuple((words()[number], share) for number, share in best),
        attention=None if attention is None else attention[0],
        forced=forced,
        step=moment.step,
    )


def retrace(
    speaker: Speaker, annotations: Float[Tensor, "1 channels *places"], language: str, ids: Sequence[int]
) -> Iterator[Word]:
    """What leads to a caption that is given, for example by beam search: every word is forced."""
    return speak(speaker, annotations, language, forced=dict(enumerate(ids)), longest=len(ids))


@torch.no_grad()
def write(
    speaker: Speaker,
    annotations: Float[Tensor, "rows channels *places"],
    language: str,
    choose: Choose = likeliest,
) -> Written:
    """Captions of many pictures at once."""
    said = list(moments(speaker, annotations, language, choose))
    maps = [moment.step.attention for moment in said]
    return Written(
        torch.stack([moment.ids for moment in said], dim=1),
        torch.stack([moment.log_probabilities for moment in said], dim=1),
        None if maps[0] is None else torch.stack([each for each in maps if each is not None], dim=1),
    )


@torch.no_grad()
def likelihoods(
    captioner: Captioner,
    annotations: Float[Tensor, "rows channels *places"],
    ids: Int[Tensor, "rows tokens"],
) -> Float[Tensor, "rows words"]:
    """The log-probability of each word of captions that are given with their start tokens; 0 where one is padded."""
    logits = captioner.tell(captioner.read(annotations), ids[:, :-1]).logits
    each = logits.log_softmax(dim=2).gather(2, ids[:, 1:, None])[:, :, 0]
    return torch.where(ids[:, 1:] == PAD, 0.0, each)
