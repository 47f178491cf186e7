"""What the localisation tab is given: a picture, a sound and perhaps a second one after it, and who listens."""

from dataclasses import dataclass

import gradio as gr
import torch
from gradio.components import Component

from demos.language import label, label_of
from demos.picture import PictureInput, picture_input
from demos.sound_choice import join, made_sounds, recording_box, titled
from demos.tabs.represent.sound_lab import LIMITS, SAMPLE_RATE, sound_of
from mm_models import published
from mm_models.audio.examples import EXAMPLES
from mm_models.audio.foley import FOLEY
from mm_models.intake.errors import InputError
from mm_models.intake.sound import Sound
from mm_models.text import Text

NOTHING = "none"
FIRST_SOUND = "dog_bark"
PAUSE_S = 0.3  # between two sounds in turn
SCENES: dict[str, Text] = {
    "test:307": Text("Wave, dog, helicopter", "파도·개·헬리콥터"),
    "test:2644": Text("Saw, pig, dog, fire", "톱·돼지·개·불꽃"),
    "test:1075": Text("Rooster and dog", "수탉과 개"),
    "test:2628": Text("Clock, fire, saw", "시계·불꽃·톱"),
    "test:3243": Text("Baby and rain cloud", "아기와 비구름"),
    "test:1346": Text("Saw, helicopter, umbrella, rain cloud", "톱·헬리콥터·우산·비구름"),
    "unseen:3676": Text(
        "Helicopter, fire, rooster, by an unseen hand", "헬리콥터·불꽃·수탉 (처음 보는 그림체)"
    ),
    "unseen:608": Text(
        "Wave, sneeze, helicopter, by an unseen hand", "파도·재채기·헬리콥터 (처음 보는 그림체)"
    ),
}
VARIANTS: dict[str, Text] = {
    "sound-localisation": Text("unsupervised, sound network pretrained", "비지도, 소리 신경망 사전 학습"),
    "sound-localisation-correspondence": Text(
        "unsupervised, from correspondence alone", "비지도, 대응만으로 학습"
    ),
    "sound-localisation-semi": Text(
        "semi-supervised: one scene in eight is marked", "준지도: 장면 여덟 개 가운데 하나에 표시"
    ),
    "sound-localisation-supervised": Text("supervised: every scene is marked", "지도: 모든 장면에 표시"),
}
NO_CHOICE = Text("There is no such choice.", "그런 선택지가 없습니다.")


@dataclass(frozen=True)
class Inputs:
    """The components that hold what is given; the names appear in the address."""

    picture: PictureInput
    recording: gr.Audio
    sound: gr.Radio
    then: gr.Dropdown
    variant: gr.Radio

    @property
    def inputs(self) -> dict[str, Component]:
        own = {name: getattr(self, name) for name in ("recording", "sound", "then", "variant")}
        return {**self.picture.inputs, **own}


def draw_inputs() -> Inputs:
    """Draws the input. Whatever changes it presses Run in the tab on the screen."""
    picture = picture_input(SCENES)
    with gr.Row(elem_classes=["mmx-sound-input", "part-input"]):
        recording = recording_box()
        with gr.Column(scale=3, min_width=300):
            sound = made_sounds(FIRST_SOUND)
            with gr.Row():
                then = gr.Dropdown(
                    [(label("nothing more", "더 없음"), NOTHING), *titled(FOLEY)],
                    value=NOTHING,
                    label=label("And after it", "그다음 소리"),
                    min_width=180,
                )
                variant = gr.Radio(
                    [(label_of(VARIANTS[name]), name) for name in trained()],
                    value=next(iter(VARIANTS)),
                    label=label("How it learnt", "학습 방식"),
                    min_width=320,
                )
    found = Inputs(picture, recording, sound, then, variant)
    join(recording, sound, FIRST_SOUND)
    return found


def trained() -> tuple[str, ...]:
    """The variants whose weights are there."""
    return tuple(name for name in VARIANTS if published.weights_file(name).exists())


def check(variant: str, *sounds: str) -> None:
    """InputError for a variant or a sound that there is not."""
    known = {each.key for each in EXAMPLES} | {NOTHING, ""}
    if variant not in trained() or any(sound not in known for sound in sounds):
        raise InputError("no-choice", NO_CHOICE)


def heard_sound(recording: str | None, sound: str | None, then: str | None) -> Sound:
    """The recording or the example, and the second sound after it, all within the limit of length."""
    first = sound_of(recording, sound or FIRST_SOUND)
    if (then or NOTHING) == NOTHING:
        return first
    pause = torch.zeros(round(PAUSE_S * SAMPLE_RATE))
    whole = torch.cat([first.waveform, pause, sound_of(None, then).waveform])
    most = round(LIMITS.max_seconds * SAMPLE_RATE)
    return Sound(whole[:most], SAMPLE_RATE, first.source_rate, first.channels, first.notes)
