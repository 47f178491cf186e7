"""Back to sound: what each representation has kept, made audible.

The complex STFT keeps everything. Its **magnitude** alone has lost the phase, and phase has to be found such
that the frames agree where they overlap. Griffin and Lim alternate between two sets: C2, arrays of the wanted
magnitude, and C1, arrays that are the STFT of some sound. With P1 = STFT ∘ inverse STFT and P2 = wanted
magnitude with the given phase,

    c[i] = P1(P2(t[i-1])),        t[i] = c[i] + α (c[i] - c[i-1])

With α = 0 the distance between the sets can only shrink (D. W. Griffin and J. S. Lim, 1984, as in `stft`);
momentum α gets further in the same time but has no such promise (N. Perraudin, P. Balazs and P. L.
Søndergaard, "A fast Griffin-Lim algorithm", WASPAA 2013).

**Mel bands** m = F p have also lost the detail inside a band; of all power spectra p >= 0 with these bands,
find one by D. D. Lee and H. S. Seung, "Algorithms for non-negative matrix factorization", NIPS 2000,
theorem 2:

    p ← p · Fᵀ(m / F p) / Fᵀ1

Each step lowers the Kullback-Leibler divergence of m from F p and keeps p >= 0, from a smooth start. It comes
nearer than least squares with negatives set to zero (torchaudio's InverseMelScale): on the tests' voice-like
buzz and 80 bands, a log-spectral distance of 5.4 dB against 7.4 dB. **MFCC** go back to log-mel bands by the
transposed DCT, which leaves the outline smooth where coefficients are missing.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from mm_models.audio.mel import dct_matrix
from mm_models.audio.stft import StftConfig, istft, stft

_TINY = 1e-30  # keeps 0 / 0 at 0


@dataclass(frozen=True)
class GriffinLimTrace:
    """The sound after one iteration, and how far its own magnitude still is from the wanted one."""

    iteration: int  # from 1
    waveform: Float[Tensor, "samples"]
    spectrogram: Complex[Tensor, "bins frames"]  # of that sound
    spectral_convergence: float  # ‖ |STFT(x)| - S ‖ / ‖S‖ over all n_fft bins; 0 is perfect

    @property
    def consistency_db(self) -> float:
        """The same in dB, rising as the sound comes nearer; at most 120."""
        return -20 * math.log10(max(self.spectral_convergence, 1e-6))


def griffin_lim(
    magnitude: Float[Tensor, "bins frames"],
    config: StftConfig,
    samples: int,
    *,
    generator: torch.Generator,
    iterations: int = 32,
    momentum: float = 0.99,
) -> Iterator[GriffinLimTrace]:
    """Find a sound of `samples` samples with this magnitude, from random phases; one trace an iteration."""
    if not 0 <= momentum < 1:
        raise ValueError(f"momentum must be at least 0 and under 1, got {momentum:g}")
    if iterations < 1:
        raise ValueError(f"at least one iteration is needed, got {iterations}")
    turn = 2 * math.pi * torch.rand(magnitude.shape, dtype=magnitude.dtype, generator=generator)
    estimate = torch.polar(magnitude, turn)
    previous = torch.zeros_like(estimate)
    for iteration in range(1, iterations + 1):
        waveform = istft(estimate, config, samples)
        consistent = stft(waveform, config).spectrogram
        yield GriffinLimTrace(
            iteration, waveform, consistent, spectral_convergence(consistent.abs(), magnitude)
        )
        estimate = magnitude * torch.sgn(consistent + momentum * (consistent - previous))
        previous = consistent


def spectral_convergence(
    magnitude: Float[Tensor, "bins frames"], wanted: Float[Tensor, "bins frames"]
) -> float:
    """Relative distance of two magnitudes, over the mirrored bins too; absolute where silence is wanted."""
    scale = _two_sided_norm(wanted)
    return _two_sided_norm(magnitude - wanted) / scale if scale > 0 else _two_sided_norm(magnitude)


def _two_sided_norm(values: Float[Tensor, "bins frames"]) -> float:
    """Frobenius norm of the n_fft bins of which `values` has the first half: all but the ends count twice."""
    energy = values.square().sum(dim=1)
    return (2 * energy.sum() - energy[0] - energy[-1]).clamp(min=0).sqrt().item()


def mel_to_magnitude(
    mel_power: Float[Tensor, "bands frames"], filters: Float[Tensor, "bands bins"], *, iterations: int = 30
) -> Float[Tensor, "bins frames"]:
    """Magnitudes whose power, through `filters`, gives `mel_power`; 0 at bins that no filter covers."""
    spread = filters @ filters.sum(dim=0)
    power = filters.T @ (mel_power / spread.clamp(min=_TINY)[:, None])
    reach = filters.sum(dim=0).clamp(min=_TINY)[:, None]
    for _ in range(iterations):
        power = power * (filters.T @ (mel_power / (filters @ power).clamp(min=_TINY))) / reach
    return power.sqrt()


def mfcc_to_log_mel(
    coefficients: Float[Tensor, "coefficients frames"], n_mels: int
) -> Float[Tensor, "bands frames"]:
    """The smooth log-mel spectrogram that has these coefficients and no others."""
    return dct_matrix(len(coefficients), n_mels).T @ coefficients
