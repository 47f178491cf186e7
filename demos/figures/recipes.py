"""A dish, the ingredients of a recipe, and the dishes that the recipe finds, after figure 1 of Salvador et al. 2017."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import UInt8
from matplotlib.figure import Figure

from demos.figures.captioning import font_families
from demos.figures.style import WIDTH_INCHES

Picture = UInt8[np.ndarray, "side side 3"]


def recipe_figure(dish: Picture, ingredients: Sequence[str], found: Sequence[Picture]) -> Figure:
    """The dish, its ingredients as text, and what the recipe finds, best first."""
    figure = Figure(figsize=(WIDTH_INCHES, 1.9), layout="constrained")
    panels = figure.subplots(1, 2 + len(found))
    for axes in panels:
        axes.set_xticks([])
        axes.set_yticks([])
    panels[0].imshow(dish)
    panels[1].set_axis_off()
    panels[1].text(
        0.5, 0.5, "\n".join(ingredients), ha="center", va="center", fontsize=8, family=font_families()
    )
    for rank, (axes, image) in enumerate(zip(panels[2:], found, strict=True), start=1):
        axes.imshow(image)
        axes.set_title(str(rank), fontsize=9)
    return figure
