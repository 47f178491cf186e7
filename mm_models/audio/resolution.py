"""How near two tones, or two clicks, may lie to each other and still be seen as two.

Two tones of equal amplitude that are in phase in the middle of the window add up to a single hump until they are about
as far apart as the window's main lobe is wide at half its height: its 6 dB bandwidth. Two clicks melt into one until
they are as far apart as the window is wide. Shorter windows tell clicks apart, longer ones tones.

Source: F. J. Harris, "On the use of windows for harmonic analysis with the discrete Fourier transform",
Proceedings of the IEEE 66(1), 1978, section III and Table I (6 dB bandwidth).
"""

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from mm_models.audio.stft import StftConfig, stft
from mm_models.audio.windows import WINDOWS, leakage, window

# 6 dB bandwidth in bins, Harris 1978, Table I (Hann: α = 2.0; Blackman: the rounded coefficients).
HARRIS_BINS = {"rectangular": 1.21, "hann": 2.00, "hamming": 1.81, "blackman": 2.35}

_DEPTH = 0.999  # of the lower peak: what counts as a dip
_STEP_BINS, _MOST_BINS = 0.02, 8.0  # distances that are tried, in bins of the window's own length
_CLICK_STEP_S = 1 / 4000


def published_hz(config: StftConfig) -> dict[str, float]:
    """What Table I says of two tones, in Hz for this length of window."""
    return {f"two_tones_hz.{name}": bins / config.window_s for name, bins in HARRIS_BINS.items()}


def half_main_lobe_hz(config: StftConfig) -> dict[str, float]:
    """Rayleigh's rule for two tones: the peak of one on the first null of the other."""
    lobes = {name: leakage(window(name, config.window_length)).main_lobe_bins for name in WINDOWS}
    return {f"two_tones_hz.{name}": bins / 2 / config.window_s for name, bins in lobes.items()}


def figures(config: StftConfig, trials: int, seed: int) -> dict[str, float]:
    """Smallest distance of tones in Hz and of clicks in ms for each window, means over random places."""
    generator = torch.Generator().manual_seed(seed)
    places = torch.rand(trials, generator=generator).tolist()
    measured = {}
    for name in WINDOWS:
        other = replace(config, window=name)
        tones = [two_tones_hz(other, 2000 + 1000 * place) for place in places]
        clicks = [two_clicks_s(other, place) for place in places]
        measured[f"two_tones_hz.{name}"] = sum(tones) / trials
        measured[f"two_clicks_ms.{name}"] = 1000 * sum(clicks) / trials
    return measured


def two_tones_hz(config: StftConfig, middle_hz: float) -> float:
    """The least distance, around `middle_hz`, at which the spectrum of two tones dips between them."""
    return _least(
        _STEP_BINS / config.window_s,
        _MOST_BINS / config.window_s,
        lambda hz: _tones_show(config, middle_hz, hz),
    )


def _tones_show(config: StftConfig, middle_hz: float, distance_hz: float) -> bool:
    times = (
        torch.arange(config.window_length, dtype=torch.float64) - config.window_length / 2
    ) / config.sample_rate
    tones = [torch.cos(2 * math.pi * (middle_hz + sign * distance_hz / 2) * times) for sign in (-1, 1)]
    magnitude = torch.fft.rfft(sum(tones) * config.window_samples(), n=config.n_fft).abs()
    reach = distance_hz / 2 + 0.5 / config.window_s
    near = (config.frequencies_hz() - middle_hz).abs() <= reach
    return dips(magnitude[near])


def two_clicks_s(config: StftConfig, place: float) -> float:
    """The least distance at which the power of two clicks, over time, dips between them.

    `place`, from 0 to 1, moves the first click by up to a millisecond.
    """
    even = config.window_length + config.window_length % 2
    fine = replace(config, hop_length=max(1, config.window_length // 100), n_fft=even)
    return _least(_CLICK_STEP_S, 2 * config.window_s, lambda seconds: _clicks_show(fine, place, seconds))


def _clicks_show(config: StftConfig, place: float, distance_s: float) -> bool:
    first = 2 * config.window_length + round(place * 0.001 * config.sample_rate)
    second = first + round(distance_s * config.sample_rate)
    sound = torch.zeros(second + 2 * config.window_length)
    sound[[first, second]] = 1.0
    return dips(stft(sound, config).power.sum(dim=0))


def dips(levels: Tensor) -> bool:
    """Whether somewhere in `levels` a value lies clearly under higher ones on both of its sides."""
    before, after = levels.cummax(dim=0).values, levels.flip(0).cummax(dim=0).values.flip(0)
    return bool((levels < _DEPTH * torch.minimum(before, after)).any())


def _least(step: float, most: float, shows: Callable[[float], bool]) -> float:
    """The least multiple of `step` up to `most` for which `shows` holds, as it does for all beyond it."""
    return step * (1 + bisect_left(range(1, round(most / step)), True, key=lambda count: shows(count * step)))
