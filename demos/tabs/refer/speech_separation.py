"""Audio-visual speech separation: choose a face in a crowd and hear its voice alone."""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch

from demos.catalogue import entry
from demos.figures.speech_separation import separation_figure
from demos.frame import part, task, wire
from demos.tabs.refer.separation_changes import MOST_SHIFT, controls, listen, outcomes, sync_curve
from demos.tabs.refer.separation_ears import (
    FACES,
    check,
    ear_tracks,
    ear_verdict,
    heard_alone,
    way_control,
)
from demos.tabs.refer.separation_hearing import Heard, changed, heard, shifted, weighed
from demos.tabs.refer.separation_scenes import draw_inputs, given, live
from demos.tabs.refer.separation_views import flow, look_inside, mouths, says, tracks, verdict
from demos.take import Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.film_view import FilmView
from demos.views.packing import Payload
from demos.views.player_view import PlayerView
from demos.views.plot_view import PlotView
from demos.views.signal_view import SignalView
from mm_models import registry
from mm_models.systems.speech_separation.model import Separator
from mm_models.talking import landmarks
from mm_models.talking.speaking import SAMPLE_RATE
from mm_models.text import Text

ENTRY = entry("speech-separation")


@dataclass(frozen=True)
class Asked:
    """A scene that was separated, and the face that is looked into."""

    found: Heard
    face: int


def asked(
    model: Separator,
    recording: str | None,
    film: str | None,
    mouth: str,
    scene: str,
    level_db: float,
    face: str,
) -> Asked:
    """What is asked of the network, and what it finds; InputError for what there is not."""
    find = landmarks.finder() if film else None
    found = heard(model, given(recording, film, mouth, scene, float(level_db), find))
    chosen = int(face) - 1 if str(face).isdigit() else 0
    return Asked(found, int(np.clip(chosen, 0, len(found.voices) - 1)))


def answer(
    recording: str | None,
    film: str | None,
    mouth: str,
    scene: str,
    level_db: float,
    face: str,
    way: str,
    shift: float,
) -> list[Payload]:
    """Every face's voice, every step on the way to it, and what becomes of it when the film is another."""
    check(way)
    with registry.use("speech-separation") as used:
        model = cast(Separator, used)
        ask = asked(model, recording, film, mouth, scene, level_db, face)
        found = ask.found
        taken = changed(model, found, int(np.clip(shift, -MOST_SHIFT, MOST_SHIFT)))
        return [
            *result(found, way),
            flow(found, model),
            mouths(found, ask.face, weighed(model, found, ask.face)),
            look_inside(found, ask.face, model),
            outcomes(found, taken),
            listen(found, taken, ask.face),
            sync_curve(found, shifted(model, found)),
        ]


def result(found: Heard, way: str) -> tuple[Payload, Payload]:
    """Sounds to hear, and in words, of the network that sees or of ears alone."""
    if way == FACES:
        return tracks(found), verdict(found)
    sounds = heard_alone(found, way)
    return ear_tracks(found, sounds), ear_verdict(found, sounds)


def take(
    recording: str | None,
    film: str | None,
    mouth: str,
    scene: str,
    level_db: float,
    face: str,
    way: str,
    shift: float,
) -> Take:
    """Spectrograms and masks as a figure, every tensor, mixture and voices one after another, and the lines that compute them."""
    check(way)
    with registry.use("speech-separation") as used:
        ask = asked(cast(Separator, used), recording, film, mouth, scene, level_db, face)
    found, trace = ask.found, ask.found.trace
    return Take(
        figure=lambda: separation_figure(found.trace, found.truth, [name.en for name in found.given.names]),
        arrays={
            "mixture": found.mixture.numpy(),
            "voices": found.voices.numpy(),
            "truth": found.truth.numpy(),
            "residual": found.residual.numpy(),
            "mouths": found.batch.mouths[0].numpy(),
            **{name: getattr(trace, name)[0].numpy() for name in TENSORS},
            **({} if way == FACES else {"by_ear": heard_alone(found, way).numpy()}),
        },
        python=PYTHON.format(
            recording="your-recording.wav" if recording else None,
            film="your-film.mp4" if film else None,
            mouth=mouth,
            scene=scene,
            level_db=float(level_db),
        ),
        sound=one_after_another(found).numpy(),
        sample_rate=SAMPLE_RATE,
    )


TENSORS = ("compressed", "audio", "visual", "read", "fused", "mask")
PYTHON = """\
from demos.tabs.refer.separation_scenes import given
from mm_models import registry
from mm_models.systems.speech_separation.infer import separate
from mm_models.talking.landmarks import finder
from mm_models.talking.mixtures import batched

scene = given({recording!r}, {film!r}, {mouth!r}, {scene!r}, {level_db}, finder()).scene
batch = batched([scene])
registry.configure()
with registry.use("speech-separation") as model:
    trace = separate(model, batch)

print(trace.mask.shape, trace.voices.shape)
"""


def one_after_another(found: Heard) -> torch.Tensor:
    """The mixture and every voice with half a second between them, at their true levels."""
    pause = torch.zeros(SAMPLE_RATE // 2)
    return torch.cat([piece for each in (found.mixture, *found.voices) for piece in (each, pause)])


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            own = draw_inputs(way_control)
        with part("result", says()):
            results = [
                PlayerView(Text("Every face with its voice", "얼굴마다의 목소리")),
                FactsView(Text("In words", "말로 하면")),
            ]
        with part("inside", INSIDE):
            inside = [
                FactsView(Text("From sound and films to voices", "소리와 영상에서 목소리까지")),
                FilmView(Text("The mouth that the network sees", "신경망이 보는 입")),
                SignalView(Text("Spectrograms and the mask of this face", "이 얼굴의 스펙트로그램과 마스크")),
            ]
        with part("what-if", WHAT_IF):
            shift = controls()
            what_if = [
                FactsView(
                    Text(
                        "SI-SDR improvement of each face after each change", "바꾼 뒤 얼굴마다의 SI-SDR 향상"
                    )
                ),
                PlayerView(Text("This face's sound after each change", "바꾼 뒤 이 얼굴의 소리")),
                PlotView(Text("Film and sound out of sync", "영상과 소리가 어긋나면"), height=260),
            ]
        inputs: dict[str, Any] = {**own.inputs, "shift": shift}
        wire(built, answer, inputs, [*results, *inside, *what_if], live=[*live(own), shift])
        closing_parts(ENTRY, take, inputs)


INSIDE = Text(
    "Two streams, one for what is heard and one for each face, meet in every frame; each face gets a complex mask over the mixture's spectrogram.",
    "들리는 것의 흐름과 얼굴마다의 흐름이 프레임마다 만나고, 얼굴마다 혼합음의 스펙트로그램에 곱할 복소 마스크가 나옵니다.",
)
WHAT_IF = Text(
    "Does it look at all? Exchange the faces and the voices change places; freeze, blank or shift the film and it no longer knows whose voice is "
    "whose. The gate and the ideal masks know the true voices: what the gate can do needs no separation, and no mask does better than the ideal one.",
    "정말로 보고 있을까요? 얼굴을 바꾸면 목소리도 자리를 바꾸고, 영상을 멈추거나 가리거나 밀어 놓으면 누구의 목소리인지 알 수 없게 됩니다. 게이트와 이상적 마스크는 실제 "
    "목소리를 알고 만든 것입니다. 게이트만큼은 분리 없이도 되고, 어떤 마스크도 이상적 마스크를 넘지 못합니다.",
)
