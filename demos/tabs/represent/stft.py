"""Windowing and STFT: a window slides over the sound, and each of its positions gives one column of the spectrogram."""

from typing import Any

import gradio as gr

from demos.catalogue import entry
from demos.figures.stft import stft_figure
from demos.frame import part, task, wire
from demos.language import label
from demos.tabs.represent import stft_films as films
from demos.tabs.represent import stft_windows as windows
from demos.tabs.represent.clicks import point_at
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
from demos.tabs.represent.stft_excerpt import FRAMES, Excerpt, excerpt
from demos.take import Take, closing_parts
from demos.views.facts_view import FactsView, facts, step
from demos.views.packing import Payload
from demos.views.plot_view import PlotView
from demos.views.signal_view import SignalView
from mm_models.text import Text

ENTRY = entry("stft")


def answer(
    recording: str | None,
    example: str,
    window: str,
    window_ms: float,
    hop_ms: float,
    n_fft: str,
    moment: float,
    columns: float,
) -> list[Payload]:
    """The window's way over a stretch of the sound, one frame of it in full, and what other windows would do."""
    sound = sound_of(recording, example)
    config = stft_config(window, window_ms, hop_ms, n_fft)
    seen = excerpt(sound.waveform, config, moment)
    return [
        sound_facts(sound),
        films.sliding(seen),
        films.spectra(seen),
        films.stacked(seen, int(columns)),
        pipeline(seen),
        films.cut(seen),
        films.transformed(seen),
        windows.tone(config),
        windows.figures(config),
        windows.same_frame(seen),
        windows.overlap(config),
        windows.overlap_facts(config),
    ]


def pipeline(seen: Excerpt) -> Payload:
    """The shapes from waveform to spectrogram, and where the picked frame lies."""
    config, frames = seen.config, seen.frames
    steps = [
        step(Text("Waveform", "파형"), (seen.samples,)),
        step(
            Text("Frames", "프레임"),
            (frames, config.n_fft),
            Text(f"one every {config.hop_length} samples", f"{config.hop_length} 표본마다 하나"),
        ),
        step(
            Text("× window", "× 창 함수"),
            (frames, config.n_fft),
            Text(
                f"{config.window_length} samples, zeros beside them",
                f"표본 {config.window_length}개, 양옆은 0",
            ),
        ),
        step(Text("FFT of each", "프레임마다 FFT"), (config.bins, frames), Text("complex", "복소수")),
        step(Text("|·|² in dB", "|·|² (dB)"), (config.bins, frames), Text("the spectrogram", "스펙트로그램")),
    ]
    picked = seen.picked
    rows = [
        (
            Text("The picked frame", "고른 프레임"),
            f"{picked.index} / {frames - 1}",
            Text(f"its middle is at {picked.time_s:.3f} s", f"가운데는 {picked.time_s:.3f} s"),
        ),
        (
            Text("Neighbours share", "이웃끼리 겹치는 부분"),
            f"{100 * max(0.0, 1 - config.hop_length / config.window_length):.0f} %",
            Text("of their samples", "표본 기준"),
        ),
        (
            Text("Noise bandwidth of the window", "창 함수의 잡음 대역폭"),
            f"{config.noise_bandwidth_hz:.0f} Hz",
            Text("how far it spreads a pure tone", "순음 하나가 퍼지는 폭"),
        ),
    ]
    return facts(rows, steps=steps)


def take(
    recording: str | None,
    example: str,
    window: str,
    window_ms: float,
    hop_ms: float,
    n_fft: str,
    moment: float,
    columns: float,
) -> Take:
    """The picked frame step by step and the frames around it as a figure, their arrays, the sound, the lines."""
    waveform = sound_of(recording, example).waveform
    config = stft_config(window, window_ms, hop_ms, n_fft, len(waveform))
    seen = excerpt(waveform, config, moment)
    picked = seen.picked
    return Take(
        figure=lambda: stft_figure(seen.config, picked, seen.times_s, seen.decibels),
        arrays={
            "waveform": waveform.numpy(),
            "segment": picked.segment.numpy(),
            "window": picked.window.numpy(),
            "product": picked.product.numpy(),
            "coefficients": picked.coefficients.numpy(),
            "frequencies_hz": picked.frequencies_hz.numpy(),
            "frame_times_s": seen.times_s.numpy(),
            "decibels": seen.decibels.numpy(),
        },
        python=PYTHON.format(sound=sound_lines(recording, example), config=seen.config, index=picked.index),
        sound=waveform.numpy(),
        sample_rate=SAMPLE_RATE,
    )


PYTHON = """\
{sound}
from mm_models.audio.stft import StftConfig, frame_anatomy, stft

config = {config!r}
frame = frame_anatomy(waveform, config, {index})
print(frame.segment.shape, frame.product.abs().max(), frame.decibels.max())
print(stft(waveform, config).spectrogram.shape)  # the same for every frame
"""


def moment_slider() -> gr.Slider:
    """Draws the slider that picks the frame."""
    return gr.Slider(
        0,
        10,
        value=0,
        step=0.01,
        label=label("Pick the frame at (s)", "고를 프레임의 시각 (s)"),
        info=label("0: where the sound is loudest", "0: 소리가 가장 큰 곳"),
    )


def columns_slider() -> gr.Slider:
    """Draws the slider that stacks the frames one by one."""
    return gr.Slider(
        1,
        FRAMES,
        value=FRAMES,
        step=1,
        label=label("Frames stacked so far", "지금까지 쌓은 프레임 수"),
        info=label("each adds one column", "하나마다 한 열이 늘어납니다"),
    )


def tab(sound: SoundInput) -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            cut = frame_controls()
            moment = moment_slider()
            notes = notes_view()
        columns, result = result_views()
        inside = inside_views()
        what_if = what_if_views()
        point_at(result[0], moment, 2)
        inputs: dict[str, Any] = {**sound.inputs, **cut.inputs, "moment": moment, "columns": columns}
        live = [*cut.all, moment, columns]
        wire(built, answer, inputs, [notes, *result, *inside, *what_if], live=live)
        closing_parts(ENTRY, take, inputs)


def result_views() -> tuple[gr.Slider, list[Any]]:
    """Draws the Result: two films, and the spectrogram that their frames make with the slider that stacks them."""
    about = Text(
        "Play moves the window from frame to frame; each frame's spectrum becomes one column. "
        "Click the waveform to pick another frame.",
        "재생하면 창이 프레임마다 옮겨 갑니다. 프레임 하나의 스펙트럼이 한 열이 됩니다. "
        "파형을 누르면 다른 프레임을 고릅니다.",
    )
    with part("result", about):
        with gr.Row():
            sliding = PlotView(Text("1. The window slides", "1. 창이 미끄러집니다"), height=230)
            spectra = PlotView(Text("2. The spectrum under it", "2. 창 아래의 스펙트럼"), height=230)
        columns = columns_slider()
        stacked = SignalView(Text("3. Stacked: the spectrogram", "3. 쌓으면 스펙트로그램"))
    return columns, [sliding, spectra, stacked]


def inside_views() -> list[Any]:
    """Draws Inside: the shapes, and the picked frame step by step."""
    with part("inside"):
        shapes = FactsView(Text("From waveform to spectrogram", "파형에서 스펙트로그램까지"))
        with gr.Row():
            cut = PlotView(Text("The picked frame, cut and windowed", "고른 프레임: 자르고 창을 곱하기"))
            transformed = PlotView(Text("Its spectrum", "그 스펙트럼"))
    return [shapes, cut, transformed]


def what_if_views() -> list[Any]:
    """Draws What if: leakage through four windows, and whether the overlapping windows add up evenly."""
    with part("what-if", windows.QUESTION):
        with gr.Row():
            tone = PlotView(Text("A pure tone between two bins", "두 빈 사이에 놓인 순음"))
            same_frame = PlotView(
                Text("The picked frame through four windows", "네 가지 창으로 본 같은 프레임")
            )
        figures = FactsView(Text("Four windows", "네 가지 창"))
        with gr.Row():
            overlap = PlotView(Text("The windows added up", "겹친 창의 합"), height=200)
            verdict = FactsView(Text("Constant overlap-add?", "겹쳐 더하면 일정한가?"))
    return [tone, figures, same_frame, overlap, verdict]
