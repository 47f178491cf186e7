"""Scenes that are alike: the same scene with one thing about it changed, so that only a distinctive caption tells them apart.

What is changed can be said in a caption: a thing's colour, kind or size, the place, or a thing that is gone.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from mm_models.world.colours import COLOURS
from mm_models.world.draws import pick, shuffled
from mm_models.world.kinds import KIND, KINDS
from mm_models.world.places import PLACES
from mm_models.world.scenes import (
    COLOURABLE,
    LARGE,
    SIZES,
    SMALL,
    Scene,
    Thing,
    crowds,
    drawer,
    inside,
    split_of,
    thing_at,
)
from mm_models.world.sprites import drawings

TRIES = 40  # changes drawn until one gives a scene that there was not yet

Change = Callable[[Scene, np.random.Generator], Scene | None]


def family(scene: Scene, count: int, rng: np.random.Generator) -> list[Scene]:
    """A scene and `count` - 1 others, each with another change; fewer where TRIES draws find no more.

    A scene that is one photograph has nothing to change: it stays alone.
    """
    found = [scene]
    for _ in range(TRIES):
        if len(found) == count or scene.place is None:
            break
        other = changed(scene, rng)
        if other is not None and all(told_apart(other, each) for each in found):
            found.append(other)
    return found


def told_apart(one: Scene, other: Scene) -> bool:
    """Whether two scenes differ in what a caption can say about their place and things."""
    return one.place != other.place or looks(one) != looks(other)


def looks(scene: Scene) -> list[tuple[str, str | None, str | None]]:
    """Kind, colour and size word of each thing."""
    return [(thing.kind, thing.colour, thing.size_word) for thing in scene.things]


def changed(scene: Scene, rng: np.random.Generator) -> Scene | None:
    """The scene with one change, whichever is possible; None where none of them is."""
    options = (change(scene, rng) for change in shuffled(rng, CHANGES))
    return next((option for option in options if option is not None), None)


def recoloured(scene: Scene, rng: np.random.Generator) -> Scene | None:
    """A thing gets another colour."""
    return with_one(scene, rng, [t for t in drawn(scene) if t.colour], lambda thing: other_colour(thing, rng))


def other_colour(thing: Thing, rng: np.random.Generator) -> Thing:
    """The same in another colour."""
    return replace(thing, colour=pick(rng, [colour for colour in COLOURS if colour != thing.colour]))


def resized(scene: Scene, rng: np.random.Generator) -> Scene | None:
    """A thing gets small or large, where it was not."""
    return with_one(scene, rng, drawn(scene), lambda thing: other_size(thing, rng))


def other_size(thing: Thing, rng: np.random.Generator) -> Thing:
    """Small where it was large, large where it was small, else either."""
    words = [size for size in SIZES if size <= SMALL or size >= LARGE]
    size = pick(rng, [each for each in words if (each <= SMALL) != (thing.size_word == "small")] or words)
    return at_place(thing, thing.kind, thing.designer, thing.colour, size, thing.glyph)


def exchanged(scene: Scene, rng: np.random.Generator) -> Scene | None:
    """Another thing stands in a thing's place."""
    return with_one(scene, rng, drawn(scene), lambda thing: other_kind(thing, scene, rng))


def other_kind(thing: Thing, scene: Scene, rng: np.random.Generator) -> Thing:
    """A thing of another kind in the same place; a coloured one keeps its colour where it can."""
    kinds = COLOURABLE if thing.colour else [kind.name for kind in KINDS]
    kind = pick(rng, [name for name in kinds if name != thing.kind])
    same = (kind, thing.designer) in drawings()
    hand = thing.designer if same else drawer(rng, kind, split_of(scene.split))
    colour = (thing.colour or pick(rng, COLOURS)) if KIND[kind].colourable else None
    return at_place(thing, kind, hand, colour, thing.size, pick(rng, drawings()[kind, hand]).glyph)


def at_place(thing: Thing, kind: str, designer: str, colour: str | None, size: int, glyph: str) -> Thing:
    """Something else with a thing's middle, angle and direction."""
    return thing_at(
        kind,
        thing.centre,
        size,
        colour=colour,
        designer=designer,
        glyph=glyph,
        angle=thing.angle,
        mirrored=thing.mirrored,
    )


def elsewhere(scene: Scene, rng: np.random.Generator) -> Scene | None:
    """The same things in another place."""
    return replace(scene, place=pick(rng, [place for place in PLACES if place != scene.place]))


def without_one(scene: Scene, rng: np.random.Generator) -> Scene | None:
    """A thing is gone; None where it is the only one."""
    if len(scene.things) < 2:
        return None
    gone = pick(rng, scene.things)
    return replace(scene, things=tuple(thing for thing in scene.things if thing is not gone))


CHANGES: tuple[Change, ...] = (recoloured, resized, exchanged, elsewhere, without_one)


def drawn(scene: Scene) -> list[Thing]:
    """The things that are drawings: photographs stay as they are."""
    return [thing for thing in scene.things if not thing.is_photo]


def with_one(
    scene: Scene, rng: np.random.Generator, things: list[Thing], change: Callable[[Thing], Thing]
) -> Scene | None:
    """The scene with one of some things changed; None without any, or where what it becomes has no room."""
    if not things:
        return None
    old = pick(rng, things)
    new = change(old)
    others = [thing for thing in scene.things if thing is not old]
    if not inside(new) or any(crowds(new, other) and not crowds(old, other) for other in others):
        return None
    return replace(scene, things=tuple(new if thing is old else thing for thing in scene.things))
