"""The checklist of one word, as the captioning tab shows it."""

from types import SimpleNamespace

import pytest

from demos.tabs.caption.captioning_checklist import NAMED, UNNAMED, checklist_rows, named_cells
from demos.tabs.caption.captioning_speech import Glance
from tests.captioning.fakes import CAT, DOGS, told, two_dogs_and_a_cat

SEEN = Glance(two_dogs_and_a_cat(), False, 0.0, 1.0)


def after(*names):
    return SimpleNamespace(step=SimpleNamespace(told=told(*names)))


@pytest.mark.parametrize(
    ("names", "left", "named"),
    [
        ((), ("2.0", "dog × 2.0, cat × 1.0"), ("0", NAMED.en)),
        (("dog",), ("1.0", "cat × 1.0"), ("1", "dog × 2.0")),
        (("dog", "cat"), ("0.0", UNNAMED.en), ("2", "dog × 2.0, cat × 1.0")),
        (("piano",), ("2.0", "dog × 2.0, cat × 1.0"), ("1", NAMED.en)),
    ],
)
def test_it_lists_what_is_left_and_what_has_been_named(names, left, named):
    rows = checklist_rows(after(*names), SEEN)
    assert [(value, note.en) for _, value, note in rows] == [left, named]


def test_the_cells_of_what_has_been_named_are_shown():
    cells = named_cells(after("cat"), SEEN)
    assert cells[CAT] == pytest.approx(1, abs=0.01)
    assert max(cells[dog] for dog in DOGS) < 0.01


def test_a_captioner_without_a_checklist_shows_none():
    word = SimpleNamespace(step=SimpleNamespace(told=None))
    assert checklist_rows(word, SEEN) == []
    assert named_cells(word, SEEN) is None
