"""How far a sound is from the one it should be, and how loud it is.

**Log-spectral distance** compares what is heard in each moment and says nothing of phase:

    LSD = mean over frames of sqrt( mean over bins of (L[k, t] - L̂[k, t])² ),    L in dB

(A. H. Gray and J. D. Markel, "Distance measures for speech processing", IEEE Transactions on Acoustics,
Speech, and Signal Processing 24(5), 1976). **SI-SDR** compares sample by sample, whatever the volume, so it
has a meaning only where the phase was kept: with α = <ŝ, s> / |s|²,

    SI-SDR = 10 log10( |α s|² / |ŝ - α s|² )

(J. Le Roux, S. Wisdom, H. Erdogan and J. R. Hershey, "SDR: half-baked or well done?", ICASSP 2019, equation
5).
"""

import math

from jaxtyping import Float
from torch import Tensor

from mm_models.audio.decibels import amplitude_to_db
from mm_models.audio.stft import StftConfig, stft

DYNAMIC_RANGE_DB = 80.0  # what lies further under the loudest cell is taken as unheard
_SI_SDR_LIMIT = 1e-12  # of the estimate's energy: SI-SDR stays between -120 and 120 dB


def log_spectral_distance_db(
    reference: Float[Tensor, "samples"],
    estimate: Float[Tensor, "samples"],
    config: StftConfig,
    *,
    dynamic_range_db: float = DYNAMIC_RANGE_DB,
) -> float:
    """Mean distance of two spectrograms in dB, cut `dynamic_range_db` under the reference's loudest cell."""
    wanted = stft(reference, config)
    loudest = wanted.magnitude.max().item() or config.full_scale()
    levels = wanted.decibels_above(-dynamic_range_db, loudest)
    estimated = stft(estimate, config).decibels_above(-dynamic_range_db, loudest)
    return (estimated - levels).square().mean(dim=0).sqrt().mean().item()


def si_sdr_db(reference: Float[Tensor, "samples"], estimate: Float[Tensor, "samples"]) -> float | None:
    """SI-SDR of `estimate`, or None where either sound is silent and the ratio has no meaning.

    Written out because importing torchmetrics takes eight seconds (it loads transformers); the tests compare.
    """
    wanted, given = reference.double(), estimate.double()
    energy = given.square().sum().item()
    if energy == 0 or not wanted.any():
        return None
    projection = wanted * (given @ wanted) / wanted.square().sum()
    signal = projection.square().sum().item()
    noise = (given - projection).square().sum().item()
    least = _SI_SDR_LIMIT * energy
    return 10 * math.log10((signal + least) / (noise + least))


def level_dbfs(waveform: Float[Tensor, "samples"]) -> float:
    """Root-mean-square level; 0 dBFS is a full-scale sine (AES17), -120 dBFS silence or what is quieter."""
    return amplitude_to_db(waveform.double().square().mean().sqrt() * math.sqrt(2)).item()


def peak(waveform: Float[Tensor, "samples"]) -> float:
    """The largest absolute sample: above 1 it clips when it is played."""
    return waveform.abs().max().item()


def peak_dbfs(waveform: Float[Tensor, "samples"]) -> float:
    """`peak` in dB against full scale, down to the floor of silence."""
    return amplitude_to_db(waveform.abs().max()).item()
