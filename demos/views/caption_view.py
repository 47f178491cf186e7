"""Captions over pictures: every word is coloured by how sure the captioner was, and its map lies over the picture.

One caption (`caption_over`) with all that is known of the chosen word beside it, or several side by side (`captions_over`),
each over a picture of its own. Going from word to word, playing, and the strength of the map never ask the server.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from demos.views.base import CanvasView
from demos.views.packing import Array, Caption, Payload, caption, pack, to_numpy
from demos.views.picture_view import packed_image

MOST_PANES = 12
MOST_WORDS = 64
Mark = Literal["", "right", "wrong", "forced"]


class CaptionView(CanvasView):
    """Draws `caption_over(...)` or `captions_over(...)`.

    Event `select` (a click or Enter) carries `pane`, `word` (its number in the caption) and `token`: None, or the
    alternative of the list that was clicked instead of the word.
    """

    kind = "caption"


def caption_over(only: Payload, *, chosen: int = 0, opacity: float = 0.7) -> Payload:
    """The payload of a `CaptionView` with one `pane`, large, and the details of the chosen word beside it."""
    return {"panes": [only], "details": True, "chosen": chosen, "opacity": float(opacity)}


def captions_over(panes: Sequence[Payload], *, chosen: int = 0, opacity: float = 0.7) -> Payload:
    """The payload of a `CaptionView` with one to MOST_PANES panes side by side; `chosen` is a word of the first."""
    if not 1 <= len(panes) <= MOST_PANES:
        raise ValueError(f"a caption viewer holds 1 to {MOST_PANES} panes, got {len(panes)}")
    if panes[0]["image"] is None:
        raise ValueError("the first pane needs a picture of its own")
    return {"panes": list(panes), "details": False, "chosen": chosen, "opacity": float(opacity)}


def pane(
    image: Array | None,
    words: Sequence[Payload],
    *,
    maps: Array | None = None,
    title: Caption = "",
    note: Caption = "",
    good: bool | None = None,
    boxes: Sequence[Payload] = (),
) -> Payload:
    """A picture (None: the first pane's) and a caption of `word`s.

    `maps` (words, rows, columns), not negative, lie over the picture one at a time (None: there are none). `note` stands below the
    caption; `good` colours it as good or bad news. `boxes` are those of `picture_view`, in pixels of this picture.
    ValueError: too many words, or not one map for each.
    """
    if len(words) > MOST_WORDS:
        raise ValueError(f"a caption has at most {MOST_WORDS} words, got {len(words)}")
    return {
        "image": None if image is None else packed_image(image),
        "words": list(words),
        "maps": None if maps is None else packed_maps(maps, len(words)),
        "title": caption(title),
        "note": caption(note),
        "good": good,
        "boxes": list(boxes),
    }


def packed_maps(maps: Array, words: int) -> Payload:
    """Maps as 256 levels up to each one's own peak, and the peaks."""
    table = np.nan_to_num(to_numpy(maps).astype(np.float32))
    if table.ndim != 3 or len(table) != words:
        raise ValueError(f"{words} words need {words} maps (words, rows, columns), got {table.shape}")
    peaks = np.maximum(table.max(axis=(1, 2), initial=0.0), 1e-9)
    levels = np.rint(np.clip(table / peaks[:, None, None], 0, 1) * 255).astype(np.uint8)
    return {"values": pack(levels), "peaks": [round(float(peak), 6) for peak in peaks]}


def word(
    text: str,
    share: float,
    *,
    glued: bool = False,
    mark: Mark = "",
    likeliest: Sequence[tuple[str, float]] = (),
    chosen: str = "",
    facts: Sequence[tuple[Caption, str]] = (),
) -> Payload:
    """A word and its probability `share`, 0 to 1; `glued` to the one before, as Korean particles and full stops are.

    `likeliest` are tokens and their probabilities, among them usually the `chosen` one; `facts` are short lines about
    the word.
    """
    return {
        "text": text,
        "share": round(float(share), 4),
        "glued": glued,
        "mark": mark,
        "likeliest": [[token, round(float(each), 4)] for token, each in likeliest],
        "chosen": chosen,
        "facts": [{"label": caption(label), "value": value} for label, value in facts],
    }
