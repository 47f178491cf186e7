"""Figures in a row and the shapes that flow through a pipeline, as text that can be read, copied and
translated.
"""

from collections.abc import Sequence

from demos.views.base import CanvasView
from demos.views.packing import Caption, Payload, caption


class FactsView(CanvasView):
    """Shows `facts(...)`: no canvas and no event, only text."""

    kind = "facts"


def facts(
    rows: Sequence[tuple[Caption, str, Caption | None]] = (),
    *,
    steps: Sequence[Payload] = (),
) -> Payload:
    """The payload of a `FactsView`: rows of (label, value, note or None), below a pipeline of `steps` if
    there is one.
    """
    return {
        "rows": [
            {"label": caption(label), "value": value, "note": None if note is None else caption(note)}
            for label, value, note in rows
        ],
        "steps": list(steps),
    }


def step(label: Caption, shape: Sequence[int] | str, detail: Caption | None = None) -> Payload:
    """One box of a pipeline: what it is, the shape of its tensor as in `(101, 400)` (or a word), and how it
    was made.
    """
    text = (
        shape if isinstance(shape, str) else f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
    )
    return {"label": caption(label), "shape": text, "detail": None if detail is None else caption(detail)}
