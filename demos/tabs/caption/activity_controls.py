"""The controls of the activity tab: which clip, and in which order its frames come."""

from dataclasses import dataclass

import gradio as gr
from gradio.components import Component

from demos.language import label, label_of
from demos.tabs.caption.activity_clips import EXAMPLES, FIRST
from demos.tabs.caption.captioning_speech import SEEDS
from demos.tabs.caption.video_controls import actor, clip_choice, film_input, join, place_choice
from mm_models.captioning.watching import FRAMES
from mm_models.text import Text

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
            clip = clip_choice(EXAMPLES, FIRST)
        with gr.Column(scale=3, min_width=300):
            thing, action = actor("dog", "crosses-left", "What moves", "무엇이")
            place = place_choice()
        film = film_input()
    join(clip, film, (thing, action, place))
    return ClipControls(clip, film, thing, action, place)


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
