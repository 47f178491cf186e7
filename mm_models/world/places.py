"""Places: seven textured backgrounds, painted from a seed, none of them ever flat.

A painter fills a square canvas twice as fine as a picture; scenes cut a window out of it, so that one canvas gives many
pictures. Canvases for training and for testing are different ones (`variant`).
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image

from mm_models.world.landscape import blend, fractal, ramp, speckle, wavy

CANVAS = 288  # pixels of a canvas's side; a picture of 112 pixels shows 224 of them at half the size
Canvas = Float[np.ndarray, "side side 3"]


def grass(rng: np.random.Generator) -> Canvas:
    """A meadow under a cloudy sky: blades, light patches, small flowers."""
    field = ramp(CANVAS, (150, 190, 90), (70, 135, 55)) * (0.82 + 0.36 * fractal(rng, CANVAS, 6))[..., None]
    blades = fractal(rng, CANVAS, 48, octaves=2, squeeze=4) - 0.5
    field = field * (1 + 0.5 * blades)[..., None]
    field = speckle(field, rng, 40, (250, 250, 215), 2)
    return blend(clouds(rng), field, wavy(rng, CANVAS, rng.uniform(0.08, 0.3), 0.04))


def clouds(rng: np.random.Generator) -> Canvas:
    """A blue sky with soft clouds."""
    sky = ramp(CANVAS, (105, 170, 230), (200, 228, 245))
    cover = np.clip(fractal(rng, CANVAS, 4) * 3.4 - 1.6, 0, 1)[..., None] * 0.75
    return sky + (np.array([250, 250, 252]) - sky) * cover


def beach(rng: np.random.Generator) -> Canvas:
    """Sand, a line of foam, the sea with small crests, and the sky."""
    shore = rng.uniform(0.3, 0.48)
    sea = (
        ramp(CANVAS, (40, 120, 175), (90, 195, 205))
        * (0.9 + 0.2 * fractal(rng, CANVAS, 10, squeeze=-5))[..., None]
    )
    ground = ramp(CANVAS, (225, 200, 150), (240, 216, 165)) * (0.9 + 0.2 * fractal(rng, CANVAS, 5))[..., None]
    ground = ground + rng.normal(0, 7, (CANVAS, CANVAS, 1))
    foam = np.full((CANVAS, CANVAS, 3), 246.0)
    view = blend(clouds(rng), sea, wavy(rng, CANVAS, shore - 0.2, 0.0))
    view = blend(view, foam, wavy(rng, CANVAS, shore, 0.03))
    return blend(view, ground, wavy(rng, CANVAS, shore + 0.03, 0.03))


def snow(rng: np.random.Generator) -> Canvas:
    """Drifts with blue shadows under a pale sky, and falling flakes."""
    view = ramp(CANVAS, (165, 185, 210), (214, 224, 236))
    for height in np.sort(rng.uniform(0.15, 0.75, 3)):
        drift = (
            ramp(CANVAS, (236, 242, 250), (208, 220, 238))
            * (0.94 + 0.09 * fractal(rng, CANVAS, 5))[..., None]
        )
        view = blend(view, drift, wavy(rng, CANVAS, height, 0.07))
    return speckle(view, rng, 90, (255, 255, 255), 3)


def desert(rng: np.random.Generator) -> Canvas:
    """Dunes with ripples under a hot sky."""
    view = ramp(CANVAS, (130, 180, 220), (250, 226, 180))
    for height in np.sort(rng.uniform(0.25, 0.8, 3)):
        dune = (
            ramp(CANVAS, (232, 178, 105), (200, 135, 70)) * (0.9 + 0.2 * fractal(rng, CANVAS, 5))[..., None]
        )
        ripples = np.sin(np.arange(CANVAS) / rng.uniform(1.6, 2.6) + 16 * fractal(rng, CANVAS, 3))
        view = blend(view, dune * (1 + 0.045 * ripples[..., None]), wavy(rng, CANVAS, height, 0.08))
    return view


def city(rng: np.random.Generator) -> Canvas:
    """Two rows of houses with lit and dark windows behind a street."""
    view = ramp(CANVAS, (112, 170, 225), (228, 234, 236))
    for shade, tall in ((178, 0.75), (128, 0.55)):
        left = -int(rng.integers(0, 30))
        while left < CANVAS:
            width = int(rng.integers(34, 62))
            _block(view, rng, left, width, int(CANVAS * (0.84 - tall * rng.uniform(0.6, 1.0))), shade)
            left += width + int(rng.integers(0, 5))
    street = ramp(CANVAS, (112, 112, 118), (84, 84, 90)) * (0.9 + 0.2 * fractal(rng, CANVAS, 12))[..., None]
    marks = (np.arange(CANVAS) + int(rng.integers(60))) % 60 < 30
    middle = CANVAS * 6 // 7
    street[middle : middle + 5, marks] = (228, 222, 190)
    return blend(view, street, wavy(rng, CANVAS, rng.uniform(0.66, 0.76), 0.0))


def _block(view: Canvas, rng: np.random.Generator, left: int, width: int, top: int, shade: int) -> None:
    """Draws one house with its windows into the view."""
    wall = np.clip(shade + rng.normal(0, 22, 3), 60, 225)
    start, stop = max(left, 0), min(left + width, CANVAS)
    view[top:, start:stop] = wall * (0.96 + 0.08 * rng.random((CANVAS - top, 1, 1)))
    for y in range(top + 8, CANVAS, 18):
        for x in range(left + 6, left + width - 8, 13):
            lit = (250, 222, 140) if rng.random() < 0.35 else wall * 0.6
            view[y : y + 10, max(x, 0) : max(x + 7, 0)] = lit


def room(rng: np.random.Generator) -> Canvas:
    """A papered wall with a window or a picture, a skirting board and a wooden floor."""
    paper = np.array(
        rng.choice([(214, 198, 178), (188, 206, 204), (220, 196, 196), (204, 204, 222), (226, 216, 180)])
    )
    stripes = (np.arange(CANVAS) // int(rng.integers(9, 18)) % 2)[None, :, None] * 9.0
    wall = (paper + stripes) * (0.95 + 0.1 * fractal(rng, CANVAS, 3))[..., None]
    _window(wall, rng)
    floor_line = rng.uniform(0.58, 0.75)
    view = blend(wall, np.full_like(wall, 240.0), wavy(rng, CANVAS, floor_line - 0.025, 0.0))
    return blend(view, _planks(rng), wavy(rng, CANVAS, floor_line, 0.0))


def _window(wall: Canvas, rng: np.random.Generator) -> None:
    """Hangs a window with a view of the sky on the wall."""
    x, y = int(rng.integers(20, 170)), int(rng.integers(24, 50))
    width, height = int(rng.integers(60, 95)), int(rng.integers(60, 85))
    wall[y - 5 : y + height + 5, x - 5 : x + width + 5] = (246, 244, 238)
    wall[y : y + height, x : x + width] = clouds(rng)[y : y + height, x : x + width]
    wall[y : y + height, x + width // 2 - 2 : x + width // 2 + 2] = (246, 244, 238)


def _planks(rng: np.random.Generator) -> Canvas:
    tone = np.array([178, 128, 82]) * rng.uniform(0.75, 1.12)
    grain = 0.82 + 0.36 * fractal(rng, CANVAS, 40, octaves=2, squeeze=-6)
    floor = tone * grain[..., None]
    rows = np.arange(CANVAS) // 17
    floor *= rng.uniform(0.86, 1.12, rows.max() + 1)[rows][:, None, None]
    floor[np.arange(CANVAS) % 17 == 0] *= 0.6
    return floor


def night_sky(rng: np.random.Generator) -> Canvas:
    """A dark sky with haze and many small stars over black hills."""
    sky = ramp(CANVAS, (12, 16, 48), (58, 52, 104))
    haze = np.clip(fractal(rng, CANVAS, 4) * 2 - 0.8, 0, 1)[..., None]
    sky = sky + haze * np.array([38, 26, 62])
    sky = speckle(speckle(sky, rng, 130, (210, 214, 240), 1), rng, 30, (255, 252, 230), 2)
    hills = np.full_like(sky, 1.0) * (18, 20, 34) * (0.8 + 0.4 * fractal(rng, CANVAS, 8))[..., None]
    return blend(sky, hills, wavy(rng, CANVAS, rng.uniform(0.8, 0.95), 0.05))


PAINTERS: dict[str, Callable[[np.random.Generator], Canvas]] = {
    "grass": grass,
    "beach": beach,
    "snow": snow,
    "desert": desert,
    "city": city,
    "room": room,
    "night sky": night_sky,
}
PLACES: tuple[str, ...] = tuple(PAINTERS)
PLACE_INDEX: dict[str, int] = {name: position for position, name in enumerate(PLACES)}


@lru_cache(maxsize=16)
def canvas(place: str, variant: int) -> UInt8[np.ndarray, "288 288 3"]:
    """A place painted in one of its variants, at full fineness."""
    rng = np.random.default_rng((PLACE_INDEX[place], variant))
    return np.clip(PAINTERS[place](rng), 0, 255).astype(np.uint8)


@lru_cache(maxsize=512)
def small_canvas(place: str, variant: int) -> UInt8[np.ndarray, "144 144 3"]:
    """The same at half the size: what pictures of 112 pixels are cut from."""
    return np.array(Image.fromarray(canvas(place, variant)).reduce(2))
