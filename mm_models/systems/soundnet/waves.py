"""The sounds that training draws from, as waveforms: real clips, foley, what no picture shows, and the places' backgrounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import torch
from jaxtyping import Bool, Float16, Float32, Int64
from torch import Generator, Tensor
from torch.nn import functional

from mm_models.audio.augment import room_response
from mm_models.audio.surroundings import surrounding
from mm_models.corpora.esc10 import Clip, Esc10, waveform
from mm_models.hearing.bank import FIRST_MADE, foley_sounds
from mm_models.hearing.names import SOUNDS
from mm_models.hearing.others import SECONDS, between, made
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.world.places import PLACES

SAMPLES = round(SECONDS * SAMPLE_RATE)
FOLEY_SEEDS = 12  # sounds of each class
STRANGERS = 60  # sounds that no picture shows
BACKGROUNDS = 12  # of each place
ROOMS = 24
ROOM_S = 0.5  # the longest echo

Waveform = Float32[Tensor, "_samples"]


@dataclass(frozen=True)
class Waves:
    """Sounds of five seconds each, backgrounds of the places, and rooms' responses."""

    clips: tuple[Clip, ...]
    real: Float16[Tensor, "_clips samples"]
    labels: Int64[Tensor, " _clips"]
    foley: Float16[Tensor, "_foley samples"]
    foley_labels: Int64[Tensor, " _foley"]
    strangers: Float16[Tensor, "_strangers samples"]
    backgrounds: Float16[Tensor, "places _each samples"]
    rooms: Float32[Tensor, "_rooms response"]  # the first has no echo

    def only(self, kept: Sequence[bool]) -> "Waves":
        """The same with the real clips for which it says True."""
        which: Bool[Tensor, " clips"] = torch.tensor(kept)
        clips = tuple(each for each, stays in zip(self.clips, kept, strict=True) if stays)
        return replace(self, clips=clips, real=self.real[which], labels=self.labels[which])

    def without(self, fold: int) -> "Waves":
        """What may be learnt when a fold is to be tested on."""
        return self.only([each.fold != fold for each in self.clips])

    def within(self, fold: int) -> "Waves":
        """What is tested then."""
        return self.only([each.fold == fold for each in self.clips])


def real_waves(data: Path | None = None, seed: int = 0) -> Waves:
    """Everything that training needs, from the data folder.

    Raises:
        InputError: ESC-10 is not there; it says where to get it.
    """
    clips = Esc10(data).clips
    real = stacked(waveform(clip) for clip in clips)
    labels = torch.tensor([SOUNDS.index(each.label) for each in clips])
    return with_made(clips, real, labels, seed)


@cache
def made_waves(seed: int = 0) -> Waves:
    """A little of everything that needs no files: foley in the place of real clips; nobody may change it."""
    foley, labels = foley_sounds([FIRST_MADE])
    return with_made((), stacked(foley), labels, seed, share=1 / 12)


def with_made(
    clips: tuple[Clip, ...],
    real: Float16[Tensor, "clips samples"],
    labels: Int64[Tensor, " clips"],
    seed: int,
    share: float = 1.0,
) -> Waves:
    """Clips with all that formulas make beside them, or a share of that."""
    chance = Generator().manual_seed(seed)
    foley, foley_labels = foley_sounds(range(FIRST_MADE, FIRST_MADE + round(share * FOLEY_SEEDS)))
    return Waves(
        clips=clips,
        real=real,
        labels=labels,
        foley=stacked(foley),
        foley_labels=foley_labels,
        strangers=stacked(made(FIRST_MADE + number) for number in range(round(share * STRANGERS))),
        backgrounds=backgrounds(round(share * BACKGROUNDS), chance),
        rooms=rooms(round(share * ROOMS), chance),
    )


def backgrounds(each: int, chance: Generator) -> Float16[Tensor, "places each samples"]:
    """What every place sounds like, some times."""
    return torch.stack(
        [
            stacked(surrounding(place, SECONDS, SAMPLE_RATE, chance) / 8 for _ in range(each))
            for place in PLACES
        ]
    )


def rooms(count: int, chance: Generator) -> Float32[Tensor, "count response"]:
    """Rooms' responses, from next to none to half a second; the first answers nothing."""
    length = round(ROOM_S * SAMPLE_RATE)
    found = torch.zeros(count, length)
    found[0, 0] = 1.0
    for row in found[1:]:
        echo = room_response(
            between(0.1, ROOM_S, chance), SAMPLE_RATE, chance, direct_db=between(-3, 12, chance)
        )
        row[: len(echo)] = echo
    return found


def stacked(sounds: Iterable[Waveform]) -> Float16[Tensor, "sounds samples"]:
    """Sounds, each cut or filled with silence to five seconds, at half precision."""
    return torch.stack([fitted(sound) for sound in sounds]).half()


def fitted(sound: Waveform) -> Float32[Tensor, "samples"]:
    """The first five seconds, silence after a shorter sound."""
    return functional.pad(sound, (0, max(0, SAMPLES - len(sound))))[:SAMPLES]
