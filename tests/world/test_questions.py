"""Every answer follows from its program, answers are balanced, and the biased world is not."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given

from mm_models.world.programs import ProgramError, Step, answer, execute
from mm_models.world.questions import ABOUT, ANSWERS, answer_text, biased, question, questions
from mm_models.world.scenes import scene
from mm_models.world.tokens import tokens, vocabulary
from tests.world.strategies import BRIEF, RNGS, scenes


@BRIEF
@given(scenes(), RNGS)
def test_every_answer_follows_from_its_program(number, rng):
    view = scene(*number)
    for one in questions(view, rng, balanced=False):
        assert answer(one.program, view) == one.answer
        assert len(execute(one.program, view)) == len(one.program)
        assert one.answer in ANSWERS
        assert set(tokens(one.text.en)) <= set(vocabulary("en"))
        assert set(tokens(one.text.ko)) <= set(vocabulary("ko"))


def asked(about: str, count: int) -> Counter[str]:
    """Answers to the questions about one matter over the first scenes."""
    found = (question(scene(seed), np.random.default_rng(seed), about) for seed in range(count))
    return Counter(one.answer for one in found if one is not None)


@pytest.mark.parametrize("about", ["is there", "relation", "larger"])
def test_yes_and_no_are_equally_often_right(about):
    answers = asked(about, 700)
    assert 0.42 < answers["yes"] / answers.total() < 0.58


@pytest.mark.parametrize(
    ("about", "most"), [("how many", 0.32), ("colour", 0.2), ("where", 0.32), ("place", 0.2)]
)
def test_no_answer_is_right_too_often(about, most):
    answers = asked(about, 700)
    assert answers.most_common(1)[0][1] / answers.total() < most


def test_the_biased_world_answers_yes_and_its_test_answers_no():
    for split, least, most in (("train", 0.75, 1.0), ("test", 0.0, 0.25)):
        made = [one for seed in range(60) for one in biased(seed, split)[1]]
        answers = [one.answer for one in made if one.about in ("is there", "relation")]
        assert least <= answers.count("yes") / len(answers) <= most


def test_every_answer_has_a_text_in_both_languages():
    assert all(answer_text(name).ko for name in ANSWERS)
    assert len(set(ANSWERS)) == len(ANSWERS)


def test_a_program_about_something_absent_is_an_error():
    view = scene(0)
    with pytest.raises(ProgramError, match="one thing"):
        execute((Step("all things"), Step("of colour", ("none",), (0,)), Step("kind", (), (1,))), view)
    with pytest.raises(ProgramError, match="word"):
        answer((Step("all things"),), view)


def test_an_unknown_matter_is_an_error_that_lists_those_there_are():
    with pytest.raises(ValueError, match=next(iter(ABOUT))):
        question(scene(0), np.random.default_rng(0), "why")
