"""Hypothesis strategies over the world: numbers of scenes of any split, and random generators."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from mm_models.world.scenes import SPLITS

BRIEF = settings(max_examples=25, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10**7)


def scenes(*splits: str) -> st.SearchStrategy[tuple[int, str]]:
    """Seed and split of scenes of the splits named, or of any; `scene(*number)` makes the scene."""
    return st.tuples(SEEDS, st.sampled_from(splits or tuple(SPLITS)))


RNGS = st.builds(np.random.default_rng, SEEDS)


class FakePhotos:
    """A bank of two photographs of dogs, made of noise."""

    def count(self, kind: str) -> int:
        return 2 if kind == "dog" else 0

    def pixels(self, kind: str, number: int) -> np.ndarray:
        return np.random.default_rng(number).integers(0, 256, (32, 40, 3), dtype=np.uint8)
