"""A matrix as coloured cells, with the row and the column of the cell under the cursor drawn as small
curves.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from demos.views.base import CanvasView
from demos.views.packing import Array, Caption, Payload, caption, pack, pool, to_numpy
from demos.views.signal_view import ColourMap
from mm_models.text import Text

CELLS = 256  # along either axis
Ticks = Array | Sequence[Caption] | Sequence[float]


class MatrixView(CanvasView):
    """Draws `matrix(...)`. Event `select` carries `row`, `column` (of the matrix as it was given) and
    `value`.
    """

    kind = "matrix"


def matrix(
    values: Array,
    *,
    x_label: Caption,
    y_label: Caption,
    x_values: Ticks | None = None,
    y_values: Ticks | None = None,
    x_unit: str = "",
    y_unit: str = "",
    value_unit: str = "",
    colour_map: ColourMap = "viridis",
    low: float | None = None,
    high: float | None = None,
    origin: Literal["upper", "lower"] = "upper",
    shape_text: str | None = None,
    cell_numbers: bool = True,
    height: int | None = None,
) -> Payload:
    """The payload of a `MatrixView` for `values` (rows, columns).

    `x_values` and `y_values` name the columns and rows: numbers or words (None: 0, 1, 2 ...). `low` and
    `high` bound the colours (None: the finite extremes; for "diverging" symmetric about 0). `origin`
    "upper" draws row 0 on top. `shape_text` is printed beside the title (None: "rows × columns").
    `cell_numbers` writes the values where the cells are large enough. Over 256 rows or columns neighbours
    are pooled to the one that is largest in magnitude.
    """
    table = np.nan_to_num(to_numpy(values).astype(np.float32))
    if table.ndim != 2 or table.size == 0:
        raise ValueError(f"a matrix has rows and columns, got shape {table.shape}")
    rows, columns = table.shape
    small, wide = _pool_magnitude(table, 1)
    small, tall = _pool_magnitude(small, 0)
    least, most = _bounds(table, low, high, colour_map)
    return {
        "values": pack(small),
        "shape": [rows, columns],
        "pooled": [tall, wide],
        "low": least,
        "high": most,
        "x": {"label": caption(x_label), "unit": x_unit, "ticks": _ticks(x_values, columns)[::wide]},
        "y": {"label": caption(y_label), "unit": y_unit, "ticks": _ticks(y_values, rows)[::tall]},
        "unit": value_unit,
        "map": colour_map,
        "origin": origin,
        "shape_text": shape_text or f"{rows} × {columns}",
        "numbers": cell_numbers,
        "height": height,
    }


def _pool_magnitude(table: np.ndarray, axis: int) -> tuple[np.ndarray, int]:
    """Neighbours along `axis` pooled to the largest in magnitude, sign kept, until at most `CELLS` are
    left.
    """
    highest, factor = pool(table, CELLS, axis)
    lowest, _ = pool(-table, CELLS, axis)
    return np.where(highest >= lowest, highest, -lowest), factor


def _ticks(values: Ticks | None, count: int) -> list[float | dict[str, str]]:
    listed = list(range(count)) if values is None else list(values)
    if len(listed) != count:
        raise ValueError(f"{count} cells need {count} names, got {len(listed)}")
    return [caption(tick) if isinstance(tick, (Text, str)) else float(tick) for tick in listed]


def _bounds(table: np.ndarray, low: float | None, high: float | None, colour_map: str) -> tuple[float, float]:
    extent = float(np.abs(table).max())
    least = low if low is not None else -extent if colour_map == "diverging" else float(table.min())
    most = high if high is not None else extent if colour_map == "diverging" else float(table.max())
    return (least, most) if least < most else (least, least + 1.0)
