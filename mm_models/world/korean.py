"""Captions in Korean: a meaning said in one of many ways, with the particles that its nouns ask for."""

from collections.abc import Sequence

import numpy as np

from mm_models.world.colours import COLOUR
from mm_models.world.draws import chance, pick
from mm_models.world.kinds import KIND
from mm_models.world.meaning import Meaning, Mention
from mm_models.world.particles import attach
from mm_models.world.words import NUMBERS_KO, PLACES_KO, RELATIONS_KO, SIZES_KO, one_of

LISTS: tuple[str, ...] = (
    "{things}[이/가] 있습니다.",
    "{things}[이/가] 보입니다.",
    "그림에 {things}[이/가] 있습니다.",
    "{things}[을/를] 볼 수 있습니다.",
    "{things}[이/가] 있어요.",
    "{things}[이/가] 있다.",
    "{things}[이/가] 있는 그림입니다.",
)
PLACED: tuple[str, ...] = (
    "{place}에 {things}[이/가] 있습니다.",
    "{place}에 {things}[이/가] 보입니다.",
    "{things}[이/가] {place}에 있습니다.",
    "{place}에서 {things}[을/를] 볼 수 있습니다.",
    "{place}에 {things}[이/가] 있어요.",
    "{place}에 {things}[이/가] 있다.",
    "{things}[이/가] 있는 {place}입니다.",
    "{things}[이/가] 보이는 {place}의 그림입니다.",
)
RELATED: tuple[str, ...] = (
    "{one}[이/가] {other} {relation}에 있습니다.",
    "{one}[이/가] {other}의 {relation}에 있습니다.",
    "{other} {relation}에 {one}[이/가] 있습니다.",
    "{other}의 {relation}에 {one}[이/가] 보입니다.",
    "{one}[이/가] {other} {relation}에 있어요.",
    "{other} {relation}에 {one}[이/가] 있다.",
)
AGAIN: tuple[str, ...] = (
    "{one}[은/는] {other} {relation}에 있습니다.",
    "{one}[은/는] {other}의 {relation}에 있습니다.",
    "{other} {relation}에 {one}[이/가] 있습니다.",
)
ALSO: tuple[str, ...] = ("{things}도 있습니다.", "{things}도 보입니다.", "그리고 {things}도 있습니다.")
JOINTS: tuple[str, ...] = ("[과/와] ", "[과/와] ", "하고 ", " 그리고 ")


def say(meaning: Meaning, rng: np.random.Generator) -> str:
    """One of the ways to say a meaning in Korean."""
    if not meaning.relations:
        return listed(meaning, rng)
    if chance(rng, 0.4):
        return f"{listed(meaning, rng)} {related(meaning, rng, AGAIN, '')}"
    place = f"{one_of(rng, PLACES_KO, meaning.place)}에서 " if meaning.place else ""
    first = related(meaning, rng, RELATED, place)
    relation = meaning.relations[0]
    rest = [m for i, m in enumerate(meaning.mentions) if i not in (relation.subject, relation.object)]
    return f"{first} {attach(pick(rng, ALSO).format(things=joined(rest, rng)))}" if rest else first


def listed(meaning: Meaning, rng: np.random.Generator) -> str:
    """A sentence that lists all things, and the place if there is one."""
    things = joined(meaning.mentions, rng)
    if meaning.place is None:
        return attach(pick(rng, LISTS).format(things=things))
    return attach(pick(rng, PLACED).format(things=things, place=one_of(rng, PLACES_KO, meaning.place)))


def related(meaning: Meaning, rng: np.random.Generator, templates: Sequence[str], before: str) -> str:
    """A sentence that says how two things stand to each other."""
    relation = meaning.relations[0]
    one, other = meaning.mentions[relation.subject], meaning.mentions[relation.object]
    sentence = pick(rng, templates).format(
        one=phrase(one, rng), other=phrase(other, rng), relation=one_of(rng, RELATIONS_KO, relation.name)
    )
    return attach(before + sentence)


def joined(mentions: Sequence[Mention], rng: np.random.Generator) -> str:
    """The things as a list: "개와 고양이", "개, 고양이 그리고 새"."""
    phrases = [phrase(mention, rng) for mention in mentions]
    if len(phrases) == 1:
        return phrases[0]
    return attach(f"{', '.join(phrases[:-1])}{pick(rng, JOINTS)}{phrases[-1]}")


def phrase(mention: Mention, rng: np.random.Generator) -> str:
    """A mention as a noun phrase: "작은 빨간 자동차", "개 두 마리", "고양이 사진"."""
    kind = KIND[mention.kind]
    size = one_of(rng, SIZES_KO, mention.size) if mention.size else ""
    colour = COLOUR[mention.colour].before_noun if mention.colour else ""
    noun = " ".join(word for word in (size, colour, kind.ko) if word)
    if mention.photo:
        return f"{noun} 사진"
    number = f"{NUMBERS_KO[mention.count]} {kind.counter}"
    if mention.count == 1:
        return f"{noun} {number}" if chance(rng, 0.25) else noun
    return f"{number}의 {noun}" if chance(rng, 0.15) else f"{noun} {number}"
