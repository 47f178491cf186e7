"""What every exported figure shares, and how it becomes a file."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

WIDTH_INCHES = 8.0
LEVEL_MAP = "magma"
INK = "#1b1f24"
DPI = 200
FIGURE_KINDS = ("png", "svg", "pdf")
QUICK = {"compress_level": 1}  # of a PNG: half the time of the usual 6, a sixth more bytes


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


def save_figure(figure: Figure, path: Path) -> None:
    """Writes a figure as the kind that the path's suffix names, one of `FIGURE_KINDS`.

    Straight to its canvas: `Figure.savefig` would lay out and draw everything twice.
    """
    figure.set_dpi(DPI)
    if path.suffix == ".png":
        FigureCanvasAgg(figure).print_png(path, pil_kwargs=QUICK)
        return
    # Imported when first needed: the fonts' tools behind them would make the application start half a second later.
    embed_cells(figure)
    if path.suffix == ".svg":
        from matplotlib.backends.backend_svg import FigureCanvasSVG

        FigureCanvasSVG(figure).print_svg(path)
    else:
        from matplotlib.backends.backend_pdf import FigureCanvasPdf

        FigureCanvasPdf(figure).print_pdf(path)


def embed_cells(figure: Figure) -> None:
    """Lets every image travel with the cells that it has, sharp at any size, instead of many more smoothed ones."""
    for axes in figure.axes:
        for image in axes.images:
            image.set_interpolation("none")
