"""A dish and a recipe in the joint space, among the dishes of the gallery, as a person asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from jaxtyping import Bool, Float, UInt8
from torch import Tensor

from demos.kept import kept
from demos.tabs.caption.captioning_speech import NO_CHOICE
from demos.tabs.match import dish_gallery
from demos.tabs.match.dish_gallery import MODELS, Shelf
from demos.tabs.match.dish_input import Plate, read_plate, recipe_of
from mm_models import registry
from mm_models.intake.errors import InputError
from mm_models.matching.searching import nearest
from mm_models.systems.recipe_retrieval.arithmetic import (
    CONCEPTS,
    exchanged,
    made_of,
)
from mm_models.systems.recipe_retrieval.infer import (
    Sum,
    calculated,
    categories,
    importance,
    read_recipes,
    recipe_vectors,
    see_pictures,
)
from mm_models.systems.recipe_retrieval.kitchen import features_of
from mm_models.systems.recipe_retrieval.menu import alike, visible
from mm_models.systems.recipe_retrieval.model import Read, RecipeRetrieval, Seen
from mm_models.systems.recipe_retrieval.reading import Reader, Written, unknown_words
from mm_models.text import Text
from mm_models.world.captions import LANGUAGES
from mm_models.world.dishes import Dish

NONE = "none"
STRENGTHS = (0.1, 3.0)
UNTRAINED = Text(
    "This network has no trained weights in this copy yet, and an untrained one would only guess.",
    "이 신경망은 아직 학습된 가중치가 없습니다. 학습하지 않은 모델은 찍기만 하므로 보여 드리지 않습니다.",
)
Image = UInt8[np.ndarray, "side side 3"]


@dataclass(frozen=True)
class Pair:
    """A picture and a recipe, what the network makes of both, and the gallery."""

    plate: Plate
    recipe: Written
    model: str
    language: str
    seen: Seen
    read: Read
    image: Float[Tensor, " space"]  # unit vectors
    text: Float[Tensor, " space"]
    shelf: Shelf
    unknown: tuple[str, ...]  # words of the recipe that the text encoder does not have
    own: int | None  # the number of the dish in the gallery, None where it is not there

    @property
    def cosine(self) -> float:
        """Of the picture and the recipe."""
        return float(self.image @ self.text)


@dataclass(frozen=True)
class Answer:
    """One answer of a search: a dish of the gallery, or what the person gave (None)."""

    number: int | None
    cosine: float


def check_asked(model: str, language: str) -> None:
    """Raises InputError for a network or a language that there is not, and for a network without weights."""
    if model not in MODELS or language not in LANGUAGES:
        raise InputError("no-choice", NO_CHOICE)
    if model not in {spec.key for spec in registry.SPECS}:
        raise InputError("untrained", UNTRAINED)


def pair(
    dish: str, photo: str | None, ingredients: str, instructions: str, language: str, model: str
) -> Pair:
    """A picture and a recipe in the joint space.

    Raises:
        InputError: no such dish, picture, language or network, or too long a recipe.
    """
    check_asked(model, language)
    plate, recipe = read_plate(dish, photo), recipe_of(ingredients, instructions)
    seen, image = looked(plate.image, model)
    read, text = told(recipe, model)
    lost = unknown_words((*recipe.ingredients, *recipe.instructions))
    shelf, own = dish_gallery.shelf(model), number_of(plate.meal)
    return Pair(plate, recipe, model, language, seen, read, image, text, shelf, lost, own)


def number_of(meal: Dish | None) -> int | None:
    """The number of a dish in the gallery."""
    numbers = {each.seed: number for number, each in enumerate(dish_gallery.meals())}
    return None if meal is None else numbers.get(meal.seed)


@kept
def looked(image: Image, model: str) -> tuple[Seen, Float[Tensor, " space"]]:
    """What a network makes of a picture, and its vector."""
    with registry.use("vision-backbone") as backbone, registry.use(model) as used:
        features = features_of(backbone, image[None], str(next(backbone.parameters()).device))
        seen = see_pictures(cast(RecipeRetrieval, used), features)
        return seen, seen.vector[0].cpu()


@kept
def told(recipe: Written, model: str) -> tuple[Read, Float[Tensor, " space"]]:
    """What a network makes of a recipe, and its vector."""
    with registry.use("text-encoder") as encoder, registry.use(model) as used:
        read = read_recipes(cast(RecipeRetrieval, used), Reader(encoder)([recipe]))
        return read, read.vector[0].cpu()


def several(recipes: Sequence[Written], model: str) -> Float[Tensor, "recipes space"]:
    """The vectors of some recipes."""
    with registry.use("text-encoder") as encoder, registry.use(model) as used:
        return recipe_vectors(cast(RecipeRetrieval, used), Reader(encoder), recipes)


def shares(found: Pair) -> Float[np.ndarray, "sides categories"]:
    """What the shared classifier says of the picture and of the recipe."""
    with registry.use(found.model) as used:
        both = torch.stack([found.image, found.text])
        return categories(cast(RecipeRetrieval, used), both).numpy()


@kept
def losses_of_lines(
    recipe: Written, image: Float[Tensor, " space"], model: str
) -> Float[np.ndarray, " lines"]:
    """By how much the cosine falls without each line of ingredients."""
    with registry.use("text-encoder") as encoder, registry.use(model) as used:
        return importance(cast(RecipeRetrieval, used), Reader(encoder), recipe, image)


def answers(
    query: Float[Tensor, " space"], given: Float[Tensor, " space"], among: Tensor, found: Pair, count: int
) -> list[Answer]:
    """The nearest of the gallery and of what the person gave, which takes the place of the same dish of the gallery."""
    pool = torch.vstack([among, given[None]])
    without = [] if found.own is None else [found.own]
    best = nearest(query, pool, count, without)
    return [Answer(None if number == len(among) else number, cosine) for number, cosine in best]


def rank_of(
    query: Float[Tensor, " space"], given: Float[Tensor, " space"], among: Tensor, found: Pair
) -> int:
    """The rank of what the person gave among the gallery; dishes that look just the same do not count."""
    others = among @ query >= query @ given
    others[torch.from_numpy(same_looks(found.plate.meal))] = False
    return 1 + int(others.sum())


def same_looks(meal: Dish | None) -> Bool[np.ndarray, " dishes"]:
    """The dishes of the gallery that look just like a dish; none for a photograph."""
    if meal is None:
        return np.zeros(len(dish_gallery.meals()), bool)
    return alike([meal], dish_gallery.meals())[0]


def is_right(found: Pair, number: int | None) -> bool | None:
    """Whether an answer shows or tells what the dish is; None where nobody knows, or for what the person gave."""
    if found.plate.meal is None or number is None:
        return None
    return visible(found.plate.meal) == visible(dish_gallery.meals()[number])


def concept_of(code: str) -> str | None:
    """A class or a food, None for NONE. InputError for anything else."""
    if code == NONE:
        return None
    if code not in CONCEPTS:
        raise InputError("no-choice", NO_CHOICE)
    return code


def total(found: Pair, minus: str | None, plus: str | None, strength: float) -> Sum:
    """dish - something + something."""
    means, nothing = found.shelf.concepts[found.language], torch.zeros_like(found.image)
    parts = [nothing if each is None else means.get(each, nothing) for each in (minus, plus)]
    return calculated(found.image, parts[0], parts[1], strength)


def wanted(found: Pair, minus: str | None, plus: str | None) -> list[int]:
    """The dishes of the gallery that an exchange should find: the class and the foods, in any number; none for a photograph."""
    meal = found.plate.meal
    if meal is None:
        return []
    aim = exchanged(made_of(meal), minus or "", plus or "")
    return [number for number, each in enumerate(dish_gallery.meals()) if made_of(each) == aim]
