"""Batches depend on nothing but the seed and their number; a window moves over the scenes of training."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from mm_models.captioning.batches import Batches, drawn_scenes, mark, rehearsal_batches
from mm_models.captioning.seeing import box_cells, cells_of, oracle_eye, positions
from mm_models.captioning.telling import said
from mm_models.captioning.views import View, Views, window
from mm_models.world.places import PLACES
from mm_models.world.rendering import render
from mm_models.world.scenes import thing_at
from mm_models.world.tokens import tokens
from tests.captioning.fakes import dog_and_cat


def batches(room=16):
    return Batches(3, Views(drawn_scenes(), oracle_eye(8), room=room), pictures=4, fresh=2)


def test_a_batch_does_not_depend_on_those_before_it():
    one, other = batches(), batches()
    for index in range(3):
        one(index)
    ours, theirs = one(9), other(9)
    assert torch.equal(ours.annotations, theirs.annotations)
    assert torch.equal(ours.ids, theirs.ids)
    assert torch.equal(ours.cells, theirs.cells)
    assert not torch.equal(ours.ids[:, :4], one(10).ids[:, :4])


def test_a_window_moves_on_by_what_is_fresh():
    drawn = [set(window(index, 5, 2, 20, np.random.default_rng(index))) for index in (0, 3)]
    assert drawn[0] <= set(range(20))
    assert drawn[1] <= set(range(6, 26))
    assert all(len(some) == 5 for some in drawn)


def test_what_was_seen_is_kept_and_not_drawn_again():
    seen = []

    def draw(number):
        seen.append(number)
        return drawn_scenes()(number)

    views = Views(draw, oracle_eye(8), room=10)
    views([1, 2, 3])
    annotations, found = views([3, 2, 11])
    assert seen == [1, 2, 3, 11]
    assert annotations.shape == (3, 8, 14, 14)
    assert [view.scene.seed for view in found] == [3, 2, 11]


def test_every_picture_has_a_caption_in_each_language():
    batch = rehearsal_batches(0, 8)(0)
    assert batch.picture.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert batch.ids[:, 0].tolist() == [2, 3] * 4
    assert batch.given.shape == batch.wanted.shape == batch.cells.shape[:2]


def test_a_thing_is_seen_in_the_cells_that_it_covers_or_covers_best():
    masks = np.zeros((3, 112, 112), bool)
    masks[0, 8:24, 16:32] = True  # four whole cells
    masks[1, 100, 50] = True  # a single pixel
    cells = cells_of(masks)
    assert sorted(map(tuple, np.argwhere(cells[0]))) == [(1, 2), (1, 3), (2, 2), (2, 3)]
    assert np.argwhere(cells[1]).tolist() == [[12, 6]]
    assert not cells[2].any()


def test_cells_of_a_box_have_their_middle_in_it():
    thing = thing_at("dog", (56, 56), 34)
    left, top, right, bottom = thing.box
    expected = [
        [left <= 8 * column + 4 < right and top <= 8 * line + 4 < bottom for column in range(14)]
        for line in range(14)
    ]
    assert box_cells(thing).tolist() == expected


def test_positions_tell_every_cell_from_every_other():
    cells = positions(14).flatten(1).T
    assert cells.shape == (196, 14)
    assert float(torch.pdist(cells).min()) > 0.05
    assert positions(14)[:2, 0, -1].tolist() == pytest.approx([1, -1])


def test_every_word_looks_at_what_is_named_next_and_then_at_nothing():
    scene = replace(dog_and_cat(), place=PLACES[0])
    view = View(scene, cells_of(render(scene).masks))
    caption = said(tokens("there is a red car and a cat."), scene)
    target = np.zeros((len(caption.tokens) + 3, 196), bool)
    mark(target, caption, view)
    _, car, cat = (cells.ravel() for cells in view.cells)
    at = caption.tokens.index
    assert all((row == car).all() for row in target[: at("car") + 1])
    assert all((row == cat).all() for row in target[at("and") : at("cat") + 1])
    empty = ~view.cells.any(axis=0).ravel()
    assert [(row == empty).all() for row in target[at("cat") + 1 :]] == [
        True,
        True,
        False,
        False,
    ]  # ".", "<end>"
    assert not target[len(caption.tokens) + 1 :].any()
