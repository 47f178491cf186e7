"""What separation learns from: every voice as it was before it was mixed, its level included.

The signal-to-noise ratio, with a limit so that voices that are well already do not count more and more:

    L = -10 log10( |s|² / (|s - ŝ|² + τ |s|²) ),   τ = 0.001

and for a face that keeps silent the level of what it is given, 10 log10( |ŝ|² / |x|² + τ ). Beside it, the levels of eight
bands of the voice, which the visual stream alone must read from the lips: so it learns to look before the rest can use it.

A network without eyes cannot know which of its outputs is whose: these are compared in the order that fits best (`pit`).
"""

from collections.abc import Mapping
from itertools import permutations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from mm_models.systems.speech_separation.model import LOUDNESS, SILENT, Separator, Trace
from mm_models.talking.mixtures import Batch

LIMIT = 1e-3  # τ: 30 dB
SILENCE = 0.3  # weight of silent faces
READING = 10.0  # weight of the levels, which lie between 0 and 1
FLOOR_DB = -60.0

Voices = Float[Tensor, "batch faces samples"]
Outputs = Float[Tensor, "batch outputs samples"]
Scores = Float[Tensor, "batch faces"]


def losses(model: Separator, batch: Batch) -> Mapping[str, Tensor]:
    """The loss and its parts."""
    trace = model(batch.mixture, batch.mouths, batch.portraits)
    return together(model, trace, batch)


def together(model: Separator, trace: Trace, batch: Batch) -> Mapping[str, Tensor]:
    """The loss of a trace."""
    speaks = batch.voices.square().mean(dim=-1) > SILENT**2
    separation = torch.where(
        speaks, -snr_db(batch.voices, trace.voices), SILENCE * rest_db(trace.voices, batch.mixture)
    ).mean()
    reading = (trace.read - levels(model, batch)).square().mean()
    snr = snr_over(snr_db(batch.voices, trace.voices), speaks)
    return {"loss": separation + READING * reading, "reading": reading, "snr_db": snr}


def snr_over(found: Scores, speaks: Bool[Tensor, "batch faces"]) -> Float[Tensor, ""]:
    """The mean over the voices that speak."""
    return (found * speaks).sum() / speaks.sum().clamp(min=1)


def snr_db(wanted: Voices, found: Voices) -> Scores:
    """Signal-to-noise ratio with its limit, dB."""
    energy = wanted.square().sum(dim=-1) + SILENT
    error = (wanted - found).square().sum(dim=-1)
    return -10 * torch.log10(error / energy + LIMIT)


def rest_db(found: Voices, mixture: Float[Tensor, "batch samples"]) -> Scores:
    """How loud it is beside the mixture, dB, with the same limit."""
    heard = mixture.square().sum(dim=-1)[:, None] + SILENT
    return 10 * torch.log10(found.square().sum(dim=-1) / heard + LIMIT)


def in_order(found: Outputs, wanted: Voices) -> Voices:
    """For every sound that is wanted the output that is taken for it."""
    order = best_order(found, wanted)
    return found.gather(1, order[..., None].expand(-1, -1, found.shape[-1]))


@torch.no_grad()
def best_order(found: Outputs, wanted: Voices) -> Int[Tensor, "batch faces"]:
    """The outputs' numbers in the order that fits best; at most as many are wanted as were found."""
    near = torch.stack(
        [snr_db(wanted, each[:, None].expand_as(wanted)) for each in found.unbind(dim=1)], dim=2
    )
    orders = torch.tensor(list(permutations(range(found.shape[1]), wanted.shape[1])), device=near.device)
    each = torch.arange(wanted.shape[1], device=near.device)
    fits = torch.stack([near[:, each, order].sum(dim=1) for order in orders], dim=1)
    return orders[fits.argmax(dim=1)]


@torch.no_grad()
def levels(model: Separator, batch: Batch) -> Float[Tensor, "batch faces bands times"]:
    """Levels of bands of the true voices, as `Trace.read` guesses them."""
    loudness = batch.mixture.square().mean(dim=1).sqrt()[:, None, None].clamp(min=SILENT) / LOUDNESS
    spectra = model.fourier.stft((batch.voices / loudness).flatten(0, 1))
    bands = spectra.abs().square().tensor_split(model.config.bands, dim=1)
    power = torch.stack([band.mean(dim=1) for band in bands], dim=1).unflatten(0, batch.voices.shape[:2])
    decibels = 10 * torch.log10(power / model.fourier.window.sum() ** 2 / LOUDNESS**2 + 10 ** (FLOOR_DB / 10))
    return (decibels / -FLOOR_DB + 1).clamp(0, 1)
