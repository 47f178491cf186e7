"""Multimodal analogies: the picture of a dog on grass - "dog" + "cat" should be a picture of a cat on grass.

A picture found is right in its thing if the new kind is there and the old one is not, right in its place if the place is the
same, and both right if everything else that was in the picture is there as well. Where the picture showed a single kind, there is
nothing else, and a word that ignores the picture is both right whenever the place happens to be; so the share among pictures of
several kinds is told by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from mm_models.matching.searching import nearest
from mm_models.measurement import Figures
from mm_models.systems.image_tagging.infer import arithmetic
from mm_models.systems.image_tagging.model import ImageTagging
from mm_models.systems.image_tagging.tags import tag_numbers, word_of
from mm_models.world.draws import pick
from mm_models.world.scenes import Scene

LANGUAGE = "en"


@dataclass(frozen=True)
class Analogy:
    """A picture of a gallery, the kind that is taken away and the kind that is put in its place."""

    picture: int
    minus: str
    plus: str


def kinds_of(scene: Scene) -> frozenset[str]:
    """The kinds in a scene."""
    return frozenset(thing.kind for thing in scene.things)


def analogies(scenes: Sequence[Scene], seed: int) -> list[Analogy]:
    """One analogy for every scene that has an answer in the gallery, the scene itself left out."""
    rng, found = np.random.default_rng((seed, 52)), []
    answers: dict[tuple[frozenset[str], str | None], list[int]] = {}
    for number, each in enumerate(scenes):
        answers.setdefault((kinds_of(each), each.place), []).append(number)
    for number, each in enumerate(scenes):
        kinds = kinds_of(each)
        options = [
            (old, next(iter(new)))
            for (others, place), _ in answers.items()
            if place == each.place and len(others) == len(kinds) and len(new := others - kinds) == 1
            for old in kinds - others
        ]
        if options:
            found.append(Analogy(number, *pick(rng, sorted(options))))
    return found


def searched(
    model: ImageTagging, cases: Sequence[Analogy], gallery: Float[Tensor, "pictures space"], strength: float
) -> list[int]:
    """The picture that each analogy finds."""
    table = model.vectors.detach().cpu()
    return [
        nearest(
            arithmetic(
                gallery[case.picture], table[word(case.minus)], table[word(case.plus)], strength
            ).result,
            gallery,
            1,
            without=[case.picture],
        )[0][0]
        for case in cases
    ]


def word(kind: str) -> int:
    """The number of a kind's word."""
    return word_of(tag_numbers()["thing", kind], LANGUAGE)


def without_arithmetic(
    model: ImageTagging, cases: Sequence[Analogy], gallery: Float[Tensor, "pictures space"], seed: int
) -> dict[str, list[int]]:
    """What is found by the picture alone, by the new word alone, and with a random direction instead of the words."""
    table, drawn = model.vectors.detach().cpu(), torch.Generator().manual_seed(seed)
    found: dict[str, list[int]] = {"image_only": [], "word_only": [], "random_direction": []}
    for case in cases:
        own, plus, minus = gallery[case.picture], table[word(case.plus)], table[word(case.minus)]
        direction = torch.nn.functional.normalize(torch.randn(len(own), generator=drawn), dim=0)
        queries = (own, plus, own + float(model.strength) * (plus - minus).norm() * direction)
        for some, query in zip(found.values(), queries, strict=True):
            some.append(nearest(query, gallery, 1, without=[case.picture])[0][0])
    return found


def judged(cases: Sequence[Analogy], scenes: Sequence[Scene], found: Sequence[int]) -> Figures:
    """The shares of analogies that are right in their thing, in their place, and in everything; the last among pictures of
    several kinds too, where there are such.
    """
    right = np.array([verdict(case, scenes, number) for case, number in zip(cases, found, strict=True)])
    several = np.array([len(kinds_of(scenes[case.picture])) > 1 for case in cases])
    names = ("analogy.thing", "analogy.place", "analogy.both")
    shares = dict(zip(names, right.mean(axis=0).tolist(), strict=True))
    return {**shares, "analogy.all": float(right[several, 2].mean())} if several.any() else shares


def verdict(case: Analogy, scenes: Sequence[Scene], found: int) -> tuple[bool, bool, bool]:
    """Thing right, place right, everything right."""
    own, other = kinds_of(scenes[case.picture]), kinds_of(scenes[found])
    thing = case.plus in other and case.minus not in other
    place = scenes[found].place == scenes[case.picture].place
    return thing, place, place and other == (own - {case.minus}) | {case.plus}


def both_right(cases: Sequence[Analogy], scenes: Sequence[Scene], found: Sequence[int]) -> float:
    """The share that is right in everything."""
    return float(judged(cases, scenes, found)["analogy.both"])
