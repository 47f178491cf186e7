"""Sound over time: stacked tracks on one time axis, with a playing cursor and a band that one can click and
hear.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from demos.views.base import CanvasView
from demos.views.packing import (
    IMAGE_COLUMNS,
    IMAGE_ROWS,
    LINE_POINTS,
    Array,
    Caption,
    Payload,
    Pooling,
    caption,
    envelope,
    pack,
    pcm,
    pool,
    quantise,
    thin,
    to_numpy,
)

ColourMap = Literal["viridis", "magma", "grey", "diverging", "cyclic"]
AxisScale = Literal["linear", "mel", "log", "index"]


class SignalView(CanvasView):
    """Draws `signal(...)`. Event `select` carries `time` (s), `track` (its index) and, on an image,
    `frequency` (Hz).
    """

    kind = "signal"


def signal(waveform: Array, sample_rate: int, tracks: Sequence[Payload], *, start: float = 0.0) -> Payload:
    """The payload of a `SignalView`.

    `waveform` (samples,) is what Play plays and `wave_track` draws, at its true level: ±1 is full scale,
    and only if a sample exceeds it is the whole turned down, which the viewer then says. `start` is the
    time of the first sample in seconds. Sound travels as 16-bit PCM at its own rate while it has at most
    480,000 samples and 48 kHz; else resampled to 48, 24, 16, 8 or 4 kHz (the highest that fits). ValueError: no
    sample, more than 120 s, or no track.
    """
    if not tracks:
        raise ValueError("a signal viewer needs at least one track")
    sound = pcm([to_numpy(waveform).reshape(-1)], sample_rate)[0]
    return {
        "sample_rate": sound.sample_rate,
        "original_rate": sample_rate,
        "gain": sound.gain,
        "start": start,
        "pcm": pack(sound.samples),
        "tracks": list(tracks),
    }


def wave_track(
    label: Caption, values: Array | None = None, *, sample_rate: int | None = None, colour: int = 0
) -> Payload:
    """A waveform: the viewer's own sound, or `values` (samples,) at `sample_rate` Hz, which is drawn but
    not played.
    """
    track: Payload = {"type": "wave", "label": caption(label), "colour": colour}
    if values is None:
        return track
    if sample_rate is None:
        raise ValueError("a waveform of its own needs its sample rate")
    samples = to_numpy(values).reshape(-1)
    bounds = envelope(samples.astype(np.float32), LINE_POINTS)
    return {**track, "bounds": pack(bounds), "seconds": len(samples) / sample_rate}


def image_track(
    label: Caption,
    values: Array,
    *,
    hop_seconds: float | None = None,
    frame_times: Array | None = None,
    y_values: Array | None = None,
    y_unit: str = "Hz",
    y_scale: AxisScale = "linear",
    value_unit: str = "dB",
    low: float | None = None,
    high: float | None = None,
    colour_map: ColourMap = "magma",
    band_playable: bool = True,
    overlays: Sequence[Payload] = (),
    pooling: Pooling = "max",
    height: int = 220,
) -> Payload:
    """A spectrogram, or anything else of shape (bins, frames) over time, lowest bin first.

    Frames are centred on `frame_times` (s, evenly spaced) or on multiples of `hop_seconds`: give one of
    them. `y_values` are the bins' centres, rising, in `y_unit` (None: 0, 1, 2 ...); `y_scale` says how they
    are spread: "mel" (HTK) and "log" take Hz, "index" gives every bin the same height (mel bands,
    coefficients). `low` and `high` bound the colours (None: the finite extremes). `band_playable` needs
    `y_values` in Hz. More than 1,600 frames or 512 bins are pooled: "max" for levels, "pick" for phases.
    `height` in CSS pixels.
    """
    image = to_numpy(values).astype(np.float32)
    bins, frames = image.shape
    first, hop = _frame_grid(frames, hop_seconds, frame_times)
    centres = np.arange(bins, dtype=np.float64) if y_values is None else to_numpy(y_values).astype(np.float64)
    if len(centres) != bins:
        raise ValueError(f"{bins} bins need {bins} y values, got {len(centres)}")
    image, wide = pool(image, IMAGE_COLUMNS, 1, pooling)
    image, tall = pool(image, IMAGE_ROWS, 0, pooling)
    low, high = _range(image, low, high)
    return {
        "type": "image",
        "label": caption(label),
        "image": quantise(image, low, high),
        "shape": [bins, frames],
        "pooled": [tall, wide],
        "first": first + hop * (wide - 1) / 2,
        "hop": hop * wide,
        "y": [float(centres[row : row + tall].mean()) for row in range(0, bins, tall)],
        "y_unit": y_unit,
        "y_scale": y_scale,
        "unit": value_unit,
        "map": colour_map,
        "playable": band_playable and y_unit == "Hz",
        "overlays": list(overlays),
        "height": height,
    }


def line_track(
    label: Caption,
    times: Array,
    values: Array,
    unit: str = "",
    *,
    y_range: tuple[float, float] | None = None,
    colour: int = 1,
    height: int = 110,
) -> Payload:
    """A curve over time: `times` (points,) in seconds, rising, and `values` (points,) in `unit`; NaN leaves
    a gap.
    """
    return {
        "type": "line",
        **overlay(label, times, values, colour=colour),
        "unit": unit,
        "range": list(y_range) if y_range else None,
        "height": height,
    }


def overlay(label: Caption, times: Array, values: Array, *, colour: int = 1) -> Payload:
    """A curve drawn over an image track: `values` in the unit of the track's y axis; NaN leaves a gap."""
    x, y = thin(to_numpy(times).astype(np.float32), to_numpy(values).astype(np.float32))
    return {"label": caption(label), "x": pack(x), "values": pack(y), "colour": colour}


def _frame_grid(frames: int, hop_seconds: float | None, frame_times: Array | None) -> tuple[float, float]:
    """The time of the first frame's centre and the step between frames, in seconds."""
    if (hop_seconds is None) == (frame_times is None):
        raise ValueError("give either hop_seconds or frame_times")
    if hop_seconds is not None:
        return 0.0, hop_seconds
    times = to_numpy(frame_times).astype(np.float64)  # type: ignore[arg-type]
    if len(times) != frames:
        raise ValueError(f"{frames} frames need {frames} times, got {len(times)}")
    hop = float(times[-1] - times[0]) / (frames - 1) if frames > 1 else 0.01
    if hop <= 0 or not np.allclose(np.diff(times), hop, rtol=1e-3):
        raise ValueError("frame times must rise in equal steps")
    return float(times[0]), hop


def _range(values: np.ndarray, low: float | None, high: float | None) -> tuple[float, float]:
    """The given bounds, or else the finite extremes; never an empty range."""
    finite = values[np.isfinite(values)]
    least = float(finite.min()) if low is None and finite.size else low or 0.0
    most = float(finite.max()) if high is None and finite.size else high or 0.0
    return (least, most) if least < most else (least, least + 1.0)
