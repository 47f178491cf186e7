"""What an evaluation counts, on captions whose truth is known."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from mm_models.captioning.evaluation import Spoken, Trial, conditions, looks, named, unseeing
from mm_models.captioning.judging import judged, truth
from mm_models.captioning.protocol import protocol
from mm_models.captioning.seeing import counted, oracle_eye, shown
from mm_models.captioning.vocabulary import END, numbers
from mm_models.systems import show_and_tell, show_attend_tell, transformer_captioner
from mm_models.systems.vision_backbone.model import Config, VisionBackbone
from mm_models.world.tokens import tokens
from tests.captioning.fakes import dog_and_cat


def said(caption):
    return judged(dog_and_cat(), [*(numbers()[token] for token in tokens(caption)), END])


def test_truth_counts_claims_and_what_is_left_out():
    right = said("a dog is on the left of a red car and a cat")
    wrong = said("a blue car and a banana")
    figures = truth([right, wrong])
    assert figures["caption.true_complete"] == 0.5
    assert figures["things.precision"] == pytest.approx(4 / 5)
    assert figures["things.recall"] == pytest.approx(4 / 6)
    assert figures["colour"] == 0.5
    assert "count" not in figures


def test_true_is_not_enough_when_something_is_left_out():
    figures = truth([said("a dog")])
    assert figures["caption.true_complete"] == 0
    assert figures["things.precision"] == 1
    assert figures["things.recall"] == pytest.approx(1 / 3)


def trial(system):
    torch.manual_seed(0)
    model = system.build(system.tiny).eval()
    return Trial(model, oracle_eye(16), torch.zeros(1, 16, 14, 14), seed=0)


@pytest.mark.parametrize(
    "system",
    [show_and_tell.SYSTEM, show_attend_tell.SYSTEM, transformer_captioner.SYSTEM],
    ids=lambda s: s.name,
)
def test_every_condition_is_measured(system, monkeypatch):
    monkeypatch.setattr("mm_models.captioning.judging.likeness", lambda *_: {"bleu4": 0.5})
    metrics, baselines = conditions(trial(system), 2)
    assert all(np.isfinite(value) for value in metrics.values())
    for hands in ("seen", "unseen"):
        for ending in ("", ".ko", ".n1", ".n2", ".n3", ".n4", ".n2.ko"):
            assert f"caption.true_complete.{hands}{ending}" in metrics
        assert metrics[f"bleu4.{hands}"] == 0.5
    assert "blank picture" in baselines


def test_figures_about_maps_are_means_over_scenes():
    parts = [
        Spoken((), {"attention.deletion": 4.0, "attention.deletion.random": 1.0}, {"centre": {"m": 0.0}}, 1),
        Spoken((), {"attention.deletion": 8.0, "attention.deletion.random": 3.0}, {"centre": {"m": 1.0}}, 3),
        Spoken((), {}, {}, 5),
    ]
    figures, baselines = looks(parts)
    assert figures["attention.deletion"] == 7.0
    assert figures["attention.deletion_ratio"] == pytest.approx(7.0 / 2.5)
    assert baselines == {"centre": {"m": 0.75}}
    assert looks([parts[2]]) == ({}, {})


def test_names_say_the_condition():
    assert named({"": {"a": 1.0}, ".n2": {"a": 2.0}}, "seen", ".ko") == {
        "a.seen.ko": 1.0,
        "a.seen.n2.ko": 2.0,
    }
    assert "1,000" in protocol(1000, 3).en
    assert "1,000" in protocol(1000, 3).ko


def test_whoever_sees_nothing_says_one_caption_of_everything(monkeypatch):
    monkeypatch.setattr("mm_models.captioning.judging.likeness", lambda *_: {})
    figures = unseeing(trial(show_and_tell.SYSTEM), 2)
    assert figures["caption.true_complete"] == 0


def test_a_cell_shows_features_and_what_the_heads_say():
    torch.manual_seed(0)
    backbone = VisionBackbone(Config(edges=4, parts=8, fine_blocks=1, channels=16, blocks=1)).eval()
    trace = backbone(torch.rand(2, 3, 112, 112))
    cells = shown(trace)
    kinds, colours = trace.kind.shape[1], trace.colour.shape[1]
    assert torch.equal(cells[:, :16], trace.features)
    shares = cells[:, 16 : 16 + kinds] / 5
    assert torch.allclose(shares.sum(dim=1), torch.ones(2, 14, 14), atol=1e-5)
    looks_like = cells[:, 16 + kinds : 16 + kinds + colours].sum(dim=1) / 5
    assert torch.allclose(looks_like, 1 - shares[:, 0], atol=1e-5)
    assert torch.allclose(cells[:, -8:, 3, 4] / 5, trace.place.softmax(dim=1), atol=1e-5)


def test_counts_are_the_middles_of_each_kind_at_the_cells_that_show_it():
    kind = torch.full((1, 4, 5, 5), -20.0)
    kind[:, 0] = 0  # background, but for a thing of the first kind and two of the second
    kind[0, 1, 0, :2] = kind[0, 2, 2, :2] = kind[0, 2, 4, :2] = 20
    centre = torch.full((1, 5, 5), -20.0)
    centre[0, 0, 0] = centre[0, 2, 0] = centre[0, 2, 1] = centre[0, 4, 1] = 0  # a half each, but for the last
    centre[0, 4, 1] = 20
    counts = counted(SimpleNamespace(kind=kind, centre=centre))[0]
    assert torch.allclose(counts[0, 0, :3], torch.tensor([0.5, 0.5, 0.0]), atol=1e-4)
    assert torch.allclose(counts[1, :, 0], torch.tensor([0.0, 0, 2, 0, 2]), atol=1e-4)
    assert counts[2].abs().max() < 1e-4
