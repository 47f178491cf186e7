"""Separating a scene, and taking away what the network sees of it: swapped, frozen, blank or late films."""

from collections.abc import Mapping

import torch
from einops import rearrange
from jaxtyping import Float, UInt8
from torch import Tensor

from mm_models.systems.speech_separation import audio_only
from mm_models.systems.speech_separation.model import Separator, Trace
from mm_models.talking.mixtures import Batch

GREY = 127  # of a picture that shows nothing
OFFSETS = (-12, -6, -3, 0, 3, 6, 12)  # frames: 40 ms each; a positive one means a film that is late

Films = UInt8[Tensor, "batch faces frames rows columns 3"]
Seen = Float[Tensor, "batch faces features frames"]


@torch.no_grad()
def separate(model: Separator, batch: Batch) -> Trace:
    """The voices of mixtures with the faces that they belong to."""
    return model(batch.mixture, batch.mouths, batch.portraits)


@torch.no_grad()
def by_ear(model: audio_only.AudioOnly, mixture: Float[Tensor, "batch samples"]) -> audio_only.Trace:
    """The two sounds of mixtures, without any face."""
    return model(mixture)


@torch.no_grad()
def look(model: Separator, mouths: Films, portraits: UInt8[Tensor, "batch faces side side 3"]) -> Seen:
    """The end of the visual stream."""
    seen = model.seeing(mouths.flatten(0, 1), portraits.flatten(0, 1))
    return rearrange(seen, "(b f) d t -> b f d t", f=mouths.shape[1])


def frozen(mouths: Films) -> Films:
    """The first frame all the time."""
    return mouths[:, :, :1].expand_as(mouths)


def blank(mouths: Films) -> Films:
    """Nothing to see."""
    return torch.full_like(mouths, GREY)


def late(seen: Seen, frames: int) -> Seen:
    """The film that many frames late, or early where negative; its first or last frame fills what is missing."""
    places = (torch.arange(seen.shape[-1]) - frames).clamp(0, seen.shape[-1] - 1)
    return seen[..., places]


@torch.no_grad()
def offsets(
    model: Separator, mixture: Float[Tensor, "1 samples"], seen: Float[Tensor, "1 faces features frames"]
) -> Mapping[int, Float[Tensor, "faces samples"]]:
    """The voices with the film early, in time and late."""
    films = torch.cat([late(seen, frames) for frames in OFFSETS])
    trace = model.separate(mixture, films)
    return dict(zip(OFFSETS, trace.voices, strict=True))


def influence(model: Separator, batch: Batch, face: int) -> Float[Tensor, "frames rows columns"]:
    """How much each pixel of a mouth's film matters for what is separated for its face.

    The method is the gradient of that voice's energy with respect to the pixels, absolute, summed over the colours.
    """
    with torch.enable_grad():
        pixels = batch.mouths[:1].float().requires_grad_(True)
        trace = model(batch.mixture[:1], pixels, batch.portraits[:1])
        (gradient,) = torch.autograd.grad(trace.voices[0, face].square().sum(), pixels)
    return gradient[0, face].abs().sum(dim=-1)
