"""What is said in the world as lists of tokens and back, and the closed vocabulary that it is made of.

English is split into words. Korean words are split into stem and particle, and the two forms of a particle are one
token ("+이/가"): which of them is right is a rule of spelling that `join` follows, not something a model must learn.
The vocabulary holds captions of scenes and of clips, questions and answers, recipes, tags, and the synonyms that the
parser understands; `encoding` numbers it.
"""

import re
from functools import cache

from mm_models.text import Text
from mm_models.world import asking, cookery, english, korean, motions, words
from mm_models.world.captions import LANGUAGES
from mm_models.world.colours import COLOUR
from mm_models.world.kinds import KINDS
from mm_models.world.lexing import english_phrases, is_korean, korean_phrases
from mm_models.world.particles import PAIRS, attach, particle
from mm_models.world.questions import ANSWERS, answer_text

SPECIAL: tuple[str, ...] = ("<pad>", "<start>", "<end>", "<unknown>", "<mask>")
UNCHANGING: tuple[str, ...] = (
    "입니다", "인가요", "에서", "에는", "보다", "하고", "에", "의", "도",
)  # fmt: skip
NOUNS: tuple[str, ...] = (
    "그림", "배경", "여기", "색", "무엇", "접시", "냄비", "껍질", "반죽", "오븐", "모두", "동시",
)  # fmt: skip
UNSAID = frozenset(
    {"1", "photos", "장"}
)  # the parser knows them, but nothing says them: nobody could learn them
_PIECE = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|\d+|[.,;!?]")
_SLOT = re.compile(r"\{[^}]*\}")


@cache
def _stems() -> frozenset[str]:
    """Korean words that particles may follow; of the tags only longer ones, because short ones begin other words."""
    phrases = (*korean_phrases(), *NOUNS, *(text.ko for text in cookery.SEASONINGS.values()))
    tags = (word for kind in KINDS for tag in kind.tags_ko for word in _PIECE.findall(tag) if len(word) > 1)
    return frozenset(word for phrase in phrases for word in phrase.split()) | frozenset(tags)


@cache
def _endings() -> tuple[tuple[str, str], ...]:
    """Every (written form, token) of a particle, the longest first."""
    forms = [(form, f"+{pair}") for pair in PAIRS for form in pair.split("/")]
    forms += [(form, f"+{form}") for form in UNCHANGING]
    return tuple(sorted(forms, key=lambda form: -len(form[0])))


def tokens(text: str) -> list[str]:
    """The tokens of a sentence in small letters."""
    pieces = _PIECE.findall(text.lower())
    return [token for piece in pieces for token in _split(piece)] if is_korean(text) else pieces


@cache
def _split(word: str) -> list[str]:
    """A Korean word as its stem and its particle, or as it is where it has none."""
    if word in _stems():
        return [word]
    for form, token in _endings():
        if word.endswith(form) and word[: -len(form)] in _stems():
            return [word[: -len(form)], token]
    return [word]


def join(pieces: list[str]) -> str:
    """The sentence that tokens stand for: particles in the form that fits, large letters after full stops."""
    text = ""
    for piece in pieces:
        if piece in SPECIAL:
            continue
        if piece.startswith("+") and text:
            pair = piece[1:]
            text += particle(text.rstrip(), pair) if "/" in pair else pair
        elif piece in ".,;!?":
            text += piece
        else:
            text += f" {piece}" if text else piece
    return re.sub(r"(^|[.?!] )([a-z])|\bi\b", lambda match: match[0].upper(), text)


@cache
def vocabulary(language: str) -> tuple[str, ...]:
    """Every token that can be said in the world in a language, after the special ones; sorted.

    Raises:
        ValueError: the language is neither "en" nor "ko".
    """
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
    found = {token for text in _texts(language) for token in tokens(text)}
    if language == "ko":
        found |= _stems() | {token for _, token in _endings()}
    return (*SPECIAL, *sorted(found - UNSAID))


def _texts(language: str) -> list[str]:
    """Texts that together have every token: all templates and all words."""
    said = [text.in_language(language) for text in _bilingual()]
    if language == "ko":
        tags = [tag for kind in KINDS for tag in kind.tags_ko]
        return [*map(_filled, (*_templates_ko(), *said)), *korean_phrases(), *_words_ko(), *tags]
    tags = [tag for kind in KINDS for tag in kind.tags_en]
    return [
        *(_SLOT.sub(" ", text) for text in (*_templates_en(), *said)),
        *english_phrases(),
        *_words_en(),
        *tags,
    ]


def _bilingual() -> list[Text]:
    """Templates and words that stand in both languages in one place: questions, answers, clips, recipes."""
    asked = [text for texts in asking.TEMPLATES.values() for text in texts]
    moved = [text for motion in motions.MOTIONS.values() for text in motion.says]
    joints = [*motions.CONNECTED, *motions.BACKWARDS, *motions.TOGETHER, *motions.SIDES.values()]
    cooked = [text for recipe in cookery.RECIPES.values() for text in (recipe.name, *recipe.steps)]
    return [
        *asked,
        *map(answer_text, ANSWERS),
        *moved,
        *joints,
        *cooked,
        *cookery.PREPARATIONS.values(),
        *cookery.SEASONINGS.values(),
    ]


def _filled(template: str) -> str:
    return attach(_SLOT.sub("개", template))


def _templates_en() -> tuple[str, ...]:
    return (*english.LISTS, *english.PLACED, *english.RELATED, *english.AGAIN, *english.ALSO)


def _templates_ko() -> tuple[str, ...]:
    joints = tuple("{thing}" + joint + "{thing}" for joint in korean.JOINTS)
    where = ("{place}에서", "{number}의 {thing}", "{thing}, {thing}")
    return (*korean.LISTS, *korean.PLACED, *korean.RELATED, *korean.AGAIN, *korean.ALSO, *joints, *where)


def _words_en() -> list[str]:
    tables = (words.SIZES_EN, words.RELATIONS_EN, words.PLACES_EN)
    phrases = [phrase for table in tables for some in table.values() for phrase in some]
    nouns = [f"{kind.name} {kind.one} {kind.many}" for kind in KINDS]
    return [*phrases, *nouns, *words.NUMBERS_EN, "a photo of an is are the , and"]


def _words_ko() -> list[str]:
    tables = (words.SIZES_KO, words.RELATIONS_KO, words.PLACES_KO)
    phrases = [phrase for table in tables for some in table.values() for phrase in some]
    colours = [colour.before_noun for colour in COLOUR.values()]
    return [*phrases, *colours, *(f"{kind.ko} {kind.counter}" for kind in KINDS), *words.NUMBERS_KO, "사진"]
