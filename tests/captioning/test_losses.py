"""Losses against values computed in plain numpy."""

import numpy as np
import pytest
import torch

from mm_models.captioning.batches import Batches, drawn_scenes
from mm_models.captioning.learning import weighted_sum
from mm_models.captioning.losses import (
    entropy,
    guide_loss,
    log_probabilities,
    per_caption,
    spread_loss,
    word_loss,
)
from mm_models.captioning.seeing import oracle_eye
from mm_models.captioning.views import Views

RNG = np.random.default_rng(0)
LOGITS = RNG.normal(size=(2, 4, 6)).astype(np.float32)
WANTED = np.array([[2, 3, 1, 0], [5, 1, 0, 0]])  # 0 is padding
MAPS = RNG.dirichlet(np.ones(9), size=(2, 4)).astype(np.float32)


def by_hand():
    logs = LOGITS - np.log(np.exp(LOGITS).sum(axis=2, keepdims=True))
    return np.array([[logs[c, w, WANTED[c, w]] if WANTED[c, w] else 0 for w in range(4)] for c in range(2)])


def tensors():
    return torch.from_numpy(LOGITS), torch.from_numpy(WANTED)


def test_the_loss_of_words_is_the_mean_over_all_that_are_not_padding():
    assert float(word_loss(*tensors())) == pytest.approx(-by_hand().sum() / 5, rel=1e-5)


def test_log_probabilities_are_those_of_the_wanted_words():
    assert log_probabilities(*tensors()).numpy() == pytest.approx(by_hand(), rel=1e-5)


def test_the_mean_of_a_caption_leaves_out_padding():
    found = per_caption(log_probabilities(*tensors()), tensors()[1])
    assert found.numpy() == pytest.approx([by_hand()[0].sum() / 3, by_hand()[1].sum() / 2], rel=1e-5)


def test_attention_should_add_up_to_one_in_every_cell():
    looked = np.stack([MAPS[0, :3].sum(axis=0), MAPS[1, :2].sum(axis=0)])
    expected = ((1 - looked) ** 2).mean()
    assert float(spread_loss(torch.from_numpy(MAPS), tensors()[1])) == pytest.approx(expected, rel=1e-5)
    even = torch.full((1, 9, 9), 1 / 9)
    assert float(spread_loss(even, torch.ones(1, 9, dtype=torch.long))) == pytest.approx(0, abs=1e-10)


def test_maps_are_taught_only_where_a_word_names_something():
    cells = np.zeros((2, 4, 9), bool)
    cells[0, 1, [2, 3]] = True
    cells[1, 0, 8] = True
    expected = -(np.log(MAPS[0, 1, [2, 3]].sum()) + np.log(MAPS[1, 0, 8])) / 2
    found = guide_loss(torch.from_numpy(MAPS), torch.from_numpy(cells))
    assert float(found) == pytest.approx(expected, rel=1e-5)
    assert float(guide_loss(torch.from_numpy(MAPS), torch.zeros(2, 4, 9, dtype=torch.bool))) == 0


def test_entropy_of_an_even_map_is_the_logarithm_of_its_cells():
    assert float(entropy(torch.full((196,), 1 / 196))) == pytest.approx(np.log(196), rel=1e-5)
    assert entropy(torch.from_numpy(MAPS)).numpy() == pytest.approx(-(MAPS * np.log(MAPS)).sum(2), rel=1e-4)


def test_a_batch_in_parts_has_the_same_words_and_the_same_mean():
    batch = Batches(0, Views(drawn_scenes(), oracle_eye(8), room=12), pictures=6, fresh=0)(3)
    parts = list(batch.parts(3))
    assert sum(share for share, _ in parts) == pytest.approx(1)
    assert sum(len(part.ids) for _, part in parts) == len(batch.ids)
    assert sum(int((part.wanted != 0).sum()) for _, part in parts) == int((batch.wanted != 0).sum())
    assert sum(int(part.cells.sum()) for _, part in parts) == int(batch.cells.sum())
    lengths = [part.wanted.shape[1] for _, part in parts]
    assert lengths == sorted(lengths)
    for _, part in parts:
        assert (part.wanted[:, -1] != 0).any()
        for row, ids in enumerate(part.ids):
            same = (batch.ids[:, : len(ids)] == ids).all(dim=1).nonzero()[:, 0].tolist()
            pictures = [batch.annotations[batch.picture[position]] for position in same]
            assert any(torch.equal(part.annotations[part.picture[row]], each) for each in pictures)
    losses = [(share, {"loss": torch.tensor(float(i))}) for i, (share, _) in enumerate(parts)]
    assert float(weighted_sum(losses)["loss"]) == pytest.approx(parts[1][0] + 2 * parts[2][0])
