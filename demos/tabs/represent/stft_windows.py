"""What other windows would do: how far a tone leaks through each, and whether copies a hop apart add up evenly."""

import math
from dataclasses import replace

import torch
from jaxtyping import Float
from torch import Tensor

from demos.tabs.represent.curves import number, outline, upper
from demos.tabs.represent.sound_lab import SAMPLE_RATE, WINDOWS
from demos.tabs.represent.stft_excerpt import Excerpt, anatomy
from demos.tabs.represent.stft_films import FLOOR_DB, FREQUENCY, POWER, top_of
from demos.views.facts_view import facts
from demos.views.packing import Payload
from demos.views.plot_view import line, marker, plot
from mm_models.audio.stft import StftConfig, next_power_of_two, stft
from mm_models.audio.windows import is_cola, leakage, overlap_sum
from mm_models.audio.windows import window as window_samples
from mm_models.text import Text

TONE_HZ = 1_000.0
NEIGHBOURS = 12  # bins drawn on either side of the tone
FINER = 8  # points a bin
POINTS = 500

QUESTION = Text(
    "What if the window were another one? A sharp edge tells close tones apart but smears a loud tone over all "
    "frequencies; a soft edge does the opposite.",
    "다른 창을 쓰면 어떻게 될까요? 가장자리가 가파르면 가까운 두 음을 구별하지만 큰 음이 모든 주파수로 번지고, "
    "부드러우면 그 반대입니다.",
)


def tone(config: StftConfig) -> Payload:
    """The spectrum of a pure tone that lies half-way between two bins of the window, through each window."""
    spacing = SAMPLE_RATE / config.window_length
    tone_hz = (math.floor(TONE_HZ / spacing) + 0.5) * spacing
    sound = pure_tone(tone_hz, config.window_length)
    lines = [
        line(marked(name, config), *tone_spectrum(sound, name, tone_hz), colour=colour)
        for colour, name in enumerate(WINDOWS)
    ]
    low = max(0.0, tone_hz - NEIGHBOURS * spacing)
    return plot(
        lines,
        x_label=FREQUENCY,
        y_label=POWER,
        x_unit="Hz",
        y_unit="dB",
        x_range=(low, min(SAMPLE_RATE / 2, tone_hz + NEIGHBOURS * spacing)),
        y_range=(FLOOR_DB, 5.0),
        markers=[marker(tone_hz, f"{tone_hz:.0f} Hz")],
    )


def pure_tone(frequency_hz: float, samples: int) -> Float[Tensor, "samples"]:
    """A full-scale sine."""
    return torch.sin(
        2 * math.pi * frequency_hz / SAMPLE_RATE * torch.arange(samples, dtype=torch.float64)
    ).float()


def tone_spectrum(sound: Float[Tensor, "samples"], name: str, tone_hz: float) -> tuple[Tensor, Tensor]:
    """The spectrum of one frame that is all of `sound`, near the tone, on a grid fine enough for the lobes."""
    length = len(sound)
    n_fft = next_power_of_two(FINER * length)
    config = StftConfig(SAMPLE_RATE, name, length, n_fft, n_fft, center=False)
    padded = torch.nn.functional.pad(sound, ((n_fft - length) // 2, n_fft - length - (n_fft - length) // 2))
    trace = stft(padded, config)
    near = (trace.frequencies_hz - tone_hz).abs() <= NEIGHBOURS * SAMPLE_RATE / length
    return trace.frequencies_hz[near], trace.decibels[near, 0]


def marked(name: str, config: StftConfig) -> Text:
    """The window's name, with a word beside the one in use."""
    title = WINDOWS[name]
    if name != config.window:
        return title
    return Text(f"{title.en} (in use)", f"{title.ko} (사용 중)")


def figures(config: StftConfig) -> Payload:
    """The numbers of each window: its highest side lobe, its main lobe, its noise bandwidth."""
    return facts([window_row(name, config) for name in WINDOWS])


def window_row(name: str, config: StftConfig) -> tuple[Text, str, Text]:
    """One window's highest side lobe, with its widths in bins and Hz for the length in use."""
    trace = leakage(window_samples(name, config.window_length))
    spacing = SAMPLE_RATE / config.window_length
    lobe, noise = trace.main_lobe_bins, trace.noise_bandwidth_bins
    level = "–" if trace.highest_side_lobe_db is None else f"{number(trace.highest_side_lobe_db, 1)} dB"
    return (
        marked(name, config),
        level,
        Text(
            f"highest side lobe; main lobe {lobe:.1f} bins ({lobe * spacing:.0f} Hz), "
            f"noise bandwidth {noise:.2f} bins ({noise * spacing:.0f} Hz)",
            f"가장 높은 옆 로브. 주 로브 {lobe:.1f}빈 ({lobe * spacing:.0f} Hz), "
            f"잡음 대역폭 {noise:.2f}빈 ({noise * spacing:.0f} Hz)",
        ),
    )


def same_frame(seen: Excerpt) -> Payload:
    """The picked frame's spectrum through each window."""
    frames = {
        name: anatomy(seen.nearby, replace(seen.config, window=name), seen.picked.index) for name in WINDOWS
    }
    lines = [
        line(marked(name, seen.config), *upper(frame.frequencies_hz, frame.decibels, POINTS), colour=colour)
        for colour, (name, frame) in enumerate(frames.items())
    ]
    levels = torch.stack([frame.decibels for frame in frames.values()])
    return plot(
        lines,
        x_label=FREQUENCY,
        y_label=POWER,
        x_unit="Hz",
        y_unit="dB",
        y_range=(FLOOR_DB, top_of(levels)),
    )


def overlap(config: StftConfig) -> Payload:
    """One window, and the sum of all its copies a hop apart."""
    window, hop = config.window_samples(), config.hop_length
    span = torch.arange(max(len(window), 2 * hop))
    total = overlap_sum(window, hop)[span % hop]
    milliseconds = 1000 * span / SAMPLE_RATE
    hop_ms = f"{1000 * config.hop_s:g} ms"
    return plot(
        [
            line(
                Text("One window", "창 하나"),
                *outline(milliseconds[: len(window)], window, POINTS),
                style="area",
                colour=1,
            ),
            line(
                Text(f"The sum of all, one every {hop_ms}", f"{hop_ms}마다 놓인 모든 창의 합"),
                *outline(milliseconds, total, POINTS),
                colour=0,
            ),
        ],
        x_label=Text("Time", "시간"),
        y_label=Text("Weight", "가중치"),
        x_unit="ms",
        y_range=(0.0, 1.1 * max(1.0, float(total.max()))),
    )


def overlap_facts(config: StftConfig) -> Payload:
    """Whether that sum is constant, by how much it ripples, and what follows for turning frames back into sound."""
    total = overlap_sum(config.window_samples(), config.hop_length)
    ripple = 100 * float(total.max() - total.min()) / (2 * float(total.mean()))
    constant = is_cola(config.window_samples(), config.hop_length)
    title = Text("Constant", "일정합니다") if constant else Text("Not constant", "일정하지 않습니다")
    rows = [
        (title, f"± {ripple:.2f} %", verdict(config, constant)),
        (
            Text("Windows over each sample", "표본 하나를 덮는 창의 수"),
            f"{config.window_length / config.hop_length:.2f}",
            None,
        ),
    ]
    return facts(rows)


def verdict(config: StftConfig, constant: bool) -> Text:
    """What the sum means for the way back to sound."""
    if config.hop_length > config.window_length:
        return Text(
            "the hop is longer than the window: what lies between two windows is never seen, and cannot come back",
            "홉이 창보다 깁니다. 창과 창 사이는 아무도 보지 않으므로 되살릴 수 없습니다",
        )
    if constant:
        return Text(
            "adding the frames up gives the sound back, but for a constant",
            "프레임을 더하기만 하면 상수배만 빼고 소리가 그대로 돌아옵니다",
        )
    return Text(
        "added up alone, the frames would make the sound throb; dividing by Σ w² at each sample repairs it",
        "그냥 더하면 소리의 크기가 출렁입니다. 표본마다 Σ w²로 나누면 바로잡힙니다",
    )
