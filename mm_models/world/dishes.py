"""Dishes: what is seen on a plate or in a pan, and the recipe it comes from: title, ingredients, ordered instructions.

The ingredients that lie there can be seen; seasonings are in the recipe only, as in real ones. Like scenes, dishes are
functions of a seed and a split.
"""

from dataclasses import dataclass

import numpy as np

from mm_models.text import Text
from mm_models.world.appearance import PLAIN, Appearance, vary_picture
from mm_models.world.cookery import ALWAYS, PREPARATIONS, RECIPES, SEASONINGS, Recipe
from mm_models.world.draws import pick, shuffled
from mm_models.world.kinds import KIND
from mm_models.world.particles import attach
from mm_models.world.rendering import NO_PLACE, Picture, cell_labels, centre_cells, draw
from mm_models.world.scenes import ANGLES, SIDE, Split, Thing, drawer, split_of, thing_at
from mm_models.world.sprites import drawings
from mm_models.world.vessels import TABLES, table
from mm_models.world.words import NUMBERS_EN, NUMBERS_KO

CLASSES: tuple[str, ...] = tuple(RECIPES)
PORTION = (22, 34)  # pixels of an ingredient's longer side
RING = 0.235  # of the picture's side: how far from the middle ingredients lie


@dataclass(frozen=True)
class Dish:
    """A dish: its class, what lies in its vessel, what it is seasoned with, and its recipe in both languages."""

    seed: int
    split: str
    name: str  # one of CLASSES
    foods: tuple[tuple[str, int], ...]  # (kind, how many) of what can be seen, the main one first
    seasonings: tuple[str, ...]
    things: tuple[Thing, ...]
    title: Text
    ingredients: tuple[Text, ...]
    instructions: tuple[Text, ...]

    @property
    def recipe(self) -> Text:
        """The whole recipe as one text."""
        return Text(
            en="\n".join(text.en for text in (self.title, *self.ingredients, *self.instructions)),
            ko="\n".join(text.ko for text in (self.title, *self.ingredients, *self.instructions)),
        )


def dish(seed: int, split: str = "train") -> Dish:
    """The dish of number `seed` in a split.

    Raises:
        ValueError: no such split, or a seed outside it.
    """
    part = split_of(split)
    if not 0 <= seed < part.count:
        raise ValueError(f"{split} has seeds from 0 to {part.count - 1}, not {seed}")
    rng = np.random.default_rng((part.first + seed, 4))
    name = pick(rng, CLASSES)
    recipe = RECIPES[name]
    foods = choose(rng, recipe, ALWAYS.get(name))
    seasonings = tuple(shuffled(rng, recipe.seasonings)[: int(rng.integers(1, len(recipe.seasonings) + 1))])
    return Dish(
        part.first + seed, split, name, foods, seasonings, lay_out(rng, foods, part),
        title(recipe, foods), listed(foods, seasonings), instructed(recipe, foods, seasonings),
    )  # fmt: skip


def choose(rng: np.random.Generator, recipe: Recipe, always: str | None) -> tuple[tuple[str, int], ...]:
    """Two to four foods, of each one to three."""
    others = [food for food in shuffled(rng, recipe.foods) if food != always]
    chosen = ([always] if always else []) + others
    wanted = int(rng.integers(2, 5))
    return tuple((food, pick(rng, (1, 1, 2, 3))) for food in chosen[:wanted])


def lay_out(rng: np.random.Generator, foods: tuple[tuple[str, int], ...], part: Split) -> tuple[Thing, ...]:
    """The foods spread over the vessel: one in the middle where there are many, the others on a ring around it."""
    pieces = shuffled(rng, [food for food, count in foods for _ in range(count)])
    middle = [pieces.pop()] if len(pieces) > 4 else []
    turn = rng.uniform(0, 2 * np.pi)
    angles = turn + 2 * np.pi * np.arange(len(pieces)) / len(pieces)
    spots = [(0.0, 0.0)] * len(middle) + [(float(np.cos(a)), float(np.sin(a))) for a in angles]
    largest = PORTION[1] if len(pieces) < 6 else PORTION[1] - 6
    return tuple(
        portion(rng, food, spot, int(rng.integers(PORTION[0], largest + 1)), part)
        for food, spot in zip(middle + pieces, spots, strict=True)
    )


def portion(rng: np.random.Generator, food: str, spot: tuple[float, float], size: int, part: Split) -> Thing:
    """One piece of food at its place on the ring."""
    designer = drawer(rng, food, part)
    centre = tuple(SIDE * (0.5 + RING * where + 0.02 * (rng.random() - 0.5)) for where in spot)
    return thing_at(
        food, (centre[0], centre[1]), size, designer=designer,
        glyph=pick(rng, drawings()[food, designer]).glyph, angle=pick(rng, ANGLES), mirrored=bool(rng.random() < 0.5),
    )  # fmt: skip


def title(recipe: Recipe, foods: tuple[tuple[str, int], ...]) -> Text:
    """The dish's title, after its first two foods: "Egg and tomato salad"."""
    first, second = (KIND[food] for food, _ in foods[:2])
    en = f"{first.name} and {second.name} {recipe.name.en}"
    return Text(en=en[0].upper() + en[1:], ko=f"{first.ko} {second.ko} {recipe.name.ko}")


def listed(foods: tuple[tuple[str, int], ...], seasonings: tuple[str, ...]) -> tuple[Text, ...]:
    """The list of ingredients, with the number of what is counted."""
    counted = tuple(
        Text(
            en=f"{NUMBERS_EN[count]} {KIND[food].one if count == 1 else KIND[food].many}",
            ko=f"{KIND[food].ko} {NUMBERS_KO[count]} {KIND[food].counter}",
        )
        for food, count in foods
    )
    return (*counted, *(SEASONINGS[name] for name in seasonings))


def instructed(
    recipe: Recipe, foods: tuple[tuple[str, int], ...], seasonings: tuple[str, ...]
) -> tuple[Text, ...]:
    """The instructions in their order: preparations of each food, then the recipe's own steps."""
    kinds = [food for food, _ in foods]
    prepared = [_fill(PREPARATIONS[food], thing=_names([food])) for food in kinds]
    slots = {
        "first": _names(kinds[:1]),
        "rest": _names(kinds[1:]),
        "all": _names(kinds),
        "seasoning": _joined([SEASONINGS[name] for name in seasonings]),
    }
    return (*prepared, *(_fill(step, **slots) for step in recipe.steps))


def _names(kinds: list[str]) -> Text:
    return _joined([Text(en=f"the {KIND[kind].name}", ko=KIND[kind].ko) for kind in kinds])


def _joined(texts: list[Text]) -> Text:
    """A list in both languages."""
    english, korean = [text.en for text in texts], [text.ko for text in texts]
    if len(texts) == 1:
        return texts[0]
    return Text(
        en=f"{', '.join(english[:-1])} and {english[-1]}",
        ko=attach(f"{', '.join(korean[:-1])}[과/와] {korean[-1]}"),
    )


def _fill(template: Text, **slots: Text) -> Text:
    return Text(
        en=template.en.format(**{name: text.en for name, text in slots.items()}),
        ko=attach(template.ko.format(**{name: text.ko for name, text in slots.items()})),
    )


def render_dish(meal: Dish, appearance: Appearance = PLAIN, size: int = SIDE) -> Picture:
    """Draws a dish from above on a table, with the same labels as a scene's picture."""
    rng = np.random.default_rng((meal.seed, 5))
    image = table(RECIPES[meal.name].vessel, int(rng.integers(TABLES)), size).copy()
    masks = draw(image, meal.things, meal.seed, appearance)
    if appearance is not PLAIN:
        image = vary_picture(image, rng, appearance)
    return Picture(image, masks, *cell_labels(meal.things, masks), centre_cells(meal.things), NO_PLACE)
