"""The tags: every kind, colour and place of the world, as a word in English and one in Korean, each with a vector of its own."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Bool

from mm_models.text import Text
from mm_models.world.captions import LANGUAGES
from mm_models.world.colours import COLOUR, COLOURS
from mm_models.world.kinds import KINDS
from mm_models.world.meaning import has_colour
from mm_models.world.places import PLACES
from mm_models.world.scenes import Scene
from mm_models.world.words import PLACE_TEXT


@dataclass(frozen=True)
class Tag:
    """What a picture may be tagged with."""

    about: str  # "thing" | "colour" | "place"
    name: str
    text: Text


TAGS: tuple[Tag, ...] = (
    *(Tag("thing", kind.name, kind.text) for kind in KINDS),
    *(Tag("colour", name, COLOUR[name].name) for name in COLOURS),
    *(Tag("place", name, PLACE_TEXT[name]) for name in PLACES),
)
# The word of tag t in language l is number t · len(LANGUAGES) + l.
WORDS: tuple[str, ...] = tuple(tag.text.in_language(language) for tag in TAGS for language in LANGUAGES)
ABOUT: dict[str, list[int]] = {
    about: [i for i, tag in enumerate(TAGS) if tag.about == about] for about in ("thing", "colour", "place")
}


@cache
def fingerprint() -> str:
    """Eight hexadecimal digits that change with the words."""
    return hashlib.sha256("\n".join(WORDS).encode()).hexdigest()[:8]


@cache
def tag_numbers() -> dict[tuple[str, str], int]:
    """The number of the tag about a matter with a name."""
    return {(tag.about, tag.name): i for i, tag in enumerate(TAGS)}


def word_of(tag: int, language: str) -> int:
    """The number of a tag's word. ValueError: no such language."""
    return tag * len(LANGUAGES) + LANGUAGES.index(language)


def tags_of(scene: Scene) -> Bool[np.ndarray, " tags"]:
    """The tags that are true of a scene: its things, the colours that they may be called by, its place."""
    true = np.zeros(len(TAGS), bool)
    for thing in scene.things:
        true[tag_numbers()["thing", thing.kind]] = True
        named = [colour for colour in COLOURS if has_colour(thing, colour)]
        true[[tag_numbers()["colour", colour] for colour in named]] = True
    if scene.place is not None:
        true[tag_numbers()["place", scene.place]] = True
    return true


def words_true(true: Sequence[Bool[np.ndarray, " tags"]]) -> Bool[np.ndarray, "pictures words"]:
    """The same for words: those of both languages."""
    return np.repeat(np.stack(true), len(LANGUAGES), axis=1)
