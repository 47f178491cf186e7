"""Drawn faces: a pure function of a seed, twenty lip points that follow the pose, and crops that are parts of the whole."""

import numpy as np
import pytest

from mm_models.world.face_painting import CROP, MOUTH, SIDE, blinks, cut, film, mouth_crops, portrait
from mm_models.world.faces import CENTRE, POINTS, Age, Hair, face, lip_points

REST, OPEN, PRESSED = (0, 0.5, 0, 0), (1, 0.5, 0, 0.5), (0, 0.5, 1, 0)
ROUND, SPREAD = (0.3, 0, 0, 0), (0.3, 1, 0, 0)


def posed(*poses):
    return np.array(poses, np.float32)


@pytest.fixture(scope="module")
def anybody():
    return face(3)


def test_a_face_is_a_function_of_its_seed_and_faces_differ():
    assert face(5) == face(5)
    many = [face(seed) for seed in range(60)]
    assert {each.age for each in many} == set(Age)
    assert {each.hair for each in many} == set(Hair)
    assert len({each.skin for each in many}) == 7
    assert {each.glasses for each in many} == {True, False}


def test_there_are_twenty_lip_points_from_corner_to_corner(anybody):
    points = lip_points(anybody, posed(REST, OPEN))
    assert points.shape == (2, POINTS, 2)
    left, right = points[:, 0], points[:, 6]
    assert (left[:, 0] < CENTRE[0]).all()
    assert (right[:, 0] > CENTRE[0]).all()
    assert np.allclose(left[:, 1], right[:, 1])
    assert (points[:, 3, 1] < points[:, 9, 1]).all()  # the upper lip is above the lower one


def gap(points):
    """Between the inner points of both lips in the middle."""
    return points[:, 18, 1] - points[:, 14, 1]


def test_lips_open_close_round_and_spread(anybody):
    points = lip_points(anybody, posed(REST, OPEN, PRESSED, ROUND, SPREAD))
    rest, opened, pressed, _, _ = gap(points)
    assert rest == pytest.approx(0, abs=1e-6)
    assert pressed == pytest.approx(0, abs=1e-6)
    assert opened > 0.1
    width = points[:, 6, 0] - points[:, 0, 0]
    assert width[3] < width[0] < width[4]


def test_crops_are_what_the_film_shows_around_the_mouth(anybody):
    poses = posed(REST, OPEN, SPREAD)
    crops = mouth_crops(anybody, poses)
    assert crops.shape == (3, *CROP, 3)
    assert crops.dtype == np.uint8
    assert np.array_equal(crops, cut(film(anybody, poses), MOUTH))


def test_an_open_mouth_is_dark_inside_and_only_a_dropped_jaw_leaves_the_crop(anybody):
    rest, opened = mouth_crops(anybody, posed(REST, OPEN)).astype(int)
    assert (opened.sum(axis=2) < 120).sum() > (rest.sum(axis=2) < 120).sum() + 5
    edge = np.ones(CROP, bool)
    edge[1:, 1:-1] = False
    assert np.array_equal(opened[edge], rest[edge])


def test_a_portrait_is_drawn_once_and_eyes_blink(anybody):
    assert portrait(anybody, False) is portrait(anybody, False)
    assert portrait(anybody, False).shape == (SIDE, SIDE, 3)
    closed = blinks(anybody, 400)
    assert 0 < closed.mean() < 0.2
    assert np.array_equal(closed, blinks(anybody, 400))
