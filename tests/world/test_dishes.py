"""Dishes show the ingredients that their recipes list, and recipes are in order and differ."""

import pytest
from hypothesis import given

from mm_models.world.cookery import PREPARATIONS, RECIPES, SEASONINGS
from mm_models.world.dishes import CLASSES, INNER, OUTER, dish, render_dish
from mm_models.world.kinds import KIND, KIND_INDEX
from mm_models.world.scenes import SIDE
from tests.world.strategies import BRIEF, scenes


@BRIEF
@given(scenes())
def test_what_lies_there_is_what_the_recipe_lists(number):
    meal = dish(*number)
    assert meal == dish(*number)
    seen = [thing.kind for thing in meal.things]
    assert all(seen.count(food) == count for food, count in meal.foods)
    assert len(seen) == sum(count for _, count in meal.foods)
    assert len(meal.ingredients) == len(meal.foods) + len(meal.seasonings)
    for food, _ in meal.foods:
        assert KIND[food].ko in meal.recipe.ko
        assert food in meal.recipe.en


@BRIEF
@given(scenes())
def test_preparations_come_before_the_steps_of_the_recipe(number):
    meal = dish(*number)
    assert len(meal.instructions) == len(meal.foods) + len(RECIPES[meal.name].steps)
    for (food, _), step in zip(meal.foods, meal.instructions, strict=False):
        assert food in step.en
        assert KIND[food].ko in step.ko
    assert all("{" not in text and "[" not in text for text in (meal.recipe.en, meal.recipe.ko))


@BRIEF
@given(scenes())
def test_the_picture_has_every_ingredient_somewhere(number):
    meal = dish(*number)
    picture = render_dish(meal)
    assert picture.image.shape == (112, 112, 3)
    assert set(picture.kinds.ravel().tolist()) <= {0, *(KIND_INDEX[food] for food, _ in meal.foods)}
    assert picture.masks.any(axis=(1, 2)).mean() > 0.8


def test_every_class_occurs_and_recipes_hardly_ever_repeat():
    meals = [dish(seed, "test") for seed in range(300)]
    assert {meal.name for meal in meals} == set(CLASSES)
    assert len({meal.recipe.en for meal in meals}) > 270


def test_every_food_has_a_preparation_and_every_seasoning_a_name():
    assert all(food in PREPARATIONS and food in KIND for recipe in RECIPES.values() for food in recipe.foods)
    assert all(name in SEASONINGS for recipe in RECIPES.values() for name in recipe.seasonings)


def test_a_seed_outside_the_split_is_an_error():
    with pytest.raises(ValueError, match="seeds"):
        dish(-1)


def test_the_main_food_lies_in_the_middle_and_the_others_around_it():
    for meal in (dish(seed, "test") for seed in range(20)):
        main, far = meal.foods[0][0], []
        for thing in meal.things:
            across, down = (SIDE / 2 - where for where in thing.centre)
            far.append((thing.kind == main, (across**2 + down**2) ** 0.5 / SIDE))
        assert max(distance for is_main, distance in far if is_main) < 0.5 * (INNER + OUTER)
        assert min(distance for is_main, distance in far if not is_main) > 0.5 * (INNER + OUTER)
