"""What a caption says, free of any language: things with their properties, relations between them, and a place."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from mm_models.world.draws import chance, pick, shuffled
from mm_models.world.kinds import KIND
from mm_models.world.relations import CONVERSE, holds, salient
from mm_models.world.scenes import Scene, Thing


@dataclass(frozen=True)
class Mention:
    """So many things of a kind, with the properties that are said of them; a photograph may be called one."""

    kind: str
    count: int = 1
    colour: str | None = None
    size: str | None = None
    photo: bool = False


@dataclass(frozen=True)
class Relation:
    """The mention `subject` stands in a relation to the mention `object`; both are positions in the caption."""

    subject: int
    name: str
    object: int


@dataclass(frozen=True)
class Meaning:
    """Everything that a caption claims."""

    mentions: tuple[Mention, ...] = ()
    relations: tuple[Relation, ...] = ()
    place: str | None = None

    def key(self) -> tuple[object, ...]:
        """The same for two captions that say the same, in whatever order and from whichever side."""
        said = [
            (self.mentions[relation.subject], relation.name, self.mentions[relation.object])
            for relation in map(_one_sided, self.relations)
        ]
        said = [_sorted_if_mutual(claim) for claim in said]
        return frozenset(Counter(self.mentions).items()), frozenset(said), self.place


def _one_sided(relation: Relation) -> Relation:
    """Right of and below, said from the other side."""
    if relation.name in ("right of", "below"):
        return Relation(relation.object, CONVERSE[relation.name], relation.subject)
    return relation


def _sorted_if_mutual(claim: tuple[Mention, str, Mention]) -> tuple[Mention, str, Mention]:
    first, name, second = claim
    if name == "next to" and repr(first) > repr(second):
        return second, name, first
    return claim


def matches(mention: Mention, thing: Thing) -> bool:
    """Whether a thing is all that a mention says of each of its things."""
    return (
        thing.kind == mention.kind
        and has_colour(thing, mention.colour)
        and mention.size in (None, thing.size_word)
        and (thing.is_photo or not mention.photo)
    )


def has_colour(thing: Thing, colour: str | None) -> bool:
    """Whether a thing may be called so: by the colour it was given, or by one that its kind has by nature."""
    if colour is None or thing.colour is not None:
        return colour in (None, thing.colour)
    return colour in KIND[thing.kind].colours


def plan(scene: Scene, rng: np.random.Generator, detail: float = 0.7) -> Meaning:
    """A true caption's meaning that leaves out no thing; `detail` is how readily properties are mentioned."""
    groups = shuffled(rng, grouped(scene, rng, detail))
    mentions = tuple(mention for mention, _ in groups)
    relation = relation_between(groups, rng) if chance(rng, detail) else None
    place = scene.place if chance(rng, detail) else None
    return Meaning(mentions, () if relation is None else (relation,), place)


def grouped(scene: Scene, rng: np.random.Generator, detail: float) -> list[tuple[Mention, tuple[Thing, ...]]]:
    """The things of a scene gathered into mentions, each with the things that it speaks of.

    Things of one kind are counted together, or told apart by colour where that makes every mention unambiguous.
    """
    found: list[tuple[Mention, tuple[Thing, ...]]] = []
    for kind in dict.fromkeys(thing.kind for thing in scene.things):
        same = tuple(thing for thing in scene.things if thing.kind == kind)
        colours = {thing.colour for thing in same}
        apart = len(colours) > 1 and None not in colours and chance(rng, detail)
        for colour in sorted(colours, key=str) if apart else [None]:
            some = tuple(thing for thing in same if not apart or thing.colour == colour)
            found.append((described(some, rng, detail, apart), some))
    return found


def described(things: Sequence[Thing], rng: np.random.Generator, detail: float, apart: bool) -> Mention:
    """A mention of things of one kind: their number, and what they have in common."""
    first = things[0]
    mention = Mention(first.kind, len(things), photo=len(things) == 1 and first.is_photo and chance(rng, 0.5))
    if all(thing.colour == first.colour for thing in things) and (apart or chance(rng, detail)):
        mention = replace(mention, colour=first.colour)
    same_size = all(thing.size_word == first.size_word for thing in things)
    if same_size and not apart and first.size_word and chance(rng, 0.6 * detail):
        mention = replace(mention, size=first.size_word)
    return mention


def relation_between(
    groups: Sequence[tuple[Mention, tuple[Thing, ...]]], rng: np.random.Generator
) -> Relation | None:
    """A salient relation between two mentions that holds for all their things; None where there is none."""
    options = [
        Relation(first, name, second)
        for first, (_, ones) in enumerate(groups)
        for second, (_, others) in enumerate(groups)
        if first != second
        for name in salient(ones[0], others[0])
        if all(holds(name, one, other) for one, other in product(ones, others))
    ]
    return pick(rng, options) if options else None


def counterfactuals(
    meaning: Meaning, kinds: Sequence[str], colours: Sequence[str], places: Sequence[str]
) -> list[tuple[str, Meaning]]:
    """The meaning with one part changed: ("thing" | "colour" | "relation" | "place", the changed meaning).

    Each part is changed to each of the values given; relations are turned round.
    """
    found: list[tuple[str, Meaning]] = []
    for position, mention in enumerate(meaning.mentions):
        others = [("thing", replace(mention, kind=kind)) for kind in kinds if kind != mention.kind]
        taken = {other.colour for other in meaning.mentions if other.kind == mention.kind}
        if mention.colour:
            others += [("colour", replace(mention, colour=name)) for name in colours if name not in taken]
        for part, other in others:
            changed = (*meaning.mentions[:position], other, *meaning.mentions[position + 1 :])
            found.append((part, replace(meaning, mentions=changed)))
    for relation in meaning.relations:
        turned = Relation(relation.object, relation.name, relation.subject)
        if relation.name != "next to":
            found.append(("relation", replace(meaning, relations=(turned,))))
    if meaning.place:
        found += [("place", replace(meaning, place=place)) for place in places if place != meaning.place]
    return found
