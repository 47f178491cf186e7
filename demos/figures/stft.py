"""One frame of the short-time Fourier transform, and the spectrogram that it is a column of."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from demos.figures.style import LEVEL_MAP, new_figure
from mm_models.audio.stft import FrameTrace, StftConfig

RANGE_DB = 90.0


def stft_figure(config: StftConfig, picked: FrameTrace, times_s: Tensor, decibels: Tensor) -> Figure:
    """The picked frame cut and windowed, its spectrum, and the frames (bins, columns) around it at `times_s`."""
    figure, (cut, spectrum, stacked) = new_figure(3, height_inches=7.5)
    _draw_cut(cut, config, picked)
    spectrum.plot(picked.frequencies_hz / 1000, picked.decibels, linewidth=0.9)
    top = float(decibels.max())
    spectrum.set(xlabel="frequency (kHz)", ylabel="dB", ylim=(top - RANGE_DB, top + 5))
    half = config.hop_s / 2
    image = stacked.imshow(
        decibels.numpy(),
        origin="lower",
        aspect="auto",
        cmap=LEVEL_MAP,
        vmin=top - RANGE_DB,
        vmax=top,
        extent=(float(times_s[0]) - half, float(times_s[-1]) + half, 0, config.sample_rate / 2000),
    )
    stacked.axvline(picked.time_s, color="white", linewidth=0.8, linestyle="--")
    stacked.set(xlabel="time (s)", ylabel="frequency (kHz)")
    figure.colorbar(image, ax=stacked, label="dB")
    return figure


def _draw_cut(axes: Axes, config: StftConfig, picked: FrameTrace) -> None:
    seconds = [(picked.start + place) / config.sample_rate for place in range(len(picked.segment))]
    peak = float(picked.segment.abs().max())
    axes.plot(seconds, picked.segment, color="#8b93a3", linewidth=0.8, label="sound")
    axes.plot(seconds, peak * picked.window / picked.window.max(), color="#cf5b17", label=config.window)
    axes.plot(seconds, picked.product, color="#3264c8", linewidth=1.0, label="product")
    axes.set(xlabel="time (s)", ylabel="amplitude")
    axes.legend(fontsize=8, loc="upper right")
