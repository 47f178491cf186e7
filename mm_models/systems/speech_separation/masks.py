"""Masks that no network made: what a gate and ideal masks would separate, given the voices that were mixed.

gate            |s_f|² / Σ |s_g|²  of each frame, the same for all its bins: it can only turn the mixture up and down
ideal ratio     |S_f| / Σ |S_g|    of each cell, with the mixture's phase
ideal complex   S_f / X            of each cell, within the limits of the network's masks: the ceiling of this kind of mask
"""

from collections.abc import Callable, Mapping

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from mm_models.systems.speech_separation.fourier import Fourier
from mm_models.systems.speech_separation.model import LOUDNESS, MASK_LIMIT, SILENT

Spectra = Complex[Tensor, "batch faces bins times"]
Sounds = Float[Tensor, "batch faces samples"]


def gate(spectra: Spectra, mixture: Complex[Tensor, "batch 1 bins times"]) -> Spectra:
    """Each voice's share of each frame's energy."""
    energy = spectra.abs().square().sum(dim=2, keepdim=True)
    share = energy / (energy.sum(dim=1, keepdim=True) + SILENT)
    return share.expand_as(spectra).to(mixture.dtype)


def ideal_ratio(spectra: Spectra, mixture: Complex[Tensor, "batch 1 bins times"]) -> Spectra:
    """Each voice's share of each cell's magnitudes."""
    return (spectra.abs() / (spectra.abs().sum(dim=1, keepdim=True) + SILENT)).to(mixture.dtype)


def ideal_complex(spectra: Spectra, mixture: Complex[Tensor, "batch 1 bins times"]) -> Spectra:
    """What the mixture's cells must be multiplied by, as far as the network's masks reach."""
    safe = torch.where(mixture.abs() < SILENT, torch.full_like(mixture, SILENT), mixture)
    wanted = spectra / safe
    limited = (part.clamp(-MASK_LIMIT, MASK_LIMIT) for part in (wanted.real, wanted.imag))
    return torch.complex(*limited)


MASKS: Mapping[str, Callable[..., Spectra]] = {
    "gate": gate,
    "ideal_ratio_mask": ideal_ratio,
    "ideal_complex_mask": ideal_complex,
}


@torch.no_grad()
def masked(name: str, fourier: Fourier, mixture: Float[Tensor, "batch samples"], voices: Sounds) -> Sounds:
    """What the mask of that name leaves of a mixture; what was mixed beside the voices counts as one more voice."""
    rest = mixture[:, None] - voices.sum(dim=1, keepdim=True)
    loudness = (mixture.square().mean(dim=1).sqrt() / LOUDNESS).clamp(min=SILENT)[:, None, None]
    everything = torch.cat([voices, rest], dim=1) / loudness
    spectra = fourier.stft(everything.flatten(0, 1)).unflatten(0, everything.shape[:2])
    heard = fourier.stft(mixture / loudness[:, 0])[:, None]
    mask = MASKS[name](spectra, heard)[:, : voices.shape[1]]
    return fourier.istft(mask * heard, mixture.shape[1]) * loudness


@torch.no_grad()
def magnitude_only(
    fourier: Fourier,
    mask: Spectra,
    mixture: Complex[Tensor, "batch bins times"],
    samples: int,
) -> Sounds:
    """The network's masks without their phases: cells become louder and quieter, no more. At the network's loudness."""
    return fourier.istft(mask.abs() * mixture[:, None], samples)
