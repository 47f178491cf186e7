"""SoundNet: a network that hears raw waveforms, taught by a network that sees the picture; student and teacher side by side."""

from dataclasses import dataclass
from typing import Any, cast

import gradio as gr
import numpy as np
from matplotlib.figure import Figure
from torch import Tensor

from demos.catalogue import entry
from demos.figures.soundnet import Compared, Excitement, soundnet_figure
from demos.frame import part, task, wire
from demos.language import label
from demos.picture import Seen, read_picture
from demos.sound_choice import RUN
from demos.tabs.caption.captioning_speech import within
from demos.tabs.match.soundnet_changes import (
    SNR_DB,
    Controls,
    controls,
    outcome_facts,
    outcome_places,
    outcome_player,
    outcome_things,
    outcomes,
)
from demos.tabs.match.soundnet_hearing import Lesson, lesson_of
from demos.tabs.match.soundnet_input import check, draw_inputs
from demos.tabs.match.soundnet_views import (
    filters_matrix,
    flow,
    heard_signal,
    layer_matrix,
    places_matrix,
    responses_matrix,
    strongest,
    target_matrix,
    things_matrix,
    verdict,
)
from demos.tabs.represent.sound_lab import SAMPLE_RATE, sound_facts, sound_lines, sound_of
from demos.take import Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.picture_view import PictureView, picture
from demos.views.player_view import PlayerView
from demos.views.signal_view import SignalView
from mm_models import registry
from mm_models.intake.sound import Sound
from mm_models.systems.soundnet.infer import exciting, responses_db, seconds_a_step
from mm_models.systems.soundnet.model import POOL5, SHAPES, SoundNet
from mm_models.text import Text

ENTRY = entry("soundnet")
LAYERS = len(SHAPES)
STRONGEST = -1  # of the unit: the one that stands out most


@dataclass(frozen=True)
class Question:
    """A picture and a sound, read and checked."""

    seen: Seen
    sound: Sound
    under: str


def question(
    scene: str, photo: str | None, recording: str | None, sound: str, under: str, other: str
) -> Question:
    """What was asked; InputError for what there is not."""
    check(recording, sound, under, other)
    return Question(read_picture(scene, photo), sound_of(recording, sound), under)


def unit_of(lesson: Lesson, layer: float, unit: float) -> tuple[int, int]:
    """The layer, counted from 1, and the unit that are looked at; numbers beyond the last become the last."""
    chosen = int(within(layer, 1, LAYERS))
    units = lesson.trace.layers[chosen - 1].shape[1]
    return chosen, strongest(lesson, chosen) if unit < 0 else int(within(unit, 0, units - 1))


def answer(
    scene: str,
    photo: str | None,
    recording: str | None,
    sound: str,
    under: str,
    layer: float,
    unit: float,
    snr_db: float,
    other: str,
) -> list[Payload]:
    """What the student hears beside what the teacher sees, every layer on the way, and what changes would do."""
    asked = question(scene, photo, recording, sound, under, other)
    with registry.use("soundnet") as used:
        model = cast(SoundNet, used)
        lesson = lesson_of(model, asked.seen, asked.sound.waveform, asked.under)
        chosen, number = unit_of(lesson, layer, unit)
        taken = outcomes(model, lesson, asked.sound.waveform, within(snr_db, *SNR_DB), other)
        return [
            picture(asked.seen.large, height=260),
            things_matrix(lesson),
            places_matrix(lesson),
            verdict(lesson),
            sound_facts(asked.sound),
            flow(lesson),
            filters_matrix(model),
            responses_matrix(model),
            layer_matrix(lesson, chosen),
            heard_signal(lesson, chosen, number),
            target_matrix(lesson),
            outcome_things(taken),
            outcome_places(taken),
            outcome_facts(taken),
            outcome_player(taken),
        ]


def take(
    scene: str,
    photo: str | None,
    recording: str | None,
    sound: str,
    under: str,
    layer: float,
    unit: float,
    snr_db: float,
    other: str,
) -> Take:
    """Waveform, a unit's excitation, filters and both distributions as a figure; every tensor; what was heard; the lines that compute it."""
    asked = question(scene, photo, recording, sound, under, other)
    with registry.use("soundnet") as used:
        model = cast(SoundNet, used)
        lesson = lesson_of(model, asked.seen, asked.sound.waveform, asked.under)
        responses = responses_db(model).cpu()
        filters = model.filters.cpu()
    chosen, number = unit_of(lesson, layer, unit)
    return Take(
        figure=lambda: figure_of(lesson, chosen, number, responses),
        arrays=arrays(lesson, filters, responses),
        python=PYTHON.format(
            scene=scene,
            photo="your-photo.jpg" if photo else None,
            under=under,
            sound=sound_lines(recording, sound),
            layer=chosen,
            unit=number,
        ),
        sound=lesson.waveform.numpy(),
        sample_rate=SAMPLE_RATE,
    )


def figure_of(lesson: Lesson, layer: int, unit: int, responses: Tensor) -> Figure:
    """All of it on one page."""
    name = f"layer {layer}, unit {unit}"
    excited = Excitement(name, exciting(lesson.trace, layer, unit), seconds_a_step(layer))
    teacher = lesson.teacher
    said = Compared((teacher.things[0], lesson.things), (teacher.places[0], lesson.places))
    return soundnet_figure(lesson.waveform, excited, responses, said)


def arrays(lesson: Lesson, filters: Tensor, responses: Tensor) -> dict[str, np.ndarray]:
    """Every tensor by name."""
    trace = lesson.trace
    names = ("things_over_time", "places_over_time", "pool5", "target")
    return {
        "picture": lesson.seen.image,
        "waveform": lesson.waveform.numpy(),
        "filters": filters.numpy(),
        "responses_db": responses.numpy(),
        **{f"layer_{number}": values[0].numpy() for number, values in enumerate(trace.layers, start=1)},
        **{name: getattr(trace, name)[0].numpy() for name in names},
        "things_student": lesson.things.numpy(),
        "places_student": lesson.places.numpy(),
        "things_teacher": lesson.teacher.things[0].numpy(),
        "places_teacher": lesson.teacher.places[0].numpy(),
    }


PYTHON = """\
{sound}
from demos.picture import read_picture
from demos.tabs.match.soundnet_hearing import over_place, place_under
from mm_models import registry
from mm_models.systems.soundnet.infer import exciting, hear
from mm_models.systems.soundnet.teaching import divergence, opinion

seen = read_picture({scene!r}, {photo!r})
registry.configure()
with registry.use("vision-backbone") as backbone:
    teacher = opinion(backbone, seen.image[None])
with registry.use("soundnet") as model:
    trace = hear(model, over_place(waveform, place_under(seen, {under!r})))

print([tuple(values.shape) for values in trace.layers])
print(divergence(teacher.things, trace.things), divergence(teacher.places, trace.places))
print(exciting(trace, layer={layer}, unit={unit}))
"""


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            given = draw_inputs()
        result = result_part()
        layer, unit, inside = inside_part()
        wish, what_if = what_if_part()
        inputs: dict[str, Any] = {**given.inputs, "layer": layer, "unit": unit, **wish.inputs}
        live = [given.under, layer, unit, *wish.inputs.values()]
        wire(built, answer, inputs, [*result, *inside, *what_if], live=live)
        point_at(inside[3], unit)
        closing_parts(ENTRY, take, inputs)


def point_at(view: MatrixView, unit: gr.Slider) -> None:
    """A click on a row of the layer shows when that unit is excited."""

    def row(event: gr.SelectData) -> int:
        return int(event.index[0])

    moved = view.select(row, None, unit, api_visibility="private", show_progress="hidden")
    moved.then(None, None, None, js=RUN)


def result_part() -> list[Any]:
    """Student and teacher side by side."""
    about = Text(
        "The teacher sees the picture and hears nothing, the student hears the sound and sees nothing. How near are the two? It has heard ten sounds "
        "and seven made backgrounds; for whatever else it can only say how often pictures show it.",
        "교사는 그림만 보고, 학생은 소리만 듣습니다. 둘의 말은 얼마나 가까울까요? 학생이 들어 본 것은 열 가지 소리와 합성한 배경음 일곱 가지뿐이며, 그 밖의 것은 그림에 "
        "얼마나 자주 나오는지만 알고 있습니다.",
    )
    with part("result", about):
        shown = PictureView(Text("What the teacher sees", "교사가 보는 그림"))
        things = MatrixView(
            Text("Things: teacher p, student q, and p log(p/q)", "물건: 교사 p, 학생 q, p log(p/q)")
        )
        places = MatrixView(
            Text("Places: teacher p, student q, and p log(p/q)", "장소: 교사 p, 학생 q, p log(p/q)")
        )
        with gr.Row():
            words = FactsView(Text("In words", "말로 하면"))
            notes = FactsView(Text("The sound", "소리"))
    return [shown, things, places, words, notes]


def inside_part() -> tuple[gr.Slider, gr.Slider, list[Any]]:
    """From samples to distributions, in the order in which data flows."""
    about = Text(
        "Eight convolutions over raw samples: no spectrogram is given, the first layer makes its own filters. After minutes of training many of these "
        "are still near the random numbers that they started from; dark stretches of their responses are what some have learnt to shut out.",
        "표본 위에 합성곱을 여덟 번 합니다. 스펙트로그램을 주지 않으므로 첫 층이 스스로 필터를 만듭니다. 몇 분밖에 학습하지 않아 많은 필터가 아직 처음의 난수에 가깝고, 응답에서 "
        "어두운 구간이 일부 필터가 막아 내도록 배운 대역입니다.",
    )
    with part("inside", about):
        shapes = FactsView(Text("From samples to distributions", "표본에서 확률 분포까지"))
        filters = MatrixView(Text("The first layer's filters as learnt", "학습된 첫 층의 필터"))
        responses = MatrixView(Text("Their frequency responses", "그 필터의 주파수 응답"))
        with gr.Row():
            layer = gr.Slider(1, LAYERS, value=POOL5, step=1, label=label("Layer", "층"), min_width=200)
            unit = gr.Slider(
                STRONGEST,
                255,
                value=STRONGEST,
                step=1,
                label=label(
                    "Unit (−1: the one that stands out), or click a row",
                    "유닛 (−1: 가장 두드러진 것), 또는 행을 누르세요",
                ),
                min_width=260,
            )
        shown = MatrixView(Text("The layer's activations over time", "그 층의 시간별 활성"))
        excited = SignalView(Text("Which moments excite the unit", "유닛을 흥분시키는 순간"))
        target = MatrixView(
            Text("A task with few labels: the ten sounds' names", "레이블이 적은 과제: 열 가지 소리의 이름")
        )
    return layer, unit, [shapes, filters, responses, shown, excited, target]


def what_if_part() -> tuple[Controls, list[Any]]:
    """The same picture with other sounds, and the same sound with another picture."""
    about = Text(
        "Only the sound may move the student, only the picture the teacher. Mute the sound, turn it round, drown it in noise or put it into "
        "another place; or show the teacher another picture: the student stays where it was, and the KL changes all the same.",
        "학생은 소리에만, 교사는 그림에만 움직여야 합니다. 소리를 끄거나 뒤집거나 잡음에 묻거나 다른 장소로 옮겨 보세요. 교사에게 다른 그림을 보여 주면 학생은 그대로인데도 "
        "KL이 바뀝니다.",
    )
    with part("what-if", about):
        own = controls()
        things = MatrixView(Text("Things after each change", "바꾼 뒤의 물건"))
        places = MatrixView(Text("Places after each change", "바꾼 뒤의 장소"))
        with gr.Row():
            moved = FactsView(Text("KL of things, before → after", "물건의 KL, 바꾸기 전 → 후"))
            heard = PlayerView(Text("What is heard then", "그때 들리는 소리"))
    return own, [things, places, moved, heard]
