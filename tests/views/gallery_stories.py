"""A page with the viewer of clips' captions, for the browser tests."""

import gradio as gr
import numpy as np

from demos.views.packing import Payload
from demos.views.story_view import StoryView, span, stories, story, told
from mm_models.text import Text
from tests.views.gallery_captions import WORDS, words
from tests.views.gallery_pictures import HOSTILE

FRAMES, SIDE = 8, 16


def frames() -> np.ndarray:
    """Frames of one colour each: frame i is 20 i bright."""
    levels = 20 * np.arange(FRAMES, dtype=np.uint8)
    return np.broadcast_to(levels[:, None, None, None], (FRAMES, SIDE, SIDE, 3)).copy()


def maps() -> np.ndarray:
    """Word i looks at frame i with half of its attention."""
    table = np.full((len(WORDS), FRAMES), 0.5 / (FRAMES - 1))
    np.fill_diagonal(table, 0.5)
    return table


def single() -> Payload:
    """One caption with everything."""
    spans = [span(Text("a dog spins", "개가 돕니다"), 0, 3, colour=1), span(HOSTILE, 4, 7, colour=2)]
    only = told(range(FRAMES), words(), maps(), note=Text("Wrong.", "틀렸습니다."), good=False, spans=spans)
    return story(frames(), only, chosen=1)


def several() -> Payload:
    """Two captions: as it is and backwards."""
    back = told(range(FRAMES - 1, -1, -1), words()[:2], maps()[:2], title=HOSTILE, good=True, note="fine")
    return stories(frames(), [told(range(FRAMES), words(), maps(), title="As it is"), back])


def draw() -> None:
    """The page."""
    empty, broken = gr.Button("empty"), gr.Button("broken")
    view = StoryView(Text("Story", "이야기"), single(), elem_id="story")
    picked = gr.Textbox(label="picked", elem_id="picked")
    StoryView(Text("Several", "여럿"), several(), elem_id="several")
    empty.click(lambda: None, None, view)
    broken.click(lambda: {"panes": 3}, None, view)
    view.select(_picked, None, picked)


def _picked(event: gr.EventData) -> str:
    return f"word {event.word} pane {event.pane} token {event.token} frame {event.frame}"
