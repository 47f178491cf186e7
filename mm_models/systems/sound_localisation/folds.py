"""Which recordings are learnt, which settle thresholds, and which test: no recording and no speaker is in two parts.

The official fold 4 of ESC-10 tests. Of folds 1 to 3, every sixth recording of a class settles what has to be chosen
(thresholds, the calibration of the confidence), with all clips that were cut from it; the others are learnt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float16, Int64
from torch import Generator, Tensor

from mm_models.corpora import fsdd
from mm_models.corpora.esc10 import Clip, Esc10, waveform
from mm_models.hearing.bank import Bank, by_speaker, stacked, strings
from mm_models.hearing.names import SOUNDS

TEST_FOLD = 4
PARTS = ("train", "validation", "test")
EVERY, OFFSET = 6, 3  # of the recordings of a class, by their numbers
SPEAKERS: dict[str, slice] = {"train": slice(2), "validation": slice(2, 3), "test": slice(3, 4)}


@dataclass(frozen=True)
class Recordings:
    """The sounds of one part as they were recorded, as mel levels."""

    levels: Float16[Tensor, "clips bands frames"]
    labels: Int64[Tensor, " clips"]
    voices: Float16[Tensor, "strings bands frames"]  # spoken digits of the part's speakers


def recordings(data: Path | None, name: str) -> Recordings:
    """The recordings of a part.

    Raises:
        InputError: ESC-10 or the spoken digits are not there; it says where to get them.
    """
    clips = Esc10(data).clips
    kept = [clip for clip, of in zip(clips, part_of(clips), strict=True) if of == name]
    speakers = list(by_speaker(fsdd.digits(data)).values())[SPEAKERS[name]]
    chance = Generator().manual_seed(0)
    return Recordings(
        levels=stacked(waveform(clip) for clip in kept),
        labels=torch.tensor([SOUNDS.index(clip.label) for clip in kept]),
        voices=torch.cat([stacked(strings(words, chance)) for words in speakers]),
    )


def part_of(clips: Sequence[Clip]) -> list[str]:
    """The part of each clip."""
    chosen = {label: validating(clips, label) for label in {clip.label for clip in clips}}
    return [
        "test" if clip.fold == TEST_FOLD else "validation" if clip.source in chosen[clip.label] else "train"
        for clip in clips
    ]


def validating(clips: Sequence[Clip], label: str) -> set[int]:
    """The recordings of a class that settle thresholds."""
    found = sorted({clip.source for clip in clips if clip.label == label and clip.fold != TEST_FOLD})
    return set(found[OFFSET::EVERY])


def part(bank: Bank, name: str) -> Bank:
    """The clips and the speakers of one part."""
    speakers = range(len(bank.speakers))[SPEAKERS[name]]
    return bank.only(
        [each == name for each in part_of(bank.clips)],
        [number in speakers for number in range(len(bank.speakers))],
    )
