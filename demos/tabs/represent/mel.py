"""Mel and MFCC: from a few hundred frequencies to the few numbers that sound networks read."""

from typing import Any

import gradio as gr

from demos.catalogue import entry
from demos.figures.mel import mel_figure
from demos.frame import part, task, wire
from demos.language import label, label_of
from demos.tabs.represent import mel_frame, mel_tracks
from demos.tabs.represent.sound_lab import (
    RUN,
    SAMPLE_RATE,
    SoundInput,
    frame_controls,
    notes_view,
    sound_facts,
    sound_lines,
    sound_of,
    stft_config,
)
from demos.take import Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.player_view import PlayerView
from demos.views.plot_view import PlotView
from demos.views.signal_view import SignalView
from mm_models.audio.edits import drop_bands
from mm_models.audio.mel import MelConfig, mfcc
from mm_models.intake.errors import InputError
from mm_models.text import Text

ENTRY = entry("mel")
SCALES: dict[str, Text] = {
    "slaney": Text("Slaney: triangles of equal area", "Slaney: 넓이가 같은 삼각형"),
    "htk": Text("HTK: triangles of equal height", "HTK: 높이가 같은 삼각형"),
}


def mel_config(scale: str, n_mels: float, n_mfcc: float) -> MelConfig:
    """The controls' filter bank, triangles as in the toolbox that the scale is named after."""
    require_bands(n_mels, n_mfcc)
    return MelConfig(n_mels=int(n_mels), scale=scale, norm="slaney" if scale == "slaney" else None)


def require_bands(n_mels: float, n_mfcc: float) -> None:
    """Raises `InputError` where more coefficients are asked for than there are bands."""
    if n_mfcc > n_mels:
        raise InputError(
            "more-coefficients-than-bands",
            Text(
                f"{n_mels:.0f} mel bands give at most {n_mels:.0f} coefficients: "
                f"take more bands, or fewer coefficients than {n_mfcc:.0f}.",
                f"멜 밴드 {n_mels:.0f}개에서는 계수가 많아야 {n_mels:.0f}개 나옵니다. "
                f"밴드를 늘리거나 계수를 {n_mfcc:.0f}개보다 줄이세요.",
            ),
        )


def answer(
    recording: str | None,
    example: str,
    window: str,
    window_ms: float,
    hop_ms: float,
    n_fft: str,
    scale: str,
    n_mels: float,
    n_mfcc: float,
    moment: float,
    low_hz: float,
    high_hz: float,
) -> list[Payload]:
    """The log-mel spectrogram and MFCC of a sound, every step to them, and what happens when it is disturbed."""
    sound = sound_of(recording, example)
    config = stft_config(window, window_ms, hop_ms, n_fft, len(sound.waveform))
    mel = mel_config(scale, n_mels, n_mfcc)
    trace = mfcc(sound.waveform, config, mel, n_mfcc=int(n_mfcc))
    frame = mel_frame.frame_at(trace, moment)
    return [
        sound_facts(sound),
        mel_tracks.whole(sound.waveform, trace),
        mel_frame.pipeline(trace, frame),
        mel_frame.scale_curve(trace.mel, scale),
        mel_frame.bank(trace.mel),
        mel_frame.spectrum(trace, frame),
        mel_frame.powers(trace, frame),
        mel_frame.basis(trace),
        mel_frame.coefficients(trace, frame),
        mel_frame.outline(trace, frame),
        mel_tracks.moving(sound.waveform, config, mel, int(n_mfcc)),
        mel_tracks.fewer_bands(sound.waveform, config, mel),
        mel_tracks.disturbed(sound.waveform, config, mel, *sorted((low_hz, high_hz))),
    ]


def take(
    recording: str | None,
    example: str,
    window: str,
    window_ms: float,
    hop_ms: float,
    n_fft: str,
    scale: str,
    n_mels: float,
    n_mfcc: float,
    moment: float,
    low_hz: float,
    high_hz: float,
) -> Take:
    """The steps as a figure, all arrays, the sound without the dropped band, and the lines that compute it."""
    waveform = sound_of(recording, example).waveform
    config = stft_config(window, window_ms, hop_ms, n_fft, len(waveform))
    mel = mel_config(scale, n_mels, n_mfcc)
    trace = mfcc(waveform, config, mel, n_mfcc=int(n_mfcc))
    return Take(
        figure=lambda: mel_figure(trace, mel_tracks.RANGE_DB),
        arrays={
            "waveform": waveform.numpy(),
            "filters": trace.mel.filters.numpy(),
            "edges_hz": trace.mel.edges_hz.numpy(),
            "log_mel": trace.mel.log_mel.numpy(),
            "dct": trace.dct.numpy(),
            "mfcc": trace.coefficients.numpy(),
            "deltas": trace.deltas.numpy(),
            "delta_deltas": trace.delta_deltas.numpy(),
            "times_s": trace.mel.stft.times_s.numpy(),
        },
        python=PYTHON.format(
            sound=sound_lines(recording, example), config=config, mel=mel, n_mfcc=int(n_mfcc)
        ),
        sound=drop_bands(waveform, config, *sorted((low_hz, high_hz))).waveform.numpy(),
        sample_rate=SAMPLE_RATE,
    )


PYTHON = """\
{sound}
from mm_models.audio.mel import MelConfig, mfcc
from mm_models.audio.stft import StftConfig

trace = mfcc(waveform, {config!r}, {mel!r}, n_mfcc={n_mfcc})
print(trace.mel.log_mel.shape, trace.coefficients.shape, trace.deltas.shape)
"""


def controls() -> dict[str, Any]:
    """Draws the tab's own controls and the moment that the frame's path is drawn for."""
    with gr.Row():
        scale = gr.Radio(
            [(label_of(title), key) for key, title in SCALES.items()],
            value="slaney",
            label=label("Mel scale", "멜 척도"),
            min_width=280,
        )
        n_mels = gr.Slider(10, 128, value=40, step=1, label=label("Mel bands", "멜 밴드 수"), min_width=220)
        n_mfcc = gr.Slider(2, 40, value=13, step=1, label=label("Coefficients", "계수 개수"), min_width=220)
        moment = gr.Slider(
            0,
            12,
            value=0.5,
            step=0.01,
            label=label("Moment (s)", "순간 (s)"),
            min_width=220,
        )
    return {"scale": scale, "n_mels": n_mels, "n_mfcc": n_mfcc, "moment": moment}


def band_controls() -> dict[str, Any]:
    """Draws the two ends of the band that is silenced."""
    with gr.Row():
        low_hz = gr.Slider(
            0,
            8000,
            value=1000,
            step=50,
            label=label("Silence from (Hz)", "지울 대역의 시작 (Hz)"),
            min_width=200,
        )
        high_hz = gr.Slider(
            0, 8000, value=4000, step=50, label=label("Silence to (Hz)", "지울 대역의 끝 (Hz)"), min_width=200
        )
    return {"low_hz": low_hz, "high_hz": high_hz}


def _clicked(event: gr.SelectData) -> float:
    """The moment of a click in the result, in seconds."""
    return round(float(event.value), 2)


def tab(sound: SoundInput) -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            frames, own = frame_controls(), controls()
            notes = notes_view()
        with part("result", RESULT):
            result = SignalView(ENTRY.title)
        with part("inside"):
            inside = inside_views()
        with part("what-if", WHAT_IF):
            bands = SignalView(
                Text("The same two seconds as 8, 20 and 80 bands", "같은 2초를 밴드 8개, 20개, 80개로")
            )
            own |= band_controls()
            heard = PlayerView(Text("Drop bands, shuffle frames", "대역 지우기, 프레임 섞기"))
        inputs: dict[str, Any] = {**sound.inputs, **frames.inputs, **own}
        outputs = [notes, result, *inside, bands, heard]
        wire(built, answer, inputs, outputs, live=[*frames.all, *own.values()])
        moved = result.select(_clicked, None, own["moment"], api_visibility="private", show_progress="hidden")
        moved.then(None, None, None, js=RUN)
        closing_parts(ENTRY, take, inputs)


RESULT = Text(
    "The same sound, three times: samples, mel bands, coefficients. Click a cell to hear that band and to take "
    "that moment apart below; space plays.",
    "같은 소리를 표본, 멜 밴드, 계수로 세 번 나타냅니다. 칸을 누르면 그 대역이 들리고 그 순간을 아래에서 뜯어봅니다. "
    "스페이스로 재생합니다.",
)
WHAT_IF = Text(
    "Take bands away and listen to what they carried; shuffle the frames and see which numbers notice.",
    "대역을 지워 그 대역이 무엇을 실어 날랐는지 들어 보고, 프레임을 섞어 어떤 수가 달라지는지 보세요.",
)


def inside_views() -> list[Any]:
    """Draws the steps from waveform to MFCC, in the order of `answer`."""
    steps = FactsView(Text("From waveform to MFCC", "파형에서 MFCC까지"))
    with gr.Row():
        curve = PlotView(Text("The mel scale", "멜 척도"), height=260)
        bank = PlotView(Text("The filter bank", "필터뱅크"), height=260)
    spectrum = PlotView(
        Text("One frame: its spectrum under the filters", "한 프레임: 필터 아래의 스펙트럼"), height=240
    )
    powers = PlotView(Text("Its mel powers", "멜 파워"), height=200)
    basis = MatrixView(Text("The DCT: one cosine in each row", "DCT: 행마다 코사인 하나"))
    coefficients = MatrixView(Text("The frame's coefficients and slopes", "이 프레임의 계수와 기울기"))
    outline = PlotView(
        Text("Back from the coefficients: the outline they keep", "계수에서 되돌린 윤곽"), height=260
    )
    moving = SignalView(Text("How the coefficients move", "계수가 움직이는 모습"))
    return [steps, curve, bank, spectrum, powers, basis, coefficients, outline, moving]
