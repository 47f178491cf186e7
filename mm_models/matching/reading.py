"""Texts as matchers read them: numbers of the world's vocabulary, without the full stop that says no more than `<end>`."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor

from mm_models.world.encoding import Encoded, encode_tokens
from mm_models.world.tokens import tokens


@dataclass(frozen=True)
class Numbered:
    """Texts as numbers, and what was lost of them."""

    tokens: tuple[tuple[str, ...], ...]  # of each text, as it was split
    ids: Int[Tensor, "texts tokens"]  # `<start>`, the tokens, `<end>`, padded
    unknown: tuple[tuple[str, ...], ...]  # the words of each text that the vocabulary does not have
    cut: tuple[int, ...]  # tokens at the end of each text that did not fit


def split(text: str) -> list[str]:
    """The tokens of a text, without a full stop at its end."""
    found = tokens(text)
    return found[:-1] if found[-1:] == ["."] else found


def encoded(texts: Sequence[str], longest: int) -> Encoded:
    """Texts as rows of at most `longest` numbers."""
    return encode_tokens([split(text) for text in texts], longest)


def numbered(texts: Sequence[str], longest: int) -> Int[Tensor, "texts tokens"]:
    """The numbers alone."""
    return torch.from_numpy(encoded(texts, longest).ids)


def read(texts: Sequence[str], longest: int) -> Numbered:
    """Texts as numbers, with their tokens and what was lost."""
    rows = encoded(texts, longest)
    return Numbered(
        tuple(tuple(split(text)) for text in texts), torch.from_numpy(rows.ids), rows.unknown, rows.cut
    )
