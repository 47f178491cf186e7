"""What if: faces exchanged, films shifted, frozen or blank, masks without phase, a gate, ideal masks; and the film out of sync."""

import gradio as gr
import torch
from torch import Tensor

from demos.language import label
from demos.tabs.refer.separation_hearing import (
    CHANGES,
    Heard,
    Sounds,
    improvement_db,
    nearest,
    says_nothing,
)
from demos.tabs.refer.separation_views import number, signed
from demos.views.facts_view import facts
from demos.views.packing import Caption, Payload
from demos.views.player_view import player, stem
from demos.views.plot_view import line, marker, plot
from mm_models.systems.speech_separation.losses import snr_db
from mm_models.talking.speaking import SAMPLE_RATE
from mm_models.text import Text

FRAME_MS = 40
UNKNOWN = "—"  # of a face that says nothing, or of a voice with which nothing was mixed
TRUTH = Text("The true voice", "실제 목소리")
AS_IT_IS = Text("As it is", "그대로")
MOST_SHIFT = 15  # frames


def outcomes(found: Heard, taken: dict[str, Sounds]) -> Payload:
    """What every change does to each face's sound: how near it is to its own voice, and whose voice it is."""
    rows: list[tuple[Caption, str, Caption | None]] = [
        (AS_IT_IS, scores(found, found.voices), whose(found, found.voices))
    ]
    rows += [(CHANGES[key], scores(found, sounds), whose(found, sounds)) for key, sounds in taken.items()]
    return facts(rows)


def scores(found: Heard, sounds: Sounds) -> str:
    """SI-SDR improvement of each face's sound."""
    told = [shown(found, face, sound) for face, sound in enumerate(sounds)]
    return UNKNOWN if set(told) == {UNKNOWN} else " · ".join(told) + " dB"


def shown(found: Heard, face: int, sound: Tensor) -> str:
    better = improvement_db(sound, found.truth[face], found.mixture)
    return UNKNOWN if better is None else signed(better)


def whose(found: Heard, sounds: Sounds) -> Text | None:
    """Which voice each face was given, where several speak."""
    if sum(not says_nothing(truth) for truth in found.truth) < 2:
        return None
    pairs = [(face, nearest(sound, found.truth)) for face, sound in enumerate(sounds)]
    told = ", ".join(f"{face + 1} → {'?' if voice is None else voice + 1}" for face, voice in pairs)
    return Text(f"face → voice: {told}", f"얼굴 → 목소리: {told}")


def listen(found: Heard, taken: dict[str, Sounds], face: int) -> Payload:
    """One face's sound after some of the changes, beside what it was and what it should be."""
    chosen = ("swapped", "late", "gate", "ideal_ratio_mask")
    stems = [stem(AS_IT_IS, found.voices[face], colour=face)]
    stems += [stem(CHANGES[key], taken[key][face], colour=4) for key in chosen if key in taken]
    return player([*stems, stem(TRUTH, found.truth[face], colour=2)], SAMPLE_RATE)


def sync_curve(found: Heard, films: dict[int, Sounds]) -> Payload:
    """The error of each face's voice against how late the film is: lowest where lips and sound fit."""
    times = torch.tensor([FRAME_MS * frames for frames in films], dtype=torch.float32)
    curves = []
    for face, truth in enumerate(found.truth):
        if not says_nothing(truth):
            error = [-float(snr_db(truth[None, None], sounds[face][None, None])) for sounds in films.values()]
            curves.append(
                line(number(found.given.names[face], face), times, torch.tensor(error), colour=face)
            )
    return plot(
        curves,
        x_label=Text("the film is late by (negative: early)", "영상이 늦은 시간 (음수: 이름)"),
        y_label=Text("error against the true voice", "실제 목소리에 대한 오차"),
        x_unit="ms",
        y_unit="dB",
        markers=[marker(0.0, Text("in sync", "맞음"))],
    )


def controls() -> gr.Slider:
    """By how much the film is shifted."""
    return gr.Slider(
        -MOST_SHIFT,
        MOST_SHIFT,
        value=8,
        step=1,
        label=label("The film is late by (frames of 40 ms)", "영상을 늦추는 프레임 수 (40 ms씩)"),
        min_width=260,
    )
