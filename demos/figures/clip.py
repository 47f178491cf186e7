"""Pictures against texts: the similarity matrix of a batch with its diagonal, after figure 1 of Radford et al."""

from collections.abc import Sequence
from textwrap import shorten

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib.figure import Figure

from demos.figures.captioning import font_families
from demos.figures.style import WIDTH_INCHES

LETTERS = 44  # of a text beside the matrix
NUMBERED = 10  # pairs up to which cells carry their numbers


def clip_figure(
    pictures: Sequence[UInt8[np.ndarray, "side side 3"]],
    texts: Sequence[str],
    cosines: Float[np.ndarray, "pictures texts"],
) -> Figure:
    """Pictures above the columns, texts beside the rows, the cosine of each pair between them."""
    count, fonts = len(pictures), font_families()
    figure = Figure(figsize=(WIDTH_INCHES, 2.2 + 0.42 * count), layout="constrained")
    grid = figure.add_gridspec(2, count, height_ratios=[1.2, 0.5 * count])
    for number, picture in enumerate(pictures):
        axes = figure.add_subplot(grid[0, number])
        axes.imshow(picture)
        axes.set_axis_off()
    axes = figure.add_subplot(grid[1, :])
    axes.imshow(cosines.T, cmap="viridis", aspect="auto")
    names = [shorten(text, LETTERS, placeholder="…") for text in texts]
    axes.set_yticks(range(count), names, fontsize=8, family=fonts)
    axes.set_xticks(range(count), [f"I{i + 1}" for i in range(count)])
    if count <= NUMBERED:
        for (picture_row, text_row), value in np.ndenumerate(cosines):
            axes.text(
                picture_row, text_row, f"{value:.2f}", ha="center", va="center", fontsize=7, color="white"
            )
    axes.set_title("I · T: cosine of every picture with every text", fontsize=10)
    return figure
