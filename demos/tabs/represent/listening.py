"""Listening: which of ten sounds a recording holds, when, and how a convolutional network comes to say so."""

from typing import Any, cast

from torch import Tensor

from demos.catalogue import entry
from demos.figures.listening import listening_figure
from demos.frame import part, task, wire
from demos.tabs.represent.listening_changes import (
    Change,
    changed,
    compared_facts,
    compared_player,
    controls,
    sweep,
)
from demos.tabs.represent.listening_views import (
    evidence_plot,
    feature_maps,
    features_matrix,
    flow,
    heard_signal,
    moments_matrix,
    nothing_like_it,
    verdict_facts,
)
from demos.tabs.represent.sound_lab import (
    SAMPLE_RATE,
    SoundInput,
    notes_view,
    sound_facts,
    sound_lines,
    sound_of,
)
from demos.take import Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.picture_view import PictureView
from demos.views.player_view import PlayerView
from demos.views.plot_view import PlotView
from demos.views.signal_view import SignalView
from mm_models import registry
from mm_models.hearing.levels import mel_levels
from mm_models.systems.audio_backbone.infer import listen, over_time, probabilities
from mm_models.systems.audio_backbone.model import AudioBackbone, Trace
from mm_models.text import Text

ENTRY = entry("listening")
CHANGE_IT = Text(
    "The same sound at another level, in noise, in a room, or backwards: what is heard then?",
    "같은 소리의 음량을 바꾸고, 소음을 섞고, 방에 놓고, 거꾸로 틀어 봅니다. 그래도 같은 소리로 들릴까요?",
)


def heard_here(model: AudioBackbone, waveform: Tensor) -> Trace:
    """What the network hears, on the CPU wherever it runs."""

    def here(value: Tensor | tuple[Tensor, ...]) -> Any:
        return value.cpu() if isinstance(value, Tensor) else tuple(each.cpu() for each in value)

    return Trace(**{name: here(value) for name, value in vars(listen(model, waveform)).items()})


def answer(
    recording: str | None, example: str, gain_db: float, snr_db: float, room_s: float, backwards: bool
) -> list[Payload]:
    """What is named in a sound, when, and why; and what is named once the sound is changed."""
    sound = sound_of(recording, example)
    levels = mel_levels(sound.waveform)
    other = changed(sound.waveform, Change(backwards, room_s, snr_db, gain_db))
    with registry.use("audio-backbone") as used:
        model = cast(AudioBackbone, used)
        trace, after = heard_here(model, sound.waveform), heard_here(model, other)
        return [
            sound_facts(sound),
            verdict_facts(trace, float(levels.max())),
            heard_signal(sound.waveform, levels, trace),
            flow(sound.waveform, trace),
            feature_maps(trace),
            features_matrix(trace),
            evidence_plot(model, trace),
            moments_matrix(trace),
            compared_player(sound.waveform, other),
            compared_facts(trace, after),
            sweep(model, sound.waveform, int(probabilities(trace)[0].argmax())),
        ]


def take(
    recording: str | None, example: str, gain_db: float, snr_db: float, room_s: float, backwards: bool
) -> Take:
    """The spectrogram over the probabilities as a figure, every tensor, the changed sound, and the lines that compute it."""
    sound = sound_of(recording, example)
    levels = mel_levels(sound.waveform)
    other = changed(sound.waveform, Change(backwards, room_s, snr_db, gain_db))
    with registry.use("audio-backbone") as used:
        trace = heard_here(cast(AudioBackbone, used), sound.waveform)
    return Take(
        figure=lambda: listening_figure(levels, over_time(trace)[0]),
        arrays={
            "waveform": sound.waveform.numpy(),
            "log_mel": trace.log_mel[0].numpy(),
            **{f"map_{number}": values[0].numpy() for number, values in enumerate(trace.maps)},
            "over_time": trace.over_time[0].numpy(),
            "vector": trace.vector[0].numpy(),
            "probabilities": probabilities(trace)[0].numpy(),
            "moments": over_time(trace)[0].numpy(),
        },
        python=PYTHON.format(sound=sound_lines(recording, example)),
        sound=other.numpy(),
        sample_rate=SAMPLE_RATE,
    )


PYTHON = """\
{sound}
from mm_models import registry
from mm_models.systems.audio_backbone.infer import SOUNDS, listen, over_time, probabilities, verdict

registry.configure()
with registry.use("audio-backbone") as model:
    trace = listen(model, waveform)

print(verdict(trace), dict(zip(SOUNDS, probabilities(trace)[0].tolist())))
print(trace.vector.shape, trace.over_time.shape, over_time(trace).shape)
"""


def tab(sound: SoundInput) -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            notes = notes_view()
        outputs = [notes, *result_part(), *inside_part()]
        with part("what-if", CHANGE_IT):
            own = controls()
            outputs += what_if_views()
        inputs: dict[str, Any] = {**sound.inputs, **own.inputs}
        wire(built, answer, inputs, outputs, live=list(own.inputs.values()))
        closing_parts(ENTRY, take, inputs)


def result_part() -> list[Any]:
    """What is heard, and when."""
    with part("result", nothing_like_it()):
        return [
            FactsView(Text("What it hears", "들리는 소리")),
            SignalView(Text("When it hears it", "언제 들리는지")),
        ]


def inside_part() -> list[Any]:
    """From samples to probabilities, in the order in which data flows."""
    about = Text(
        "A spectrogram is read like a picture; then time is summed up in one vector.",
        "스펙트로그램을 그림처럼 읽은 다음, 시간을 벡터 하나로 모읍니다.",
    )
    with part("inside", about):
        return [
            FactsView(Text("From samples to probabilities", "표본에서 확률까지")),
            PictureView(Text("Feature maps, the most active channels first", "특징 맵, 활발한 채널부터")),
            MatrixView(Text("Features over time, the strongest first", "시간별 특징, 강한 것부터")),
            PlotView(Text("What each 160 ms adds to the score", "160 ms마다 점수에 더하는 값"), height=200),
            MatrixView(Text("Probabilities over time", "시간별 확률")),
        ]


def what_if_views() -> list[Any]:
    """The changed sound beside the first, and how far it can be changed."""
    return [
        PlayerView(Text("The sound and the changed sound", "원래 소리와 바꾼 소리")),
        FactsView(Text("Before → after", "바꾸기 전 → 후")),
        PlotView(
            Text(
                "Noisier, quieter: how long does it hold?",
                "소음이 커지고 소리가 작아질 때 언제까지 버틸까요?",
            ),
            height=220,
        ),
    ]
