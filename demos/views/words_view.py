"""Words as named points on a plane, with arrows between some; points move to their new places when the map changes."""

from collections.abc import Sequence

import numpy as np

from demos.views.base import CanvasView
from demos.views.packing import Array, Caption, Payload, caption, pack, to_numpy

MOST_WORDS = 400


class WordsView(CanvasView):
    """Draws `words_map(...)`. Event `select` carries `word`."""

    kind = "words"


def words_map(
    words: Sequence[str],
    places: Array,
    *,
    colours: Sequence[int] | None = None,
    bold: Sequence[str] = (),
    arrows: Sequence[tuple[str, str]] = (),
    x_label: Caption = "",
    y_label: Caption = "",
    note: Caption = "",
) -> Payload:
    """The payload of a `WordsView`: `places` (words, 2) in any unit, the same along both axes.

    `colours` counts from 0 to 7 (None: all 0). `bold` words keep their names where names overlap; the earlier words come
    next. An arrow goes from one word to another, both on the map. `note` stands beside the title. ValueError: no word,
    too many, or places that are not finite.
    """
    flat = to_numpy(places).astype(np.float32)
    if not 1 <= len(words) <= MOST_WORDS or flat.shape != (len(words), 2) or not np.isfinite(flat).all():
        raise ValueError(f"a map of 1 to {MOST_WORDS} words needs a finite place for each, got {flat.shape}")
    number = {word: index for index, word in enumerate(words)}
    return {
        "words": list(words),
        "places": pack(flat),
        "colours": list(colours or [0] * len(words)),
        "bold": [number[word] for word in bold if word in number],
        "arrows": [[number[a], number[b]] for a, b in arrows if a in number and b in number],
        "x": caption(x_label),
        "y": caption(y_label),
        "note": caption(note),
    }
