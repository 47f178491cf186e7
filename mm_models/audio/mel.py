"""From a spectrogram to what a network reads: mel bands, their logarithm, and cepstral coefficients.

The ear hears equal steps of frequency as equal only up to about 1 kHz, and above it equal ratios. The **mel
scale** is a frequency axis on which steps sound equal; there are two in use:

    HTK     m = 2595 log10(1 + f / 700)
    Slaney  m = 3 f / 200 under 1 kHz,    m = 15 + 27 ln(f / 1000) / ln 6.4 above

Triangular **filters**, equally wide in mel and each reaching from its neighbour's peak to the next one's, add
up the power |X|² of a frame into a few dozen bands; the logarithm makes loudness steps equal too.
Neighbouring bands still say much the same, and the discrete cosine transform (DCT-II) unmixes them: the first
**mel-frequency cepstral coefficients** (MFCC) hold the smooth outline of the spectrum, which is the vowel,
and drop the pitch. How each moves, its **delta**, is the slope of the straight line through the 2N + 1 frames
around it:

    d[t] = Σ n (c[t+n] - c[t-n]) / (2 Σ n²),    n = 1..N,    edge frames repeated

Sources: S. B. Davis and P. Mermelstein, "Comparison of parametric representations for monosyllabic word
recognition", IEEE Transactions on Acoustics, Speech, and Signal Processing 28(4), 1980 (MFCC); S. Young et
al., "The HTK Book", chapter "Speech Input/Output" (mel, deltas); M. Slaney, "Auditory Toolbox", Interval
Technical Report 1998-010.
"""

import math
from dataclasses import dataclass

import torch
import torchaudio.functional
from jaxtyping import Float
from torch import Tensor

from mm_models.audio.decibels import power_to_db
from mm_models.audio.stft import StftConfig, StftTrace, stft

SCALES = ("slaney", "htk")

_HTK_SLOPE, _HTK_CORNER_HZ = 2595.0, 700.0
_SLANEY_MELS_PER_HZ = 3 / 200
_SLANEY_CORNER_HZ, _SLANEY_CORNER_MEL = 1000.0, 15.0
_SLANEY_MELS_PER_LOG = 27 / math.log(6.4)


@dataclass(frozen=True)
class MelConfig:
    """A bank of triangular filters; ValueError with what to change where the numbers do not fit."""

    n_mels: int = 80
    f_min: float = 0.0  # Hz
    f_max: float | None = None  # Hz; the Nyquist frequency unless told
    scale: str = "slaney"
    norm: str | None = "slaney"  # "slaney": triangles of equal area; None: of equal height 1

    def __post_init__(self) -> None:
        if self.n_mels < 1:
            raise ValueError(f"at least one mel band is needed, got {self.n_mels}")
        if self.scale not in SCALES:
            raise ValueError(f"no mel scale named {self.scale!r}; choose one of {', '.join(SCALES)}")
        if self.norm not in (None, "slaney"):
            raise ValueError(f"no filter norm named {self.norm!r}; choose 'slaney' or None")
        if self.f_min < 0:
            raise ValueError(f"the lowest frequency must not be below 0 Hz, got {self.f_min:g}")
        if self.f_max is not None and self.f_max <= self.f_min:
            raise ValueError(f"f_max ({self.f_max:g} Hz) must be above f_min ({self.f_min:g} Hz)")

    def top_hz(self, sample_rate: int) -> float:
        """Upper end of the highest filter; ValueError where the sound has no such frequency."""
        nyquist = sample_rate / 2
        top = nyquist if self.f_max is None else self.f_max
        if not self.f_min < top <= nyquist:
            raise ValueError(
                f"the filters reach from {self.f_min:g} to {top:g} Hz, but a sound of {sample_rate} samples "
                f"a second ends at {nyquist:g} Hz"
            )
        return top

    def edges_hz(self, sample_rate: int) -> Float[Tensor, "edges"]:
        """The n_mels + 2 corners: filter i rises from edge i, peaks at edge i + 1 and ends at edge i + 2."""
        ends = torch.tensor([self.f_min, self.top_hz(sample_rate)], dtype=torch.float64)
        low, high = hz_to_mel(ends, self.scale).tolist()
        return mel_to_hz(torch.linspace(low, high, self.n_mels + 2, dtype=torch.float64), self.scale).float()


@dataclass(frozen=True)
class MelTrace:
    """A mel spectrogram and each step to it."""

    stft: StftTrace
    power: Float[Tensor, "bins frames"]
    filters: Float[Tensor, "bands bins"]
    edges_hz: Float[Tensor, "edges"]
    empty: tuple[int, ...]  # bands too narrow for this FFT: no bin falls into them
    mel_power: Float[Tensor, "bands frames"]
    log_mel: Float[Tensor, "bands frames"]  # dB; against the power of a full-scale sine


@dataclass(frozen=True)
class MfccTrace:
    """Cepstral coefficients and each step to them."""

    mel: MelTrace
    dct: Float[Tensor, "coefficients bands"]  # rows are orthonormal
    coefficients: Float[Tensor, "coefficients frames"]
    deltas: Float[Tensor, "coefficients frames"]
    delta_deltas: Float[Tensor, "coefficients frames"]


def hz_to_mel(hz: Float[Tensor, "*shape"], scale: str) -> Float[Tensor, "*shape"]:
    """Frequencies of 0 Hz and more on the mel scale "htk" or "slaney"."""
    if scale == "htk":
        return _HTK_SLOPE * torch.log10(1 + hz / _HTK_CORNER_HZ)
    ratio = (hz / _SLANEY_CORNER_HZ).clamp(min=1)
    bent = _SLANEY_CORNER_MEL + _SLANEY_MELS_PER_LOG * torch.log(ratio)
    return torch.where(hz < _SLANEY_CORNER_HZ, hz * _SLANEY_MELS_PER_HZ, bent)


def mel_to_hz(mel: Float[Tensor, "*shape"], scale: str) -> Float[Tensor, "*shape"]:
    """The inverse of `hz_to_mel`."""
    if scale == "htk":
        return _HTK_CORNER_HZ * (10 ** (mel / _HTK_SLOPE) - 1)
    bent = _SLANEY_CORNER_HZ * torch.exp((mel - _SLANEY_CORNER_MEL) / _SLANEY_MELS_PER_LOG)
    return torch.where(mel < _SLANEY_CORNER_MEL, mel / _SLANEY_MELS_PER_HZ, bent)


def filter_bank(mel: MelConfig, stft: StftConfig) -> Float[Tensor, "bands bins"]:
    """The triangles, drawn at the bins of the FFT.

    torchaudio rounds the Nyquist frequency of an odd sample rate down, by half a hertz of 11 025's 5512.5.
    """
    return torchaudio.functional.melscale_fbanks(
        n_freqs=stft.bins,
        f_min=mel.f_min,
        f_max=mel.top_hz(stft.sample_rate),
        n_mels=mel.n_mels,
        sample_rate=stft.sample_rate,
        norm=mel.norm,
        mel_scale=mel.scale,
    ).T


def empty_bands(filters: Float[Tensor, "bands bins"]) -> tuple[int, ...]:
    """Bands that hear nothing, ever: no bin falls into them, as there are too many for this n_fft."""
    return tuple(torch.nonzero(filters.amax(dim=1) == 0).flatten().tolist())


def mel_spectrogram(waveform: Float[Tensor, "samples"], stft_config: StftConfig, mel: MelConfig) -> MelTrace:
    """Power spectrogram, filter bank, band powers and their logarithm."""
    trace = stft(waveform, stft_config)
    power, filters = trace.power, filter_bank(mel, stft_config)
    mel_power = filters @ power
    return MelTrace(
        stft=trace,
        power=power,
        filters=filters,
        edges_hz=mel.edges_hz(stft_config.sample_rate),
        empty=empty_bands(filters),
        mel_power=mel_power,
        log_mel=power_to_db(mel_power, reference=stft_config.full_scale() ** 2),
    )


def mfcc(
    waveform: Float[Tensor, "samples"],
    stft_config: StftConfig,
    mel: MelConfig,
    *,
    n_mfcc: int = 13,
    delta_reach: int = 2,
) -> MfccTrace:
    """The first `n_mfcc` cepstral coefficients, with slopes over `delta_reach` frames to either side."""
    trace = mel_spectrogram(waveform, stft_config, mel)
    dct = dct_matrix(n_mfcc, mel.n_mels)
    coefficients = dct @ trace.log_mel
    slopes = deltas(coefficients, delta_reach)
    return MfccTrace(trace, dct, coefficients, slopes, deltas(slopes, delta_reach))


def dct_matrix(n_mfcc: int, n_mels: int) -> Float[Tensor, "coefficients bands"]:
    """The first rows of the orthonormal DCT-II; ValueError for more coefficients than bands."""
    if not 1 <= n_mfcc <= n_mels:
        raise ValueError(f"{n_mels} mel bands give 1 to {n_mels} coefficients, not {n_mfcc}")
    return torchaudio.functional.create_dct(n_mfcc, n_mels, norm="ortho").T


def deltas(series: Float[Tensor, "rows frames"], reach: int) -> Float[Tensor, "rows frames"]:
    """Slope of each row around each frame, by regression over `reach` frames to either side."""
    if reach < 1:
        raise ValueError(f"a slope needs at least one frame to either side, got {reach}")
    return torchaudio.functional.compute_deltas(series, win_length=2 * reach + 1)
