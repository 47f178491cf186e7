"""The dish that the recipe tab asks about: an example, one that a person puts together, or their own photograph.

A dish travels as a short text: its split and number ("test:70012"), or what it is made of, "pizza;cheese:1,corn:3;salt,oil;7": the
class, the foods with the main one first, the seasonings, and a number that draws how it looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import gradio as gr
import numpy as np
from gradio.components import Component
from jaxtyping import UInt8

from demos.frame import asking, in_words
from demos.language import label, label_of
from demos.picture import RUN, photo_seen
from demos.tabs.caption.captioning_controls import LANGUAGE_TEXT
from mm_models.intake.errors import InputError
from mm_models.systems.recipe_retrieval.menu import FOODS
from mm_models.systems.recipe_retrieval.reading import Written, written
from mm_models.text import Text
from mm_models.world.cookery import RECIPES, SEASONINGS
from mm_models.world.dishes import CLASSES, Dish, cooked, dish, listed, render_dish
from mm_models.world.scenes import SIDE, SPLITS

LARGE = 3 * SIDE  # pixels of a side where people look at the dish
LOOKS = 30  # ways a composed dish can be laid out
FEWEST, MOST = 2, 4  # foods
COUNTS = (1, 2, 3)
LINE = 200  # characters of an ingredient or a step
LINES = 12  # of either list
EXAMPLES: dict[str, Text] = {
    f"{split}:{number}": dish(number, split).title
    for split, number in (
        ("test", 70_025),
        ("test", 70_079),
        ("test", 70_057),
        ("test", 70_061),
        ("unseen", 70_004),
    )
}
VESSELS: dict[str, Text] = {
    "plate": Text("on a plate", "접시"),
    "bowl": Text("in a bowl", "그릇"),
    "pan": Text("in a pan", "팬"),
    "crust": Text("on a crust", "도우"),
    "board": Text("on a board", "도마"),
    "tray": Text("on a tray", "오븐 팬"),
    "pot": Text("in a pot", "냄비"),
}
NO_DISH = Text(
    "This is not a dish; pick an example, or put one together from two to four foods.",
    "요리가 아닙니다. 예를 고르거나 재료 두 가지에서 네 가지로 요리를 꾸며 보세요.",
)
TOO_LONG = Text(
    f"A recipe has room for {LINES} ingredients and {LINES} steps of at most {LINE} characters each.",
    f"요리법에는 {LINE}자 이하의 재료와 순서를 {LINES}줄씩까지 적을 수 있습니다.",
)


@dataclass(frozen=True)
class Plate:
    """A dish or a photograph as the networks read it and as people look at it."""

    image: UInt8[np.ndarray, "112 112 3"]
    large: UInt8[np.ndarray, "side side 3"]
    meal: Dish | None  # None for a photograph


def read_plate(code: str, photo: str | None) -> Plate:
    """The photograph if there is one, else the dish.

    Raises:
        InputError: the file is no picture, or the text no dish.
    """
    if photo is None:
        return served(code)
    seen = photo_seen(photo)
    return Plate(seen.image, seen.large, None)


@lru_cache(maxsize=32)
def served(code: str) -> Plate:
    """A dish, drawn at both sizes."""
    meal = dish_of(code)
    return Plate(render_dish(meal).image, render_dish(meal, size=LARGE).image, meal)


def dish_of(code: str) -> Dish:
    """The dish that a text stands for; InputError where it stands for none."""
    if not isinstance(code, str) or len(code) > LINE:
        raise InputError("no-dish", NO_DISH)
    split, colon, number = code.strip().partition(":")
    if colon and split in SPLITS and number.isdecimal() and len(number) < 10:
        return dish(int(number) % SPLITS[split].count, split)
    return composed_dish(code)


def composed_dish(code: str) -> Dish:
    """A dish by what it is made of; InputError where there is no such dish."""
    parts = code.strip().split(";")
    if len(parts) != 4 or parts[0] not in RECIPES or not parts[3].isdecimal() or int(parts[3][:6]) > LOOKS:
        raise InputError("no-dish", NO_DISH)
    foods = tuple(food_of(each) for each in parts[1].split(","))
    seasonings = tuple(name for name in parts[2].split(",") if name)
    distinct = len({food for food, _ in foods}) == len(foods) and len(set(seasonings)) == len(seasonings)
    if not distinct or not FEWEST <= len(foods) <= MOST or not set(seasonings) <= set(SEASONINGS):
        raise InputError("no-dish", NO_DISH)
    look = int(parts[3])
    # Seasoning cannot be seen: the same foods look the same.
    rng = np.random.default_rng((look, 66))
    return cooked(SPLITS["test"].first + look, "test", parts[0], foods, seasonings or ("salt",), rng)


def food_of(text: str) -> tuple[str, int]:
    """A food and how many of it, from a text such as "corn:3"; InputError for anything else."""
    food, _, count = text.partition(":")
    if food not in FOODS or count not in map(str, COUNTS):
        raise InputError("no-dish", NO_DISH)
    return food, int(count)


def code_of(name: str, foods: Sequence[str], seasonings: Sequence[str], look: int) -> str:
    """The text of a dish that is put together."""
    return f"{name};{','.join(foods)};{','.join(seasonings)};{look}"


def recipe_texts(meal: Dish, language: str) -> tuple[str, str]:
    """The lines of ingredients, and the instructions, of a dish."""
    told = written(meal, language)
    return "\n".join(told.ingredients), "\n".join(told.instructions)


def recipe_of(ingredients: str, instructions: str) -> Written:
    """The recipe that a person wrote, one line each; both may be empty. InputError where it is too long."""
    return Written(lines_of(ingredients), lines_of(instructions))


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text that are not empty."""
    if not isinstance(text, str) or len(text) > 2 * LINE * LINES:
        raise InputError("recipe-too-long", TOO_LONG)
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    if len(lines) > LINES or any(len(line) > LINE for line in lines):
        raise InputError("recipe-too-long", TOO_LONG)
    return lines


@dataclass(frozen=True)
class DishInput:
    """The components that hold the dish and the recipe; `inputs` go first into every handler."""

    dish: gr.Textbox
    photo: gr.Image
    ingredients: gr.Textbox
    instructions: gr.Textbox
    language: gr.Radio

    @property
    def inputs(self) -> dict[str, Component]:
        return dict(vars(self))


def dish_input() -> DishInput:
    """Draws the input, the first example to begin with; whatever changes it presses Run in the tab on the screen."""
    first = next(iter(EXAMPLES))
    code = gr.Textbox(first, visible="hidden", max_length=LINE)
    with gr.Row(elem_classes=["part-input"]):
        with gr.Column(scale=2, min_width=300):
            picked = gr.Radio(
                [(label_of(title), each) for each, title in EXAMPLES.items()],
                value=first,
                label=label("Examples", "예"),
                elem_classes="mmx-examples",
            )
            put_together = composing()
        with gr.Column(scale=2, min_width=300):
            language, ingredients, instructions = recipe_boxes(dish_of(first))
            photo = gr.Image(
                label=label("Or a photograph of your own", "또는 내 사진"),
                sources=["upload", "webcam", "clipboard"],
                type="filepath",
                height=140,
                buttons=[],
            )
    found = DishInput(code, photo, ingredients, instructions, language)
    _wire(found, picked, put_together)
    return found


def composing() -> dict[str, Any]:
    """Draws what a dish is put together from."""
    foods = [
        (label_of(listed(((food, count),), ())[0]), f"{food}:{count}") for food in FOODS for count in COUNTS
    ]
    names = [(label_of(class_text(name)), name) for name in CLASSES]
    with gr.Accordion(label("Put a dish together", "요리 꾸미기"), open=True):
        return {
            "name": gr.Dropdown(names, value="pizza", label=label("Class of dish", "요리 종류")),
            "foods": gr.Dropdown(
                foods,
                value=["cheese:1", "tomato:2", "mushroom:1"],
                multiselect=True,
                max_choices=MOST,
                label=label(
                    "Foods, two to four; the first is the main one, in the middle",
                    "재료 두 가지에서 네 가지, 처음 것이 한가운데 놓이는 주재료",
                ),
            ),
            "seasonings": gr.CheckboxGroup(
                [(label_of(text), name) for name, text in SEASONINGS.items()],
                value=["salt"],
                label=label("Seasoning (cannot be seen)", "양념 (눈에 보이지 않음)"),
            ),
            "look": gr.Slider(0, LOOKS, value=0, step=1, label=label("Lay it out otherwise", "다르게 담기")),
        }


def class_text(name: str) -> Text:
    """A class of dish with its vessel."""
    title, vessel = RECIPES[name].name, VESSELS[RECIPES[name].vessel]
    return Text(f"{title.en}, {vessel.en}", f"{title.ko} ({vessel.ko})")


def recipe_boxes(meal: Dish) -> tuple[gr.Radio, gr.Textbox, gr.Textbox]:
    """Draws the recipe, which can be edited."""
    ingredients, instructions = recipe_texts(meal, "en")
    language = gr.Radio(
        [(label_of(title), name) for name, title in LANGUAGE_TEXT.items()],
        value="en",
        label=label("Language of the recipes", "요리법의 언어"),
    )
    boxes = [
        gr.Textbox(text, lines=lines, max_lines=LINES, max_length=2 * LINE * LINES, label=label_of(title))
        for text, lines, title in (
            (ingredients, 4, Text("Ingredients, one a line", "재료, 한 줄에 하나")),
            (instructions, 5, Text("Instructions, one a line", "만드는 순서, 한 줄에 하나")),
        )
    ]
    return language, boxes[0], boxes[1]


def _wire(found: DishInput, picked: gr.Radio, put_together: dict[str, Any]) -> None:
    """Joins the ways to a dish: each writes the dish's recipe, takes the photograph away and presses Run."""
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    boxes = [found.ingredients, found.instructions]

    chosen = picked.input(
        _in_words(_ordered), [picked, found.language], [found.dish, found.photo, *boxes], **quiet
    )
    chosen.success(None, None, None, js=RUN)
    changes = [
        put_together["look"].release,
        *(put_together[name].input for name in ("name", "foods", "seasonings")),
    ]
    shown = [found.dish, found.photo, *boxes, picked]
    mixed = gr.on(changes, _in_words(_mixed), [*put_together.values(), found.language], shown, **quiet)
    mixed.success(None, None, None, js=RUN)
    told = found.language.input(_in_words(_retold), [found.dish, found.language, *boxes], boxes, **quiet)
    told.success(None, None, None, js=RUN)
    for change in (found.photo.upload, found.photo.clear, found.photo.input):
        change(None, None, None, js=RUN)
    for box in boxes:
        box.blur(None, None, None, js=RUN)


def _ordered(code: str, language: str) -> tuple[Any, ...]:
    """An example with its recipe."""
    return code, None, *recipe_texts(dish_of(code), language)


def _mixed(
    name: str, foods: Sequence[str], seasonings: Sequence[str], look: float, language: str
) -> tuple[Any, ...]:
    """What was put together, with its recipe."""
    code = code_of(name, foods or (), seasonings or (), int(look))
    return *_ordered(code, language), None


def _retold(code: str, language: str, ingredients: str, instructions: str) -> tuple[str, str]:
    """The dish's recipe in the other language where it is the dish's own; what a person wrote stays."""
    meal = dish_of(code)
    own = [recipe_texts(meal, each) for each in LANGUAGE_TEXT]
    return recipe_texts(meal, language) if (ingredients, instructions) in own else (ingredients, instructions)


def _in_words(function: Any) -> Any:
    """A handler whose complaints are sentences in the page's language."""

    def handler(request: gr.Request, *values: Any) -> Any:
        return in_words(function, request, *values)

    return asking(function, handler)
