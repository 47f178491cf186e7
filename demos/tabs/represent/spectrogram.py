"""Spectrogram: which frequencies sound when, and what a sharper view of one costs the other."""

from typing import Any

import gradio as gr
import torch

from demos.catalogue import entry
from demos.figures.spectrogram import spectrogram_figure
from demos.frame import part, task, wire
from demos.language import label, label_of
from demos.tabs.represent.sound_lab import (
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
from demos.views.facts_view import FactsView, facts, step
from demos.views.packing import Payload
from demos.views.player_view import PlayerView, player, stem
from demos.views.signal_view import SignalView, image_track, signal, wave_track
from mm_models.audio.edits import shuffle_frames, shuffle_phase
from mm_models.audio.stft import StftConfig, StftTrace, stft
from mm_models.audio.stretch import loudest
from mm_models.text import Text

ENTRY = entry("spectrogram")
FLOOR_DB = -90.0
ZOOMS_MS = (5, 25, 100)
ZOOM_SECONDS = 2.0  # a short stretch shows single clicks and saves the visitor's line
SHUFFLE_SECONDS = 4.0

POWER = Text("Spectrogram, power in dB", "스펙트로그램, 파워 (dB)")
WAVE = Text("Waveform", "파형")
SCALES: dict[str, Text] = {
    "log": Text("Power in dB", "파워 (dB)"),
    "linear": Text("Power, linear", "파워, 선형"),
}


def answer(
    recording: str | None, example: str, window: str, window_ms: float, hop_ms: float, n_fft: str, scale: str
) -> list[Payload]:
    """The spectrogram of a sound, its phase, its resolution, and what happens when it is disturbed."""
    sound = sound_of(recording, example)
    config = stft_config(window, window_ms, hop_ms, n_fft, len(sound.waveform))
    trace = stft(sound.waveform, config)
    tracks = [wave_track(WAVE), power_track(trace, scale), phase_track(trace)]
    return [
        sound_facts(sound),
        signal(sound.waveform, SAMPLE_RATE, tracks),
        pipeline(trace),
        trade_off(sound.waveform, window),
        disturbed(sound.waveform, config),
    ]


def power_track(trace: StftTrace, scale: str, label: Text = POWER) -> Payload:
    """The spectrogram as an image over time: decibels, or power as it is."""
    if scale == "linear":
        linear = Text("Spectrogram, linear power", "스펙트로그램, 선형 파워")
        power = trace.power / trace.config.full_scale() ** 2
        return image_track(
            linear,
            power,
            hop_seconds=trace.config.hop_s,
            y_values=trace.frequencies_hz,
            value_unit="",
            low=0.0,
            high=float(power.max()) or 1.0,
        )
    levels = trace.decibels
    return image_track(
        label,
        levels,
        hop_seconds=trace.config.hop_s,
        y_values=trace.frequencies_hz,
        low=FLOOR_DB,
        high=max(float(levels.max()), FLOOR_DB + 10),
    )


def phase_track(trace: StftTrace) -> Payload:
    """The half of the numbers that most networks throw away."""
    return image_track(
        Text("Phase", "위상"),
        trace.phase_rad,
        hop_seconds=trace.config.hop_s,
        y_values=trace.frequencies_hz,
        value_unit="rad",
        low=-torch.pi,
        high=torch.pi,
        colour_map="cyclic",
        pooling="pick",
        height=140,
    )


def pipeline(trace: StftTrace) -> Payload:
    """The shapes from waveform to decibels, and what this window can tell apart."""
    config = trace.config
    steps = [
        step(WAVE, (trace.samples,)),
        step(
            Text("Frames", "프레임"),
            trace.frames.shape,
            Text(f"every {config.hop_length} samples", f"{config.hop_length} 표본마다"),
        ),
        step(Text("× window", "× 창 함수"), trace.windowed.shape, Text(config.window, config.window)),
        step(Text("FFT", "FFT"), trace.spectrogram.shape, Text("complex", "복소수")),
        step(Text("|·|²", "|·|²"), trace.power.shape),
        step(Text("10 log₁₀", "10 log₁₀"), trace.decibels.shape, Text("dB", "dB")),
    ]
    tells_apart = Text("two tones closer than this melt into one", "이보다 가까운 두 음은 하나로 합쳐집니다")
    rows = [
        (
            Text("Time resolution", "시간 해상도"),
            f"{1000 * config.window_s:.1f} ms",
            Text("the window", "창 길이"),
        ),
        (Text("Frequency resolution", "주파수 해상도"), f"{config.noise_bandwidth_hz:.1f} Hz", tells_apart),
        (
            Text("Their product", "두 값의 곱"),
            f"{config.window_s * config.noise_bandwidth_hz:.2f}",
            Text("depends on the shape of the window only", "창 함수의 모양에만 달려 있습니다"),
        ),
        (
            Text("Distance of rows", "행 간격"),
            f"{config.bin_width_hz:.2f} Hz",
            Text(
                "a larger FFT draws finer, and resolves nothing new",
                "FFT가 커지면 더 촘촘히 그릴 뿐 새로 구별되는 것은 없습니다",
            ),
        ),
        (
            Text("Numbers a second", "초당 숫자 수"),
            f"{config.bins / config.hop_s:,.0f}",
            Text(f"from {SAMPLE_RATE:,} samples", f"표본 {SAMPLE_RATE:,}개에서"),
        ),
    ]
    return facts(rows, steps=steps)


def trade_off(waveform: torch.Tensor, window: str) -> Payload:
    """The loudest stretch of the sound through a short, a middle and a long window, everything else equal."""
    near = loudest(waveform, round(ZOOM_SECONDS * SAMPLE_RATE))
    tracks = [zoom_track(near.waveform, window, window_ms) for window_ms in ZOOMS_MS]
    return signal(near.waveform, SAMPLE_RATE, tracks, start=near.start / SAMPLE_RATE)


def zoom_track(waveform: torch.Tensor, window: str, window_ms: int) -> Payload:
    """One of the three: how far two tones must be apart stands in its title."""
    config = StftConfig.from_milliseconds(
        SAMPLE_RATE, window=window, window_ms=window_ms, hop_ms=5, n_fft=2048 if window_ms > 50 else 512
    )
    apart = config.noise_bandwidth_hz
    title = Text(
        f"{window_ms} ms window: tells {window_ms} ms and {apart:.0f} Hz apart",
        f"{window_ms} ms 창: {window_ms} ms, {apart:.0f} Hz 차이를 구별합니다",
    )
    return power_track(stft(waveform, config), "log", title)


def disturbed(waveform: torch.Tensor, config: StftConfig) -> Payload:
    """The loudest stretch beside itself with its phases, then its moments, shuffled."""
    near = loudest(waveform, round(SHUFFLE_SECONDS * SAMPLE_RATE)).waveform
    seeded = torch.Generator().manual_seed(0)
    scrambled = shuffle_phase(near, config, seeded)
    jumbled = shuffle_frames(near, config, seeded, block=10)
    same_size = Text("every magnitude asked for as it was", "크기는 그대로 요구함")
    blocks = Text("blocks of ten frames", "프레임 열 개씩")
    return player(
        [
            stem(Text("The sound", "원래 소리"), near),
            stem(Text("Phases shuffled", "위상을 섞음"), scrambled.waveform, colour=1, note=same_size),
            stem(Text("Moments shuffled", "시간을 섞음"), jumbled.waveform, colour=2, note=blocks),
        ],
        SAMPLE_RATE,
    )


def take(
    recording: str | None, example: str, window: str, window_ms: float, hop_ms: float, n_fft: str, scale: str
) -> Take:
    """The spectrogram as a figure, its arrays, the sound, and the lines that compute it."""
    sound = sound_of(recording, example)
    config = stft_config(window, window_ms, hop_ms, n_fft, len(sound.waveform))
    trace = stft(sound.waveform, config)
    return Take(
        figure=lambda: spectrogram_figure(sound.waveform, trace, FLOOR_DB),
        arrays={
            "waveform": sound.waveform.numpy(),
            "spectrogram": trace.spectrogram.numpy(),
            "decibels": trace.decibels.numpy(),
            "times_s": trace.times_s.numpy(),
            "frequencies_hz": trace.frequencies_hz.numpy(),
        },
        python=PYTHON.format(config=config, sound=sound_lines(recording, example)),
        sound=sound.waveform.numpy(),
        sample_rate=SAMPLE_RATE,
    )


PYTHON = """\
{sound}
from mm_models.audio.stft import StftConfig, stft

trace = stft(waveform, {config!r})
print(trace.spectrogram.shape, trace.decibels.max())
"""


def tab(sound: SoundInput) -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            controls = frame_controls()
            scale = gr.Radio(
                [(label_of(title), key) for key, title in SCALES.items()],
                value="log",
                label=label("Scale", "척도"),
            )
            notes = notes_view()
        with part(
            "result",
            Text(
                "Click a cell to hear that band; space plays.",
                "칸을 누르면 그 대역이 들립니다. 스페이스로 재생합니다.",
            ),
        ):
            result = SignalView(ENTRY.title)
        with part("inside"):
            inside = FactsView(Text("From waveform to decibels", "파형에서 데시벨까지"))
        about = Text(
            "The same sound through three windows: a click is sharp in one, a chord in another.",
            "같은 소리를 세 가지 창으로 봅니다. 짧은 창에서는 순간이, 긴 창에서는 화음이 또렷합니다.",
        )
        with part("what-if", about):
            windows = SignalView(Text("Three windows", "세 가지 창"))
            shuffled = PlayerView(Text("Shuffle the phase, shuffle the time", "위상 섞기, 시간 섞기"))
        inputs: dict[str, Any] = {**sound.inputs, **controls.inputs, "scale": scale}
        wire(built, answer, inputs, [notes, result, inside, windows, shuffled], live=[*controls.all, scale])
        closing_parts(ENTRY, take, inputs)
