"""Searching a gallery of unit vectors."""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor


def nearest(
    query: Float[Tensor, " space"],
    gallery: Float[Tensor, "items space"],
    count: int,
    without: Sequence[int] = (),
) -> list[tuple[int, float]]:
    """The most similar items of a gallery, best first, with their cosines; some may not be found."""
    cosines = gallery @ query
    cosines[list(without)] = -torch.inf
    best = cosines.topk(min(count, len(gallery) - len(without)))
    return list(zip(best.indices.tolist(), best.values.tolist(), strict=True))
