"""Sound source localisation: a sound is played to a picture, and the picture shows where it comes from."""

from dataclasses import dataclass
from typing import Any, cast

import gradio as gr
import numpy as np

from demos.catalogue import entry
from demos.figures.sound_localisation import localisation_figure
from demos.frame import part, task, wire
from demos.language import label
from demos.picture import Seen, read_picture
from demos.sound_choice import RUN
from demos.tabs.refer.localisation_changes import (
    Asked,
    Controls,
    Wish,
    controls,
    outcome_facts,
    outcome_pictures,
    outcomes,
)
from demos.tabs.refer.localisation_hearing import (
    Sight,
    gallery,
    loudest_db,
    sight_of,
    source_of,
    told,
)
from demos.tabs.refer.localisation_input import NOTHING, check, draw_inputs, heard_sound
from demos.tabs.refer.localisation_views import (
    cell_plot,
    features_matrix,
    flow,
    listening_picture,
    maps_picture,
    matches,
    says,
    verdict,
)
from demos.tabs.represent.sound_lab import SAMPLE_RATE, sound_facts, sound_lines
from demos.take import Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.picture_view import PictureView
from demos.views.plot_view import PlotView
from demos.views.sound_map_view import SoundMapView
from mm_models import registry
from mm_models.intake.sound import Sound
from mm_models.systems.sound_localisation.judging import peak
from mm_models.systems.sound_localisation.model import SoundLocaliser
from mm_models.text import Text
from mm_models.world.rendering import CELLS

ENTRY = entry("sound-localisation")
AT_PEAK = -1  # of the row and column of the cell that is taken apart


@dataclass(frozen=True)
class Question:
    """A picture and a sound, read and checked."""

    seen: Seen
    sight: Sight
    sound: Sound
    key: str | None  # of the example that alone is heard; else nobody knows what should be found

    @property
    def source(self) -> int | None:
        return source_of(self.sight, self.key)


def question(
    scene: str, photo: str | None, recording: str | None, sound: str, then: str, variant: str
) -> Question:
    """What was asked; InputError for what there is not."""
    check(variant, sound or NOTHING, then or NOTHING)
    seen, whole = read_picture(scene, photo), heard_sound(recording, sound, then)
    alone = not recording and (then or NOTHING) == NOTHING
    return Question(seen, sight_of(seen), whole, sound if alone else None)


def cell_of(row: float, column: float) -> tuple[int, int] | None:
    """The cell that was chosen, if any; what lies outside becomes the nearest one."""
    if min(row, column) < 0:
        return None
    down, across = (int(np.clip(each, 0, CELLS - 1)) for each in (row, column))
    return down, across


def answer(
    scene: str,
    photo: str | None,
    recording: str | None,
    sound: str,
    then: str,
    variant: str,
    row: float,
    column: float,
    gain_db: float,
    erase: float,
) -> list[Payload]:
    """Where in a picture a sound comes from, whether it does, every step on the way, and what changes would do."""
    asked = question(scene, photo, recording, sound, then, variant)
    waveform = asked.sound.waveform
    with registry.use(variant) as used:
        model = cast(SoundLocaliser, used)
        found = told(model, asked.sight.features, waveform)
        chosen = cell_of(row, column)
        cell = chosen or peak(found.scores)
        before = Asked(model, asked.seen, asked.sight, waveform, asked.key, found)
        taken = outcomes(before, Wish(float(np.clip(gain_db, -90, 20)), int(np.clip(erase, 0, CELLS))))
        return [
            listening_picture(asked.seen, asked.sight, waveform, found, model, chosen, asked.source),
            verdict(asked.seen, asked.sight, found, asked.source, loudest_db(waveform)),
            sound_facts(asked.sound),
            flow(asked.seen, waveform, found),
            maps_picture(asked.seen, found),
            cell_plot(found, cell),
            features_matrix(found),
            matches(found, gallery(variant, model)),
            outcome_pictures(before, taken),
            outcome_facts(taken),
        ]


def take(
    scene: str,
    photo: str | None,
    recording: str | None,
    sound: str,
    then: str,
    variant: str,
    row: float,
    column: float,
    gain_db: float,
    erase: float,
) -> Take:
    """The picture with its map and the maps over time as a figure, every tensor, the sound, and the lines that compute it."""
    asked = question(scene, photo, recording, sound, then, variant)
    with registry.use(variant) as used:
        model = cast(SoundLocaliser, used)
        found = told(model, asked.sight.features, asked.sound.waveform)
        cut = float(model.cut)
    return Take(
        figure=lambda: localisation_figure(asked.seen.large, found.trace, found.over_time, cut),
        arrays={
            "picture": asked.seen.image,
            "waveform": asked.sound.waveform.numpy(),
            **{name: getattr(found.trace, name)[0].numpy() for name in TENSORS},
            "moments": found.over_time.scores.numpy(),
            "moments_confidence": found.over_time.confidence.numpy(),
        },
        python=PYTHON.format(
            scene=scene,
            photo="your-photo.jpg" if photo else None,
            variant=variant,
            sound=sound_lines(recording, sound),
        ),
        sound=asked.sound.waveform.numpy(),
        sample_rate=SAMPLE_RATE,
    )


TENSORS = (
    "log_mel",
    "over_time",
    "sound",
    "visual",
    "scores",
    "attention",
    "attended",
    "match",
    "confidence",
)
PYTHON = """\
{sound}
from demos.picture import read_picture
from mm_models import registry
from mm_models.systems.sound_localisation.infer import localise, moments, seen_by
from mm_models.systems.sound_localisation.judging import peak

seen = read_picture({scene!r}, {photo!r})
registry.configure()
with registry.use("vision-backbone") as backbone:
    features = seen_by(backbone, seen.image[None])
with registry.use({variant!r}) as model:
    trace = localise(model, features, waveform)
    film = moments(model, trace)

print(peak(trace.scores[0]), trace.scores.max(), trace.confidence)
print(trace.visual.shape, trace.sound.shape, trace.attention.shape, film.scores.shape)
"""


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            given = draw_inputs()
        result = result_part()
        row, column, inside = inside_part()
        wish, what_if = what_if_part()
        inputs: dict[str, Any] = {**given.inputs, "row": row, "column": column, **wish.inputs}
        live = [given.then, given.variant, row, column, *wish.inputs.values()]
        wire(built, answer, inputs, [*result, *inside, *what_if], live=live)
        point_at(result[0], row, column)
        closing_parts(ENTRY, take, inputs)


def point_at(view: SoundMapView, row: gr.Slider, column: gr.Slider) -> None:
    """A click on the picture takes that cell apart below."""

    def cell(event: gr.SelectData) -> list[int]:
        return [int(each) for each in event.index]

    moved = view.select(cell, None, [row, column], api_visibility="private", show_progress="hidden")
    moved.then(None, None, None, js=RUN)


def result_part() -> list[Any]:
    """Where the sound comes from, and whether it does."""
    with part("result", says()):
        shown = SoundMapView(Text("Where the sound comes from", "소리가 나는 곳"))
        with gr.Row():
            words = FactsView(Text("In words", "말로 하면"))
            notes = FactsView(Text("The sound", "소리"))
    return [shown, words, notes]


def inside_part() -> tuple[gr.Slider, gr.Slider, list[Any]]:
    """From picture and sound to a map, in the order in which data flows."""
    about = Text(
        "Both ways end in one space of 64 numbers; their inner product in each cell is the score.",
        "두 길은 수 64개로 된 한 공간에서 만나고, 칸마다의 내적이 점수가 됩니다.",
    )
    with part("inside", about):
        shapes = FactsView(Text("From picture and sound to a map", "그림과 소리에서 지도까지"))
        maps = PictureView(
            Text("Scores, attention, and what weighs in them", "점수와 어텐션, 그리고 그 성분")
        )
        with gr.Row():
            row, column = (
                gr.Slider(AT_PEAK, CELLS - 1, value=AT_PEAK, step=1, label=label(en, ko), min_width=200)
                for en, ko in (
                    (
                        "Cell: row (−1: the peak), or click the picture above",
                        "칸의 행 (−1: 최고점), 또는 위의 그림을 누르세요",
                    ),
                    ("Cell: column (−1: the peak)", "칸의 열 (−1: 최고점)"),
                )
            )
        product = PlotView(
            Text("The cell answers the sound, number by number", "칸과 소리의 내적, 성분마다"), height=240
        )
        heard = MatrixView(
            Text("Sound features over time, the strongest first", "시간별 소리 특징, 강한 것부터")
        )
        near = FactsView(
            Text("Sounds that z, what is attended to, would fit best", "주목한 특징 z와 가장 잘 맞는 소리")
        )
    return row, column, [shapes, maps, product, heard, near]


def what_if_part() -> tuple[Controls, list[Any]]:
    """The same picture with other sounds, and the same sound with another picture."""
    about = Text(
        "A map that stays when the sound changes does not listen. Play the sound of another thing, of nothing in the picture, noise, or silence; "
        "turn the sound round or down; erase its thing.",
        "소리를 바꾸어도 그대로인 지도는 소리를 듣지 않는 지도입니다. 다른 물건의 소리, 그림에 없는 것의 소리, 소음, 무음을 들려주고, 소리를 뒤집거나 줄이고, "
        "소리 나는 물건을 지워 봅니다.",
    )
    with part("what-if", about):
        own = controls()
        panes = PictureView(Text("The map after each change", "바꾼 뒤의 지도"))
        moved = FactsView(Text("Confidence, before → after", "확신도, 바꾸기 전 → 후"))
    return own, [panes, moved]
