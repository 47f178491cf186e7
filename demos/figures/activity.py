"""A film strip above what two networks tell at every frame."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib.figure import Figure

from demos.figures.style import LEVEL_MAP, WIDTH_INCHES


def activity_figure(
    frames: UInt8[np.ndarray, "frames height width 3"],
    names: Sequence[str],
    lstm: Float[np.ndarray, "frames activities"],
    single: Float[np.ndarray, "frames activities"],
) -> Figure:
    """The frames in a row, and below each the probability of every activity, with the LSTM and without."""
    strip = np.concatenate(list(frames), axis=1)
    side, tall = WIDTH_INCHES / len(frames), 0.19 * len(names)
    figure = Figure(figsize=(WIDTH_INCHES, side + 2 * tall + 1.2), layout="constrained")
    above, *below = figure.subplots(3, 1, height_ratios=[side, tall, tall])
    above.imshow(strip, aspect="equal")
    above.set_axis_off()
    for axes, shares, title in zip(
        below, (lstm, single), ("LSTM over the frames", "single frames"), strict=True
    ):
        drawn = axes.imshow(shares.T, aspect="auto", cmap=LEVEL_MAP, vmin=0, vmax=1)
        axes.set_yticks(range(len(names)), names, fontsize=8)
        axes.set_xticks(range(len(frames)))
        axes.set_title(title, fontsize=10, loc="left")
    below[-1].set_xlabel("frame")
    figure.colorbar(drawn, ax=below, label="probability", fraction=0.03)
    return figure
