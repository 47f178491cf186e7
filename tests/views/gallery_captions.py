"""A page with the viewers of captions and of the beam's tree, for the browser tests."""

import gradio as gr
import numpy as np

from demos.views.caption_view import CaptionView, caption_over, captions_over, pane, word
from demos.views.packing import Payload
from demos.views.picture_view import box
from demos.views.tree_view import TreeView, node, tree
from mm_models.text import Text
from tests.views.gallery_pictures import CELLS, HOSTILE, ramp

WORDS = ("a", "dog", HOSTILE, ".")


def maps(peak: float = 0.5) -> np.ndarray:
    """One map a word: all of it in one cell of the diagonal, and an even share elsewhere."""
    values = np.full((len(WORDS), CELLS, CELLS), (1 - peak) / (CELLS**2 - 1))
    for number in range(len(WORDS)):
        values[number, 3 * number, 3 * number] = peak
    return values


def words() -> list[Payload]:
    """A caption with one word wrong and one of hostile text."""
    listed = [("dog", 0.6), ("cat", 0.3), (HOSTILE, 0.1)]
    return [
        word("a", 0.9, likeliest=listed, chosen="a"),
        word(
            "dog", 0.6, mark="wrong", likeliest=listed, chosen="dog", facts=[(Text("Gate", "게이트"), "0.45")]
        ),
        word(HOSTILE, 0.05, likeliest=listed, chosen=HOSTILE),
        word(".", 1.0, glued=True, likeliest=listed, chosen="."),
    ]


def single() -> Payload:
    """One caption with everything."""
    boxes = [box("thing", (20, 20, 60, 60))]
    only = pane(ramp(), words(), maps=maps(), note=Text("Wrong.", "틀렸습니다."), good=False, boxes=boxes)
    return caption_over(only, chosen=1)


def several() -> Payload:
    """Three captions: with sharp maps, with flat ones, and without any."""
    flat = pane(None, words(), maps=maps(1 / CELLS**2), title=Text("Flat", "고르게"))
    blind = pane(None, words()[:2], title=HOSTILE, good=True, note="fine")
    return captions_over([pane(ramp(), words(), maps=maps(), title="Sharp"), flat, blind])


def beam() -> Payload:
    """Two captions over three levels; the second one ends early."""
    levels = [
        [node("a", 0, 0.7, -0.4), node("the", 0, 0.3, -1.2)],
        [node("<end>", 1, 0.9, -1.3, ended=True), node(HOSTILE, 0, 0.3, -1.6)],
        [node("<end>", 0, 0.9, -1.3, ended=True), node("cat", 1, 0.4, -2.5)],
    ]
    return tree(levels, [("The.", -1.3), (f"A {HOSTILE} cat", -2.5)], Text("width 2", "폭 2"))


def draw() -> None:
    """The page."""
    empty, broken = gr.Button("empty"), gr.Button("broken")
    view = CaptionView(Text("Caption", "캡션"), single(), elem_id="caption")
    picked = gr.Textbox(label="picked", elem_id="picked")
    CaptionView(Text("Several", "여럿"), several(), elem_id="several")
    TreeView(Text("Tree", "나무"), beam(), elem_id="tree")
    empty.click(lambda: None, None, view)
    broken.click(lambda: {"panes": 3}, None, view)
    view.select(_picked, None, picked)


def _picked(event: gr.EventData) -> str:
    return f"word {event.word} pane {event.pane} token {event.token}"
