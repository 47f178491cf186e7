"""Is a caption true of a scene? Which parts are wrong, and what did it leave out?

A caption's mentions are matched with the scene's things in the way that makes most of its claims true; then every
claim is judged by itself. "A dog" is true where there is at least one dog; "two dogs" where there are exactly two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from mm_models.world.meaning import Meaning, Mention, Relation, has_colour, matches
from mm_models.world.parsing import Parsed, Span, parse
from mm_models.world.relations import holds
from mm_models.world.scenes import Scene, Thing

ANYWHERE: Span = (0, 0)  # the span of a claim whose words are not known
MOST = 6  # mentions of a text that are given things
Chosen = tuple[int, ...]  # positions of the things that a mention speaks of


@dataclass(frozen=True)
class Part:
    """One claim of a caption: what it is about, what it says, where it stands in the text, and whether it is true."""

    about: str  # "thing" "count" "colour" "size" "photo" "relation" or "place"
    says: str
    span: Span
    true: bool


@dataclass(frozen=True)
class Verdict:
    """The truth about a caption."""

    parts: tuple[Part, ...]
    left_out: tuple[Thing, ...]
    unknown: tuple[str, ...]  # words that the parser did not know

    @property
    def says_something(self) -> bool:
        """Whether anything in it could be understood."""
        return bool(self.parts)

    @property
    def true(self) -> bool:
        """Whether it says something, and nothing wrong."""
        return self.says_something and all(part.true for part in self.parts)

    @property
    def complete(self) -> bool:
        """Whether it leaves out no thing."""
        return not self.left_out

    @property
    def wrong(self) -> tuple[Part, ...]:
        """The claims that are not true."""
        return tuple(part for part in self.parts if not part.true)

    def score(self, about: str) -> tuple[int, int]:
        """How many of the claims about one matter are right, and how many there are."""
        some = [part.true for part in self.parts if part.about == about]
        return sum(some), len(some)


def check(caption: str, scene: Scene) -> Verdict:
    """Judges a caption in English or Korean."""
    return judge(parse(caption), scene)


def check_meaning(meaning: Meaning, scene: Scene) -> Verdict:
    """Judges a meaning that was never put into words."""
    spans: tuple[dict[str, Span], ...] = tuple({} for _ in meaning.mentions)
    return judge(Parsed(meaning, spans, (ANYWHERE,) * len(meaning.relations), None, ()), scene)


def judge(parsed: Parsed, scene: Scene) -> Verdict:
    """Judges a caption that has been parsed."""
    meaning, things = parsed.meaning, scene.things
    chosen = max(assignments(meaning.mentions, things), key=lambda option: agreement(meaning, option, things))
    parts = [
        part
        for mention, spans, some in zip(meaning.mentions, parsed.spans, chosen, strict=True)
        for part in mention_parts(mention, spans, [things[i] for i in some], things)
    ]
    for relation, span in zip(meaning.relations, parsed.relation_spans, strict=True):
        parts.append(Part("relation", relation.name, span, relation_holds(relation, chosen, things)))
    if meaning.place is not None:
        parts.append(
            Part("place", meaning.place, parsed.place_span or ANYWHERE, meaning.place == scene.place)
        )
    mentioned = {i for some in chosen for i in some}
    left_out = tuple(thing for i, thing in enumerate(things) if i not in mentioned)
    return Verdict(tuple(parts), left_out, parsed.unknown)


def assignments(
    mentions: Sequence[Mention], things: Sequence[Thing], taken: frozenset[int] = frozenset()
) -> Iterator[tuple[Chosen, ...]]:
    """Yields the ways to give each mention things of its kind, no thing to two mentions.

    Only the first mentions of a text, MOST of them, get any: a text that repeats itself a hundred times must not cost
    a hundred times a hundred guesses.
    """
    if not mentions:
        yield ()
        return
    for some in candidates(mentions[0], things, taken):
        for rest in assignments(mentions[1:MOST], things, taken.union(some)):
            yield (some, *rest, *((),) * (len(mentions) - 1 - len(rest)))


def candidates(mention: Mention, things: Sequence[Thing], taken: frozenset[int]) -> list[Chosen]:
    """The groups of things, none of them taken, that a mention may speak of; nothing at all is always one of them."""
    same = [i for i, thing in enumerate(things) if thing.kind == mention.kind and i not in taken]
    wanted = min(mention.count, len(same))
    return [*combinations(same, wanted), ()] if wanted else [()]


def agreement(meaning: Meaning, chosen: Sequence[Chosen], things: Sequence[Thing]) -> int:
    """How much of a meaning is true under an assignment; naming a thing counts more than describing it."""
    total = 0
    for mention, some in zip(meaning.mentions, chosen, strict=True):
        total += sum(
            8 + 4 * matches(mention, things[i]) + 2 * has_colour(things[i], mention.colour) for i in some
        )
    return total + sum(relation_holds(relation, chosen, things) for relation in meaning.relations)


def mention_parts(
    mention: Mention, spans: dict[str, Span], some: Sequence[Thing], things: Sequence[Thing]
) -> Iterator[Part]:
    """Yields the claims that a mention makes about the things chosen for it; none is right where there are none."""
    thing_span = spans.get("thing", ANYWHERE)
    yield Part("thing", mention.kind, thing_span, bool(some))
    if mention.count > 1:
        same = [thing for thing in things if matches(mention, thing)] or list(some)
        yield Part("count", str(mention.count), spans.get("count", thing_span), len(same) == mention.count)
    there = bool(some)
    if mention.colour:
        true = there and all(has_colour(thing, mention.colour) for thing in some)
        yield Part("colour", mention.colour, spans.get("colour", thing_span), true)
    if mention.size:
        true = there and all(thing.size_word == mention.size for thing in some)
        yield Part("size", mention.size, spans.get("size", thing_span), true)
    if mention.photo:
        yield Part("photo", "photo", spans.get("photo", thing_span), there and all(t.is_photo for t in some))


def relation_holds(relation: Relation, chosen: Sequence[Chosen], things: Sequence[Thing]) -> bool:
    """Whether a relation holds between all the things chosen for its two sides."""
    ones, others = chosen[relation.subject], chosen[relation.object]
    pairs = list(product(ones, others))
    return bool(pairs) and all(holds(relation.name, things[one], things[other]) for one, other in pairs)
