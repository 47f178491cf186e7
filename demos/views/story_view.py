"""Captions of a clip: every word is coloured by how sure the captioner was, and bars over the film strip say which frames it looked at.

One caption (`story`) with all that is known of the chosen word beside it, or several (`stories`), each of the same frames in an
order of its own. Going from word to word and playing, the words or the clip, never ask the server.
"""

from collections.abc import Sequence

import numpy as np

from demos.views.base import CanvasView
from demos.views.caption_view import MOST_PANES, MOST_WORDS
from demos.views.film_view import MOST_FRAMES, MOST_PIXELS
from demos.views.packing import Array, Caption, Payload, caption, pack, to_numpy
from demos.views.picture_view import packed_image


class StoryView(CanvasView):
    """Draws `story(...)` or `stories(...)`.

    Event `select` (a click or Enter) carries `pane`, `word` (its number in the caption), `token` (None, or the alternative
    of the list that was clicked instead of the word) and `frame` (None, or the place of the frame that was clicked).
    """

    kind = "story"


def story(frames: Array, only: Payload, *, chosen: int = 0) -> Payload:
    """The payload of a `StoryView` for `frames` (frames, height, width, 3), uint8, with one `told` caption and the details of
    the chosen word beside it. ValueError: see `stories`."""
    return {**stories(frames, [only], chosen=chosen), "details": True}


def stories(frames: Array, panes: Sequence[Payload], *, chosen: int = 0) -> Payload:
    """The payload of a `StoryView` for one to MOST_PANES captions of the same frames; `chosen` is a word of the first.

    ValueError: not a clip, or panes that do not fit its frames.
    """
    pixels = to_numpy(frames)
    if pixels.ndim != 4 or not 1 <= len(pixels) <= MOST_FRAMES:
        raise ValueError(
            f"a clip is (frames, height, width, 3), 1 to {MOST_FRAMES} frames, got {pixels.shape}"
        )
    if not 1 <= len(panes) <= MOST_PANES:
        raise ValueError(f"a story viewer holds 1 to {MOST_PANES} panes, got {len(panes)}")
    count, height, width = pixels.shape[:3]
    if any(not 0 <= each < count for pane in panes for each in pane["order"]):
        raise ValueError(f"frames are 0 to {count - 1}")
    return {
        "sheet": packed_image(pixels.reshape(count * height, width, -1), MOST_PIXELS),
        "width": width,
        "height": height,
        "panes": list(panes),
        "details": False,
        "chosen": chosen,
    }


def told(
    order: Sequence[int],
    words: Sequence[Payload],
    maps: Array,
    *,
    title: Caption = "",
    note: Caption = "",
    good: bool | None = None,
    spans: Sequence[Payload] = (),
) -> Payload:
    """A caption of frames in the `order` in which the captioner saw them: `word`s of `caption_view`, and `maps` (words, frames).

    `note` stands below the caption; `good` colours it as good or bad news. `spans` are `span`s under the frames.
    ValueError: too many words, or maps that do not fit.
    """
    table = np.nan_to_num(to_numpy(maps).astype(np.float32))
    if len(words) > MOST_WORDS or table.shape != (len(words), len(order)):
        raise ValueError(
            f"{len(words)} words (at most {MOST_WORDS}) and {len(order)} frames do not fit maps of {table.shape}"
        )
    return {
        "order": list(order),
        "words": list(words),
        "maps": pack(table),
        "title": caption(title),
        "note": caption(note),
        "good": good,
        "spans": list(spans),
    }


def span(label: Caption, first: int, last: int, *, colour: int = 0) -> Payload:
    """Something that goes on from one frame to another, both included."""
    return {"label": caption(label), "first": first, "last": last, "colour": colour}
