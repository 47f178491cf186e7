"""Which words of a clip's caption are about which event."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from mm_models.captioning.telling import written
from mm_models.world.captions import LANGUAGES
from mm_models.world.clips import Clip, happenings, told_in
from mm_models.world.lexing import lex
from mm_models.world.motions import BACKWARDS, CONNECTED, MOTIONS, SIDES, TOGETHER
from mm_models.world.parsing import Span
from mm_models.world.tokens import tokens

About = tuple[int, int]  # a word's place in the caption, and the event's in the clip
SLOTS = {"thing": "개", "side": "개", "first": "개", "second": "개"}  # a noun, so that particles come off


def telling_words(caption: Sequence[str], story: Clip) -> tuple[About, ...]:
    """The nouns and the words for motions and sides of every event that a caption tells rightly."""
    text, spans = written(caption)
    small, happened, found = text.lower(), happenings(story), []
    nouns = noun_spans(small)
    starts = [*(start for start, _ in nouns), len(small)]
    for (start, stop), (_, end) in zip(nouns, pairwise(starts), strict=True):
        told = told_in(small[start:end])
        if told and told[0] in happened:
            event = happened.index(told[0])
            found += [(word, event) for word in within(spans, start, stop)]
            found += [(word, event) for word in within(spans, stop, end) if caption[word] in moving_tokens()]
    return tuple(sorted(found))


def noun_words(caption: Sequence[str]) -> frozenset[int]:
    """The words of a caption that belong to nouns."""
    text, spans = written(caption)
    return frozenset(word for start, stop in noun_spans(text.lower()) for word in within(spans, start, stop))


def noun_spans(text: str) -> list[Span]:
    """Where the nouns of a text stand."""
    return [(token.start, token.stop) for token in lex(text) if token.category == "noun"]


def within(spans: Sequence[Span], start: int, stop: int) -> Iterator[int]:
    """The words that begin in a stretch of text."""
    return (place for place, (first, end) in enumerate(spans) if first < end and start <= first < stop)


@cache
def moving_tokens() -> frozenset[str]:
    """What motions and sides are told with and clauses are not joined by."""
    says = [text for motion in MOTIONS.values() for text in motion.says]
    told, joints = (
        {
            token
            for text in texts
            for language in LANGUAGES
            for token in tokens(filled(text.in_language(language)))
        }
        for texts in ([*says, *SIDES.values()], [*CONNECTED, *BACKWARDS, *TOGETHER])
    )
    return frozenset(told - joints - {"the", ".", ","})


def filled(template: str) -> str:
    """A template with nouns in its slots."""
    return template.replace("[이/가]", "가").format(**SLOTS)
