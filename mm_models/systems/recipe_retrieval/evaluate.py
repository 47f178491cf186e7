"""How well pictures find recipes and recipes find pictures, which of its inputs the network uses, and arithmetic."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from mm_models import published, weights
from mm_models.captioning.seeing import Backbone
from mm_models.matching.ranking import both_ways
from mm_models.matching.searching import nearest
from mm_models.matching.trials import COUNT, ENDINGS, HANDS
from mm_models.measurement import Figures, Measurement
from mm_models.systems.recipe_retrieval.arithmetic import (
    concept_vectors,
    exchanges,
    judged,
    searched,
    without_arithmetic,
)
from mm_models.systems.recipe_retrieval.infer import (
    categories,
    importance,
    in_other_order,
    picture_vectors,
    recipe_vectors,
    see_pictures,
)
from mm_models.systems.recipe_retrieval.kitchen import counts_of, dish_eye
from mm_models.systems.recipe_retrieval.menu import alike, category_of, unique_share
from mm_models.systems.recipe_retrieval.model import Config, RecipeRetrieval
from mm_models.systems.recipe_retrieval.protocol import ANCHORS, NAME, PLAIN_NAME, protocol
from mm_models.systems.recipe_retrieval.reading import Reader, Written, written
from mm_models.world.dishes import Dish, dish, render_dish

POOLS = (100, 1000)  # of retrieval; a smaller trial is one pool
FIRST = 50_000  # number of the first dish of a trial
AT_ONCE = 50  # pictures that the backbone reads in one go
ASKED = 200  # recipes whose ingredients are left out one by one
TIMED = 15  # searches of a latency
NAMES = {"image_to_text": "image_to_recipe", "text_to_image": "recipe_to_image"}


@dataclass(frozen=True)
class Trial:
    """Dishes that training never saw, their pictures, and their recipes in a language."""

    meals: Sequence[Dish]
    features: Float[Tensor, "dishes channels side side"]
    recipes: Sequence[Written]
    right: Bool[np.ndarray, "dishes dishes"]  # whether a recipe tells what a picture shows

    @property
    def pools(self) -> list[int]:
        return [min(pool, len(self.meals)) for pool in POOLS]


def evaluate(
    model: RecipeRetrieval,
    n: int | None,
    seed: int,
    data: Path | None,
    backbone: Backbone,
    encoder: torch.nn.Module,
    name: str = NAME,
) -> Measurement:
    """The figures over `n` dishes a condition (None: COUNT), beside those of the network without the regulariser, if it is trained."""
    reader, count, plain = Reader(encoder), n or COUNT, without_regulariser() if name == NAME else None
    metrics: dict[str, float] = {}
    others: dict[str, dict[str, float]] = {}
    for hands, split in HANDS.items():
        meals = some_dishes(split, count, seed)
        features = seen_dishes(backbone, meals)
        for language, ending in ENDINGS.items():
            recipes = [written(meal, language) for meal in meals]
            trial = Trial(meals, features, recipes, alike(meals, meals))
            own, beside = condition(model, plain, reader, trial, seed)
            metrics |= with_ending(own, f".{hands}{ending}")
            for each, figures in beside.items():
                others.setdefault(each, {}).update(with_ending(figures, f".{hands}{ending}"))
        metrics |= with_ending(pictured(model, trial), f".{hands}")
    metrics["search_ms"] = search_time(picture_vectors(model, features))
    return Measurement(name, protocol(count, seed), metrics, others, ANCHORS)


def without_regulariser() -> RecipeRetrieval | None:
    """The network that was trained without the regulariser, None where it has no weights."""
    path = published.weights_file(PLAIN_NAME)
    if not path.is_file():
        return None
    kept = weights.load(path)
    model = RecipeRetrieval(Config(**kept.config))
    model.load_state_dict(kept.tensors)
    return model.eval()


def some_dishes(split: str, count: int, seed: int) -> list[Dish]:
    """Dishes that training never saw, others for every seed."""
    first = seed * 100_000 + FIRST
    return [dish(first + number, split) for number in range(count)]


def seen_dishes(backbone: Backbone, meals: Sequence[Dish]) -> Float[Tensor, "dishes channels side side"]:
    """What the network reads of their pictures, in half precision."""
    see = dish_eye(backbone)
    parts = [meals[first : first + AT_ONCE] for first in range(0, len(meals), AT_ONCE)]
    return torch.cat([see([render_dish(meal) for meal in some]).half() for some in parts])


def with_ending(figures: Figures, ending: str) -> dict[str, float]:
    """Figures by their full names."""
    return {f"{name}{ending}": value for name, value in figures.items()}


def retrieved(table: Float[np.ndarray, "dishes dishes"], trial: Trial) -> dict[str, float]:
    """Recall and median ranks both ways."""
    found = both_ways(table, trial.right, trial.pools)
    return {
        f"{name.rpartition('.')[0]}.{NAMES[name.rpartition('.')[2]]}": value for name, value in found.items()
    }


def condition(
    model: RecipeRetrieval, plain: RecipeRetrieval | None, reader: Reader, trial: Trial, seed: int
) -> tuple[dict[str, float], dict[str, Figures]]:
    """Everything that depends on the language: retrieval and its controls, arithmetic, categories, leaving out; baselines."""
    pictures, recipes = picture_vectors(model, trial.features), recipe_vectors(model, reader, trial.recipes)
    own = searched_both_ways(pictures, recipes, trial)
    for control, changed in disturbed(trial.recipes, seed).items():
        found = searched_both_ways(pictures, recipe_vectors(model, reader, changed), trial)
        own |= {f"{control}.{name}": value for name, value in found.items()}
    calculated, beside = calculating(trial.meals, pictures, recipes, seed)
    named = {
        "category.recipe": named_right(model, recipes, trial.meals),
        "importance.visible": visible_first(model, reader, trial, pictures),
    }
    return own | calculated | named, {**beside, **baselines(model, plain, reader, trial, seed)}


def searched_both_ways(
    pictures: Float[Tensor, "dishes space"], recipes: Float[Tensor, "dishes space"], trial: Trial
) -> dict[str, float]:
    """Retrieval by the products of vectors."""
    return retrieved((pictures @ recipes.T).numpy(), trial)


def baselines(
    model: RecipeRetrieval, plain: RecipeRetrieval | None, reader: Reader, trial: Trial, seed: int
) -> dict[str, Figures]:
    """Retrieval by lot, by counts alone, and by the network that was trained without the regulariser."""
    chance = np.random.default_rng((seed, 64)).random(trial.right.shape)
    off = np.abs(counts_seen(model, trial)[:, None] - counts_told(trial.meals)[None]).sum(axis=2)
    found: dict[str, Figures] = {
        "chance": {**retrieved(chance, trial), "importance.visible": visible_share(trial)},
        "counts alone": retrieved(-off, trial),
    }
    if plain is not None:
        pictures = picture_vectors(plain, trial.features)
        recipes = recipe_vectors(plain, reader, trial.recipes)
        sums, _ = calculating(trial.meals, pictures, recipes, seed)
        found["without regulariser"] = searched_both_ways(pictures, recipes, trial) | sums
    return found


def disturbed(recipes: Sequence[Written], seed: int) -> Mapping[str, list[Written]]:
    """Recipes with something wrong about them, by the name of the control."""
    rng = np.random.default_rng((seed, 65))
    return {
        "shuffled": [replace(r, ingredients=in_other_order(r.ingredients, rng)) for r in recipes],
        "shuffled_steps": [replace(r, instructions=in_other_order(r.instructions, rng)) for r in recipes],
        "shuffled_both": [
            Written(in_other_order(r.ingredients, rng), in_other_order(r.instructions, rng)) for r in recipes
        ],
        "no_steps": [replace(r, instructions=()) for r in recipes],
        "no_ingredients": [replace(r, ingredients=()) for r in recipes],
    }


def calculating(
    meals: Sequence[Dish],
    pictures: Float[Tensor, "dishes space"],
    recipes: Float[Tensor, "dishes space"],
    seed: int,
) -> tuple[dict[str, float], dict[str, Figures]]:
    """Arithmetic on pictures, searching pictures, with concepts from recipes; and baselines."""
    cases, concepts = exchanges(meals, seed), concept_vectors(meals, recipes)
    found = judged(cases, meals, searched(cases, pictures, pictures, concepts))
    without = without_arithmetic(cases, pictures, pictures, concepts, seed)
    beside = {name: judged(cases, meals, some) for name, some in without.items()}
    return {**found, "arithmetic.cases": float(len(cases))}, beside


def counts_seen(model: RecipeRetrieval, trial: Trial) -> Float[np.ndarray, "dishes foods"]:
    """How many pieces of each food the picture network expects."""
    parts = [see_pictures(model, some.float()).counts.cpu() for some in trial.features.split(AT_ONCE)]
    return torch.cat(parts).numpy()


def counts_told(meals: Sequence[Dish]) -> Float[np.ndarray, "dishes foods"]:
    """How many there are."""
    return np.array([counts_of(meal) for meal in meals], np.float32)


def pictured(model: RecipeRetrieval, trial: Trial) -> dict[str, float]:
    """What does not depend on the language: what is seen, categories of pictures, and how many dishes look like no other."""
    seen, told = counts_seen(model, trial).round(), counts_told(trial.meals)
    return {
        "category.image": named_right(model, picture_vectors(model, trial.features), trial.meals),
        "foods": float(((seen > 0) == (told > 0)).all(axis=1).mean()),
        "counts": float((seen == told).all(axis=1).mean()),
        "unique": unique_share(trial.meals),
    }


def named_right(
    model: RecipeRetrieval, vectors: Float[Tensor, "items space"], meals: Sequence[Dish]
) -> float:
    """The share whose likeliest category is theirs."""
    truth = torch.tensor([category_of(meal) for meal in meals])
    return float((categories(model, vectors).argmax(dim=1) == truth).float().mean())


def visible_first(
    model: RecipeRetrieval, reader: Reader, trial: Trial, pictures: Float[Tensor, "dishes space"]
) -> float:
    """How often the line whose leaving out costs the picture's cosine most is one that can be seen."""
    hits = [
        int(importance(model, reader, recipe, picture).argmax()) < len(meal.foods)
        for meal, recipe, picture in list(zip(trial.meals, trial.recipes, pictures, strict=True))[:ASKED]
    ]
    return float(np.mean(hits))


def visible_share(trial: Trial) -> float:
    """The share of lines that can be seen, over the recipes that are asked."""
    some = trial.meals[:ASKED]
    return float(np.mean([len(meal.foods) / len(meal.ingredients) for meal in some]))


def search_time(gallery: Float[Tensor, "items space"]) -> float:
    """Median milliseconds of a search among all pictures."""
    times = []
    for query in gallery[:TIMED]:
        start = time.perf_counter()
        nearest(query, gallery, 10)
        times.append(1000 * (time.perf_counter() - start))
    return median(times)
