"""A log-mel spectrogram above what is heard in it."""

from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from demos.figures.style import LEVEL_MAP, new_figure
from mm_models.hearing.levels import RANGE_DB, STFT
from mm_models.systems.audio_backbone.infer import SOUNDS, STEP_S


def listening_figure(levels: Float[Tensor, "bands frames"], shares: Float[Tensor, "sounds steps"]) -> Figure:
    """Levels in dB, and the probability of each sound over the same time axis in seconds."""
    figure, (above, below) = new_figure(2, height_inches=5.5, ratios=[1, 1])
    top, seconds = float(levels.max()), levels.shape[1] * STFT.hop_s
    first = above.imshow(
        levels.numpy(),
        origin="lower",
        aspect="auto",
        cmap=LEVEL_MAP,
        vmin=top - RANGE_DB,
        vmax=top,
        extent=(0, seconds, 0, len(levels)),
    )
    above.set(ylabel="mel band", xlim=(0, seconds))
    figure.colorbar(first, ax=above, label="dB")
    second = below.imshow(
        shares.numpy(),
        aspect="auto",
        cmap=LEVEL_MAP,
        vmin=0,
        vmax=1,
        extent=(-STEP_S / 2, (shares.shape[1] - 0.5) * STEP_S, len(shares) - 0.5, -0.5),
    )
    below.set(xlabel="time (s)", xlim=(0, seconds))
    below.set_yticks(range(len(SOUNDS)), [sound.replace("_", " ") for sound in SOUNDS])
    figure.colorbar(second, ax=below, label="probability")
    return figure
