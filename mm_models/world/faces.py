"""Faces that talk: how one looks, as a pure function of a seed, and where its lips are, as a function of the mouth's pose.

A pose has four numbers from 0 to 1 for each frame: how far the mouth is open, how far its corners are apart (0: rounded, 1: spread),
how firmly the lips are pressed together, and how much of the upper teeth shows. The lips are the twenty points of the usual
68-point face annotation (points 48 to 67): twelve around the outside, eight around the inside, each from the left corner
over the top to the right and back along the bottom. Nothing in a face says how its voice sounds: only the mouth tells.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from jaxtyping import Float32

from mm_models.world.draws import chance, pick

FPS = 25  # frames a second
POINTS = 20  # of the lips
CENTRE = (0.5, 0.735)  # of the mouth: x to the right, y down, in the sides of the picture

Colour = tuple[int, int, int]
Pose = Float32[np.ndarray, "frames 4"]
Lips = Float32[np.ndarray, "frames 20 2"]

SKINS: tuple[Colour, ...] = (
    (255, 224, 196), (241, 200, 165), (224, 172, 130), (198, 142, 98), (160, 106, 70), (120, 78, 52), (88, 56, 38),
)  # fmt: skip
HAIRS: tuple[Colour, ...] = (
    (28, 24, 24), (62, 40, 28), (104, 68, 40), (150, 104, 58), (214, 176, 104), (164, 74, 40), (84, 84, 92),
)  # fmt: skip
GREYS: tuple[Colour, ...] = ((176, 176, 180), (214, 212, 208), (140, 140, 146))
CLOTHES: tuple[Colour, ...] = (
    (52, 92, 150),
    (150, 62, 66),
    (64, 120, 84),
    (96, 76, 130),
    (190, 140, 60),
    (70, 74, 84),
)
BACKDROPS: tuple[Colour, ...] = (
    (226, 232, 238),
    (236, 228, 214),
    (214, 230, 220),
    (228, 218, 234),
    (206, 214, 224),
)


class Age(IntEnum):
    """What age a face is drawn at."""

    CHILD = 0
    ADULT = 1
    ELDER = 2


class Hair(IntEnum):
    """How the hair is worn."""

    NONE = 0
    SHORT = 1
    CURLY = 2
    LONG = 3
    BUN = 4
    SCARF = 5


@dataclass(frozen=True)
class Face:
    """How a face looks; lengths are in the sides of its picture."""

    seed: int
    age: Age
    skin: Colour
    hair: Hair
    hair_colour: Colour
    clothes: Colour
    backdrop: Colour
    glasses: bool
    freckles: bool
    width: float  # half of the head's
    smile: float  # from -1 (sad) to 1: lifts the corners of the mouth and the brows
    lips: Colour
    mouth: float  # half of the mouth's width at rest
    upper: float  # thickness of the upper lip
    lower: float


def face(seed: int) -> Face:
    """The face of that number."""
    rng = np.random.default_rng((seed, 68))
    age = Age(int(rng.integers(3)))
    skin, hair = pick(rng, SKINS), Hair(int(rng.integers(len(Hair))))
    return Face(
        seed=seed,
        age=age,
        skin=skin,
        hair=Hair.SHORT if age is Age.CHILD and hair is Hair.NONE else hair,
        hair_colour=pick(rng, GREYS if age is Age.ELDER else HAIRS),
        clothes=pick(rng, CLOTHES),
        backdrop=pick(rng, BACKDROPS),
        glasses=chance(rng, 0.3),
        freckles=chance(rng, 0.2),
        width=float(rng.uniform(0.27, 0.32)),
        smile=float(rng.uniform(-0.5, 1.0)),
        lips=lip_colour(skin, float(rng.uniform(0.35, 0.75))),
        mouth=float(rng.uniform(0.105, 0.135)),
        upper=float(rng.uniform(0.016, 0.026)),
        lower=float(rng.uniform(0.02, 0.032)),
    )


def lip_colour(skin: Colour, redness: float) -> Colour:
    """Between the skin's colour and a dark red."""
    red, green, blue = (
        round((1 - redness) * s + redness * t) for s, t in zip(skin, (168, 62, 66), strict=True)
    )
    return red, green, blue


OUTER = np.array(
    [-1, -0.66, -0.3, 0, 0.3, 0.66, 1], np.float32
)  # of half the mouth's width, from the left corner
INNER = np.array([-0.82, -0.41, 0, 0.41, 0.82], np.float32)
BOW = np.array(
    [0, 0.7, 1.05, 0.85, 1.05, 0.7, 0], np.float32
)  # Cupid's bow: the upper lip's thickness along OUTER
BELLY = np.array([0, 0.62, 0.92, 1, 0.92, 0.62, 0], np.float32)  # the lower lip's
GAP = 0.2  # between the lips of a mouth that is wide open
ABOVE = 0.3  # of the gap lies above the line between the corners: it is the jaw that moves


@dataclass(frozen=True)
class Lines:
    """The lips of each frame as four lines from left to right, and half the distance of the corners."""

    half: Float32[np.ndarray, " frames"]
    upper_outer: Float32[np.ndarray, "frames 7"]  # y at OUTER
    lower_outer: Float32[np.ndarray, "frames 7"]
    upper_inner: Float32[np.ndarray, "frames 5"]  # y at INNER
    lower_inner: Float32[np.ndarray, "frames 5"]


def lip_lines(of: Face, pose: Pose) -> Lines:
    """Where the lips run: rounding draws the corners in and thickens the lips, pressing thins them."""
    opening, spread, pressed, _ = pose.T[..., None]
    half = of.mouth * (0.68 + 0.56 * spread[:, 0])
    thick = (1.25 - 0.4 * spread) * (1 - 0.45 * pressed)
    gap = GAP * opening * (1 - 0.85 * pressed)
    outer, inner = rest_line(of, OUTER), rest_line(of, INNER)
    arch, hole = 1 - OUTER**2, np.maximum(0, 1 - (INNER / INNER[-1]) ** 2)
    return Lines(
        half=half,
        upper_outer=outer - ABOVE * gap * arch - of.upper * thick * BOW,
        lower_outer=outer + (1 - ABOVE) * gap * arch + of.lower * thick * BELLY,
        upper_inner=inner - ABOVE * gap * hole,
        lower_inner=inner + (1 - ABOVE) * gap * hole,
    )


def rest_line(of: Face, across: Float32[np.ndarray, " points"]) -> Float32[np.ndarray, " points"]:
    """y of the line along which the lips meet: a smile lifts its ends."""
    return (CENTRE[1] - 0.022 * of.smile * (across**2 - 0.4)).astype(np.float32)


def lip_points(of: Face, pose: Pose) -> Lips:
    """The twenty lip points of each frame, x and y in the sides of the picture."""
    lines = lip_lines(of, pose)
    x_outer = CENTRE[0] + lines.half[:, None] * OUTER
    x_inner = CENTRE[0] + lines.half[:, None] * INNER
    around = [
        np.stack([x_outer, lines.upper_outer], axis=-1),
        np.stack([x_outer, lines.lower_outer], axis=-1)[:, -2:0:-1],
        np.stack([x_inner, lines.upper_inner], axis=-1),
        np.stack([x_inner, lines.lower_inner], axis=-1)[:, -2:0:-1],
    ]
    return np.concatenate(around, axis=1).astype(np.float32)
