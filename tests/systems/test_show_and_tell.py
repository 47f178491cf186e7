"""Show and Tell: its equations by hand, and that steps and whole captions agree."""

import numpy as np
import pytest
import torch

from mm_models.captioning.decoding import likelihoods
from mm_models.systems.show_and_tell import SYSTEM
from tests.captioning.by_hand import linear, lstm, mean_and_peak, stepwise, values


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return SYSTEM.build(SYSTEM.tiny).eval()


@pytest.fixture(scope="module")
def example():
    return SYSTEM.example(SYSTEM.tiny, torch.Generator().manual_seed(0))


def test_its_equations_by_hand(model, example):
    annotations, ids = example
    weights = values(model)
    picture = mean_and_peak(weights, annotations[0])
    nothing = np.zeros(SYSTEM.tiny.hidden)
    state = lstm(weights, "lstm", linear(weights, "see", picture), nothing, nothing)
    trace = model(annotations, ids)
    for place, word in enumerate(ids[0].tolist()):
        state = lstm(weights, "lstm", weights["embed.weight"][word], *state)
        assert trace.hidden[0, place].detach().numpy() == pytest.approx(state[0], abs=1e-5)
        assert trace.logits[0, place].detach().numpy() == pytest.approx(
            linear(weights, "out", state[0]), abs=1e-5
        )


def test_word_by_word_is_the_same_as_the_whole_caption(model, example):
    whole = model(*example).logits
    for place, step in enumerate(stepwise(model, *example)):
        assert torch.allclose(step.logits, whole[:, place], atol=1e-5)


def test_likelihoods_are_the_sum_of_what_each_step_says(model, example):
    annotations, ids = example
    said = [step.logits.log_softmax(dim=1) for step in stepwise(model, annotations, ids)]
    expected = torch.stack(
        [each.gather(1, ids[:, i + 1, None])[:, 0] for i, each in enumerate(said[:-1])], dim=1
    )
    assert torch.allclose(likelihoods(model, annotations, ids), expected, atol=1e-5)


def test_where_a_thing_is_does_not_reach_it(model, example):
    annotations, ids = example
    shuffled = annotations.flatten(2)[:, :, torch.randperm(16, generator=torch.Generator().manual_seed(1))]
    moved = model(shuffled.unflatten(2, (4, 4)), ids)
    assert torch.allclose(moved.logits, model(annotations, ids).logits, atol=1e-5)


def test_weights_of_another_vocabulary_are_refused():
    with pytest.raises(ValueError, match="train it again"):
        SYSTEM.build(type(SYSTEM.tiny)(trained_with="other"))
