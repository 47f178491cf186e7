"""A picture and, for every word of its caption, where the captioner looked, as in Show, Attend and Tell's figures."""

from collections.abc import Sequence
from math import isqrt

import numpy as np
from jaxtyping import Float, UInt8
from matplotlib import font_manager
from matplotlib.figure import Figure

from demos.figures.style import LEVEL_MAP, WIDTH_INCHES

COLUMNS = 6
STRENGTH = 0.65  # opacity of the maps
KOREAN_FONTS = ("Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Apple SD Gothic Neo", "Malgun Gothic")


def captioning_figure(
    image: UInt8[np.ndarray, "side side 3"],
    names: Sequence[str],
    shares: Sequence[float],
    maps: Float[np.ndarray, "words cells"] | None,
    sentence: str,
) -> Figure:
    """The picture, then one panel a word with its probability; all maps of a caption share one scale."""
    fonts = font_families()
    panels = 1 + (0 if maps is None else len(names))
    columns = min(COLUMNS, panels)
    rows = -(-panels // columns)
    figure = Figure(figsize=(WIDTH_INCHES, WIDTH_INCHES / COLUMNS * rows * 1.2 + 0.5), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False).flatten()
    for each in axes:
        each.set_axis_off()
    axes[0].imshow(image)
    figure.suptitle(sentence, fontsize=11, family=fonts)
    if maps is None:
        return figure
    side = isqrt(maps.shape[1])
    extent = (-0.5, len(image) - 0.5, len(image) - 0.5, -0.5)
    for panel, name, share, values in zip(axes[1:], names, shares, maps, strict=False):
        panel.imshow(image)
        panel.imshow(
            values.reshape(side, side),
            cmap=LEVEL_MAP,
            alpha=STRENGTH,
            extent=extent,
            vmin=0,
            vmax=maps.max(),
        )
        panel.set_title(f"{name}  {share:.0%}", fontsize=8, loc="left", family=fonts)
    return figure


def font_families() -> list[str]:
    """The usual fonts, and those of this machine that have Korean."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in KOREAN_FONTS if name in known)]
