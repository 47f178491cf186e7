"""From a sentence to its meaningful words, in either language: nouns, colours, sizes, numbers, relations, places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from mm_models.world.colours import COLOUR
from mm_models.world.kinds import KINDS
from mm_models.world.words import (
    NUMBERS_KO,
    PLACES_EN,
    PLACES_KO,
    RELATIONS_EN,
    RELATIONS_KO,
    SIZES_EN,
    SIZES_KO,
)  # fmt: skip

SYNONYMS_EN: dict[str, tuple[str, ...]] = {
    "dog": ("puppy", "puppies"), "cat": ("kitten", "kittens"), "rabbit": ("bunny", "bunnies"),
    "airplane": ("plane", "planes", "aeroplane"), "ship": ("boat", "boats"), "bicycle": ("bike", "bikes"),
    "clock": ("alarm clock",), "saw": ("chainsaw",), "fire": ("flame", "flames"), "shirt": ("t-shirt",),
    "car": ("automobile", "taxi"), "pepper": ("chili pepper", "chili"), "rain cloud": ("cloud", "clouds"),
}  # fmt: skip
SYNONYMS_KO: dict[str, tuple[str, ...]] = {
    "dog": ("강아지",), "cat": ("야옹이",), "car": ("차", "승용차"), "fire": ("불", "불길"), "rain cloud": ("구름",),
    "fish": ("생선",), "egg": ("계란",), "shirt": ("셔츠",), "turtle": ("거북",), "saw": ("전기톱",),
    "rooster": ("닭",), "heart": ("심장",), "airplane": ("항공기",), "train": ("열차",), "pepper": ("빨간 고추",),
}  # fmt: skip
COLOURS_KO: dict[str, tuple[str, ...]] = {
    "red": ("빨간색", "빨간", "빨강", "붉은"), "orange": ("주황색", "주황"), "yellow": ("노란색", "노란", "노랑"),
    "green": ("초록색", "초록", "녹색"), "blue": ("파란색", "파란", "파랑", "푸른"), "purple": ("보라색", "보라"),
    "black": ("검은색", "검은", "검정", "까만"), "white": ("흰색", "흰", "하얀색", "하얀"),
}  # fmt: skip
NUMERALS_EN = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "1": 1, "2": 2, "3": 3, "4": 4}
NUMERALS_KO = {"하나": 1, "둘": 2, "셋": 3, "넷": 4, **{word: n for n, word in enumerate(NUMBERS_KO) if n}}
PARTICLES = "은|는|이|가|을|를|와|과|하고|이랑|랑|의|도|만|에|에서|에는|에도|으로|로|입니다|이다|이에요|예요|인가요|이고|다"


@dataclass(frozen=True)
class Token:
    """A word or phrase that means something, where it stands, and (Korean) the particle after it."""

    category: str  # "noun" "colour" "size" "number" "the" "relation" "place" "photo" "stop" or "word" for all others
    value: str
    start: int
    stop: int
    particle: str = ""


@cache
def english_phrases() -> dict[str, tuple[str, str]]:
    """Every phrase that means something in English: (category, value) by phrase in small letters."""
    table: dict[str, tuple[str, str]] = {word: ("number", str(n)) for word, n in NUMERALS_EN.items()}
    table |= {colour: ("colour", colour) for colour in COLOUR}
    for size, phrases in SIZES_EN.items():
        table |= dict.fromkeys(phrases, ("size", size))
    table |= {"tiny": ("size", "small"), "huge": ("size", "large"), "the": ("the", "the")}
    table |= dict.fromkeys(
        ("a picture of", "this picture", "the picture", "in the picture"), ("word", "picture")
    )
    table |= dict.fromkeys(("photo of", "photograph of", "photos of"), ("photo", "photo"))
    for kind in KINDS:
        phrases = (kind.name, kind.one, kind.many, *SYNONYMS_EN.get(kind.name, ()))
        table |= dict.fromkeys(phrases, ("noun", kind.name))
    for name, phrases in RELATIONS_EN.items():
        table |= dict.fromkeys(phrases, ("relation", name))
    table |= {
        "underneath": ("relation", "below"),
        "sitting on": ("relation", "on"),
        "near": ("relation", "next to"),
    }
    for place, phrases in PLACES_EN.items():
        table |= dict.fromkeys(phrases, ("place", place))
    return table | {"at the night sky": ("place", "night sky"), "on a beach": ("place", "beach")}


@cache
def korean_phrases() -> dict[str, tuple[str, str]]:
    """Every phrase that means something in Korean, without its particle."""
    table: dict[str, tuple[str, str]] = {}
    for category, by_name in (
        ("colour", COLOURS_KO), ("size", SIZES_KO), ("relation", RELATIONS_KO), ("place", PLACES_KO)
    ):  # fmt: skip
        for name, phrases in by_name.items():
            table |= dict.fromkeys(phrases, (category, name))
    table |= {"밑": ("relation", "below"), "곁": ("relation", "next to"), "사진": ("photo", "photo")}
    for kind in KINDS:
        table |= dict.fromkeys((kind.ko, *SYNONYMS_KO.get(kind.name, ())), ("noun", kind.name))
    for word, number in NUMERALS_KO.items():
        for counter in {kind.counter for kind in KINDS} | {"장"}:
            table[f"{word} {counter}"] = ("number", str(number))
    return table | {word: ("number", str(NUMERALS_KO[word])) for word in ("하나", "둘", "셋", "넷")}


def _alternatives(phrases: dict[str, tuple[str, str]]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))


@cache
def _english() -> re.Pattern[str]:
    return re.compile(rf"\b(?P<phrase>{_alternatives(english_phrases())})\b|(?P<stop>[.;!?])|(?P<word>\w+)")


@cache
def _korean() -> re.Pattern[str]:
    phrase = rf"(?<!\w)(?P<phrase>{_alternatives(korean_phrases())})(?P<particle>(?:{PARTICLES})*)(?!\w)"
    return re.compile(rf"{phrase}|(?P<stop>[.;!?])|(?P<word>\w+)")


def is_korean(text: str) -> bool:
    """Whether a text is written in Hangul."""
    return re.search("[가-힣]", text) is not None


def lex(text: str) -> Iterator[Token]:
    """Yields the tokens of a sentence in either language, longest phrases first."""
    korean = is_korean(text)
    table, pattern = (korean_phrases(), _korean()) if korean else (english_phrases(), _english())
    for match in pattern.finditer(text if korean else text.lower()):
        if match["phrase"]:
            category, value = table[match["phrase"]]
            yield Token(category, value, *match.span("phrase"), (match["particle"] if korean else "") or "")
        else:
            category = "stop" if match["stop"] else "word"
            yield Token(category, match[0], *match.span())
