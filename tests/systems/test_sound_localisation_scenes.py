"""Sound source localisation: its scenes and recordings, and how maps are judged."""

from pathlib import Path

import numpy as np
import pytest
import torch

from mm_models.audio.examples import example
from mm_models.audio.foley import FOLEY
from mm_models.corpora.esc10 import Clip
from mm_models.hearing.names import KIND_OF, NONE, SOUND_OF, SOUNDS
from mm_models.hearing.staging import sources, staged
from mm_models.systems.sound_localisation import SYSTEM
from mm_models.systems.sound_localisation.calibrate import best_cut, logistic
from mm_models.systems.sound_localisation.folds import TEST_FOLD, part_of
from mm_models.systems.sound_localisation.judging import (
    area,
    box_region,
    chosen,
    iou,
    peak,
    points_at,
    region,
    success,
)
from mm_models.systems.sound_localisation.model import (
    Config,
)
from mm_models.systems.sound_localisation.staging import (
    CANDIDATES,
    TRAINING,
    visible_box,
)
from mm_models.world.rendering import render

TINY = SYSTEM.tiny


def scores_with(peak_at, side=14, height=1.0):
    scores = torch.zeros(side, side)
    scores[peak_at] = height
    return scores


def test_scenes_are_the_same_for_the_same_number_and_something_in_them_sounds():
    for number in range(60):
        scene = staged(number, "train", TRAINING)
        assert scene == staged(number, "train", TRAINING)
        kinds = [thing.kind for thing in scene.things]
        assert len(set(kinds)) == len(kinds)
        assert kinds[0] in SOUND_OF
        assert sources(scene)[0] == 0


def test_candidates_all_sound():
    counts = set()
    for number in range(60):
        scene = staged(number, "test", CANDIDATES)
        counts.add(len(scene.things))
        assert all(thing.kind in SOUND_OF for thing in scene.things)
    assert {2, 3, 4} <= counts


def test_every_sound_has_its_thing():
    assert list(KIND_OF) == list(FOLEY) == list(SOUNDS[:NONE])
    assert KIND_OF["dog_bark"] == "dog"
    assert KIND_OF["chainsaw"] == "saw"
    assert KIND_OF["person_sneeze"] == "sneezing face"


def clips():
    return [
        Clip(Path(f"{fold}-{100 * fold + source}-{take}.ogg"), label, fold, 100 * fold + source, take)
        for label in ("dog_bark", "rain")
        for fold in (1, 2, 3, 4)
        for source in range(8)
        for take in "AB"
    ]


def test_no_recording_is_in_two_parts_and_one_fold_tests():
    found = list(zip(clips(), part_of(clips()), strict=True))
    for name in ("train", "validation", "test"):
        assert {part for _, part in found} >= {name}
    for clip, part in found:
        assert (part == "test") == (clip.fold == TEST_FOLD)
    of = {}
    for clip, part in found:
        assert of.setdefault((clip.label, clip.source), part) == part


# Judging.


def test_the_peak_points_where_it_is():
    scores = scores_with((3, 5))
    assert peak(scores) == (3, 5)
    assert points_at(scores, (40, 24, 48, 32))
    assert not points_at(scores, (48, 24, 60, 32))
    cells = np.zeros((2, 14, 14), bool)
    cells[1, 3, 5] = cells[0, 0, 0] = True
    assert chosen(scores, cells) == 1


def test_regions_and_their_union():
    one, other = box_region((0, 0, 56, 112)), box_region((0, 0, 112, 112))
    assert iou(one, other) == pytest.approx(0.5)
    assert iou(np.zeros_like(one), np.zeros_like(one)) == 0
    flat = torch.zeros(14, 14)
    flat[:, :7] = 1
    assert iou(region(flat), one) > 0.95
    assert region(flat, 0.99).sum() <= region(flat, 0.1).sum()
    assert success([0.4, 0.6, 0.5, 0.9]) == 0.5
    assert area([1.0, 1.0]) == pytest.approx(0.975)
    assert area([0.0]) == 0


def test_the_box_of_a_thing_is_that_of_what_shows():
    picture = render(staged(0, "test", CANDIDATES))
    left, upper, right, lower = visible_box(picture.masks[0])
    assert picture.masks[0][upper:lower, left:right].sum() == picture.masks[0].sum()


def test_calibration_separates_and_finds_the_best_threshold():
    steepness, offset = logistic(torch.tensor([0.8, 0.7, 0.9]), torch.tensor([0.1, 0.2, 0.3]))
    assert steepness > 0
    assert steepness * 0.8 + offset > 0 > steepness * 0.2 + offset
    wide = torch.zeros(14, 14)
    wide[2:9, 2:9], wide[4:7, 4:7] = 0.5, 1.0
    assert best_cut([(wide, (32, 32, 56, 56))]) > 0.5
    assert best_cut([(wide, (16, 16, 72, 72))]) < 0.5


def test_the_configuration_says_what_the_examples_need():
    assert Config().channels == 256
    assert {example(key).key for key in FOLEY} == set(FOLEY)
