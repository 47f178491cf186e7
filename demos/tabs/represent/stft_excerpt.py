"""The stretch of sound that the STFT tab looks at: a few frames around the picked one, and nothing beyond them.

Only they are transformed: a hop of 1 ms over ten seconds would make more cells than fit in memory.
"""

from dataclasses import dataclass, replace

from jaxtyping import Float
from torch import Tensor

from mm_models.audio.stft import FrameTrace, StftConfig, frame_anatomy, stft
from mm_models.audio.stretch import loudest

FRAMES = 32


@dataclass(frozen=True)
class Nearby:
    """As much of a sound as a row of its frames reaches, cut at a multiple of the hop: its frames are the sound's own."""

    waveform: Float[Tensor, "nearby"]
    before: int  # frames of the whole sound that lie before it


@dataclass(frozen=True)
class Excerpt:
    """Up to `FRAMES` frames in a row of a longer sound, as the STFT of the whole sound has them."""

    config: StftConfig
    samples: int  # of the whole sound
    frames: int  # of the whole sound
    nearby: Nearby
    start: int  # sample of the whole sound at which `waveform` begins
    waveform: Float[Tensor, "stretch"]  # what lies under the windows of these frames
    times_s: Float[Tensor, "columns"]
    windowed: Float[Tensor, "columns window"]  # without the zeros beside the window
    decibels: Float[Tensor, "bins columns"]
    picked: FrameTrace
    picked_column: int


def excerpt(waveform: Float[Tensor, "samples"], config: StftConfig, moment_s: float) -> Excerpt:
    """The frames around `moment_s`, or around the loudest window where that is 0."""
    samples, hop, half = len(waveform), config.hop_length, config.window_length // 2
    frames = frame_count(samples, config)
    index = picked_index(waveform, config, moment_s)
    first = max(0, min(index - FRAMES // 2, frames - FRAMES))
    last = min(frames, first + FRAMES) - 1
    nearby = around(waveform, config, first, last)
    trace = stft(nearby.waveform, config)
    columns = slice(first - nearby.before, last - nearby.before + 1)
    inner = (config.n_fft - config.window_length) // 2
    start = max(0, first * hop - half)
    return Excerpt(
        config=config,
        samples=samples,
        frames=frames,
        nearby=nearby,
        start=start,
        waveform=waveform[start : last * hop + half + 1],
        times_s=trace.times_s[columns] + nearby.before * config.hop_s,
        windowed=trace.windowed[columns, inner : inner + config.window_length],
        decibels=trace.decibels[:, columns],
        picked=anatomy(nearby, config, index),
        picked_column=index - first,
    )


def frame_count(samples: int, config: StftConfig) -> int:
    """As many frames as `StftConfig.frames` says, without its limit: here they are never all in memory."""
    return 1 + -(-samples // config.hop_length)


def picked_index(waveform: Float[Tensor, "samples"], config: StftConfig, moment_s: float) -> int:
    """The frame whose middle is nearest to `moment_s`; from 0, the one on the loudest window; the last one beyond."""
    if moment_s > 0:
        middle = round(moment_s * config.sample_rate)
    else:
        near = loudest(waveform, config.window_length)
        middle = near.start + len(near.waveform) // 2
    return min(round(middle / config.hop_length), frame_count(len(waveform), config) - 1)


def around(waveform: Float[Tensor, "samples"], config: StftConfig, first: int, last: int) -> Nearby:
    """The sound from where frame `first` begins to where frame `last` ends."""
    hop = config.hop_length
    reach = -(-config.n_fft // (2 * hop))  # of a frame to either side of its middle, in hops
    before = max(0, first - reach)
    return Nearby(waveform[before * hop : (last + reach) * hop + 1], before)


def anatomy(nearby: Nearby, config: StftConfig, index: int) -> FrameTrace:
    """Frame `index` of the whole sound step by step."""
    shift = nearby.before * config.hop_length
    local = frame_anatomy(nearby.waveform, config, index - nearby.before)
    time_s = local.time_s + shift / config.sample_rate
    return replace(local, index=index, start=local.start + shift, time_s=time_s)
