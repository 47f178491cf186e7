"""Captions in English: a meaning said in one of many ways."""

from collections.abc import Sequence

import numpy as np

from mm_models.world.draws import chance, pick
from mm_models.world.kinds import KIND
from mm_models.world.meaning import Meaning, Mention
from mm_models.world.words import NUMBERS_EN, PLACES_EN, RELATIONS_EN, SIZES_EN, one_of

# {be} is "is" or "are" after {things}; {where} is empty or a place with its space before it.
LISTS: tuple[str, ...] = (
    "there {be} {things}{where}.",
    "{things}{where}.",
    "I can see {things}{where}.",
    "you can see {things}{where}.",
    "a picture of {things}{where}.",
    "this picture shows {things}{where}.",
    "{things} can be seen{where}.",
    "we see {things}{where}.",
)
PLACED: tuple[str, ...] = (
    "{place}, there {be} {things}.",
    "{place} {be} {things}.",
    "{place} you can see {things}.",
    "{things} {be} {place}.",
)
RELATED: tuple[str, ...] = (
    "{one} {be} {relation} {other}{where}.",
    "there {be} {one} {relation} {other}{where}.",
    "{relation} {other} there {be} {one}{where}.",
    "{one} {relation} {other}{where}.",
    "I can see {one} {relation} {other}{where}.",
)
AGAIN: tuple[str, ...] = ("{one} {be} {relation} {other}.", "{relation} {other} {be} {one}.")
ALSO: tuple[str, ...] = (
    "there {be} also {things}.",
    "{things} can also be seen.",
    "I can also see {things}.",
    "there {be} {things} as well.",
)


def say(meaning: Meaning, rng: np.random.Generator) -> str:
    """One of the ways to say a meaning in English."""
    if not meaning.relations:
        return listed(meaning, rng)
    if chance(rng, 0.35):
        return f"{listed(meaning, rng)} {again(meaning, rng)}"
    relation = meaning.relations[0]
    one, other = meaning.mentions[relation.subject], meaning.mentions[relation.object]
    first = fill(
        pick(rng, RELATED),
        one=phrase(one, rng),
        other=phrase(other, rng),
        relation=one_of(rng, RELATIONS_EN, relation.name),
        be=verb([one]),
        where=where(meaning, rng),
    )
    rest = [m for i, m in enumerate(meaning.mentions) if i not in (relation.subject, relation.object)]
    if not rest:
        return first
    template = pick(rng, ALSO)
    return f"{first} {fill(template, things=joined(rest, rng), be=verb(rest, template))}"


def listed(meaning: Meaning, rng: np.random.Generator) -> str:
    """A sentence that lists all things, and the place if there is one."""
    if meaning.place and chance(rng, 0.4):
        template, place = pick(rng, PLACED), one_of(rng, PLACES_EN, meaning.place)
        return fill(
            template, things=joined(meaning.mentions, rng), be=verb(meaning.mentions, template), place=place
        )
    template = pick(rng, LISTS)
    return fill(
        template,
        things=joined(meaning.mentions, rng),
        be=verb(meaning.mentions, template),
        where=where(meaning, rng),
    )


def again(meaning: Meaning, rng: np.random.Generator) -> str:
    """A second sentence that says the relation of things that have been mentioned."""
    relation = meaning.relations[0]
    one, other = meaning.mentions[relation.subject], meaning.mentions[relation.object]
    return fill(
        pick(rng, AGAIN),
        one=phrase(one, rng, "the"),
        other=phrase(other, rng, "the"),
        relation=one_of(rng, RELATIONS_EN, relation.name),
        be=verb([one]),
    )


def where(meaning: Meaning, rng: np.random.Generator) -> str:
    """The place as it ends a sentence, or nothing."""
    return f" {one_of(rng, PLACES_EN, meaning.place)}" if meaning.place else ""


def verb(mentions: Sequence[Mention], template: str = "") -> str:
    """ "is" or "are": after "there" and before the things it follows the first of them, else their number."""
    first_only = "{be} {things}" in template or len(mentions) == 1
    return "is" if first_only and mentions[0].count == 1 else "are"


def joined(mentions: Sequence[Mention], rng: np.random.Generator) -> str:
    """The things as a list."""
    phrases = [phrase(mention, rng) for mention in mentions]
    if len(phrases) < 3:
        return " and ".join(phrases)
    comma = "," if chance(rng, 0.3) else ""
    return f"{', '.join(phrases[:-1])}{comma} and {phrases[-1]}"


def phrase(mention: Mention, rng: np.random.Generator, article: str = "a") -> str:
    """A mention as a noun phrase: "a small red car", "two dogs", "the photo of a cat"."""
    kind = KIND[mention.kind]
    size = one_of(rng, SIZES_EN, mention.size) if mention.size else ""
    words = [size, mention.colour or "", kind.one if mention.count == 1 else kind.many]
    noun = " ".join(word for word in words if word)
    if mention.photo:
        return f"{article} photo of {with_article('a', noun)}"
    if mention.count > 1:
        number = NUMBERS_EN[mention.count]
        return f"the {number} {noun}" if article == "the" else f"{number} {noun}"
    return with_article(article, noun)


def with_article(article: str, noun: str) -> str:
    """The noun with "a", "an" or "the" before it."""
    return f"an {noun}" if article == "a" and noun[0] in "aeiou" else f"{article} {noun}"


def fill(template: str, **slots: str) -> str:
    """The template with its slots filled and its first letter large."""
    sentence = template.format(**slots)
    return sentence[0].upper() + sentence[1:]
