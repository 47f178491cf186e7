"""Captions of clips: which words tell which event, when things happen, and clips played backwards."""

import numpy as np
import pytest

from mm_models.captioning.clip_judging import (
    blind_to_order,
    clip_judged,
    clip_truth,
    in_turn,
    looked_in_time,
    moments,
)
from mm_models.captioning.clip_telling import noun_words, telling_words
from mm_models.world.clips import clip, clip_caption, happenings
from mm_models.world.motions import MOTIONS
from mm_models.world.playback import UNDONE, backwards, looks_the_same_backwards
from mm_models.world.tokens import tokens

SHEEP, CAR = (
    clip(6, "test"),
    clip(5, "test"),
)  # a sheep falls, then an umbrella leaves to the left; a car crosses


def judged(text, story=SHEEP):
    return clip_judged(story, tokens(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A sheep drops down, then an umbrella leaves to the left.", {1: 0, 2: 0, 3: 0, 7: 1, 8: 1, 9: 1, 11: 1}),
        ("A sheep rises, then an umbrella leaves to the left.", {6: 1, 7: 1, 8: 1, 10: 1}),
        ("An umbrella goes out to the left after a sheep falls.", {1: 1, 2: 1, 3: 1, 4: 1, 6: 1, 9: 0, 10: 0}),
        ("양이 떨어집니다. 그다음에 우산이 왼쪽으로 나갑니다.", {0: 0, 1: 0, 2: 0, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1}),
    ],
)  # fmt: skip
def test_words_tell_the_events_that_happen(text, expected):
    assert dict(telling_words(tokens(text), SHEEP)) == expected


def test_nouns_are_found_where_they_stand():
    assert noun_words(tokens("A rain cloud jumps while a dog spins.")) == {1, 2, 6}


@pytest.mark.parametrize("number", range(40))
def test_true_captions_are_told_wholly(number):
    story = clip(number, "test")
    rng = np.random.default_rng(number)
    for language in ("en", "ko"):
        said = judged(clip_caption(story, rng, language), story)
        assert said.verdict.true_and_complete
        assert {event for _, event in telling_words(said.tokens, story)} == set(range(len(story.events)))


def test_shares_are_over_things_and_events():
    right = judged("A sheep falls, then an umbrella leaves to the left.")
    wrong = judged("A sheep rises and after that an umbrella leaves to the left.")
    figures = clip_truth([right, wrong])
    assert figures == {"verb": 0.75, "thing": 1.0, "caption.true_complete": 0.5}


def test_backwards_is_undone_twice_and_turns_the_order_and_the_direction():
    assert happenings(SHEEP) == (("sheep", "falls", None), ("umbrella", "leaves", "left"))
    assert happenings(backwards(SHEEP)) == (("umbrella", "enters", "left"), ("sheep", "rises", None))
    assert happenings(backwards(CAR)) == (("car", "crosses", "left"),)
    assert set(UNDONE) == set(MOTIONS)
    for number in range(40):
        story = clip(number, "test")
        again = backwards(backwards(story))
        assert happenings(again) == happenings(story)
        assert [one.start for one in again.events] == pytest.approx([one.start for one in story.events])


def test_who_does_not_know_the_order_tosses_a_coin():
    spins = clip(21, "test")
    assert looks_the_same_backwards(spins.events[0])
    assert not looks_the_same_backwards(CAR.events[0])
    assert blind_to_order([spins, CAR]) == 0.75


def test_words_should_look_while_it_happens():
    during = moments(SHEEP.events[0], 12)
    assert during.tolist() == [True] * 6 + [False] * 6
    said = judged("A sheep falls, then an umbrella leaves to the left.")
    maps = np.zeros((len(said.tokens), 12))
    maps[1, 2], maps[2, 8] = 1, 1  # the sheep in time, its fall too late
    maps[3:] = 1 / 12
    found = list(looked_in_time(said, maps))
    assert found[0] == (1.0, 0.5, True)
    assert found[1] == (0.0, 0.5, False)
    assert found[2][0] == pytest.approx(0.5)
    assert in_turn(SHEEP)
    assert not in_turn(CAR)
    assert list(looked_in_time(judged("A car crosses to the right.", CAR), maps)) == []
