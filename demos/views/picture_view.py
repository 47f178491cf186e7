"""Pictures with switchable overlays: maps of values or of names over them, boxes, a grid of cells, and values under the
cursor.

One viewer shows one picture (`picture`) or several side by side with one cursor (`pictures` of `pane`s). Pixels travel
as lossless WebP, maps as 256 levels; switching between maps, opacity and cursor never asks the server.
"""

import base64
import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

from demos.views.base import CanvasView
from demos.views.packing import Array, Caption, Payload, caption, pack, quantise, to_numpy
from demos.views.signal_view import ColourMap

MOST_SIDE = 1024  # pixels of a picture's longer side
MOST_CELLS = 112 * 112  # of one map
MOST_PANES = 12
QUICK = (0, 20)  # effort of WebP: method and quality
REPEATED = (1, 50)  # finds what was there before: a film of drawings takes a tenth
MOST_MAPS = 800  # of one pane


class PictureView(CanvasView):
    """Draws `picture(...)` or `pictures(...)`.

    Event `select` (a click or Enter) carries `pane`, `x` and `y` (the pixel), `row` and `column` (the cell of the grid, or
    of the map that is shown; else the pixel's), `map` (the number of the shown one, or None) and `value` (what it says
    there: a number, a name's number, or None); `index` is [row, column].
    """

    kind = "picture"


def picture(
    image: Array,
    *,
    title: Caption = "",
    note: Caption = "",
    maps: Sequence[Payload] = (),
    boxes: Sequence[Payload] = (),
    grid: tuple[int, int] | None = None,
    mark: tuple[int, int] | None = None,
    shown: int | None = None,
    opacity: float = 0.6,
    tiles: bool = False,
    height: int | None = None,
) -> Payload:
    """One picture: `pane` and `pictures` in one call; see there."""
    only = pane(image, title=title, note=note, maps=maps, boxes=boxes)
    return pictures([only], grid=grid, mark=mark, shown=shown, opacity=opacity, tiles=tiles, height=height)


def pictures(
    panes: Sequence[Payload],
    *,
    grid: tuple[int, int] | None = None,
    mark: tuple[int, int] | None = None,
    shown: int | None = None,
    opacity: float = 0.6,
    tiles: bool = False,
    height: int | None = None,
) -> Payload:
    """The payload of a `PictureView` with one to twelve `pane`s under one cursor.

    `grid` (rows, columns) draws cells and makes arrow keys go from cell to cell; `mark` (row, column) outlines one of them.
    `shown` is the number of the map that is on at first (None: none); it is switched in all panes at once. `opacity`
    0 to 1 is that of the maps. `tiles` lays all maps of the first pane out as small pictures to choose from. `height`
    is that of a pane in CSS pixels (None: what the width gives).
    """
    if not 1 <= len(panes) <= MOST_PANES:
        raise ValueError(f"a picture viewer holds 1 to {MOST_PANES} panes, got {len(panes)}")
    if panes[0]["image"] is None:
        raise ValueError("the first pane needs a picture of its own")
    if mark is not None and grid is None:
        raise ValueError("a marked cell needs a grid")
    return {
        "panes": list(panes),
        "grid": None if grid is None else list(grid),
        "mark": None if mark is None else list(mark),
        "shown": shown,
        "opacity": float(opacity),
        "tiles": tiles,
        "height": height,
    }


def pane(
    image: Array | None,
    *,
    title: Caption = "",
    note: Caption = "",
    maps: Sequence[Payload] = (),
    boxes: Sequence[Payload] = (),
    channel: int | None = None,
) -> Payload:
    """One picture (height, width, 3 or nothing for grey), uint8; None shows the first pane's picture again.

    `channel` 0, 1 or 2 shows only its red, green or blue. `maps` are `value_map`s and `name_map`s, `boxes` are `box`es; `note` is a
    short remark below it. ValueError: not a picture, or over the limits at the top of this module.
    """
    if len(maps) > MOST_MAPS:
        raise ValueError(f"a pane holds at most {MOST_MAPS} maps, got {len(maps)}")
    if channel not in (None, 0, 1, 2):
        raise ValueError(f"the channels of a picture are 0, 1 and 2, not {channel}")
    return {
        "image": None if image is None else packed_image(image),
        "title": caption(title),
        "note": caption(note),
        "maps": list(maps),
        "boxes": list(boxes),
        "channel": channel,
    }


def value_map(
    label: Caption,
    values: Array,
    *,
    low: float | None = None,
    high: float | None = None,
    colour_map: ColourMap = "magma",
    smooth: bool = False,
    unit: str = "",
    group: Caption = "",
    note: Caption = "",
) -> Payload:
    """A map of numbers (rows, columns) that covers the whole picture, such as attention or a channel of features.

    `low` and `high` bound its colours (None: its extremes; for "diverging" symmetric about 0); values travel as 256 levels
    between them. `smooth` blurs between the cells. Maps of one `group` are chosen together. `note` says, for example, by
    which method it was made.
    """
    table = map_values(values)
    extent = float(np.abs(table).max())
    least = low if low is not None else -extent if colour_map == "diverging" else float(table.min())
    most = high if high is not None else extent if colour_map == "diverging" else float(table.max())
    return {
        **_named(label, group, note),
        "type": "values",
        "values": quantise(table, least, most if most > least else least + 1.0),
        "peak": float(table.max()),
        "colours": colour_map,
        "smooth": smooth,
        "unit": unit,
    }


def name_map(
    label: Caption,
    numbers: Array,
    names: Sequence[Caption],
    *,
    colours: Sequence[int] | None = None,
    background: int | None = 0,
    group: Caption = "",
    note: Caption = "",
) -> Payload:
    """A map (rows, columns) of what each cell is called: numbers into `names`.

    Only the names that occur travel. `colours` counts from 0 to 7, one for each of `names` (None: its number modulo 8). The
    `background`, a number, is named but not coloured (None: every name is). ValueError: a number without a name.
    """
    table = map_values(numbers).astype(int)
    present, places = np.unique(table, return_inverse=True)
    if present[0] < 0 or present[-1] >= len(names) or len(present) > 256:
        raise ValueError(
            f"numbers from {present[0]} to {present[-1]} do not all name one of {len(names)} names"
        )
    return {
        **_named(label, group, note),
        "type": "names",
        "values": pack(places.reshape(table.shape).astype(np.uint8)),
        "names": [caption(names[number]) for number in present],
        "numbers": present.tolist(),
        "colours": [(number if colours is None else colours[number]) % 8 for number in present.tolist()],
        "background": present.tolist().index(background) if background in present else None,
    }


def box(
    label: Caption,
    edges: tuple[float, float, float, float],
    *,
    colour: int = 0,
    dashed: bool = False,
) -> Payload:
    """A named rectangle: left, upper, right and lower edge in pixels of its pane's picture; it may reach outside."""
    return {
        "label": caption(label),
        "edges": [float(edge) for edge in edges],
        "colour": colour,
        "dashed": dashed,
    }


def packed_image(image: Array, most: int = MOST_SIDE, effort: tuple[int, int] = QUICK) -> Payload:
    """A picture as {"src", "width", "height"}: lossless WebP in a data address, 1 to 4 ms for 112 to 336 pixels a side.

    `effort` is WebP's method and quality: `QUICK` or, for sheets of frames that are much alike, `REPEATED`.

    ValueError: it is not uint8 (height, width, 3 or nothing), or has a side of more than `most` pixels.
    """
    pixels = to_numpy(image)
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or pixels.size == 0:
        raise ValueError(f"a picture is uint8 (height, width, 3), got {pixels.dtype} {pixels.shape}")
    if max(pixels.shape) > most:
        raise ValueError(f"a picture has at most {most} pixels a side, got {pixels.shape}; scale it down")
    return {
        "src": "data:image/webp;base64," + base64.b64encode(webp(pixels, effort)).decode("ascii"),
        "width": pixels.shape[1],
        "height": pixels.shape[0],
    }


def webp(pixels: np.ndarray, effort: tuple[int, int] = QUICK) -> bytes:
    """Lossless WebP; by the quickest method it is smaller than PNG all the same."""
    method, quality = effort
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(
        buffer, "WEBP", lossless=True, method=method, quality=quality
    )
    return buffer.getvalue()


def map_values(values: Array) -> np.ndarray:
    """A map's numbers (rows, columns) as finite float32; ValueError if it is none, or too fine."""
    table = np.nan_to_num(to_numpy(values).astype(np.float32))
    if table.ndim != 2 or not 1 <= table.size <= MOST_CELLS:
        raise ValueError(f"a map has rows and columns, at most {MOST_CELLS:,} cells, got shape {table.shape}")
    return table


def _named(label: Caption, group: Caption, note: Caption) -> Payload:
    return {"label": caption(label), "group": caption(group), "note": caption(note)}
