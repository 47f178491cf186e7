"""A gallery of 1,000 held-out dishes to search: vectors of their pictures and recipes, kept in a file, made anew when weights change."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import cast

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional

from demos.tabs.match import gallery
from mm_models import published, registry, weights
from mm_models.systems.recipe_retrieval.arithmetic import concept_vectors
from mm_models.systems.recipe_retrieval.infer import picture_vectors, recipe_vectors
from mm_models.systems.recipe_retrieval.kitchen import features_of
from mm_models.systems.recipe_retrieval.model import RecipeRetrieval
from mm_models.systems.recipe_retrieval.protocol import NAME, PLAIN_NAME
from mm_models.systems.recipe_retrieval.reading import Reader, written
from mm_models.world.captions import LANGUAGES
from mm_models.world.dishes import Dish, dish, render_dish

COUNT = 1000
FIRST = 70_000  # number of the first dish: no figure is measured on these
SPLIT = "test"
AT_ONCE = 50  # pictures that the backbone reads in one go
MODELS = (NAME, PLAIN_NAME)
NEEDED = ("vision-backbone", "text-encoder")

_made: dict[tuple[str, str], "Shelf"] = {}
_making = Lock()


@dataclass(frozen=True)
class Shelf:
    """The unit vectors of the gallery's dishes by one network."""

    pictures: Float[Tensor, "dishes space"]
    recipes: Mapping[str, Float[Tensor, "dishes space"]]  # by language
    concepts: Mapping[
        str, Mapping[str, Float[Tensor, " space"]]
    ]  # by language: what a class or a food is, as a vector


@lru_cache(maxsize=1)
def meals() -> tuple[Dish, ...]:
    """The dishes of the gallery."""
    return tuple(dish(FIRST + number, SPLIT) for number in range(COUNT))


@lru_cache(maxsize=256)
def picture_of(number: int) -> UInt8[np.ndarray, "side side 3"]:
    """A dish of the gallery, drawn."""
    return render_dish(meals()[number]).image


def made_with(name: str) -> str:
    """What the vectors depend on: the hashes of the weights of the system and of the networks below it."""
    known = published.hashes()
    return " ".join(known.get(each, "untrained")[:16] for each in (*NEEDED, name))


def kept_file(name: str) -> Path:
    """Where a network's vectors are kept."""
    return gallery.FOLDER / f"{name}.safetensors"


def shelf(name: str) -> Shelf:
    """The vectors by a network, from memory, the file, or anew (a minute on one core)."""
    hashes = made_with(name)
    with _making:
        if (name, hashes) not in _made:
            _made[name, hashes] = from_file(name) if fits(name) else computed(name)
        return _made[name, hashes]


def fits(name: str) -> bool:
    """Whether there is a file that was made with the present weights."""
    path = kept_file(name)
    return path.is_file() and weights.load(path).config.get("made_with") == made_with(name)


def from_file(name: str) -> Shelf:
    """The vectors of the file, unit vectors again after their rounding."""
    kept = {each: functional.normalize(some, dim=1) for each, some in tensors_of(name).items()}
    return with_concepts(kept["pictures"], {language: kept[language] for language in LANGUAGES})


def with_concepts(
    pictures: Float[Tensor, "dishes space"], recipes: Mapping[str, Float[Tensor, "dishes space"]]
) -> Shelf:
    """The vectors, with the means of the recipes that have each concept."""
    return Shelf(pictures, recipes, {each: concept_vectors(meals(), some) for each, some in recipes.items()})


def tensors_of(name: str) -> Mapping[str, Tensor]:
    """What the file holds."""
    return weights.load(kept_file(name)).tensors


def computed(name: str) -> Shelf:
    """The vectors, computed."""
    with registry.use(NEEDED[0]) as backbone, registry.use(NEEDED[1]) as encoder, registry.use(name) as used:
        model, reader = cast(RecipeRetrieval, used), Reader(encoder)
        parts = [range(first, min(first + AT_ONCE, COUNT)) for first in range(0, COUNT, AT_ONCE)]
        device = str(next(backbone.parameters()).device)
        seen = [features_of(backbone, np.stack([picture_of(n) for n in part]), device) for part in parts]
        recipes = {
            language: recipe_vectors(model, reader, [written(meal, language) for meal in meals()])
            for language in LANGUAGES
        }
        return with_concepts(torch.cat([picture_vectors(model, some) for some in seen]), recipes)


def keep(name: str) -> Path:
    """Computes and writes the file."""
    made = computed(name)
    tensors = {"pictures": made.pictures, **made.recipes}
    weights.save(kept_file(name), tensors, {"made_with": made_with(name)}, compact=True)
    return kept_file(name)
