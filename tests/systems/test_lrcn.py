"""LRCN: its three networks by hand, and that steps and whole captions agree."""

import numpy as np
import pytest
import torch

from mm_models.published import hashes
from mm_models.systems.lrcn import SINGLE, SYSTEM, UNFACTORED
from tests.captioning.by_hand import linear, lstm, mean_and_peak, stepwise, values

EACH = pytest.mark.parametrize("system", [SINGLE, UNFACTORED, SYSTEM], ids=["1u", "2u", "2f"])


def built(system):
    torch.manual_seed(0)
    return system.build(system.tiny).eval()


def example():
    return SYSTEM.example(SYSTEM.tiny, torch.Generator().manual_seed(0))


def one(weights, image, said, states):
    return [lstm(weights, "lstms.0", np.concatenate([said, image]), *states[0])]


def unfactored(weights, image, said, states):
    below = lstm(weights, "lstms.0", np.concatenate([said, image]), *states[0])
    return [below, lstm(weights, "lstms.1", below[0], *states[1])]


def factored(weights, image, said, states):
    below = lstm(weights, "lstms.0", said, *states[0])
    return [below, lstm(weights, "lstms.1", np.concatenate([below[0], image]), *states[1])]


@pytest.mark.parametrize(
    ("system", "moved"), [(SINGLE, one), (UNFACTORED, unfactored), (SYSTEM, factored)], ids=["1u", "2u", "2f"]
)
def test_its_equations_by_hand(system, moved):
    model, (annotations, ids) = built(system), example()
    weights, trace = values(model), model(annotations, ids)
    image = linear(weights, "see", mean_and_peak(weights, annotations[2]))
    nothing = np.zeros(system.tiny.hidden)
    states = [(nothing, nothing)] * system.tiny.layers
    for place, word in enumerate(ids[2].tolist()):
        states = moved(weights, image, weights["embed.weight"][word], states)
        for layer, (hidden, cell) in enumerate(states):
            assert trace.hidden[2, place, layer].detach().numpy() == pytest.approx(hidden, abs=1e-5)
            assert trace.cell[2, place, layer].detach().numpy() == pytest.approx(cell, abs=1e-5)
        logits = linear(weights, "out", states[-1][0])
        assert trace.logits[2, place].detach().numpy() == pytest.approx(logits, abs=1e-5)


@EACH
def test_word_by_word_is_the_same_as_the_whole_caption(system):
    model, (annotations, ids) = built(system), example()
    whole = model(annotations, ids).logits
    for place, step in enumerate(stepwise(model, annotations, ids)):
        assert torch.allclose(step.logits, whole[:, place], atol=1e-5)


@EACH
def test_the_picture_enters_where_the_name_says(system):
    model, (annotations, ids) = built(system), example()
    same = [
        torch.allclose(one, other)
        for one, other in zip(
            model(annotations, ids).hidden.unbind(2),
            model(annotations + 1, ids).hidden.unbind(2),
            strict=True,
        )
    ]
    assert same == {"lrcn-1u": [False], "lrcn-2u": [False, False], "lrcn-2f": [True, False]}[system.name]


def test_all_three_are_trained_and_offered_beside_each_other():
    assert {"lrcn-1u", "lrcn-2u", "lrcn-2f"} <= set(hashes())
