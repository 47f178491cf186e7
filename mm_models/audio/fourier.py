"""The Fourier transform as a row of questions: how much of this frequency is in the sound?

One coefficient asks it with a probe, a cosine and a sine of frequency f. Multiply each with the sound, add
up:

    X(f) = Σ x[n] cos(2π f n / r)  -  i Σ x[n] sin(2π f n / r),     r samples a second

Where the sound swings with the probe, the products stay on one side of zero and the sums grow; elsewhere they
cancel. The magnitude |X| says how much, the phase arg X says where in its swing it starts. Asking for every f
= k r / N gives the discrete Fourier transform (DFT), and the DFT loses nothing: Σ x² = Σ |X|² / N (Parseval).
But its magnitude alone has no time in it: a sound played backwards has the very same one.

Source: Oppenheim and Schafer, "Discrete-Time Signal Processing", chapter 8, "The Discrete Fourier Transform".
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from mm_models.audio.decibels import FLOOR_DB, amplitude_to_db

PARTNERS = ("reverse", "random_phase")


@dataclass(frozen=True)
class ProbeTrace:
    """One coefficient of the DFT by its definition; sums are kept as they grow, sample by sample."""

    frequency_hz: float
    times_s: Float[Tensor, "samples"]
    cosine: Float[Tensor, "samples"]
    sine: Float[Tensor, "samples"]
    cosine_product: Float[Tensor, "samples"]
    sine_product: Float[Tensor, "samples"]
    cosine_running: Float[Tensor, "samples"]
    sine_running: Float[Tensor, "samples"]
    cosine_sum: float
    sine_sum: float
    magnitude: float  # |X|; a sine of amplitude a reads a N / 2
    phase_rad: float  # of a cosine: 0 when it starts at its top, -π/2 for a sine


@dataclass(frozen=True)
class SpectrumTrace:
    """The DFT of a whole sound, from 0 Hz to the Nyquist frequency."""

    frequencies_hz: Float[Tensor, "bins"]
    coefficients: Complex[Tensor, "bins"]
    magnitude: Float[Tensor, "bins"]
    power: Float[Tensor, "bins"]
    decibels: Float[Tensor, "bins"]  # 0 dB is a full-scale sine on a bin


@dataclass(frozen=True)
class SweepTrace:
    """A spectrum that has grown up to its latest probe."""

    frequencies_hz: Float[Tensor, "probes"]
    magnitude: Float[Tensor, "probes"]
    latest: ProbeTrace


@dataclass(frozen=True)
class ParsevalTrace:
    """The energy of a sound, added up in either domain."""

    time_energy: float
    frequency_energy: float


def probe(waveform: Float[Tensor, "samples"], sample_rate: int, frequency_hz: float) -> ProbeTrace:
    """Ask how much of `frequency_hz` is in the sound; ValueError outside 0 Hz to half of `sample_rate`."""
    _require_sound(waveform, sample_rate)
    if not 0 <= frequency_hz <= sample_rate / 2:
        raise ValueError(f"a probe lies between 0 and {sample_rate / 2:g} Hz, got {frequency_hz:g} Hz")
    # In double precision: after ten seconds a float32 angle of 8 kHz is wrong by a hundredth of a turn.
    times = torch.arange(len(waveform), dtype=torch.float64) / sample_rate
    angle = 2 * math.pi * frequency_hz * times
    cosine, sine = angle.cos(), angle.sin()
    cosine_running, sine_running = (waveform * cosine).cumsum(0), (waveform * sine).cumsum(0)
    cosine_sum, sine_sum = cosine_running[-1].item(), sine_running[-1].item()
    return ProbeTrace(
        frequency_hz=frequency_hz,
        times_s=times.float(),
        cosine=cosine.float(),
        sine=sine.float(),
        cosine_product=(waveform * cosine).float(),
        sine_product=(waveform * sine).float(),
        cosine_running=cosine_running.float(),
        sine_running=sine_running.float(),
        cosine_sum=cosine_sum,
        sine_sum=sine_sum,
        magnitude=math.hypot(cosine_sum, sine_sum),
        phase_rad=math.atan2(-sine_sum, cosine_sum),
    )


def sweep(
    waveform: Float[Tensor, "samples"], sample_rate: int, frequencies_hz: Float[Tensor, "probes"]
) -> Iterator[SweepTrace]:
    """Probe one frequency after another, yielding the spectrum as it grows."""
    magnitude = torch.zeros_like(frequencies_hz)
    for done, frequency_hz in enumerate(frequencies_hz.tolist(), start=1):
        latest = probe(waveform, sample_rate, min(frequency_hz, sample_rate / 2))
        magnitude[done - 1] = latest.magnitude
        yield SweepTrace(frequencies_hz[:done], magnitude[:done].clone(), latest)


def spectrum(
    waveform: Float[Tensor, "samples"], sample_rate: int, floor_db: float = FLOOR_DB
) -> SpectrumTrace:
    """The DFT of the whole sound, by the fast Fourier transform."""
    _require_sound(waveform, sample_rate)
    coefficients = torch.fft.rfft(waveform)
    magnitude = coefficients.abs()
    return SpectrumTrace(
        frequencies_hz=torch.fft.rfftfreq(len(waveform), d=1 / sample_rate),
        coefficients=coefficients,
        magnitude=magnitude,
        power=magnitude.square(),
        decibels=amplitude_to_db(magnitude, reference=len(waveform) / 2, floor_db=floor_db),
    )


def parseval(waveform: Float[Tensor, "samples"]) -> ParsevalTrace:
    """The energy Σ x² of a sound, and Σ |X|² / N of its spectrum, which must be equal."""
    _require_sound(waveform)
    power = torch.fft.fft(waveform.double()).abs().square()
    return ParsevalTrace(
        time_energy=waveform.double().square().sum().item(),
        frequency_energy=power.mean().item(),
    )


def same_magnitude_partner(
    waveform: Float[Tensor, "samples"], how: str, generator: torch.Generator
) -> Float[Tensor, "samples"]:
    """A different sound with exactly the magnitude spectrum of `waveform`: what is lost when time is lost.

    `how` is "reverse" (the sound backwards, which only turns phases) or "random_phase" (phases thrown anew,
    which spreads every event over the whole length). The latter may leave [-1, 1]: to listen, scale both
    sounds alike.
    """
    _require_sound(waveform)
    if how not in PARTNERS:
        raise ValueError(f"no partner named {how!r}; choose one of {', '.join(PARTNERS)}")
    return waveform.flip(0) if how == "reverse" else _random_phase(waveform, generator)


def _random_phase(waveform: Float[Tensor, "samples"], generator: torch.Generator) -> Float[Tensor, "samples"]:
    coefficients = torch.fft.rfft(waveform.double())
    turn = 2 * math.pi * torch.rand(len(coefficients), dtype=torch.float64, generator=generator)
    turn[0] = 0.0  # a real sound has a real coefficient at 0 Hz ...
    if len(waveform) % 2 == 0:
        turn[-1] = 0.0  # ... and at the Nyquist frequency, where there is one
    turned = coefficients * torch.polar(torch.ones_like(turn), turn)
    return torch.fft.irfft(turned, n=len(waveform)).to(waveform.dtype)


def _require_sound(waveform: Float[Tensor, "samples"], sample_rate: int = 1) -> None:
    if len(waveform) == 0:
        raise ValueError("the sound is empty: at least one sample is needed")
    if sample_rate <= 0:
        raise ValueError(f"the sample rate must be above 0 Hz, got {sample_rate}")
