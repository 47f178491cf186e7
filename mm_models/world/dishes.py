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
PORTION = (22, 28)  # pixels of an ingredient's longer side
SERVING = 34  # pixels that the main ingredient may have when it is one piece
CROWD = 6  # pieces around the middle from which on they are no larger than need be
INNER, OUTER = 0.115, 0.285  # of the picture's side: how far from the middle pieces lie


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
    return cooked(part.first + seed, split, name, foods, seasonings, rng)


def cooked(
    number: int,
    split: str,
    name: str,
    foods: tuple[tuple[str, int], ...],
    seasonings: tuple[str, ...],
    rng: np.random.Generator,
) -> Dish:
    """The dish of a class that is made of these foods, the main one first; `rng` lays them out.

    Raises:
        ValueError: no such split.
    """
    recipe = RECIPES[name]
    return Dish(
        number, split, name, foods, seasonings, lay_out(rng, foods, split_of(split)),
        title(recipe, foods), listed(foods, seasonings), instructed(recipe, foods, seasonings),
    )  # fmt: skip


def choose(rng: np.random.Generator, recipe: Recipe, always: str | None) -> tuple[tuple[str, int], ...]:
    """Two to four foods, of each one to three."""
    others = [food for food in shuffled(rng, recipe.foods) if food != always]
    chosen = ([always] if always else []) + others
    wanted = int(rng.integers(2, 5))
    return tuple((food, pick(rng, (1, 1, 2, 3))) for food in chosen[:wanted])


def lay_out(rng: np.random.Generator, foods: tuple[tuple[str, int], ...], part: Split) -> tuple[Thing, ...]:
    """The main food in the middle, so that one can see which it is, and the others on a ring around it."""
    main, count = foods[0]
    others = shuffled(rng, [food for food, many in foods[1:] for _ in range(many)])
    spots = [*ring(rng, count, INNER if count > 1 else 0.0), *ring(rng, len(others), OUTER)]
    small, large = PORTION if len(others) < CROWD else (PORTION[0] - 2, PORTION[0] + 1)
    largest = [SERVING if count == 1 else PORTION[1] - 2] * count + [large] * len(others)
    return tuple(
        portion(rng, food, spot, int(rng.integers(small, most + 1)), part)
        for food, spot, most in zip([main] * count + others, spots, largest, strict=True)
    )


def ring(rng: np.random.Generator, count: int, radius: float) -> list[tuple[float, float]]:
    """Places at the same distance from the middle and from one another, as shares of the picture's side."""
    angles = rng.uniform(0, 2 * np.pi) + 2 * np.pi * np.arange(count) / max(count, 1)
    return [(radius * float(np.cos(angle)), radius * float(np.sin(angle))) for angle in angles]


def portion(rng: np.random.Generator, food: str, spot: tuple[float, float], size: int, part: Split) -> Thing:
    """One piece of food at its place, a little beside it."""
    designer = drawer(rng, food, part)
    centre = tuple(SIDE * (0.5 + where + 0.02 * (rng.random() - 0.5)) for where in spot)
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
