"""Waveform and Fourier: what a sound is made of, asked one frequency at a time with a cosine and a sine."""

import math
from dataclasses import dataclass
from typing import Any

import gradio as gr
import torch
from jaxtyping import Float
from torch import Tensor

from demos.catalogue import entry
from demos.figures.fourier import fourier_figure
from demos.frame import part, task, wire
from demos.language import label
from demos.tabs.represent import fourier_lost as lost
from demos.tabs.represent import fourier_plots as plots
from demos.tabs.represent.clicks import point_at
from demos.tabs.represent.curves import number
from demos.tabs.represent.sound_lab import (
    SAMPLE_RATE,
    SoundInput,
    notes_view,
    sound_facts,
    sound_lines,
    sound_of,
)
from demos.take import Take, closing_parts
from demos.views.facts_view import FactsView, facts, step
from demos.views.packing import Payload
from demos.views.player_view import PlayerView
from demos.views.plot_view import PlotView
from mm_models.audio.fourier import ProbeTrace, SpectrumTrace, parseval, probe, spectrum
from mm_models.audio.stretch import Stretch, loudest
from mm_models.text import Text

ENTRY = entry("fourier")
LOWEST_HZ = 20.0
FINER = 8  # a stretch with zeros behind it is asked at this many times as many frequencies


@dataclass(frozen=True)
class Asked:
    """One question to the sound: which stretch of it, which frequency, and the answer."""

    waveform: Float[Tensor, "samples"]
    stretch: Stretch
    probe: ProbeTrace
    fine: SpectrumTrace  # of the stretch, so finely that its curve looks smooth


def ask(waveform: Float[Tensor, "samples"], start: float, length_ms: float, probe_hz: float) -> Asked:
    """The question that the controls ask: 0 stands for the loudest stretch and for its strongest frequency."""
    chosen = stretch_at(waveform, start, round(length_ms * SAMPLE_RATE / 1000))
    samples = len(chosen.waveform)
    fine = spectrum(torch.nn.functional.pad(chosen.waveform, (0, (FINER - 1) * samples)), SAMPLE_RATE)
    frequency_hz = probe_hz if probe_hz > 0 else strongest_hz(fine)
    return Asked(waveform, chosen, probe(chosen.waveform, SAMPLE_RATE, frequency_hz), fine)


def stretch_at(waveform: Float[Tensor, "samples"], start_s: float, length: int) -> Stretch:
    """`length` samples from `start_s` on, moved forward where the sound ends earlier; the loudest ones from 0."""
    if start_s <= 0:
        return loudest(waveform, length)
    start = max(0, min(round(start_s * SAMPLE_RATE), len(waveform) - length))
    return Stretch(waveform[start : start + length], start)


def strongest_hz(trace: SpectrumTrace) -> float:
    """The frequency that is most in the sound, not below what one can hear."""
    return max(LOWEST_HZ, float(trace.frequencies_hz[trace.magnitude.argmax()]))


def answer(
    recording: str | None, example: str, start: float, length_ms: float, probe_hz: float
) -> list[Payload]:
    """One coefficient of the Fourier transform step by step, the spectrum that many make, and what it forgets."""
    sound = sound_of(recording, example)
    asked = ask(sound.waveform, start, length_ms, probe_hz)
    partners = lost.partners(sound.waveform)
    return [
        sound_facts(sound),
        plots.whole(asked.waveform, asked.stretch),
        plots.compared(asked.stretch, asked.probe),
        plots.multiplied(asked.probe),
        plots.added(asked.probe),
        answer_facts(asked.probe),
        plots.grown(asked.stretch, asked.probe, asked.fine),
        pipeline(asked),
        plots.whole_spectrum(asked.waveform, asked.probe),
        lost.listen(partners),
        lost.spectra(partners),
        lost.differences(partners),
    ]


def answer_facts(trace: ProbeTrace) -> Payload:
    """The two sums, and the same answer as a magnitude and a phase."""
    degrees = math.degrees(trace.phase_rad)
    amplitude = 2 * trace.magnitude / len(trace.times_s)
    return facts(
        [
            (Text("Σ sound × cosine", "Σ 소리 × 코사인"), number(trace.cosine_sum, 3), None),
            (Text("Σ sound × sine", "Σ 소리 × 사인"), number(trace.sine_sum, 3), None),
            (
                Text("Magnitude |X|", "크기 |X|"),
                f"{trace.magnitude:.3f}",
                Text(
                    f"√(cosine² + sine²): a swing of amplitude {amplitude:.3f}",
                    f"√(코사인² + 사인²): 진폭 {amplitude:.3f}의 흔들림",
                ),
            ),
            (
                Text("Phase arg X", "위상 arg X"),
                f"{number(degrees, 0)}°",
                Text(
                    "where in its swing it starts: 0° at the top, −90° rising through zero",
                    "흔들림의 어디에서 시작하는지: 0°는 꼭대기, −90°는 0을 지나 올라갈 때",
                ),
            ),
        ]
    )


def pipeline(asked: Asked) -> Payload:
    """The shapes from waveform to coefficients, and the energy counted on both sides."""
    samples = len(asked.stretch.waveform)
    energy = parseval(asked.stretch.waveform)
    hertz = Text(f"{asked.probe.frequency_hz:.0f} Hz", f"{asked.probe.frequency_hz:.0f} Hz")
    steps = [
        step(Text("Waveform", "파형"), (len(asked.waveform),)),
        step(Text("Stretch", "구간"), (samples,)),
        step(Text("× cosine, × sine", "× 코사인, × 사인"), (2, samples), hertz),
        step(Text("Σ", "Σ"), (2,), Text("one complex number", "복소수 하나")),
        step(Text("|X|, arg X", "|X|, arg X"), (2,)),
    ]
    spacing = SAMPLE_RATE / samples
    rows = [
        (
            Text("Different questions", "서로 다른 질문의 수"),
            f"{samples // 2 + 1}",
            Text(
                f"0, {spacing:.1f}, {2 * spacing:.1f} … Hz: the DFT; frequencies between them add nothing new",
                f"0, {spacing:.1f}, {2 * spacing:.1f} … Hz: 이것이 DFT이며, 그 사이의 주파수는 새 정보를 주지 않습니다",
            ),
        ),
        (
            Text("Energy in time", "시간에서 본 에너지"),
            f"{energy.time_energy:.6f}",
            Text("Σ x²", "Σ x²"),
        ),
        (
            Text("Energy in frequency", "주파수에서 본 에너지"),
            f"{energy.frequency_energy:.6f}",
            Text("Σ |X|² / N: the same (Parseval)", "Σ |X|² / N: 같습니다 (파르스발)"),
        ),
    ]
    return facts(rows, steps=steps)


def take(recording: str | None, example: str, start: float, length_ms: float, probe_hz: float) -> Take:
    """The probe and the spectrum as a figure, their arrays, the sound, and the lines that compute them."""
    waveform = sound_of(recording, example).waveform
    asked = ask(waveform, start, length_ms, probe_hz)
    begin, end = asked.stretch.start, asked.stretch.start + len(asked.stretch.waveform)
    return Take(
        figure=lambda: fourier_figure(asked.stretch.waveform, asked.probe, asked.fine),
        arrays={
            "waveform": waveform.numpy(),
            "stretch": asked.stretch.waveform.numpy(),
            "cosine_product": asked.probe.cosine_product.numpy(),
            "sine_product": asked.probe.sine_product.numpy(),
            "cosine_running": asked.probe.cosine_running.numpy(),
            "sine_running": asked.probe.sine_running.numpy(),
            "coefficients": spectrum(asked.stretch.waveform, SAMPLE_RATE).coefficients.numpy(),
        },
        python=PYTHON.format(
            sound=sound_lines(recording, example),
            begin=begin,
            end=end,
            rate=SAMPLE_RATE,
            frequency_hz=asked.probe.frequency_hz,
        ),
        sound=waveform.numpy(),
        sample_rate=SAMPLE_RATE,
    )


PYTHON = """\
{sound}
from mm_models.audio.fourier import probe, spectrum

stretch = waveform[{begin}:{end}]
answer = probe(stretch, {rate}, {frequency_hz!r})
print(answer.cosine_sum, answer.sine_sum, answer.magnitude, answer.phase_rad)
print(spectrum(stretch, {rate}).magnitude)  # the same question at every frequency, by the FFT
"""


@dataclass(frozen=True)
class Controls:
    """Which stretch, and which frequency is asked for; all three in the units of their names."""

    start: gr.Slider
    length_ms: gr.Slider
    probe_hz: gr.Slider

    @property
    def inputs(self) -> dict[str, gr.Slider]:
        return {"start": self.start, "length_ms": self.length_ms, "probe_hz": self.probe_hz}


def controls_row() -> Controls:
    """Draws the three sliders."""
    with gr.Row():
        start = gr.Slider(
            0,
            10,
            value=0,
            step=0.01,
            label=label("Stretch begins at (s)", "구간의 시작 (s)"),
            info=label("0: where the sound is loudest", "0: 소리가 가장 큰 곳"),
            min_width=220,
        )
        length_ms = gr.Slider(
            20,
            200,
            value=40,
            step=5,
            label=label("Length of the stretch (ms)", "구간의 길이 (ms)"),
            info=label("longer: more frequencies told apart", "길수록 더 많은 주파수를 구별합니다"),
            min_width=220,
        )
        probe_hz = gr.Slider(
            0,
            SAMPLE_RATE // 2,
            value=0,
            step=1,
            label=label("Probe frequency (Hz)", "탐침 주파수 (Hz)"),
            info=label("0: the strongest in the stretch", "0: 구간에서 가장 센 주파수"),
            min_width=220,
        )
    return Controls(start, length_ms, probe_hz)


def tab(sound: SoundInput) -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            controls = controls_row()
            notes = notes_view()
        result = result_views()
        with part("inside"):
            inside = FactsView(Text("From a stretch to a coefficient", "구간에서 계수까지"))
            whole_spectrum = PlotView(
                Text("Power spectrum of the whole sound", "소리 전체의 파워 스펙트럼"), height=220
            )
        with part("what-if", lost.QUESTION):
            listened = PlayerView(
                Text("Three sounds, one magnitude spectrum", "크기 스펙트럼이 같은 세 소리")
            )
            spectra = PlotView(Text("Their magnitude spectra", "세 소리의 크기 스펙트럼"), height=200)
            differences = FactsView(Text("How different they are", "얼마나 다른가"))
        point_at(result[0], controls.start, 2)
        point_at(result[-1], controls.probe_hz, 0)
        point_at(whole_spectrum, controls.probe_hz, 0)
        inputs: dict[str, Any] = {**sound.inputs, **controls.inputs}
        outputs = [notes, *result, inside, whole_spectrum, listened, spectra, differences]
        wire(built, answer, inputs, outputs, live=list(controls.inputs.values()))
        closing_parts(ENTRY, take, inputs)


def result_views() -> list[Any]:
    """Draws the Result: the stretch, the three steps of one question and its answer, the spectrum."""
    about = Text(
        "Click the waveform to choose a stretch, and the spectrum to choose a probe.",
        "파형을 누르면 구간이, 스펙트럼을 누르면 탐침 주파수가 바뀝니다.",
    )
    with part("result", about):
        whole = PlotView(Text("The sound, and the stretch", "소리와 고른 구간"), height=130)
        with gr.Row():
            with gr.Column(min_width=320):
                compared = PlotView(Text("1. The stretch and the probe", "1. 구간과 탐침"), height=170)
                multiplied = PlotView(Text("2. Multiplied", "2. 곱하기"), height=170)
                added = PlotView(Text("3. Added up", "3. 더하기"), height=170)
            with gr.Column(min_width=320):
                numbers = FactsView(Text("The answer: two numbers", "답: 두 개의 수"))
                grown = PlotView(
                    Text("4. One question after another: the spectrum", "4. 차례로 물으면: 스펙트럼"),
                    height=440,
                )
    return [whole, compared, multiplied, added, numbers, grown]
