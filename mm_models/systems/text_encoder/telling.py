"""What the encoder reads: trios of a text, the same told otherwise, and a near miss, from everything the world can say.

Every trio is a function of its number and the split. A trio's texts may be in different languages.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from mm_models.systems.text_encoder.nearness import one_near_miss, retold
from mm_models.systems.text_encoder.wording import worded
from mm_models.text import Text
from mm_models.world.asking import ask
from mm_models.world.captions import LANGUAGES, say
from mm_models.world.clips import Clip, clip, clip_caption, happenings
from mm_models.world.colours import COLOURS
from mm_models.world.cookery import PREPARATIONS, RECIPES
from mm_models.world.dishes import dish, instructed, listed, title
from mm_models.world.draws import chance, pick, shuffled
from mm_models.world.kinds import KINDS, Kind
from mm_models.world.lexing import SYNONYMS_EN, SYNONYMS_KO
from mm_models.world.meaning import Meaning, plan
from mm_models.world.motions import MOTIONS
from mm_models.world.questions import ABOUT, Draft, answer_text, question
from mm_models.world.relations import CONVERSE
from mm_models.world.scenes import USUAL, Mix, Scene, scene, split_of
from mm_models.world.tokens import tokens

DETAIL = 0.8  # how readily captions mention properties
WHOLE = 0.2  # share of recipes of which more than a line may be told
PHOTOGRAPHS = 0.05  # share of captions whose only thing is called a photograph
POOL = 6_000  # scenes, clips and dishes of which training tells ever new things: making them costs more than telling
Tokens = list[str]
_scene, _clip, _dish = lru_cache(POOL)(scene), lru_cache(POOL)(clip), lru_cache(POOL)(dish)


@dataclass(frozen=True)
class Trio:
    """A text, the same in other words or the other language, and something nearly the same that it does not say."""

    one: Tokens
    same: Tokens
    near: Tokens
    meaning: Hashable  # equal for trios that mean the same
    near_meaning: Hashable


@dataclass(frozen=True)
class Draw:
    """What a trio is made from: a number in a split, its random generator, and the languages of its texts."""

    number: int
    split: str
    rng: np.random.Generator
    languages: tuple[str, str]  # of the text, and of the other two


def _told(draw: Draw, texts: tuple[str, str, str], meaning: Hashable, near: Hashable) -> Trio:
    one, same, other = (worded(text, draw.rng) for text in texts)
    return Trio(one, same, other, meaning, near)


def of_scene(draw: Draw) -> Trio:
    """A caption of a scene; the near miss has one part changed."""
    rng, (first, second) = draw.rng, draw.languages
    meant = scene_meaning(draw)
    near = one_near_miss(meant, rng)
    texts = (
        say(meant, rng, first),
        say(retold(meant, rng), rng, second),
        say(retold(near, rng), rng, second),
    )
    return _told(draw, texts, meant.key(), near.key())


def viewed(draw: Draw) -> Scene:
    """The scene of a draw; every second one has many things that come in every colour."""
    if draw.number % 2:
        return _scene(draw.number, draw.split, USUAL)
    return _scene(draw.number, draw.split, Mix(things=(2, 4), prejudice=draw.number // 2 % len(COLOURS)))


def scene_meaning(draw: Draw) -> Meaning:
    """What a caption of a scene says, now and then about a photograph."""
    meant = plan(viewed(draw), draw.rng, DETAIL)
    if len(meant.mentions) == 1 and meant.mentions[0].count == 1 and chance(draw.rng, PHOTOGRAPHS):
        return replace(meant, mentions=(replace(meant.mentions[0], photo=True),))
    return meant


def of_clip(draw: Draw) -> Trio:
    """A clip's caption without colours; in the near miss something else happens, or in another order."""
    rng, (first, second) = draw.rng, draw.languages
    story = colourless(_clip(draw.number, draw.split))
    near = pick(rng, other_stories(story, rng))
    texts = (
        clip_caption(story, rng, first),
        clip_caption(story, rng, second),
        clip_caption(near, rng, second),
    )
    return _told(draw, texts, _happened(story), _happened(near))


def colourless(story: Clip) -> Clip:
    """The clip of things without colours: whether a caption mentions a colour is drawn anew for each."""
    return replace(story, events=tuple(replace(e, thing=replace(e.thing, colour=None)) for e in story.events))


def other_stories(story: Clip, rng: np.random.Generator) -> list[Clip]:
    """Clips that differ in one thing, one motion, one side, or the order of what happens."""
    at = int(rng.integers(len(story.events)))
    event = story.events[at]
    there = {one.thing.kind for one in story.events}
    kind = pick(rng, [kind.name for kind in KINDS if kind.name not in there])
    changed = [
        replace(event, thing=replace(event.thing, kind=kind)),
        replace(event, verb=pick(rng, [verb for verb in MOTIONS if verb != event.verb])),
    ]
    changed += [replace(event, direction=-event.direction)] if MOTIONS[event.verb].sided else []
    found = [replace(story, events=(*story.events[:at], one, *story.events[at + 1 :])) for one in changed]
    found += [replace(story, events=story.events[::-1]), exchanged(story)] if len(story.events) == 2 else []
    return [other for other in found if _happened(other) != _happened(story)]


def exchanged(story: Clip) -> Clip:
    """The clip in which each of two things does what the other one did."""
    one, other = story.events
    return replace(story, events=(replace(one, thing=other.thing), replace(other, thing=one.thing)))


def _happened(story: Clip) -> Hashable:
    told = happenings(story)
    return (frozenset(told), "together") if story.together else told


def of_question(draw: Draw) -> Trio:
    """A question about a scene; the near miss asks about something else."""
    rng, (first, second) = draw.rng, draw.languages
    template, words, _ = _draft(draw)
    near_template, near_words = other_question(template, words, rng)
    texts = (
        ask(template, words, rng).in_language(first),
        ask(template, words, rng).in_language(second),
        ask(near_template, near_words, rng).in_language(second),
    )
    return _told(draw, texts, (template, *words.values()), (near_template, *near_words.values()))


def _draft(draw: Draw) -> Draft:
    """What is asked of the scene, of the first matter that it allows."""
    view = viewed(draw)
    matters = (next(ABOUT[name](view, draw.rng, True), None) for name in shuffled(draw.rng, tuple(ABOUT)))
    return next(draft for draft in matters if draft is not None)


def other_question(
    template: str, words: dict[str, str], rng: np.random.Generator
) -> tuple[str, dict[str, str]]:
    """The question with one of its words changed; one without words becomes the other one without words."""
    if not words:
        return ("what" if template == "place" else "place"), {}
    slot = pick(rng, sorted(words))
    options = [kind.name for kind in KINDS if kind.name not in words.values()]
    if slot == "relation":
        options = [CONVERSE[words[slot]]]
    if slot == "colour":
        options = [name for name in COLOURS if name != words[slot]]
    return template, {**words, slot: pick(rng, options)}


def of_recipe(draw: Draw) -> Trio:
    """A part of a recipe in both languages; in the near miss one of its foods is another."""
    rng, (first, _) = draw.rng, draw.languages
    second = LANGUAGES[1 - LANGUAGES.index(first)]
    meal = _dish(draw.number, draw.split)
    recipe, at = RECIPES[meal.name], int(rng.integers(len(meal.foods)))
    there = {food for food, _ in meal.foods}
    food = pick(rng, [food for food in PREPARATIONS if food not in there])
    foods = (*meal.foods[:at], (food, meal.foods[at][1]), *meal.foods[at + 1 :])
    near = title(recipe, foods), listed(foods, meal.seasonings), instructed(recipe, foods, meal.seasonings)
    parts = list(
        zip(recipe_parts(meal.title, meal.ingredients, meal.instructions), recipe_parts(*near), strict=True)
    )
    told = [(a, b) for a, b in parts if a != b]
    one, other = pick(rng, told if chance(rng, WHOLE) else told[:-2])
    texts = (one.in_language(first), one.in_language(second), other.in_language(second))
    # No synonyms: "fry on" is not "fry on top of".
    said, same, near_said = map(tokens, texts)
    return Trio(said, same, near_said, one.en, other.en)


def recipe_parts(name: Text, ingredients: tuple[Text, ...], instructions: tuple[Text, ...]) -> list[Text]:
    """What may stand for a recipe: its title, its ingredients, each instruction; and the two long ones, all instructions and everything."""
    joined = Text(en=", ".join(t.en for t in ingredients), ko=", ".join(t.ko for t in ingredients))
    told = Text(en=" ".join(t.en for t in instructions), ko=" ".join(t.ko for t in instructions))
    whole = Text(en=f"{name.en}. {joined.en}. {told.en}", ko=f"{name.ko}. {joined.ko}. {told.ko}")
    return [name, joined, *instructions, told, whole]


def of_name(draw: Draw) -> Trio:
    """A kind's name, synonym or tags; the near miss is another kind."""
    rng, (first, second) = draw.rng, draw.languages
    kind, other = pick(rng, KINDS), pick(rng, KINDS)
    while other is kind:
        other = pick(rng, KINDS)
    texts = (called(kind, rng, first), called(kind, rng, second), called(other, rng, second))
    return _told(draw, texts, ("name", kind.name), ("name", other.name))


def called(kind: Kind, rng: np.random.Generator, language: str) -> str:
    """What people call a kind: its name, a synonym, or some of its tags."""
    tags = kind.tags_ko if language == "ko" else kind.tags_en
    some = [tags[0], *shuffled(rng, tags[1:])][: int(rng.integers(2, 6))]
    names = (
        (kind.ko, *SYNONYMS_KO.get(kind.name, ()))
        if language == "ko"
        else (kind.name, kind.one, kind.many, *SYNONYMS_EN.get(kind.name, ()))
    )
    return pick(rng, names) if chance(rng, 0.4) else ", ".join(shuffled(rng, some))


SOURCES: dict[str, tuple[Callable[[Draw], Trio], float]] = {  # and their shares of the trios
    "scene": (of_scene, 0.6),
    "clip": (of_clip, 0.15),
    "question": (of_question, 0.1),
    "recipe": (of_recipe, 0.1),
    "name": (of_name, 0.05),
}


def drawn(number: int, split: str, languages: tuple[str, str] | None = None) -> Draw:
    """Where a trio of that number begins; its languages are drawn where none are given."""
    rng = np.random.default_rng((split_of(split).first + number, 7))
    number = number % POOL if split == "train" else number
    return Draw(number, split, rng, languages or (pick(rng, LANGUAGES), pick(rng, LANGUAGES)))


def trio(number: int, split: str = "train") -> Trio:
    """The trio of a number, from any of the sources."""
    draw = drawn(number, split)
    bounds = np.cumsum([share for _, share in SOURCES.values()])
    make, _ = list(SOURCES.values())[
        int(np.searchsorted(bounds, draw.rng.random() * bounds[-1], side="right"))
    ]
    return make(draw)


def text(number: int, split: str, source: str, language: str) -> Tokens:
    """A text to hide words in: as in trios, but clips have colours, questions answers, and recipes are whole."""
    draw = drawn(number, split, (language, language))
    if source == "clip":
        return worded(clip_caption(_clip(draw.number, split), draw.rng, language), draw.rng)
    if source == "question":
        return _with_answer(draw)
    return SOURCES[source][0](draw).one


def _with_answer(draw: Draw) -> Tokens:
    asked = None
    while asked is None:
        asked = question(viewed(draw), draw.rng, balanced=False)
    language = draw.languages[0]
    said = f"{asked.text.in_language(language)} {answer_text(asked.answer).in_language(language)}."
    return worded(said, draw.rng)
