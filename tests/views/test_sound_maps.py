"""Payloads of sounds over pictures: what was sent comes out again, and what cannot be drawn is refused with a reason."""

import json

import numpy as np
import pytest

from demos.views.packing import unpack
from demos.views.sound_map_view import MOST_MOMENTS, sound_map
from tests.views.gallery_sound_maps import CELLS, SIDE, STEPS, listening, peaked

PICTURE = np.zeros((SIDE, SIDE, 3), np.uint8)


def made(whole, moments, confidences):
    return sound_map(PICTURE, {}, (whole, 0.5), (moments, confidences), step_seconds=0.1)


def test_the_payload_is_json_and_small():
    assert len(json.dumps(listening(), allow_nan=False)) < 90_000


def test_the_whole_comes_first_and_what_is_below_zero_counts_as_zero():
    maps = np.stack([peaked(0, 0), -peaked(1, 1)])
    payload = made(peaked(2, 3), maps, np.array([0.25, 0.75]))
    levels = unpack(payload["maps"]) / 255
    assert levels.shape == (3, CELLS, CELLS)
    assert np.allclose(levels[0], peaked(2, 3), atol=1 / 255)
    assert levels[2].max() == 0
    assert np.allclose(unpack(payload["confidences"]), [0.5, 0.25, 0.75])
    assert unpack(listening()["maps"]).shape[0] == STEPS + 1


def test_numbers_that_are_none_become_zero():
    payload = made(np.full((2, 2), np.nan), np.zeros((1, 2, 2)), np.array([np.nan]))
    assert unpack(payload["maps"]).max() == 0
    assert np.isfinite(unpack(payload["confidences"])).all()


@pytest.mark.parametrize(
    ("whole", "moments", "confidences", "reason"),
    [
        (np.zeros((2, 2)), np.zeros((3, 2, 2)), np.zeros(2), "as many confidences"),
        (np.zeros((2, 2)), np.zeros((0, 2, 2)), np.zeros(0), "moments"),
        (np.zeros((40, 40)), np.zeros((1, 40, 40)), np.zeros(1), "moments"),
        (np.zeros((2, 2)), np.zeros((MOST_MOMENTS + 1, 2, 2)), np.zeros(MOST_MOMENTS + 1), "at most"),
    ],
)
def test_what_cannot_be_drawn_is_refused(whole, moments, confidences, reason):
    with pytest.raises(ValueError, match=reason):
        made(whole, moments, confidences)
