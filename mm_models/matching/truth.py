"""Which texts are true of which pictures, by the world's own checker.

Matching is usually taught and judged as if a text belonged to one picture. "A dog" is true of every picture with a dog:
training must not push such pairs apart, and a search that finds one of them has not failed.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool

from mm_models.world.checking import check_meaning
from mm_models.world.kinds import KIND_INDEX
from mm_models.world.meaning import Meaning
from mm_models.world.scenes import Scene


def true_pairs(scenes: Sequence[Scene], meanings: Sequence[Meaning]) -> Bool[np.ndarray, "pictures texts"]:
    """Whether each meaning says something, and nothing wrong, of each scene."""
    there = kinds_in([[thing.kind for thing in scene.things] for scene in scenes])
    named = kinds_in([[mention.kind for mention in meaning.mentions] for meaning in meanings])
    possible = ~(named.astype(np.float32) @ ~there.T).astype(bool).T  # all kinds that are named are there
    for picture, text in np.argwhere(possible):
        possible[picture, text] = check_meaning(meanings[text], scenes[picture]).true
    return possible


def kinds_in(lists: Sequence[Sequence[str]]) -> Bool[np.ndarray, "lists kinds"]:
    """Which kinds occur in each list."""
    found = np.zeros((len(lists), len(KIND_INDEX) + 1), bool)
    for row, kinds in zip(found, lists, strict=True):
        row[[KIND_INDEX[kind] for kind in kinds]] = True
    return found
