"""What every exported figure shares."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH_INCHES = 8.0
LEVEL_MAP = "magma"
INK = "#1b1f24"


def new_figure(
    rows: int, *, height_inches: float, ratios: list[float] | None = None
) -> tuple[Figure, list[Axes]]:
    """A figure of stacked axes. `Figure` itself and not pyplot, whose global state is not safe across threads."""
    figure = Figure(figsize=(WIDTH_INCHES, height_inches), layout="constrained")
    axes = figure.subplots(rows, 1, squeeze=False, height_ratios=ratios)[:, 0]
    for each in axes:
        each.spines[["top", "right"]].set_visible(False)
        each.tick_params(colors=INK, labelsize=9)
    return figure, list(axes)
