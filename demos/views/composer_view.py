"""A scene that a person puts together: things are placed, dragged, resized and recoloured on a place.

The server draws what the browser shows (the place and each thing's sprite), so that both agree. Every change travels as
the scene's text (`mm_models.world.exchange`) in the event `select`; the handler answers with a new `composer(...)`.
"""

import base64
import io
from functools import cache
from typing import Any

import numpy as np
from gradio.context import Context
from jaxtyping import UInt8
from PIL import Image

from demos.views.base import CanvasView
from demos.views.packing import Payload, caption
from mm_models.text import Text
from mm_models.world.colours import COLOUR
from mm_models.world.exchange import LARGEST, MOST, SMALLEST, VARIANTS, scene_as_json, scene_of
from mm_models.world.kinds import KINDS, Kind
from mm_models.world.rendering import background
from mm_models.world.scenes import SIDE, Thing, sprite_of
from mm_models.world.sprites import DESIGNERS, UNSEEN, drawings
from mm_models.world.words import PLACE_TEXT

SCALE = 3  # pixels that the browser gets for one of the network's
STAMP = 44  # pixels of a kind's small picture in the palette, shown at half that size

DESIGNER_TEXT: dict[str, Text] = {
    "noto": Text("Noto", "Noto"),
    "twemoji": Text("Twemoji", "Twemoji"),
    "openmoji": Text("OpenMoji", "OpenMoji"),
    "noto-v1": Text("Noto, first version", "Noto 초기판"),
    "emojione": Text("EmojiOne", "EmojiOne"),
    "fxemoji": Text("FxEmoji", "FxEmoji"),
    UNSEEN: Text("Fluent 3D (never seen in training)", "Fluent 3D (학습에 없던 그림체)"),
}
GROUP_TEXT: dict[str, Text] = {
    "animal": Text("Animals", "동물"),
    "vehicle": Text("Vehicles", "탈것"),
    "plant": Text("Plants", "식물"),
    "food": Text("Food", "먹을거리"),
    "thing": Text("Things", "물건"),
}


class ComposerView(CanvasView):
    """Draws `composer(...)`. Event `select` carries the changed scene's text as `value`.

    The catalogue, 96 kB, travels with the first composer of a page only; the script of the others finds it there.
    """

    kind = "composer"

    def __init__(self, label: Text, value: Payload | None = None, **options: Any) -> None:
        super().__init__(label, value, **options)
        if self.is_first():
            self.props["catalogue"] = catalogue()

    def is_first(self) -> bool:
        """Whether no composer was drawn on the same page before."""
        root = Context.root_block
        drawn = () if root is None else root.blocks.values()
        others = (each for each in drawn if isinstance(each, ComposerView) and each is not self)
        return all(each.page != self.page for each in others)


def composer(text: str) -> Payload:
    """The payload of a `ComposerView` that shows the scene of a text; InputError where it stands for none."""
    view = scene_of(text)
    return {
        "text": text,
        "scene": scene_as_json(view),
        "background": address(background(view, SIDE * SCALE), "WEBP", quality=80),
        "looks": [look(thing) for thing in view.things],
    }


def look(thing: Thing) -> Payload:
    """A thing's sprite and its box in pixels of the network's picture."""
    style = (thing.kind, thing.designer, thing.glyph, thing.colour)
    pixels = sprite_of(style, thing.size * SCALE, thing.angle, None)
    pixels = pixels[:, ::-1] if thing.mirrored else pixels
    return {
        "src": address(pixels, "WEBP", quality=85),
        "box": [thing.x, thing.y, thing.width, thing.height],
    }


def address(pixels: np.ndarray, kind: str, **options: Any) -> str:
    """Pixels as a data address."""
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, kind, **options)
    return f"data:image/{kind.lower()};base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"


@cache
def catalogue() -> Payload:
    """Everything that can be chosen, and the limits of a scene."""
    return {
        "kinds": [choice(kind) for kind in KINDS],
        "strip": address(strip(), "WEBP", quality=80, alpha_quality=60, method=6),
        "groups": {name: caption(text) for name, text in GROUP_TEXT.items()},
        "colours": {
            name: {"name": caption(colour.name), "rgb": list(colour.rgb)} for name, colour in COLOUR.items()
        },
        "designers": {name: caption(DESIGNER_TEXT[name]) for name in DESIGNERS},
        "places": {name: caption(text) for name, text in PLACE_TEXT.items()},
        "side": SIDE,
        "most": MOST,
        "variants": VARIANTS,
        "sizes": [SMALLEST, LARGEST],
    }


def strip() -> UInt8[np.ndarray, "stamp wide 4"]:
    """A small picture of every kind, side by side in the order of the kinds."""
    stamps = np.zeros((len(KINDS), STAMP, STAMP, 4), np.uint8)
    for square, kind in zip(stamps, KINDS, strict=True):
        pixels = sprite_of((kind.name, "noto", drawings()[kind.name, "noto"][0].glyph, None), STAMP, 0, None)
        height, width = pixels.shape[:2]
        top, left = (STAMP - height) // 2, (STAMP - width) // 2
        square[top : top + height, left : left + width] = pixels
    return stamps.swapaxes(0, 1).reshape(STAMP, len(KINDS) * STAMP, 4)


def choice(kind: Kind) -> Payload:
    """A kind as the palette needs it: its name, its group, and the drawings that there are."""
    return {
        "kind": kind.name,
        "name": caption(kind.text),
        "group": next((name for name in GROUP_TEXT if name in kind.groups), "thing"),
        "colourable": kind.colourable,
        "glyphs": {
            name: [drawing.glyph for drawing in drawings()[kind.name, name]]
            for name in DESIGNERS
            if (kind.name, name) in drawings()
        },
    }
