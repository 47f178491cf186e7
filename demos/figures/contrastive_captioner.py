"""Pictures with a generic and a distinctive caption each, and the matrix of log-ratios, after Dai and Lin's figure 1."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from demos.figures.captioning import font_families
from demos.figures.style import WIDTH_INCHES

LETTERS = 26  # of a caption's line
SIGNED_MAP = "coolwarm"


def contrastive_figure(
    pictures: Sequence[UInt8[np.ndarray, "side side 3"]],
    generic: Sequence[str],
    distinctive: Sequence[str],
    log_ratio: Float[np.ndarray, "captions pictures"],
) -> Figure:
    """Pictures in a row above their captions, and below it G of every caption and picture."""
    fonts = font_families()
    figure = Figure(figsize=(WIDTH_INCHES, 6.2), layout="constrained")
    grid = figure.add_gridspec(2, len(pictures), height_ratios=[1, 1.2])
    for number, picture in enumerate(pictures):
        axes = figure.add_subplot(grid[0, number])
        axes.imshow(picture)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_title(f"{number + 1}", fontsize=9)
        lines = f"n: {generic[number]}", f"m: {distinctive[number]}"
        axes.set_xlabel("\n".join(fill(line, LETTERS) for line in lines), fontsize=7, family=fonts)
    draw_ratios(figure.add_subplot(grid[1, :]), log_ratio)
    return figure


def draw_ratios(axes: Axes, log_ratio: Float[np.ndarray, "captions pictures"]) -> None:
    """The matrix with its numbers."""
    bound = float(np.abs(log_ratio).max()) or 1.0
    axes.imshow(log_ratio, cmap=SIGNED_MAP, vmin=-bound, vmax=bound, aspect="auto")
    for (row, column), value in np.ndenumerate(log_ratio):
        axes.text(column, row, f"{value:+.1f}", ha="center", va="center", fontsize=8)
    names = [str(i + 1) for i in range(len(log_ratio))]
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("picture")
    axes.set_ylabel("caption")
    axes.set_title("G(c, I) = ln p_m(c|I) - ln p_n(c|I), nats", fontsize=10)
