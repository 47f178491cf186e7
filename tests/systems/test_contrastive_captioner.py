"""Contrastive captioning: the paper's equations by hand, which pairs there are, and self-retrieval."""

import sys
from copy import deepcopy
from math import exp, log

import numpy as np
import pytest
import torch

from mm_models.captioning.alike import told_apart
from mm_models.captioning.decoding import likelihoods, write
from mm_models.captioning.evaluation import Trial
from mm_models.captioning.judging import judged
from mm_models.captioning.seeing import oracle_eye
from mm_models.captioning.views import Views
from mm_models.captioning.vocabulary import END, number, start
from mm_models.systems.contrastive_captioner import SYSTEM
from mm_models.systems.contrastive_captioner.evaluate import (
    ALIKE,
    Heard,
    alike_pools,
    figures_of,
    retrieval,
    with_pools,
)
from mm_models.systems.contrastive_captioner.infer import fits, ranks, with_start
from mm_models.systems.contrastive_captioner.model import Config, contrastive_loss, is_matched
from mm_models.systems.contrastive_captioner.pairs import MEMBERS, PairBatches, drawn_families
from mm_models.systems.contrastive_captioner.train import losses, paired_likelihoods, rehearse, train
from mm_models.systems.transformer_captioner import SYSTEM as REFERENCE
from mm_models.text import Text
from mm_models.training import Run
from mm_models.world.scenes import scene
from mm_models.world.tokens import tokens

TINY = SYSTEM.tiny


def built(seed=0):
    torch.manual_seed(seed)
    return SYSTEM.build(TINY).eval()


@pytest.fixture(scope="module")
def batches():
    views = Views(drawn_families(), oracle_eye(TINY.channels), room=4 * MEMBERS)
    return PairBatches(0, views, TINY.mismatched, families=3, fresh=0)


@pytest.fixture(scope="module")
def pairs(batches):
    return batches(0)


def r(ratio, nu):
    """The paper's logistic function."""
    return 1 / (1 + nu * exp(-ratio))


@pytest.mark.parametrize("nu", [0.5, 1.0, 5.0])
def test_the_loss_by_hand(nu):
    matched, mismatched = [0.3, -1.2], [[-2.0, 0.1, 0.7], [3.0, -0.4, 0.0]]
    own = -np.mean([log(r(each, nu)) for each in matched])
    others = -np.mean([log(1 - r(each, nu)) for row in mismatched for each in row])
    found = contrastive_loss(torch.tensor(matched), torch.tensor(mismatched), nu)
    assert float(found["matched"]) == pytest.approx(own, rel=1e-5)
    assert float(found["mismatched"]) == pytest.approx(others, rel=1e-5)
    assert float(found["loss"]) == pytest.approx(own + others, rel=1e-5)
    assert float(is_matched(torch.tensor(0.3), nu)) == pytest.approx(r(0.3, nu), rel=1e-5)


def test_pairs_that_are_right_hardly_pull():
    ratio = torch.tensor([4.0, -4.0], requires_grad=True)
    contrastive_loss(ratio, torch.tensor([[0.0], [0.0]]), 1.0)["matched"].backward()
    right, wrong = ratio.grad.tolist()
    assert wrong == pytest.approx(-r(4.0, 1.0) / 2, rel=1e-4)  # 1 - h, over two captions
    assert right == pytest.approx(-r(-4.0, 1.0) / 2, rel=1e-4)


def test_a_copy_of_its_reference_has_the_loss_of_not_knowing(pairs):
    model = built()
    found = losses(model, deepcopy(model), pairs)
    assert float(found["loss"].detach()) == pytest.approx(2 * log(2), abs=1e-5)


def test_likelihoods_of_pairs_are_those_of_captions_one_by_one(pairs):
    model = built()
    found = paired_likelihoods(model, pairs).detach()
    for caption in range(0, len(pairs.ids), 5):
        pictures = [int(pairs.picture[caption]), *pairs.others[caption].tolist()]
        for place, picture in enumerate(pictures):
            alone = likelihoods(model, pairs.annotations[picture : picture + 1], pairs.ids[caption][None])
            assert float(found[caption, place]) == pytest.approx(float(alone.sum()), abs=1e-3)


def test_a_caption_is_held_against_its_family_and_one_stranger(batches, pairs):
    assert pairs.others.shape == (len(pairs.ids), TINY.mismatched)
    for own, others in zip(pairs.picture.tolist(), pairs.others.tolist(), strict=True):
        kin = [other for other in others if other // MEMBERS == own // MEMBERS]
        assert own not in others
        assert len(set(others)) == TINY.mismatched
        assert len(kin) == TINY.mismatched - 1
    assert torch.equal(batches(0).others, pairs.others)
    assert not torch.equal(batches(1).annotations, pairs.annotations)


def test_members_of_a_family_follow_one_another():
    draw = drawn_families()
    scenes = [draw(number)[0] for number in range(2 * MEMBERS)]
    for first in (0, MEMBERS):
        alike = scenes[first : first + MEMBERS]
        assert all(told_apart(one, other) for i, one in enumerate(alike) for other in alike[i + 1 :])
        assert len({(each.seed, each.variant) for each in alike}) == 1


def test_the_reference_stays_and_the_target_moves(pairs):
    model = built()
    before = deepcopy(model.state_dict())
    steps = list(rehearse(model, Run()))
    assert steps[-1].losses["loss"] < 2 * log(2)
    assert any(not torch.equal(value, before[name]) for name, value in model.state_dict().items())
    reference = deepcopy(model).requires_grad_(False)
    losses(model, reference, pairs)["loss"].backward()
    assert all(parameter.grad is None for parameter in reference.parameters())


def test_training_starts_from_the_reference(monkeypatch):
    began = {}

    def fit(model, _recipe, _run):
        began.update(deepcopy(model.state_dict()))
        yield from ()

    module = sys.modules[train.__module__]
    monkeypatch.setattr(module, "fit", fit)
    monkeypatch.setattr(module, "photographs", lambda _: None)
    reference, model = built(1), built(2)
    list(train(model, Run(), lambda pixels: pixels, reference))
    assert all(torch.equal(value, began[name]) for name, value in reference.state_dict().items())


def test_the_weights_of_the_transformer_captioner_fit():
    reference = REFERENCE.build(REFERENCE.tiny)
    built().load_state_dict(reference.state_dict())
    for name in ("channels", "width", "heads", "layers", "inner", "vocabulary"):
        assert getattr(Config(), name) == getattr(REFERENCE.config, name)


def test_every_caption_with_every_picture():
    model = built()
    annotations, ids = SYSTEM.example(TINY, torch.Generator().manual_seed(0))
    captions = [[*ids[0, 1:4].tolist(), END], [*ids[1, 1:].tolist(), END]]
    found = fits(model, annotations, with_start(captions, "en"))
    assert found.words.shape == (2, 3, 7)
    for i, caption in enumerate(captions):
        for j in range(3):
            alone = likelihoods(model, annotations[j : j + 1], torch.tensor([[start("en"), *caption]]))[0]
            assert torch.allclose(found.words[i, j, : len(alone)], alone, atol=1e-4)
            assert (found.words[i, j, len(alone) :] == 0).all()
    assert torch.allclose(found.total, found.words.sum(dim=2))


def test_ties_do_not_count_as_found():
    table = torch.tensor([[3.0, 1.0, 2.0], [5.0, 5.0, 0.0], [0.0, 1.0, 0.5]])
    assert ranks(table, torch.arange(3)).tolist() == [0, 1, 1]


def test_a_caption_that_a_captioner_wrote_is_as_likely_as_it_said():
    model = built()
    annotations, _ = SYSTEM.example(TINY, torch.Generator().manual_seed(1))
    written = write(model, annotations, "ko")
    captions = [written.caption(row) for row in range(3)]
    total = fits(model, annotations, with_start(captions, "ko")).total
    # what is written never says a start token, whose share decoding gives to the others
    assert (total.diagonal() <= written.log_probabilities.sum(dim=1) + 1e-3).all()


def test_retrieval_is_measured_for_both_on_the_same_scenes(monkeypatch):
    pools = []
    model, reference = built(), built(1)
    trial = Trial(model, oracle_eye(TINY.channels), torch.zeros(1, TINY.channels, 14, 14), 0)
    real = alike_pools
    module = sys.modules[retrieval.__module__]
    monkeypatch.setattr(module, "alike_pools", lambda *args: pools.append(args[1:]) or real(*args))
    own, before = retrieval([model, reference], trial, ALIKE)
    assert [split for split, _, _ in pools] == ["test", "unseen"]
    assert set(own) == set(before)
    for name in ("alike.seen", "alike.seen.ko", "alike.unseen", "any.seen"):
        assert 0 <= own[f"retrieval.r1.{name}"] <= 1
    assert retrieval([reference, model], trial, ALIKE) == [before, own]


def test_pools_are_families_and_there_are_enough_of_them():
    pools = list(alike_pools(oracle_eye(TINY.channels), "test", 0, 2 * ALIKE + 1))
    assert [len(pool.scenes) for pool in pools] == [ALIKE] * 3
    assert all(len(pool.annotations) == ALIKE for pool in pools)


def test_distinctiveness_is_counted_within_a_pool():
    dog, view = judged(scene(0, "test"), numbers_of("a dog")), scene(1, "test")
    one = Heard((dog, dog), (True, False))
    other = Heard((dog, judged(view, numbers_of("a red car"))), (True, True))
    figures = figures_of([one, other])
    assert figures["retrieval.r1"] == 0.75
    assert figures["retrieval.distinct"] == 0.75
    assert figures["retrieval.length"] == 2.25


def numbers_of(text):
    return [number(token) for token in tokens(text)]


def test_the_protocol_says_the_pools():
    told = with_pools(Text("more", "더"), 1000)
    assert "pools of 100 scenes" in told.en
    assert f"pools of {ALIKE} scenes" in told.en
    assert "100장" in told.ko
    assert told.en.endswith("more")
