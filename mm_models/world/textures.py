"""Pictures of nothing: surfaces without any thing, on which a network that names things should keep quiet."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, UInt8

from mm_models.world.landscape import fractal
from mm_models.world.scenes import SIDE

Field = Float[np.ndarray, "side side"]
Texture = UInt8[np.ndarray, "side side 3"]


def texture(name: str, seed: int) -> Texture:
    """A surface of that name, in two random colours.

    Raises:
        KeyError: no such surface; see `TEXTURES`.
    """
    rng = np.random.default_rng((seed, sorted(TEXTURES).index(name)))
    dark, light = rng.uniform(0, 255, (2, 1, 1, 3))
    return np.clip(dark + (light - dark) * TEXTURES[name](rng)[..., None], 0, 255).astype(np.uint8)


def _across(rng: np.random.Generator) -> Field:
    """A coordinate from 0 to 1 along a random direction."""
    down, right = np.mgrid[0:SIDE, 0:SIDE] / SIDE - 0.5
    turn = rng.uniform(0, 2 * np.pi)
    return right * np.cos(turn) + down * np.sin(turn) + 0.5


def _waves(rng: np.random.Generator) -> Field:
    return 0.5 + 0.5 * np.sin(2 * np.pi * rng.uniform(3, 20) * _across(rng))


def _stripes(rng: np.random.Generator) -> Field:
    return (_waves(rng) > rng.uniform(0.3, 0.7)).astype(float)


def _checks(rng: np.random.Generator) -> Field:
    side = int(rng.integers(4, 20))
    down, right = np.mgrid[0:SIDE, 0:SIDE] // side
    return ((down + right) % 2).astype(float)


def _dots(rng: np.random.Generator) -> Field:
    period = float(rng.uniform(8, 24))
    down, right = np.mgrid[0:SIDE, 0:SIDE] % period - period / 2
    return (np.hypot(down, right) < period * rng.uniform(0.2, 0.4)).astype(float)


def _clouds(rng: np.random.Generator) -> Field:
    return fractal(rng, SIDE, int(rng.integers(2, 12)))


def _grain(rng: np.random.Generator) -> Field:
    return rng.random((SIDE, SIDE))


TEXTURES: dict[str, Callable[[np.random.Generator], Field]] = {
    "slope": _across,
    "waves": _waves,
    "stripes": _stripes,
    "checks": _checks,
    "dots": _dots,
    "clouds": _clouds,
    "grain": _grain,
}
SHOWN: tuple[str, ...] = ("slope", "waves", "stripes", "clouds")  # may be learnt from, as examples of nothing
HELD_BACK: tuple[str, ...] = tuple(name for name in TEXTURES if name not in SHOWN)  # for testing only
