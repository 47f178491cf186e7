"""Localising in the tab: what is seen of a picture, what a sound says of it, and which sounds would fit as well."""

from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np
import torch
from jaxtyping import Bool, Float, UInt8
from torch import Tensor

from demos.kept import kept
from demos.picture import Seen
from demos.sound_choice import SOUNDS
from demos.tabs.represent.sound_lab import SAMPLE_RATE, sound_of
from mm_models import registry
from mm_models.audio.augment import ambience
from mm_models.hearing.levels import heard, mel_levels
from mm_models.hearing.names import KIND_OF
from mm_models.systems.sound_localisation.infer import HALVES, Moments, localise, moments
from mm_models.systems.sound_localisation.judging import points_at
from mm_models.systems.sound_localisation.model import SoundLocaliser, Trace
from mm_models.systems.sound_localisation.staging import cells_shown, visible_box
from mm_models.systems.vision_backbone.infer import is_strange, read
from mm_models.systems.vision_backbone.model import VisionBackbone
from mm_models.world.rendering import CELLS, render

SILENCE, NOISE = "silence", "noise"
QUIET_S = 2.0  # of silence and of noise
NOISE_LEVEL = 0.1  # its RMS, of full scale
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sight:
    """What is seen of a picture, and where its things are, if that is known."""

    features: Float[Tensor, "1 channels cells cells"]
    strange: bool  # whether it shows nothing that was learnt
    numbers: tuple[int, ...]  # of the scene's things that can be seen; none for a photograph
    kinds: tuple[str, ...]  # what they are
    boxes: tuple[Box, ...]
    cells: Bool[np.ndarray, "things cells cells"]


@dataclass(frozen=True)
class Told:
    """What a sound says of a picture."""

    trace: Trace
    over_time: Moments

    @property
    def scores(self) -> Float[Tensor, "cells cells"]:
        return self.trace.scores[0]

    @property
    def confidence(self) -> float:
        return float(self.trace.confidence[0])

    @property
    def sure(self) -> bool:
        """Whether the sound is said to come from the picture."""
        return self.confidence >= HALVES


def sight_of(seen: Seen) -> Sight:
    """A picture as the localiser sees it, with what is true of it."""
    features, strange = looked(seen.image)
    if seen.scene is None:
        return Sight(features, strange, (), (), (), np.zeros((0, CELLS, CELLS), bool))
    picture = render(seen.scene)
    shown = tuple(number for number, mask in enumerate(picture.masks) if mask.any())
    return Sight(
        features,
        strange,
        shown,
        tuple(seen.scene.things[number].kind for number in shown),
        tuple(visible_box(picture.masks[number]) for number in shown),
        cells_shown(picture)[list(shown)],
    )


@kept
def looked(image: UInt8[np.ndarray, "side side 3"]) -> tuple[Float[Tensor, "1 channels cells cells"], bool]:
    """The vision backbone's features of a picture, and whether it is strange to it."""
    with registry.use("vision-backbone") as used:
        model = cast(VisionBackbone, used)
        trace = read(model, image[None])
        return trace.features.cpu(), bool(is_strange(model, trace)[0])


def told(model: SoundLocaliser, features: Tensor, waveform: Tensor) -> Told:
    """What a sound says of a picture, whole and moment by moment, on the CPU wherever the network is."""
    device = next(model.parameters()).device
    trace = localise(model, features.to(device), waveform)
    return Told(Trace(**on_cpu(trace)), Moments(**on_cpu(moments(model, trace))))


def on_cpu(value: Any) -> dict[str, Any]:
    """The fields of a trace, its tensors on the CPU."""

    def here(each: Any) -> Any:
        return tuple(map(here, each)) if isinstance(each, tuple) else each.cpu()

    return {name: here(each) for name, each in vars(value).items()}


def pointed(scores: Float[Tensor, "cells cells"], sight: Sight) -> int | None:
    """The thing that the peak lies on, the one in front where boxes overlap; None for none of them."""
    hit = [number for number, box in enumerate(sight.boxes) if points_at(scores, box)]
    return hit[-1] if hit else None


def source_of(sight: Sight, sound: str | None) -> int | None:
    """The thing whose sound an example is; None where there is none, or the sound is a recording."""
    kind = KIND_OF.get(sound or "")
    return sight.kinds.index(kind) if kind in sight.kinds else None


@cache
def still() -> dict[str, Tensor]:
    """Silence, and some place's noise."""
    noise = ambience(QUIET_S, SAMPLE_RATE, torch.Generator().manual_seed(0))
    return {SILENCE: torch.zeros(round(QUIET_S * SAMPLE_RATE)), NOISE: NOISE_LEVEL * noise}


def example_sound(key: str) -> Tensor:
    """The waveform of an example, or silence, or noise."""
    return still()[key] if key in still() else sound_of(None, key).waveform


GALLERY: tuple[str, ...] = (*SOUNDS, NOISE, SILENCE)
_VECTORS: dict[str, Float[Tensor, "sounds vector"]] = {}  # by variant: the weights of a name never change


@torch.no_grad()
def gallery(variant: str, model: SoundLocaliser) -> Float[Tensor, "sounds vector"]:
    """The sounds of GALLERY in the shared space of a variant; computed when they are first needed."""
    if variant not in _VECTORS:
        device = next(model.parameters()).device
        spectra = [heard(example_sound(key)).to(device) for key in GALLERY]
        _VECTORS[variant] = torch.cat([model.listen(each) for each in spectra]).cpu()
    return _VECTORS[variant]


def loudest_db(waveform: Tensor) -> float:
    """The level of a sound's loudest cell."""
    return float(mel_levels(waveform).max())
