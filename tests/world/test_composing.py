"""Scenes composed from words show what was said, all of it and nothing else."""

import numpy as np
import pytest
from hypothesis import given

from mm_models.world.checking import check, check_meaning
from mm_models.world.composing import MOST, CannotComposeError, compose, compose_text
from mm_models.world.meaning import plan
from mm_models.world.rendering import render
from mm_models.world.scenes import scene
from tests.world.strategies import BRIEF, RNGS, scenes


@BRIEF
@given(scenes("train", "unseen"), RNGS)
def test_what_was_true_of_a_scene_is_true_of_the_one_composed_from_it(number, rng):
    meaning = plan(scene(*number), rng)
    made = compose(meaning, number[0], "test")
    verdict = check_meaning(meaning, made)
    assert verdict.true
    assert verdict.complete
    assert made == compose(meaning, number[0], "test")


@pytest.mark.parametrize(
    "text",
    [
        "A red car is left of two dogs on the beach.",
        "눈밭에 작은 고양이 한 마리와 큰 나무가 있습니다.",
        "a rocket on top of a house at night",
        "A green frog",
        "three balls",
    ],
)
def test_sentences_become_pictures_of_themselves(text):
    for seed in range(3):
        made = compose_text(text, seed)
        assert check(text, made).true
        assert render(made).masks.any(axis=(1, 2)).all()


@pytest.mark.parametrize(
    "text", ["", "nothing that I know", "a dog is left of a cat. The cat is left of the dog.", "a red frog"]
)
def test_what_cannot_be_is_an_error(text):
    with pytest.raises(CannotComposeError):
        compose_text(text)


def test_too_many_things_are_an_error():
    with pytest.raises(CannotComposeError, match=str(MOST)):
        compose_text("four dogs, four cats and four birds")


def test_the_seed_decides_what_was_not_said():
    made = [compose_text("a dog", seed) for seed in range(10)]
    assert len({view.place for view in made}) > 2
    assert len({np.array(view.things[0].centre).tobytes() for view in made}) == 10
