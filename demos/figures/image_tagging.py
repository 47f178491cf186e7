"""A picture, minus a word, plus a word, and the pictures that are found, after figure 4 of Kiros et al."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import UInt8
from matplotlib.figure import Figure

from demos.figures.captioning import font_families
from demos.figures.style import WIDTH_INCHES

Picture = UInt8[np.ndarray, "side side 3"]


def tagging_figure(picture: Picture, minus: str, plus: str, found: Sequence[Picture]) -> Figure:
    """The sum on the left, what it finds on the right, best first."""
    figure = Figure(figsize=(WIDTH_INCHES, 1.9), layout="constrained")
    panels = figure.subplots(1, 1 + len(found))
    for axes, image in zip(panels, [picture, *found], strict=True):
        axes.imshow(image)
        axes.set_xticks([])
        axes.set_yticks([])
    panels[0].set_title(f"- {minus} + {plus}", fontsize=9, family=font_families())
    for rank, axes in enumerate(panels[1:], start=1):
        axes.set_title(f"= {rank}" if rank == 1 else str(rank), fontsize=9)
    return figure
