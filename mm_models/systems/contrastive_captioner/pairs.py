"""Batches of matched and mismatched pairs: families of scenes that are alike, and captions of each.

A caption is held against pictures of its own family, which differ in one thing, and against one of another family. Pictures
drawn by lot, as the paper has them, share so little in this world of 68 kinds that any caption tells them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from mm_models.captioning.alike import family
from mm_models.captioning.telling import told
from mm_models.captioning.views import Draw, View, Views, window
from mm_models.captioning.vocabulary import row, rows
from mm_models.training import step_seed
from mm_models.world.appearance import PLAIN, STRONG
from mm_models.world.captions import LANGUAGES
from mm_models.world.photos import PhotoBank
from mm_models.world.rendering import Picture, render
from mm_models.world.scenes import SPLITS, USUAL, Mix, Scene, scene

MEMBERS = 4  # scenes of a family
FAMILIES = 4  # of a batch
FRESH = 1  # families of a batch that were in none before
KEPT = 64  # families that are remembered while their members are drawn


@dataclass(frozen=True)
class Pairs:
    """Pictures, captions of them, and the pictures that each caption should not fit."""

    annotations: Float[Tensor, "pictures channels side side"]
    ids: Int[Tensor, "captions tokens"]  # see `vocabulary.row`; padded
    picture: Int[Tensor, " captions"]  # which picture a caption is about
    others: Int[Tensor, "captions mismatched"]  # which it is not about

    def to(self, device: torch.device | str) -> "Pairs":
        """The same on a device."""
        return replace(self, **{name: tensor.to(device) for name, tensor in vars(self).items()})


@dataclass(frozen=True)
class PairBatches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    views: Views
    mismatched: int
    families: int = FAMILIES
    fresh: int = FRESH
    detail: float = 0.7  # how readily captions mention colours, sizes, relations and the place

    def __call__(self, index: int) -> Pairs:
        rng = np.random.default_rng((step_seed(self.seed, index), 23))
        drawn = window(index, self.families, self.fresh, self.views.room // MEMBERS, rng)
        shift = self.seed * 10_000_000
        numbers = [
            (MEMBERS * (each + shift) + i) % SPLITS["train"].count for each in drawn for i in range(MEMBERS)
        ]
        annotations, seen = self.views(numbers)
        captions = [(i, language) for i in range(len(seen)) for language in LANGUAGES]
        ids = [
            row(told(seen[i].scene, rng, language, self.detail).tokens, language) for i, language in captions
        ]
        others = [mismatches(i, seen, self.mismatched, rng) for i, _ in captions]
        about = torch.tensor([i for i, _ in captions])
        return Pairs(annotations, torch.from_numpy(rows(ids)), about, torch.tensor(others))


def mismatches(own: int, seen: Sequence[View], count: int, rng: np.random.Generator) -> list[int]:
    """Positions of other pictures: those of the same family first, at least one of another, in all `count`."""
    first = own - own % MEMBERS
    same = [i for i in range(first, first + MEMBERS) if i != own and seen[i].scene != seen[own].scene]
    strange = [i for i in range(len(seen)) if not first <= i < first + MEMBERS]
    near = rng.permutation(same).tolist()[: count - 1]
    return [*map(int, near), *rng.permutation(strange)[: count - len(near)].tolist()]


def drawn_families(mix: Mix = USUAL, photos: PhotoBank | None = None) -> Draw:
    """Scenes of the training split, MEMBERS in a row alike; every second family with strongly varied appearance."""

    @lru_cache(maxsize=KEPT)
    def members(number: int) -> list[Scene]:
        return family(scene(number, "train", mix, photos), MEMBERS, np.random.default_rng((number, 24)))

    def draw(number: int) -> tuple[Scene, Picture]:
        which, member = divmod(number, MEMBERS)
        alike = members(which)
        found = alike[member % len(alike)]
        return found, render(found, STRONG if which % 2 else PLAIN, photos)

    return draw
