"""What if: the sound is muted, reversed, drowned in noise, heard in another place, or the teacher is shown another picture."""

from collections.abc import Iterator
from dataclasses import dataclass

import gradio as gr
import torch
from torch import Generator, Tensor

from demos.language import label, label_of
from demos.picture import read_picture
from demos.tabs.match.soundnet_hearing import Lesson, distances, listened, over_place, taught
from demos.tabs.match.soundnet_input import SCENES
from demos.tabs.match.soundnet_views import PLACE_NAMES, STUDENT, TEACHER, THING_NAMES, order_of, readable
from demos.tabs.represent.sound_lab import SAMPLE_RATE
from demos.views.facts_view import facts
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from demos.views.player_view import player, stem
from mm_models.audio.augment import mixed
from mm_models.audio.stretch import loudest
from mm_models.systems.soundnet.model import SoundNet, Trace
from mm_models.systems.soundnet.teaching import Opinion
from mm_models.text import Text
from mm_models.world.places import PLACES
from mm_models.world.words import PLACE_TEXT

OTHER_SCENE = "test:1391"
PLAY_SECONDS = 2.5  # of each sound
SNR_DB = (-10, 30)


@dataclass(frozen=True)
class Outcome:
    """One change: what was heard then, and what the teacher said."""

    title: Text
    waveform: Tensor
    trace: Trace
    teacher: Opinion


def outcomes(model: SoundNet, lesson: Lesson, dry: Tensor, snr_db: float, other: str) -> list[Outcome]:
    """As it is, then every change; `dry` is the sound without a background."""
    found = [Outcome(Text("As it is", "그대로"), lesson.waveform, lesson.trace, lesson.teacher)]
    for title, waveform in changed(lesson, dry, snr_db):
        found.append(Outcome(title, waveform, listened(model, waveform), lesson.teacher))
    shown = taught(read_picture(other, None).image)
    name = SCENES[other]
    title = Text(f"The teacher sees: {name.en}", f"교사가 다른 그림을 봄: {name.ko}")
    return [*found, Outcome(title, lesson.waveform, lesson.trace, shown)]


def changed(lesson: Lesson, dry: Tensor, snr_db: float) -> Iterator[tuple[Text, Tensor]]:
    """What else might be heard."""
    yield Text("Mute", "음소거"), torch.zeros_like(lesson.waveform)
    yield Text("Backwards", "거꾸로"), lesson.waveform.flip(0)
    noise = torch.randn(len(lesson.waveform), generator=Generator().manual_seed(0))
    noisy = mixed(lesson.waveform, noise, snr_db)
    yield (
        Text(f"White noise at {snr_db:.0f} dB", f"백색 잡음, {snr_db:.0f} dB"),
        noisy / noisy.abs().max().clamp(min=1),
    )
    place = PLACES[(PLACES.index(lesson.place) + 3) % len(PLACES)] if lesson.place else PLACES[0]
    name = PLACE_TEXT[place]
    yield Text(f"Background: {name.en}", f"배경음: {name.ko}"), over_place(dry, place)


def outcome_things(taken: list[Outcome]) -> Payload:
    """The teacher's and the student's things after each change."""
    rows = [(each, each.trace.things[0].softmax(dim=0)) for each in taken]
    return outcome_matrix(rows, [taken[0].teacher.things[0], taken[-1].teacher.things[0]], THING_NAMES)


def outcome_places(taken: list[Outcome]) -> Payload:
    """The teacher's and the student's places after each change."""
    rows = [(each, each.trace.places[0].softmax(dim=0)) for each in taken]
    return outcome_matrix(rows, [taken[0].teacher.places[0], taken[-1].teacher.places[0]], PLACE_NAMES)


def outcome_matrix(
    rows: list[tuple[Outcome, Tensor]], teachers: list[Tensor], names: tuple[Text, ...]
) -> Payload:
    """Both pictures' teachers, then the student after each change of the sound."""
    heard = rows[:-1]  # the last one changes the picture only
    shares = [*teachers, *(row for _, row in heard)]
    order = order_of(*shares)
    other = Text(f"{TEACHER.en}, other picture", f"{TEACHER.ko}, 다른 그림")
    first = Text(f"{STUDENT.en}, as it is", f"{STUDENT.ko}, 그대로")
    return matrix(
        readable(torch.stack(shares)[:, order]),
        x_label="",
        y_label="",
        x_values=[names[number] for number in order],
        y_values=[TEACHER, other, first, *(each.title for each, _ in heard[1:])],
        low=0.0,
        high=1.0,
    )


def outcome_facts(taken: list[Outcome]) -> Payload:
    """The KL before and after each change."""
    before = distances(taken[0].teacher, taken[0].trace)
    rows = []
    for each in taken[1:]:
        things, places = distances(each.teacher, each.trace)
        words = Text(f"places {before[1]:.2f} → {places:.2f}", f"장소 {before[1]:.2f} → {places:.2f}")
        rows.append((each.title, f"{before[0]:.2f} → {things:.2f}", words))
    return facts(rows)


def outcome_player(taken: list[Outcome]) -> Payload:
    """The loudest seconds of what is heard after each change of the sound but muting."""
    most = round(PLAY_SECONDS * SAMPLE_RATE)
    heard = [each for each in taken[:-1] if float(each.waveform.abs().max()) > 0] or taken[:1]
    return player(
        [stem(each.title, loudest(each.waveform, most).waveform, colour=n) for n, each in enumerate(heard)],
        SAMPLE_RATE,
    )


@dataclass(frozen=True)
class Controls:
    """The components that say what is changed; the names appear in the address."""

    snr_db: gr.Slider
    other: gr.Dropdown

    @property
    def inputs(self) -> dict[str, gr.Slider | gr.Dropdown]:
        return dict(vars(self))


def controls() -> Controls:
    """Draws a slider and a choice of pictures."""
    with gr.Row():
        return Controls(
            gr.Slider(
                *SNR_DB,
                value=5,
                step=1,
                label=label("Sound over white noise (dB)", "백색 잡음 대비 소리 (dB)"),
                min_width=220,
            ),
            gr.Dropdown(
                [(label_of(title), code) for code, title in SCENES.items()],
                value=OTHER_SCENE,
                label=label("Another picture for the teacher", "교사에게 보여 줄 다른 그림"),
                min_width=240,
            ),
        )
