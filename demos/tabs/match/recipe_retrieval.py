"""Image and recipe: recipes for a dish and dishes for a recipe, among 1,000; both LSTMs, both losses, and arithmetic on dishes."""

from typing import Any, cast

import gradio as gr
import numpy as np

from demos.catalogue import entry
from demos.figures.recipes import recipe_figure
from demos.frame import part, task, wire
from demos.language import label, label_of
from demos.tabs.caption.captioning_speech import within
from demos.tabs.match import dish_gallery
from demos.tabs.match.dish_gallery import MODELS
from demos.tabs.match.dish_input import dish_input
from demos.tabs.match.recipe_changes import (
    baseline_panes,
    concept_text,
    recipe_changes,
    sum_facts,
    sum_panes,
)
from demos.tabs.match.recipe_plate import on_the_plate
from demos.tabs.match.recipe_space import (
    NONE,
    STRENGTHS,
    Pair,
    answers,
    concept_of,
    losses_of_lines,
    pair,
    shares,
    total,
    wanted,
)
from demos.tabs.match.recipe_views import (
    category_shares,
    flow,
    ingredient_states,
    instruction_states,
    left_out_rows,
    loss_rows,
    ranked_pictures,
    ranked_recipes,
    vectors,
)
from demos.take import SILENT_KINDS, Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.picture_view import PictureView
from mm_models import registry
from mm_models.systems.recipe_retrieval.arithmetic import CONCEPTS, STRENGTH
from mm_models.systems.recipe_retrieval.model import Config, RecipeRetrieval
from mm_models.text import Text

ENTRY = entry("recipe-retrieval")
FOUND = 4  # pictures of the figure
MODEL_TEXT = dict(
    zip(
        MODELS,
        (
            Text("With the semantic regulariser", "의미 정칙화와 함께"),
            Text("Without it", "정칙화 없이"),
        ),
        strict=True,
    )
)


def answer(
    dish: str,
    photo: str | None,
    ingredients: str,
    instructions: str,
    language: str,
    model: str,
    minus: str,
    plus: str,
    strength: float,
) -> list[Payload | None]:
    """Recipes for a picture and pictures for a recipe, what both networks made of them, both losses, changes, and a sum."""
    found = pair(dish, photo, ingredients, instructions, language, model)
    taken, put = concept_of(minus), concept_of(plus)
    added = total(found, taken, put, within(strength, *STRENGTHS))
    right = wanted(found, taken, put)
    return [
        on_the_plate(found),
        ranked_recipes(found),
        ranked_pictures(found),
        flow(found),
        ingredient_states(found),
        instruction_states(found),
        vectors(found),
        loss_rows(found, config_of(found)),
        category_shares(found),
        left_out_rows(found),
        recipe_changes(found),
        sum_panes(found, added, right),
        sum_facts(found, added, taken, put),
        baseline_panes(found, added, right),
    ]


def config_of(found: Pair) -> Config:
    """What the network was trained with."""
    with registry.use(found.model) as used:
        return cast(RecipeRetrieval, used).config


def take(
    dish: str,
    photo: str | None,
    ingredients: str,
    instructions: str,
    language: str,
    model: str,
    minus: str,
    plus: str,
    strength: float,
) -> Take:
    """The picture with what it and the recipe find, as a figure; vectors, states and shares; the lines that compute them."""
    found = pair(dish, photo, ingredients, instructions, language, model)
    taken, put = concept_of(minus), concept_of(plus)
    added = total(found, taken, put, within(strength, *STRENGTHS))
    best = answers(found.text, found.image, found.shelf.pictures, found, FOUND)
    images = [
        found.plate.image if each.number is None else dish_gallery.picture_of(each.number) for each in best
    ]
    return Take(
        figure=lambda: recipe_figure(found.plate.large, found.recipe.ingredients, images),
        arrays={
            "picture": found.plate.image,
            "picture_vector": found.image.numpy(),
            "recipe_vector": found.text.numpy(),
            "ingredient_states": found.read.ingredients[0].cpu().numpy(),
            "instruction_states": found.read.instructions[0].cpu().numpy(),
            "foods_of_cells": found.seen.kind[0].cpu().numpy(),
            "counts": found.seen.counts[0].cpu().numpy(),
            "categories": shares(found),
            "left_out": losses_of_lines(found.recipe, found.image, model),
            "ingredients": np.array(found.recipe.ingredients),
            "instructions": np.array(found.recipe.instructions),
            "sum": added.result.numpy(),
        },
        python=PYTHON.format(
            dish=dish,
            photo="your-photo.jpg" if photo else None,
            ingredients="\n".join(found.recipe.ingredients),
            instructions="\n".join(found.recipe.instructions),
            language=language,
            model=model,
            minus=concept_text(taken).en,
            plus=concept_text(put).en,
        ),
    )


PYTHON = """\
from demos.tabs.match.dish_gallery import meals
from demos.tabs.match.recipe_space import answers, pair
from mm_models import registry

registry.configure()
found = pair({dish!r}, {photo!r}, {ingredients!r}, {instructions!r}, {language!r}, {model!r})
print("cosine", found.cosine)

for each in answers(found.image, found.text, found.shelf.recipes[{language!r}], found, 5):
    print(each.cosine, "yours" if each.number is None else meals()[each.number].title.en)

# On the page: picture - {minus} + {plus}, see recipe_space.total
"""


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            given = dish_input()
            asking = controls()
        result = result_part()
        inside = inside_part()
        own, what_if = what_if_part()
        inputs: dict[str, Any] = {**given.inputs, **asking, **own}
        wire(built, answer, inputs, [*result, *inside, *what_if], live=[*asking.values(), *own.values()])
        closing_parts(ENTRY, take, inputs, kinds=SILENT_KINDS)


def controls() -> dict[str, Any]:
    """Draws which network."""
    model = gr.Radio(
        [(label_of(title), name) for name, title in MODEL_TEXT.items()],
        value=MODELS[0],
        label=label("Network", "신경망"),
    )
    return {"model": model}


def result_part() -> list[Any]:
    """The picture, the recipes for it, and the pictures for the recipe."""
    about = Text(
        "One space, two searches: the picture looks for its recipe, the recipe looks for its picture, among 1,000 dishes and yours.",
        "공간은 하나, 검색은 두 방향입니다. 요리 1,000개와 내 것 가운데서 그림은 요리법을, 요리법은 그림을 찾습니다.",
    )
    with part("result", about):
        with gr.Row():
            with gr.Column(scale=2, min_width=280):
                plate = PictureView(Text("The dish, and what is seen of it", "요리와 그 안에서 본 것"))
            with gr.Column(scale=3, min_width=300):
                recipes = FactsView(Text("Recipes for the picture", "그림에 맞는 요리법"))
        images = PictureView(Text("Pictures for the recipe", "요리법에 맞는 그림"))
    return [plate, recipes, images]


def inside_part() -> list[Any]:
    """The shapes, the states, the vectors, the loss and what each ingredient contributes."""
    about = Text(
        "Each line is read as one vector. An LSTM reads the ingredients both ways, another the instructions; their last states become the recipe.",
        "줄마다 벡터 하나로 읽습니다. LSTM 하나가 재료를 앞뒤로, 다른 하나가 만드는 순서를 읽고, 그 마지막 상태들이 요리법이 됩니다.",
    )
    with part("inside", about):
        shapes = FactsView(Text("From a dish and a recipe to one number", "요리와 요리법에서 수 하나까지"))
        with gr.Row():
            lines = MatrixView(Text("Ingredients: states, both ways", "재료: 양방향 상태"), height=230)
            steps = MatrixView(Text("Instructions: states", "만드는 순서: 상태"), height=230)
        space = MatrixView(Text("Vectors of the joint space", "공동 공간의 벡터"), height=240)
        with gr.Row():
            loss = FactsView(Text("Both terms of the loss", "손실의 두 항"))
            left = FactsView(Text("Which ingredient mattered", "어느 재료가 중요했나"))
        named = MatrixView(Text("The shared classifier", "공유 분류기"), height=190)
    return [shapes, lines, steps, space, loss, named, left]


def what_if_part() -> tuple[dict[str, Any], list[Any]]:
    """The recipe changed, and arithmetic on dishes."""
    about = Text(
        "Does order matter to it? Does it read both lists? And is a salad minus “salad” plus “stew” a stew of the same foods?",
        "순서가 중요할까요? 두 목록을 다 읽을까요? 샐러드에서 ‘샐러드’를 빼고 ‘찌개’를 더하면 같은 재료의 찌개일까요?",
    )
    options = [(label_of(concept_text(None)), NONE)] + [
        (label_of(concept_text(concept)), concept) for concept in CONCEPTS
    ]
    with part("what-if", about):
        changes = FactsView(
            Text(
                "The recipe changed: cosine with the picture, rank", "요리법을 바꾸면: 그림과의 코사인, 순위"
            )
        )
        with gr.Row():
            minus = gr.Dropdown(options, value="salad", label=label("Dish − this", "요리 − 이것"))
            plus = gr.Dropdown(options, value="stew", label=label("+ this", "+ 이것"))
            strength = gr.Slider(*STRENGTHS, value=STRENGTH, step=0.1, label=label("Strength", "세기"))
        found = PictureView(Text("Dish − this + this, among 1,000", "요리 − 이것 + 이것, 1,000개 가운데"))
        with gr.Row():
            steps = FactsView(
                Text(
                    "The sum, step by step: rank of the first right dish",
                    "계산의 단계마다 처음 맞는 요리의 순위",
                )
            )
            others = PictureView(
                Text("Found without the arithmetic, three each", "계산 없이 찾은 것, 세 장씩")
            )
    return {"minus": minus, "plus": plus, "strength": strength}, [changes, found, steps, others]
