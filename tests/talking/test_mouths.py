"""Mouths that follow speech: visemes, coarticulation, and the guess from the sound."""

import numpy as np
import pytest
import torch

from mm_models.talking.proxy import mouth_of
from mm_models.talking.visemes import (
    CLOSED,
    HUSH,
    NARROW,
    OPEN,
    REST,
    ROUND,
    SPREAD,
    Spoken,
    lively,
    poses_of,
    trajectory,
)
from mm_models.talking.voices import PARTS, voices


@pytest.mark.parametrize(
    ("name", "poses"),
    [
        ("m", (CLOSED,)),
        ("aa", (OPEN,)),
        ("ay", (OPEN, SPREAD)),
        ("aI", (OPEN, SPREAD)),
        ("tS", (HUSH,)),
        ("u:", (ROUND,)),
        ("_:", (REST,)),
        ("?", (NARROW,)),
    ],
)
def test_sounds_have_the_poses_that_they_look_like(name, poses):
    assert poses_of(name) == poses


def test_lips_close_for_a_b_between_two_open_vowels_and_are_ahead_of_it():
    said = [Spoken("aa", 0.0, 0.4), Spoken("b", 0.4, 0.52), Spoken("aa", 0.52, 1.0)]
    poses = trajectory(said, 1.2)
    assert poses.shape == (30, 4)
    assert ((poses >= 0) & (poses <= 1)).all()
    closed = poses[:, 2].argmax()
    assert closed / 25 == pytest.approx(0.42, abs=0.05)
    assert poses[closed, 0] < 0.4 < poses[5, 0]
    assert poses[-1, 0] < 0.05


def test_people_move_differently_and_stay_within_bounds():
    poses = trajectory([Spoken("aa", 0.1, 0.9)], 1.0)
    first, second = (lively(poses, np.random.default_rng(seed)) for seed in (0, 1))
    assert not np.allclose(first, second)
    assert ((first >= 0) & (first <= 1)).all()
    assert np.corrcoef(first[:, 0], poses[:, 0])[0, 1] > 0.9


def test_a_guessed_mouth_opens_with_the_voice_and_spreads_with_its_brightness():
    times = torch.arange(8000) / 8000
    low, high = (torch.sin(2 * torch.pi * hertz * times[:2400]) for hertz in (300, 2800))
    poses = mouth_of(torch.cat([low, torch.zeros(3200), high]).float(), 8000)
    assert len(poses) == 25
    assert poses[4, 0] > 0.5
    assert poses[12, 0] < 0.05
    assert poses[4, 1] < 0.2 < 0.8 < poses[21, 1]
    assert np.isfinite(mouth_of(torch.zeros(4000), 8000)).all()


def test_no_voice_is_in_two_parts():
    spoken = {
        part: {(each.engine, each.base.partition("+")[2] or each.base) for each in voices(part)}
        for part in PARTS
    }
    assert not spoken["train"] & spoken["test"]
    assert not spoken["validation"] & (spoken["train"] | spoken["test"])
    assert voices("train") == voices("train")
    assert len({each.name for each in voices("train")}) == len(voices("train"))
