"""Scenes: a place and the things on it, as a pure function of a seed and a split.

A scene is a description, not a picture: `rendering.render` draws it, `relations` says who is left of whom, `captions`
and `questions` talk about it. Lengths are pixels of a picture of 112 × 112; a picture of another size is scaled.

Splits have seeds of their own, backgrounds of their own, and designers: training sees six hands, validation and test
the three that figures are given for, and `unseen` the one hand that training never saw.
"""

from dataclasses import dataclass

import numpy as np

from mm_models.world.colours import COLOURS
from mm_models.world.draws import chance, pick
from mm_models.world.kinds import KIND, KINDS
from mm_models.world.photos import PhotoBank, photo_sprite
from mm_models.world.places import PLACES
from mm_models.world.sprites import FURTHER, MEASURED, UNSEEN, Sprite, drawings, sprite

SIDE = 112  # pixels of a picture's side
SIZES: tuple[int, ...] = (24, 28, 34, 40, 46, 52, 58, 64)  # pixels of a thing's longer side
SMALL, LARGE = 28, 58  # up to and from which a thing is called small or large
ANGLES: tuple[int, ...] = (-14, -7, 0, 0, 7, 14)  # degrees
MARGIN = 16  # pixels that a small canvas is larger than a picture, on either side
COLOURABLE: tuple[str, ...] = tuple(kind.name for kind in KINDS if kind.colourable)
PHOTO = "photo"  # the "designer" of a photograph


@dataclass(frozen=True)
class Thing:
    """One thing in a scene: what it is, how it is drawn, and its box in pixels."""

    kind: str
    designer: str
    glyph: str  # code point of the drawing, or the number of the photograph
    colour: str | None  # None for a thing in its natural colours
    size: int  # pixels of the drawing's longer side before it is turned
    angle: int  # degrees
    mirrored: bool
    x: int  # left edge
    y: int  # upper edge
    width: int
    height: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, upper, right and lower edge; the last two are the first pixels outside."""
        return self.x, self.y, self.x + self.width, self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box, (x, y)."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def size_word(self) -> str | None:
        """ "small", "large", or None for what is neither."""
        return "small" if self.size <= SMALL else "large" if self.size >= LARGE else None

    @property
    def is_photo(self) -> bool:
        """Whether it is a real photograph rather than a drawing."""
        return self.designer == PHOTO


@dataclass(frozen=True)
class Scene:
    """A place with things on it, drawn in their order: later things hide earlier ones."""

    seed: int
    split: str
    place: str | None  # None when one photograph fills the picture
    variant: int  # which canvas of the place
    window: tuple[int, int]  # where the picture is cut out of the small canvas, (x, y)
    mirrored: bool  # whether the place is mirrored; things never are with it, so relations stay true
    things: tuple[Thing, ...]


@dataclass(frozen=True)
class Split:
    """A part of the world: seeds from `first` on, canvases of places, and the designers allowed."""

    first: int
    count: int
    variants: range
    designers: tuple[str, ...]


SPLITS: dict[str, Split] = {
    "train": Split(0, 10**9, range(32), (*MEASURED, *MEASURED, *FURTHER)),
    "validation": Split(10**9, 10**8, range(32, 40), MEASURED),
    "test": Split(2 * 10**9, 10**8, range(40, 48), MEASURED),
    "unseen": Split(3 * 10**9, 10**8, range(40, 48), (UNSEEN,)),
}


@dataclass(frozen=True)
class Mix:
    """What scenes are made of: how many things, how many photographs, and whether colours follow a prejudice."""

    things: tuple[int, int] = (1, 4)  # fewest and most
    photos: float = 0.0  # share of the things that are photographs
    whole: float = 0.0  # share of scenes that are one photograph
    prejudice: int | None = None  # colours follow the kind nine times in ten; the number turns which


USUAL = Mix()


def split_of(name: str) -> Split:
    """The split of that name.

    Raises:
        ValueError: there is none; the message lists those there are.
    """
    if name not in SPLITS:
        raise ValueError(f"no split named {name!r}; there are {', '.join(SPLITS)}")
    return SPLITS[name]


def scene(seed: int, split: str = "train", mix: Mix = USUAL, photos: PhotoBank | None = None) -> Scene:
    """The scene of number `seed` in a split: always the same one for the same arguments.

    Raises:
        ValueError: no such split, a seed outside it, or photographs wanted and no bank given.
    """
    part = split_of(split)
    if not 0 <= seed < part.count:
        raise ValueError(f"{split} has seeds from 0 to {part.count - 1}, not {seed}")
    if photos is None and (mix.photos or mix.whole):
        raise ValueError("this mix has photographs: give a PhotoBank, for example corpora.cifar10.Cifar10")
    rng = np.random.default_rng(part.first + seed)
    number = part.first + seed
    if photos is not None and rng.random() < mix.whole:
        return Scene(number, split, None, 0, (0, 0), False, (whole_photo(rng, photos),))
    place, variant = pick(rng, PLACES), pick(rng, part.variants)
    window = (int(rng.integers(2 * MARGIN + 1)), int(rng.integers(2 * MARGIN + 1)))
    things = arrange(rng, part, mix, photos)
    return Scene(number, split, place, variant, window, chance(rng, 0.5), things)


def arrange(rng: np.random.Generator, part: Split, mix: Mix, photos: PhotoBank | None) -> tuple[Thing, ...]:
    """Chooses the things of a scene one after another and finds room for each."""
    fewest, most = mix.things
    wanted = int(rng.integers(fewest, most + 1))
    hand = pick(rng, part.designers) if rng.random() < 0.6 else None
    things: list[Thing] = []
    for kind in choose_kinds(rng, wanted, mix.prejudice is not None):
        designer = hand if hand and (kind, hand) in drawings() else drawer(rng, kind, part)
        glyph = pick(rng, drawings()[kind, designer]).glyph
        colour = colour_for(rng, kind, things, mix.prejudice)
        if photos is not None and rng.random() < mix.photos:
            kind, glyph = pick_photo(rng, photos)
            designer, colour = PHOTO, None
        thing = fit_in(rng, (kind, designer, glyph, colour), things, wanted, photos)
        if thing is not None:
            things.append(thing)
    return tuple(things)


def choose_kinds(rng: np.random.Generator, wanted: int, colourful: bool) -> list[str]:
    """Names of the kinds: mostly different ones, in three scenes of ten one kind again and again.

    Kinds that come in every colour are a little more frequent, in a colourful scene much.
    """
    share = 0.6 if colourful else 0.12
    kinds = [pick(rng, COLOURABLE) if chance(rng, share) else pick(rng, KINDS).name for _ in range(wanted)]
    if wanted > 1 and rng.random() < 0.3:
        repeated = int(rng.integers(2, wanted + 1))
        kinds[:repeated] = [kinds[0]] * repeated
    return kinds


def drawer(rng: np.random.Generator, kind: str, part: Split) -> str:
    """A designer of this split who has drawn the kind; the three measured ones and the unseen one drew them all."""
    return pick(rng, [name for name in part.designers if (kind, name) in drawings()])


def colour_for(rng: np.random.Generator, kind: str, others: list[Thing], prejudice: int | None) -> str | None:
    """A colour for a kind that comes in every colour, now and then that of another thing in the scene; else None."""
    if not KIND[kind].colourable:
        return None
    if prejudice is not None and chance(rng, 0.9):
        return favourite(kind, prejudice)
    used = [other.colour for other in others if other.colour]
    return pick(rng, used) if used and chance(rng, 0.35) else pick(rng, COLOURS)


def favourite(kind: str, prejudice: int) -> str:
    """The colour that a prejudiced world gives to a kind."""
    return COLOURS[(COLOURABLE.index(kind) + prejudice) % len(COLOURS)]


def fit_in(
    rng: np.random.Generator,
    look: tuple[str, str, str, str | None],
    others: list[Thing],
    wanted: int,
    photos: PhotoBank | None,
) -> Thing | None:
    """The thing at a free spot, smaller after every few tries; None where there is no room even for the smallest.

    One scene in nine puts the second thing on top of the first.
    """
    largest = len(SIZES) if wanted < 3 else len(SIZES) - wanted + 1
    start, angle = int(rng.integers(max(1, largest))), pick(rng, ANGLES)
    mirrored = chance(rng, 0.5)
    stacked = len(others) == 1 and rng.random() < 1 / 9
    for size in reversed(SIZES[: start + 1]):
        width, height = shape_of(look, size, angle, photos)
        for spot in [on_top(others[0], width, height)] if stacked else free_spots(rng, width, height):
            thing = Thing(*look, size, angle, mirrored, *spot, width, height)
            if inside(thing) and (stacked or not any(crowds(thing, other) for other in others)):
                return thing
    return None


def free_spots(rng: np.random.Generator, width: int, height: int) -> list[tuple[int, int]]:
    """Eight random upper left corners that keep the thing inside the picture."""
    across = (rng.random(8) * (SIDE - width + 1)).astype(int).tolist()
    down = (rng.random(8) * (SIDE - height + 1)).astype(int).tolist()
    return list(zip(across, down, strict=True))


def on_top(base: Thing, width: int, height: int) -> tuple[int, int]:
    """The upper left corner of a thing that stands on another."""
    return base.x + (base.width - width) // 2, base.y - height + base.height // 8


def inside(thing: Thing) -> bool:
    """Whether the whole thing lies in the picture."""
    return 0 <= thing.x <= SIDE - thing.width and 0 <= thing.y <= SIDE - thing.height


def crowds(one: Thing, other: Thing) -> bool:
    """Whether two boxes overlap by more than a tenth of the smaller one."""
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    smaller = min(one.width * one.height, other.width * other.height)
    return across > 0 and down > 0 and across * down > 0.1 * smaller


def whole_photo(rng: np.random.Generator, photos: PhotoBank) -> Thing:
    """A photograph that fills the picture."""
    kind, number = pick_photo(rng, photos)
    return Thing(kind, PHOTO, number, None, SIDE, 0, chance(rng, 0.5), 0, 0, SIDE, SIDE)


def pick_photo(rng: np.random.Generator, photos: PhotoBank) -> tuple[str, str]:
    """A kind and the number of one of its photographs.

    A kind comes up as often as the square root of how many photographs it has: many pictures teach more than few, but
    no kind should be forgotten.
    """
    counts = [photos.count(kind.name) for kind in KINDS]
    reach = np.sqrt(counts).cumsum()
    which = int(np.searchsorted(reach, rng.random() * reach[-1], side="right"))
    return KINDS[which].name, str(int(rng.integers(counts[which])))


def sprite_of(
    look: tuple[str, str, str, str | None], size: int, angle: int, photos: PhotoBank | None
) -> Sprite:
    """The pixels of a look (kind, designer, glyph, colour) at a size and an angle."""
    kind, designer, glyph, colour = look
    if designer != PHOTO:
        return sprite(kind, designer, glyph, colour, size, angle)
    if photos is None:
        raise ValueError("this scene has a photograph: give the PhotoBank that it was made with")
    return photo_sprite(photos.pixels(kind, int(glyph)), size)


def shape_of(
    look: tuple[str, str, str, str | None], size: int, angle: int, photos: PhotoBank | None
) -> tuple[int, int]:
    """Width and height of the trimmed sprite."""
    if look[1] == PHOTO:
        return size, size
    height, width = sprite_of(look, size, angle, photos).shape[:2]
    return width, height


def thing_at(
    kind: str,
    centre: tuple[float, float],
    size: int,
    *,
    colour: str | None = None,
    designer: str = "noto",
    glyph: str | None = None,
    angle: int = 0,
    mirrored: bool = False,
) -> Thing:
    """A thing where a person put it: what the scene composer makes."""
    glyph = glyph or drawings()[kind, designer][0].glyph
    look = (kind, designer, glyph, colour)
    width, height = shape_of(look, size, angle, None)
    x, y = round(centre[0] - width / 2), round(centre[1] - height / 2)
    return Thing(*look, size, angle, mirrored, x, y, width, height)
