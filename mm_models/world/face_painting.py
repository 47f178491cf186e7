"""Pictures of talking faces: the portrait is drawn once, the mouth anew in each frame, as exact areas of pixels."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Float32, UInt8
from PIL import Image, ImageDraw

from mm_models.world.faces import CENTRE, INNER, OUTER, Age, Colour, Face, Hair, Lines, Pose, lip_lines

SIDE = 96  # pixels of a portrait
FINER = 3  # the portrait is drawn so many times larger and then reduced
CROP = (24, 40)  # rows and columns around the mouth that the network sees
CAVITY: Colour = (58, 20, 24)
TEETH: Colour = (240, 236, 226)
TONGUE: Colour = (190, 92, 96)
BLINK_FRAMES = 3
BLINK_EVERY = 70  # frames, about

Film = UInt8[np.ndarray, "frames rows columns 3"]
Lines2 = Float32[np.ndarray, "frames columns"]


@dataclass(frozen=True)
class Window:
    """A part of the picture, in pixels."""

    top: int
    left: int
    rows: int
    columns: int


WHOLE = Window(0, 0, SIDE, SIDE)
MOUTH = Window(
    round(SIDE * CENTRE[1]) - CROP[0] // 2 + 2, round(SIDE * CENTRE[0]) - CROP[1] // 2, CROP[0], CROP[1]
)


def film(of: Face, pose: Pose) -> Film:
    """The frames of a talking face, which blinks now and then."""
    closed = blinks(of, len(pose))
    below = np.stack([portrait(of, False), portrait(of, True)])[closed.astype(int)]
    return painted(below, of, pose, WHOLE)


def mouth_crops(of: Face, pose: Pose) -> Film:
    """What `film` shows around the mouth, without the work of drawing the rest."""
    below = cut(portrait(of, False), MOUTH)
    return painted(np.broadcast_to(below, (len(pose), *below.shape)), of, pose, MOUTH)


def cut(pixels: UInt8[np.ndarray, "... rows columns 3"], window: Window) -> UInt8[np.ndarray, "... r c 3"]:
    """A window of pictures."""
    rows = slice(window.top, window.top + window.rows)
    return pixels[..., rows, window.left : window.left + window.columns, :]


def painted(below: Film, of: Face, pose: Pose, window: Window) -> Film:
    """Mouths over pictures of the window."""
    lines = lip_lines(of, pose)
    at = across(lines, window)
    upper, lower = (through(line, INNER, at) for line in (lines.upper_inner, lines.lower_inner))
    lips = area(
        through(lines.upper_outer, OUTER, at), through(lines.lower_outer, OUTER, at), at, 1.0, lines, window
    )
    gap = (lines.lower_inner - lines.upper_inner)[:, 2:3]
    layers = (
        (lips, of.lips),
        (area(upper, lower, at, 0.82, lines, window), CAVITY),
        (area(lower - 0.3 * gap, lower, at, 0.5, lines, window), TONGUE),
        (area(upper, upper + 0.35 * gap * pose[:, 3:4], at, 0.66, lines, window), TEETH),
    )
    pixels = below.astype(np.float32)
    for cover, colour in layers:
        pixels = pixels + cover[..., None] * (np.array(colour, np.float32) - pixels)
    return (pixels + 0.5).astype(np.uint8)


def across(lines: Lines, window: Window) -> Lines2:
    """Where the window's columns are across the mouth: -1 and 1 are its corners."""
    columns = (window.left + np.arange(window.columns, dtype=np.float32) + 0.5) / SIDE
    return (columns - CENTRE[0]) / lines.half[:, None]


def through(line: Float32[np.ndarray, "frames knots"], knots: np.ndarray, at: Lines2) -> Lines2:
    """A line through points, at other places: y of each column."""
    hats = (np.interp(at, knots, one) for one in np.eye(len(knots), dtype=np.float32))
    return sum(hat.astype(np.float32) * line[:, k : k + 1] for k, hat in enumerate(hats))


def area(
    upper: Lines2, lower: Lines2, at: Lines2, reach: float, lines: Lines, window: Window
) -> Float32[np.ndarray, "frames rows columns"]:
    """Which share of each pixel lies between two lines, up to `reach` of the way to the corners."""
    rows = window.top + np.arange(window.rows, dtype=np.float32)[:, None]
    height = np.minimum(SIDE * lower[:, None], rows + 1) - np.maximum(SIDE * upper[:, None], rows)
    beside = (reach - np.abs(at)) * lines.half[:, None] * SIDE + 0.5
    return np.clip(height, 0, 1) * np.clip(beside, 0, 1)[:, None]


def blinks(of: Face, frames: int) -> np.ndarray:
    """In which frames the eyes are closed."""
    rng = np.random.default_rng((of.seed, 69))
    closed, at = np.zeros(frames, bool), int(rng.integers(10, BLINK_EVERY))
    while at < frames:
        closed[at : at + BLINK_FRAMES] = True
        at += int(rng.integers(BLINK_EVERY // 2, 2 * BLINK_EVERY))
    return closed


@lru_cache(maxsize=512)
def portrait(of: Face, closed: bool) -> UInt8[np.ndarray, "side side 3"]:
    """The face without its mouth, the eyes open or closed."""
    canvas = Image.new("RGB", (SIDE * FINER, SIDE * FINER), of.backdrop)
    pen = Pen(ImageDraw.Draw(canvas))
    draw_behind(pen, of)
    draw_head(pen, of)
    draw_eyes(pen, of, closed)
    draw_hair(pen, of)
    return np.asarray(canvas.resize((SIDE, SIDE), Image.Resampling.BOX))


@dataclass(frozen=True)
class Pen:
    """Draws in the sides of the picture instead of pixels."""

    canvas: ImageDraw.ImageDraw

    def oval(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        """An ellipse by its middle and its half axes."""
        self.canvas.ellipse(self._box(x - wide, y - high, x + wide, y + high), fill=colour)

    def block(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """A rectangle with round corners."""
        self.canvas.rounded_rectangle(self._box(left, top, right, bottom), 0.05 * SIDE * FINER, fill=colour)

    def arc(
        self, x: float, y: float, wide: float, high: float, first: int, last: int, colour: Colour
    ) -> None:
        """A piece of an ellipse's edge; degrees go clockwise from the right."""
        self.canvas.arc(
            self._box(x - wide, y - high, x + wide, y + high), first, last, fill=colour, width=FINER + 1
        )

    def _box(self, *sides: float) -> tuple[float, ...]:
        return tuple(SIDE * FINER * side for side in sides)


def darker(colour: Colour, share: float) -> Colour:
    """The colour with so much black."""
    red, green, blue = (round(part * (1 - share)) for part in colour)
    return red, green, blue


def head_top(of: Face) -> float:
    """y of the top of the head."""
    return 0.2 if of.age is Age.CHILD else 0.14


def draw_behind(pen: Pen, of: Face) -> None:
    """Shoulders, neck, and hair that falls behind them."""
    if of.hair is Hair.LONG:
        pen.block(0.5 - of.width - 0.07, 0.3, 0.5 + of.width + 0.07, 0.95, of.hair_colour)
    if of.hair is Hair.SCARF:
        pen.oval(0.5, 0.52, of.width + 0.09, 0.46, of.hair_colour)
    if of.hair is Hair.BUN:
        pen.oval(0.5, head_top(of) - 0.04, 0.11, 0.09, of.hair_colour)
    pen.block(0.14, 0.93, 0.86, 1.2, of.clothes)
    pen.block(0.4, 0.8, 0.6, 0.98, darker(of.skin, 0.12))


def draw_head(pen: Pen, of: Face) -> None:
    """Ears, head, nose, cheeks, freckles, wrinkles."""
    top = head_top(of)
    for side in (-1, 1):
        pen.oval(0.5 + side * of.width, 0.53, 0.045, 0.07, darker(of.skin, 0.08))
    pen.oval(0.5, (top + 0.93) / 2, of.width, (0.93 - top) / 2, of.skin)
    pen.arc(0.5, 0.575, 0.035, 0.03, 20, 160, darker(of.skin, 0.3))
    if of.freckles:
        for x, y in ((0.34, 0.58), (0.38, 0.61), (0.31, 0.62), (0.62, 0.61), (0.66, 0.58), (0.69, 0.62)):
            pen.oval(x, y, 0.007, 0.007, darker(of.skin, 0.25))
    if of.age is Age.ELDER:
        for side, (first, last) in ((-1, (120, 200)), (1, (-20, 60))):
            pen.arc(0.5 + side * 0.12, 0.6, 0.08, 0.1, first, last, darker(of.skin, 0.18))
        pen.arc(0.5, 0.36, 0.14, 0.03, 190, 350, darker(of.skin, 0.18))


def draw_eyes(pen: Pen, of: Face, closed: bool) -> None:
    """Eyes, brows and glasses."""
    large = 0.055 if of.age is Age.CHILD else 0.045
    for side in (-1, 1):
        x, y = 0.5 + side * 0.125, 0.48
        if closed:
            pen.arc(x, y, large, 0.03, 10, 170, darker(of.skin, 0.5))
        else:
            pen.oval(x, y, large, 0.038, (250, 250, 250))
            pen.oval(x, y, 0.024, 0.028, (60, 44, 36))
            pen.oval(x + 0.008, y - 0.01, 0.007, 0.007, (255, 255, 255))
        pen.arc(x, y - 0.06 - 0.015 * of.smile, 0.06, 0.03, 200, 340, darker(of.hair_colour, 0.2))
        if of.glasses:
            pen.arc(x, y, 0.085, 0.075, 0, 360, (40, 40, 48))
    if of.glasses:
        pen.arc(0.5, 0.48, 0.042, 0.02, 180, 360, (40, 40, 48))


def draw_hair(pen: Pen, of: Face) -> None:
    """Hair over the forehead."""
    top = head_top(of)
    if of.hair is Hair.NONE:
        return
    if of.hair is Hair.CURLY:
        for x in np.linspace(0.5 - of.width, 0.5 + of.width, 7):
            rise = 0.1 * (1 - ((x - 0.5) / of.width) ** 2)
            pen.oval(float(x), top + 0.11 - rise, 0.075, 0.075, of.hair_colour)
        return
    pen.canvas.chord(
        pen._box(0.5 - of.width - 0.015, top - 0.03, 0.5 + of.width + 0.015, top + 0.5),
        185,
        355,
        fill=of.hair_colour,
    )
