"""Scenes that are alike: one change each, all different in what a caption can say, nothing hidden."""

from collections import Counter

import numpy as np
import pytest

from mm_models.captioning.alike import CHANGES, family, looks, told_apart
from mm_models.world.scenes import Scene, crowds, inside, scene, thing_at


def families(split="test", count=6, numbers=range(12)):
    return [family(scene(n, split), count, np.random.default_rng(n)) for n in numbers]


@pytest.mark.parametrize("split", ["train", "unseen"])
def test_a_family_has_as_many_scenes_as_wanted_and_no_two_say_the_same(split):
    for alike in families(split):
        assert len(alike) == 6
        for i, one in enumerate(alike):
            assert all(told_apart(one, other) for other in alike[i + 1 :])


def test_each_differs_from_the_first_in_one_thing_or_the_place():
    for first, *others in families():
        for other in others:
            gone = Counter(looks(first)) - Counter(looks(other))
            assert (first.place != other.place) + gone.total() == 1
            assert (other.variant, other.window) == (first.variant, first.window)


def test_nothing_leaves_the_picture_or_newly_hides_another():
    for first, *others in families():
        hidden = sum(crowds(a, b) for i, a in enumerate(first.things) for b in first.things[i + 1 :])
        for other in others:
            things = other.things
            assert all(inside(thing) for thing in things)
            assert sum(crowds(a, b) for i, a in enumerate(things) for b in things[i + 1 :]) <= hidden


def test_every_change_comes_up():
    car = Scene(
        0,
        "test",
        "meadow",
        40,
        (0, 0),
        False,
        (thing_at("car", (30, 56), 34, colour="red"), thing_at("dog", (84, 56), 34)),
    )
    for change in CHANGES:
        other = change(car, np.random.default_rng(0))
        assert other is not None, change.__name__
        assert told_apart(car, other)


def test_a_family_is_a_function_of_the_scene_and_the_generator():
    assert families() == families()


def test_a_photograph_that_fills_the_picture_stays_alone():
    only = Scene(0, "train", None, 0, (0, 0), False, ())
    assert family(only, 4, np.random.default_rng(0)) == [only]
