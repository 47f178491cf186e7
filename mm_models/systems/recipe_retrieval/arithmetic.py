"""Arithmetic on dishes: the vector of a pizza with cheese and corn - "corn" + "shrimp" should lie near a pizza with cheese and shrimp.

What a food or a class of dishes is, as a vector, is the mean of all recipes that have it (Salvador et al. 2017, section 5.3: "the
average vector over the items that have those words in their title"). A dish found is right in what was
exchanged, right in what should stay, or in both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from mm_models.matching.searching import nearest
from mm_models.measurement import Figures
from mm_models.systems.recipe_retrieval.infer import calculated
from mm_models.systems.recipe_retrieval.menu import FOODS
from mm_models.world.dishes import CLASSES, Dish
from mm_models.world.draws import pick

CONCEPTS: tuple[str, ...] = (*CLASSES, *FOODS)  # what can be taken away and added
STRENGTH = 1.5  # of the difference: best of seven on validation dishes
Kitchen = tuple[str, frozenset[str]]  # a class of dishes and its foods


@dataclass(frozen=True)
class Exchange:
    """A dish of a gallery, what is taken away and what is put in its place: two foods, or two classes."""

    dish: int
    minus: str
    plus: str


def made_of(meal: Dish) -> Kitchen:
    """The class and the foods of a dish."""
    return meal.name, frozenset(food for food, _ in meal.foods)


def has(meal: Dish, concept: str) -> bool:
    """Whether a dish is of a class, or has a food."""
    name, foods = made_of(meal)
    return concept == name or concept in foods


def exchanged(given: Kitchen, minus: str, plus: str) -> Kitchen:
    """What there should be once something was exchanged."""
    name, foods = given
    if plus in CLASSES:
        name = plus
    if minus in FOODS:
        foods = foods - {minus}
    if plus in FOODS:
        foods = foods | {plus}
    return name, foods


def concept_vectors(
    meals: Sequence[Dish], vectors: Float[Tensor, "dishes space"]
) -> Mapping[str, Float[Tensor, " space"]]:
    """The mean vector of all dishes that have each concept, of those that occur."""
    found: dict[str, Tensor] = {}
    for concept in CONCEPTS:
        rows = [number for number, meal in enumerate(meals) if has(meal, concept)]
        if rows:
            found[concept] = vectors[rows].mean(dim=0)
    return found


def exchanges(meals: Sequence[Dish], seed: int) -> list[Exchange]:
    """One exchange for every dish that has an answer in the gallery."""
    rng, there = np.random.default_rng((seed, 63)), {made_of(meal) for meal in meals}
    found = []
    for number, meal in enumerate(meals):
        own = made_of(meal)
        options = [
            (minus, plus)
            for minus, plus in pairs(own)
            if exchanged(own, minus, plus) in there and exchanged(own, minus, plus) != own
        ]
        if options:
            found.append(Exchange(number, *pick(rng, options)))
    return found


def pairs(own: Kitchen) -> list[tuple[str, str]]:
    """All foods that could be exchanged for foods, and classes for classes."""
    name, foods = own
    other_foods = [food for food in FOODS if food not in foods]
    return [
        *((old, new) for old in sorted(foods) for new in other_foods),
        *((name, other) for other in CLASSES if other != name),
    ]


def searched(
    cases: Sequence[Exchange],
    dishes: Float[Tensor, "dishes space"],
    gallery: Float[Tensor, "items space"],
    concepts: Mapping[str, Float[Tensor, " space"]],
) -> list[int]:
    """What each exchange finds in a gallery, the dish itself left out."""
    sums = [
        calculated(dishes[case.dish], concepts[case.minus], concepts[case.plus], STRENGTH) for case in cases
    ]
    return [
        nearest(total.result, gallery, 1, [case.dish])[0][0] for total, case in zip(sums, cases, strict=True)
    ]


def without_arithmetic(
    cases: Sequence[Exchange],
    dishes: Float[Tensor, "dishes space"],
    gallery: Float[Tensor, "items space"],
    concepts: Mapping[str, Float[Tensor, " space"]],
    seed: int,
) -> dict[str, list[int]]:
    """What is found by the dish alone, by what is added alone, and with a random direction of the same length."""
    drawn = torch.Generator().manual_seed(seed)
    found: dict[str, list[int]] = {"dish_only": [], "word_only": [], "random_direction": []}
    for case in cases:
        own, plus, minus = dishes[case.dish], concepts[case.plus], concepts[case.minus]
        direction = functional.normalize(torch.randn(len(own), generator=drawn), dim=0)
        queries = (own, plus, own + STRENGTH * (plus - minus).norm() * direction)
        for some, query in zip(found.values(), queries, strict=True):
            some.append(nearest(query, gallery, 1, [case.dish])[0][0])
    return found


def judged(cases: Sequence[Exchange], meals: Sequence[Dish], found: Sequence[int]) -> Figures:
    """The shares that are right in what was exchanged, in what should stay, and in both."""
    right = np.array([verdict(case, meals, number) for case, number in zip(cases, found, strict=True)])
    names = ("arithmetic.exchanged", "arithmetic.kept", "arithmetic.both")
    return dict(zip(names, right.mean(axis=0).tolist(), strict=True))


def verdict(case: Exchange, meals: Sequence[Dish], found: int) -> tuple[bool, bool, bool]:
    """Exchanged, the rest kept, both. What should stay are the class and the other foods."""
    wanted = exchanged(made_of(meals[case.dish]), case.minus, case.plus)
    other = made_of(meals[found])
    done = has(meals[found], case.plus) and not has(meals[found], case.minus)
    name, foods = other
    kept = foods - {case.minus, case.plus} == wanted[1] - {case.plus} and (
        case.plus in CLASSES or name == wanted[0]
    )
    return done, kept, done and other == wanted
