"""What a person chooses on the contrastive captioning tab; the names of the controls appear in the address."""

from typing import Any

import gradio as gr

from demos.language import label, label_of
from demos.picture import EXAMPLES
from demos.tabs.caption.captioning_controls import LANGUAGE_TEXT
from demos.tabs.caption.contrastive_pool import (
    BLANK,
    BLANK_TITLE,
    DRAWS,
    FEWEST,
    MOST,
    REFERENCE,
    TARGET,
    WAYS,
)
from demos.tabs.caption.contrastive_views import DISTINCTIVE, GENERIC
from mm_models.text import Text

WHOSE: dict[str, Text] = {TARGET: DISTINCTIVE, REFERENCE: GENERIC}
NUS = (0.1, 20.0)  # lowest and highest ν


def pool_controls() -> dict[str, Any]:
    """Draws which other pictures there are, and the language."""
    with gr.Row():
        others = gr.Radio(
            [(label_of(title), name) for name, title in WAYS.items()],
            value="alike",
            label=label("The other pictures", "다른 그림들"),
            min_width=300,
            scale=2,
        )
        count = gr.Slider(
            FEWEST, MOST, value=FEWEST, step=1, label=label("Pictures in all", "그림 수"), min_width=140
        )
        draw = gr.Slider(0, DRAWS, value=0, step=1, label=label("Other draws", "다시 뽑기"), min_width=140)
        language = gr.Radio(
            [(label_of(title), name) for name, title in LANGUAGE_TEXT.items()],
            value="en",
            label=label("Language of the captions", "캡션의 언어"),
            min_width=180,
        )
    return {"others": others, "count": count, "draw": draw, "language": language}


def whose_choice() -> gr.Radio:
    """Draws whose captions the matrices are of."""
    return gr.Radio(
        [(label_of(title), name) for name, title in WHOSE.items()],
        value=TARGET,
        label=label("Whose captions", "누구의 캡션"),
    )


def cell_controls() -> dict[str, gr.Slider]:
    """Draws which cell of the matrices is taken apart."""
    with gr.Row():
        caption = gr.Slider(1, MOST, value=1, step=1, label=label("Caption", "캡션"), min_width=140)
        picture = gr.Slider(1, MOST, value=2, step=1, label=label("Picture", "그림"), min_width=140)
    return {"caption": caption, "picture": picture}


def wish_controls() -> dict[str, Any]:
    """Draws which picture is exchanged for what, and ν."""
    scenes = [(label_of(title), code) for code, title in EXAMPLES.items()]
    with gr.Row():
        place = gr.Slider(
            1, MOST, value=2, step=1, label=label("Exchange picture", "바꿀 그림"), min_width=140
        )
        instead = gr.Dropdown(
            [(label_of(BLANK_TITLE), BLANK), *scenes],
            value=BLANK,
            label=label("For", "새 그림"),
            min_width=200,
        )
        nu = gr.Slider(
            *NUS,
            value=1.0,
            step=0.1,
            label=label("ν, mismatched pairs for one matched", "ν, 맞는 짝 하나에 대한 어긋난 짝의 수"),
            min_width=220,
        )
    return {"place": place, "instead": instead, "nu": nu}
