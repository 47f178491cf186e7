"""A clip as a strip of frames that plays, with maps over the frames, and rows of a value for each frame.

Rows are bars (how much moves, a loss) or cells (how much each word attends to each frame); one of them is chosen with the
up and down keys or a click.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from demos.views.base import CanvasView
from demos.views.packing import Array, Caption, Payload, caption, pack, to_numpy
from demos.views.picture_view import packed_image
from demos.views.signal_view import ColourMap

MOST_FRAMES = 64
MOST_ROWS = 40
MOST_PIXELS = 16_000  # of all frames' heights together: what WebP can hold
RowStyle = Literal["bars", "cells"]


class FilmView(CanvasView):
    """Draws `film(...)`.

    Event `select` (a click or Enter) carries `frame`, `row` (the number of the chosen row, or None) and `value` (its value
    in that frame, or None); `index` is the frame.
    """

    kind = "film"


def row(
    label: Caption,
    values: Array,
    *,
    style: RowStyle = "bars",
    low: float | None = None,
    high: float | None = None,
    colour: int = 0,
    colour_map: ColourMap = "magma",
    unit: str = "",
) -> Payload:
    """A value for each frame (frames,) under the strip. `low` (None: 0, or the least if that is negative) and `high` (None:
    the greatest) bound the bars or the colours; rows that should be compared need the same.
    """
    numbers = np.nan_to_num(to_numpy(values).astype(np.float32))
    if numbers.ndim != 1 or not 1 <= len(numbers) <= MOST_FRAMES:
        raise ValueError(f"a row has one value for each of 1 to {MOST_FRAMES} frames, got {numbers.shape}")
    least = min(0.0, float(numbers.min())) if low is None else low
    most = float(numbers.max()) if high is None else high
    return {
        "label": caption(label),
        "values": pack(numbers),
        "style": style,
        "low": least,
        "high": most if most > least else least + 1.0,
        "colour": colour,
        "colours": colour_map,
        "unit": unit,
    }


def film(
    frames: Array,
    *,
    captions: Sequence[Caption] = (),
    maps: Sequence[Sequence[Payload]] = (),
    rows: Sequence[Payload] = (),
    shown: int | None = None,
    opacity: float = 0.6,
    first: int = 0,
    chosen: int | None = None,
    frame_seconds: float = 0.2,
    note: Caption = "",
) -> Payload:
    """The payload of a `FilmView` for `frames` (frames, height, width, 3), uint8, whose shape stands beside the title.

    `captions` say something about each frame. `maps` hold, for each frame, the same number of `value_map`s and `name_map`s
    of `picture_view`; `shown` is the number of the one that is on at first (None: none). `rows` are `row`s, `chosen` the
    first one chosen. ValueError: not a clip, or captions, maps or rows that do not fit its frames.
    """
    pixels = to_numpy(frames)
    if pixels.ndim != 4 or not 1 <= len(pixels) <= MOST_FRAMES:
        raise ValueError(
            f"a clip is (frames, height, width, 3), at most {MOST_FRAMES} frames, got {pixels.shape}"
        )
    _check(len(pixels), captions, maps, rows)
    count, height, width = pixels.shape[:3]
    return {
        "sheet": packed_image(pixels.reshape(count * height, width, -1), MOST_PIXELS),
        "count": count,
        "width": width,
        "height": height,
        "shape_text": f"({', '.join(map(str, pixels.shape))})",
        "captions": [caption(words) for words in captions],
        "maps": [list(of_frame) for of_frame in maps],
        "rows": list(rows),
        "shown": shown,
        "opacity": float(opacity),
        "first": first,
        "chosen": chosen,
        "frame_seconds": frame_seconds,
        "note": caption(note),
    }


def _check(
    count: int, captions: Sequence[Caption], maps: Sequence[Sequence[Payload]], rows: Sequence[Payload]
) -> None:
    if captions and len(captions) != count:
        raise ValueError(f"{count} frames need {count} captions, got {len(captions)}")
    if maps and (len(maps) != count or len({len(of_frame) for of_frame in maps}) != 1):
        raise ValueError(f"{count} frames need {count} lists of equally many maps")
    if len(rows) > MOST_ROWS or any(each["values"]["shape"] != [count] for each in rows):
        raise ValueError(f"at most {MOST_ROWS} rows of {count} values each belong to {count} frames")
