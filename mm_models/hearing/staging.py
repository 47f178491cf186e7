"""Scenes in which things sound: different kinds, the first of them one of the ten whose sounds we have."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mm_models.hearing.names import SOUND_OF
from mm_models.world.draws import chance, pick, shuffled
from mm_models.world.kinds import KINDS
from mm_models.world.photos import PhotoBank
from mm_models.world.places import PLACES
from mm_models.world.scenes import MARGIN, PHOTO, Scene, Split, Thing, colour_for, drawer, fit_in, split_of
from mm_models.world.sprites import drawings

SOUNDING: tuple[str, ...] = tuple(SOUND_OF)  # kinds that sound
SILENT: tuple[str, ...] = tuple(kind.name for kind in KINDS if kind.name not in SOUND_OF)
OWN_SEEDS = 41  # so that a scene of a number is not the world's usual one


@dataclass(frozen=True)
class Cast:
    """How many things a scene has, how many of the further ones are silent, and how many are photographs."""

    things: tuple[int, int] = (1, 4)  # fewest and most
    alone: float = 0.35  # share of the scenes with one thing
    silent: float = 0.35  # of the things but the first
    photos: float = 0.0  # of the things of which there are photographs
    mute: bool = False  # whether the first thing is silent, too


def staged(number: int, split: str, cast: Cast, photos: PhotoBank | None = None) -> Scene:
    """The scene of that number; there may be fewer things than were wanted where there is no room."""
    part = split_of(split)
    rng = np.random.default_rng((part.first + number, OWN_SEEDS))
    window = (int(rng.integers(2 * MARGIN + 1)), int(rng.integers(2 * MARGIN + 1)))
    place, variant, mirrored = pick(rng, PLACES), pick(rng, part.variants), chance(rng, 0.5)
    things = placed(rng, kinds_for(rng, cast), part, cast, photos)
    return Scene(part.first + number, split, place, variant, window, mirrored, things)


def kinds_for(rng: np.random.Generator, cast: Cast) -> list[str]:
    """Different kinds; the first one sounds, unless the cast is mute."""
    fewest, most = cast.things
    wanted = 1 if chance(rng, cast.alone) else int(rng.integers(max(2, fewest), most + 1))
    sounding, silent = shuffled(rng, SOUNDING), shuffled(rng, SILENT)
    further = [chance(rng, cast.silent) for _ in range(wanted - 1)]
    quiet = [cast.mute, *further]
    return [(silent if each else sounding).pop() for each in quiet]


def placed(
    rng: np.random.Generator, kinds: Sequence[str], part: Split, cast: Cast, photos: PhotoBank | None
) -> tuple[Thing, ...]:
    """The kinds as things, each where there is room."""
    things: list[Thing] = []
    for kind in kinds:
        thing = fit_in(rng, looks(rng, kind, part, cast, photos), things, len(kinds), photos)
        if thing is not None:
            things.append(thing)
    return tuple(things)


def looks(
    rng: np.random.Generator, kind: str, part: Split, cast: Cast, photos: PhotoBank | None
) -> tuple[str, str, str, str | None]:
    """Kind, hand, drawing and colour of a thing; or a photograph of it."""
    if photos is not None and photos.count(kind) and chance(rng, cast.photos):
        return kind, PHOTO, str(int(rng.integers(photos.count(kind)))), None
    hand = drawer(rng, kind, part)
    return kind, hand, pick(rng, drawings()[kind, hand]).glyph, colour_for(rng, kind, [], None)


def sources(scene: Scene) -> list[int]:
    """The numbers of the things that could sound."""
    return [number for number, thing in enumerate(scene.things) if thing.kind in SOUND_OF]


def place_of(scene: Scene) -> str:
    """Where a scene takes place. ValueError: a photograph fills it."""
    if scene.place is None:
        raise ValueError("a photograph that fills the picture has no place of the world")
    return scene.place
