"""The controls of the activity tab: which clip, and in which order its frames come."""

from dataclasses import dataclass

import gradio as gr
from gradio.components import Component

from demos.language import label, label_of
from demos.tabs.caption.activity_clips import EXAMPLES, FIRST
from demos.tabs.caption.captioning_speech import SEEDS
from demos.tabs.caption.video_clips import YOURS
from demos.tabs.caption.video_controls import RUN, actor
from mm_models.captioning.watching import FRAMES
from mm_models.text import Text
from mm_models.world.places import PLACES
from mm_models.world.words import PLACES_KO

BACKWARDS, SHUFFLED, FROZEN = "backwards", "shuffled", "frozen"
ORDERS: dict[str, Text] = {
    BACKWARDS: Text("backwards", "거꾸로"),
    SHUFFLED: Text("shuffled", "섞어서"),
    FROZEN: Text("one frame, frozen", "한 프레임만"),
}


@dataclass(frozen=True)
class ClipControls:
    """Which clip; the names appear in the address."""

    clip: gr.Radio
    film: gr.File
    thing: gr.Dropdown
    action: gr.Dropdown
    place: gr.Dropdown

    @property
    def inputs(self) -> dict[str, Component]:
        return dict(vars(self))


@dataclass(frozen=True)
class OrderControls:
    """In which order the frames come."""

    order: gr.Radio
    seed: gr.Slider
    frame: gr.Slider

    @property
    def inputs(self) -> dict[str, Component]:
        return dict(vars(self))


def clip_controls() -> ClipControls:
    """Draws the choice of a clip. Whatever changes it presses Run in the tab on the screen."""
    with gr.Row():
        with gr.Column(scale=3, min_width=300):
            clip = gr.Radio(
                [
                    *((label_of(title), code) for code, title in EXAMPLES.items()),
                    (label("Your own, composed here", "내가 만든 동영상"), YOURS),
                ],
                value=FIRST,
                label=label("Clip", "동영상"),
                elem_classes="mmx-examples",
            )
        with gr.Column(scale=3, min_width=300):
            thing, action = actor("dog", "crosses-left", "What moves", "무엇이")
            place = gr.Dropdown(
                [(label_of(Text(name, PLACES_KO[name][0])), name) for name in PLACES],
                value=PLACES[0],
                label=label("Where", "어디에서"),
                min_width=120,
            )
        film = gr.File(
            label=label("Or your own film", "또는 내 동영상"),
            file_types=[".mp4", ".mov", ".webm", ".mkv", ".gif"],
            height=150,
            scale=1,
            min_width=200,
        )
    found = ClipControls(clip, film, thing, action, place)
    join(found)
    return found


def join(own: ClipControls) -> None:
    """An example takes the film away; composing takes both away; each presses Run."""
    chosen = own.clip.input(None, None, own.film, js="() => null")
    chosen.then(None, None, None, js=RUN)
    for control in (own.thing, own.action, own.place):
        composed = control.input(None, None, [own.clip, own.film], js=f"() => ['{YOURS}', null]")
        composed.then(None, None, None, js=RUN)
    for change in (own.film.upload, own.film.clear):
        change(None, None, None, js=RUN)


def order_controls() -> OrderControls:
    """Draws in which order the frames come."""
    with gr.Row():
        order = gr.Radio(
            [(label_of(title), name) for name, title in ORDERS.items()],
            value=BACKWARDS,
            label=label("The film below", "아래 필름의 순서"),
            min_width=300,
        )
        seed = gr.Slider(
            0, SEEDS, value=0, step=1, label=label("Seed of the shuffle", "섞는 시드"), min_width=220
        )
        frame = gr.Slider(
            0, FRAMES - 1, value=0, step=1, label=label("Frozen frame", "멈출 프레임"), min_width=220
        )
    return OrderControls(order, seed, frame)
