"""A film strip and the attention of every word of its caption, as in figure 3 of Yao et al. 2015."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib.figure import Figure

from demos.figures.captioning import font_families
from demos.figures.style import LEVEL_MAP, WIDTH_INCHES


def video_figure(
    frames: UInt8[np.ndarray, "frames height width 3"],
    names: Sequence[str],
    shares: Sequence[float],
    maps: Float[np.ndarray, "words frames"],
    sentence: str,
) -> Figure:
    """The frames in a row, and below each frame's column the attention of every word, with the word's probability."""
    fonts = font_families()
    strip = np.concatenate(list(frames), axis=1)
    side = WIDTH_INCHES / len(frames)
    figure = Figure(figsize=(WIDTH_INCHES, side + 0.21 * len(names) + 0.9), layout="constrained")
    above, below = figure.subplots(2, 1, height_ratios=[side, 0.21 * len(names)], sharex=False)
    above.imshow(strip, aspect="equal")
    above.set_axis_off()
    figure.suptitle(sentence, fontsize=11, family=fonts)
    drawn = below.imshow(maps, aspect="auto", cmap=LEVEL_MAP, vmin=0)
    below.set_yticks(
        range(len(names)),
        [f"{name}  {share:.0%}" for name, share in zip(names, shares, strict=True)],
        fontsize=8,
        family=fonts,
    )
    below.set_xticks(range(len(frames)))
    below.set_xlabel("frame")
    figure.colorbar(drawn, ax=below, label="attention", fraction=0.03)
    return figure
