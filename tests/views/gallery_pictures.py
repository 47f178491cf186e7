"""A page with the viewers of pictures and clips, for the browser tests."""

import gradio as gr
import numpy as np

from demos.views.film_view import FilmView, film, row
from demos.views.packing import Payload
from demos.views.picture_view import PictureView, box, name_map, pane, picture, pictures, value_map
from mm_models.text import Text

HOSTILE = '<img src=x onerror="window.hacked = true">'
SIDE, CELLS = 112, 14


def ramp() -> np.ndarray:
    """A picture whose red is x, green is y, and blue is 200."""
    image = np.full((SIDE, SIDE, 3), 200, np.uint8)
    image[..., 0], image[..., 1] = np.arange(SIDE)[None, :], np.arange(SIDE)[:, None]
    return image


def mapped(seed: int = 0) -> list[Payload]:
    """A map of values that is 1 in one cell, and a map of names with a dog in the middle."""
    values = np.zeros((CELLS, CELLS))
    values[3, 9 - seed] = 1.0
    names = np.zeros((CELLS, CELLS), int)
    names[5:9, 5:9] = 2
    return [
        value_map(Text("spot", "점"), values, smooth=True, group="values"),
        name_map(HOSTILE, names, ["background", "cat", Text("dog", "개")], group="names"),
    ]


def one() -> Payload:
    """One picture with two maps, a box and a grid."""
    boxes = [box("thing", (40, 40, 72, 72), colour=1)]
    return picture(ramp(), maps=mapped(), boxes=boxes, grid=(CELLS, CELLS), mark=(3, 9))


def side_by_side() -> Payload:
    """The picture, its channels, and a larger picture without maps."""
    apart = [pane(None, title=name, channel=number) for number, name in enumerate(("R", "G", "B"))]
    larger = np.zeros((300, 200, 3), np.uint8)
    panes = [
        pane(ramp(), title=Text("Whole", "전체"), note="a note that is long enough to need a second line"),
        *apart,
    ]
    return pictures([*panes, pane(larger, title=HOSTILE)])


def channels() -> Payload:
    """Forty small maps in two groups as tiles."""
    rng = np.random.default_rng(0)
    maps = [value_map(f"channel {n}", rng.random((28, 28)), group=f"layer {n // 20}") for n in range(40)]
    return picture(ramp(), maps=maps, tiles=True, shown=0)


def clip() -> Payload:
    """Eight frames that become redder, with bars and rows."""
    frames = np.stack([ramp() // 2] * 8)
    frames[..., 0] += (8 * np.arange(8, dtype=np.uint8))[:, None, None]
    words = [row(word, np.eye(8)[n], style="cells", low=0, high=1) for n, word in enumerate(("a", HOSTILE))]
    said = [Text(f"step {n}", f"단계 {n}") for n in range(8)]
    bars = row(Text("level", "수준"), np.arange(8.0), unit="%")
    return film(
        frames, captions=said, maps=[mapped(n) for n in range(8)], rows=[bars, *words], frame_seconds=0.05
    )


def draw() -> None:
    """The page."""
    empty, broken = gr.Button("empty"), gr.Button("broken")
    view = PictureView(Text("Picture", "그림"), one(), elem_id="picture")
    picked = gr.Textbox(label="picked", elem_id="picked")
    PictureView(Text("Side by side", "나란히"), side_by_side(), elem_id="panes")
    PictureView(Text("Channels", "채널"), channels(), elem_id="tiles")
    moving = FilmView(Text("Film", "필름"), clip(), elem_id="film")
    empty.click(lambda: None, None, view)
    broken.click(lambda: {**one(), "panes": [{"image": {"src": "data:,"}, "maps": []}]}, None, view)
    view.select(_cell, None, picked)
    moving.select(_frame, None, picked)


def _cell(event: gr.EventData) -> str:
    return f"pane {event.pane} pixel {event.x},{event.y} cell {event.row},{event.column} map {event.map} {event.value}"


def _frame(event: gr.EventData) -> str:
    return f"frame {event.frame} row {event.row} {event.value}"
