"""What means the same and what means almost the same: meanings of scenes told otherwise, and with one thing changed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mm_models.world.colours import COLOURS
from mm_models.world.draws import chance, pick, shuffled
from mm_models.world.kinds import KINDS
from mm_models.world.meaning import Meaning, Mention, Relation, counterfactuals
from mm_models.world.places import PLACES
from mm_models.world.relations import CONVERSE
from mm_models.world.words import SIZES_EN

MOST = 4  # things of a kind
ORDER = 0.6


def retold(meaning: Meaning, rng: np.random.Generator) -> Meaning:
    """The same meaning with its mentions in another order, and its relation perhaps from the other side."""
    order = shuffled(rng, range(len(meaning.mentions)))
    place = {old: new for new, old in enumerate(order)}
    relations = [Relation(place[r.subject], r.name, place[r.object]) for r in meaning.relations]
    return replace(
        meaning,
        mentions=tuple(meaning.mentions[old] for old in order),
        relations=tuple(pick(rng, (relation, otherwise(relation))) for relation in relations),
    )


def otherwise(relation: Relation) -> Relation:
    """The same relation said from the other side; nothing is "on" from the other side."""
    if relation.name not in CONVERSE:
        return relation
    return Relation(relation.object, CONVERSE[relation.name], relation.subject)


def near_misses(meaning: Meaning, rng: np.random.Generator) -> list[tuple[str, Meaning]]:
    """Meanings that differ in one part: (its name, the meaning)."""
    there = {mention.kind for mention in meaning.mentions}
    kinds = [kind.name for kind in KINDS if kind.name not in there]
    found = counterfactuals(meaning, [pick(rng, kinds)], [pick(rng, COLOURS)], [pick(rng, PLACES)])
    found += [("count", _with(meaning, i, recounted(m, rng))) for i, m in enumerate(meaning.mentions)]
    found += [("size", _with(meaning, i, resized(m))) for i, m in enumerate(meaning.mentions) if m.size]
    found += [("swap", other) for other in colours_swapped(meaning)]
    return [(part, other) for part, other in found if other.key() != meaning.key()]


def one_near_miss(meaning: Meaning, rng: np.random.Generator) -> Meaning:
    """A near miss, ORDER of them with the same words in another order, which is the hardest to notice; each other way
    to miss is as likely, however many parts could be changed so."""
    found = near_misses(meaning, rng)
    parts = sorted({part for part, _ in found})
    hard = [part for part in parts if part in ("relation", "swap")]
    wanted = pick(rng, hard if hard and chance(rng, ORDER) else parts)
    return pick(rng, [other for part, other in found if part == wanted])


def recounted(mention: Mention, rng: np.random.Generator) -> Mention:
    """The mention with another number; a photograph stays one."""
    others = [count for count in range(1, MOST + 1) if count != mention.count]
    return mention if mention.photo else replace(mention, count=pick(rng, others))


def resized(mention: Mention) -> Mention:
    """The mention with the other size."""
    return replace(mention, size=next(size for size in SIZES_EN if size != mention.size))


def colours_swapped(meaning: Meaning) -> list[Meaning]:
    """The meaning with the colours of two mentions exchanged, in every way that changes it."""
    return [
        _with(_with(meaning, i, replace(one, colour=other.colour)), j, replace(other, colour=one.colour))
        for i, one in enumerate(meaning.mentions)
        for j, other in enumerate(meaning.mentions)
        if i < j and one.colour and other.colour and one.colour != other.colour and one.kind != other.kind
    ]


def _with(meaning: Meaning, position: int, mention: Mention) -> Meaning:
    mentions: Sequence[Mention] = meaning.mentions
    return replace(meaning, mentions=(*mentions[:position], mention, *mentions[position + 1 :]))
