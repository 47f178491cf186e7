"""Ranks, recall and pools by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mm_models.matching.ranking import both_ways, in_pools, ranks, recall

TABLE = np.array([[0.9, 0.2, 0.5], [0.8, 0.7, 0.1], [0.3, 0.4, 0.2]])
OWN = np.eye(3, dtype=bool)


def test_the_rank_is_that_of_the_first_right_answer():
    assert ranks(TABLE, OWN).tolist() == [1, 2, 3]
    two = OWN.copy()
    two[2, 1] = True
    assert ranks(TABLE, two).tolist() == [1, 2, 1]


def test_a_tie_with_a_wrong_answer_does_not_help():
    assert ranks(np.zeros((3, 3)), OWN).tolist() == [3, 3, 3]


def test_a_query_without_an_answer_is_an_error():
    with pytest.raises(ValueError, match="right answer"):
        ranks(TABLE, np.zeros((3, 3), bool))


def test_recall_and_median():
    assert recall(np.array([1, 1, 4, 20])) == {"r1": 0.5, "r5": 0.75, "r10": 0.75, "medr": 2.5}


@given(st.integers(0, 10_000))
def test_pools_are_blocks_and_a_whole_pool_is_everything(seed):
    table = np.random.default_rng(seed).random((6, 6))
    own = np.eye(6, dtype=bool)
    assert in_pools(table, own, 6).tolist() == ranks(table, own).tolist()
    halves = [*ranks(table[:3, :3], own[:3, :3]), *ranks(table[3:, 3:], own[3:, 3:])]
    assert in_pools(table, own, 3).tolist() == halves
    found = both_ways(table, own, [6])
    assert found["medr.6.text_to_image"] == float(np.median(ranks(table.T, own)))
