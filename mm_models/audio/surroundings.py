"""What places sound like when nothing happens: seven backgrounds, one for each place of the world, from formulas and chance.

Each function is a pure function of a generator, a length in seconds and a sample rate in Hz, and is brought to RMS 1 by
`surrounding`. No recording went into them. The keys of `SURROUNDINGS` are the world's names of its places.
"""

import math
from collections.abc import Callable, Mapping

import torch
from jaxtyping import Float32, Float64
from torch import Generator, Tensor

from mm_models.audio.synth import band, chirp, curve, fade, noise, times_s, tones

CRICKET_PULSES = 3  # of a chirp
CRICKET_PULSE_S = 0.02

Sound = Float64[Tensor, "samples"]
Maker = Callable[[float, int, Generator], Float64[Tensor, "_samples"]]


def surrounding(
    place: str, seconds: float, sample_rate: int, chance: Generator
) -> Float32[Tensor, "samples"]:
    """The background of a place, of RMS 1; KeyError for a place that the world does not have."""
    sound = SURROUNDINGS[place](seconds, sample_rate, chance)
    return (sound / sound.square().mean().sqrt()).float()


def grass(seconds: float, sample_rate: int, chance: Generator) -> Sound:
    """A light wind in the blades, and small birds far and near."""
    sound = 0.25 * gusts(seconds, sample_rate, chance) * noise(seconds, sample_rate, chance, slope_db=-3)
    for start in moments(_between(1.5, 4, chance), seconds, chance):
        low, length = _between(2300, 4200, chance), _between(0.06, 0.16, chance)
        sweep = chirp(low, low * _between(1.1, 1.6, chance), length, sample_rate)
        whistle = sweep if _between(0, 1, chance) < 0.5 else sweep.flip(0)
        lay(sound, start, _between(0.2, 1, chance) * fade(whistle, sample_rate, length / 3), sample_rate)
    return sound


def beach(seconds: float, sample_rate: int, chance: Generator) -> Sound:
    """A far surf that comes and goes."""
    period_s, first = _between(5, 9, chance), _between(0, 1, chance)
    swell = curve([(0, 0.3), (0.5, 1), (1, 0.3)], (times_s(seconds, sample_rate) / period_s + first) % 1)
    rumble = noise(seconds, sample_rate, chance, slope_db=-5)
    foam = band(noise(seconds, sample_rate, chance, slope_db=-2), 400, 6000, sample_rate)
    return swell * rumble + _between(0.5, 1, chance) * swell**2 * foam


def snow(seconds: float, sample_rate: int, chance: Generator) -> Sound:
    """A wind that the snow muffles: next to nothing above some hundred hertz."""
    low = noise(seconds, sample_rate, chance, slope_db=-4)
    return gusts(seconds, sample_rate, chance) * band(low, 20, _between(200, 400, chance), sample_rate)


def desert(seconds: float, sample_rate: int, chance: Generator) -> Sound:
    """A dry wind that whistles in one narrow band, and hissing sand."""
    pitch_hz = _between(500, 1000, chance)
    whistle = band(noise(seconds, sample_rate, chance), pitch_hz, 1.3 * pitch_hz, sample_rate)
    sand = band(noise(seconds, sample_rate, chance), 3000, 7500, sample_rate)
    return gusts(seconds, sample_rate, chance) * (3 * whistle + 0.5 * sand)


def city(seconds: float, sample_rate: int, chance: Generator) -> Sound:
    """The rumble of traffic, and now and then a horn."""
    sound = noise(seconds, sample_rate, chance, slope_db=-6) * gusts(seconds, sample_rate, chance)
    for start in moments(0.4, seconds, chance):
        hz = _between(330, 480, chance)
        horn = tones([hz, 1.25 * hz, 3 * hz], _between(0.2, 0.8, chance), sample_rate)
        lay(sound, start, _between(0.5, 2, chance) * fade(horn, sample_rate, 0.03), sample_rate)
    return sound


def room(seconds: float, sample_rate: int, chance: Generator) -> Sound:
    """The hum of the mains with its overtones, and a fan."""
    hz = 50.0 if _between(0, 1, chance) < 0.5 else 60.0
    hum = sum(tones([n * hz], seconds, sample_rate) / n for n in (1, 2, 3, 4, 6))
    return hum + _between(0.1, 0.4, chance) * noise(seconds, sample_rate, chance, slope_db=-3)


def night_sky(seconds: float, sample_rate: int, chance: Generator) -> Sound:
    """Crickets: chirps of three pulses of a high tone, again and again."""
    sound = 0.03 * noise(seconds, sample_rate, chance, slope_db=-3)
    for _ in range(2):
        pulse = tones([_between(3800, 5200, chance)], CRICKET_PULSE_S, sample_rate)
        every_s, level = _between(0.35, 0.8, chance), _between(0.3, 1, chance)
        first_s = _between(0, every_s, chance)
        for number in range(math.ceil(seconds / every_s)):
            for pulse_number in range(CRICKET_PULSES):
                start = first_s + number * every_s + 1.8 * CRICKET_PULSE_S * pulse_number
                lay(sound, start, level * fade(pulse, sample_rate, CRICKET_PULSE_S / 3), sample_rate)
    return sound


SURROUNDINGS: Mapping[str, Maker] = {
    "grass": grass,
    "beach": beach,
    "snow": snow,
    "desert": desert,
    "city": city,
    "room": room,
    "night sky": night_sky,
}


def gusts(seconds: float, sample_rate: int, chance: Generator) -> Sound:
    """A level between a third and one that wanders from second to second."""
    stops = torch.linspace(0, seconds, 2 + round(seconds)).tolist()
    return curve([(stop, _between(0.3, 1, chance)) for stop in stops], times_s(seconds, sample_rate))


def moments(a_second: float, seconds: float, chance: Generator) -> list[float]:
    """When something happens that happens so often, at random."""
    return (seconds * torch.rand(round(a_second * seconds), generator=chance)).tolist()


def lay(sound: Sound, start_s: float, part: Float64[Tensor, "part"], sample_rate: int) -> None:
    """Adds a part to a sound from a moment on, in place; what lies beyond the end is lost."""
    first = round(start_s * sample_rate)
    last = min(len(sound), first + len(part))
    if first < last:
        sound[first:last] += part[: last - first]


def _between(low: float, high: float, chance: Generator) -> float:
    return low + (high - low) * torch.rand((), generator=chance).item()
