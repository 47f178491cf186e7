"""The losses by hand, and what pairs that are alike do to them."""

import math

import numpy as np
import pytest
import torch

from mm_models.matching.losses import cosines, hardest_hinge, pair_losses, symmetric_cross_entropy

LOGITS = torch.tensor([[3.0, 1.0, 0.0], [0.5, 2.0, 1.5], [0.0, 1.0, 2.5]])
NONE = torch.eye(3, dtype=torch.bool)


def by_hand(row, own, left_out=()):
    return -math.log(math.exp(row[own]) / sum(math.exp(v) for i, v in enumerate(row) if i not in left_out))


def test_rows_and_columns_are_cross_entropies_of_the_diagonal():
    rows, columns = pair_losses(LOGITS)
    assert rows.tolist() == pytest.approx([by_hand(LOGITS[i].tolist(), i) for i in range(3)])
    assert columns.tolist() == pytest.approx([by_hand(LOGITS[:, i].tolist(), i) for i in range(3)])
    found = symmetric_cross_entropy(LOGITS)
    assert float(found["loss"]) == pytest.approx(float(rows.mean() + columns.mean()) / 2)
    assert float(symmetric_cross_entropy(torch.zeros(7, 7))["loss"]) == pytest.approx(math.log(7))


def test_a_text_that_is_true_of_another_picture_is_left_out():
    alike = NONE.clone()
    alike[0, 1] = True
    rows, columns = pair_losses(LOGITS, alike)
    assert float(rows[0]) == pytest.approx(by_hand(LOGITS[0].tolist(), 0, left_out=(1,)))
    assert float(columns[1]) == pytest.approx(by_hand(LOGITS[:, 1].tolist(), 1, left_out=(0,)))
    assert torch.equal(rows[1:], pair_losses(LOGITS, NONE)[0][1:])


def test_left_out_pairs_get_no_gradient():
    logits, alike = LOGITS.clone().requires_grad_(True), NONE.clone()
    alike[2, 0] = True
    symmetric_cross_entropy(logits, alike)["loss"].backward()
    assert logits.grad[2, 0] == 0
    assert (logits.grad.diagonal() < 0).all()


def test_the_hinge_takes_the_hardest_of_each_row_and_column():
    table = torch.tensor([[0.9, 0.8, 0.1], [0.2, 0.7, 0.65], [0.3, 0.1, 0.6]])
    found = hardest_hinge(table, 0.2)
    assert float(found["image_to_text"]) == pytest.approx((0.1 + 0.15 + 0.0) / 3, abs=1e-6)
    assert float(found["text_to_image"]) == pytest.approx((0.0 + 0.3 + 0.25) / 3, abs=1e-6)
    alike = NONE.clone()
    alike[0, 1] = True
    assert float(hardest_hinge(table, 0.2, alike)["image_to_text"]) == pytest.approx(0.15 / 3, abs=1e-6)


def test_cosines_keep_full_precision_under_autocast():
    rng = np.random.default_rng(0)
    ones, others = (torch.from_numpy(rng.normal(size=(4, 64)).astype(np.float32)) for _ in range(2))
    with torch.autocast("cpu", torch.bfloat16):
        found = cosines(ones, others)
    assert found.dtype == torch.float32
    assert torch.allclose(found, ones @ others.T, atol=1e-5)
