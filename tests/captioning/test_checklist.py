"""The checklist of a captioner: what is there, what has been named, what is left."""

import numpy as np
import pytest
import torch

from mm_models.captioning.checklist import (
    ALIKE,
    CHECKS,
    LEFT,
    LOUD,
    Checklist,
    checklist,
    checks,
    naming_words,
    nearness,
    still_there,
    told_cells,
)
from mm_models.captioning.seeing import CHANNELS
from mm_models.captioning.vocabulary import numbers
from mm_models.world.kinds import KINDS
from tests.captioning.fakes import DOGS, KIND, told, two_dogs_and_a_cat


@pytest.fixture(scope="module")
def items():
    """Two dogs and a cat, as a backbone that never errs would see them."""
    return checklist(two_dogs_and_a_cat())


def at(cell):
    return torch.eye(196)[[cell[0] * 14 + cell[1]]]


def test_it_lists_what_there_is_and_how_many(items):
    there = {kind.name for kind, found in zip(KINDS, items.there[0], strict=True) if found > 0}
    assert there == {"dog", "cat"}
    assert float(items.number[0, KIND["dog"]]) == pytest.approx(2, abs=0.05)
    assert float(items.number[0, KIND["cat"]]) == pytest.approx(1, abs=0.05)


def test_what_has_been_named_is_not_left(items):
    assert float(still_there(items, told())[0]) == pytest.approx(2)
    assert float(still_there(items, told("dog"))[0]) == pytest.approx(1)
    assert float(still_there(items, told("dog", "cat"))[0]) == 0
    assert float(still_there(items, told("piano"))[0]) == pytest.approx(2), "what is not there cannot be left"


def test_the_cells_of_what_has_been_named_are_told(items):
    cells = told_cells(items, told("dog"))[0].view(14, 14)
    assert float(cells[DOGS[0]]) == pytest.approx(1, abs=0.05)
    assert float(cells.sum()) == pytest.approx(len(DOGS), abs=0.2)


def test_the_checks_count_what_is_looked_at(items):
    found = checks(items, told("cat"), at(DOGS[0]))[0] / LOUD
    left, alike = found[: LEFT + 1], found[LEFT + 1 :]
    assert len(found) == CHECKS and len(alike) == ALIKE
    assert left.argmax() == 1, "one kind is left"
    assert alike.argmax() == 1, "there are two of it"


def test_nearness_is_one_at_whole_numbers_and_shared_between_them():
    assert torch.equal(nearness(torch.tensor([2.0]), 0, 3), torch.tensor([[0.0, 0, 1, 0]]))
    assert torch.allclose(nearness(torch.tensor([1.25]), 0, 3), torch.tensor([[0, 0.75, 0.25, 0]]))
    assert torch.equal(nearness(torch.tensor([9.0]), 0, 3), torch.tensor([[0.0, 0, 0, 1]]))


def test_every_kind_has_a_word_in_each_language_that_names_it_alone():
    table = naming_words()
    assert table.sum(dim=1).max() == 1
    for place, kind in enumerate(KINDS):
        words = {word for word, number in numbers().items() if table[number, place]}
        assert any(word.isascii() for word in words), kind.name
        assert any(not word.isascii() for word in words), kind.name
    assert table[numbers()["dogs"], KIND["dog"]] == 1
    assert not table[numbers()["slice"]].any(), "bacon and pizza come in slices"
    assert not table[numbers()["and"]].any()


def test_a_list_of_nothing_has_nothing_left():
    empty = checklist(torch.zeros(1, CHANNELS, 14, 14))
    assert float(still_there(empty, told())[0]) == 0
    found = checks(empty, told(), torch.full((1, 196), 1 / 196))
    assert np.isfinite(found.numpy()).all()
    assert isinstance(empty, Checklist)
