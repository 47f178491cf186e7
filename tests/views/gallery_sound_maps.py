"""A page with the viewer of sounds over pictures, for the browser tests."""

import gradio as gr
import numpy as np

from demos.views.packing import Payload
from demos.views.picture_view import box
from demos.views.signal_view import image_track, line_track, signal
from demos.views.sound_map_view import SoundMapView, sound_map
from mm_models.text import Text
from tests.views.gallery import HOSTILE, RATE, tone

CELLS, STEPS, STEP_S, SIDE = 7, 10, 0.16, 56
SECONDS = STEPS * STEP_S


def peaked(row: int, column: int, height: float = 0.8) -> np.ndarray:
    """A map with one high cell."""
    scores = np.full((CELLS, CELLS), 0.1)
    scores[row, column] = height
    return scores


def listening(share: float = 0.5) -> Payload:
    """The whole sound points at row 1, column 2; the first moments do so, too, the last ones at row 5, column 5; the middle at nothing."""
    maps = np.stack([peaked(1, 2)] * 4 + [peaked(3, 3, 0.2)] * 2 + [peaked(5, 5)] * 4)
    sure = np.array([0.9] * 4 + [0.02] * 2 + [0.8] * 4)
    levels = np.full((16, round(SECONDS * 50)), -60.0)
    tracks = [
        image_track(HOSTILE, levels, hop_seconds=0.02, y_values=np.arange(16) * 500.0),
        line_track(Text("Confidence", "확신도"), np.arange(STEPS) * STEP_S, sure, y_range=(0.0, 1.0)),
    ]
    picture = np.full((SIDE, SIDE, 3), 128, np.uint8)
    boxes = [
        box(Text("dog", "개"), (14, 6, 26, 18), colour=2),
        box(HOSTILE, (36, 36, 50, 50), dashed=True),
    ]
    return sound_map(
        picture,
        signal(tone(500, SECONDS), RATE, tracks),
        (peaked(1, 2), 0.9),
        (maps, sure),
        step_seconds=STEP_S,
        share=share,
        boxes=boxes,
        mark=(1, 2),
        names=(Text("no thing", "물건이 아닌 곳"), Text("nothing sounds", "소리 나는 것이 없음")),
    )


def draw() -> None:
    """The page."""
    empty, broken = gr.Button("empty"), gr.Button("broken")
    view = SoundMapView(Text("Sound map", "소리 지도"), listening(), elem_id="map")
    picked = gr.Textbox(label="picked", elem_id="picked")
    empty.click(lambda: None, None, view)
    broken.click(lambda: {"maps": 3}, None, view)
    view.select(_picked, None, picked)


def _picked(event: gr.EventData) -> str:
    return f"row {event.row} column {event.column} value {event.value:.2f} time {event.time}"
