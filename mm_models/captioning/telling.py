"""Captions to learn from, and which of their words name which things.

The grammar of the world mentions things in any order. A captioner cannot know which of three things will come next, so
its map before a noun would lie on all three. Captions to learn from therefore mention things from left to right: the
words are as free as ever, but what the next noun is about follows from the picture and from what has been said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mm_models.world.captions import say
from mm_models.world.checking import Chosen, agreement, assignments
from mm_models.world.meaning import Meaning, plan
from mm_models.world.parsing import Parsed, Span, parse
from mm_models.world.scenes import Scene, Thing
from mm_models.world.tokens import join, tokens

TRIES = 6  # captions drawn until one mentions things from left to right
NAMING: tuple[str, ...] = (
    "thing",
    "count",
    "colour",
    "size",
    "photo",
)  # claims whose words are about some things


@dataclass(frozen=True)
class Naming:
    """A word that is about things."""

    token: int  # its position in the caption
    about: str  # "thing" for a noun, else "count", "colour", "size" or "photo"
    kind: str  # of the mention that it belongs to
    things: Chosen  # positions in the scene; none where the caption names what is not there


@dataclass(frozen=True)
class Told:
    """A caption as tokens, and its words that are about things."""

    tokens: tuple[str, ...]
    namings: tuple[Naming, ...]


def told(scene: Scene, rng: np.random.Generator, language: str, detail: float = 0.7) -> Told:
    """A true caption that leaves out no thing and mentions them from left to right wherever TRIES draws find one."""
    for _ in range(TRIES):
        meaning = sorted_by_place(plan(scene, rng, detail), scene.things)
        caption = said(tokens(say(meaning, rng, language)), scene)
        if in_order(caption, scene.things):
            break
    return caption


def sorted_by_place(meaning: Meaning, things: Sequence[Thing]) -> Meaning:
    """The same meaning with its mentions from left to right."""
    lefts = [leftmost(some, things) for some in chosen_things(meaning, things)]
    order = sorted(range(len(lefts)), key=lefts.__getitem__)
    relations = (
        replace(each, subject=order.index(each.subject), object=order.index(each.object))
        for each in meaning.relations
    )
    return replace(meaning, mentions=tuple(meaning.mentions[i] for i in order), relations=tuple(relations))


def leftmost(some: Chosen, things: Sequence[Thing]) -> tuple[float, float]:
    """Where the leftmost of some things has its middle, (x, y); of things above each other the upper one comes first."""
    return min(things[i].centre for i in some)


def in_order(caption: Told, things: Sequence[Thing]) -> bool:
    """Whether the nouns come from left to right, each mention at its leftmost thing."""
    nouns = [naming for naming in caption.namings if naming.about == "thing" and naming.things]
    lefts = [leftmost(noun.things, things) for noun in sorted(nouns, key=lambda noun: noun.token)]
    return lefts == sorted(lefts)


def said(caption: Sequence[str], scene: Scene) -> Told:
    """A caption, true or not, with the words that are about things of a scene."""
    text, spans = written(caption)
    parsed = parse(text)
    chosen = chosen_things(parsed.meaning, scene.things)
    return Told(tuple(caption), tuple(namings(parsed, chosen, spans)))


def chosen_things(meaning: Meaning, things: Sequence[Thing]) -> tuple[Chosen, ...]:
    """The things that each mention speaks of, as the world's checker chooses them: so that most claims are true."""
    return max(assignments(meaning.mentions, things), key=lambda option: agreement(meaning, option, things))


def namings(parsed: Parsed, chosen: Sequence[Chosen], spans: Sequence[Span]) -> Iterator[Naming]:
    """The words of mentions, in the order of the mentions."""
    for mention, parts, things in zip(parsed.meaning.mentions, parsed.spans, chosen, strict=True):
        for about in NAMING:
            for position in covered(spans, parts.get(about)):
                yield Naming(position, about, mention.kind, things)


def covered(spans: Sequence[Span], wanted: Span | None) -> list[int]:
    """The positions of the tokens that begin in a stretch of text."""
    if wanted is None:
        return []
    return [i for i, (first, stop) in enumerate(spans) if first < stop and wanted[0] <= first < wanted[1]]


def written(caption: Sequence[str]) -> tuple[str, list[Span]]:
    """The sentence that tokens stand for, and where each of them stands in it; (0, 0) for one that left no trace."""
    text, spans, at = join(list(caption)), [], 0
    small = text.lower()
    for token in caption:
        found = min(
            ((small.find(form, at), form) for form in forms(token) if small.find(form, at) >= 0), default=None
        )
        spans.append((0, 0) if found is None else (found[0], found[0] + len(found[1])))
        at = at if found is None else spans[-1][1]
    return text, spans


def forms(token: str) -> tuple[str, ...]:
    """How a token may be written: itself, or the two forms of a particle."""
    return tuple(token[1:].split("/")) if token.startswith("+") else (token,)
