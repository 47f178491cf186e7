"""Retrieval figures: the rank at which a search finds something right, and how often that is among the first.

A query may have several right answers (see `truth`); its rank is that of the first one.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float, Int

FIRST: tuple[int, ...] = (1, 5, 10)  # K of recall@K

Table = Float[np.ndarray, "queries found"]
Right = Bool[np.ndarray, "queries found"]


def ranks(similarity: Table, right: Right) -> Int[np.ndarray, " queries"]:
    """1 + how many wrong answers are at least as similar to the query as the best right one.

    ValueError: a query without any right answer.
    """
    if not right.any(axis=1).all():
        raise ValueError("every query needs a right answer")
    best = np.where(right, similarity, -np.inf).max(axis=1, keepdims=True)
    return 1 + ((similarity >= best) & ~right).sum(axis=1)


def recall(found: Int[np.ndarray, " queries"]) -> dict[str, float]:
    """Recall at each K of FIRST, and the median rank, from ranks."""
    return {**{f"r{k}": float((found <= k).mean()) for k in FIRST}, "medr": float(np.median(found))}


def in_pools(similarity: Table, right: Right, pool: int) -> Int[np.ndarray, " queries"]:
    """The ranks when queries and answers are cut into pools of so many pairs; the square matrix's diagonal is right."""
    starts = range(0, len(similarity) - pool + 1, pool)
    blocks = [slice(start, start + pool) for start in starts]
    return np.concatenate([ranks(similarity[some, some], right[some, some]) for some in blocks])


def both_ways(similarity: Table, right: Right, pools: Sequence[int]) -> dict[str, float]:
    """Recall and median rank of pictures that search texts and texts that search pictures, by pool size.

    Rows are pictures. Names are as in "r1.1000.image_to_text".
    """
    figures: dict[str, float] = {}
    for pool in pools:
        for name, table, true in (
            ("image_to_text", similarity, right),
            ("text_to_image", similarity.T, right.T),
        ):
            found = recall(in_pools(table, true, pool))
            figures |= {f"{measure}.{pool}.{name}": value for measure, value in found.items()}
    return figures
