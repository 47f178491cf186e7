"""What the SoundNet tab is given: a picture for the teacher, a sound for the student, and the place's background under it."""

from dataclasses import dataclass

import gradio as gr
from gradio.components import Component

from demos.language import label, label_of
from demos.picture import PictureInput
from demos.sound_choice import RUN, SOUNDS, join, made_sounds, recording_box
from demos.tabs.match.soundnet_hearing import NO_PLACE, OF_SCENE, UNDER
from mm_models.intake.errors import InputError
from mm_models.text import Text
from mm_models.world.words import PLACE_TEXT

FIRST_SOUND = "clock_tick"
SCENES: dict[str, Text] = {
    "test:921": Text("A clock in a room", "방 안의 시계"),
    "test:414": Text("Dog and bread at night", "밤하늘의 개와 빵"),
    "test:1391": Text("Wave and horse on the beach", "해변의 파도와 말"),
    "test:789": Text("Rooster and apple in the city", "도시의 수탉과 사과"),
    "test:2227": Text("Baby and book on the grass", "풀밭의 아기와 책"),
    "test:1059": Text("Fire and horse on the beach", "해변의 모닥불과 말"),
    "test:33": Text("Nothing that sounds", "소리 나는 것이 없는 장면"),
    "unseen:374": Text("Rooster and rabbit, by an unseen hand", "수탉과 토끼 (처음 보는 그림체)"),
}
UNDER_TEXT: dict[str, Text] = {
    OF_SCENE: Text("that of the scene's place", "장면의 장소에서 나는 배경음"),
    NO_PLACE: Text("none", "없음"),
    **{place: PLACE_TEXT[place] for place in UNDER[2:]},
}
NO_CHOICE = Text("There is no such choice.", "그런 선택지가 없습니다.")


@dataclass(frozen=True)
class Inputs:
    """The components that hold what is given; the names appear in the address."""

    picture: PictureInput
    recording: gr.Audio
    sound: gr.Radio
    under: gr.Dropdown

    @property
    def inputs(self) -> dict[str, Component]:
        own = {name: getattr(self, name) for name in ("recording", "sound", "under")}
        return {**self.picture.inputs, **own}


def draw_inputs() -> Inputs:
    """Draws the input. Whatever changes it presses Run in the tab on the screen."""
    picture = picture_choice()
    with gr.Row(elem_classes=["mmx-sound-input", "part-input"]):
        recording = recording_box()
        with gr.Column(scale=3, min_width=300):
            sound = made_sounds(FIRST_SOUND)
            under = gr.Dropdown(
                [(label_of(title), key) for key, title in UNDER_TEXT.items()],
                value=OF_SCENE,
                label=label("Background under it", "그 밑에 깔리는 배경음"),
                min_width=220,
            )
    found = Inputs(picture, recording, sound, under)
    join(recording, sound, FIRST_SOUND)
    return found


def picture_choice() -> PictureInput:
    """Draws a choice of scenes, or one's own photograph; the result shows what the teacher sees of it."""
    scene = gr.Textbox(next(iter(SCENES)), visible="hidden", max_length=4000)
    with gr.Row(elem_classes=["mmx-picture-input", "part-input"]):
        picked = gr.Radio(
            [(label_of(title), code) for code, title in SCENES.items()],
            value=next(iter(SCENES)),
            label=label("A picture for the teacher", "교사가 볼 그림"),
            elem_classes="mmx-examples",
            scale=3,
            min_width=320,
        )
        photo = gr.Image(
            label=label("Or your own photograph", "또는 내 사진"),
            sources=["upload", "webcam", "clipboard"],
            type="filepath",
            height=160,
            buttons=[],
            scale=2,
            min_width=280,
        )
    chosen = picked.input(None, picked, [scene, photo], js="(code) => [code, null]")
    chosen.then(None, None, None, js=RUN)
    for change in (photo.upload, photo.clear, photo.input):
        change(None, None, None, js=RUN)
    return PictureInput(scene, photo)


def check(recording: str | None, sound: str | None, under: str, other: str) -> None:
    """InputError for a choice that there is not."""
    fine = bool(recording) or not sound or sound in SOUNDS
    if not fine or under not in UNDER or other not in SCENES:
        raise InputError("no-choice", NO_CHOICE)
