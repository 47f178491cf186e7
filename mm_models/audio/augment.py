"""What lies between a thing that sounds and a recording of it: distance, other sounds, a room, a cheap microphone.

Each function takes a waveform and returns a new one; chance comes from a generator that the caller seeds. Nothing is
clipped or turned down: that is for whoever stores the sound.
"""

import math

import torch
import torchaudio.functional
from jaxtyping import Float32, Float64
from torch import Generator, Tensor

from mm_models.audio.synth import band, curve, noise, times_s

ROOM_MIXING_S = 0.03  # the first echoes of a room come within so many seconds of the sound itself
HUM_HZ = (50.0, 60.0)  # of the mains, here and there


def with_gain(waveform: Float32[Tensor, "samples"], gain_db: float) -> Float32[Tensor, "samples"]:
    """Louder or quieter by so many dB."""
    return waveform * 10 ** (gain_db / 20)


def mixed(
    sound: Float32[Tensor, "samples"], other: Float32[Tensor, "samples"], snr_db: float
) -> Float32[Tensor, "samples"]:
    """`sound` as it is, and `other` under it at this signal-to-noise ratio: 20 log10 of RMS by RMS over the whole.

    Where either is silent there is no ratio, and `sound` comes back unchanged.
    """
    ours, theirs = rms(sound), rms(other)
    if ours == 0 or theirs == 0:
        return sound.clone()
    return sound + with_gain(other, 20 * math.log10(ours / theirs) - snr_db)


def rms(waveform: Float32[Tensor, "samples"]) -> float:
    """The root of the mean square."""
    return float(waveform.double().square().mean().sqrt())


def ambience(seconds: float, sample_rate: int, chance: Generator) -> Float32[Tensor, "samples"]:
    """A place without an event: noise of a random colour whose level wanders, and sometimes the mains' hum; of RMS 1."""
    slope_db, wander_db = _between(-7, 0, chance), _between(0, 4, chance)
    moments = times_s(seconds, sample_rate)
    stops = torch.linspace(0, seconds, 2 + round(seconds)).tolist()
    level_db = curve([(stop, _between(-wander_db, wander_db, chance)) for stop in stops], moments)
    hiss = noise(seconds, sample_rate, chance, slope_db=slope_db) * 10 ** (level_db / 20)
    hums = float(_between(0, 1, chance) < 0.5)
    whole = hiss + hums * _between(0, 0.7, chance) * _hum(moments, chance)
    return (whole / whole.square().mean().sqrt()).float()


def _hum(moments: Float64[Tensor, "samples"], chance: Generator) -> Float64[Tensor, "samples"]:
    """The mains' frequency and its first overtones."""
    hz = HUM_HZ[int(torch.randint(len(HUM_HZ), (), generator=chance))]
    return torch.stack([torch.sin(2 * math.pi * n * hz * moments) / n for n in (1, 2, 3, 4)]).sum(dim=0)


def room_response(
    decay_s: float, sample_rate: int, chance: Generator, *, direct_db: float = 0.0
) -> Float32[Tensor, "samples"]:
    """A room's impulse response: the sound itself, then noise that loses 60 dB in `decay_s` (Polack's model).

    `direct_db` is the direct sound's energy over the reverberation's: near the source it is positive. J.-D. Polack,
    "La transmission de l'énergie sonore dans les salles", thesis, Université du Maine, 1988.
    """
    tail = noise(decay_s, sample_rate, chance) * 10 ** (-3 * times_s(decay_s, sample_rate) / decay_s)
    tail = tail * curve([(0, 0), (ROOM_MIXING_S, 1)], times_s(decay_s, sample_rate))
    response = tail * 10 ** (-direct_db / 20) / tail.square().sum().sqrt()
    response[0] = 1.0
    return response.float()


def in_room(
    waveform: Float32[Tensor, "samples"], response: Float32[Tensor, "response"]
) -> Float32[Tensor, "samples"]:
    """The sound as the room answers it, as long as before and with its peak."""
    heard = torchaudio.functional.fftconvolve(waveform, response)[: len(waveform)]
    peak = heard.abs().max().clamp(min=1e-9)
    return heard * (waveform.abs().max() / peak)


def through_telephone(waveform: Float32[Tensor, "samples"], sample_rate: int) -> Float32[Tensor, "samples"]:
    """Only what a telephone lets through: 300 to 3400 Hz."""
    return band(waveform.double(), 300, 3400, sample_rate).float()


def at_speed(waveform: Float32[Tensor, "samples"], factor: float) -> Float32[Tensor, "faster"]:
    """Played faster and higher by `factor`, as a tape would be; to the nearest twentieth."""
    return torchaudio.functional.resample(waveform, round(20 * factor), 20)


def _between(low: float, high: float, chance: Generator) -> float:
    return low + (high - low) * torch.rand((), generator=chance).item()
