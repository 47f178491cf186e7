"""A sound and what each representation gives back of it, as spectrograms."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from torch import Tensor

from demos.figures.style import LEVEL_MAP, new_figure
from mm_models.audio.stft import StftConfig, stft

RANGE_DB = 80.0
ROW_INCHES = 1.4
# Shares of the width and inches of the height; matplotlib would need a second to find them for so many axes.
LEFT, RIGHT, BAR_LEFT, BAR_WIDTH = 0.07, 0.88, 0.905, 0.02
BOTTOM_INCHES, TOP_INCHES, BETWEEN = 0.5, 0.3, 0.3


def back_to_sound_figure(named: list[tuple[str, Tensor]], config: StftConfig) -> Figure:
    """One power spectrogram for each named sound (samples,), all on the first one's scale, `RANGE_DB` deep."""
    height = BOTTOM_INCHES + ROW_INCHES * len(named) + TOP_INCHES
    figure, axes = new_figure(len(named), height_inches=height)
    bottom, upper = BOTTOM_INCHES / height, 1 - TOP_INCHES / height
    figure.set_layout_engine(None)
    figure.subplots_adjust(left=LEFT, right=RIGHT, bottom=bottom, top=upper, hspace=BETWEEN)
    top = float(stft(named[0][1], config).decibels.max())
    for each, (name, sound) in zip(axes, named, strict=True):
        image = _draw(each, sound, config, top)
        each.set_title(name, fontsize=9, loc="left")
        each.tick_params(labelbottom=each is axes[-1])
    axes[-1].set(xlabel="time (s)")
    figure.colorbar(image, cax=figure.add_axes((BAR_LEFT, bottom, BAR_WIDTH, upper - bottom)), label="dB")
    return figure


def _draw(axes: Axes, sound: Tensor, config: StftConfig, top: float) -> AxesImage:
    trace = stft(sound, config)
    extent = (
        -config.hop_s / 2,
        (trace.spectrogram.shape[1] - 0.5) * config.hop_s,
        0,
        config.sample_rate / 2000,
    )
    axes.set(ylabel="kHz", xlim=(0, len(sound) / config.sample_rate))
    return axes.imshow(
        trace.decibels.numpy(),
        origin="lower",
        aspect="auto",
        cmap=LEVEL_MAP,
        vmin=top - RANGE_DB,
        vmax=top,
        extent=extent,
    )
