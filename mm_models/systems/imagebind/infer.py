"""Using ImageBind: unit vectors of all five modalities in CLIP's space, and sums of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Float32, UInt8
from torch import Tensor
from torch.nn import functional

from mm_models.captioning.seeing import look
from mm_models.hearing.levels import heard
from mm_models.hearing.names import KIND_OF
from mm_models.matching.reading import numbered
from mm_models.systems.imagebind.model import ImageBind, unit
from mm_models.text import Text
from mm_models.world.depth import DEPTH_SIDE
from mm_models.world.english import with_article
from mm_models.world.kinds import KIND
from mm_models.world.particles import attach

AT_ONCE = 100  # of anything that a network reads together
LOUDER = 4.0  # factor of differences between grey frames, which are mostly near zero
TEMPLATES: tuple[Text, ...] = (
    Text("a picture of {}", "{}[이/가] 있는 그림"),
    Text("there is {}", "{}[이/가] 있습니다"),
    Text("I can see {}", "{}[을/를] 볼 수 있습니다"),
)  # of the texts that a kind is described by
SOUNDING: tuple[str, ...] = tuple(KIND_OF.values())  # the ten kinds that sound, in the order of their sounds

Vectors = Float[Tensor, "_items space"]
Images = UInt8[np.ndarray, "pictures side side 3"]


@torch.no_grad()
def image_vectors(backbone: Any, clip: Any, images: Images) -> Vectors:
    """Pictures by CLIP, whose two networks are given, on the CPU."""
    device = str(clip.sharpness.device)
    parts = [images[first : first + AT_ONCE] for first in range(0, len(images), AT_ONCE)]
    return torch.cat([clip.picture(look(backbone, some, device)).vector for some in parts]).cpu()


@torch.no_grad()
def text_vectors(clip: Any, texts: Sequence[str]) -> Vectors:
    """Texts by CLIP, on the CPU."""
    ids = numbered(texts, clip.config.longest).to(clip.sharpness.device)
    return torch.cat([clip.text(some).vector for some in ids.split(AT_ONCE)]).cpu()


def class_vectors(clip: Any, kinds: Sequence[str], language: str) -> Vectors:
    """One unit vector a kind, from what the templates say of it."""
    texts = [said_of(kind, template, language) for kind in kinds for template in TEMPLATES]
    return unit(text_vectors(clip, texts).unflatten(0, (len(kinds), -1)).mean(dim=1))


def said_of(kind: str, template: Text, language: str) -> str:
    """A template that names a kind."""
    if language == "ko":
        return attach(template.ko.format(KIND[kind].ko))
    return template.en.format(with_article("a", KIND[kind].one))


@torch.no_grad()
def sound_vector(model: ImageBind, waveform: Float32[Tensor, "samples"]) -> Float[Tensor, " space"]:
    """A sound of 16 kHz, on the CPU."""
    return unit(model.hear(heard(waveform).to(where(model)))[1])[0].cpu()


@torch.no_grad()
def spectrum_vectors(model: ImageBind, log_mel: Float[Tensor, "sounds bands frames"]) -> Vectors:
    """Sounds as relative mel levels, on the CPU."""
    return torch.cat([unit(model.hear(some.to(where(model)))[1]) for some in log_mel.split(AT_ONCE)]).cpu()


@torch.no_grad()
def depth_vectors(model: ImageBind, maps: Float[Tensor, "maps side side"]) -> Vectors:
    """Maps of disparity, on the CPU."""
    return torch.cat([unit(model.measure(some.to(where(model)))[1]) for some in maps.split(AT_ONCE)]).cpu()


@torch.no_grad()
def motion_vectors(model: ImageBind, grey: UInt8[Tensor, "films frames side side"]) -> Vectors:
    """Films as grey frames of DEPTH_SIDE pixels, on the CPU."""
    parts = (changes(some.to(where(model))) for some in grey.split(AT_ONCE // 10))
    return torch.cat([unit(model.follow(some)[1]) for some in parts]).cpu()


def where(model: ImageBind) -> torch.device:
    """The device of a network."""
    return next(model.parameters()).device


def changes(grey: UInt8[Tensor, "films frames side side"]) -> Float[Tensor, "films moments side side"]:
    """The differences between successive frames, from -LOUDER to LOUDER."""
    levels = grey.float() / 255
    return LOUDER * (levels[:, 1:] - levels[:, :-1])


def grey_frames(frames: UInt8[np.ndarray, "frames rows columns 3"]) -> UInt8[Tensor, "frames side side"]:
    """The frames of a film without colour, at DEPTH_SIDE pixels."""
    grey = torch.from_numpy(frames.mean(axis=3, dtype=np.float32))[:, None]
    return functional.adaptive_avg_pool2d(grey, DEPTH_SIDE)[:, 0].round().to(torch.uint8)


def looked_at(frames: UInt8[np.ndarray, "frames side side 3"]) -> Images:
    """The two frames that stand for a film: one in each half, so that of two events in turn both are seen."""
    return frames[[len(frames) // 4, len(frames) * 3 // 4]]


def film_vector(of_frames: Float[Tensor, "frames space"]) -> Float[Tensor, " space"]:
    """What the pictures of a film have in common: the mean of their vectors, made a unit vector."""
    return functional.normalize(of_frames.mean(dim=0), dim=0)


def added(
    first: Float[Tensor, "*rows space"], second: Float[Tensor, "*rows space"], share: float
) -> Float[Tensor, "*rows space"]:
    """The sum of two unit vectors, `share` of it the second, made a unit vector again (section 4.4 of the paper)."""
    return functional.normalize((1 - share) * first + share * second, dim=-1)
