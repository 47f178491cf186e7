"""Text that a person typed, made safe to compute with: Unicode normalised, invisible controls gone, length capped."""

import unicodedata

from mm_models.intake.errors import InputError
from mm_models.text import Text

# Besides control characters: halves of surrogate pairs, which no encoding can write, and the marks that turn the
# reading direction around, with which a text can show something other than what it says.
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_KEPT_CONTROLS = frozenset("\n\t")
_LONGEST_DECOMPOSITION = 4  # characters that normalising can merge into one: a letter and its marks


def clean_text(value: object, *, limit: int, name: Text, required: bool = True) -> str:
    """The text in Unicode form NFC, without control characters and outer spaces, of at most `limit` characters.

    `name` says in the sentence what the text is ("question", "질문"). None and white space are "", or an InputError
    where the text is `required`; so are anything but a string, and a text that is too long.
    """
    if value is not None and not isinstance(value, str):
        raise InputError("text-not-text", _not_text(name))
    raw = value or ""
    if len(raw) > limit * _LONGEST_DECOMPOSITION:
        raise InputError("text-too-long", _too_long(name, len(raw), limit))
    cleaned = unicodedata.normalize("NFC", _visible(raw)).strip()
    if len(cleaned) > limit:
        raise InputError("text-too-long", _too_long(name, len(cleaned), limit))
    if required and not cleaned:
        raise InputError("text-empty", _empty(name))
    return cleaned


def _visible(raw: str) -> str:
    lines = raw.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(character for character in lines if _is_kept(character))


def _is_kept(character: str) -> bool:
    if character in _KEPT_CONTROLS:
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in _DIRECTION_MARKS


def _not_text(name: Text) -> Text:
    return Text(
        en=f"The {name.en} is not text; type it in.",
        ko=f"{name.ko} 칸의 값이 글자가 아닙니다. 직접 입력해 주세요.",
    )


def _empty(name: Text) -> Text:
    return Text(
        en=f"The {name.en} is empty; type something first.",
        ko=f"{name.ko} 칸이 비어 있습니다. 먼저 내용을 입력해 주세요.",
    )


def _too_long(name: Text, length: int, limit: int) -> Text:
    return Text(
        en=f"The {name.en} has {length:,} characters; shorten it to {limit:,} or fewer.",
        ko=f"{name.ko} 칸에 {length:,}자가 입력되었습니다. {limit:,}자 이하로 줄여 주세요.",
    )
