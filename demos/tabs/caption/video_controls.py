"""The controls of the video captioning tab: which clip, in which language, and what is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import gradio as gr
from gradio.components import Component

from demos.language import label, label_of
from demos.tabs.caption.captioning_controls import LANGUAGE_TEXT
from demos.tabs.caption.captioning_speech import SEEDS, WORD_LENGTH
from demos.tabs.caption.video_clips import ACTION_CODES, EXAMPLES, FIRST, NONE, YOURS, action_text
from mm_models.captioning.vocabulary import LONGEST
from mm_models.captioning.watching import FRAMES
from mm_models.text import Text
from mm_models.world.kinds import KINDS
from mm_models.world.places import PLACES
from mm_models.world.words import PLACES_KO

RUN = "() => mmxRun()"
TURN, TOGETHER = "turn", "together"
WHEN: dict[str, Text] = {
    TURN: Text("one after the other", "차례로"),
    TOGETHER: Text("at the same time", "동시에"),
}


@dataclass(frozen=True)
class ClipControls:
    """Which clip; the names appear in the address."""

    clip: gr.Radio
    film: gr.File
    thing: gr.Dropdown
    action: gr.Dropdown
    other: gr.Dropdown
    other_action: gr.Dropdown
    when: gr.Radio
    place: gr.Dropdown
    language: gr.Radio

    @property
    def inputs(self) -> dict[str, Component]:
        return dict(vars(self))


@dataclass(frozen=True)
class WishControls:
    """What is changed."""

    seed: gr.Slider
    frame: gr.Slider
    at: gr.Slider
    force: gr.Textbox

    @property
    def inputs(self) -> dict[str, Component]:
        return dict(vars(self))


def clip_controls() -> ClipControls:
    """Draws the choice of a clip. Whatever changes it presses Run in the tab on the screen."""
    with gr.Row():
        with gr.Column(scale=3, min_width=300):
            clip = clip_choice(EXAMPLES, FIRST)
            language = gr.Radio(
                [(label_of(title), name) for name, title in LANGUAGE_TEXT.items()],
                value="en",
                label=label("Language of the caption", "캡션의 언어"),
            )
        with gr.Column(scale=3, min_width=300):
            thing, action = actor("dog", "enters-left", "What moves", "무엇이")
            other, other_action = actor("cat", "jumps", "And then", "그리고", may_be_none=True)
            with gr.Row():
                when = gr.Radio(
                    [(label_of(title), name) for name, title in WHEN.items()],
                    value=TURN,
                    label=label("When", "언제"),
                    min_width=200,
                )
                place = place_choice()
        film = film_input()
    join(clip, film, (thing, action, other, other_action, when, place))
    return ClipControls(clip, film, thing, action, other, other_action, when, place, language)


def actor(
    kind: str, action: str, en: str, ko: str, may_be_none: bool = False
) -> tuple[gr.Dropdown, gr.Dropdown]:
    """Draws who does what."""
    kinds = [(label_of(each.text), each.name) for each in KINDS]
    nobody = [(label("nothing else", "더 없음"), NONE)] if may_be_none else []
    with gr.Row():
        who = gr.Dropdown([*nobody, *kinds], value=kind, label=label(en, ko), min_width=120)
        does = gr.Dropdown(
            [(label_of(action_text(*pair)), code) for code, pair in ACTION_CODES.items()],
            value=action,
            label=label("does what", "무엇을 하나"),
            min_width=240,  # holds the longest Korean action beside the arrow
        )
    return who, does


def clip_choice(examples: Mapping[str, Text], first: str) -> gr.Radio:
    """Draws the examples, and a clip of one's own."""
    return gr.Radio(
        [
            *((label_of(title), code) for code, title in examples.items()),
            (label("Your own, composed here", "내가 만든 동영상"), YOURS),
        ],
        value=first,
        label=label("Clip", "동영상"),
        elem_classes="mmx-examples",
    )


def place_choice() -> gr.Dropdown:
    """Draws where a composed clip plays."""
    return gr.Dropdown(
        [(label_of(Text(name, PLACES_KO[name][0])), name) for name in PLACES],
        value=PLACES[0],
        label=label("Where", "어디에서"),
        min_width=120,
    )


def film_input() -> gr.File:
    """Draws where a film of one's own goes in."""
    return gr.File(
        label=label("Or your own film", "또는 내 동영상"),
        file_types=[".mp4", ".mov", ".webm", ".mkv", ".gif"],
        height=150,
        scale=1,
        min_width=200,
    )


def join(clip: gr.Radio, film: gr.File, composing: Sequence[gr.Dropdown | gr.Radio]) -> None:
    """An example takes the film away; composing takes both away; each presses Run."""
    chosen = clip.input(None, None, film, js="() => null")
    chosen.then(None, None, None, js=RUN)
    for control in composing:
        composed = control.input(None, None, [clip, film], js=f"() => ['{YOURS}', null]")
        composed.then(None, None, None, js=RUN)
    for change in (film.upload, film.clear):
        change(None, None, None, js=RUN)


def wish_controls() -> WishControls:
    """Draws what can be changed."""
    with gr.Row():
        seed = gr.Slider(
            0, SEEDS, value=0, step=1, label=label("Seed of the shuffle", "섞는 시드"), min_width=220
        )
        frame = gr.Slider(
            0,
            FRAMES - 1,
            value=FRAMES // 2,
            step=1,
            label=label("Frozen frame", "멈출 프레임"),
            min_width=220,
        )
        at = gr.Slider(
            0,
            LONGEST,
            value=0,
            step=1,
            label=label("Force a word at place (0: none)", "바꿀 낱말의 자리 (0: 없음)"),
            min_width=220,
        )
        force = gr.Textbox(
            "",
            label=label(
                "Which word (empty: the runner-up), then Enter", "넣을 낱말 (비우면 차점 낱말), Enter"
            ),
            max_length=WORD_LENGTH,
            min_width=180,
        )
    return WishControls(seed, frame, at, force)
