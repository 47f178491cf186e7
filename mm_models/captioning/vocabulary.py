"""The words that captions are made of: scenes and clips, both languages, in one small vocabulary.

English and Korean share their rows of numbers; which language is spoken is decided by the first token, `<en>` or `<ko>`,
which stands where other captioners have `<start>`. The tokens are those of `world.tokens`. A closed vocabulary of what
captions can say is a third of the whole world's, which keeps the widest matrix of every captioner small.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from jaxtyping import Int64

from mm_models.world import english, korean, motions
from mm_models.world.captions import LANGUAGES
from mm_models.world.colours import COLOUR, COLOURS
from mm_models.world.kinds import KINDS
from mm_models.world.particles import attach
from mm_models.world.tokens import join, tokens
from mm_models.world.words import (
    NUMBERS_EN,
    NUMBERS_KO,
    PLACES_EN,
    PLACES_KO,
    RELATIONS_EN,
    RELATIONS_KO,
    SIZES_EN,
    SIZES_KO,
)

PAD, END = 0, 1
SPECIAL: tuple[str, ...] = ("<pad>", "<end>", *(f"<{language}>" for language in LANGUAGES))
LONGEST = 40  # tokens of a caption, without its first and last
_SLOT = re.compile(r"\{[^}]*\}")


@cache
def words() -> tuple[str, ...]:
    """Every token of a caption, after the special ones; sorted."""
    found = {token for text in (*_english(), *_korean()) for token in tokens(text)}
    return (*SPECIAL, *sorted(found))


@cache
def numbers() -> dict[str, int]:
    """The number of each token."""
    return {token: number for number, token in enumerate(words())}


@cache
def fingerprint() -> str:
    """Eight hexadecimal digits that change with the vocabulary: a network fits only the one that it was trained with."""
    return hashlib.sha256("\n".join(words()).encode()).hexdigest()[:8]


def check_fingerprint(trained_with: str) -> None:
    """Raises ValueError when a configuration belongs to another vocabulary."""
    if trained_with != fingerprint():
        raise ValueError(
            "the words of captions have changed since this captioner was trained: train it again"
        )


def start(language: str) -> int:
    """The number of the token that makes a captioner speak a language.

    Raises:
        ValueError: the language is neither "en" nor "ko".
    """
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
    return SPECIAL.index(f"<{language}>")


def number(token: str) -> int:
    """The number of a token.

    Raises:
        ValueError: captions do not have it.
    """
    if token not in numbers():
        raise ValueError(f"no caption has the word {token!r}")
    return numbers()[token]


def row(caption: Sequence[str], language: str) -> list[int]:
    """A caption's tokens between the language's start and `<end>`; at most LONGEST of them."""
    return [start(language), *(number(token) for token in caption[:LONGEST]), END]


def rows(captions: Sequence[Sequence[int]]) -> Int64[np.ndarray, "captions tokens"]:
    """Rows of several lengths as one array, padded at their ends."""
    padded = np.full((len(captions), max(map(len, captions))), PAD, np.int64)
    for target, caption in zip(padded, captions, strict=True):
        target[: len(caption)] = caption
    return padded


def spelt(ids: Sequence[int]) -> list[str]:
    """The tokens that numbers stand for, up to `<end>`, without the special ones."""
    said = list(ids)[: list(ids).index(END)] if END in ids else ids
    return [words()[each] for each in said if each >= len(SPECIAL)]


def sentence(ids: Sequence[int]) -> str:
    """The sentence that numbers stand for."""
    return join(spelt(ids))


def _english() -> Iterator[str]:
    """English texts that together have every token."""
    yield from map(_blank, (*english.LISTS, *english.PLACED, *english.RELATED, *english.AGAIN, *english.ALSO))
    yield from (
        phrase for table in (SIZES_EN, RELATIONS_EN, PLACES_EN) for some in table.values() for phrase in some
    )
    yield from (f"{kind.one} {kind.many}" for kind in KINDS)
    yield " ".join((*COLOURS, *NUMBERS_EN[2:], "a an the photo of is are , and"))
    yield from map(_blank, _moving("en"))


def _korean() -> Iterator[str]:
    """Korean texts that together have every token."""
    templates = (*korean.LISTS, *korean.PLACED, *korean.RELATED, *korean.AGAIN, *korean.ALSO)
    joints = (f"{{thing}}{joint}{{thing}}" for joint in korean.JOINTS)
    further = ("{place}에서", "{number}의 {thing}", "{thing}, {thing}")
    yield from map(_filled, (*templates, *joints, *further, *_moving("ko")))
    yield from (
        phrase for table in (SIZES_KO, RELATIONS_KO, PLACES_KO) for some in table.values() for phrase in some
    )
    yield from (attach(f"{kind.ko} {kind.counter} {kind.ko}[이/가]") for kind in KINDS)
    yield " ".join(NUMBERS_KO[1:])
    yield " ".join((*(colour.before_noun for colour in COLOUR.values()), "사진"))


def _moving(language: str) -> Iterator[str]:
    """What is said of clips."""
    for motion in motions.MOTIONS.values():
        yield from (text.in_language(language) for text in motion.says)
    others = (*motions.CONNECTED, *motions.BACKWARDS, *motions.TOGETHER, *motions.SIDES.values())
    yield from (text.in_language(language) for text in others)


def _blank(template: str) -> str:
    return _SLOT.sub(" ", template)


def _filled(template: str) -> str:
    return attach(_SLOT.sub("개", template))
