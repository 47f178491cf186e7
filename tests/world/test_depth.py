"""Depth maps: near is large, the ground falls away to the horizon, and nothing is known of a photograph."""

from dataclasses import replace

import numpy as np
import pytest

from mm_models.world.depth import DEPTH_SIDE, GROUNDS, background, depth_map, disparity_of
from mm_models.world.places import PLACES
from mm_models.world.rendering import render
from mm_models.world.scenes import SIZES, scene, thing_at

EMPTY = replace(scene(0, "test"), things=(), window=(16, 16), place="grass")


def mapped(*things):
    there = replace(EMPTY, things=things)
    return depth_map(there, render(there))


def test_every_place_has_a_ground_and_a_map_is_a_function_of_the_scene():
    assert tuple(GROUNDS) == PLACES
    for number in range(7):
        view = scene(number, "test")
        near = depth_map(view, render(view))
        assert near.shape == (DEPTH_SIDE, DEPTH_SIDE)
        assert near.dtype == np.float32
        assert 0 <= near.min() <= near.max() <= 1
        assert np.array_equal(near, depth_map(view, render(view)))


def test_the_ground_comes_nearer_row_by_row_below_a_horizon_at_infinity():
    near = background(EMPTY)
    assert np.array_equal(near, np.repeat(near[:, :1], near.shape[1], axis=1))
    assert (np.diff(near[:, 0]) >= 0).all()
    assert near[0, 0] == 0
    assert near[-1, 0] > 0.8
    assert background(replace(EMPTY, place="room"))[0, 0] == pytest.approx(GROUNDS["room"].behind)


def test_a_large_thing_is_nearer_than_a_small_one_and_a_later_one_hides_an_earlier():
    small, large = (thing_at("dog", (56, 30), size) for size in (SIZES[0], SIZES[-1]))
    assert disparity_of(SIZES[0]) < disparity_of(SIZES[-1]) == 1
    assert mapped(small)[15, 28] == pytest.approx(disparity_of(SIZES[0]), abs=1e-3)
    assert mapped(small, large)[15, 28] == pytest.approx(1, abs=1e-3)
    assert mapped(large, small)[15, 28] == pytest.approx(disparity_of(SIZES[0]), abs=1e-3)


def test_how_a_thing_is_drawn_does_not_matter_only_its_silhouette():
    view = replace(EMPTY, things=(thing_at("dog", (56, 56), 52),))
    picture = render(view)
    black = replace(picture, image=np.zeros_like(picture.image))
    assert np.array_equal(depth_map(view, picture), depth_map(view, black))


def test_the_depth_of_a_photograph_is_not_known():
    with pytest.raises(ValueError, match="photograph"):
        background(replace(EMPTY, place=None))
