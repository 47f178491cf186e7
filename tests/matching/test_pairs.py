"""Which texts are true of which pictures, what batches are made of, and near misses."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from mm_models.captioning.alike import told_apart
from mm_models.captioning.seeing import oracle_eye
from mm_models.matching import reading
from mm_models.matching.near_misses import both_said, near_misses
from mm_models.matching.near_misses import told_apart as preferred
from mm_models.matching.pairs import drawn_couples, meant, rehearsal_pairs
from mm_models.matching.trials import trial
from mm_models.matching.truth import true_pairs
from mm_models.world.checking import check, check_meaning
from mm_models.world.encoding import END, tokens_of
from mm_models.world.meaning import Meaning, plan
from mm_models.world.scenes import scene

SCENES = [scene(number, "validation") for number in range(60)]
MEANINGS = [plan(each, np.random.default_rng(i), 0.5) for i, each in enumerate(SCENES)]


@pytest.fixture(scope="module")
def held_out():
    return trial(oracle_eye(16), "validation", 40, 0)


def test_true_pairs_are_those_that_the_checker_finds_true():
    found = true_pairs(SCENES, MEANINGS)
    whole = [[check_meaning(meaning, each).true for meaning in MEANINGS] for each in SCENES]
    assert found.tolist() == whole
    assert found.diagonal().all()
    assert not true_pairs(SCENES[:3], [Meaning()]).any()


def test_batches_depend_on_nothing_but_seed_and_number():
    one, again, other = (rehearsal_pairs(seed, 16, 48)(3) for seed in (0, 0, 1))
    assert torch.equal(one.ids, again.ids) and torch.equal(one.annotations, again.annotations)
    assert not torch.equal(one.annotations, other.annotations)


def test_a_batch_has_two_texts_of_each_picture_one_in_each_language():
    pairs = rehearsal_pairs(0, 16, 48)(0)
    assert pairs.ids.shape[:2] == (2, 8)
    assert pairs.alike.diagonal(dim1=1, dim2=2).all()
    for picture in range(8):
        korean = [
            any("가" <= letter <= "힣" for letter in "".join(tokens_of(row.tolist())))
            for row in pairs.ids[:, picture]
        ]
        assert sorted(korean) == [False, True]


def test_every_second_couple_is_alike_but_for_one_thing():
    draw = drawn_couples()
    for couple in (1, 3, 5):
        (first, _), (second, _) = draw(2 * couple), draw(2 * couple + 1)
        assert told_apart(first, second)
        same = set(first.things) & set(second.things)
        assert len(same) >= len(first.things) - 1 or first.place == second.place
    (first, _), (second, _) = draw(0), draw(1)
    assert first.seed != second.seed


def test_what_is_meant_is_true_whether_whole_or_in_part():
    whole = 0
    for number, each in enumerate(SCENES):
        meaning = meant(each, np.random.default_rng(number))
        verdict = check_meaning(meaning, each)
        assert verdict.true
        whole += verdict.complete
    assert 0.6 * len(SCENES) < whole < len(SCENES)


def test_a_full_stop_at_the_end_says_nothing_and_unknown_words_are_named():
    found = reading.read(["A dog.", "a dog", "a zyzzyva dog"], 48)
    assert torch.equal(found.ids[0], found.ids[1])
    assert found.unknown == ((), (), ("zyzzyva",))
    assert (found.ids == END).sum(dim=1).tolist() == [1, 1, 1]
    assert reading.read(["dog " * 60], 48).cut[0] > 0


def test_texts_of_a_trial_are_true_in_both_languages(held_out):
    for language in ("en", "ko"):
        assert all(
            check(text, each).true
            for text, each in zip(held_out.texts[language], held_out.scenes, strict=True)
        )
    assert held_out.right.diagonal().all()


def test_near_misses_are_wrong_in_one_part_and_said_alike(held_out):
    cases = near_misses(held_out, 0)
    assert {case.part for case in cases} == {"thing", "colour", "relation", "place"}
    for case in cases:
        scene_ = held_out.scenes[case.picture]
        assert check_meaning(case.true, scene_).true
        assert not check_meaning(case.wrong, scene_).true
        for language in ("en", "ko"):
            true, wrong = both_said(case, language, 0)
            assert true != wrong
            assert check(true, scene_).true


def test_a_tie_is_half_right(held_out):
    cases = [replace(case, part="colour") for case in near_misses(held_out, 0)[:4]]
    found = preferred(cases, np.array([1.0, 0.5, 0.5, 0.2]), np.array([0.0, 0.5, 0.5 + 1e-9, 0.9]))
    assert found == {"near_miss.colour": 0.5}
