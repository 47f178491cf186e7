"""What CLIP is held against: names without order, which need no training.

A picture is what the backbone's heads say of it, the largest probability of each kind and colour over the cells and the
probabilities of places; a text is which kinds, colours and places it names, as the world's parser reads it. Both vectors, each
name weighted by how rare it is, are compared by their cosine. Whatever such a matcher gets wrong is a matter of which
word belongs to which: whose colour, left of what, how many.
"""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from mm_models.captioning.seeing import FEATURES, LOUD, NAMED, SHOWN
from mm_models.matching.ranking import both_ways
from mm_models.world.colours import COLOURS
from mm_models.world.kinds import KIND_INDEX
from mm_models.world.meaning import Meaning
from mm_models.world.places import PLACES

COLOUR_FROM, PLACE_FROM = NAMED[0], NAMED[0] + NAMED[1]  # numbers of "no colour" and of the first place
NAMES = PLACE_FROM + len(PLACES) + 1
NONE = [0, COLOUR_FROM, NAMES - 1]  # background, no colour, no place


def names_in_pictures(
    annotations: Float[Tensor, "pictures channels side side"],
) -> Float[Tensor, "pictures names"]:
    """How sure the backbone is of each name, 0 to 1."""
    most = annotations[:, FEATURES:SHOWN].flatten(2).amax(dim=2) / LOUD
    kinds, colours, _, places = most.split([*NAMED, len(PLACES) + 1], dim=1)
    return torch.cat([kinds, colours, places], dim=1)


def names_in_texts(meanings: Sequence[Meaning]) -> Float[Tensor, "texts names"]:
    """1 for each name that a text says."""
    found = torch.zeros(len(meanings), NAMES)
    for row, meaning in zip(found, meanings, strict=True):
        row[[KIND_INDEX[mention.kind] for mention in meaning.mentions]] = 1
        coloured = [mention.colour for mention in meaning.mentions if mention.colour]
        row[[COLOUR_FROM + 1 + COLOURS.index(colour) for colour in coloured]] = 1
        if meaning.place:
            row[PLACE_FROM + PLACES.index(meaning.place)] = 1
    return found


def names_alone(
    annotations: Float[Tensor, "pictures channels side side"], meanings: Sequence[Meaning]
) -> Float[np.ndarray, "pictures texts"]:
    """The cosines of all pictures' and all texts' names."""
    pictures, texts = weighted_names(annotations, meanings)
    return (pictures @ texts.T).numpy()


def named_pairs(
    annotations: Float[Tensor, "pairs channels side side"], meanings: Sequence[Meaning]
) -> Float[np.ndarray, " pairs"]:
    """The cosine of each picture's names with those of its text."""
    pictures, texts = weighted_names(annotations, meanings)
    return (pictures * texts).sum(dim=1).numpy()


def weighted_names(
    annotations: Float[Tensor, "pictures channels side side"], meanings: Sequence[Meaning]
) -> tuple[Float[Tensor, "pictures names"], Float[Tensor, "texts names"]]:
    """Unit vectors of both sides' names, each name weighted by ln(texts / texts that say it)."""
    texts, pictures = names_in_texts(meanings), names_in_pictures(annotations)
    pictures[:, NONE] = 0
    rare = (len(texts) / (1 + texts.sum(dim=0))).log().clamp(min=0)
    return functional.normalize(pictures * rare, dim=1), functional.normalize(texts * rare, dim=1)


def by_lot(right: Bool[np.ndarray, "pictures texts"], pools: Sequence[int], seed: int) -> dict[str, float]:
    """Retrieval when all similarities are drawn by lot."""
    drawn = np.random.default_rng((seed, 34)).random(right.shape)
    return both_ways(drawn, right, pools)
