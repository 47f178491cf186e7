"""The controls of the CLIP tab; their names appear in the address."""

from typing import Any

import gradio as gr

from demos.language import label, label_of
from demos.tabs.caption.captioning_controls import LANGUAGE_TEXT
from demos.tabs.match.clip_batch import FEWEST, MOST, WAYS
from demos.tabs.match.clip_match import LONGEST, MODELS, MOST_PROMPTS, OURS
from mm_models.text import Text

PROMPTS = "\n".join(
    (
        "a bird, a turtle and a cat",
        "a cat below a turtle on the grass",
        "a turtle below a cat on the grass",
        "two umbrellas at night",
        "three turtles and a flower",
        "a helicopter, a rooster and a book",
        "사막에 토끼 세 마리가 있습니다",
        "해변에 불꽃이 있습니다",
        "a picture of a truck",
        "a butterfly in a room",
    )
)
DOUBLINGS = 4.0  # of the learnt temperature, either way
DRAWS = 30
FETCHED = Text(
    "The pretrained CLIP reads English only, and is fetched (605 MB) only when it is chosen.",
    "사전 학습된 CLIP은 영어만 읽으며, 골랐을 때에만 내려받습니다(605MB).",
)


def asking_controls() -> dict[str, Any]:
    """Draws which CLIP, and the prompts."""
    with gr.Row():
        prompts = gr.Textbox(
            PROMPTS,
            lines=8,
            max_lines=MOST_PROMPTS,
            max_length=MOST_PROMPTS * (LONGEST + 1),
            label=label("Prompts, one a line, English or Korean", "프롬프트, 한 줄에 하나, 영어나 한국어"),
            scale=3,
            min_width=300,
        )
        with gr.Column(scale=2, min_width=260):
            model = gr.Radio(
                [(label_of(title), name) for name, title in MODELS.items()],
                value=OURS,
                label=label("Which CLIP", "어느 CLIP"),
                info=label_of(FETCHED),
            )
            prompt = gr.Slider(
                0,
                MOST_PROMPTS,
                value=0,
                step=1,
                label=label("Prompt looked at (0: the best)", "살펴볼 프롬프트 (0: 가장 비슷한 것)"),
            )
            warmth = gr.Slider(
                -DOUBLINGS,
                DOUBLINGS,
                value=0,
                step=0.5,
                label=label(
                    "Temperature, doublings of the learnt one", "온도, 학습된 값의 몇 배(2의 거듭제곱)"
                ),
            )
    return {"prompts": prompts, "model": model, "prompt": prompt, "warmth": warmth}


def batch_controls() -> dict[str, Any]:
    """Draws which other pairs a batch has, and the language of texts."""
    with gr.Row():
        others = gr.Radio(
            [(label_of(title), name) for name, title in WAYS.items()],
            value="any",
            label=label("The other pairs", "다른 쌍들"),
            min_width=280,
            scale=2,
        )
        count = gr.Slider(
            FEWEST, MOST, value=8, step=1, label=label("Pairs in the batch", "묶음의 쌍 수"), min_width=140
        )
        draw = gr.Slider(0, DRAWS, value=0, step=1, label=label("Other draws", "다시 뽑기"), min_width=140)
        language = gr.Radio(
            [(label_of(title), name) for name, title in LANGUAGE_TEXT.items()],
            value="en",
            label=label("Language of their texts", "글의 언어"),
            min_width=180,
        )
    return {"others": others, "count": count, "draw": draw, "language": language}
