"""The vessels that dishes lie in, seen from above on a table."""

from functools import lru_cache

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image

from mm_models.world.landscape import Colour, blend, fractal, ramp

TABLES = 24  # variants of each vessel and its table
FINE = 2  # vessels are painted so many times finer, then reduced
WOODS: tuple[Colour, ...] = ((176, 128, 84), (120, 84, 58), (206, 196, 180), (96, 112, 128), (190, 120, 110))

Plane = Float[np.ndarray, "side side"]
Canvas = Float[np.ndarray, "side side 3"]


@lru_cache(maxsize=256)
def table(vessel: str, variant: int, side: int) -> UInt8[np.ndarray, "side side 3"]:
    """A table with an empty vessel on it, in one of TABLES variants."""
    rng, fine = np.random.default_rng((variant, 6)), side * FINE
    tone = WOODS[int(rng.integers(len(WOODS)))]
    grain = 0.82 + 0.36 * fractal(rng, fine, 36, octaves=2, squeeze=-6)
    view = ramp(fine, tone, tone) * grain[..., None]
    view = blend(view, view * 0.55, 0.6 * _disc(fine, 0.455, (0.51, 0.53), soft=0.06, square=_square(vessel)))
    for radius, colour, square in _layers(vessel, rng):
        paint = ramp(fine, _shaded(colour, 1.05), _shaded(colour, 0.93))
        if square < 3 and vessel in ("crust", "board", "bowl", "pot"):
            paint = paint * (0.93 + 0.14 * fractal(rng, fine, 14))[..., None]
        view = blend(view, paint, _disc(fine, radius, (0.5, 0.5), square=square))
    return np.array(Image.fromarray(np.clip(view, 0, 255).astype(np.uint8)).reduce(FINE))


def _shaded(colour: Colour, factor: float) -> Colour:
    red, green, blue = (min(255, round(value * factor)) for value in colour)
    return red, green, blue


def _disc(
    side: int, radius: float, middle: tuple[float, float], soft: float = 0.006, square: float = 2.0
) -> Plane:
    """Coverage of a disc; `square` above 2 makes its corners fuller, up to a rounded square. Lengths are shares."""
    down, across = np.mgrid[0:side, 0:side] / side
    distance = (np.abs(across - middle[0]) ** square + np.abs(down - middle[1]) ** square) ** (1 / square)
    return np.clip((radius - distance) / soft + 0.5, 0, 1)


def _square(vessel: str) -> float:
    return 7.0 if vessel in ("tray", "board") else 2.0


def _layers(vessel: str, rng: np.random.Generator) -> list[tuple[float, Colour, float]]:
    """The vessel from its rim inwards: (radius, colour, squareness) of each layer."""
    rims: tuple[Colour, ...] = ((244, 242, 236), (226, 234, 240), (250, 236, 222), (214, 228, 214))
    rim = rims[int(rng.integers(len(rims)))]
    broths: tuple[Colour, ...] = ((226, 150, 70), (236, 206, 140), (200, 90, 60), (160, 178, 96))
    broth = broths[int(rng.integers(len(broths)))]
    return {
        "plate": [(0.45, rim, 2.0), (0.345, _shaded(rim, 0.94), 2.0), (0.335, _shaded(rim, 1.03), 2.0)],
        "bowl": [(0.45, rim, 2.0), (0.405, _shaded(rim, 0.8), 2.0), (0.395, broth, 2.0)],
        "pan": [(0.45, (58, 58, 64), 2.0), (0.415, (36, 36, 40), 2.0), (0.4, (48, 48, 54), 2.0)],
        "crust": [(0.45, (204, 148, 82), 2.0), (0.4, (232, 190, 110), 2.0), (0.385, (240, 206, 120), 2.0)],
        "board": [(0.45, (196, 150, 96), 7.0), (0.43, (216, 174, 120), 7.0)],
        "tray": [(0.455, (150, 154, 160), 7.0), (0.42, (96, 100, 108), 7.0), (0.41, (112, 116, 124), 7.0)],
        "pot": [(0.455, (150, 46, 44), 2.0), (0.41, (92, 30, 30), 2.0), (0.395, broth, 2.0)],
    }[vessel]
