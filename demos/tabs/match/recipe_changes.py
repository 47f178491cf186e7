"""What if: the recipe in another order or without a part, the other network, and arithmetic on dishes."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch.nn import functional

from demos.tabs.caption.captioning_words import Row, sign
from demos.tabs.match import dish_gallery
from demos.tabs.match.dish_gallery import MODELS
from demos.tabs.match.recipe_space import Pair, looked, rank_of, several, wanted
from demos.tabs.match.recipe_views import PANE
from demos.views.facts_view import facts
from demos.views.packing import Payload
from demos.views.picture_view import pane, pictures
from mm_models import registry
from mm_models.matching.searching import nearest
from mm_models.systems.recipe_retrieval.infer import Sum, in_other_order
from mm_models.systems.recipe_retrieval.reading import Written
from mm_models.text import Text
from mm_models.world.cookery import RECIPES
from mm_models.world.kinds import KIND

ANSWERS, FEW = 8, 3  # pictures of the sum, and of each baseline
NOTHING = Text("nothing", "없음")
TITLES: dict[str, Text] = {
    "as it is": Text("As it is", "그대로"),
    "ingredients": Text("Ingredients in another order", "재료의 순서를 섞어서"),
    "steps": Text("Instructions in another order", "만드는 순서를 섞어서"),
    "both": Text("Both in another order", "둘 다 섞어서"),
    "no ingredients": Text("Without the ingredients", "재료 없이"),
    "no steps": Text("Without the instructions", "만드는 순서 없이"),
    "first": Text("Without the first ingredient", "첫 재료 없이"),
}


def changed(recipe: Written) -> dict[str, Written]:
    """The recipe and its variants; orders are drawn by lot, always alike."""
    rng = np.random.default_rng(67)
    ingredients = in_other_order(recipe.ingredients, rng)
    steps = in_other_order(recipe.instructions, rng)
    return {
        "as it is": recipe,
        "ingredients": replace(recipe, ingredients=ingredients),
        "steps": replace(recipe, instructions=steps),
        "both": Written(ingredients, steps),
        "no ingredients": replace(recipe, ingredients=()),
        "no steps": replace(recipe, instructions=()),
        "first": replace(recipe, ingredients=recipe.ingredients[1:]),
    }


def recipe_changes(found: Pair) -> Payload:
    """The cosine with the picture, and the recipe's rank, for each variant, by both networks."""
    variants = changed(found.recipe)
    known = {spec.key for spec in registry.SPECS}
    told = {name: ranked(found, name, list(variants.values())) for name in MODELS if name in known}
    rows: list[Row] = []
    for place, name in enumerate(variants):
        cosine, rank = told[found.model][place]
        others = [each[place] for model, each in told.items() if model != found.model]
        note = None if not others else other_note(*others[0])
        rows.append((TITLES[name], f"{cosine:.3f} · #{rank}", note))
    return facts(rows)


def other_note(cosine: float, rank: int) -> Text:
    """The same by the other network."""
    return Text(f"the other network: {cosine:.3f} · #{rank}", f"다른 신경망: {cosine:.3f} · #{rank}")


def ranked(found: Pair, model: str, recipes: Sequence[Written]) -> list[tuple[float, int]]:
    """The cosine of each recipe with the picture, and its rank among the gallery's, by a network."""
    _, image = looked(found.plate.image, model)
    among = dish_gallery.shelf(model).recipes[found.language]
    return [(float(image @ text), rank_of(image, text, among, found)) for text in several(recipes, model)]


def concept_text(concept: str | None) -> Text:
    """The name of a class or a food."""
    if concept is None:
        return NOTHING
    return RECIPES[concept].name if concept in RECIPES else KIND[concept].text


def sum_panes(found: Pair, total: Sum, right: Sequence[int]) -> Payload:
    """The pictures nearest to the sum, the dish itself left out."""
    return panes(found, {Text("sum", "합"): total.result}, right, ANSWERS)


def baseline_panes(found: Pair, total: Sum, right: Sequence[int]) -> Payload:
    """What is found by the dish alone, by what is added alone, and with a random direction of the same length."""
    drawn = unit(torch.randn(len(total.dish), generator=torch.Generator().manual_seed(0)))
    length = total.strength * (total.plus - total.minus).norm()
    queries = {
        Text("dish alone", "요리만"): total.dish,
        Text("addition alone", "더한 것만"): total.plus if total.plus.norm() > 0 else total.dish,
        Text("random direction", "무작위 방향"): total.dish + length * drawn,
    }
    return panes(found, queries, right, FEW)


def panes(found: Pair, queries: dict[Text, torch.Tensor], right: Sequence[int], count: int) -> Payload:
    """The answers to some queries, each marked where it is known what is right."""
    without = [] if found.own is None else [found.own]
    return pictures(
        [
            pane(
                dish_gallery.picture_of(number),
                title=title if len(queries) > 1 else str(rank),
                note=f"{sign(number in right)} {cosine:.3f}" if right else f"{cosine:.3f}",
            )
            for title, query in queries.items()
            for rank, (number, cosine) in enumerate(
                nearest(unit(query), found.shelf.pictures, count, without), start=1
            )
        ],
        height=PANE,
    )


def sum_facts(found: Pair, total: Sum, minus: str | None, plus: str | None) -> Payload:
    """The sum step by step: the rank of the first right picture, and what is found first."""
    right, taken, put = wanted(found, minus, plus), concept_text(minus), concept_text(plus)
    steps = [
        (Text("Dish", "요리"), total.dish),
        (Text(f"− {taken.en}", f"− {taken.ko}"), total.dish - total.strength * total.minus),
        (Text(f"− {taken.en} + {put.en}", f"− {taken.ko} + {put.ko}"), total.result),
    ]
    rows: list[Row] = [(name, *first_right(found, vector, right)) for name, vector in steps]
    there = Text("class and foods as they should be, in any number", "종류와 재료가 맞음, 개수는 상관없음")
    return facts([*rows, (Text("Right dishes in the gallery", "갤러리의 맞는 요리"), str(len(right)), there)])


def first_right(found: Pair, query: torch.Tensor, right: Sequence[int]) -> tuple[str, Text]:
    """The rank of the first right dish, and the title of the first one."""
    without = [] if found.own is None else [found.own]
    order = [
        number for number, _ in nearest(unit(query), found.shelf.pictures, len(found.shelf.pictures), without)
    ]
    rank = next((place for place, number in enumerate(order, start=1) if number in right), None)
    title = dish_gallery.meals()[order[0]].title
    return ("–" if rank is None else f"{rank}"), Text(f"first: {title.en}", f"첫째: {title.ko}")


def unit(vector: torch.Tensor) -> torch.Tensor:
    """The vector at length one."""
    return functional.normalize(vector, dim=0)
