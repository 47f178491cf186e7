"""The STFT tab's films: a window slides over the sound, its spectrum beside it, the columns stacked; and one frame."""

import torch
from torch import Tensor

from demos.tabs.represent.curves import Curve, outline, upper
from demos.tabs.represent.sound_lab import SAMPLE_RATE
from demos.tabs.represent.stft_excerpt import Excerpt
from demos.views.packing import Payload
from demos.views.plot_view import frame, line, plot
from demos.views.signal_view import image_track, signal, wave_track
from mm_models.text import Text

SOUND, WINDOW, PRODUCT, BEFORE = 7, 1, 0, 7  # colours, the same in every figure
STRETCH_POINTS = 1_600
FRAME_POINTS = 200  # of one frame of a film
WINDOW_POINTS = 33
SPECTRUM_POINTS = 260
FILM_SECONDS = 0.25
FLOOR_DB = -100.0

TIME = Text("Time", "시간")
FREQUENCY = Text("Frequency", "주파수")
AMPLITUDE = Text("Amplitude", "진폭")
POWER = Text("Power", "파워")
RAW = Text("Sound", "소리")
WINDOW_NAME = Text("Window, drawn as high as the sound", "창 함수 (소리 높이에 맞춤)")
PRODUCT_NAME = Text("Sound × window", "소리 × 창 함수")


def sliding(seen: Excerpt) -> Payload:
    """The stretch of sound, and in each frame of the film the window where it is and what it lets through."""
    seconds = (torch.arange(len(seen.waveform)) + seen.start) / SAMPLE_RATE
    peak = float(seen.waveform.abs().max()) or 1.0
    films = [
        frame(caption(seen, column), {1: window_curve(seen, column, peak), 2: product_curve(seen, column)})
        for column in range(len(seen.times_s))
    ]
    reach = seen.config.window_s / 2
    return plot(
        [
            line(RAW, *outline(seconds, seen.waveform, STRETCH_POINTS), colour=SOUND),
            line(WINDOW_NAME, *window_curve(seen, seen.picked_column, peak), colour=WINDOW),
            line(PRODUCT_NAME, *product_curve(seen, seen.picked_column), colour=PRODUCT),
        ],
        x_label=TIME,
        y_label=AMPLITUDE,
        x_unit="s",
        x_range=(float(seen.times_s[0]) - reach, float(seen.times_s[-1]) + reach),
        y_range=(-1.1 * peak, 1.1 * peak),
        frames=films,
        frame_seconds=FILM_SECONDS,
        first_frame=seen.picked_column,
        film="stft",
    )


def caption(seen: Excerpt, column: int) -> Text:
    """Which frame of the sound a frame of the film is."""
    index = seen.picked.index - seen.picked_column + column
    moment = f"{float(seen.times_s[column]):.3f} s"
    return Text(f"Frame {index}, its middle at {moment}", f"프레임 {index}, 가운데 {moment}")


def window_curve(seen: Excerpt, column: int, peak: float) -> Curve:
    """The window as high as `peak` where it lies in this column, with upright sides where it does not begin at zero."""
    window = seen.config.window_samples()
    places = torch.linspace(0, len(window) - 1, WINDOW_POINTS).round().long()
    places = torch.cat([places[:1], places, places[-1:]])
    height = peak * window[places] / window.max()
    height[0] = height[-1] = 0.0
    return (window_times(seen, column)[places]).numpy(), height.numpy()


def product_curve(seen: Excerpt, column: int) -> Curve:
    """What the window lets through in this column."""
    return outline(window_times(seen, column), seen.windowed[column], FRAME_POINTS)


def window_times(seen: Excerpt, column: int) -> Tensor:
    """When each sample under the window sounds, in s."""
    samples = torch.arange(seen.config.window_length) - seen.config.window_length // 2
    return samples / SAMPLE_RATE + seen.times_s[column]


def spectra(seen: Excerpt) -> Payload:
    """As many frames as the first film has: the spectrum under the window, over the one before it."""
    curves = [
        upper(seen.picked.frequencies_hz, seen.decibels[:, column], SPECTRUM_POINTS)
        for column in range(len(seen.times_s))
    ]
    films = [
        frame(caption(seen, column), {0: curves[max(0, column - 1)], 1: curve})
        for column, curve in enumerate(curves)
    ]
    return plot(
        [
            line(Text("The frame before", "앞 프레임"), *curves[0], colour=BEFORE),
            line(Text("This frame", "이 프레임"), *curves[seen.picked_column], colour=PRODUCT),
        ],
        x_label=FREQUENCY,
        y_label=POWER,
        x_unit="Hz",
        y_unit="dB",
        y_range=(FLOOR_DB, top_of(seen.decibels)),
        frames=films,
        frame_seconds=FILM_SECONDS,
        first_frame=seen.picked_column,
        film="stft",
    )


def top_of(levels: Tensor) -> float:
    """The upper end of an axis for these levels in dB: a little over the highest."""
    return max(float(levels.max()), FLOOR_DB + 20) + 5


def stacked(seen: Excerpt, columns: int) -> Payload:
    """The stretch and the first `columns` of its frames as the spectrogram; the columns to come are still empty."""
    total, start_s = len(seen.times_s), seen.start / SAMPLE_RATE
    shown = seen.decibels.clone()
    shown[:, columns:] = FLOOR_DB
    words = Text(
        f"Spectrogram: {min(columns, total)} of {total} frames",
        f"스펙트로그램: 프레임 {total}개 중 {min(columns, total)}개",
    )
    levels = image_track(
        words,
        shown,
        frame_times=seen.times_s - start_s,  # the viewer counts from where its sound begins
        y_values=seen.picked.frequencies_hz,
        low=FLOOR_DB,
        high=top_of(seen.decibels),
    )
    wave = wave_track(Text("The stretch", "구간"))
    return signal(seen.waveform, SAMPLE_RATE, [wave, levels], start=start_s)


def cut(seen: Excerpt) -> Payload:
    """All `n_fft` samples of the picked frame: the sound, the window, and their product with its zeros."""
    picked = seen.picked
    milliseconds = 1000 * (torch.arange(len(picked.segment)) - len(picked.segment) // 2) / SAMPLE_RATE
    peak = float(picked.segment.abs().max()) or 1.0
    curves = [
        (RAW, picked.segment, SOUND),
        (WINDOW_NAME, peak * picked.window / picked.window.max(), WINDOW),
        (PRODUCT_NAME, picked.product, PRODUCT),
    ]
    return plot(
        [
            line(words, *outline(milliseconds, values, STRETCH_POINTS), colour=colour)
            for words, values, colour in curves
        ],
        x_label=Text("Time from the frame's middle", "프레임 가운데에서 잰 시간"),
        y_label=AMPLITUDE,
        x_unit="ms",
    )


def transformed(seen: Excerpt) -> Payload:
    """The spectrum of the picked frame in dB of a full-scale sine, its strongest bin marked."""
    picked = seen.picked
    bins, strongest = len(picked.decibels), float(picked.frequencies_hz[picked.decibels.argmax()])
    words = Text(
        f"{bins} bins, the strongest at {strongest:.0f} Hz", f"빈 {bins}개, 가장 센 것은 {strongest:.0f} Hz"
    )
    return plot(
        [line(words, *upper(picked.frequencies_hz, picked.decibels, STRETCH_POINTS), colour=PRODUCT)],
        x_label=FREQUENCY,
        y_label=POWER,
        x_unit="Hz",
        y_unit="dB",
        y_range=(FLOOR_DB, top_of(picked.decibels)),
    )
