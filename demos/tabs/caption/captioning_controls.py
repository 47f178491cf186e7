"""The controls of the captioning tab: who captions and how, and what is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from demos.language import label, label_of
from demos.tabs.caption.captioning_changes import ERASE
from demos.tabs.caption.captioning_pretrained import BLIP, FETCHED, TITLE
from demos.tabs.caption.captioning_speech import (
    CAPTIONERS,
    SEEDS,
    TEMPERATURES,
    USUAL,
    WAYS,
    WORD_LENGTH,
    trained,
)
from demos.tabs.caption.captioning_words import joined
from mm_models.captioning.beam import WIDEST
from mm_models.captioning.vocabulary import LONGEST
from mm_models.text import Text
from mm_models.world.exchange import MOST
from mm_models.world.kinds import KINDS

LANGUAGE_TEXT = {"en": Text("English", "영어"), "ko": Text("Korean", "한국어")}
ERASE_TEXT = Text("nothing (erase it)", "없음 (지우기)")


@dataclass(frozen=True)
class Controls:
    """Who captions and how; the names appear in the address."""

    captioner: gr.Radio
    language: gr.Radio
    way: gr.Radio
    width: gr.Slider
    temperature: gr.Slider
    seed: gr.Slider

    @property
    def inputs(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass(frozen=True)
class WishControls:
    """What is changed."""

    thing: gr.Slider
    instead: gr.Dropdown
    at: gr.Slider
    force: gr.Textbox

    @property
    def inputs(self) -> dict[str, Any]:
        return dict(vars(self))


def captioner_choice() -> gr.Radio:
    """BLIP and the captioners that have weights, and the truth about those that have not; all of them if none has."""
    ready = trained() or tuple(CAPTIONERS)
    waiting = [title for name, title in CAPTIONERS.items() if name not in trained()]
    return gr.Radio(
        [*((label_of(CAPTIONERS[name]), name) for name in ready), (label_of(TITLE), BLIP)],
        value=USUAL if USUAL in ready else ready[0],
        label=label("Captioner", "캡션 모델"),
        info=label_of(about_choice(waiting)),
        min_width=320,
        scale=3,
    )


def about_choice(waiting: Sequence[Text]) -> Text:
    """What to know before choosing."""
    if not waiting:
        return FETCHED
    missing = not_yet(waiting)
    return Text(f"{missing.en} {FETCHED.en}", f"{missing.ko} {FETCHED.ko}")


def not_yet(waiting: Sequence[Text]) -> Text:
    """Which captioners cannot be chosen yet, and why."""
    names = joined(waiting)
    return Text(f"Not trained yet: {names.en}.", f"아직 학습하지 않은 모델: {names.ko}.")


def controls() -> Controls:
    """Draws who captions and how."""
    with gr.Row():
        captioner = captioner_choice()
        language = gr.Radio(
            [(label_of(title), name) for name, title in LANGUAGE_TEXT.items()],
            value="en",
            label=label("Language of the caption", "캡션의 언어"),
            min_width=180,
        )
        way = gr.Radio(
            [(label_of(title), name) for name, title in WAYS.items()],
            value="greedy",
            label=label("How words are chosen", "낱말 고르는 법"),
            min_width=280,
            scale=2,
        )
    with gr.Row():
        width = gr.Slider(1, WIDEST, value=3, step=1, label=label("Beam width", "빔의 폭"), min_width=220)
        lowest, highest = TEMPERATURES
        temperature = gr.Slider(
            lowest,
            highest,
            value=1.0,
            step=0.1,
            label=label("Temperature of sampling", "표본 추출의 온도"),
            min_width=220,
        )
        seed = gr.Slider(
            0, SEEDS, value=0, step=1, label=label("Seed of sampling", "표본 추출의 시드"), min_width=220
        )
    return Controls(captioner, language, way, width, temperature, seed)


def wish_controls() -> WishControls:
    """Draws what can be changed."""
    kinds = [(label_of(kind.text), kind.name) for kind in KINDS]
    with gr.Row():
        thing = gr.Slider(
            1,
            MOST,
            value=1,
            step=1,
            label=label("Thing, from the left", "왼쪽에서 몇 번째 물건"),
            min_width=220,
        )
        instead = gr.Dropdown(
            [(label_of(ERASE_TEXT), ERASE), *kinds],
            value=ERASE,
            label=label("Put in its place", "그 자리에 놓을 것"),
            min_width=180,
        )
        at = gr.Slider(
            0,
            LONGEST,
            value=0,
            step=1,
            label=label("Force a word at place (0: first noun)", "바꿀 낱말의 자리 (0: 첫 명사)"),
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
    return WishControls(thing, instead, at, force)
