"""What the separation tab is given: who talks, who is seen, what is heard beside them, and perhaps one's own voice."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
import numpy as np
from gradio.components import Component

from demos.language import label, label_of
from demos.tabs.refer.separation_own import Part, film_control, filmed_part, spoken_part
from mm_models.audio.examples import example
from mm_models.intake.errors import InputError
from mm_models.intake.sound import SAMPLE_RATE as READ_RATE
from mm_models.intake.sound import resample
from mm_models.talking.corpus import PER_FRAME
from mm_models.talking.examples import EXAMPLES, talker
from mm_models.talking.filmed import Finder
from mm_models.talking.mixtures import Scene, Sound, Talker
from mm_models.talking.speaking import LEVEL, SAMPLE_RATE
from mm_models.talking.visemes import REST, Poses
from mm_models.text import Text
from mm_models.world.faces import face

RUN = "() => mmxRun()"
FOLLOWS, UNSEEN = "follows", "unseen"
MOUTHS = {
    FOLLOWS: Text("a drawn face whose mouth follows it", "입이 소리를 따라가는 그린 얼굴"),
    UNSEEN: Text("no face: heard, not seen", "얼굴 없음: 들리기만 함"),
}
NO_CHOICE = Text("There is no such choice.", "그런 선택지가 없습니다.")


@dataclass(frozen=True)
class Choice:
    """A scene to choose: keys of `mm_models.talking.examples`, and of `mm_models.audio.examples` for noise."""

    title: Text
    seen: tuple[str, ...]
    unseen: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()  # seen, and saying nothing
    noise: str | None = None


CHOICES: dict[str, Choice] = {
    "two": Choice(Text("Two voices", "두 목소리"), ("anna", "bruno")),
    "alike": Choice(Text("Two low voices", "낮은 두 목소리"), ("carl", "emil")),
    "same": Choice(Text("One voice twice", "같은 목소리 둘"), ("bruno", "bruno-again")),
    "three": Choice(Text("Three voices", "세 목소리"), ("anna", "carl", "dora")),
    "korean": Choice(Text("Korean and English", "한국어와 영어"), ("fumi", "carl")),
    "rain": Choice(Text("A voice in the rain", "빗속의 목소리"), ("dora",), noise="rain"),
    "dog": Choice(Text("A voice and a dog", "목소리와 개"), ("emil",), noise="dog_bark"),
    "hidden": Choice(Text("One of two is not seen", "둘 중 하나는 보이지 않음"), ("anna",), unseen=("carl",)),
    "listening": Choice(
        Text("One talks, one listens", "한 명은 말하고 한 명은 들음"), ("emil",), silent=("dora",)
    ),
}
FIRST = "two"


@dataclass(frozen=True)
class Given:
    """A scene with the names of its faces, and what should be said about it."""

    scene: Scene
    names: tuple[Text, ...]
    notes: tuple[Text, ...] = ()


def given(
    recording: str | None,
    film: str | None,
    mouth: str,
    choice: str,
    level_db: float,
    find: Finder | None = None,
) -> Given:
    """The scene that was asked for; a recording or a film, for which `find` finds the face, takes the place of its last voice.

    InputError for what there is not.
    """
    if choice not in CHOICES or mouth not in MOUTHS:
        raise InputError("no-choice", NO_CHOICE)
    parts, notes = with_own(parts_of(CHOICES[choice]), recording, film, mouth, find)
    gain = np.float32(10 ** (float(np.clip(level_db, -20, 20)) / 20))
    last = len(parts) - 1
    frames = max(len(part.voice) for part in parts) // PER_FRAME
    louder = [
        replace(each, voice=fitted(each.voice, frames) * (gain if number == last else 1))
        for number, each in enumerate(parts)
    ]
    talkers = [talking(each, each.pose, frames) for each in louder if each.pose is not None]
    silence = np.zeros(frames * PER_FRAME, np.float32)
    others = sum((each.voice for each in louder if each.pose is None), silence)
    names = tuple(each.name for each in louder if each.pose is not None)
    return Given(Scene(tuple(talkers), others), names, notes)


def talking(part: Part, pose: Poses, frames: int) -> Talker:
    """Somebody who is seen, for so many frames."""
    filmed = part.filmed.lasting(frames) if part.filmed else None
    return Talker(face(part.face), posed(pose, frames), part.voice, filmed)


def parts_of(choice: Choice) -> list[Part]:
    """Who and what an example mixes: listeners and noise first, so that the last one is a voice."""
    titles = {each.key: each.name for each in EXAMPLES}
    faces = {each.key: each.face for each in EXAMPLES}
    found = [Part(titles[key], np.zeros(PER_FRAME, np.float32), rest(1), faces[key]) for key in choice.silent]
    if choice.noise:
        found.append(Part(example(choice.noise).title, noise(choice.noise)))
    for key in (*choice.unseen, *choice.seen):
        said = talker(key)
        found.append(Part(titles[key], said.voice, said.pose if key in choice.seen else None, faces[key]))
    return found


def with_own(
    parts: list[Part], recording: str | None, film: str | None, mouth: str, find: Finder | None
) -> tuple[list[Part], tuple[Text, ...]]:
    """One's own voice, if there is one, instead of the last, seen or not; where that would leave no face, all others stay."""
    if not recording and not film:
        return parts, ()
    own, notes = filmed_part(film, find) if film else spoken_part(str(recording), mouth == FOLLOWS)
    kept = parts[:-1] if any(each.pose is not None for each in [*parts[:-1], own]) else parts
    return [*kept, own], notes


def noise(key: str) -> Sound:
    """An example sound at the voices' rate and level."""
    sound = resample(example(key).make(), READ_RATE, SAMPLE_RATE)
    sound = sound[: len(sound) // PER_FRAME * PER_FRAME]
    return (sound * (LEVEL / sound.square().mean().sqrt())).numpy()


def fitted(voice: Sound, frames: int) -> Sound:
    """With silence after its end."""
    return np.pad(voice, (0, frames * PER_FRAME - len(voice)))


def rest(frames: int) -> Poses:
    """A mouth at rest."""
    return np.tile(np.array([REST], np.float32), (frames, 1))


def posed(pose: Poses, frames: int) -> Poses:
    """With a mouth at rest after its end."""
    return np.concatenate([pose, rest(max(0, frames - len(pose)))])[:frames]


@dataclass(frozen=True)
class Inputs:
    """The components that hold what is given; the names appear in the address."""

    recording: gr.Audio
    film: gr.Video
    mouth: gr.Radio
    scene: gr.Radio
    level_db: gr.Slider
    face: gr.Radio
    way: gr.Radio

    @property
    def inputs(self) -> dict[str, Component]:
        return dict(vars(self))


def draw_inputs(way_control: Callable[[], gr.Radio]) -> Inputs:
    """Draws the input, and with it the control of who separates; a scene or a recording that changes presses Run."""
    with gr.Row(elem_classes=["mmx-sound-input", "part-input"]):
        with gr.Column(scale=3, min_width=300):
            scene = gr.Radio(
                [(label_of(each.title), key) for key, each in CHOICES.items()],
                value=FIRST,
                label=label("Who talks at once", "동시에 말하는 사람들"),
                elem_classes="mmx-examples",
            )
            with gr.Row():
                face_shown = gr.Radio(
                    [("1", "1"), ("2", "2"), ("3", "3")],
                    value="1",
                    label=label("Face to look into below", "아래에서 들여다볼 얼굴"),
                    min_width=160,
                )
                level_db = gr.Slider(
                    -12,
                    12,
                    value=0,
                    step=3,
                    label=label("Level of the last voice (dB)", "마지막 목소리의 크기 (dB)"),
                )
            way = way_control()
        with gr.Column(scale=2, min_width=300):
            recording = gr.Audio(
                label=label(
                    "Your voice instead of the last one: record or drop a file",
                    "마지막 목소리 대신 내 목소리: 녹음하거나 파일을 놓으세요",
                ),
                sources=["upload", "microphone"],
                type="filepath",
                buttons=[],
            )
            mouth = gr.Radio(
                [(label_of(title), key) for key, title in MOUTHS.items()],
                value=FOLLOWS,
                label=label("Your voice gets", "내 목소리에는"),
            )
            film = film_control()
    for changed in (recording.input, film.input, scene.input):
        changed(None, None, None, js=RUN)
    return Inputs(recording, film, mouth, scene, level_db, face_shown, way)


def live(own: Inputs) -> list[Any]:
    """The controls whose change asks again."""
    return [own.mouth, own.level_db, own.face, own.way]
