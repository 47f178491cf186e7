"""Batches of dishes to learn from: pictures as the backbone sees them, and their recipes in either language.

Every fourth dish is the one before it with one thing changed: among dishes drawn by lot hardly any two differ in nothing but
how many tomatoes there are, and a network would not learn to count.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from mm_models.captioning.seeing import Backbone, Eye, oracle_eye
from mm_models.captioning.views import window
from mm_models.systems.recipe_retrieval.menu import FOOD_OF_KIND, FOODS, alike, category_of
from mm_models.systems.recipe_retrieval.reading import Reader, Recipes, made_up, written
from mm_models.training import step_seed
from mm_models.world.appearance import PLAIN, STRONG
from mm_models.world.captions import LANGUAGES
from mm_models.world.cookery import ALWAYS, RECIPES
from mm_models.world.dishes import Dish, cooked, dish, render_dish
from mm_models.world.draws import chance, pick
from mm_models.world.rendering import Picture
from mm_models.world.scenes import SPLITS

DISHES = 48  # of a batch
FRESH = 6  # dishes of a batch that were in none before
ROOM = 2_400  # dishes of the window: 0.5 GB of features
AT_ONCE = 16  # pictures that the backbone reads in one go
STAGE = 4  # of the backbone: before what it learnt of grass and rooms shapes every cell


@dataclass(frozen=True)
class Batch:
    """Dishes: their pictures, what is true of each cell, their recipes, and which belong together."""

    features: Float[Tensor, "dishes channels side side"]
    kinds: Int[Tensor, "dishes side side"]  # 0 is no food, then FOODS
    middles: Float[Tensor, "dishes side side"]
    counts: Float[Tensor, "dishes foods"]
    recipes: Recipes
    categories: Int[Tensor, " dishes"]
    alike: Bool[Tensor, "dishes dishes"]

    def to(self, device: torch.device | str) -> "Batch":
        """The same on a device."""
        return replace(self, **{name: value.to(device) for name, value in vars(self).items()})


def dish_eye(backbone: Backbone, device: str = "cpu") -> Eye:
    """Sees dishes through a middle and the last stage of the backbone."""

    def see(pictures: Sequence[Picture]) -> Float[Tensor, "batch channels cells cells"]:
        return features_of(backbone, np.stack([picture.image for picture in pictures]), device)

    return see


@torch.no_grad()
def features_of(
    backbone: Backbone, images: np.ndarray, device: str = "cpu"
) -> Float[Tensor, "batch channels cells cells"]:
    """What the network reads of pictures (batch, side, side, 3; uint8)."""
    pixels = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1.0
    trace = backbone(pixels.to(device))
    return torch.cat([trace.stages[STAGE], trace.features], dim=1)


@dataclass(frozen=True)
class Served:
    """A dish and what is true of its picture."""

    dish: Dish
    kinds: Int[np.ndarray, "side side"]
    middles: Bool[np.ndarray, "side side"]


class Table:
    """The dishes of a window, by their number: each is cooked, drawn and seen once."""

    def __init__(self, see: Eye, room: int = ROOM) -> None:
        self.room = room
        self._see = see
        self._served: dict[int, tuple[int, Served]] = {}  # by slot: the number of its dish, and the dish
        self._kept: Tensor | None = None

    def __call__(
        self, numbers: Sequence[int]
    ) -> tuple[Float[Tensor, "dishes channels side side"], list[Served]]:
        """Features and truth of dishes; those that were not seen before are seen now."""
        missing = [number for number in numbers if self._served.get(number % self.room, (-1,))[0] != number]
        for first in range(0, len(missing), AT_ONCE):
            self._keep(missing[first : first + AT_ONCE])
        slots = [number % self.room for number in numbers]
        assert self._kept is not None
        return self._kept[slots].float(), [self._served[slot][1] for slot in slots]

    def _keep(self, numbers: Sequence[int]) -> None:
        meals = [training_dish(number) for number in numbers]
        looks = [PLAIN if number // 2 % 3 == 0 else STRONG for number in numbers]
        pictures = [render_dish(meal, look) for meal, look in zip(meals, looks, strict=True)]
        seen = self._see(pictures).half().cpu()
        if self._kept is None:
            self._kept = torch.zeros(self.room, *seen.shape[1:], dtype=torch.half)
        slots = [number % self.room for number in numbers]
        self._kept[slots] = seen
        for slot, number, meal, picture in zip(slots, numbers, meals, pictures, strict=True):
            self._served[slot] = number, Served(meal, FOOD_OF_KIND[picture.kinds], picture.centres)


def training_dish(number: int) -> Dish:
    """The dish of a number; every fourth is the one before it with one thing changed."""
    if number % 4 != 3:
        return dish(number)
    return changed(dish(number - 1), np.random.default_rng((number, 61)))


def changed(meal: Dish, rng: np.random.Generator) -> Dish:
    """A dish with one more or one less of a food, with another food, or with another main food."""
    ways: list[Callable[[Dish, np.random.Generator], tuple[tuple[str, int], ...]]] = [recounted, exchanged]
    if meal.name not in ALWAYS:
        ways.append(turned)
    foods = pick(rng, ways)(meal, rng)
    number = int(rng.integers(10**9))  # another look of the picture
    return cooked(number, meal.split, meal.name, foods, meal.seasonings, rng)


def recounted(meal: Dish, rng: np.random.Generator) -> tuple[tuple[str, int], ...]:
    """Another number of one food."""
    at = int(rng.integers(len(meal.foods)))
    food, count = meal.foods[at]
    return put(meal, at, (food, pick(rng, [other for other in (1, 2, 3) if other != count])))


def exchanged(meal: Dish, rng: np.random.Generator) -> tuple[tuple[str, int], ...]:
    """Another food in the place of one that is not the main one."""
    at, there = 1 + int(rng.integers(len(meal.foods) - 1)), {food for food, _ in meal.foods}
    others = [food for food in RECIPES[meal.name].foods if food not in there]
    if not others:
        return recounted(meal, rng)
    return put(meal, at, (pick(rng, others), meal.foods[at][1]))


def turned(meal: Dish, rng: np.random.Generator) -> tuple[tuple[str, int], ...]:
    """Another food of the dish as the main one."""
    at = 1 + int(rng.integers(len(meal.foods) - 1))
    return (meal.foods[at], *meal.foods[:at], *meal.foods[at + 1 :])


def put(meal: Dish, at: int, food: tuple[str, int]) -> tuple[tuple[str, int], ...]:
    """The foods of a dish with another one at a place."""
    return (*meal.foods[:at], food, *meal.foods[at + 1 :])


@dataclass(frozen=True)
class Batches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    table: Table
    reader: Reader
    dishes: int = DISHES
    fresh: int = FRESH

    def __call__(self, index: int) -> Batch:
        rng = np.random.default_rng((step_seed(self.seed, index), 62))
        couples = window(index, self.dishes // 2, self.fresh // 2, self.table.room // 2, rng)
        shift = self.seed * 10_000_000
        numbers = [
            (2 * each + member + shift) % SPLITS["train"].count for each in couples for member in (0, 1)
        ]
        features, served = self.table(numbers)
        meals = [each.dish for each in served]
        recipes = self.reader([written(meal, LANGUAGES[int(chance(rng, 0.5))]) for meal in meals])
        return Batch(
            features=features,
            kinds=torch.from_numpy(np.stack([each.kinds for each in served])),
            middles=torch.from_numpy(np.stack([each.middles for each in served])).float(),
            counts=torch.tensor([counts_of(meal) for meal in meals]),
            recipes=recipes,
            categories=torch.tensor([category_of(meal) for meal in meals]),
            alike=torch.from_numpy(alike(meals, meals)),
        )


def counts_of(meal: Dish) -> list[float]:
    """How many there are of each of FOODS."""
    there = dict(meal.foods)
    return [float(there.get(food, 0)) for food in FOODS]


def rehearsal(seed: int, channels: int) -> Batches:
    """A few dishes, seen by an oracle and read as bags of words: needs no files."""
    return Batches(
        seed, Table(oracle_eye(channels, seed), room=32), Reader(made_up(seed)), dishes=16, fresh=0
    )
