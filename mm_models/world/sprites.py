"""Sprites: the atlas's drawings, cut out, coloured, resized and turned, and kept for the next scene that wants them."""

import json
from dataclasses import dataclass
from functools import cache
from threading import Lock

import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageOps

from mm_models.world.colours import recolour
from mm_models.world.kinds import ASSETS, KIND

MEASURED: tuple[str, ...] = ("noto", "twemoji", "openmoji")  # the designers that scenes are measured on
FURTHER: tuple[str, ...] = (
    "noto-v1",
    "emojione",
    "fxemoji",
)  # seen in training only: more hands carry over better
UNSEEN = "fluent"  # the hand that only ever tests
DESIGNERS: tuple[str, ...] = (*MEASURED, *FURTHER, UNSEEN)
OPAQUE = 128  # alpha from which a pixel belongs to a thing
KEPT = 24_576  # sprites kept in memory, about 6 KB each

Sprite = UInt8[np.ndarray, "height width 4"]


@dataclass(frozen=True)
class Drawing:
    """Where in the atlas a designer's drawing of a kind lies: box is (x, y, width, height)."""

    kind: str
    designer: str
    glyph: str
    box: tuple[int, int, int, int]


@cache
def drawings() -> dict[tuple[str, str], tuple[Drawing, ...]]:
    """All drawings by (kind, designer)."""
    found: dict[tuple[str, str], list[Drawing]] = {}
    for row in json.loads((ASSETS / "index.json").read_text(encoding="utf-8")):
        drawing = Drawing(row["kind"], row["designer"], row["glyph"], tuple(row["box"]))
        found.setdefault((drawing.kind, drawing.designer), []).append(drawing)
    return {key: tuple(rows) for key, rows in found.items()}


@cache
def _sheet(designer: str) -> np.ndarray:
    return np.asarray(Image.open(ASSETS / f"{designer}.webp").convert("RGBA"))


@cache
def _drawn(kind: str, designer: str, glyph: str, colour: str | None) -> Image.Image:
    rows = drawings().get((kind, designer), ())
    found = [row for row in rows if row.glyph == glyph]
    if not found:
        have = ", ".join(row.glyph for row in rows) or "none"
        raise ValueError(f"{designer} has no drawing {glyph!r} of {kind!r}; it has: {have}")
    x, y, width, height = found[0].box
    pixels = _sheet(designer)[y : y + height, x : x + width]
    if colour is not None:
        pixels = recolour(pixels, colour, leaves="plant" in KIND[kind].groups)
    return Image.fromarray(pixels)


def cut_out(image: Image.Image, size: int, angle: int) -> Sprite:
    """The drawing with its longer side `size` pixels, turned by `angle` degrees and trimmed to what is opaque."""
    scale = size / max(image.size)
    small = image.resize(
        (max(2, round(image.width * scale)), max(2, round(image.height * scale))), Image.Resampling.LANCZOS
    )
    if angle:
        small = ImageOps.expand(small, 1).rotate(angle, Image.Resampling.BICUBIC, expand=True)
    pixels = np.array(small)
    rows = np.flatnonzero((pixels[..., 3] >= OPAQUE).any(axis=1))
    columns = np.flatnonzero((pixels[..., 3] >= OPAQUE).any(axis=0))
    return np.ascontiguousarray(pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


_kept: dict[tuple[str, str, str, str | None, int, int], Sprite] = {}
_lock = Lock()


def sprite(kind: str, designer: str, glyph: str, colour: str | None, size: int, angle: int) -> Sprite:
    """A drawing ready to be put into a picture, from memory where it has been asked for before.

    Raises:
        ValueError: the designer has no such drawing of this kind.
    """
    key = (kind, designer, glyph, colour, size, angle)
    found = _kept.get(key)
    if found is None:
        found = cut_out(_drawn(kind, designer, glyph, colour), size, angle)
        with _lock:
            if len(_kept) >= KEPT:
                del _kept[next(iter(_kept))]
            _kept[key] = found
    return found
