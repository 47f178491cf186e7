"""A mouth for a voice whose speech sounds nobody has timed: opening from loudness, spread from the spectrum's colour.

This is a guess, and it is told as one: a real mouth closes for p, b and m, is ahead of its sound, and moves where nothing is
heard. Spread vowels and hisses have their energy high in the spectrum, rounded vowels low.
"""

import torch
from jaxtyping import Float, Float32
from torch import Tensor

from mm_models.talking.visemes import FINER, Poses, blended
from mm_models.world.faces import FPS

FLOOR_DB = -35.0  # against the loudest moments: the mouth is closed below
LOW_HZ, HIGH_HZ = 500.0, 2500.0  # the spectrum's centre of gravity at which a mouth is rounded, and spread
RATE_HZ = FPS * FINER


def mouth_of(waveform: Float32[Tensor, "samples"], sample_rate: int) -> Poses:
    """The pose in every frame that the sound fills."""
    level_db, centre_hz = described(waveform.double(), sample_rate)
    loudest = torch.quantile(level_db, 0.97)
    opening = ((level_db - loudest - FLOOR_DB) / -FLOOR_DB).clamp(0, 1) ** 1.5
    spread = ((centre_hz - LOW_HZ) / (HIGH_HZ - LOW_HZ)).clamp(0, 1)
    speaks = (opening > 0).double()
    fine = torch.stack(
        [
            opening * (1 - 0.6 * (spread - 0.6).clamp(min=0)),
            0.5 + speaks * (spread - 0.5),
            0 * opening,
            speaks * spread,
        ],
        dim=1,
    )
    return blended(fine.numpy())[FINER // 2 :: FINER][: round(len(waveform) / sample_rate * FPS)]


def described(
    waveform: Float[Tensor, "samples"], sample_rate: int
) -> tuple[Float[Tensor, " steps"], Float[Tensor, " steps"]]:
    """Level in dB and the power spectrum's centre of gravity, 200 times a second."""
    hop = sample_rate // RATE_HZ
    window = torch.hann_window(8 * hop, dtype=torch.double)
    bins = torch.stft(waveform, 8 * hop, hop, window=window, return_complex=True, pad_mode="constant")
    power = bins.abs().square() + 1e-9
    hertz = torch.linspace(0, sample_rate / 2, len(power), dtype=torch.double)
    return 10 * torch.log10(power.sum(dim=0)), (hertz @ power) / power.sum(dim=0)
