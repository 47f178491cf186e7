"""Keeping the last results: computed once, told apart by content, bounded, shared between threads."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pytest
import torch

from demos import kept as module
from demos.kept import Shelf, kept, tensor_bytes
from demos.tabs.represent import back_to_sound, round_trips


@dataclass(frozen=True)
class Made:
    doubled: torch.Tensor
    parts: tuple[dict[str, np.ndarray], ...] = ()


@pytest.fixture(autouse=True)
def shelf(monkeypatch) -> Shelf:
    """An empty shelf for every test."""
    empty = Shelf(most_results=3, most_bytes=10_000)
    monkeypatch.setattr(module, "SHELF", empty)
    return empty


def counted():
    calls: list[tuple[object, ...]] = []

    @kept
    def double(values: torch.Tensor, *, times: int = 2) -> Made:
        """Doubles."""
        calls.append((values, times))
        return Made(values * times)

    return double, calls


def test_the_same_content_is_computed_once_and_other_content_again():
    double, calls = counted()
    first = double(torch.ones(4))
    assert double(torch.ones(4)) is first
    assert len(calls) == 1
    for other in (torch.zeros(4), torch.ones(2, 2), torch.ones(4, dtype=torch.float64)):
        double(other)
    assert len(calls) == 4
    assert double.__doc__ == "Doubles."


def test_controls_tell_results_apart():
    double, calls = counted()
    assert double(torch.ones(1), times=3).doubled.item() == 3
    assert double(torch.ones(1), times=4).doubled.item() == 4
    assert len(calls) == 2


def test_it_keeps_no_more_results_than_it_may(shelf):
    double, calls = counted()
    for number in (0, 1, 2, 0, 3):
        double(torch.full((1,), float(number)))
    double(torch.zeros(1))  # used lately, hence still there
    assert len(calls) == 4
    double(torch.ones(1))  # the one that gave way
    assert len(calls) == 5
    assert shelf.bytes() == 3 * 4


def test_it_keeps_no_more_bytes_than_it_may(shelf):
    double, _ = counted()
    for number in range(20):
        double(torch.full((1000,), float(number)))
        assert shelf.bytes() <= 10_000
    double(torch.zeros(100_000))  # larger than the whole shelf: answered, not kept
    assert shelf.bytes() == 0


def test_bytes_are_found_in_any_depth():
    nested = Made(torch.zeros(10), ({"a": np.zeros(5)}, {"b": np.zeros(1)}))
    assert tensor_bytes((nested, "words", 3)) == 40 + 40 + 8


def test_a_failure_is_not_kept():
    attempts = iter([ValueError("not yet"), None])

    @kept
    def compute(number: int) -> int:
        if problem := next(attempts):
            raise problem
        return number

    with pytest.raises(ValueError, match="not yet"):
        compute(5)
    assert compute(5) == 5


def test_threads_get_their_own_results(shelf):
    double, _ = counted()
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda number: double(torch.full((10,), float(number % 5))), range(200)))
    assert [result.doubled[0].item() for result in results] == [2.0 * (number % 5) for number in range(200)]
    assert shelf.bytes() <= 3 * 40


def test_a_file_of_what_is_on_the_screen_is_not_computed_again(monkeypatch):
    monkeypatch.setattr(module, "SHELF", Shelf())
    asked = (None, "dog_bark", 4, 40, 10, 13, "none")
    back_to_sound.answer(*asked)
    monkeypatch.setattr(round_trips, "round_trip", lambda *_: pytest.fail("computed again"))
    assert set(back_to_sound.take(*asked).arrays) > {"original", "mfcc"}
