"""Attention in several heads at once: the arithmetic that transformers share.

Vaswani et al., "Attention Is All You Need", NeurIPS 2017, arXiv:1706.03762, section 3.2.
"""

from math import sqrt

import torch
from jaxtyping import Bool, Float
from torch import Tensor


def by_head(
    vectors: Float[Tensor, "rows places width"], heads: int
) -> Float[Tensor, "rows heads places size"]:
    """Each vector cut into one piece for each head."""
    return vectors.unflatten(2, (heads, -1)).transpose(1, 2)


def one_vector(pieces: Float[Tensor, "rows heads places size"]) -> Float[Tensor, "rows places width"]:
    """The heads' pieces as one vector again."""
    return pieces.transpose(1, 2).flatten(2)


def scores(
    queries: Float[Tensor, "rows heads words size"], keys: Float[Tensor, "rows heads places size"]
) -> Float[Tensor, "rows heads words places"]:
    """q · k / √d."""
    return (queries @ keys.transpose(2, 3)).float() / sqrt(queries.shape[3])


def weights(
    queries: Float[Tensor, "rows heads words size"],
    keys: Float[Tensor, "rows heads places size"],
    hidden: Bool[Tensor, "words places"] | None = None,
) -> Float[Tensor, "rows heads words places"]:
    """softmax(q · k / √d) over the places that are not hidden."""
    found = scores(queries, keys)
    return (found if hidden is None else found.masked_fill(hidden, -torch.inf)).softmax(dim=3)


def later(words: int, said: int, device: torch.device) -> Bool[Tensor, "words said"]:
    """Which of all words so far come after each of the last ones: those it must not see."""
    return torch.ones(words, said, dtype=torch.bool, device=device).triu(said - words + 1)
