"""Five items of five modalities and the cosines between them, and a batch with its softmax."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from demos.figures.captioning import font_families
from demos.figures.style import WIDTH_INCHES

WRITTEN = 10  # rows up to which cells carry their numbers


def imagebind_figure(
    names: Sequence[str],
    cosines: Float[np.ndarray, "items items"],
    pair: tuple[str, str],
    batch: Float[np.ndarray, "first second"],
) -> Figure:
    """The cosines of every two items beside those of a batch of two modalities."""
    figure = Figure(figsize=(WIDTH_INCHES, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.imshow(cosines, cmap="RdBu_r", vmin=-1, vmax=1)
    left.set_xticks(range(len(names)), names, rotation=30, fontsize=8, family=font_families())
    left.set_yticks(range(len(names)), names, fontsize=8, family=font_families())
    left.set_title("cosines of five items", fontsize=10)
    image = right.imshow(batch, cmap="viridis")
    right.set(xlabel=pair[1], ylabel=pair[0])
    right.set_title("cosines of a batch, pairs on the diagonal", fontsize=10)
    figure.colorbar(image, ax=right, shrink=0.8)
    for axes, table in ((left, cosines), (right, batch)):
        for (row, column), value in np.ndenumerate(table) if len(table) <= WRITTEN else ():
            axes.text(column, row, f"{value:.2f}", ha="center", va="center", fontsize=6)
    return figure
