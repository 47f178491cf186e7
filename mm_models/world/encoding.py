"""Texts as rows of numbers and back: one vocabulary for English and Korean, padding, and words that nobody taught.

A row is `<start>`, the text's tokens, `<end>`, and `<pad>` up to the longest row. Words that the vocabulary does not have
become `<unknown>` and are reported, so that a page can say which words a model did not see.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from jaxtyping import Bool, Int64

from mm_models.world.captions import LANGUAGES
from mm_models.world.tokens import SPECIAL, join, tokens, vocabulary

LONGEST = 96  # tokens of a row, with `<start>` and `<end>`: more than any recipe has
Row = Sequence[int] | Int64[np.ndarray, " tokens"]
PAD, START, END, UNKNOWN, MASK = range(len(SPECIAL))


@dataclass(frozen=True)
class Encoded:
    """Texts as numbers."""

    ids: Int64[np.ndarray, "batch tokens"]
    mask: Bool[np.ndarray, "batch tokens"]  # False where a row is padded
    unknown: tuple[tuple[str, ...], ...]  # the words of each text that are not in the vocabulary
    cut: tuple[int, ...]  # how many tokens at the end of each text did not fit


@cache
def shared_vocabulary() -> tuple[str, ...]:
    """Every token of both languages once: the special ones, then the others in sorted order."""
    found = {token for language in LANGUAGES for token in vocabulary(language)} - set(SPECIAL)
    return (*SPECIAL, *sorted(found))


@cache
def numbers() -> dict[str, int]:
    """The number of each token."""
    return {token: number for number, token in enumerate(shared_vocabulary())}


@cache
def fingerprint() -> str:
    """Eight hexadecimal digits that change with the vocabulary: a network fits only the one that it was trained with."""
    return hashlib.sha256("\n".join(shared_vocabulary()).encode()).hexdigest()[:8]


def encode(texts: Sequence[str], length: int = LONGEST) -> Encoded:
    """Texts in either language as rows of at most `length` numbers."""
    return encode_tokens([tokens(text) for text in texts], length)


def encode_tokens(split: Sequence[Sequence[str]], length: int = LONGEST) -> Encoded:
    """Texts that are split into tokens already; a token may be a special one, such as `<mask>`.

    Raises:
        ValueError: no room for `<start>`, `<end>` and a token.
    """
    if length < 3:
        raise ValueError(f"a row has room for <start>, <end> and a token: at least 3, not {length}")
    table = numbers()
    kept = [text[: length - 2] for text in split]
    ids = np.full((len(kept), 2 + max(map(len, kept), default=0)), PAD, np.int64)
    for row, text in zip(ids, kept, strict=True):
        row[: len(text) + 2] = [START, *(table.get(token, UNKNOWN) for token in text), END]
    return Encoded(
        ids=ids,
        mask=ids != PAD,
        unknown=tuple(tuple(token for token in text if token not in table) for text in split),
        cut=tuple(len(text) - len(some) for text, some in zip(split, kept, strict=True)),
    )


def tokens_of(ids: Row) -> list[str]:
    """The token of each number. IndexError: a number is not in the vocabulary."""
    words = shared_vocabulary()
    return [words[number] for number in ids]


def decode(ids: Row) -> str:
    """The sentence that a row of numbers stands for; what was unknown is gone."""
    return join(tokens_of(ids))
