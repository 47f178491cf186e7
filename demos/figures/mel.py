"""Filter bank, log-mel spectrogram and MFCC of a sound."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from torch import Tensor

from demos.figures.style import LEVEL_MAP, new_figure
from mm_models.audio.mel import MelTrace, MfccTrace


def mel_figure(trace: MfccTrace, range_db: float) -> Figure:
    """The filters above the log-mel spectrogram, `range_db` deep, above the coefficients."""
    figure, (filters, levels, coefficients) = new_figure(3, height_inches=7.0, ratios=[1, 2, 1])
    _draw_filters(filters, trace.mel)
    top = float(trace.mel.log_mel.max())
    image = _over_time(levels, trace.mel.log_mel, trace.mel, LEVEL_MAP, top - range_db, top)
    levels.set(ylabel="mel band")
    figure.colorbar(image, ax=levels, label="dB")
    reach = float(trace.coefficients[1:].abs().max()) or 1.0  # coefficient 0 is larger than all others
    image = _over_time(coefficients, trace.coefficients, trace.mel, "RdBu_r", -reach, reach)
    coefficients.set(xlabel="time (s)", ylabel="coefficient")
    figure.colorbar(image, ax=coefficients, label="MFCC (dB)")
    return figure


def _draw_filters(axes: Axes, trace: MelTrace) -> None:
    axes.plot(trace.stft.frequencies_hz / 1000, trace.filters.T, linewidth=0.7)
    axes.set(
        xlim=(0, trace.stft.config.sample_rate / 2000),
        ylim=(0, None),
        xlabel="frequency (kHz)",
        ylabel="weight",
    )


def _over_time(axes: Axes, rows: Tensor, trace: MelTrace, colours: str, low: float, high: float) -> AxesImage:
    hop_s = trace.stft.config.hop_s
    extent = (-hop_s / 2, (rows.shape[1] - 0.5) * hop_s, -0.5, len(rows) - 0.5)
    return axes.imshow(
        rows.numpy(), origin="lower", aspect="auto", extent=extent, cmap=colours, vmin=low, vmax=high
    )
