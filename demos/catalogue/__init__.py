"""Every page and system of the application, in the lecture's order, as data: the one place that lists them.

What a system *has* is not said here: `demos.marks` reads it from the files of the repository.
"""

from demos.catalogue.challenges import CHALLENGES
from demos.catalogue.kinds import (
    MODALITY_TITLES,
    PAGE_TITLES,
    PATTERN_IDEAS,
    PATTERN_TITLES,
    Entry,
    Modality,
    Page,
    Paper,
    Pattern,
)
from demos.catalogue.match import MATCHING
from demos.catalogue.refer import REFERENCING
from demos.catalogue.represent import REPRESENTATIONS
from demos.catalogue.space import SPACE_TASKS
from demos.catalogue.translate import TRANSLATING

__all__ = [
    "ENTRIES",
    "MODALITY_TITLES",
    "PAGE_TITLES",
    "PATTERN_IDEAS",
    "PATTERN_TITLES",
    "Entry",
    "Modality",
    "Page",
    "Paper",
    "Pattern",
    "entry",
]

ENTRIES: tuple[Entry, ...] = (
    *REPRESENTATIONS,
    *MATCHING,
    *TRANSLATING,
    *REFERENCING,
    *SPACE_TASKS,
    *CHALLENGES,
)

_BY_NAME = {each.name: each for each in ENTRIES}


def entry(name: str) -> Entry:
    """The entry of that name; raises `KeyError` for any other."""
    return _BY_NAME[name]
