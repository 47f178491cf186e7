"""Hearing and seeing in the SoundNet tab: what is played, what the student hears in it, what the teacher sees."""

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, UInt8
from torch import Generator, Tensor

from demos.kept import kept
from demos.picture import Seen
from demos.tabs.represent.sound_lab import SAMPLE_RATE
from mm_models import registry
from mm_models.audio.augment import mixed
from mm_models.audio.surroundings import surrounding
from mm_models.systems.soundnet.infer import hear
from mm_models.systems.soundnet.model import SoundNet, Trace
from mm_models.systems.soundnet.teaching import Opinion, divergence, opinion
from mm_models.systems.soundnet.trials import OVER_DB
from mm_models.world.places import PLACES

OF_SCENE, NO_PLACE = "scene", "none"
UNDER: tuple[str, ...] = (OF_SCENE, NO_PLACE, *PLACES)
SILENT_PEAK = 1e-4  # of full scale: what has no louder sample is silence

Pixels = UInt8[Any, "side side 3"]


@dataclass(frozen=True)
class Lesson:
    """A picture, the sound that goes with it, what the teacher says of the one, and what the student hears in the other."""

    seen: Seen
    waveform: Float[Tensor, " samples"]  # as it is heard, the place's background under it
    place: str | None  # whose background that is
    teacher: Opinion
    trace: Trace

    @property
    def things(self) -> Float[Tensor, " things"]:
        """The student's probabilities."""
        return self.trace.things[0].softmax(dim=0)

    @property
    def places(self) -> Float[Tensor, " places"]:
        """The student's probabilities."""
        return self.trace.places[0].softmax(dim=0)


def place_under(seen: Seen, under: str) -> str | None:
    """The place whose background is heard: the scene's, a chosen one, or none; a photograph's place is not known."""
    if under == OF_SCENE:
        return seen.scene.place if seen.scene else None
    return None if under == NO_PLACE else under


def over_place(waveform: Tensor, place: str | None) -> Tensor:
    """A sound over a place's background, as training has it; the background alone where the sound is silent."""
    if place is None:
        return waveform
    background = surrounding(place, len(waveform) / SAMPLE_RATE, SAMPLE_RATE, Generator().manual_seed(0))
    background = background[: len(waveform)]
    if float(waveform.abs().max()) < SILENT_PEAK:
        return 0.1 * background
    whole = mixed(waveform, background, OVER_DB)
    return whole / whole.abs().max().clamp(min=1)


@kept
def taught(image: Pixels) -> Opinion:
    """What the teacher says of a picture."""
    with registry.use("vision-backbone") as backbone:
        device = str(next(backbone.parameters()).device)
        return opinion(backbone, image[None], device)


def listened(model: SoundNet, waveform: Tensor) -> Trace:
    """What the student hears, on the CPU wherever it runs."""
    trace = hear(model, waveform)
    return Trace(**{name: here(value) for name, value in vars(trace).items()})


def here(value: Any) -> Any:
    """A tensor, or several, on the CPU."""
    return tuple(map(here, value)) if isinstance(value, tuple) else value.cpu()


def lesson_of(model: SoundNet, seen: Seen, waveform: Tensor, under: str) -> Lesson:
    """A picture and a sound, and what both networks say."""
    place = place_under(seen, under)
    whole = over_place(waveform, place)
    return Lesson(seen, whole, place, taught(seen.image), listened(model, whole))


def distances(teacher: Opinion, trace: Trace) -> tuple[float, float]:
    """KL from teacher to student in nats, of things and of places."""
    things, places = divergence(teacher.things, trace.things), divergence(teacher.places, trace.places)
    return float(things[0]), float(places[0])


def parts_of(teacher: Float[Tensor, " classes"], student: Float[Tensor, " classes"]) -> Tensor:
    """What each class adds to the KL: p log(p / q)."""
    return torch.special.xlogy(teacher, teacher / student.clamp(min=1e-12))
