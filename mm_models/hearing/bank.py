"""The sounds that training draws from, as mel levels: real clips in several versions, foley, and what is none of the ten."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from jaxtyping import Float, Float16, Float32, Int64
from torch import Generator, Tensor

from mm_models.audio.augment import ambience, at_speed, in_room, room_response, through_telephone
from mm_models.audio.foley import FOLEY
from mm_models.corpora import fsdd
from mm_models.corpora.esc10 import Clip, Esc10, waveform
from mm_models.hearing.levels import STFT, mel_levels
from mm_models.hearing.names import SOUNDS
from mm_models.hearing.others import SECONDS, between, made, strung
from mm_models.intake.sound import SAMPLE_RATE

FRAMES = round(SECONDS * SAMPLE_RATE) // STFT.hop_length  # of every sound in a bank
SILENCE_DB = -120.0
SPEEDS = (0.85, 0.95, 1.05, 1.2)
ROOMS = 2  # versions of each clip in a room
FIRST_MADE = 1000  # the seed of the first sound made for training; examples and tests have smaller ones
FOLEY_SEEDS = 16  # sounds of each class
VOICES = 24  # strings of digits of each speaker
OTHERS = 100  # other sounds made by formulas
AMBIENCES = 64

Waveform = Float32[Tensor, "_samples"]
Levels = Float16[Tensor, "_sounds bands frames"]


@dataclass(frozen=True)
class Bank:
    """Sounds of five seconds each, and the ambiences that may lie under them."""

    clips: tuple[Clip, ...]
    speakers: tuple[str, ...]
    real: Float16[Tensor, "versions _clips bands frames"]
    labels: Int64[Tensor, " _clips"]
    foley: Levels
    foley_labels: Int64[Tensor, " _sounds"]
    voices: Float16[Tensor, "speakers strings bands frames"]
    others: Levels
    ambiences: Levels

    def only(self, clips: Sequence[bool], speakers: Sequence[bool]) -> "Bank":
        """The bank with the clips and the speakers for which it says True."""
        return replace(
            self,
            clips=tuple(each for each, kept in zip(self.clips, clips, strict=True) if kept),
            speakers=tuple(each for each, kept in zip(self.speakers, speakers, strict=True) if kept),
            real=self.real[:, torch.tensor(clips)],
            labels=self.labels[torch.tensor(clips)],
            voices=self.voices[torch.tensor(speakers)],
        )

    def without(self, fold: int) -> "Bank":
        """What may be learnt when a fold is to be tested on: no clip of it, and not the speaker of that number."""
        return self.only(
            [each.fold != fold for each in self.clips],
            [number + 1 != fold for number in range(len(self.speakers))],
        )


def real_bank(data: Path | None = None, seed: int = 0) -> Bank:
    """Everything that training needs, from the data folder; takes about a minute.

    Raises:
        InputError: ESC-10 or the spoken digits are not there; it says where to get them.
    """
    clips, spoken = Esc10(data).clips, by_speaker(fsdd.digits(data))
    chance = Generator().manual_seed(seed)
    foley, foley_labels = foley_sounds(range(FIRST_MADE, FIRST_MADE + FOLEY_SEEDS))
    others = [made(FIRST_MADE + number) for number in range(OTHERS)]
    return Bank(
        clips=clips,
        speakers=tuple(spoken),
        real=torch.stack([stacked(each) for each in versions([waveform(each) for each in clips], chance)]),
        labels=torch.tensor([SOUNDS.index(each.label) for each in clips]),
        foley=stacked([*foley, *(roomy(each, chance) for each in foley)]),
        foley_labels=foley_labels.repeat(2),
        voices=torch.stack([stacked(strings(words, chance)) for words in spoken.values()]),
        others=stacked([*others, *(roomy(each, chance) for each in others)]),
        ambiences=ambiences(chance),
    )


def made_bank() -> Bank:
    """A little bank that needs no files: foley in the place of real clips, beeps in that of voices."""
    chance = Generator().manual_seed(0)
    foley, labels = foley_sounds([FIRST_MADE])
    levels, others = stacked(foley), stacked([made(number) for number in range(5)])
    return Bank(
        clips=(),
        speakers=(),
        real=levels[None],
        labels=labels,
        foley=levels,
        foley_labels=labels,
        voices=others[None],
        others=others,
        ambiences=ambiences(chance, 4),
    )


def versions(sounds: Sequence[Waveform], chance: Generator) -> Iterable[list[Waveform]]:
    """The sounds as they are, slower and faster, and in rooms."""
    yield list(sounds)
    for factor in SPEEDS:
        yield [at_speed(each, factor) for each in sounds]
    for _ in range(ROOMS):
        yield [roomy(each, chance) for each in sounds]


def ambiences(chance: Generator, count: int = AMBIENCES) -> Levels:
    """Places where nothing happens."""
    return stacked([ambience(SECONDS, SAMPLE_RATE, chance) for _ in range(count)])


def foley_sounds(seeds: Iterable[int]) -> tuple[list[Waveform], Int64[Tensor, " sounds"]]:
    """Foley of every class from each seed, and the labels."""
    named = [(label, seed) for seed in seeds for label in range(len(FOLEY))]
    sounds = [FOLEY[SOUNDS[label]](seed, SECONDS, SAMPLE_RATE) for label, seed in named]
    return sounds, torch.tensor([label for label, _ in named])


def by_speaker(digits: Iterable[fsdd.Digit]) -> dict[str, list[Waveform]]:
    """Every fifth recording of each speaker."""
    found: dict[str, list[Waveform]] = defaultdict(list)
    for each in digits:
        if each.index % 5 == 0:
            found[each.speaker].append(fsdd.waveform(each))
    return dict(sorted(found.items()))


def strings(words: Sequence[Waveform], chance: Generator, count: int = VOICES) -> list[Waveform]:
    """A speaker's digits strung together, half of the strings in a room."""
    spoken = [strung(words, chance) for _ in range(count)]
    return [roomy(each, chance) if number % 2 else each for number, each in enumerate(spoken)]


def roomy(sound: Waveform, chance: Generator) -> Waveform:
    """The sound in a random room, one time in four through a telephone."""
    response = room_response(
        between(0.15, 1.2, chance), SAMPLE_RATE, chance, direct_db=between(-6, 12, chance)
    )
    there = in_room(sound, response)
    return through_telephone(there, SAMPLE_RATE) if between(0, 1, chance) < 0.25 else there


def stacked(sounds: Iterable[Waveform]) -> Levels:
    """Mel levels of sounds, each cut or filled with silence to five seconds."""
    return torch.stack([fitted(mel_levels(sound)) for sound in sounds]).half()


def fitted(levels: Float[Tensor, "bands frames"]) -> Float[Tensor, "bands fitted"]:
    """The first five seconds, silence after a shorter sound."""
    missing = max(0, FRAMES - levels.shape[1])
    return torch.nn.functional.pad(levels, (0, missing), value=SILENCE_DB)[:, :FRAMES]
