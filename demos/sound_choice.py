"""A sound of one's own, or one that this project made: the input of tabs that pair sounds with something else."""

from collections.abc import Iterable
from typing import Any

import gradio as gr

from demos.language import label, label_of
from mm_models.audio.examples import example
from mm_models.audio.foley import FOLEY

RUN = "() => mmxRun()"
OTHERS = ("speech-en", "chord", "noises")  # examples of nothing that a picture shows
SOUNDS: tuple[str, ...] = (*FOLEY, *OTHERS)


def titled(keys: Iterable[str]) -> list[tuple[Any, str]]:
    """Sounds with their names, for a choice."""
    return [(label_of(example(key).title), key) for key in keys]


def recording_box() -> gr.Audio:
    """Draws the place for one's own recording."""
    return gr.Audio(
        label=label("Your sound: record or drop a file", "내 소리: 녹음하거나 파일을 놓으세요"),
        sources=["upload", "microphone"],
        type="filepath",
        buttons=[],
        scale=2,
        min_width=300,
    )


def made_sounds(first: str, **layout: Any) -> gr.Radio:
    """Draws the choice of a sound that this project made."""
    return gr.Radio(
        titled(SOUNDS),
        value=first,
        label=label("Or a sound made by this project", "또는 이 프로젝트가 만든 소리"),
        elem_classes="mmx-examples",
        **layout,
    )


def join(recording: gr.Audio, sound: gr.Radio, first: str) -> None:
    """A recording takes the mark off the example, and an example takes the recording away; each presses Run."""
    unpick = f"(recording, sound) => recording ? null : sound ?? '{first}'"
    chosen = recording.input(None, [recording, sound], sound, js=unpick)
    chosen.then(None, None, None, js=RUN)
    cleared = sound.input(None, None, recording, js="() => null")
    cleared.then(None, None, None, js=RUN)
