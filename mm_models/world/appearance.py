"""How much a picture's appearance is varied, and how: what makes a hand that training never saw readable.

Everything here changes pixels only. Where things are, what they are and what they are called stays true: hues turn by
a few degrees at most, and nothing is mirrored that a relation depends on.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Bool, Float32, UInt8
from PIL import Image

from mm_models.world.landscape import fractal

Patch = Float32[np.ndarray, "height width 3"]
Alpha = Float32[np.ndarray, "height width 1"]
Image8 = UInt8[np.ndarray, "side side 3"]


@dataclass(frozen=True)
class Appearance:
    """Chances and strengths of each variation; the default varies nothing."""

    shading: float = 0.0  # chance that light falls on a thing from one side
    texture: float = 0.0  # chance that a thing's surface is uneven
    outline: float = 0.0  # chance that a thing gets a dark or light outline
    tint: float = 0.0  # strength of changes in a thing's hue, saturation and contrast
    smooth: float = 0.0  # chance that a thing is drawn softly
    occlusion: float = 0.0  # chance that a part of a thing is hidden
    exposure: float = 0.0  # strength of changes in the picture's brightness and contrast
    blur: float = 0.0  # chance that the whole picture is out of focus
    zoom: float = 0.0  # largest share cut off a photograph that fills the picture
    noise: float = 0.0  # largest standard deviation of sensor noise, in units of 255


PLAIN = Appearance()
MILD = Appearance(shading=0.3, tint=0.3, exposure=0.5, zoom=0.15, noise=3.0)
STRONG = Appearance(
    shading=0.7, texture=0.25, outline=0.25, tint=1.0, smooth=0.2, occlusion=0.2, exposure=1.0, blur=0.15, zoom=0.4,
    noise=12.0,
)  # fmt: skip

LIGHTS = 24  # ready-made fields of light and of texture to choose from
FIELD = 128  # pixels of their side
GREY = np.array([0.3, 0.59, 0.11], np.float32)


@cache
def _fields() -> Float32[np.ndarray, "24 128 128 1"]:
    """Smooth fields around 1: from bright above to dark below, side lights, round highlights."""
    rng = np.random.default_rng(11)
    down, across = np.mgrid[0:FIELD, 0:FIELD] / FIELD - 0.5
    fields = []
    for _ in range(LIGHTS):
        turn, bend = rng.uniform(0, 2 * np.pi), rng.uniform(-0.9, 0.9)
        slope = (across * np.cos(turn) + down * np.sin(turn)) * rng.uniform(0.2, 0.8)
        fields.append(1 + slope - bend * ((across**2 + down**2) - 0.15))
    return np.stack(fields).astype(np.float32)[..., None]


@cache
def _textures() -> Float32[np.ndarray, "24 128 128 1"]:
    rng = np.random.default_rng(12)
    fields = [0.75 + 0.5 * fractal(rng, FIELD, int(rng.integers(6, 30))) for _ in range(LIGHTS)]
    return np.stack(fields).astype(np.float32)[..., None]


@cache
def _noise(values: int) -> Float32[np.ndarray, "twice"]:
    """Twice as many normal values as a picture needs, so that every picture starts somewhere else."""
    return np.random.default_rng(13).standard_normal(2 * values, dtype=np.float32)


def vary_thing(
    patch: Patch, alpha: Alpha, rng: np.random.Generator, look: Appearance, framed: bool = True
) -> tuple[Patch, Alpha]:
    """A thing's pixels and opacity, varied; `alpha` is 0 to 1. What is not `framed` never gets an outline."""
    chances = rng.random(5).tolist()
    if look.tint:
        patch = tinted(patch, rng, look.tint)
    if chances[0] < look.shading:
        patch = patch * _lit(_fields(), rng, patch.shape)
    if chances[1] < look.texture:
        patch = patch * _lit(_textures(), rng, patch.shape)
    if framed and chances[2] < look.outline:
        patch = outlined(patch, alpha[..., 0] > 0.5, 20.0 if rng.random() < 0.7 else 235.0)
    if chances[3] < look.smooth:
        patch = (patch + np.roll(patch, 1, 0) + np.roll(patch, 1, 1) + np.roll(patch, -1, 0)) * 0.25
    if chances[4] < look.occlusion:
        alpha = hidden(alpha, rng)
    return patch, alpha


def _lit(
    fields: Float32[np.ndarray, "24 128 128 1"], rng: np.random.Generator, shape: tuple[int, ...]
) -> Float32[np.ndarray, "height width 1"]:
    """A window of one ready-made field that fits the patch."""
    number, y, x = rng.random(3).tolist()
    height, width = min(shape[0], FIELD), min(shape[1], FIELD)
    top, left = int(y * (FIELD - height + 1)), int(x * (FIELD - width + 1))
    window = fields[int(number * LIGHTS), top : top + height, left : left + width]
    if window.shape[:2] == shape[:2]:
        return window
    return np.resize(window, (shape[0], shape[1], 1))


def tinted(patch: Patch, rng: np.random.Generator, strength: float) -> Patch:
    """Saturation, contrast and hue changed a little: one matrix for all pixels."""
    saturation, contrast, bright, cast_red, cast_blue = (rng.random(5) * 2 - 1).tolist()
    keep = np.float32(1 + 0.35 * strength * saturation)
    matrix = keep * np.eye(3, dtype=np.float32) + (1 - keep) * GREY[:, None]
    matrix[:, 0] *= 1 + 0.08 * strength * cast_red
    matrix[:, 2] *= 1 + 0.08 * strength * cast_blue
    gain = np.float32(1 + 0.25 * strength * contrast)
    flat = patch.reshape(-1, 3) @ (matrix * gain) + np.float32(128 * (1 - gain) + 18 * strength * bright)
    return flat.reshape(patch.shape)


def outlined(patch: Patch, body: Bool[np.ndarray, "height width"], value: float) -> Patch:
    """The rim of the thing, one pixel wide, painted dark or light."""
    inner = body.copy()
    inner[1:] &= body[:-1]
    inner[:-1] &= body[1:]
    inner[:, 1:] &= body[:, :-1]
    inner[:, :-1] &= body[:, 1:]
    inner[[0, -1]] = False
    inner[:, [0, -1]] = False
    patch = patch.copy()
    patch[body & ~inner] = value
    return patch


def hidden(alpha: Alpha, rng: np.random.Generator) -> Alpha:
    """The opacity with up to a third of the thing cut away from one side or in a bar."""
    height, width = alpha.shape[:2]
    where, share = rng.random(2).tolist()
    alpha = alpha.copy()
    deep = 0.1 + 0.22 * share
    if where < 0.25:
        alpha[: int(height * deep)] = 0
    elif where < 0.5:
        alpha[:, : int(width * deep)] = 0
    elif where < 0.75:
        alpha[:, width - int(width * deep) :] = 0
    else:
        start = int(height * where * 0.6)
        alpha[start : start + max(1, int(height * deep * 0.6))] = 0
    return alpha


def vary_picture(image: Image8, rng: np.random.Generator, look: Appearance) -> Image8:
    """The whole picture, varied: exposure, focus, sensor noise."""
    chances = rng.random(6).tolist()
    if chances[0] < look.blur:
        image = unfocused(image, 1 + int(chances[1] * 1.6))
    if look.exposure:
        gamma = 2 ** ((chances[2] - 0.5) * 1.1 * look.exposure)
        contrast = 1 + (chances[3] - 0.6) * 0.5 * look.exposure
        table = ((np.arange(256) / 255) ** gamma * 255 - 128) * contrast + 128
        image = np.clip(table, 0, 255).astype(np.uint8)[image]
    if look.noise and chances[4] < 0.6:
        noise = _noise(image.size)[int(rng.integers(image.size)) :][: image.size].reshape(image.shape)
        image = np.clip(image + np.float32(look.noise * chances[5]) * noise, 0, 255).astype(np.uint8)
    return image


def unfocused(image: Image8, reach: int) -> Image8:
    """A box blur that reaches `reach` half pixels: by halving the picture and enlarging it again."""
    side = image.shape[0]
    small = round(side / (1 + 0.45 * reach))
    picture = Image.fromarray(image).resize((small, small), Image.Resampling.BILINEAR)
    return np.array(picture.resize((side, side), Image.Resampling.BILINEAR))


def zoomed(image: Image8, rng: np.random.Generator, most: float) -> Image8:
    """A window of the picture, enlarged and a little squeezed; up to `most` of each side is cut off."""
    side = image.shape[0]
    width, height = (side * (1 - most * rng.random(2))).tolist()
    left, top = (rng.random(2) * (side - np.array([width, height]))).tolist()
    box = (left, top, left + width, top + height)
    return np.array(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC, box=box))
