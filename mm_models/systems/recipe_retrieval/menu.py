"""What dishes are told apart by: what can be seen of them, and the categories that their titles name.

Salvador et al. (2017, section 2.1) take the most frequent pairs of words of the titles, such as "chicken salad", as the
classes that both modalities must name. Here a category is a main food and a class of dish.
"""

from collections.abc import Hashable, Sequence

import numpy as np
from jaxtyping import Bool

from mm_models.text import Text
from mm_models.world.cookery import ALWAYS, RECIPES
from mm_models.world.dishes import Dish
from mm_models.world.kinds import KIND, KIND_INDEX

FOODS: tuple[str, ...] = tuple(sorted({food for recipe in RECIPES.values() for food in recipe.foods}))
CATEGORIES: tuple[tuple[str, str], ...] = tuple(
    (food, name)
    for name, recipe in RECIPES.items()
    for food in recipe.foods
    if food == ALWAYS.get(name, food)
)  # (main food, class of dish)
CATEGORY_NUMBER = {category: number for number, category in enumerate(CATEGORIES)}
FOOD_OF_KIND = np.zeros(
    len(KIND_INDEX) + 1, np.int64
)  # of each KIND_INDEX: 1 + the number in FOODS; 0 is no food
for _number, _food in enumerate(FOODS):
    FOOD_OF_KIND[KIND_INDEX[_food]] = 1 + _number


def category_of(meal: Dish) -> int:
    """The number of a dish's category."""
    return CATEGORY_NUMBER[meal.foods[0][0], meal.name]


def category_text(number: int) -> Text:
    """The name of a category, such as "egg salad"."""
    food, name = CATEGORIES[number]
    return Text(f"{KIND[food].name} {RECIPES[name].name.en}", f"{KIND[food].ko} {RECIPES[name].name.ko}")


def visible(meal: Dish) -> Hashable:
    """What can be seen of a dish: its class, the main food in the middle, and how many there are of each food."""
    return meal.name, meal.foods[0], frozenset(meal.foods)


def alike(pictured: Sequence[Dish], written: Sequence[Dish]) -> Bool[np.ndarray, "pictures recipes"]:
    """Whether a recipe tells what can be seen in a picture: dishes that differ in seasoning only cannot be told apart."""
    numbers: dict[Hashable, int] = {}
    rows, columns = (
        np.array([numbers.setdefault(visible(meal), len(numbers)) for meal in meals])
        for meals in (pictured, written)
    )
    return rows[:, None] == columns[None, :]


def unique_share(meals: Sequence[Dish]) -> float:
    """The share of dishes that look like no other one of them."""
    return float((alike(meals, meals).sum(axis=1) == 1).mean())
