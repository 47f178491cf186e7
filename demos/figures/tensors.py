"""A picture, its channels, and what the layers of a network make of it."""

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from demos.figures.style import LEVEL_MAP, WIDTH_INCHES

CELL = 8  # pixels of a cell's side
COLUMNS = 4


def tensors_figure(
    image: UInt8[np.ndarray, "112 112 3"],
    layers: list[np.ndarray],
    gradient: Float[np.ndarray, "112 112"],
    cell: tuple[int, int],
) -> Figure:
    """The picture with the cell outlined, its channels, the busiest channel of each layer, and the cell's gradient."""
    shown: list[tuple[str, np.ndarray, str | None]] = [("picture (112 × 112 × 3)", image, None)]
    shown += [(name, image[..., number], "gray") for number, name in enumerate(("red", "green", "blue"))]
    names = ["edges", "parts", *(f"stage {number}" for number in range(len(layers) - 2))]
    shown += [
        (f"{name} {len(each)} × {len(each)}", each, LEVEL_MAP)
        for name, each in zip(names, layers, strict=True)
    ]
    shown.append((f"gradient of cell {cell}", gradient, LEVEL_MAP))
    rows = -(-len(shown) // COLUMNS)
    figure = Figure(figsize=(WIDTH_INCHES, WIDTH_INCHES / COLUMNS * rows * 1.12), layout="constrained")
    panels = figure.subplots(rows, COLUMNS, squeeze=False).flatten()
    for panel in panels:
        panel.set_axis_off()
    for panel, (title, values, colours) in zip(panels, shown, strict=False):
        panel.imshow(values, cmap=colours, interpolation="nearest")
        panel.set_title(title, fontsize=8, loc="left")
    corner = (CELL * cell[1] - 0.5, CELL * cell[0] - 0.5)
    panels[0].add_patch(_square(corner))
    panels[len(shown) - 1].add_patch(_square(corner))
    return figure


def _square(corner: tuple[float, float]) -> Rectangle:
    return Rectangle(corner, CELL, CELL, fill=False, edgecolor="#e0312d")
