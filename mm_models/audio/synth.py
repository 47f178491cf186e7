"""Test sounds with a known truth: tones, sweeps, vowels, clicks and noise, each from its formula.

A **vowel** is a source through a filter (G. Fant, "Acoustic Theory of Speech Production", 1960). The source is the air
that the vocal folds let through, here A. E. Rosenberg's pulse ("Effect of glottal pulse shape on the quality of
natural vowels", JASA 49(2B), 1971): for a period of 1, opening over the share a and closing over the share c,

    u(t) = (1 - cos(π t / a)) / 2              while opening,  0 <= t < a
    u(t) = cos(π (t - a) / (2c))               while closing,  a <= t < a + c
    u(t) = 0                                   while closed

The filter is one resonator for each formant (D. H. Klatt, "Software for a cascade/parallel formant synthesizer", JASA
67(3), 1980), whose frequencies tell the vowels apart, and the lips radiate the derivative.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torchaudio.functional
from jaxtyping import Float, Float32, Float64
from torch import Generator, Tensor

PEAK = 0.9  # of full scale: what `finish` brings every sound to

_OPENING, _CLOSING = 0.4, 0.16  # shares of the period: Rosenberg's preferred pulse

_ATTACK_S = 0.005  # of a plucked string


@dataclass(frozen=True)
class Formant:
    """A resonance of the vocal tract."""

    hz: float
    bandwidth_hz: float


# F1 to F3 averaged over 33 men: G. E. Peterson and H. L. Barney, "Control methods used in a study of the vowels", JASA
# 24(2), 1952, table II. The bandwidths are typical ones; they measured none.
VOWEL_HZ: dict[str, tuple[float, float, float]] = {
    "i": (270, 2290, 3010),
    "ɪ": (390, 1990, 2550),
    "ɛ": (530, 1840, 2480),
    "æ": (660, 1720, 2410),
    "ɑ": (730, 1090, 2440),
    "ɔ": (570, 840, 2410),
    "ʊ": (440, 1020, 2240),
    "u": (300, 870, 2240),
    "ʌ": (640, 1190, 2390),
    "ɝ": (490, 1350, 1690),
}
_BANDWIDTHS_HZ = (60.0, 90.0, 150.0)


def times_s(seconds: float, sample_rate: int) -> Float64[Tensor, "samples"]:
    """The moment of every sample."""
    return torch.arange(round(seconds * sample_rate), dtype=torch.float64) / sample_rate


def finish(sound: Float[Tensor, "samples"], peak: float = PEAK) -> Float32[Tensor, "samples"]:
    """Without a constant part, at this peak; silence stays silence."""
    centred = sound.double() - sound.double().mean()
    return (centred * (peak / centred.abs().max().clamp(min=1e-9))).float()


def phase_cycles(hz: Float64[Tensor, "samples"], sample_rate: int) -> Float64[Tensor, "samples"]:
    """How many periods have passed at each sample of a tone whose frequency moves."""
    return torch.cumsum(hz, dim=0) / sample_rate - hz[0] / sample_rate


def curve(
    points: Sequence[tuple[float, float]], at: Float64[Tensor, "samples"]
) -> Float64[Tensor, "samples"]:
    """Straight lines through (time in s, value) points in order of time, level before the first and after the last."""
    moments, values = (torch.tensor(column, dtype=torch.float64) for column in zip(*points, strict=True))
    right = torch.searchsorted(moments, at.contiguous()).clamp(1, len(points) - 1)
    share = ((at - moments[right - 1]) / (moments[right] - moments[right - 1])).clamp(0, 1)
    return values[right - 1] + share * (values[right] - values[right - 1])


def fade(
    sound: Float[Tensor, "samples"], sample_rate: int, seconds: float = 0.01
) -> Float[Tensor, "samples"]:
    """Without a click at either end: half a Hann window in and out."""
    length = min(round(seconds * sample_rate), len(sound) // 2)
    ramp = 0.5 - 0.5 * torch.cos(math.pi * (torch.arange(length, dtype=sound.dtype) + 0.5) / max(1, length))
    faded = sound.clone()
    faded[:length] *= ramp
    faded[len(sound) - length :] *= ramp.flip(0)
    return faded


def tones(hz: Sequence[float], seconds: float, sample_rate: int) -> Float64[Tensor, "samples"]:
    """The sum of sines of equal strength, at most 1 in all."""
    moments = times_s(seconds, sample_rate)
    return torch.stack([torch.sin(2 * math.pi * each * moments) for each in hz]).mean(dim=0)


def chirp(
    low_hz: float, high_hz: float, seconds: float, sample_rate: int, *, logarithmic: bool = False
) -> Float64[Tensor, "samples"]:
    """A sine that sweeps, by the same number of hertz or, `logarithmic`, of octaves in every second."""
    share = times_s(seconds, sample_rate) / seconds
    linear = low_hz + (high_hz - low_hz) * share
    hz = low_hz * (high_hz / low_hz) ** share if logarithmic else linear
    return torch.sin(2 * math.pi * phase_cycles(hz, sample_rate))


def plucked(
    hz: float, seconds: float, sample_rate: int, *, harmonics: int = 12
) -> Float64[Tensor, "samples"]:
    """A string: harmonic n is 1/n as strong and dies n times as fast; none above the Nyquist frequency.

    The finger takes a few milliseconds, which spares the click of a sudden start.
    """
    moments = times_s(seconds, sample_rate)
    audible = [n for n in range(1, harmonics + 1) if n * hz < sample_rate / 2]
    partials = [torch.sin(2 * math.pi * n * hz * moments) * torch.exp(-n * moments) / n for n in audible]
    return torch.stack(partials).sum(dim=0) * (1 - torch.exp(-moments / _ATTACK_S))


def clicks(moments_s: Sequence[float], seconds: float, sample_rate: int) -> Float64[Tensor, "samples"]:
    """Single samples of 1 in silence: every frequency at one moment."""
    sound = torch.zeros(round(seconds * sample_rate), dtype=torch.float64)
    sound[[round(moment * sample_rate) for moment in moments_s]] = 1
    return sound


def noise(
    seconds: float, sample_rate: int, generator: Generator, *, slope_db: float = 0.0
) -> Float64[Tensor, "samples"]:
    """Noise whose power changes by `slope_db` per octave, of RMS 1: 0 is white, -3 pink, -6 brown.

    Below 20 Hz the slope stops, where a steep one would leave nothing but a drift.
    """
    white = torch.randn(round(seconds * sample_rate), generator=generator, dtype=torch.float64)
    spectrum = torch.fft.rfft(white)
    hz = torch.fft.rfftfreq(len(white), 1 / sample_rate, dtype=torch.float64).clamp(min=20)
    coloured = torch.fft.irfft(spectrum * hz ** (slope_db / (20 * math.log10(2))), n=len(white))
    return coloured / coloured.square().mean().sqrt()


def band(
    sound: Float64[Tensor, "samples"], low_hz: float, high_hz: float, sample_rate: int
) -> Float64[Tensor, "samples"]:
    """Only the frequencies between the two, with edges a third of an octave wide."""
    hz = torch.fft.rfftfreq(len(sound), 1 / sample_rate, dtype=torch.float64).clamp(min=1)
    above = torch.sigmoid(torch.log2(hz / max(low_hz, 1)) * 12)
    below = torch.sigmoid(torch.log2(high_hz / hz) * 12)
    return torch.fft.irfft(torch.fft.rfft(sound) * above * below, n=len(sound))


def glottal_pulses(hz: Float64[Tensor, "samples"], sample_rate: int) -> Float64[Tensor, "samples"]:
    """Rosenberg's pulses at a pitch that may move."""
    place = phase_cycles(hz, sample_rate) % 1
    opening = (1 - torch.cos(math.pi * place / _OPENING)) / 2
    closing = torch.cos(math.pi * (place - _OPENING) / (2 * _CLOSING))
    shut = torch.where(place < _OPENING + _CLOSING, closing, 0.0)
    return torch.where(place < _OPENING, opening, shut)


def resonate(
    sound: Float64[Tensor, "samples"], formants: Sequence[Formant], sample_rate: int
) -> Float64[Tensor, "samples"]:
    """Through one resonator after another: y[n] = A x[n] + B y[n-1] + C y[n-2], of gain 1 at 0 Hz.

    A resonance that lies above what the rate can hold is left out.
    """
    for formant in (each for each in formants if each.hz < sample_rate / 2):
        radius = math.exp(-math.pi * formant.bandwidth_hz / sample_rate)
        feedback = 2 * radius * math.cos(2 * math.pi * formant.hz / sample_rate)
        gain = 1 - feedback + radius**2
        poles = torch.tensor([1, -feedback, radius**2], dtype=torch.float64)
        zeros = torch.tensor([gain, 0, 0], dtype=torch.float64)
        sound = torchaudio.functional.lfilter(sound, poles, zeros, clamp=False)
    return sound


def voice(
    hz: Float64[Tensor, "samples"], formants: Sequence[Formant], sample_rate: int
) -> Float64[Tensor, "samples"]:
    """Pulses at this pitch through these formants, radiated from the lips; of peak 1."""
    flow = resonate(glottal_pulses(hz, sample_rate), formants, sample_rate)
    pressure = torch.diff(flow, prepend=flow[:1])
    return pressure / pressure.abs().max().clamp(min=1e-9)


def vowel(
    symbol: str, seconds: float, sample_rate: int, *, pitch_hz: float = 120.0
) -> Float64[Tensor, "samples"]:
    """A vowel of `VOWEL_HZ`, its pitch falling by a tenth as in speech; ValueError for another symbol."""
    if symbol not in VOWEL_HZ:
        raise ValueError(f"no vowel {symbol!r}; choose one of {', '.join(VOWEL_HZ)}")
    moments = times_s(seconds, sample_rate)
    pitch = curve([(0.0, 1.05 * pitch_hz), (seconds, 0.95 * pitch_hz)], moments)
    formants = [Formant(hz, width) for hz, width in zip(VOWEL_HZ[symbol], _BANDWIDTHS_HZ, strict=True)]
    return fade(voice(pitch, formants, sample_rate), sample_rate, 0.03)
