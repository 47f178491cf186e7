"""The video captioner: its equations by hand, time, and what training and evaluation count."""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
import torch

from mm_models.captioning.clip_batches import Shows, oracle_clip_eye, partly_backwards, rehearsal_clip_batches
from mm_models.captioning.clip_judging import ACTIONS, going_on
from mm_models.captioning.decoding import write
from mm_models.captioning.losses import word_loss
from mm_models.captioning.rows import chosen
from mm_models.captioning.watching import FRAMES, GRID, gridded, sampled_frames
from mm_models.systems.video_captioner import SYSTEM
from mm_models.systems.video_captioner.evaluate import Watched, controls, mixed_up, named, protocol, told_of
from mm_models.systems.video_captioner.model import changes, halves, what_moves
from mm_models.systems.video_captioner.train import ACTING, losses
from mm_models.world.clips import clip
from mm_models.world.playback import backwards
from tests.captioning.by_hand import linear, lstm, softmax, stepwise, values

TINY = SYSTEM.tiny
evaluation = import_module(
    "mm_models.systems.video_captioner.evaluate"
)  # the package has a function of that name


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return SYSTEM.build(TINY).eval()


@pytest.fixture(scope="module")
def example():
    return SYSTEM.example(TINY, torch.Generator().manual_seed(0))


def by_hand(weights, frames, words):
    """The trace of a caption, word by word: scores, attention, context, LSTM, logits."""
    hidden, cell = (
        np.tanh(linear(weights, name, frames.mean(axis=0))) for name in ("first_hidden", "first_cell")
    )
    for word in words:
        said = weights["embed.weight"][word]
        inner = linear(weights, "from_frames", frames) + linear(weights, "from_hidden", hidden)
        scores = np.tanh(inner) @ weights["score.weight"][0]
        attention = softmax(scores)
        context = attention @ frames
        hidden, cell = lstm(weights, "lstm", np.concatenate([said, context]), hidden, cell)
        mixed = np.tanh(linear(weights, "mix", np.concatenate([hidden, context, said])))
        yield {
            "scores": scores,
            "attention": attention,
            "context": context,
            "hidden": hidden,
            "cell": cell,
            "logits": linear(weights, "out", mixed),
        }


def test_its_equations_by_hand(model, example):
    clips, ids = example
    trace = model(clips, ids)
    frames = model.read(clips).frames[1].detach().double().numpy()
    for place, word in enumerate(by_hand(values(model), frames, ids[1].tolist())):
        for name, value in word.items():
            assert getattr(trace, name)[1, place].detach().numpy() == pytest.approx(value, abs=2e-5), name


def test_a_frames_vector_is_what_moves_its_change_its_motion_and_when_it_is(model, example):
    clips, _ = example
    weights, memory = values(model), model.read(clips)
    moved = model.motion(clips)[0].detach().double().numpy()
    cells = clips[0].double().numpy()  # (channels, frames, 4, 4)
    apart = np.diff(cells, axis=1, prepend=cells[:, :1])
    energy = (apart**2).sum(axis=0)
    energy[:-1] += (apart[:, 1:] ** 2).sum(axis=0)
    shares = energy / energy.sum(axis=(1, 2), keepdims=True)
    left, right = ((cells * shares)[..., part].sum(axis=(2, 3)) for part in (slice(2), slice(2, 4)))
    largest = [np.abs(apart)[..., part].max(axis=(2, 3)) for part in (slice(2), slice(2, 4))]
    shown = np.concatenate([left, right, np.stack(largest, axis=1).reshape(-1, FRAMES)]).T
    vectors = linear(weights, "join", np.concatenate([shown, moved], axis=1)) + weights["when"]
    assert memory.frames[0].detach().numpy() == pytest.approx(vectors, abs=1e-4)
    actions = linear(weights, "acts", moved)
    assert memory.actions[0].detach().numpy() == pytest.approx(actions, abs=1e-5)
    assert memory.actions.shape[2] == len(ACTIONS) == 12


def test_what_rests_does_not_count():
    clips = torch.zeros(1, 1, 3, 7, 7)
    clips[0, 0, 1:, 2, 1] = 4.0  # appears after the first frame
    clips[0, 0, :, 5, 5] = 9.0  # always there
    assert what_moves(clips)[0].tolist() == [[0, 0], [4, 0], [0, 0]]


def test_word_by_word_is_the_same_as_the_whole_caption(model, example):
    whole = model(*example)
    for place, step in enumerate(stepwise(model, *example)):
        for name in ("logits", "attention", "context"):
            assert torch.allclose(getattr(step, name), getattr(whole, name)[:, place], atol=1e-5), name


def test_the_cnn_sees_two_frames_to_either_side_and_one_more_back(model, example):
    clips, _ = example
    other = clips.clone()
    other[:, :, 6] += 1
    moved = (model.motion(clips) - model.motion(other)).abs().amax(dim=(0, 2))
    assert {number for number, each in enumerate(moved.tolist()) if each > 1e-6} <= {4, 5, 6, 7, 8, 9}
    assert moved[6] > 0


def test_attention_that_is_put_in_its_place_decides_what_is_seen(model, example):
    clips, ids = example
    memory = model.read(clips)
    one = torch.eye(FRAMES)[[3, 3, 3]]
    step = model.step(memory, model.first(memory), ids[:, 0], attention=one)
    assert torch.allclose(step.context, memory.frames[:, 3], atol=1e-6)


def test_changes_are_to_the_frame_before_and_halves_are_left_and_right():
    clips = torch.zeros(1, 1, 3, 2, 4)
    clips[0, 0, 1, 0, 0] = 5.0
    clips[0, 0, 2, 1, 3] = 7.0
    assert changes(clips)[0, 0, :, 0, 0].tolist() == [0, 5, -5]
    assert halves(clips)[0].tolist() == [[0, 0], [5, 0], [0, 7]]


def test_the_loss_is_the_words_and_the_motions(model):
    batch = rehearsal_clip_batches(0, TINY.channels)(0)
    parts = losses(model, batch)
    trace = model.tell(chosen(model.read(batch.sight), batch.clip), batch.given)
    assert parts["words"].item() == pytest.approx(word_loss(trace.logits, batch.wanted).item(), rel=1e-5)
    assert parts["loss"].item() == pytest.approx((parts["words"] + ACTING * parts["actions"]).item())


def test_half_of_the_clips_are_learnt_backwards_with_what_then_happens():
    stories = [clip(number) for number in range(8)]
    sight = torch.arange(8.0).view(8, 1, 1, 1, 1) + torch.arange(12.0).view(1, 1, 12, 1, 1) / 100
    turned, told = partly_backwards(sight, stories, np.random.default_rng(0))
    for before, after, story, now in zip(sight, turned, stories, told, strict=True):
        is_turned = bool((after == before.flip(1)).all())
        assert is_turned is (now != story)
        assert now == (backwards(story) if is_turned else story)
    assert 0 < sum(now != story for now, story in zip(told, stories, strict=True)) < 8


def test_a_window_of_clips_keeps_what_was_seen():
    asked = []

    def see(stories):
        asked.extend(stories)
        return oracle_clip_eye(TINY.channels, 0)(stories)

    shows = Shows(see, room=4)
    first, stories = shows([0, 1])
    assert stories == asked == [clip(0, "train", FRAMES), clip(1, "train", FRAMES)]
    again, _ = shows([1, 4])
    assert len(asked) == 3
    assert torch.equal(again[0], first[1])


def test_what_is_seen_of_clips_is_a_grid_for_each_frame():
    cells = torch.arange(4 * 14 * 14.0).view(4, 1, 14, 14)
    seen = gridded(cells, 2)
    assert seen.shape == (2, 1, 2, GRID, GRID)
    assert seen[1, 0, 1, 0, 0] == cells[3, 0, :2, :2].mean()
    frames = np.zeros((5, 2, 2, 3), np.uint8) + np.arange(5, dtype=np.uint8)[:, None, None, None]
    assert sampled_frames(frames, 3)[:, 0, 0, 0].tolist() == [0, 2, 4]
    assert sampled_frames(frames, 9)[:, 0, 0, 0].tolist() == [0, 0, 1, 2, 2, 2, 3, 4, 4]


@pytest.fixture(scope="module")
def shows():
    stories = tuple(clip(number, "test", FRAMES) for number in range(4))
    return [Watched(stories, oracle_clip_eye(TINY.channels, 0)(stories))]


def test_every_condition_is_measured(model, shows, monkeypatch):
    monkeypatch.setattr(evaluation, "watched", lambda *_: shows)
    monkeypatch.setattr(evaluation, "blank_clip", lambda *_: shows[0].sight[:1])
    monkeypatch.setattr(evaluation, "latency", lambda *_: 1.0)
    measured = evaluation.evaluate(model, 4, 0, None, lambda _: None)
    for end in ("seen", "unseen", "seen.ko", "unseen.ko"):
        for name in ("verb", "thing", "caption.true_complete", "verb.shuffled", "verb.reversed_story"):
            assert 0 <= measured.metrics[f"{name}.{end}"] <= 1
        assert measured.baselines["perfect eye that knows no order"][f"verb.{end}"] >= 0.5
        assert measured.baselines["true thing, always the same verb"][f"verb.{end}"] > 0
        assert f"verb.{end}" in measured.baselines["blank clip"]
    assert "1,000" in protocol(1000, 0).ko
    assert named({"a": 1.0}, "seen.ko") == {"a.seen.ko": 1.0}


def test_shuffling_keeps_the_frames_and_turning_back_is_judged_both_ways(model, shows):
    mixed = mixed_up(shows[0], np.random.default_rng(0))
    for before, after in zip(shows[0].sight, mixed.sight, strict=True):
        assert torch.allclose(before.sum(dim=1), after.sum(dim=1), atol=1e-4)
        assert not torch.equal(before, after)
    found = controls(model, shows, "en", 0)
    turned = told_of(model, [replace(shows[0], sight=shows[0].sight.flip(2))], "en")
    assert set(found) >= {"verb.reversed", "verb.reversed_story", "verb.shuffled"}
    assert len(turned.maps) == 4
    assert turned.maps[0].shape[1] == FRAMES


def test_captions_of_clips_are_written_at_once(model, shows):
    written = write(model, shows[0].sight, "ko")
    assert written.attention.shape[2] == FRAMES
    assert torch.allclose(written.attention.sum(dim=2), torch.ones(written.attention.shape[:2]), atol=1e-4)


def test_what_goes_on_in_frames_is_what_happens():
    for number in range(20):
        story = clip(number, "test")
        table = going_on(story)
        assert table.shape == (12, len(ACTIONS))
        assert table.any(axis=0).sum() <= len(story.events)
        assert table[6].any() or len(story.events) == 2
