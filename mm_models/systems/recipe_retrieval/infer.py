"""Using recipe retrieval: vectors of pictures and of recipes, searches, categories, and what each ingredient contributes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from mm_models.systems.recipe_retrieval.model import Read, RecipeRetrieval, Seen
from mm_models.systems.recipe_retrieval.reading import Reader, Recipes, Written

AT_ONCE = 50  # pictures or recipes that the network reads together


@torch.no_grad()
def picture_vectors(
    model: RecipeRetrieval, features: Float[Tensor, "pictures channels side side"]
) -> Float[Tensor, "pictures space"]:
    """The unit vectors of any number of pictures, on the CPU."""
    where = model.classify.weight.device
    return torch.cat([model.picture(some.float().to(where)).vector.cpu() for some in features.split(AT_ONCE)])


@torch.no_grad()
def recipe_vectors(
    model: RecipeRetrieval, reader: Reader, recipes: Sequence[Written]
) -> Float[Tensor, "recipes space"]:
    """The unit vectors of any number of recipes, on the CPU."""
    parts = [recipes[first : first + AT_ONCE] for first in range(0, len(recipes), AT_ONCE)]
    return torch.cat([read_recipes(model, reader(some)).vector.cpu() for some in parts])


@torch.no_grad()
def read_recipes(model: RecipeRetrieval, recipes: Recipes) -> Read:
    """What the network makes of recipes."""
    given = recipes.to(model.classify.weight.device)
    return model.recipe(given.ingredients, given.lines, given.instructions, given.steps)


@torch.no_grad()
def see_pictures(model: RecipeRetrieval, features: Float[Tensor, "pictures channels side side"]) -> Seen:
    """What the network makes of pictures."""
    return model.picture(features.to(model.classify.weight.device))


@torch.no_grad()
def categories(
    model: RecipeRetrieval, vectors: Float[Tensor, "items space"]
) -> Float[Tensor, "items categories"]:
    """The probabilities of the categories, by the classifier that both sides share."""
    return model.category(vectors.to(model.classify.weight.device)).softmax(dim=1).cpu()


def left_out(recipe: Written) -> Iterator[Written]:
    """The recipe without each of its lines of ingredients in turn; the instructions stay as they are."""
    for line in range(len(recipe.ingredients)):
        rest = (*recipe.ingredients[:line], *recipe.ingredients[line + 1 :])
        yield replace(recipe, ingredients=rest)


def importance(
    model: RecipeRetrieval, reader: Reader, recipe: Written, picture: Float[Tensor, " space"]
) -> Float[np.ndarray, " lines"]:
    """By how much the cosine with a picture falls when a line of ingredients is left out (leave-one-out); less than 0 where it rises."""
    vectors = recipe_vectors(model, reader, [recipe, *left_out(recipe)])
    found = (vectors @ picture).numpy()
    return found[0] - found[1:]


def in_other_order(lines: Sequence[str], rng: np.random.Generator) -> tuple[str, ...]:
    """The lines in an order drawn by lot, another one than theirs where there is one."""
    if len(set(lines)) < 2:
        return tuple(lines)
    while True:
        found = tuple(lines[place] for place in rng.permutation(len(lines)))
        if found != tuple(lines):
            return found


@dataclass(frozen=True)
class Sum:
    """The steps of dish - something + something, all vectors of the joint space."""

    dish: Float[Tensor, " space"]
    minus: Float[Tensor, " space"]
    plus: Float[Tensor, " space"]
    strength: float
    result: Float[Tensor, " space"]  # a unit vector


def calculated(
    dish: Float[Tensor, " space"],
    minus: Float[Tensor, " space"],
    plus: Float[Tensor, " space"],
    strength: float,
) -> Sum:
    """dish + strength · (plus - minus), made a unit vector."""
    return Sum(dish, minus, plus, strength, functional.normalize(dish + strength * (plus - minus), dim=0))
