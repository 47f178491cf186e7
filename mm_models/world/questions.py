"""Questions about scenes, with the programs that answer them and answers that cannot be guessed.

Whether a question of yes or no is to be answered yes is decided by a coin before the question is made, and questions
whose answer is common in scenes are mostly not asked (`balanced`). `biased` makes the opposite on purpose, for the lesson on modality bias:
there colours follow kinds, and yes is right nine times in ten.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from mm_models.text import Text
from mm_models.world.asking import ask
from mm_models.world.colours import COLOUR, COLOURS
from mm_models.world.draws import chance, pick, shuffled
from mm_models.world.kinds import KIND, KINDS
from mm_models.world.places import PLACES
from mm_models.world.programs import DIRECTIONS, NUMBERS, Program, Step, answer, where_is
from mm_models.world.relations import RELATIONS, holds, salient
from mm_models.world.scenes import Mix, Scene, Thing, scene
from mm_models.world.words import PLACE_TEXT

# Share of the questions that are kept where one answer would be much too common; all others are kept.
KEPT: dict[tuple[str, str], float] = {
    ("how many", "zero"): 0.18,
    ("how many", "one"): 0.1,
    ("how many", "two"): 0.4,
    ("same colour", "no"): 0.55,
}
CLEARLY_LARGER = 1.35  # times the other's size
_WORDS_KO = {
    "yes": "네", "no": "아니요", "zero": "없음", "one": "하나", "two": "둘", "three": "셋", "four": "넷",
    "left": "왼쪽", "right": "오른쪽", "top": "위쪽", "bottom": "아래쪽", "middle": "가운데",
}  # fmt: skip
ANSWERS: tuple[str, ...] = (
    "yes", "no", *NUMBERS, *DIRECTIONS, *COLOURS, *PLACES, *(kind.name for kind in KINDS)
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A question in both languages, the program that answers it, and the answer (one of ANSWERS)."""

    about: str  # "what" "where" "place" "colour" "how many" "is there" "relation" "same colour" or "larger"
    text: Text
    program: Program
    answer: str


Draft = tuple[str, dict[str, str], Program]  # template, its words, program


def answer_text(name: str) -> Text:
    """An answer in both languages."""
    if name in COLOUR:
        return COLOUR[name].name
    if name in KIND:
        return KIND[name].text
    return PLACE_TEXT[name] if name in PLACE_TEXT else Text(en=name, ko=_WORDS_KO[name])


def unique(scene: Scene) -> list[Thing]:
    """The things of a scene that are the only ones of their kind."""
    kinds = [thing.kind for thing in scene.things]
    return [thing for thing in scene.things if kinds.count(thing.kind) == 1]


def _kind(name: str, at: int = 0) -> Step:
    return Step("of kind", (name,), (at,))


def _what(scene: Scene, rng: np.random.Generator, truth: bool) -> Iterator[Draft]:
    everything = Step("all things")
    if len(scene.things) == 1:
        yield "what", {}, (everything, Step("kind", (), (0,)))
    for thing in shuffled(rng, unique(scene)):
        for relation in shuffled(rng, RELATIONS[:4]):
            found = [other for other in scene.things if other is not thing and holds(relation, other, thing)]
            if len(found) == 1 and relation in salient(found[0], thing):
                steps = (
                    everything,
                    _kind(thing.kind),
                    Step("related", (relation,), (1,)),
                    Step("kind", (), (2,)),
                )
                yield "what related", {"relation": relation, "kind": thing.kind}, steps


def _where(scene: Scene, rng: np.random.Generator, truth: bool) -> Iterator[Draft]:
    wanted = pick(rng, DIRECTIONS)
    things = sorted(shuffled(rng, unique(scene)), key=lambda thing: where_is(thing) != wanted)
    for thing in things:
        yield (
            "where",
            {"kind": thing.kind},
            (Step("all things"), _kind(thing.kind), Step("direction", (), (1,))),
        )


def _place(scene: Scene, rng: np.random.Generator, truth: bool) -> Iterator[Draft]:
    if scene.place:
        yield "place", {}, (Step("place"),)


def _colour(scene: Scene, rng: np.random.Generator, truth: bool) -> Iterator[Draft]:
    for thing in shuffled(rng, unique(scene)):
        if thing.colour:
            yield (
                "colour",
                {"kind": thing.kind},
                (Step("all things"), _kind(thing.kind), Step("colour", (), (1,))),
            )


def _how_many(scene: Scene, rng: np.random.Generator, truth: bool) -> Iterator[Draft]:
    kinds = [thing.kind for thing in scene.things]
    options = [absent(scene, rng), *dict.fromkeys(kinds)]
    repeated = [kind for kind in options if kinds.count(kind) > 1]
    kind = pick(rng, repeated if repeated and chance(rng, 0.8) else options)
    yield "how many", {"kind": kind}, (Step("all things"), _kind(kind), Step("count", (), (1,)))


def _is_there(scene: Scene, rng: np.random.Generator, truth: bool) -> Iterator[Draft]:
    everything = Step("all things")
    kind = pick(rng, scene.things).kind if truth else absent(scene, rng)
    coloured = [thing for thing in scene.things if thing.colour]
    if not coloured or chance(rng, 0.5):
        yield "is there", {"kind": kind}, (everything, _kind(kind), Step("exists", (), (1,)))
        return
    thing = pick(rng, coloured)
    taken = {other.colour for other in scene.things if other.kind == thing.kind}
    colour = str(thing.colour) if truth else pick(rng, [name for name in COLOURS if name not in taken])
    steps = (everything, _kind(thing.kind), Step("of colour", (colour,), (1,)), Step("exists", (), (2,)))
    yield "is there coloured", {"kind": thing.kind, "colour": colour}, steps


def _relation(scene: Scene, rng: np.random.Generator, truth: bool) -> Iterator[Draft]:
    things = shuffled(rng, unique(scene))
    for one, other in ((one, other) for one in things for other in things if one is not other):
        true = [name for name in salient(one, other) if name in RELATIONS[:4]]
        false = [name for name in RELATIONS[:4] if not holds(name, one, other)]
        if true and false:
            name = pick(rng, true if truth else false)
            steps = (Step("all things"), _kind(one.kind), _kind(other.kind), Step("holds", (name,), (1, 2)))
            yield "relation", {"one": one.kind, "relation": name, "other": other.kind}, steps


def _same_colour(scene: Scene, rng: np.random.Generator, truth: bool) -> Iterator[Draft]:
    things = [thing for thing in unique(scene) if thing.colour]
    for one, other in ((one, other) for one in things for other in things if one is not other):
        if (one.colour == other.colour) == truth:
            steps = (Step("all things"), _kind(one.kind), _kind(other.kind), Step("same colour", (), (1, 2)))
            yield "same colour", {"one": one.kind, "other": other.kind}, steps
    for kind in dict.fromkeys(thing.kind for thing in scene.things if thing.colour):
        same = [thing for thing in scene.things if thing.kind == kind]
        if len(same) > 1 and (len({thing.colour for thing in same}) == 1) == truth:
            yield (
                "all same colour",
                {"kind": kind},
                (Step("all things"), _kind(kind), Step("same colour", (), (1,))),
            )


def _larger(scene: Scene, rng: np.random.Generator, truth: bool) -> Iterator[Draft]:
    things = shuffled(rng, unique(scene))
    for one, other in ((one, other) for one in things for other in things if one is not other):
        big, small = (one, other) if truth else (other, one)
        if big.size >= CLEARLY_LARGER * small.size:
            steps = (Step("all things"), _kind(one.kind), _kind(other.kind), Step("larger", (), (1, 2)))
            yield "larger", {"one": one.kind, "other": other.kind}, steps


ABOUT: dict[str, Callable[[Scene, np.random.Generator, bool], Iterator[Draft]]] = {
    "what": _what,
    "where": _where,
    "place": _place,
    "colour": _colour,
    "how many": _how_many,
    "is there": _is_there,
    "relation": _relation,
    "same colour": _same_colour,
    "larger": _larger,
}


def absent(scene: Scene, rng: np.random.Generator) -> str:
    """Name of a kind that is not in the scene."""
    there = {thing.kind for thing in scene.things}
    return pick(rng, [kind.name for kind in KINDS if kind.name not in there])


def question(
    scene: Scene,
    rng: np.random.Generator,
    about: str | None = None,
    *,
    yes_share: float = 0.5,
    balanced: bool = True,
) -> Question | None:
    """A question about a scene; None where the scene allows none about that matter, or none that would keep balance.

    Raises:
        ValueError: nothing can be asked about a matter of that name.
    """
    if about is not None and about not in ABOUT:
        raise ValueError(f"no question is about {about!r}; there are {', '.join(ABOUT)}")
    for matter in [about] if about else shuffled(rng, tuple(ABOUT)):
        for template, words, program in ABOUT[matter](scene, rng, chance(rng, yes_share)):
            right = answer(program, scene)
            if balanced and not chance(rng, KEPT.get((matter, right), 1.0)):
                break
            return Question(matter, ask(template, words, rng), program, right)
    return None


def questions(scene: Scene, rng: np.random.Generator, balanced: bool = True) -> list[Question]:
    """One question about every matter that the scene (and, if wanted, balance) allows."""
    made = map(partial(question, scene, rng, balanced=balanced), ABOUT)
    return [one for one in made if one is not None]


def biased(seed: int, split: str = "train") -> tuple[Scene, list[Question]]:
    """A scene and its questions from the prejudiced world; the test and unseen splits have other prejudices."""
    turned = 0 if split in ("train", "validation") else 3
    prejudiced = scene(seed, split, Mix(prejudice=turned))
    rng = np.random.default_rng((prejudiced.seed, 2))
    made = [
        question(prejudiced, rng, about, yes_share=0.1 if turned else 0.9, balanced=False) for about in ABOUT
    ]
    return prejudiced, [one for one in made if one is not None]
