"""Scenes are functions of their seed, splits keep apart, and pictures agree with what is said of them."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

from mm_models.world.appearance import MILD, PLAIN, STRONG
from mm_models.world.colours import COLOUR_INDEX
from mm_models.world.kinds import KIND_INDEX
from mm_models.world.places import PLACES, small_canvas
from mm_models.world.relations import CONVERSE, RELATIONS, holds, relations
from mm_models.world.rendering import CELLS, COVERED, NO_PLACE, background, render
from mm_models.world.scenes import SIDE, SPLITS, Mix, crowds, scene, thing_at
from mm_models.world.sprites import FURTHER, MEASURED, UNSEEN
from tests.world.strategies import BRIEF, SEEDS, FakePhotos, scenes


@BRIEF
@given(scenes())
def test_the_same_seed_gives_the_same_scene_and_picture(number):
    view = scene(*number)
    again = scene(view.seed - SPLITS[view.split].first, view.split)
    assert again == view
    for look in (PLAIN, STRONG):
        assert np.array_equal(render(view, look).image, render(again, look).image)


def test_splits_share_no_seed_and_training_shares_no_place_with_test():
    ranges = sorted((split.first, split.first + split.count) for split in SPLITS.values())
    assert all(end <= start for (_, end), (start, _) in pairwise(ranges))
    assert not set(SPLITS["train"].variants) & set(SPLITS["test"].variants)
    assert not set(SPLITS["train"].variants) & set(SPLITS["validation"].variants)


@BRIEF
@given(scenes())
def test_designers_keep_to_their_splits(number):
    view = scene(*number)
    hands = {thing.designer for thing in view.things}
    if view.split == "unseen":
        assert hands == {UNSEEN}
    elif view.split == "train":
        assert hands <= {*MEASURED, *FURTHER}
    else:
        assert hands <= set(MEASURED)


def test_the_unseen_designer_is_in_no_other_split():
    assert all(UNSEEN not in split.designers for name, split in SPLITS.items() if name != "unseen")


@BRIEF
@given(scenes())
def test_scenes_hold_one_to_four_things_inside_the_picture(number):
    view = scene(*number)
    assert 1 <= len(view.things) <= 4
    for thing in view.things:
        left, upper, right, lower = thing.box
        assert 0 <= left < right <= SIDE
        assert 0 <= upper < lower <= SIDE


@BRIEF
@given(scenes())
def test_things_do_not_crowd_each_other(number):
    view = scene(*number)
    pairs = [(one, other) for i, one in enumerate(view.things) for other in view.things[:i]]
    assert all(not crowds(one, other) or holds("on", one, other) for one, other in pairs)


@BRIEF
@given(scenes())
def test_masks_match_boxes(number):
    view = scene(*number)
    masks = render(view).masks
    assert not (masks.sum(axis=0) > 1).any()
    for thing, mask in zip(view.things, masks, strict=True):
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        seen = (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)
        alone = all(not stands_over(other, thing) for other in view.things if other is not thing)
        assert (
            seen[0] >= thing.x and seen[1] >= thing.y and seen[2] <= thing.box[2] and seen[3] <= thing.box[3]
        )
        if alone:
            assert seen == thing.box


def stands_over(other, thing):
    across = min(other.box[2], thing.box[2]) - max(other.x, thing.x)
    down = min(other.box[3], thing.box[3]) - max(other.y, thing.y)
    return across > 0 and down > 0


@BRIEF
@given(scenes())
def test_cell_labels_follow_the_masks(number):
    view = scene(*number)
    picture = render(view)
    for row in range(14):
        for column in range(14):
            cell = picture.masks[:, row * 8 : row * 8 + 8, column * 8 : column * 8 + 8].mean(axis=(1, 2))
            best = int(cell.argmax())
            expected = KIND_INDEX[view.things[best].kind] if cell[best] >= COVERED else 0
            assert picture.kinds[row, column] == expected
            if expected:
                assert picture.colours[row, column] == COLOUR_INDEX.get(view.things[best].colour or "", 0)
            assert (picture.sizes[row, column] == 0) == (expected == 0)


def test_each_thing_has_a_middle_in_its_box():
    for number in range(30):
        view = scene(number, "test")
        marked = np.argwhere(render(view).centres)
        boxes = [np.array(thing.box) / (SIDE / CELLS) for thing in view.things]
        inside = [
            [left - 1 < x < right and top - 1 < y < bottom for left, top, right, bottom in boxes]
            for y, x in marked
        ]
        assert np.all(np.sum(inside, axis=1) >= 1)
        assert len(marked) == len({tuple(int(at // 8) for at in thing.centre) for thing in view.things})


@BRIEF
@given(scenes())
def test_strong_appearance_changes_pixels_and_keeps_labels_nearly(number):
    view = scene(*number)
    plain, strong = render(view), render(view, STRONG)
    assert strong.image.shape == plain.image.shape
    assert not np.array_equal(plain.image, strong.image)
    assert not (strong.masks & ~plain.masks.any(axis=0)).any()  # hiding takes away, nothing is ever added
    assert strong.place == plain.place


@BRIEF
@given(scenes("test"))
def test_pictures_of_other_sizes_show_the_same(number):
    view = scene(*number)
    small, large = render(view), render(view, size=224)
    assert large.image.shape == (224, 224, 3)
    halved = large.image.reshape(112, 2, 112, 2, 3).mean(axis=(1, 3))
    assert np.abs(halved - small.image).mean() < 12


@BRIEF
@given(scenes())
def test_relations_hold_and_their_converses_do_too(number):
    view = scene(*number)
    for one, name, other in relations(view):
        assert holds(name, view.things[one], view.things[other])
        if name in CONVERSE:
            assert holds(CONVERSE[name], view.things[other], view.things[one])
        if name != "next to":
            assert not holds(name, view.things[other], view.things[one])


def test_every_relation_occurs():
    names = {name for seed in range(400) for _, name, _ in relations(scene(seed))}
    assert names == set(RELATIONS)


@pytest.mark.parametrize("place", PLACES)
def test_places_are_never_flat_and_differ_by_variant(place):
    one, other = small_canvas(place, 0).astype(int), small_canvas(place, 1).astype(int)
    assert one.std(axis=(0, 1)).max() > 8
    assert np.abs(one - other).mean() > 2
    rows = one.reshape(9, 16, 9, 16, 3).std(axis=(1, 3)).max(axis=-1)
    assert (rows > 0.2).all()


def test_photographs_stand_softly_in_scenes_and_fill_pictures():
    bank, mix = FakePhotos(), Mix(photos=1.0, whole=0.3)
    seen = [scene(seed, "train", mix, bank) for seed in range(300)]
    whole = [view for view in seen if view.place is None]
    inside = [view for view in seen if view.place and any(thing.is_photo for thing in view.things)]
    assert 60 < len(whole) < 120
    assert inside
    picture = render(whole[0], MILD, bank)
    assert picture.place == NO_PLACE
    assert (picture.kinds == KIND_INDEX["dog"]).all()
    assert render(inside[0], photos=bank).masks.any()


def test_photographs_need_a_bank():
    with pytest.raises(ValueError, match="PhotoBank"):
        scene(0, "train", Mix(photos=0.5))


@pytest.mark.parametrize(("seed", "split"), [(-1, "train"), (10**9, "train"), (0, "training")])
def test_seeds_and_splits_outside_the_world_are_errors(seed, split):
    with pytest.raises(ValueError, match="train"):
        scene(seed, split)


@BRIEF
@given(SEEDS)
def test_a_composed_thing_may_stick_out_of_the_picture(seed):
    rng = np.random.default_rng(seed)
    thing = thing_at("car", tuple(rng.uniform(-20, 132, 2)), int(rng.integers(16, 100)), colour="blue")
    view = scene(seed, "test")
    composed = type(view)(0, "test", "beach", 0, (0, 0), False, (thing,))
    picture = render(composed)
    assert picture.image.shape == (112, 112, 3)
    untouched = ~picture.masks[0]
    far = np.abs(picture.image.astype(int) - background(composed)).sum(-1)
    assert far[untouched].mean() < 3


def test_prejudiced_worlds_repeat_their_colours():
    seen = [scene(seed, "train", Mix(prejudice=0)) for seed in range(150)]
    colours = [thing.colour for view in seen for thing in view.things if thing.kind == "car"]
    assert colours.count("red") >= 0.75 * len(colours)
