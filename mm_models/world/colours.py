"""The world's eight colours, and how a drawing is given another colour without losing its shading.

The body of a drawing is what is strongly coloured in its commonest hue; its lightness is kept relative to the body's
median, so that folds, highlights and outlines stay where the designer put them.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, UInt8

from mm_models.text import Text


@dataclass(frozen=True)
class Colour:
    """A colour's name, the Korean form that stands before a noun, and its value in sRGB."""

    name: Text
    before_noun: str
    rgb: tuple[int, int, int]


COLOUR: dict[str, Colour] = {
    "red": Colour(Text(en="red", ko="빨간색"), "빨간", (222, 44, 50)),
    "orange": Colour(Text(en="orange", ko="주황색"), "주황색", (245, 135, 20)),
    "yellow": Colour(Text(en="yellow", ko="노란색"), "노란", (250, 210, 40)),
    "green": Colour(Text(en="green", ko="초록색"), "초록색", (60, 165, 70)),
    "blue": Colour(Text(en="blue", ko="파란색"), "파란", (45, 110, 220)),
    "purple": Colour(Text(en="purple", ko="보라색"), "보라색", (140, 70, 190)),
    "black": Colour(Text(en="black", ko="검은색"), "검은", (52, 52, 58)),
    "white": Colour(Text(en="white", ko="흰색"), "하얀", (238, 238, 240)),
}
COLOURS: tuple[str, ...] = tuple(COLOUR)
COLOUR_INDEX: dict[str, int] = {
    name: position + 1 for position, name in enumerate(COLOURS)
}  # 0 is "as it is"
HUE_WINDOW = 0.14  # of a turn on either side of the body's hue
GREEN = (0.2, 0.45)  # hues of stems and leaves, of a turn


def hue_and_chroma(
    rgb: Float[np.ndarray, "height width 3"],
) -> tuple[Float[np.ndarray, "height width"], Float[np.ndarray, "height width"]]:
    """Hue in turns and chroma from 0 to 1 of an image whose values run from 0 to 1."""
    high, low = rgb.max(axis=-1), rgb.min(axis=-1)
    chroma = high - low
    safe = np.where(chroma > 0, chroma, 1)
    red, green, blue = np.moveaxis(rgb, -1, 0)
    hue = np.select(
        [high == red, high == green],
        [(green - blue) / safe % 6, (blue - red) / safe + 2],
        (red - green) / safe + 4,
    )
    return hue / 6, chroma


def body_weight(rgba: UInt8[np.ndarray, "height width 4"], leaves: bool) -> Float[np.ndarray, "height width"]:
    """How much each pixel belongs to the coloured body, 0 to 1; green is left alone where there are leaves."""
    hue, chroma = hue_and_chroma(rgba[..., :3].astype(np.float32) / 255)
    weight = np.clip((chroma - 0.06) / 0.08, 0, 1) * (rgba[..., 3] > 0)
    if leaves:
        weight = weight * ((hue < GREEN[0]) | (hue > GREEN[1]))
    counts, edges = np.histogram(hue, bins=24, range=(0, 1), weights=weight)
    centre = edges[int(counts.argmax())] + 0.5 / 24
    distance = np.abs((hue - centre + 0.5) % 1 - 0.5)
    return weight * np.clip((HUE_WINDOW + 0.04 - distance) / 0.04, 0, 1)


def recolour(
    rgba: UInt8[np.ndarray, "height width 4"], colour: str, leaves: bool = False
) -> UInt8[np.ndarray, "height width 4"]:
    """The drawing with its body in `colour`: the new colour, lighter or darker where the body was."""
    rgb = rgba[..., :3].astype(np.float32)
    weight = body_weight(rgba, leaves)[..., None]
    if weight.max() == 0:
        return rgba
    light = rgb @ np.array([0.3, 0.59, 0.11], np.float32)
    relative = (light / np.median(light[weight[..., 0] > 0.5]))[..., None]
    target = np.array(COLOUR[colour].rgb, np.float32)
    darker = target * np.minimum(relative, 1)
    painted = darker + (255 - darker) * np.clip((relative - 1) * 0.6, 0, 0.7)
    result = rgba.copy()
    result[..., :3] = np.clip(rgb + weight * (painted - rgb), 0, 255).astype(np.uint8)
    return result
