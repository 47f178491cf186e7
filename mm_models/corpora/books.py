"""Eighteen public-domain English books, about 1.9 million words, as lists of words: fairy tales and novels.

A corpus is read from the folder `books` below the data folder: `--data`, else the one named by `MM_DATA`, else
`../shared/data`. Its licence is none: the books are in the public domain (Project Gutenberg, headers removed).
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mm_models.intake.errors import InputError
from mm_models.text import Text

Paragraph = tuple[str, ...]

DEFAULT_FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"
BOOKS = 18
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Books:
    """The text to learn from and the text to check on, paragraph by paragraph; no window crosses a paragraph."""

    train: tuple[Paragraph, ...]
    held_out: tuple[Paragraph, ...]  # the end of each book
    titles: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(map(len, self.train)) + sum(map(len, self.held_out))


def data_folder(asked: Path | None = None) -> Path:
    """Where real data lies: the folder asked for, else `MM_DATA`, else `../shared/data`."""
    return asked or Path(os.environ.get("MM_DATA", DEFAULT_FOLDER))


def read_books(data: Path | None = None, held_out: float = 0.05) -> Books:
    """All books of the data folder; the last `held_out` of each one's paragraphs is kept for validation.

    Raises InputError, which says where to get the books, when there are none.
    """
    paths = sorted((data_folder(data) / "books").glob("*.txt"))
    if not paths:
        raise InputError("no-books", _where_to_get_them())
    halves = [_split(paragraphs(path.read_text(encoding="utf-8")), held_out) for path in paths]
    return Books(
        train=tuple(each for train, _ in halves for each in train),
        held_out=tuple(each for _, rest in halves for each in rest),
        titles=tuple(path.stem for path in paths),
    )


def paragraphs(text: str) -> list[Paragraph]:
    """The words of each paragraph in lower case, without the possessive 's; paragraphs of one word are left out."""
    found = (words(each) for each in _BLANK_LINES.split(text))
    return [each for each in found if len(each) > 1]


def words(text: str) -> Paragraph:
    """The words of a text in lower case: "The King’s horse!" is ("the", "king", "horse")."""
    plain = text.lower().replace("’", "'")
    return tuple(word.removesuffix("'s") for word in _WORD.findall(plain))


def _split(every: Sequence[Paragraph], held_out: float) -> tuple[Sequence[Paragraph], Sequence[Paragraph]]:
    first = round(len(every) * (1 - held_out))
    return every[:first], every[first:]


def _where_to_get_them() -> Text:
    return Text(
        f"The books are not there. Download {BOOKS} plain-text books (the coloured fairy books of Andrew Lang, Grimm, "
        "Andersen, the Arabian Nights, Alice, Pride and Prejudice, Little Women, Sherlock Holmes) from Project Gutenberg "
        "(gutenberg.org) into a folder named books, and name the folder above it with --data or MM_DATA.",
        f"책이 없습니다. 프로젝트 구텐베르크(gutenberg.org)에서 일반 텍스트 책 {BOOKS}권(앤드루 랭의 색깔 동화집, 그림, 안데르센, "
        "아라비안나이트, 앨리스, 오만과 편견, 작은 아씨들, 셜록 홈스)을 books라는 폴더에 내려받고, 그 위 폴더를 --data 또는 "
        "MM_DATA로 알려 주세요.",
    )
