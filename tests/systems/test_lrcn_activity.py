"""LRCN on clips: its equations by hand, time, and what training and evaluation count."""

from importlib import import_module

import numpy as np
import pytest
import torch

from mm_models.captioning.clip_batches import Shows, oracle_clip_eye
from mm_models.captioning.clip_judging import ACTIONS
from mm_models.captioning.watching import FRAMES
from mm_models.systems.lrcn_activity import SYSTEM
from mm_models.systems.lrcn_activity.evaluate import (
    Watched,
    accuracies,
    code,
    conditions,
    orders,
    parts,
    shuffled,
    told_of,
    without_eyes,
)
from mm_models.systems.lrcn_activity.infer import recognise, running
from mm_models.systems.lrcn_activity.model import averaged
from mm_models.systems.lrcn_activity.solos import activity, alone, solo
from mm_models.systems.lrcn_activity.train import ActivityBatches, at_every_frame, losses
from mm_models.world.clips import clip, happenings
from mm_models.world.playback import backwards
from tests.captioning.by_hand import linear, lstm, softmax, values

TINY = SYSTEM.tiny
evaluation = import_module(
    "mm_models.systems.lrcn_activity.evaluate"
)  # the package has a function of that name


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return SYSTEM.build(TINY).eval()


@pytest.fixture(scope="module")
def sight():
    return SYSTEM.example(TINY, torch.Generator().manual_seed(0))[0]


@pytest.fixture(scope="module")
def shows():
    stories = tuple(solo(number, "test") for number in range(4))
    return [Watched(stories, oracle_clip_eye(TINY.channels, 0)(stories))]


def seen_by_hand(weights, name, cells):
    """A frame's vector: channels of each cell squeezed, then all cells linked to every unit."""
    kernel = weights[f"{name}.squeeze.weight"][:, :, 0, 0]
    squeezed = np.einsum("sc,chw->shw", kernel, cells) + weights[f"{name}.squeeze.bias"][:, None, None]
    return np.maximum(linear(weights, f"{name}.full", np.maximum(squeezed, 0).ravel()), 0)


def test_its_equations_by_hand(model, sight):
    weights, trace = values(model), model(sight)
    hidden = cell = np.zeros(TINY.hidden)
    mean = np.zeros(len(ACTIONS))
    for number in range(FRAMES):
        cells = sight[1, :, number].double().numpy() / np.sqrt(1 + 1e-5)
        vector = seen_by_hand(weights, "eye", cells)
        hidden, cell = lstm(weights, "lstm", vector, hidden, cell)
        logits = linear(weights, "out", hidden)
        mean += softmax(logits) / FRAMES
        inner = np.maximum(linear(weights, "single.inner", seen_by_hand(weights, "single.eye", cells)), 0)
        for name, value in {
            "vectors": vector,
            "hidden": hidden,
            "cell": cell,
            "logits": logits,
            "single_logits": linear(weights, "single.out", inner),
        }.items():
            assert getattr(trace, name)[1, number].detach().numpy() == pytest.approx(value, abs=1e-5), name
    assert averaged(trace.logits)[1].detach().numpy() == pytest.approx(mean, abs=1e-6)


def test_the_answer_is_the_mean_of_the_distributions_of_all_frames(model, sight):
    logits = recognise(model, sight).logits
    so_far = running(logits)
    for number in (0, 4, FRAMES - 1):
        first = logits[:, : number + 1].softmax(dim=2).mean(dim=1)
        assert torch.allclose(so_far[:, number], first, atol=1e-6)
    assert torch.allclose(so_far[:, -1], averaged(logits), atol=1e-6)
    assert torch.allclose(so_far.sum(dim=2), torch.ones(so_far.shape[:2]), atol=1e-5)


def test_the_order_of_frames_matters_to_the_lstm_only(model, sight):
    order = torch.from_numpy(np.random.default_rng(0).permutation(FRAMES))
    usual, mixed = recognise(model, sight), recognise(model, sight[:, :, order])
    assert torch.allclose(averaged(usual.single_logits), averaged(mixed.single_logits), atol=1e-6)
    assert torch.allclose(usual.single_logits[:, order], mixed.single_logits, atol=1e-5)
    assert not torch.allclose(averaged(usual.logits), averaged(mixed.logits), atol=1e-4)


def test_no_frame_knows_what_comes_after_it(model, sight):
    other = sight.clone()
    other[:, :, 6:] += 1
    usual, changed = recognise(model, sight), recognise(model, other)
    assert torch.equal(usual.logits[:, :6], changed.logits[:, :6])
    assert not torch.allclose(usual.logits[:, 6:], changed.logits[:, 6:])
    assert recognise(model, sight[:, :, :9]).logits.shape == (3, 9, len(ACTIONS))


def test_the_two_networks_share_no_weight(model, sight):
    trace = model(sight)
    alone_single = torch.autograd.grad(trace.single_logits.sum(), list(model.parameters()), allow_unused=True)
    touched = {
        name for (name, _), g in zip(model.named_parameters(), alone_single, strict=True) if g is not None
    }
    assert touched == {name for name, _ in model.named_parameters() if name.startswith("single.")}


def test_in_a_solo_the_first_thing_moves_alone_and_all_the_time():
    for number in range(8):
        story, whole = solo(number, "test"), clip(number, "test")
        (one,) = story.events
        assert (one.thing, one.verb, one.direction) == tuple(
            getattr(whole.events[0], name) for name in ("thing", "verb", "direction")
        )
        assert (one.start, one.stop) == (0.05, 0.95)
        assert ACTIONS[activity(story)] == happenings(story)[0][1:]
        assert alone(story) == story
    assert {activity(solo(number, "train")) for number in range(60)} == set(range(len(ACTIONS)))


def test_what_is_learnt_of_a_turned_clip_is_what_then_happens():
    def numbered(stories):
        """Each clip is its own number in every cell of its first frame."""
        sight = torch.zeros(len(stories), 1, FRAMES, 1, 1)
        sight[:, 0, 0, 0, 0] = torch.tensor([float(activity(story)) for story in stories])
        return sight

    batch = ActivityBatches(0, Shows(lambda stories: numbered([alone(s) for s in stories]), 64), clips=40)(0)
    turned = 0
    undone = {activity(solo(n, "train")): activity(backwards(solo(n, "train"))) for n in range(64)}
    for clip_seen, label in zip(batch.sight[:, 0, :, 0, 0], batch.activity.tolist(), strict=True):
        first, last = int(clip_seen[0]), int(clip_seen[-1])
        turned += last > 0
        assert label in ({first} if last == 0 and first > 0 else {undone[last], first})
    assert 8 < turned < 32


def test_the_loss_is_both_networks_at_every_frame(model, shows):
    batch = ActivityBatches(0, Shows(oracle_clip_eye(TINY.channels, 0), 8), clips=4, fresh=0)(0)
    trace, found = model(batch.sight), losses(model, batch)
    shares = trace.logits.log_softmax(dim=2)
    wanted = -torch.stack(
        [shares[row, :, number] for row, number in enumerate(batch.activity.tolist())]
    ).mean()
    assert found["lstm"].item() == pytest.approx(wanted.item(), rel=1e-5)
    assert found["loss"].item() == pytest.approx((found["lstm"] + found["single"]).item(), rel=1e-6)
    assert at_every_frame(torch.zeros(2, 3, 12), torch.tensor([1, 5])).item() == pytest.approx(np.log(12))


def test_single_frames_are_judged_alike_in_any_order(model, shows):
    lstm, single = (conditions(told) for told in told_of(model, shows, 0))
    assert single["accuracy"] == single["accuracy.shuffled"] == single["accuracy.reversed"]
    assert (
        set(lstm) == set(single) >= {"accuracy.last", "accuracy.frozen", "accuracy.reversed_story.directed"}
    )
    mixed = shuffled(shows[0].sight, np.random.default_rng(0))
    assert torch.allclose(mixed.sum(dim=2), shows[0].sight.sum(dim=2), atol=1e-4)
    frozen = orders(0)[".frozen"](shows[0].sight)
    assert all(torch.equal(frozen[:, :, number], shows[0].sight[:, :, 0]) for number in (0, 5, 11))


def test_rows_of_the_confusion_add_up_and_frames_are_counted(model, shows):
    told = told_of(model, shows, 0)[0][""]
    found = parts(told, "seen")
    table, frames = found["confusion.seen"], found["after_frames.seen"]
    for was in {code(activity(story)) for story in told.stories}:
        assert sum(value for name, value in table.items() if name.startswith(f"{was} as ")) == pytest.approx(
            1
        )
    assert frames["12"] == accuracies("accuracy", told)["accuracy"]
    assert code(ACTIONS.index(("crosses", "left"))) == "crosses-left"


def test_every_condition_is_measured(model, shows, monkeypatch):
    monkeypatch.setattr(evaluation, "watched", lambda *_: shows)
    monkeypatch.setattr(evaluation, "latency", lambda *_: 1.0)
    measured = evaluation.evaluate(model, 4, 0, None, lambda _: None)
    for hands in ("seen", "unseen"):
        for name in ("accuracy", "accuracy.shuffled", "accuracy.reversed_story", "accuracy.directed"):
            assert 0 <= measured.metrics[f"{name}.{hands}"] <= 1
            assert f"{name}.{hands}" in measured.baselines["single_frame"]
    stories = [solo(number, "test") for number in range(60)]
    found = without_eyes(stories)
    assert 0.08 < found["chance"]["accuracy"] < 0.3
    assert 0.5 < found["perfect eye that knows no order"]["accuracy"] < 0.7
