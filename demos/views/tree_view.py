"""The tree of beam search: after every word, the captions that are kept, the best on top, and where each came from."""

from collections.abc import Sequence

from demos.views.base import CanvasView
from demos.views.packing import Caption, Payload, caption

MOST_LEVELS = 64
MOST_NODES = 16  # of a level


class TreeView(CanvasView):
    """Draws `tree(...)`: text and lines that scroll sideways, and no event."""

    kind = "tree"


def tree(
    levels: Sequence[Sequence[Payload]], leaves: Sequence[tuple[str, float]], note: Caption = ""
) -> Payload:
    """The payload of a `TreeView`: levels of `node`s, and the captions at the last level's nodes with their scores.

    ValueError: a level that is empty or too wide, too many levels, or a parent that is not in the level before.
    """
    if not 1 <= len(levels) <= MOST_LEVELS or len(leaves) != len(levels[-1]):
        raise ValueError(f"a tree has 1 to {MOST_LEVELS} levels and a caption for each leaf")
    above = 1
    for level in levels:
        if not 1 <= len(level) <= MOST_NODES or any(not 0 <= each["parent"] < above for each in level):
            raise ValueError(f"a level has 1 to {MOST_NODES} nodes whose parents stand in the level before")
        above = len(level)
    return {
        "levels": [list(level) for level in levels],
        "leaves": [{"caption": said, "score": round(score, 3)} for said, score in leaves],
        "note": caption(note),
    }


def node(text: str, parent: int, share: float, total: float, *, ended: bool = False) -> Payload:
    """A word with its probability, and the sum of log-probabilities up to it in nats; `ended` keeps its place only."""
    return {
        "text": text,
        "parent": parent,
        "share": round(share, 4),
        "total": round(total, 2),
        "ended": ended,
    }
