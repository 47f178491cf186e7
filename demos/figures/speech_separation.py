"""Separated voices as a figure: the mixture's spectrogram over each face's mask, what it gives, and the true waveform."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from demos.figures.style import INK, LEVEL_MAP, WIDTH_INCHES
from mm_models.systems.speech_separation.model import Config, Trace

RANGE_DB = 70.0


def separation_figure(trace: Trace, truth: Float[Tensor, "faces samples"], names: Sequence[str]) -> Figure:
    """A row for each face: its mask's magnitude, its spectrogram, and its waveform over the true one."""
    figure = Figure(figsize=(WIDTH_INCHES, 1.9 * (1 + len(names))), layout="constrained")
    grid = figure.add_gridspec(1 + len(names), 3)
    seconds = truth.shape[-1] / Config().sample_rate
    mixture = trace.mixture[0]
    top = float(decibels(mixture).max())
    whole = figure.add_subplot(grid[0, :])
    draw_cells(whole, decibels(mixture), seconds, top - RANGE_DB, top)
    whole.set_title("mixture", fontsize=9, color=INK)
    for face, name in enumerate(names):
        mask = trace.mask[0, face]
        left, middle, right = (figure.add_subplot(grid[1 + face, column]) for column in range(3))
        draw_cells(left, mask.abs().numpy(), seconds, 0, 1.5)
        left.set_title(f"{name}: |M|", fontsize=9, color=INK)
        draw_cells(middle, decibels(mask * mixture), seconds, top - RANGE_DB, top)
        middle.set_title("M · X", fontsize=9, color=INK)
        draw_waves(right, trace.voices[0, face].numpy(), truth[face].numpy(), seconds)
    return figure


def decibels(cells: Tensor) -> np.ndarray:
    """Levels of a spectrogram, dB."""
    return 20 * torch.log10(cells.abs().clamp(min=1e-5)).numpy()


def draw_cells(axes: Axes, cells: np.ndarray, seconds: float, low: float, high: float) -> None:
    """A spectrogram or a mask."""
    extent = (0, seconds, 0, Config().sample_rate / 2000)
    axes.imshow(cells, origin="lower", aspect="auto", cmap=LEVEL_MAP, vmin=low, vmax=high, extent=extent)
    axes.set_xlabel("time (s)", fontsize=8)
    axes.set_ylabel("kHz", fontsize=8)
    axes.tick_params(labelsize=7)


def draw_waves(axes: Axes, found: np.ndarray, truth: np.ndarray, seconds: float) -> None:
    """The separated waveform over the true one."""
    times = np.linspace(0, seconds, len(truth), endpoint=False)
    axes.plot(times, truth, color="0.7", lw=0.5, label="true")
    axes.plot(times, found, color=INK, lw=0.4, label="separated")
    axes.set_xlim(0, seconds)
    axes.legend(fontsize=6, loc="upper right")
    axes.tick_params(labelsize=7)
