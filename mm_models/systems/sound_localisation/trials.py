"""Trials: a picture whose things could all sound, and what is played to it. Calibration and evaluation share them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Float16, Int64
from torch import Tensor

from mm_models.audio.augment import ambience
from mm_models.hearing.bank import foley_sounds, stacked
from mm_models.hearing.levels import relative
from mm_models.hearing.names import SOUND_OF, SOUNDS
from mm_models.hearing.others import SECONDS, made
from mm_models.hearing.staging import Cast, staged
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.systems.sound_localisation.folds import Recordings
from mm_models.systems.sound_localisation.infer import seen_by
from mm_models.systems.sound_localisation.model import SoundLocaliser, attend
from mm_models.systems.sound_localisation.staging import (
    CANDIDATES,
    Box,
    cells_shown,
    visible_box,
)
from mm_models.world.rendering import render
from mm_models.world.scenes import Scene

AT_ONCE = 32  # pictures or sounds that a network reads together
MADE = range(20)  # numbers of sounds made by formulas; training uses larger ones
PLACES = 40  # ambiences
FOLEY = range(8)  # seeds of foley; training uses larger ones
NEAR_SILENCE = 1e-5  # amplitude of the faintest noise: -100 dB


@dataclass(frozen=True)
class Stage:
    """A scene with what is true of it."""

    scene: Scene
    visual: Float[Tensor, "vector cells cells"]  # every place in the shared space
    cells: Bool[np.ndarray, "things cells cells"]
    boxes: tuple[Box, ...]

    @property
    def labels(self) -> list[int]:
        """The classes of the things' sounds."""
        return [SOUNDS.index(SOUND_OF[thing.kind]) for thing in self.scene.things]


@dataclass(frozen=True)
class Chorus:
    """Sounds in the shared space: those of the ten classes, and those of nothing that a scene shows."""

    sounds: Float[Tensor, "sounds vector"]
    labels: Int64[Tensor, " sounds"]
    foley: Float[Tensor, "made vector"]
    foley_labels: Int64[Tensor, " made"]
    strangers: dict[str, Float[Tensor, "_count vector"]]  # voices, tones, silence, and places' noise

    def of(self, label: int, rng: np.random.Generator) -> Float[Tensor, " vector"]:
        """One of the sounds of a class."""
        return self.sounds[one_where(self.labels == label, rng)]

    def foley_of(self, label: int, rng: np.random.Generator) -> Float[Tensor, " vector"]:
        """One of the made sounds of a class."""
        return self.foley[one_where(self.foley_labels == label, rng)]

    def outside(self, labels: Sequence[int], rng: np.random.Generator) -> Float[Tensor, " vector"]:
        """A sound of a class that is not among `labels`."""
        return self.sounds[one_where(~torch.isin(self.labels, torch.tensor(labels)), rng)]

    def stranger(self, name: str, rng: np.random.Generator) -> Float[Tensor, " vector"]:
        """One of the sounds that belong to no scene."""
        return self.strangers[name][int(rng.integers(len(self.strangers[name])))]


def one_where(which: Bool[Tensor, " sounds"], rng: np.random.Generator) -> int:
    """The number of one for which it says True."""
    numbers = which.nonzero()[:, 0].tolist()
    return int(numbers[rng.integers(len(numbers))])


def stages(
    model: SoundLocaliser, backbone: Any, split: str, wanted: int, first: int = 0, cast: Cast = CANDIDATES
) -> list[Stage]:
    """Scenes of a split with as many things as the cast asks for at least."""
    scenes = (staged(number, split, cast) for number in count(first))
    enough = (scene for scene in scenes if len(scene.things) >= cast.things[0])
    return list(seen(model, backbone, list(islice(enough, wanted))))


@torch.no_grad()
def seen(model: SoundLocaliser, backbone: Any, scenes: Sequence[Scene]) -> Iterator[Stage]:
    """Scenes as the model sees them."""
    for start in range(0, len(scenes), AT_ONCE):
        some = scenes[start : start + AT_ONCE]
        pictures = [render(scene) for scene in some]
        visual = model.see(seen_by(backbone, np.stack([picture.image for picture in pictures])))
        for scene, picture, places in zip(some, pictures, visual, strict=True):
            boxes = tuple(visible_box(mask) for mask in picture.masks)
            yield Stage(scene, places, cells_shown(picture), boxes)


def chorus(model: SoundLocaliser, recorded: Recordings) -> Chorus:
    """The recordings of one part as the model hears them, and made sounds that training does not know."""
    foley, labels = foley_sounds(FOLEY)
    chance = torch.Generator().manual_seed(0)
    noise = stacked(ambience(SECONDS, SAMPLE_RATE, chance) for _ in range(PLACES))
    silence = [torch.zeros(SAMPLE_RATE), NEAR_SILENCE * ambience(SECONDS, SAMPLE_RATE, chance)]
    return Chorus(
        sounds=placed(model, recorded.levels),
        labels=recorded.labels,
        foley=placed(model, stacked(foley)),
        foley_labels=labels,
        strangers={
            "voices": placed(model, recorded.voices),
            "made": placed(model, stacked(made(number) for number in MADE)),
            "silence": placed(model, stacked(silence)),
            "noise": placed(model, noise),
        },
    )


@torch.no_grad()
def placed(
    model: SoundLocaliser, levels: Float16[Tensor, "sounds bands frames"]
) -> Float[Tensor, "sounds vector"]:
    """Sounds, as mel levels, in the shared space."""
    some = [relative(each.float()) for each in levels.split(AT_ONCE)]
    return torch.cat([model.listen(each) for each in some])


def scored(stage: Stage, sound: Float[Tensor, " vector"]) -> Float[Tensor, "cells cells"]:
    """The map of a sound over a scene."""
    return torch.einsum("vij,v->ij", stage.visual, sound)


def matched(model: SoundLocaliser, scores: Float[Tensor, "cells cells"]) -> float:
    """How well what is attended to answers the sound."""
    return float((attend(scores, model.config.temperature) * scores).sum())
