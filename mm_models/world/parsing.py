"""From a caption in English or Korean to its meaning, with the place in the text of every claim.

The parsers are forgiving, because they read what models and people write: words that they do not know are passed over
and listed, and a noun phrase that repeats a thing ("the dog", or in Korean the bare noun again) means the same thing.
"""

import re
from dataclasses import dataclass, field, replace

from mm_models.world.lexing import Token, is_korean, lex
from mm_models.world.meaning import Meaning, Mention, Relation

Span = tuple[int, int]  # first character and the one after the last
SUBJECT = ("이", "가", "은", "는", "도")  # particles that mark who stands somewhere
FILLERS = re.compile(
    "picture|there|is|are|and|i|we|you|can|see|seen|be|also|as|well|shows|this|it|sitting|standing|of|with|in|some|"
    "있습니다|보입니다|있어요|있다|볼|수|있는|그림에|그림입니다|보이는|그림|그리고|있고|배경은|이"
)  # words that say nothing about the scene


@dataclass(frozen=True)
class Parsed:
    """A caption's meaning and where in the text each part is claimed."""

    meaning: Meaning
    spans: tuple[
        dict[str, Span], ...
    ]  # for each mention: "thing", and "count" "colour" "size" "photo" where said
    relation_spans: tuple[Span, ...]
    place_span: Span | None
    unknown: tuple[str, ...]  # words that mean nothing in this world


@dataclass
class _Reading:
    """What has been read so far."""

    mentions: list[Mention] = field(default_factory=list)
    spans: list[dict[str, Span]] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    relation_spans: list[Span] = field(default_factory=list)
    place: str | None = None
    place_span: Span | None = None
    unknown: list[str] = field(default_factory=list)
    said: dict[str, tuple[str, Span]] = field(default_factory=dict)  # properties read before their noun
    last: int | None = None  # the mention read last in this sentence
    subject: int | None = None  # the mention that a relation would be said of
    open: tuple[str, Span, int | None, int | None] | None = None  # a relation that waits for one of its sides


def parse(text: str) -> Parsed:
    """The meaning of a caption, in the language that it is written in."""
    reading = _Reading()
    step = _korean if is_korean(text) else _english
    for token in lex(text):
        step(reading, token)
    meaning = Meaning(tuple(reading.mentions), tuple(reading.relations), reading.place)
    return Parsed(
        meaning,
        tuple(reading.spans),
        tuple(reading.relation_spans),
        reading.place_span,
        tuple(reading.unknown),
    )


def _common(reading: _Reading, token: Token) -> None:
    """What both languages do with properties, places, ends of sentences and unknown words."""
    span = (token.start, token.stop)
    if token.category in ("colour", "size", "photo", "the", "number"):
        reading.said[token.category] = (token.value, span)
    elif token.category == "place":
        reading.place, reading.place_span = token.value, span
    elif token.category == "stop":
        reading.last = reading.subject = reading.open = None
        reading.said = {}
    elif token.category == "word" and not FILLERS.fullmatch(token.value):
        reading.unknown.append(token.value)


def _mention(reading: _Reading, token: Token) -> tuple[Mention, dict[str, Span]]:
    """The mention that a noun makes with the properties said before it."""
    said, reading.said = reading.said, {}
    colour, size, number = (said.get(part, (None,))[0] for part in ("colour", "size", "number"))
    mention = Mention(token.value, int(number or 1), colour, size, "photo" in said)
    spans = {part: span for part, (_, span) in said.items() if part != "the"}
    if "number" in spans:
        spans["count"] = spans.pop("number")
    return mention, {"thing": (token.start, token.stop), **spans}


def _same_thing(reading: _Reading, mention: Mention, counted: bool) -> int | None:
    """The earlier mention that a repeated noun phrase means, if there is one."""
    for position, earlier in enumerate(reading.mentions):
        agrees = (
            earlier.kind == mention.kind
            and mention.colour in (None, earlier.colour)
            and mention.size in (None, earlier.size)
            and (not counted or mention.count == earlier.count)
        )
        if agrees:
            return position
    return None


def _add(reading: _Reading, mention: Mention, spans: dict[str, Span]) -> int:
    reading.mentions.append(mention)
    reading.spans.append(spans)
    return len(reading.mentions) - 1


def _english(reading: _Reading, token: Token) -> None:
    """One token of English: a relation stands between its sides, or before both."""
    if token.category == "relation":
        reading.open = (token.value, (token.start, token.stop), reading.last, None)
    elif token.category == "noun":
        counted, definite = "number" in reading.said, "the" in reading.said
        mention, spans = _mention(reading, token)
        same = _same_thing(reading, mention, counted) if definite else None
        reading.last = _add(reading, mention, spans) if same is None else same
        _close(reading, reading.last)
    else:
        _common(reading, token)


def _close(reading: _Reading, position: int) -> None:
    """Gives an open English relation the side that it waits for: first the object, then a subject that came late."""
    if reading.open is None:
        return
    name, span, subject, target = reading.open
    if target is None and subject is None:
        reading.open = (name, span, None, position)
        return
    one, other = (subject, position) if target is None else (position, target)
    _relate(reading, one, name, other, span)


def _relate(reading: _Reading, one: int | None, name: str, other: int, span: Span) -> None:
    reading.open = None
    if one is not None and one != other:
        reading.relations.append(Relation(one, name, other))
        reading.relation_spans.append(span)


def _korean(reading: _Reading, token: Token) -> None:
    """One token of Korean: a relation follows its object, its subject is the noun with a subject particle."""
    span = (token.start, token.stop)
    if token.category == "relation":
        _settle(reading)
        if reading.last is not None and reading.subject not in (None, reading.last):
            _relate(reading, reading.subject, token.value, reading.last, span)
        elif reading.last is not None:
            reading.open = (token.value, span, None, reading.last)
    elif token.category == "noun":
        counted = "number" in reading.said
        mention, spans = _mention(reading, token)
        same = _same_thing(reading, mention, counted)
        reading.last = _add(reading, mention, spans) if same is None else same
        _stand(reading, token)
    elif token.category in ("number", "photo") and token.particle != "의" and reading.last is not None:
        _complete(reading, token)
        _stand(reading, token)
    else:
        _common(reading, token)


def _settle(reading: _Reading) -> None:
    """A number with 의 that turns out to stand before a relation belongs to the noun before it: "개 두 마리의 옆"."""
    if "number" in reading.said and reading.last is not None:
        value, span = reading.said.pop("number")
        _complete(reading, Token("number", value, *span))


def _complete(reading: _Reading, token: Token) -> None:
    """A number or the word for photograph after its noun: "개 두 마리", "개 사진"."""
    position, part = reading.last or 0, "count" if token.category == "number" else "photo"
    mention = reading.mentions[position]
    if token.category == "number":
        reading.mentions[position] = replace(mention, count=int(token.value))
    else:
        reading.mentions[position] = replace(mention, photo=True)
    reading.spans[position].setdefault(part, (token.start, token.stop))


def _stand(reading: _Reading, token: Token) -> None:
    """A noun phrase that ends in a subject particle is who stands somewhere."""
    if token.particle not in SUBJECT or reading.last is None:
        return
    reading.subject = reading.last
    if reading.open is not None:
        name, span, _, target = reading.open
        _relate(reading, reading.subject, name, target if target is not None else reading.last, span)
