"""Using image tagging: tags of a picture, pictures of a tag, and picture - word + word."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from mm_models.systems.image_tagging.model import ImageTagging
from mm_models.systems.image_tagging.tags import TAGS, word_of

AT_ONCE = 250  # pictures that the network reads together


@dataclass(frozen=True)
class Tagged:
    """One tag and how well it fits a picture."""

    tag: int
    cosine: float
    threshold: float

    @property
    def true(self) -> bool:
        """Whether the picture is tagged with it."""
        return self.cosine > self.threshold


@dataclass(frozen=True)
class Sum:
    """The steps of picture - word + word, all vectors of the joint space."""

    picture: Float[Tensor, " space"]
    minus: Float[Tensor, " space"]
    plus: Float[Tensor, " space"]
    strength: float
    result: Float[Tensor, " space"]  # a unit vector


@torch.no_grad()
def picture_vectors(
    model: ImageTagging, annotations: Float[Tensor, "pictures channels side side"]
) -> Float[Tensor, "pictures space"]:
    """The unit vectors of any number of pictures, on the CPU."""
    where = model.table.weight.device
    return torch.cat([model.pictures(some.to(where)) for some in annotations.split(AT_ONCE)]).cpu()


def tags_by_cosine(model: ImageTagging, picture: Float[Tensor, " space"], language: str) -> list[Tagged]:
    """All tags of a picture, the most similar first, with the threshold of each."""
    words = [word_of(tag, language) for tag in range(len(TAGS))]
    cosines = (model.vectors.detach().cpu()[words] @ picture).tolist()
    thresholds = model.threshold.cpu()[words].tolist()
    found = [Tagged(tag, *pair) for tag, pair in enumerate(zip(cosines, thresholds, strict=True))]
    return sorted(found, key=lambda each: -each.cosine)


def arithmetic(
    picture: Float[Tensor, " space"],
    minus: Float[Tensor, " space"],
    plus: Float[Tensor, " space"],
    strength: float,
) -> Sum:
    """picture + strength · (plus - minus), made a unit vector (Kiros et al. 2014, section 2.5)."""
    return Sum(
        picture, minus, plus, strength, functional.normalize(picture + strength * (plus - minus), dim=0)
    )


def centred(
    vectors: Float[Tensor, "items space"], mean: Float[Tensor, " space"]
) -> Float[Tensor, "items space"]:
    """Unit vectors without a mean: what a modality's vectors have in common says nothing about any of them."""
    return functional.normalize(vectors - mean, dim=-1)
