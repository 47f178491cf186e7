"""The brushes that places are painted with: ramps, fractal noise, speckles and wavy edges."""

import numpy as np
from jaxtyping import Float
from PIL import Image

Colour = tuple[int, int, int]
Plane = Float[np.ndarray, "side side"]
Canvas = Float[np.ndarray, "side side 3"]


def ramp(side: int, top: Colour, bottom: Colour) -> Canvas:
    """A canvas that goes from one colour at the top to another at the bottom."""
    share = np.linspace(0, 1, side)[:, None, None]
    return np.broadcast_to(np.array(top) * (1 - share) + np.array(bottom) * share, (side, side, 3)).copy()


def fractal(rng: np.random.Generator, side: int, cells: int, octaves: int = 3, squeeze: int = 1) -> Plane:
    """Smooth noise between 0 and 1: grids of random values, each twice as fine and half as strong as the last.

    `squeeze` above 1 stretches the noise upwards that many times, below -1 sideways.
    """
    total, strength = np.zeros((side, side)), 0.0
    for octave in range(octaves):
        fine = cells * 2**octave
        across = max(2, fine // -squeeze) if squeeze < -1 else fine
        down = max(2, fine // squeeze) if squeeze > 1 else fine
        grid = Image.fromarray(rng.random((down, across)).astype(np.float32))
        total += np.asarray(grid.resize((side, side), Image.Resampling.BICUBIC)) / 2**octave
        strength += 1 / 2**octave
    return np.clip(total / strength, 0, 1)


def wavy(rng: np.random.Generator, side: int, height: float, swing: float) -> Plane:
    """Coverage of everything below a wavy line at `height` (0 top, 1 bottom), which swings by `swing`; soft edge."""
    across = np.linspace(0, 2 * np.pi, side)
    phase, turns = rng.uniform(0, 2 * np.pi, 2), rng.uniform(0.5, 2.5, 2)
    line = (
        height
        + swing
        * (np.sin(across * turns[0] + phase[0]) + 0.5 * np.sin(across * turns[1] * 2 + phase[1]))
        / 1.5
    )
    down = np.arange(side)[:, None]
    return np.clip((down - line[None, :] * side) / 1.5, 0, 1)


def blend(behind: Canvas, front: Canvas, coverage: Plane) -> Canvas:
    """One canvas over another."""
    return behind + (front - behind) * coverage[..., None]


def speckle(view: Canvas, rng: np.random.Generator, count: int, colour: Colour, size: int) -> Canvas:
    """The canvas with `count` small squares of one colour, of varying strength."""
    view = view.copy()
    side = view.shape[0]
    for y, x, strength in zip(
        *rng.integers(0, side - size, (2, count)), rng.uniform(0.4, 1, count), strict=True
    ):
        patch = view[y : y + size, x : x + size]
        patch += (np.array(colour) - patch) * strength
    return view
