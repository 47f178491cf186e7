"""The same in other words: synonyms that the captions' grammar does not use, and other endings in Korean.

What the parser calls one thing, relation, size, colour or place is exchanged, so that "puppy" is learnt beside "dog".
"""

import re
from functools import cache

import numpy as np

from mm_models.world.draws import chance, pick
from mm_models.world.kinds import KIND
from mm_models.world.lexing import (
    SYNONYMS_EN,
    SYNONYMS_KO,
    Token,
    english_phrases,
    is_korean,
    korean_phrases,
    lex,
)
from mm_models.world.particles import PAIRS, particle
from mm_models.world.tokens import tokens

SHARE = 0.2  # of the words that have a synonym
EXCHANGED = ("size", "relation", "place", "photo", "colour")
ENDINGS = {"+과/와": "+이랑/랑", "+입니다": "+이에요/예요"}  # what people say rather than write
_ARTICLE = re.compile(r"\b([Aa])n? (?=(\w))")


def worded(text: str, rng: np.random.Generator) -> list[str]:
    """A text's tokens with some words exchanged for others that mean the same."""
    return [_ending(token, rng) for token in tokens(reworded(text, rng))]


def _ending(token: str, rng: np.random.Generator) -> str:
    return ENDINGS[token] if token in ENDINGS and chance(rng, SHARE / 2) else token


def reworded(text: str, rng: np.random.Generator) -> str:
    """A text with some phrases exchanged for synonyms; articles and particles follow."""
    korean, changed = is_korean(text), text
    for token in reversed(list(lex(text))):
        options = synonyms(_phrase(text, token), korean)
        if options and chance(rng, SHARE):
            new = pick(rng, options)
            changed = (
                changed[: token.start]
                + new
                + _refitted(token.particle, new)
                + changed[token.stop + len(token.particle) :]
            )
    return changed if korean or changed == text else _ARTICLE.sub(_article, _capital(changed))


def _phrase(text: str, token: Token) -> str:
    return text[token.start : token.stop].lower()


def _refitted(ending: str, word: str) -> str:
    """A particle in the form that fits the new word."""
    pair = next((pair for pair in PAIRS if ending in pair.split("/")), None)
    return particle(word, pair) if pair else ending


def _article(match: re.Match[str]) -> str:
    return f"{match[1]}n " if match[2].lower() in "aeiou" else f"{match[1]} "


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


@cache
def synonyms(phrase: str, korean: bool) -> tuple[str, ...]:
    """Other phrases that mean the same and fit the same sentences."""
    table = korean_phrases() if korean else english_phrases()
    category, value = table.get(phrase, ("word", ""))
    if category == "noun":
        return _nouns_ko(phrase, value) if korean else _nouns_en(phrase, value)
    many = category == "number" and not korean and value != "1"
    if category not in EXCHANGED and not many:
        return ()
    return tuple(
        other
        for other, meant in table.items()
        if meant == (category, value) and other not in (phrase, "photos of")
    )


def _nouns_en(phrase: str, name: str) -> tuple[str, ...]:
    """Synonyms in the same number; those of things that are counted end in s when they are many."""
    many = {KIND[name].one: False, KIND[name].many: True}.get(phrase)
    return tuple(word for word in SYNONYMS_EN.get(name, ()) if word.endswith("s") == many)


def _nouns_ko(phrase: str, name: str) -> tuple[str, ...]:
    """Synonyms that are nouns by themselves, without an adjective; "거북" + "이" would read as the usual "거북이"."""
    others = SYNONYMS_KO.get(name, ()) if phrase == KIND[name].ko else ()
    return tuple(word for word in others if " " not in word and not phrase.startswith(word))
