"""From a sentence to a scene: "a red car left of two dogs on the beach" becomes a picture of just that.

Things are put down at random until everything that was said is true; what was not said (where, how large, by which
designer) is left to the seed. Composed scenes have the same ground truth as generated ones.
"""

from collections.abc import Iterator

import numpy as np

from mm_models.world.checking import check_meaning
from mm_models.world.colours import COLOURS
from mm_models.world.draws import chance, pick
from mm_models.world.kinds import KIND
from mm_models.world.meaning import Meaning, Mention
from mm_models.world.parsing import parse
from mm_models.world.places import PLACES
from mm_models.world.scenes import (
    LARGE,
    MARGIN,
    SIDE,
    SIZES,
    SMALL,
    Scene,
    Thing,
    crowds,
    free_spots,
    inside,
    split_of,
    thing_at,
)  # fmt: skip
from mm_models.world.sprites import drawings

MOST = 6  # things that a composed scene may have
TRIES = 400
ROOMY = 46  # pixels: with more than two things, none whose size was not said is larger


class CannotComposeError(ValueError):
    """No scene could be made of what was said: nothing was understood, it was too much, or it contradicts itself."""


def compose_text(text: str, seed: int = 0, split: str = "test") -> Scene:
    """A scene of which a sentence in English or Korean is true.

    Raises:
        CannotComposeError: see the class.
    """
    return compose(parse(text).meaning, seed, split)


def compose(meaning: Meaning, seed: int = 0, split: str = "test") -> Scene:
    """A scene of which a meaning is true, with nothing in it that the meaning does not mention.

    Raises:
        ValueError: there is no such split.
        CannotComposeError: see the class.
    """
    wanted = [mention for mention in meaning.mentions for _ in range(mention.count)]
    if not wanted or len(wanted) > MOST:
        raise CannotComposeError(f"a scene has 1 to {MOST} things, not {len(wanted)}")
    part = split_of(split)
    rng = np.random.default_rng((part.first + seed, 7))
    place, variant = meaning.place or pick(rng, PLACES), pick(rng, part.variants)
    window = (int(rng.integers(2 * MARGIN + 1)), int(rng.integers(2 * MARGIN + 1)))
    mirrored, looks = chance(rng, 0.5), [look(mention, rng, part.designers) for mention in wanted]
    for things in arrangements(meaning, wanted, looks, rng):
        found = Scene(part.first + seed, split, place, variant, window, mirrored, things)
        verdict = check_meaning(meaning, found)
        if verdict.true and verdict.complete:
            return found
    raise CannotComposeError("what was said cannot all be true of one picture")


def look(
    mention: Mention, rng: np.random.Generator, designers: tuple[str, ...]
) -> tuple[str, str, str | None]:
    """Designer, glyph and colour of one of the things that a mention speaks of."""
    designer = pick(rng, [name for name in designers if (mention.kind, name) in drawings()])
    colour = mention.colour if KIND[mention.kind].colourable else None
    if KIND[mention.kind].colourable and colour is None:
        colour = pick(rng, COLOURS)
    return designer, pick(rng, drawings()[mention.kind, designer]).glyph, colour


def sizes(mention: Mention, crowded: bool) -> list[int]:
    """The sizes that a thing may have after what was said of it."""
    if mention.size == "small":
        return [size for size in SIZES if size <= SMALL]
    if mention.size == "large":
        return [size for size in SIZES if size >= LARGE]
    return [size for size in SIZES if SMALL < size <= (ROOMY if crowded else LARGE - 1)]


def arrangements(
    meaning: Meaning,
    wanted: list[Mention],
    looks: list[tuple[str, str, str | None]],
    rng: np.random.Generator,
) -> Iterator[tuple[Thing, ...]]:
    """Yields ways to put the things down, without crowding; things of which "on" is said are put on each other."""
    stacked = any(relation.name == "on" for relation in meaning.relations)
    for _ in range(TRIES):
        things: list[Thing] = []
        for mention, (designer, glyph, colour) in zip(wanted, looks, strict=True):
            size = pick(rng, sizes(mention, len(wanted) > 2))
            at_rest = thing_at(
                mention.kind, (SIDE / 2, SIDE / 2), size, colour=colour, designer=designer, glyph=glyph
            )
            things.append(put_down(at_rest, things, stacked, rng))
        if all(inside(thing) for thing in things):
            yield tuple(things)


def put_down(thing: Thing, others: list[Thing], stacked: bool, rng: np.random.Generator) -> Thing:
    """The thing at a random spot, one that is free if eight tries find one."""
    corners = free_spots(rng, thing.width, thing.height)
    if stacked and others and chance(rng, 0.5):
        base = others[-1]
        left = base.x + (base.width - thing.width) // 2
        above, below = base.y - thing.height + base.height // 8, base.box[3] - thing.height // 8
        corners = [(left, above if chance(rng, 0.5) else below)]
    moved = [moved_to(thing, corner) for corner in corners]
    free = [spot for spot in moved if not any(crowds(spot, other) for other in others)]
    return (free or moved)[0]


def moved_to(thing: Thing, corner: tuple[int, int]) -> Thing:
    """The thing with its upper left corner elsewhere."""
    return Thing(
        thing.kind, thing.designer, thing.glyph, thing.colour, thing.size, thing.angle, thing.mirrored,
        *corner, thing.width, thing.height,
    )  # fmt: skip
