"""What the encoder is measured on: pairs that mean the same, and triples in which only the order of words tells.

In a triple, `same` means what `one` means and `near` does not. For "relation" and "colour", `same` and `near` consist of
exactly the same words. For "side" they differ in the word for the side, and `one` shares it with either as often.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from itertools import count, islice

import numpy as np

from mm_models.systems.text_encoder.nearness import colours_swapped, near_misses, otherwise
from mm_models.systems.text_encoder.telling import SOURCES, Tokens, drawn, scene_meaning
from mm_models.world.captions import say
from mm_models.world.draws import chance, pick
from mm_models.world.meaning import Meaning, Relation, plan
from mm_models.world.relations import CONVERSE
from mm_models.world.scenes import Mix, scene
from mm_models.world.tokens import tokens

Triple = tuple[Tokens, Tokens, Tokens]
Pairs = list[tuple[Tokens, Tokens]]
TRIES = 12  # wordings until two have the same words
COLOURFUL = Mix(things=(2, 3), prejudice=3)  # many things that come in every colour


def pairs(source: str, languages: tuple[str, str], wanted: int, first: int) -> Pairs:
    """A text and the same told otherwise, no two of them meaning the same."""
    met: set[Hashable] = set()
    found: Pairs = []
    for number in count(first):
        if len(found) == wanted:
            return found
        made = SOURCES[source][0](drawn(number, "test", languages))
        if made.meaning not in met:
            met.add(made.meaning)
            found.append((made.one, made.same))
    return found


def triples(about: str, languages: tuple[str, str], wanted: int, first: int) -> list[Triple]:
    """Triples about "relation", "colour" or "side"."""
    return list(islice(_triples(CONTESTS[about], languages, first), wanted))


Contest = Callable[[Meaning, tuple[str, str], np.random.Generator], Triple | None]


def _triples(contest: Contest, languages: tuple[str, str], first: int) -> Iterator[Triple]:
    for number in count(first):
        rng = np.random.default_rng((number, 11))
        made = contest(plan(scene(number, "test", COLOURFUL), rng, 1.0), languages, rng)
        if made is not None:
            yield made


def of_relation(meaning: Meaning, languages: tuple[str, str], rng: np.random.Generator) -> Triple | None:
    """Who stands on which side: "a dog left of a cat", "a cat left of a dog"."""
    if not any(relation.name in CONVERSE and relation.name != "next to" for relation in meaning.relations):
        return None
    relation = meaning.relations[0]
    turned = replace(meaning, relations=(Relation(relation.object, relation.name, relation.subject),))
    return same_words(meaning, turned, languages, rng) if turned.key() != meaning.key() else None


def of_colour(meaning: Meaning, languages: tuple[str, str], rng: np.random.Generator) -> Triple | None:
    """Which thing has which colour: "a red ball and a blue car", "a blue ball and a red car"."""
    others = colours_swapped(meaning)
    return same_words(meaning, pick(rng, others), languages, rng) if others else None


def of_side(meaning: Meaning, languages: tuple[str, str], rng: np.random.Generator) -> Triple | None:
    """Left or right, above or below, where the true one is told from the other side as often as not."""
    told = [
        relation for relation in meaning.relations if relation.name in CONVERSE and relation.name != "next to"
    ]
    if not told:
        return None
    relation = otherwise(told[0]) if chance(rng, 0.5) else told[0]
    false = Relation(relation.subject, CONVERSE[relation.name], relation.object)
    meanings = (meaning, replace(meaning, relations=(relation,)), replace(meaning, relations=(false,)))
    one, same, near = (
        say(each, rng, to) for each, to in zip(meanings, (languages[0], *languages[1:] * 2), strict=True)
    )
    return tokens(one), tokens(same), tokens(near)


CONTESTS: dict[str, Contest] = {"relation": of_relation, "colour": of_colour, "side": of_side}


def same_words(
    meaning: Meaning, other: Meaning, languages: tuple[str, str], rng: np.random.Generator
) -> Triple | None:
    """The two meanings told in exactly the same words in another order; None where that did not come about."""
    for _ in range(TRIES):
        seed = int(rng.integers(2**32))
        same, near = (
            tokens(say(each, np.random.default_rng(seed), languages[1])) for each in (meaning, other)
        )
        if Counter(same) == Counter(near) and same != near:
            return tokens(say(meaning, rng, languages[0])), same, near
    return None


def misses(languages: tuple[str, str], wanted: int, first: int) -> Iterator[tuple[str, Triple]]:
    """Yields (what was changed, triple) for captions of `wanted` scenes: every kind of near miss that they allow, once."""
    for number in range(first, first + wanted):
        draw = drawn(number, "test", languages)
        meaning = scene_meaning(draw)
        others = dict(near_misses(meaning, draw.rng))
        for part, other in others.items():
            told = ((meaning, languages[0]), (meaning, languages[1]), (other, languages[1]))
            one, same, near = (tokens(say(each, draw.rng, language)) for each, language in told)
            yield part, (one, same, near)
