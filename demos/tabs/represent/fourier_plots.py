"""The figures of the Fourier tab: one question to a stretch of sound, step by step, and the spectrum of many."""

import torch
from jaxtyping import Float
from torch import Tensor

from demos.tabs.represent.curves import number, outline, upper
from demos.tabs.represent.sound_lab import SAMPLE_RATE
from demos.views.packing import LINE_POINTS, Payload
from demos.views.plot_view import band, frame, line, marker, plot
from mm_models.audio.fourier import ProbeTrace, SpectrumTrace, spectrum, sweep
from mm_models.audio.stretch import Stretch
from mm_models.text import Text

SOUND, COSINE, SINE, FAINT = 0, 1, 2, 7  # colours, the same in every figure
POINTS = 1_600
PROBES = 96
PROBES_HZ = (50.0, 8_000.0)
FILM_SECONDS = 0.09
FLOOR_DB = -120.0

TIME = Text("Time", "시간")
TIME_IN_STRETCH = Text("Time in the stretch", "구간 안의 시간")
FREQUENCY = Text("Frequency", "주파수")
AMPLITUDE = Text("Amplitude", "진폭")
MAGNITUDE = Text("Magnitude |X|", "크기 |X|")


def whole(waveform: Float[Tensor, "samples"], stretch: Stretch) -> Payload:
    """The waveform of the whole sound with the stretch marked."""
    begin, length = stretch.start / SAMPLE_RATE, len(stretch.waveform) / SAMPLE_RATE
    words = Text(
        f"The stretch: {begin:.2f} s, {1000 * length:.0f} ms long",
        f"고른 구간: {begin:.2f} s부터 {1000 * length:.0f} ms",
    )
    seconds = torch.arange(len(waveform)) / SAMPLE_RATE
    inside = slice(stretch.start, stretch.start + len(stretch.waveform))
    return plot(
        [
            line(Text("The sound", "소리"), *outline(seconds, waveform, POINTS), colour=SOUND),
            line(words, *outline(seconds[inside], stretch.waveform, POINTS), colour=COSINE),
        ],
        x_label=TIME,
        y_label=AMPLITUDE,
        x_unit="s",
        bands=[band(begin, begin + length, "", colour=COSINE)],
    )


def compared(stretch: Stretch, trace: ProbeTrace) -> Payload:
    """The stretch, and the two probes drawn as high as the stretch is loud."""
    peak = float(stretch.waveform.abs().max()) or 1.0
    hertz = f"{trace.frequency_hz:.0f} Hz"
    return over_time(
        trace,
        [
            (Text("Sound", "소리"), stretch.waveform, SOUND),
            (Text(f"Cosine, {hertz}", f"코사인, {hertz}"), peak * trace.cosine, COSINE),
            (Text(f"Sine, {hertz}", f"사인, {hertz}"), peak * trace.sine, SINE),
        ],
        AMPLITUDE,
    )


def multiplied(trace: ProbeTrace) -> Payload:
    """Sound times probe: what stays on one side of zero will add up."""
    return over_time(
        trace,
        [
            (Text("Sound × cosine", "소리 × 코사인"), trace.cosine_product, COSINE),
            (Text("Sound × sine", "소리 × 사인"), trace.sine_product, SINE),
        ],
        Text("Product", "곱"),
        style="area",
    )


def added(trace: ProbeTrace) -> Payload:
    """The sums as they grow; where they end is the answer."""
    cosine, sine = number(trace.cosine_sum, 2), number(trace.sine_sum, 2)
    return over_time(
        trace,
        [
            (Text(f"Cosine sum → {cosine}", f"코사인 합 → {cosine}"), trace.cosine_running, COSINE),
            (Text(f"Sine sum → {sine}", f"사인 합 → {sine}"), trace.sine_running, SINE),
        ],
        Text("Sum so far", "지금까지의 합"),
    )


def over_time(
    trace: ProbeTrace, curves: list[tuple[Text, Tensor, int]], y_label: Text, style: str = "line"
) -> Payload:
    """Curves of (name, samples, colour) over the stretch, in ms from its beginning."""
    milliseconds = 1000 * trace.times_s
    lines = [
        line(words, *outline(milliseconds, values, POINTS), style=style, colour=colour)  # type: ignore[arg-type]
        for words, values, colour in curves
    ]
    return plot(lines, x_label=TIME_IN_STRETCH, y_label=y_label, x_unit="ms")


def grown(stretch: Stretch, asked: ProbeTrace, fine: SpectrumTrace) -> Payload:
    """A film in which every frame asks for one more frequency, over the curve that the FFT computes at once."""
    film = list(sweep(stretch.waveform, SAMPLE_RATE, torch.logspace(*_exponents(), PROBES)))
    heard = fine.frequencies_hz >= PROBES_HZ[0] / 2
    curve = upper(fine.frequencies_hz[heard], fine.magnitude[heard], LINE_POINTS)
    chosen = [
        marker(asked.frequency_hz, f"{asked.frequency_hz:.0f} Hz: {asked.magnitude:.2f}", colour=COSINE)
    ]
    frames = [
        frame(
            f"{state.latest.frequency_hz:.0f} Hz: {state.latest.magnitude:.2f}",
            {1: (state.frequencies_hz, state.magnitude)},
            markers=[marker(state.latest.frequency_hz, "", colour=SOUND)],  # the caption names it
        )
        for state in film[:-1]
    ]
    everything = Text(
        f"{PROBES} probes asked; the marker is yours",
        f"탐침 {PROBES}개로 모두 물었습니다. 표시선은 고른 탐침입니다",
    )
    last = (film[-1].frequencies_hz, film[-1].magnitude)
    return plot(
        [
            line(Text("FFT: every frequency at once", "FFT: 모든 주파수를 한꺼번에"), *curve, colour=FAINT),
            line(Text("Asked so far", "지금까지 물은 것"), *last, style="stem", colour=SOUND),
        ],
        x_label=FREQUENCY,
        y_label=MAGNITUDE,
        x_unit="Hz",
        x_scale="log",
        x_range=(PROBES_HZ[0] * 0.95, PROBES_HZ[1]),
        y_range=(0.0, 1.05 * (float(fine.magnitude.max()) or 1.0)),
        markers=chosen,
        frames=[*frames, frame(everything, {1: last}, markers=chosen)],
        frame_seconds=FILM_SECONDS,
        first_frame=PROBES - 1,
    )


def _exponents() -> tuple[float, float]:
    """The lowest and the highest probe as powers of ten: equal steps in pitch, as the ear counts."""
    low, high = torch.tensor(PROBES_HZ, dtype=torch.float64).log10().tolist()
    return low, high


def whole_spectrum(waveform: Float[Tensor, "samples"], asked: ProbeTrace) -> Payload:
    """The power spectrum of the whole sound in dB of a full-scale sine, its time forgotten."""
    trace = spectrum(waveform, SAMPLE_RATE, FLOOR_DB)
    bins = len(trace.frequencies_hz)
    words = Text(f"{bins:,} frequencies", f"주파수 {bins:,}개")
    return plot(
        [line(words, *upper(trace.frequencies_hz, trace.decibels, POINTS), colour=SOUND)],
        x_label=FREQUENCY,
        y_label=Text("Power", "파워"),
        x_unit="Hz",
        y_unit="dBFS",
        x_scale="log",
        x_range=(20.0, SAMPLE_RATE / 2),
        markers=[marker(asked.frequency_hz, f"{asked.frequency_hz:.0f} Hz", colour=COSINE)],
    )
