"""Word vectors as a figure for slides and papers."""

from matplotlib.figure import Figure
from torch import Tensor

from demos.figures.style import INK, new_figure
from mm_models.systems.word2vec.groups import arrows_of

ARROW = {"arrowstyle": "->", "color": "0.75", "shrinkB": 4}


def map_figure(words: list[str], flat: Tensor, shares: tuple[float, float], group: str) -> Figure:
    """Words at `flat` (words, 2), the plane of their two main directions, which keep `shares` of the variance."""
    figure, (axes,) = new_figure(1, height_inches=6.0)
    place = dict(zip(words, flat.tolist(), strict=True))
    axes.scatter(flat[:, 0].numpy(), flat[:, 1].numpy(), s=12)
    for word, (x, y) in place.items():
        axes.annotate(
            word, (x, y), xytext=(4, 0), textcoords="offset points", fontsize=9, color=INK, va="center"
        )
    for start, end in [] if group == "near" else arrows_of(group):
        if start in place and end in place:
            axes.annotate("", place[end], place[start], arrowprops=ARROW, zorder=1)
    axes.set(
        xlabel=f"first principal component ({shares[0]:.0%} of the variance)",
        ylabel=f"second principal component ({shares[1]:.0%})",
    )
    axes.set_aspect("equal", adjustable="datalim")
    return figure
