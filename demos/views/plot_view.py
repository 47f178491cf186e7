"""Curves: lines, stems, areas and steps on labelled axes, and films of them that play without asking the
server.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from demos.views.base import CanvasView
from demos.views.packing import Array, Caption, Payload, caption, pack, thin, to_numpy

Style = Literal["line", "stem", "area", "steps", "points"]
AxisScale = Literal["linear", "log"]
FRAME_VALUES = 400_000  # numbers in all frames together: 2.1 MB of base64


class PlotView(CanvasView):
    """Draws `plot(...)`. Event `select` carries `x` (under the pointer) and `frame` (its index)."""

    kind = "plot"


def line(
    label: Caption,
    x: Array,
    y: Array,
    *,
    style: Style = "line",
    colour: int = 0,
    dashed: bool = False,
    hidden: bool = False,
) -> Payload:
    """A curve through `x` (points,), rising, and `y` (points,); NaN leaves a gap; `colour` counts from 0 to
    7.

    More than 4,000 points are thinned to the extremes of each stretch. `hidden` curves wait in the legend.
    """
    return {
        **_curve(x, y),
        "label": caption(label),
        "style": style,
        "colour": colour,
        "dashed": dashed,
        "hidden": hidden,
    }


def marker(x: float, label: Caption, *, colour: int = 7) -> Payload:
    """A vertical line at `x` with a name."""
    return {"x": x, "label": caption(label), "colour": colour}


def band(low: float, high: float, label: Caption, *, colour: int = 0) -> Payload:
    """A shaded stretch of the x axis with a name."""
    return {"low": low, "high": high, "label": caption(label), "colour": colour}


def frame(
    words: Caption,
    curves: Mapping[int, tuple[Array, Array]],
    *,
    markers: Sequence[Payload] | None = None,
    bands: Sequence[Payload] | None = None,
) -> Payload:
    """One state of a film: (x, y) of the lines that differ from `plot`'s own, by their index, and its
    caption.

    `markers` and `bands` replace the plot's own where they are given.
    """
    return {
        "caption": caption(words),
        "curves": {str(index): _curve(x, y) for index, (x, y) in curves.items()},
        "markers": None if markers is None else list(markers),
        "bands": None if bands is None else list(bands),
    }


def plot(
    lines: Sequence[Payload],
    *,
    x_label: Caption,
    y_label: Caption,
    x_unit: str = "",
    y_unit: str = "",
    markers: Sequence[Payload] = (),
    bands: Sequence[Payload] = (),
    x_scale: AxisScale = "linear",
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
    frames: Sequence[Payload] = (),
    frame_seconds: float = 0.1,
    first_frame: int = 0,
    film: str = "",
) -> Payload:
    """The payload of a `PlotView`.

    `x_range` and `y_range` (None: what fits everything, all frames included). `frames` give the figure a
    slider and a Play button that runs through them at `frame_seconds` each. ValueError: no line, or frames
    of more than 400,000 numbers.
    """
    if not lines:
        raise ValueError("a plot needs at least one line")
    if sum(_size(curve) for state in frames for curve in state["curves"].values()) > FRAME_VALUES:
        raise ValueError(
            f"the frames hold more than {FRAME_VALUES:,} numbers; thin the curves or take fewer frames"
        )
    return {
        "lines": list(lines),
        "x": {"label": caption(x_label), "unit": x_unit, "scale": x_scale, "range": _pair(x_range)},
        "y": {"label": caption(y_label), "unit": y_unit, "scale": "linear", "range": _pair(y_range)},
        "markers": list(markers),
        "bands": list(bands),
        "frames": list(frames),
        "frame_seconds": frame_seconds,
        "first_frame": first_frame,
        "film": film,
    }


def _curve(x: Array, y: Array) -> Payload:
    across, up = to_numpy(x).astype(np.float32), to_numpy(y).astype(np.float32)
    if across.shape != up.shape or across.ndim != 1 or len(across) == 0:
        raise ValueError(
            f"x and y must be equally long and not empty, got shapes {across.shape} and {up.shape}"
        )
    across, up = thin(across, up)
    return {"x": pack(across), "y": pack(up)}


def _size(curve: Payload) -> int:
    return curve["x"]["shape"][0] + curve["y"]["shape"][0]


def _pair(bounds: tuple[float, float] | None) -> list[float] | None:
    return None if bounds is None else [float(bounds[0]), float(bounds[1])]
