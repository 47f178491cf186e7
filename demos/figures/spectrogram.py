"""A sound and its spectrogram."""

import numpy as np
from matplotlib.figure import Figure
from torch import Tensor

from demos.figures.style import LEVEL_MAP, new_figure
from demos.views.packing import envelope
from mm_models.audio.stft import StftTrace

COLUMNS = 2000  # of the waveform's outline: more than a printer resolves


def spectrogram_figure(waveform: Tensor, trace: StftTrace, floor_db: float) -> Figure:
    """Waveform above power spectrogram, on one time axis in seconds; levels in dB of full scale, from `floor_db` up."""
    config = trace.config
    figure, (above, below) = new_figure(2, height_inches=4.5, ratios=[1, 3])
    seconds = len(waveform) / config.sample_rate
    low, high = envelope(waveform, COLUMNS)
    above.fill_between(np.linspace(0, seconds, len(low)), low, high, linewidth=0.4)
    above.set(xlim=(0, seconds), ylim=(-1, 1), ylabel="amplitude")
    image = below.imshow(
        trace.decibels.numpy(),
        origin="lower",
        aspect="auto",
        cmap=LEVEL_MAP,
        vmin=floor_db,
        extent=(
            -config.hop_s / 2,
            (trace.spectrogram.shape[1] - 0.5) * config.hop_s,
            0,
            config.sample_rate / 2000,
        ),
    )
    below.set(xlim=(0, seconds), xlabel="time (s)", ylabel="frequency (kHz)")
    figure.colorbar(image, ax=below, label="dB")
    return figure
