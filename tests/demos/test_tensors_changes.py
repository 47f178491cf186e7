"""What changes of a picture do to the network, as the tab of pictures as tensors shows them."""

import numpy as np
import pytest

from demos.tabs.represent import tensors as tab
from demos.tabs.represent.tensors_changes import (
    by_unseen_hand,
    changes,
    grey,
    kept_share,
    right_share,
    shuffled,
    shuffled_cells,
    shuffled_pixels,
)
from mm_models import published
from mm_models.registry import SYSTEMS
from mm_models.systems.vision_backbone.infer import read
from mm_models.world.rendering import render
from mm_models.world.scenes import scene


@pytest.fixture(scope="module")
def trained():
    return published.load(SYSTEMS["vision-backbone"])


def test_shuffling_keeps_what_it_says_it_keeps():
    image = np.random.default_rng(0).integers(0, 256, (112, 112, 3)).astype(np.uint8)
    order = shuffled(196)
    pixels, cells = shuffled_pixels(image), shuffled_cells(image, order)
    assert sorted(map(tuple, pixels.reshape(-1, 3))) == sorted(map(tuple, image.reshape(-1, 3)))
    assert not np.array_equal(pixels, image)
    row, column = divmod(int(order[17]), 14)
    assert np.array_equal(cells[8:16, 24:32], image[8 * row : 8 * row + 8, 8 * column : 8 * column + 8])
    assert np.array_equal(shuffled_cells(image, np.arange(196)), image)


def test_grey_has_three_equal_channels_of_the_same_luminance():
    assert np.array_equal(grey(np.array([[[255, 0, 0], [10, 10, 10]]], np.uint8))[0], [[76] * 3, [10] * 3])


def test_the_unseen_hand_draws_the_same_things_in_the_same_places():
    view = scene(5, "test")
    redrawn = by_unseen_hand(view)
    assert {thing.designer for thing in redrawn.things} == {"fluent"}
    for before, after in zip(view.things, redrawn.things, strict=True):
        assert (before.kind, before.colour, before.angle) == (after.kind, after.colour, after.angle)
        assert np.allclose(before.centre, after.centre, atol=1)


def test_moved_cells_take_their_truth_along():
    view = scene(5, "test")
    picture = render(view)
    moved = changes(picture.image, view, picture)[2]
    assert np.array_equal(moved.truth.flatten(), picture.kinds.flatten()[moved.order])
    assert np.array_equal(moved.image[:8, :8], shuffled_cells(picture.image, moved.order)[:8, :8])


def test_shares_count_the_cells_of_things():
    before, after = np.array([0, 3, 3, 5]), np.array([1, 3, 0, 5])
    assert kept_share(before, after) == pytest.approx(2 / 3)
    assert kept_share(np.zeros(4, int), after) == 1.0
    assert right_share(after, before) == pytest.approx(2 / 3)
    assert right_share(after, np.zeros(4, int)) is None


def test_what_the_lesson_says_of_changes_is_so(trained):
    taken = [outcomes_of(trained, scene(seed, "test")) for seed in range(10)]
    as_it_is, pixels, cells, *_, unseen = zip(*taken, strict=True)
    assert np.mean([each.right for each in as_it_is]) > 0.9
    assert np.mean([each.kept for each in pixels]) < 0.25
    assert np.mean([each.kept for each in cells]) < 0.25
    assert np.mean([each.kept for each in unseen]) > 0.5


def outcomes_of(network, view):
    picture = render(view)
    found = changes(picture.image, view, picture)
    return tab.outcomes(network, read(network, np.stack([change.image for change in found])), found)
