"""Words chosen for the maps: rows of words that belong together, in four groups."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "assets" / "word2vec"
BY_FORM = ("family", "verbs", "degrees")  # groups whose rows go from one form to the next


@cache
def groups() -> Mapping[str, Sequence[Sequence[str]]]:
    """The rows of each group: family, kinds, verbs, degrees."""
    data: dict[str, list[list[str]]] = json.loads((FOLDER / "groups.json").read_text(encoding="utf-8"))
    return data


def words_of(group: str) -> list[str]:
    """All words of a group, row by row."""
    return [word for row in groups()[group] for word in row]


def colours_of(group: str) -> list[int]:
    """A number for each word: its place in the row where rows go from form to form, else its row."""
    rows = groups()[group]
    return [
        place if group in BY_FORM else number
        for number, row in enumerate(rows)
        for place, _ in enumerate(row)
    ]


def arrows_of(group: str) -> list[tuple[str, str]]:
    """From each form of a word to the next: king to queen, old to older, older to oldest."""
    return [pair for row in groups()[group] for pair in pairwise(row)] if group in BY_FORM else []
