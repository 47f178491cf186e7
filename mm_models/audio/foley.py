"""Foley: the ten sounds of ESC-10 made from nothing but formulas and chance.

Each function is one small model of what makes the sound: what is struck, blown or shaken, and what it rings in. Each
is a pure function of a seed, a length in seconds and a sample rate in Hz, and differs from seed to seed as one dog
differs from another; from 1.6 s on, each is whole. The keys of `FOLEY` are the class names of ESC-10 (K. J. Piczak,
"ESC: Dataset for environmental sound classification", ACM Multimedia 2015); no recording went into these sounds,
though their levels were set by comparing spectra with real ones.
"""

import math
from collections.abc import Callable, Mapping, Sequence

import torch
import torchaudio.functional
from jaxtyping import Float32, Float64
from torch import Generator, Tensor

from mm_models.audio.synth import (
    Formant,
    band,
    curve,
    fade,
    finish,
    noise,
    phase_cycles,
    resonate,
    times_s,
    voice,
)

_FINE = 4  # times the sample rate, where overtones are made

Maker = Callable[[int, float, int], Float32[Tensor, "samples"]]


def dog_bark(seed: int, seconds: float, sample_rate: int) -> Float32[Tensor, "samples"]:
    """Barks of a fifth of a second: a pitch that jumps up and falls, hoarse, in a mouth that opens and shuts."""
    chance = _chance(seed)
    pitch_hz, gap_s = _between(350, 600, chance), _between(0.4, 0.7, chance)
    mouth = [Formant(_between(700, 1000, chance), 180.0), Formant(_between(1500, 2100, chance), 250.0)]
    sound = _nothing(seconds, sample_rate)
    for start in _regularly(0.1, gap_s, seconds - 0.25, chance, wander=0.1):
        bark = _bark(pitch_hz * _between(0.92, 1.08, chance), mouth, sample_rate, chance)
        _add(sound, start, bark * _between(0.7, 1, chance), sample_rate)
    return finish(sound + 0.002 * noise(seconds, sample_rate, chance, slope_db=-3))


def _bark(
    pitch_hz: float, mouth: Sequence[Formant], sample_rate: int, chance: Generator
) -> Float64[Tensor, "samples"]:
    length = _between(0.16, 0.24, chance)
    moments = times_s(length, sample_rate)
    pitch = pitch_hz * curve([(0, 0.7), (0.2 * length, 1.25), (length, 0.6)], moments)
    breath = resonate(noise(length, sample_rate, chance), mouth, sample_rate)
    hoarse = _strained(pitch, mouth, sample_rate) + 0.2 * breath / breath.abs().max()
    return hoarse * curve([(0, 0), (0.02, 1), (0.55 * length, 0.7), (length, 0)], moments)


def rain(seed: int, seconds: float, sample_rate: int) -> Float32[Tensor, "samples"]:
    """A hiss of drops too many to tell apart, and hundreds near by, each the ring of an air bubble under water."""
    chance = _chance(seed)
    hiss = noise(seconds, sample_rate, chance, slope_db=_between(-3, -1.5, chance))
    drops = _nothing(seconds, sample_rate)
    for start in _at_random(_between(60, 140, chance), seconds, chance):
        drop = _ring([(_between(1500, 7000, chance), 1.0)], _between(0.003, 0.012, chance), sample_rate)
        _add(drops, start, drop * _between(0.05, 1, chance) ** 2, sample_rate)
    return finish(fade(0.25 * band(hiss, 80, 0.48 * sample_rate, sample_rate) + drops, sample_rate))


def sea_waves(seed: int, seconds: float, sample_rate: int) -> Float32[Tensor, "samples"]:
    """A far rumble, and waves that swell, break and run out: the higher they stand, the brighter they hiss."""
    chance = _chance(seed)
    moments = times_s(seconds, sample_rate)
    period_s, first = _between(4, 7, chance), _between(0, 1, chance)
    place = (moments / period_s + first) % 1
    swell = curve([(0, 0.15), (0.45, 1.0), (0.6, 0.8), (1, 0.15)], place)
    rumble = noise(seconds, sample_rate, chance, slope_db=-6)
    foam = band(noise(seconds, sample_rate, chance, slope_db=-2), 400, 0.45 * sample_rate, sample_rate)
    return finish(fade(0.5 * rumble * (0.4 + swell) + foam * swell**2, sample_rate, 0.05))


def baby_cry(seed: int, seconds: float, sample_rate: int) -> Float32[Tensor, "samples"]:
    """A wail for each breath: a pitch near 450 Hz that rises, trembles and falls, in a throat half as long as a man's.

    A tube of 7.5 cm, shut at one end, resonates at 1.1, 3.4 and 5.7 kHz.
    """
    chance = _chance(seed)
    pitch_hz = _between(400, 520, chance)
    throat = [Formant(1100.0, 150.0), Formant(3400.0, 250.0), Formant(5700.0, 400.0)]
    sound = 0.003 * noise(seconds, sample_rate, chance, slope_db=-3)
    start = 0.05
    while start < seconds - 0.5:
        length = min(_between(0.8, 1.3, chance), seconds - start)
        _add(sound, start, _wail(pitch_hz, length, throat, sample_rate, chance), sample_rate)
        start += length + _between(0.25, 0.4, chance)
    return finish(sound)


def _wail(
    pitch_hz: float, length: float, throat: Sequence[Formant], sample_rate: int, chance: Generator
) -> Float64[Tensor, "samples"]:
    moments = times_s(length, sample_rate)
    melody = curve([(0, 0.8), (0.15 * length, 1.05), (0.6 * length, 1.0), (length, 0.75)], moments)
    tremble = 1 + 0.02 * torch.sin(2 * math.pi * _between(5, 8, chance) * moments)
    cry = _strained(pitch_hz * melody * tremble, throat, sample_rate)
    air = band(noise(length, sample_rate, chance), 1500, 7000, sample_rate)
    shape = curve([(0, 0), (0.08, 0.8), (0.5 * length, 1), (length, 0)], moments)
    return (cry + 0.03 * air) * shape


def clock_tick(seed: int, seconds: float, sample_rate: int) -> Float32[Tensor, "samples"]:
    """An escapement: twice a second a tooth falls on the pallet, a tick and a tock in turn, and the case rings."""
    chance = _chance(seed)
    every_s = _between(0.46, 0.54, chance)
    case = [
        (_between(low, 1.4 * low, chance), 1 / (1 + index)) for index, low in enumerate((2300, 3800, 5200))
    ]
    sound = 0.0015 * noise(seconds, sample_rate, chance, slope_db=-3)
    for index, start in enumerate(_regularly(0.1, every_s, seconds - 0.1, chance, wander=0.0)):
        lower = 1.0 if index % 2 == 0 else 0.86
        tick = _ring([(hz * lower, level) for hz, level in case], 0.006, sample_rate)
        _add(sound, start, 0.3 * tick, sample_rate)
        _add(sound, start + 0.018, tick, sample_rate)
    return finish(sound)


def person_sneeze(seed: int, seconds: float, sample_rate: int) -> Float32[Tensor, "samples"]:
    """A breath drawn in ("ah"), a moment's hold, and the burst: a hiss between the teeth that ends in a voiced "oo"."""
    chance = _chance(seed)
    burst_s, breath_s = _between(0.75, 0.95, chance), _between(0.35, 0.5, chance)
    pitch_hz = _between(150, 280, chance)
    sound = 0.002 * noise(seconds, sample_rate, chance, slope_db=-3)
    _add(sound, burst_s - breath_s - 0.08, 0.18 * _gasp(pitch_hz, breath_s, sample_rate, chance), sample_rate)
    _add(sound, burst_s, _burst(pitch_hz, sample_rate, chance), sample_rate)
    return finish(sound)


def _gasp(pitch_hz: float, length: float, sample_rate: int, chance: Generator) -> Float64[Tensor, "samples"]:
    moments = times_s(length, sample_rate)
    mouth = [Formant(730.0, 120.0), Formant(1190.0, 150.0), Formant(2440.0, 250.0)]
    air = resonate(noise(length, sample_rate, chance), mouth, sample_rate)
    voiced = voice(pitch_hz * curve([(0, 1), (length, 1.4)], moments), mouth, sample_rate)
    return (air / air.abs().max() + 0.5 * voiced) * curve([(0, 0), (0.8 * length, 1), (length, 0)], moments)


def _burst(pitch_hz: float, sample_rate: int, chance: Generator) -> Float64[Tensor, "samples"]:
    length = _between(0.35, 0.5, chance)
    moments = times_s(length, sample_rate)
    hiss = band(noise(length, sample_rate, chance), 1500, 7000, sample_rate)
    lips = [Formant(350.0, 100.0), Formant(1100.0, 150.0), Formant(2300.0, 250.0)]
    voiced = voice(pitch_hz * curve([(0, 1.5), (length, 0.8)], moments), lips, sample_rate)
    hiss_shape = curve([(0, 0), (0.01, 1), (0.12, 0.6), (0.25, 0.1), (length, 0)], moments)
    return 0.4 * hiss * hiss_shape + 0.8 * voiced * curve(
        [(0, 0), (0.06, 0.6), (0.15, 1), (length, 0)], moments
    )


def helicopter(seed: int, seconds: float, sample_rate: int) -> Float32[Tensor, "samples"]:
    """Blades that slap the air ten to twenty times a second, the whine of the turbine, and the wash of the air."""
    chance = _chance(seed)
    slap_hz, whine_hz = _between(11, 18, chance), _between(500, 900, chance)
    moments = times_s(seconds, sample_rate)
    place = (slap_hz * moments + _between(0, 1, chance)) % 1
    slap = torch.exp(-place * 4)
    thump = band(noise(seconds, sample_rate, chance, slope_db=-5), 40, 900, sample_rate) * (0.4 + slap)
    knock = torch.sin(2 * math.pi * 75 * place / slap_hz) * torch.exp(-place * 4)
    wash = band(noise(seconds, sample_rate, chance, slope_db=-4.5), 100, 6500, sample_rate) * (0.6 + slap)
    whine = torch.sin(2 * math.pi * whine_hz * moments)
    return finish(fade(thump + 0.6 * knock + 0.6 * wash + 0.04 * whine, sample_rate, 0.05))


def chainsaw(seed: int, seconds: float, sample_rate: int) -> Float32[Tensor, "samples"]:
    """A two-stroke engine: a sharp explosion a turn, never twice the same, revving up under the hand and sagging."""
    chance = _chance(seed)
    moments = times_s(seconds, sample_rate)
    stops = [0.0, 0.25 * seconds, 0.5 * seconds, 0.75 * seconds, seconds]
    turns_hz = curve([(stop, _between(95, 150, chance)) for stop in stops], moments)
    cycles = phase_cycles(turns_hz, sample_rate)
    strength = 1 + 0.25 * torch.randn(int(cycles[-1]) + 2, generator=chance, dtype=torch.float64)
    explosions = torch.exp(-(cycles % 1) * 14) * strength[cycles.long()]
    pipe = [Formant(_between(450, 650, chance), 250.0), Formant(_between(2200, 2900, chance), 900.0)]
    exhaust = resonate(torch.diff(explosions, prepend=explosions[:1]), pipe, sample_rate)
    chain = band(noise(seconds, sample_rate, chance), 1500, 7500, sample_rate) * (0.3 + explosions)
    return finish(fade(torch.tanh(2 * exhaust / exhaust.abs().max() + 0.12 * chain), sample_rate, 0.03))


def rooster(seed: int, seconds: float, sample_rate: int) -> Float32[Tensor, "samples"]:
    """Cock-a-doodle-doo: three calls that climb and a long one that stands, sinks and dies, shrill from a wide beak."""
    chance = _chance(seed)
    top_hz, start = _between(800, 1000, chance), 0.15
    beak = [Formant(_between(1500, 1900, chance), 250.0), Formant(_between(2700, 3200, chance), 400.0)]
    sound = 0.002 * noise(seconds, sample_rate, chance, slope_db=-3)
    for length, low, high, last in (
        (0.18, 0.5, 0.7, 0.6),
        (0.16, 0.65, 0.8, 0.75),
        (0.3, 0.75, 1, 0.9),
        (0.8, 0.85, 1, 0.5),
    ):
        melody = [(0.0, low), (0.35 * length, high), (0.6 * length, 0.97 * high), (length, last)]
        _add(sound, start, _call(top_hz, melody, beak, sample_rate), sample_rate)
        start += length + _between(0.03, 0.08, chance)
    return finish(sound)


def _call(
    top_hz: float, melody: Sequence[tuple[float, float]], beak: Sequence[Formant], sample_rate: int
) -> Float64[Tensor, "samples"]:
    length = melody[-1][0]
    moments = times_s(length, sample_rate)
    shrill = _strained(top_hz * curve(melody, moments), beak, sample_rate)
    return shrill * curve([(0, 0), (0.03, 0.9), (0.6 * length, 1), (length, 0)], moments)


def fire_crackling(seed: int, seconds: float, sample_rate: int) -> Float32[Tensor, "samples"]:
    """The low breath of the flame, and wood that bursts: snaps of a few milliseconds, most of them small, a few loud."""
    chance = _chance(seed)
    flicker = 1 + 0.3 * band(noise(seconds, sample_rate, chance), 1, 8, sample_rate)
    flame = noise(seconds, sample_rate, chance, slope_db=-6) * flicker
    sound = 0.014 * flame + 0.003 * noise(seconds, sample_rate, chance, slope_db=-3)
    for start in _at_random(_between(8, 25, chance), seconds, chance):
        snap = _snap(_between(0.0005, 0.004, chance), sample_rate, chance)
        _add(sound, start, snap * 0.03 * _between(0.02, 1, chance) ** -0.7, sample_rate)
    return finish(sound)


def _snap(decay_s: float, sample_rate: int, chance: Generator) -> Float64[Tensor, "samples"]:
    length = 6 * decay_s
    grain = band(noise(length, sample_rate, chance), _between(300, 2000, chance), 7500, sample_rate)
    return grain * torch.exp(-times_s(length, sample_rate) / decay_s)


FOLEY: Mapping[str, Maker] = {
    "dog_bark": dog_bark,
    "rain": rain,
    "sea_waves": sea_waves,
    "baby_cry": baby_cry,
    "clock_tick": clock_tick,
    "person_sneeze": person_sneeze,
    "helicopter": helicopter,
    "chainsaw": chainsaw,
    "rooster": rooster,
    "fire_crackling": fire_crackling,
}


def _chance(seed: int) -> Generator:
    return Generator().manual_seed(seed)


def _between(low: float, high: float, chance: Generator) -> float:
    return low + (high - low) * torch.rand((), generator=chance).item()


def _nothing(seconds: float, sample_rate: int) -> Float64[Tensor, "samples"]:
    return torch.zeros(round(seconds * sample_rate), dtype=torch.float64)


def _regularly(
    first_s: float, every_s: float, end_s: float, chance: Generator, *, wander: float
) -> list[float]:
    """Moments a fixed time apart, each off by up to the share `wander` of it."""
    steps = range(max(0, math.ceil((end_s - first_s) / every_s)))
    return [first_s + every_s * (step + _between(-wander, wander, chance)) for step in steps]


def _at_random(per_second: float, seconds: float, chance: Generator) -> list[float]:
    """Moments that know nothing of each other (a Poisson process given its count)."""
    count = round(per_second * seconds)
    return (seconds * torch.rand(count, generator=chance, dtype=torch.float64)).tolist()


def _strained(
    pitch_hz: Float64[Tensor, "samples"], throat: Sequence[Formant], sample_rate: int
) -> Float64[Tensor, "samples"]:
    """A voice so loud that the air in its throat no longer follows: sung finely, for its overtones not to fold back."""
    sung = voice(pitch_hz.repeat_interleave(_FINE), throat, _FINE * sample_rate)
    return torchaudio.functional.resample(torch.tanh(2 * sung), _FINE, 1)


def _ring(
    modes: Sequence[tuple[float, float]], decay_s: float, sample_rate: int
) -> Float64[Tensor, "samples"]:
    """What a struck thing does: each (Hz, level) sounds and dies away, to 1/e in `decay_s`."""
    moments = times_s(7 * decay_s, sample_rate)
    ringing = torch.stack([level * torch.sin(2 * math.pi * hz * moments) for hz, level in modes]).sum(dim=0)
    return ringing * torch.exp(-moments / decay_s)


def _add(
    sound: Float64[Tensor, "samples"], start_s: float, part: Float64[Tensor, "part"], sample_rate: int
) -> None:
    """Mix `part` into `sound` from a moment on, cutting off what lies outside."""
    start = max(0, round(start_s * sample_rate))
    room = sound[start : start + len(part)]
    room += part[: len(room)]
