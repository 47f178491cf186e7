"""What the ImageBind tab is given: an item in each modality, and from which to which one searches."""

from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from demos.language import label, label_of
from demos.picture import PictureInput, picture_input
from demos.sound_choice import join, made_sounds, recording_box
from demos.tabs.caption.captioning_controls import LANGUAGE_TEXT
from demos.tabs.caption.video_clips import EXAMPLES as FILM_EXAMPLES
from demos.tabs.match.binding_batch import FEWEST, MOST
from demos.tabs.match.binding_query import LONGEST, TITLES
from demos.tabs.match.clip_match import LONGEST as LONGEST_PROMPT
from demos.tabs.match.clip_match import MOST_PROMPTS
from demos.tabs.match.soundnet_input import FIRST_SOUND
from mm_models.text import Text

RUN = "() => mmxRun()"
DRAWS = 30
FIRST_TEXT = "a clock in a room"
PROMPTS = "\n".join(
    (
        "a dog",
        "a rooster",
        "a clock",
        "a helicopter",
        "a fire",
        "rain",
        "an apple on the grass",
        "music",
        "a person speaking",
    )
)
FETCHED = Text(
    "Reads English only, hears up to 14 kHz, and is fetched (615 MB) only when it is asked.",
    "영어만 읽고 14kHz까지 들으며, 물어볼 때에만 내려받습니다(615MB).",
)
FIRST_SHARE = 0.75  # of the sound: pictures are more alike among themselves than a sound is like a picture
FILM_CODES: dict[str, Text] = dict(FILM_EXAMPLES)
SCENES: dict[str, Text] = {
    "test:9": Text("Turtles and a flower", "거북이와 꽃"),
    "test:414": Text("Dog and bread at night", "밤하늘의 개와 빵"),
    "test:1391": Text("Wave and horse on the beach", "해변의 파도와 말"),
    "test:921": Text("A clock in a room", "방 안의 시계"),
    "test:789": Text("Rooster and apple in the city", "도시의 수탉과 사과"),
    "test:1059": Text("Fire and horse on the beach", "해변의 모닥불과 말"),
    "test:33": Text("Parrot, turtle, cat", "앵무새·거북이·고양이"),
    "unseen:2": Text("Trucks, by an unseen hand", "트럭 (처음 보는 그림체)"),
}


@dataclass(frozen=True)
class Inputs:
    """The components that hold what is given; the names appear in the address."""

    picture: PictureInput
    recording: gr.Audio
    sound: gr.Radio
    text: gr.Textbox
    film: gr.Radio
    query: gr.Radio
    answers: gr.Radio
    language: gr.Radio

    @property
    def inputs(self) -> dict[str, Component]:
        names = ("recording", "sound", "text", "film", "query", "answers", "language")
        return {**self.picture.inputs, **{name: getattr(self, name) for name in names}}


def draw_inputs() -> Inputs:
    """Draws the input. Whatever changes it presses Run in the tab on the screen."""
    query, answers, language = search_controls()
    picture = picture_input(SCENES)
    with gr.Row(elem_classes=["mmx-sound-input", "part-input"]):
        recording = recording_box()
        sound = made_sounds(FIRST_SOUND, scale=3, min_width=300)
    with gr.Row(elem_classes="part-input"):
        text = gr.Textbox(
            FIRST_TEXT,
            label=label("Your text, English or Korean", "내 글, 영어나 한국어"),
            max_length=LONGEST,
            scale=2,
            min_width=260,
        )
        film = radio(
            FILM_CODES, next(iter(FILM_CODES)), label("Film whose motion is read", "움직임을 읽을 영상")
        )
    found = Inputs(picture, recording, sound, text, film, query, answers, language)
    join(recording, sound, FIRST_SOUND)
    return found


def search_controls() -> tuple[gr.Radio, gr.Radio, gr.Radio]:
    """Draws from which modality to which one searches, and the language of texts."""
    with gr.Row(elem_classes="part-input"):
        query = radio(TITLES, "audio", label("Search with your", "이것으로 찾기"))
        answers = radio(TITLES, "image", label("for a", "찾을 것"))
        language = radio(LANGUAGE_TEXT, "en", label("Language of texts", "글의 언어"))
    return query, answers, language


def radio(choices: dict[str, Text], value: str, title: Any) -> gr.Radio:
    """A choice of names."""
    return gr.Radio(
        [(label_of(text), name) for name, text in choices.items()], value=value, label=title, min_width=220
    )


def batch_controls() -> dict[str, Any]:
    """Draws how large a batch is, which one, and whether its partners are exchanged."""
    with gr.Row():
        count = gr.Slider(
            FEWEST, MOST, value=6, step=1, label=label("Pairs in the batch", "묶음의 쌍 수"), min_width=200
        )
        draw = gr.Slider(0, DRAWS, value=0, step=1, label=label("Other draws", "다시 뽑기"), min_width=200)
        exchanged = gr.Checkbox(False, label=label("Exchange the partners", "짝을 서로 바꾸기"))
    return {"count": count, "draw": draw, "exchanged": exchanged}


def prompt_controls() -> dict[str, Any]:
    """Draws the prompts that the sound is compared with, and whether CLAP is asked too."""
    with gr.Row():
        prompts = gr.Textbox(
            PROMPTS,
            lines=5,
            max_lines=MOST_PROMPTS,
            max_length=MOST_PROMPTS * (LONGEST_PROMPT + 1),
            label=label("Prompts for your sound, one a line", "내 소리에 견줄 프롬프트, 한 줄에 하나"),
            scale=3,
            min_width=300,
        )
        with gr.Column(scale=2, min_width=260):
            clap = gr.Checkbox(
                False,
                label=label("Ask the pretrained CLAP too", "사전 학습된 CLAP에도 묻기"),
                info=label_of(FETCHED),
            )
    return {"prompts": prompts, "clap": clap}


def share_control() -> gr.Slider:
    """Draws how much of the sum is the sound."""
    return gr.Slider(
        0.0,
        1.0,
        value=FIRST_SHARE,
        step=0.05,
        label=label("Share of the sound in the sum", "합에서 소리의 몫"),
    )
