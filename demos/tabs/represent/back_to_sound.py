"""Back to sound: turn each representation back into sound and hear what it forgot."""

from typing import Any

import gradio as gr
import torch

from demos.catalogue import entry
from demos.figures.back_to_sound import back_to_sound_figure
from demos.frame import part, task, wire
from demos.language import label, label_of
from demos.tabs.represent import round_trips
from demos.tabs.represent.mel import require_bands
from demos.tabs.represent.round_trips import RoundTrips
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
from demos.views.packing import Payload
from demos.views.player_view import PlayerView
from demos.views.plot_view import PlotView
from demos.views.signal_view import SignalView
from mm_models.audio.mel import MelConfig
from mm_models.audio.round_trip import RoundTripConfig
from mm_models.audio.stft import StftConfig
from mm_models.intake import Sound
from mm_models.text import Text

ENTRY = entry("back-to-sound")
SECONDS = 6.0  # of a longer sound: five round trips in about a second

EDITS: dict[str, Text] = {
    "none": Text("Nothing", "없음"),
    "shuffle-phase": Text("Shuffle the phases", "위상 섞기"),
    "drop-bands": Text("Drop 1 to 4 kHz", "1~4 kHz 지우기"),
    "shuffle-frames": Text("Shuffle the frames", "프레임 섞기"),
}


def round_trip_config(iterations: float, n_mels: float, few: float, n_mfcc: float) -> RoundTripConfig:
    """The controls' values; raises `InputError` where more coefficients are asked for than there are bands."""
    require_bands(n_mels, n_mfcc)
    mel = MelConfig(n_mels=int(n_mels))
    return RoundTripConfig(StftConfig(SAMPLE_RATE), mel, int(few), int(n_mfcc), int(iterations))


def answer(
    recording: str | None,
    example: str,
    iterations: float,
    n_mels: float,
    few: float,
    n_mfcc: float,
    edit: str,
) -> list[Payload]:
    """A sound and what five representations give back of it: to hear, in figures, and to see."""
    sound = sound_of(recording, example)
    config = round_trip_config(iterations, n_mels, few, n_mfcc)
    trips = round_trips.travel(shortened(sound), config, edit)
    return [
        sound_facts(with_note(sound)),
        round_trips.listen(trips),
        round_trips.figures(trips),
        round_trips.chain(trips),
        round_trips.look(trips),
        round_trips.converging(trips),
        round_trips.price(trips),
        round_trips.noticed(trips),
    ]


def shortened(sound: Sound) -> torch.Tensor:
    """The first `SECONDS` of a sound."""
    return sound.waveform[: round(SECONDS * SAMPLE_RATE)]


def with_note(sound: Sound) -> Sound:
    """The sound with a note where only its beginning is used."""
    if len(sound.waveform) <= SECONDS * SAMPLE_RATE:
        return sound
    note = Text(
        f"this tab uses the first {SECONDS:.0f} seconds, so that it answers in about a second",
        f"이 탭은 1초 안팎에 답하려고 처음 {SECONDS:.0f}초만 씁니다",
    )
    return Sound(sound.waveform, sound.sample_rate, sound.source_rate, sound.channels, (*sound.notes, note))


def take(
    recording: str | None,
    example: str,
    iterations: float,
    n_mels: float,
    few: float,
    n_mfcc: float,
    edit: str,
) -> Take:
    """Six spectrograms as a figure, all sounds as arrays, the five that came back one after another as WAV."""
    config = round_trip_config(iterations, n_mels, few, n_mfcc)
    trips = round_trips.travel(shortened(sound_of(recording, example)), config, edit)
    sounds = {"original": trips.original, **{each.representation: each.waveform for each in trips.traces}}
    return Take(
        figure=lambda: back_to_sound_figure(list(sounds.items()), config.stft),
        arrays={name: sound.numpy() for name, sound in sounds.items()},
        python=PYTHON.format(
            sound=sound_lines(recording, example), config=config, samples=len(trips.original)
        ),
        sound=in_a_row(trips).numpy(),
        sample_rate=SAMPLE_RATE,
    )


def in_a_row(trips: RoundTrips) -> torch.Tensor:
    """The original and what came back of it, one after another with half a second of silence between them."""
    pause = torch.zeros(SAMPLE_RATE // 2)
    sounds = [trips.original, *(trace.waveform for trace in trips.traces)]
    return torch.cat([piece for each in sounds for piece in (each, pause)])


PYTHON = """\
import torch

{sound}
from mm_models.audio.mel import MelConfig
from mm_models.audio.round_trip import REPRESENTATIONS, RoundTripConfig, round_trip
from mm_models.audio.stft import StftConfig, stft

waveform = waveform[:{samples}]
config = {config!r}
spectrogram = stft(waveform, config.stft).spectrogram
for name in REPRESENTATIONS:
    trace = round_trip(name, spectrogram, len(waveform), config, torch.Generator().manual_seed(0))
    print(name, trace.kept.values.shape, trace.numbers_per_second)
"""


def controls() -> dict[str, Any]:
    """Draws the tab's own controls: how much each representation keeps, and how long the phase is searched for."""
    with gr.Row():
        iterations = gr.Slider(
            1, 64, value=32, step=1, label=label("Griffin-Lim iterations", "그리핀-림 반복 수"), min_width=220
        )
        n_mels = gr.Slider(10, 128, value=80, step=1, label=label("Mel bands", "멜 밴드 수"), min_width=220)
        few = gr.Slider(
            4, 40, value=20, step=1, label=label("Few log-mel bands", "적은 로그 멜 밴드 수"), min_width=220
        )
        n_mfcc = gr.Slider(2, 40, value=13, step=1, label=label("Coefficients", "계수 개수"), min_width=220)
    return {"iterations": iterations, "n_mels": n_mels, "few": few, "n_mfcc": n_mfcc}


RESULT = Text(
    "Keys 1 to 6 switch between the original and what each representation gives back, all at their true level. "
    "The distance is log-spectral: by how many dB the cells of the spectrogram are off, 80 dB deep. SI-SDR compares "
    "sample by sample, so it says nothing once the phase is invented: what sounds the same then has other samples.",
    "1~6 키로 원본과 각 표현이 되돌려 준 소리를 바꿔 들을 수 있습니다. 모두 실제 크기 그대로입니다. 차이는 로그 스펙트럼 거리, 곧 "
    "스펙트로그램의 칸이 몇 dB 어긋나는지를 80 dB 깊이까지 잰 값입니다. SI-SDR은 표본을 하나씩 비교하므로 위상을 지어낸 뒤에는 뜻이 "
    "없습니다. 귀에는 같아도 표본이 다르기 때문입니다.",
)
WHAT_IF = Text(
    "Spoil the spectrogram before anything is kept of it: which representation notices? Everything above is then "
    "made from the spoilt one and compared with the sound as it was.",
    "남기기 전에 스펙트로그램을 망가뜨려 보세요. 어느 표현이 알아차릴까요? 위의 모든 것은 망가진 스펙트로그램에서 만들어지고 "
    "원래 소리와 비교됩니다.",
)


def tab(sound: SoundInput) -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            own = controls()
            notes = notes_view()
        with part("result", RESULT):
            heard = PlayerView(Text("The original and five that came back", "원본과 되돌아온 다섯 소리"))
            figures = FactsView(Text("What was kept and what was lost", "남은 것과 잃은 것"))
        with part("inside"):
            inside = inside_views()
        with part("what-if", WHAT_IF):
            edit = gr.Radio(
                [(label_of(title), key) for key, title in EDITS.items()],
                value="none",
                label=label("Before keeping", "남기기 전에"),
            )
            noticed = FactsView(Text("How much of what is kept has changed", "남긴 것이 얼마나 달라졌는가"))
        inputs: dict[str, Any] = {**sound.inputs, **own, "edit": edit}
        wire(built, answer, inputs, [notes, heard, figures, *inside, noticed], live=[*own.values(), edit])
        closing_parts(ENTRY, take, inputs)


def inside_views() -> list[Any]:
    """Draws what lies between the original and the sounds that came back, in the order of `answer`."""
    chain = FactsView(Text("What each representation keeps", "각 표현이 남기는 것"))
    spectrograms = SignalView(Text("The spectrogram of each sound", "각 소리의 스펙트로그램"))
    with gr.Row():
        converging = PlotView(Text("Griffin-Lim: looking for the phase", "그리핀-림: 위상 찾기"), height=300)
        price = PlotView(Text("What is kept against what is lost", "남긴 양과 잃은 양"), height=300)
    return [chain, spectrograms, converging, price]
