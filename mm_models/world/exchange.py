"""Scenes as short texts: what a composer sends, a link carries and a person may write by hand.

A scene that the world generates is its split and number ("test:17"); one that a person composed is JSON with the place
and the things. Both have the same ground truth. Whatever comes from outside is checked before it is believed.
"""

import json
from collections.abc import Mapping
from typing import Any

from mm_models.intake.errors import InputError
from mm_models.text import Text
from mm_models.world.colours import COLOURS
from mm_models.world.kinds import KIND
from mm_models.world.places import PLACES
from mm_models.world.scenes import ANGLES, MARGIN, SIDE, SPLITS, Scene, Thing, scene, thing_at
from mm_models.world.sprites import drawings

LONGEST = 4000  # characters of a scene's text
MOST = 6  # things
SMALLEST, LARGEST = 16, 96  # pixels of a thing's longer side
VARIANTS = 48  # canvases of a place

NO_SCENE = Text(
    en="This is not a scene; pick an example, or compose one.",
    ko="장면이 아닙니다. 예를 고르거나 장면을 직접 꾸며 보세요.",
)
TOO_MANY = Text(
    en=f"A scene has room for {MOST} things; take one away first.",
    ko=f"한 장면에는 물건을 {MOST}개까지 놓을 수 있습니다. 먼저 하나를 치워 주세요.",
)


def scene_of(text: str) -> Scene:
    """The scene that a text stands for.

    Raises:
        InputError: it stands for none, for too many things, or for something that the world does not have.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise InputError("no-scene", NO_SCENE)
    split, colon, number = text.strip().partition(":")
    if colon and split in SPLITS and number.isdecimal() and len(number) < 10:
        return scene(int(number) % SPLITS[split].count, split)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise InputError("no-scene", NO_SCENE) from fault
    return scene_from_json(data)


def text_of(view: Scene) -> str:
    """The JSON text of a scene without photographs; `scene_of` reads it back."""
    return json.dumps(scene_as_json(view), separators=(",", ":"), ensure_ascii=False)


def scene_as_json(view: Scene) -> dict[str, Any]:
    """A scene as plain data.

    Raises:
        ValueError: a photograph is in it.
    """
    if view.place is None or any(thing.is_photo for thing in view.things):
        raise ValueError("a scene with a photograph cannot be written down")
    return {
        "place": view.place,
        "variant": view.variant,
        "window": list(view.window),
        "mirrored": view.mirrored,
        "things": [thing_as_json(thing) for thing in view.things],
    }


def thing_as_json(thing: Thing) -> dict[str, Any]:
    """A thing as plain data; x and y are its middle, in pixels of a picture of 112."""
    across, down = thing.centre
    return {
        "kind": thing.kind,
        "designer": thing.designer,
        "glyph": thing.glyph,
        "colour": thing.colour,
        "size": thing.size,
        "angle": thing.angle,
        "mirrored": thing.mirrored,
        "x": across,
        "y": down,
    }


def scene_from_json(data: Any) -> Scene:
    """The scene that plain data describe; it counts as one of the test split.

    Raises:
        InputError: see `scene_of`.
    """
    rows = _field(data, "things", list)
    if len(rows) > MOST:
        raise InputError("too-many-things", TOO_MANY)
    window = _field(data, "window", list)
    if len(window) != 2:
        raise InputError("no-scene", NO_SCENE)
    across, down = (_whole(each, 0, 2 * MARGIN) for each in window)
    return Scene(
        seed=SPLITS["test"].first,
        split="test",
        place=_one_of(_field(data, "place", str), PLACES),
        variant=_whole(_field(data, "variant", int), 0, VARIANTS - 1),
        window=(across, down),
        mirrored=_field(data, "mirrored", bool),
        things=tuple(thing_from_json(row) for row in rows),
    )


def thing_from_json(row: Any) -> Thing:
    """The thing that plain data describe; InputError where the world has no such thing."""
    kind = _one_of(_field(row, "kind", str), KIND)
    designer, glyph = _field(row, "designer", str), _field(row, "glyph", str)
    if glyph not in [drawing.glyph for drawing in drawings().get((kind, designer), ())]:
        raise InputError("no-scene", NO_SCENE)
    colour = row.get("colour")
    allowed = COLOURS if KIND[kind].colourable else (None,)
    return thing_at(
        kind,
        (_between(row, "x", 0, SIDE), _between(row, "y", 0, SIDE)),
        _whole(_field(row, "size", int), SMALLEST, LARGEST),
        colour=_one_of(colour, allowed),
        designer=designer,
        glyph=glyph,
        angle=_whole(_field(row, "angle", int), min(ANGLES), max(ANGLES)),
        mirrored=_field(row, "mirrored", bool),
    )


def _field(data: Any, name: str, of: type) -> Any:
    """A field of that type; true and false are no numbers."""
    value = data.get(name) if isinstance(data, Mapping) else None
    if not isinstance(value, of) or (of is int and isinstance(value, bool)):
        raise InputError("no-scene", NO_SCENE)
    return value


def _whole(value: Any, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InputError("no-scene", NO_SCENE)
    return value


def _between(row: Mapping[str, Any], name: str, least: float, most: float) -> float:
    value = row.get(name)
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not least <= value <= most:
        raise InputError("no-scene", NO_SCENE)
    return float(value)


def _one_of(value: Any, known: Any) -> Any:
    if not isinstance(value, (str, type(None))) or value not in known:
        raise InputError("no-scene", NO_SCENE)
    return value
