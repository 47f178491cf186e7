"""The teacher: what the frozen vision backbone says of a picture, as two distributions, and how a student is judged by them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional

from mm_models.hearing.names import SOUND_OF, SOUNDS
from mm_models.hearing.staging import Cast, place_of, sources, staged
from mm_models.world.kinds import KIND_INDEX, KINDS
from mm_models.world.places import PLACE_INDEX, PLACES
from mm_models.world.rendering import render
from mm_models.world.scenes import Scene

SOUNDING = Cast(things=(1, 3), alone=0.5, silent=0.8)
MUTE = Cast(things=(1, 3), alone=0.5, silent=1.0, mute=True)
AT_ONCE = 32  # pictures that the teacher reads together
SURE = 0.98  # of the truth, where labels stand in for the teacher: KL to certainty has no bound


@dataclass(frozen=True)
class Opinion:
    """Probabilities of things and of places, for each of some pictures."""

    things: Float[Tensor, "pictures things"]
    places: Float[Tensor, "pictures places"]


@dataclass(frozen=True)
class Lessons:
    """Scenes with what the teacher says of them. Which of their things sound decides which recordings may go with them."""

    scenes: tuple[Scene, ...]
    opinion: Opinion

    def sounding(self, number: int) -> list[str]:
        """The kinds in a scene that could sound."""
        scene = self.scenes[number]
        return [scene.things[place].kind for place in sources(scene)]


@torch.no_grad()
def opinion(backbone: Any, images: UInt8[np.ndarray, "pictures side side 3"], device: str = "cpu") -> Opinion:
    """What the vision backbone says of pictures: the mean over cells of what each shows, the background left out, and the place."""
    pixels = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1.0
    reading = backbone(pixels.to(device))
    shown = reading.kind.softmax(dim=1)[:, 1:].mean(dim=(2, 3))
    return Opinion((shown / shown.sum(dim=1, keepdim=True)).cpu(), reading.place.softmax(dim=1).cpu())


def lessons(backbone: Any, split: str, sounding: int, mute: int, device: str = "cpu") -> Lessons:
    """The first scenes of a split in which something sounds, then those in which nothing does, as the teacher sees them."""
    scenes = scenes_of(split, sounding, mute)
    said = [
        opinion(backbone, np.stack([render(scene).image for scene in some]), device)
        for some in (scenes[first : first + AT_ONCE] for first in range(0, len(scenes), AT_ONCE))
    ]
    things, places = ([getattr(each, name) for each in said] for name in ("things", "places"))
    return Lessons(scenes, Opinion(torch.cat(things), torch.cat(places)))


def scenes_of(split: str, sounding: int, mute: int) -> tuple[Scene, ...]:
    """Scenes in which something sounds, then mute ones."""
    loud = [staged(number, split, SOUNDING) for number in range(sounding)]
    return (*loud, *(staged(sounding + number, split, MUTE) for number in range(mute)))


def truth(scenes: Sequence[Scene], kinds: Iterable[str | None]) -> Opinion:
    """What a label says instead of a teacher: the kind that sounds (None: nothing does, so any silent kind), and the place."""
    silent = torch.tensor([float(kind.name not in SOUND_OF) for kind in KINDS])
    things = [silent if kind is None else hot(KIND_INDEX[kind] - 1, len(KINDS)) for kind in kinds]
    places = [hot(PLACE_INDEX[place_of(scene)], len(PLACES) + 1) for scene in scenes]
    shares = torch.stack(things)
    return Opinion(shares / shares.sum(dim=1, keepdim=True), torch.stack(places))


def hot(number: int, of: int) -> Float[Tensor, " of"]:
    """Nearly all of the probability on one number."""
    rest = torch.full((of,), (1 - SURE) / (of - 1))
    rest[number] = SURE
    return rest


def divergence(
    teacher: Float[Tensor, "batch classes"], logits: Float[Tensor, "batch classes"]
) -> Float[Tensor, " batch"]:
    """KL(teacher ‖ student) in nats."""
    said = logits.log_softmax(dim=1)
    return functional.kl_div(said, teacher, reduction="none").sum(dim=1)


def heard_class(things: Float[Tensor, "batch things"]) -> Float[Tensor, "batch sounds"]:
    """The scores of the ten kinds that sound, in the order of the sounds' classes."""
    columns: Mapping[str, int] = {SOUND_OF[kind]: KIND_INDEX[kind] - 1 for kind in SOUND_OF}
    return things[:, [columns[sound] for sound in SOUNDS[:-1]]]
