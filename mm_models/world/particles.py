"""Korean particles, which follow the last sound of the word before them.

Templates write both forms in brackets after the slot, `{things}[이/가]`; `attach` leaves the one that fits.
"""

import re

FIRST, LAST, FINALS = (
    ord("가"),
    ord("힣"),
    28,
)  # Hangul syllables are laid out so that the final consonant is code % 28
RIEUL = 8  # the final consonant ㄹ
MARKER = re.compile(r"(\S)\[([^/\]]*)/([^/\]]*)\]")
PAIRS: tuple[str, ...] = ("이/가", "은/는", "을/를", "과/와", "으로/로", "이랑/랑", "이에요/예요")


def final_consonant(syllable: str) -> int:
    """Number of a Hangul syllable's final consonant, 0 for none and for what is not Hangul."""
    return (ord(syllable) - FIRST) % FINALS if FIRST <= ord(syllable) <= LAST else 0


def particle(word: str, pair: str) -> str:
    """The form of a particle that fits the word; `pair` is "after a consonant/after a vowel", for example "이/가"."""
    closed, open_ = pair.split("/")
    final = final_consonant(word[-1])
    if pair == "으로/로" and final == RIEUL:
        return open_
    return closed if final else open_


def attach(text: str) -> str:
    """The text with every `[closed/open]` replaced by the form that fits the syllable before it."""

    def fitting(match: re.Match[str]) -> str:
        return match[1] + particle(match[1], f"{match[2]}/{match[3]}")

    return MARKER.sub(fitting, text)
