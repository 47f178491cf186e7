"""Where a sound comes from as a figure: the picture with the map, and how map and confidence change with the sound."""

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from demos.figures.style import INK, LEVEL_MAP, WIDTH_INCHES
from mm_models.hearing.levels import STFT
from mm_models.systems.sound_localisation.infer import STEP_S, Moments
from mm_models.systems.sound_localisation.judging import fine, peak
from mm_models.systems.sound_localisation.model import Trace

STILLS = 6  # moments whose maps are shown
OPACITY = 0.75

Picture = UInt8[np.ndarray, "height width 3"]


def localisation_figure(image: Picture, trace: Trace, moments: Moments, cut: float) -> Figure:
    """The picture with the map above `cut` of its peak; the spectrogram over the confidence; and the maps of some moments."""
    figure = Figure(figsize=(WIDTH_INCHES, 5.4), layout="constrained")
    grid = figure.add_gridspec(3, STILLS, height_ratios=[1.3, 0.7, 1.0])
    whole = figure.add_subplot(grid[:2, :2])
    draw_map(whole, image, trace.scores[0], float(trace.confidence[0]), cut)
    whole.set_title(f"confidence {float(trace.confidence[0]):.0%}", fontsize=9, color=INK)
    heard, sure = figure.add_subplot(grid[0, 2:]), figure.add_subplot(grid[1, 2:])
    seconds = trace.log_mel.shape[2] * STFT.hop_s
    heard.imshow(
        trace.log_mel[0],
        origin="lower",
        aspect="auto",
        cmap=LEVEL_MAP,
        extent=(0, seconds, 0, trace.log_mel.shape[1]),
    )
    heard.set_ylabel("mel band", fontsize=9)
    times = np.arange(len(moments.confidence)) * STEP_S
    sure.plot(times, moments.confidence, color=INK)
    sure.set(xlim=(0, seconds), ylim=(0, 1.02), xlabel="time (s)", ylabel="confidence")
    for place, number in enumerate(np.linspace(0, len(times) - 1, STILLS).round().astype(int)):
        still = figure.add_subplot(grid[2, place])
        draw_map(still, image, moments.scores[number], float(moments.confidence[number]), cut)
        still.set_title(
            f"{times[number]:.1f} s, {float(moments.confidence[number]):.0%}", fontsize=8, color=INK
        )
    return figure


def draw_map(
    axes: Axes, image: Picture, scores: Float[Tensor, "cells cells"], confidence: float, cut: float
) -> None:
    """The picture and the part of the map above `cut` of its peak, as faint as the confidence."""
    values = fine(scores.relu())
    above = np.where(values >= cut * values.max(), OPACITY * confidence, 0.0)
    extent = (0, image.shape[1], image.shape[0], 0)
    axes.imshow(image, extent=extent)
    axes.imshow(
        values, extent=extent, cmap=LEVEL_MAP, vmin=0, vmax=max(float(values.max()), 1e-6), alpha=above
    )
    row, column = peak(scores)
    height, width = (side / count for side, count in zip(image.shape[:2], scores.shape, strict=True))
    axes.plot((column + 0.5) * width, (row + 0.5) * height, "o", mfc="none", mec="white", ms=7)
    axes.set_axis_off()
