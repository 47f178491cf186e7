"""Batches of pairs: a scene, and the sound of one of the things in it; and sounds that belong to no scene at all.

The pairing itself is all that the unsupervised variants learn from: as in a video, what is heard is something that is
seen, and nobody says which. The sounds without a scene (voices, tones, near silence) are further wrong answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Bool, Float, Float32, Int64
from torch import Generator, Tensor

from mm_models.captioning.batches import photographs
from mm_models.captioning.seeing import Backbone, Eye, oracle_eye
from mm_models.captioning.views import Draw, View, Views, window
from mm_models.hearing.bank import FRAMES, Bank, made_bank
from mm_models.hearing.disturbing import colours, masked, stretch, with_ambience
from mm_models.hearing.levels import relative
from mm_models.hearing.names import SOUND_OF, SOUNDS
from mm_models.hearing.staging import Cast, sources, staged
from mm_models.systems.sound_localisation.infer import seen_by
from mm_models.systems.sound_localisation.staging import TRAINING
from mm_models.training import step_seed
from mm_models.world.appearance import PLAIN, STRONG
from mm_models.world.photos import PhotoBank
from mm_models.world.rendering import Picture, render
from mm_models.world.scenes import SPLITS, Scene

PAIRS = 32  # of a batch
FRESH = 2  # scenes of a batch that were in none before
ROOM = 1_600  # scenes whose features are kept: 0.16 GB
STRANGERS = 6  # sounds of a batch that belong to no scene
SILENCE = -1.0  # in every band
FOLEY_SHARE = 0.2  # of the sounds are made, not recorded
SHORTEST = 75  # frames that a batch hears at least: 1.5 s

Features = Float[Tensor, "pairs channels cells cells"]


@dataclass(frozen=True)
class Batch:
    """Scenes as the vision backbone sees them, their sounds, then the strangers' sounds; and where each source is."""

    features: Features
    heard: Float32[Tensor, "sounds bands frames"]
    cells: Bool[Tensor, "pairs cells cells"]
    annotated: Bool[Tensor, " pairs"]  # for which of the pairs a person has marked the source

    def to(self, device: torch.device | str) -> "Batch":
        """The same on a device."""
        return replace(self, **{name: value.to(device) for name, value in vars(self).items()})


@dataclass(frozen=True)
class Pairs:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    views: Views
    bank: Bank
    annotated: float  # share of the scenes in which the source is marked
    pairs: int = PAIRS
    fresh: int = FRESH
    strangers: int = STRANGERS

    def __call__(self, index: int) -> Batch:
        chance, rng = seeded(self.seed, index)
        numbers = window(index, self.pairs, self.fresh, self.views.room, rng)
        features, seen = self.views(
            [(number + 10_000_000 * self.seed) % SPLITS["train"].count for number in numbers]
        )
        chosen = [int(rng.permutation(sources(view.scene))[0]) for view in seen]
        levels = torch.cat([self.sounds(seen, chosen, chance), strange(self.bank, self.strangers, chance)])
        return Batch(
            features=features,
            heard=disturbed(levels, self.bank, index, chance),
            cells=torch.from_numpy(np.stack([view.cells[n] for view, n in zip(seen, chosen, strict=True)])),
            annotated=torch.tensor([number % 1000 < 1000 * self.annotated for number in numbers]),
        )

    def sounds(
        self, seen: Sequence[View], chosen: Sequence[int], chance: Generator
    ) -> Float32[Tensor, "pairs bands frames"]:
        """A sound of each chosen thing, recorded or made."""
        kinds = [view.scene.things[number].kind for view, number in zip(seen, chosen, strict=True)]
        return torch.stack([drawn(self.bank, SOUNDS.index(SOUND_OF[kind]), chance) for kind in kinds])


def seeded(seed: int, index: int) -> tuple[Generator, np.random.Generator]:
    """Both libraries' chance for one batch."""
    number = step_seed(seed, index)
    return Generator().manual_seed(number), np.random.default_rng((number, 51))


def drawn(bank: Bank, label: int, chance: Generator) -> Float32[Tensor, "bands frames"]:
    """A sound of a class: a recording in one of its versions, now and then foley."""
    if float(torch.rand((), generator=chance)) < FOLEY_SHARE:
        return bank.foley[one_of(bank.foley_labels == label, chance)].float()
    version = int(torch.randint(len(bank.real), (), generator=chance))
    return bank.real[version, one_of(bank.labels == label, chance)].float()


def one_of(which: Bool[Tensor, " sounds"], chance: Generator) -> int:
    """The number of one of the sounds for which it says True."""
    numbers: Int64[Tensor, " some"] = which.nonzero()[:, 0]
    return int(numbers[torch.randint(len(numbers), (), generator=chance)])


def strange(bank: Bank, count: int, chance: Generator) -> Float32[Tensor, "{count} bands frames"]:
    """Sounds of nothing in any scene: voices, and what formulas make."""
    voices = bank.voices.flatten(0, 1)
    half = torch.randint(len(voices), (count // 2,), generator=chance)
    rest = torch.randint(len(bank.others), (count - count // 2,), generator=chance)
    return torch.cat([voices[half], bank.others[rest]]).float()


def disturbed(
    levels: Float32[Tensor, "sounds bands frames"], bank: Bank, index: int, chance: Generator
) -> Float32[Tensor, "sounds bands shorter"]:
    """The sounds from another moment on, in another place, through another microphone, partly hidden; the last one silent."""
    length = int(torch.randint(SHORTEST, FRAMES + 1, (), generator=chance)) if index % 2 else FRAMES
    there = with_ambience(stretch(levels, length, chance), bank.ambiences, chance)
    heard = masked(relative(there + colours(there, chance)), chance)
    heard[-1] = SILENCE
    return heard


def drawn_scenes(cast: Cast, photos: PhotoBank | None = None) -> Draw:
    """Scenes of the training split; every second one is drawn with strongly varied appearance."""

    def draw(number: int) -> tuple[Scene, Picture]:
        found = staged(number, "train", cast, photos)
        return found, render(found, STRONG if number % 2 else PLAIN, photos)

    return draw


def eye(backbone: Backbone, device: str = "cpu") -> Eye:
    """Sees pictures as the backbone's features: what it would name things is not used."""
    return lambda pictures: seen_by(backbone, np.stack([picture.image for picture in pictures]), device)


def real_pairs(
    seed: int, data: Path | None, bank: Bank, backbone: Backbone, device: str, annotated: float
) -> Pairs:
    """Scenes with photographs, seen through the trained backbone.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there; it says where to get it.
    """
    views = Views(drawn_scenes(TRAINING, photographs(data)), eye(backbone, device), ROOM)
    return Pairs(seed, views, bank, annotated)


def rehearsal_pairs(seed: int, channels: int, annotated: float, pairs: int = 8) -> Pairs:
    """A few scenes as an oracle sees them, with foley: needs no files."""
    views = Views(drawn_scenes(Cast(things=(1, 2))), oracle_eye(channels, seed), room=3 * pairs)
    return Pairs(seed, views, made_bank(), annotated, pairs, fresh=0, strangers=2)
