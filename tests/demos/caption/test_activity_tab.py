"""The activity tab: what it shows is what both networks computed, and only one of them minds the order of the frames."""

import json
from contextlib import contextmanager
from dataclasses import replace

import av
import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from demos import kept
from demos.catalogue import entry
from demos.lessons import lesson
from demos.marks import State, is_built, marks
from demos.tabs.caption import lrcn_activity as tab
from demos.tabs.caption.activity_changes import under_all, wished
from demos.tabs.caption.activity_clips import EXAMPLES, read_solo
from demos.tabs.caption.activity_speech import NAMES as MOTIONS
from demos.tabs.caption.activity_speech import in_order
from demos.tabs.caption.video_clips import YOURS
from demos.tabs.caption.video_speech import blank, watched
from demos.views.packing import unpack
from mm_models.captioning.clip_judging import ACTIONS
from mm_models.captioning.seeing import SHOWN
from mm_models.captioning.watching import FRAMES
from mm_models.intake.errors import InputError
from mm_models.systems import lrcn_activity
from mm_models.systems.lrcn_activity.infer import recognise
from mm_models.systems.lrcn_activity.model import averaged
from mm_models.systems.lrcn_activity.solos import activity, solo
from mm_models.systems.vision_backbone.model import Config, VisionBackbone
from mm_models.world.clips import happenings, play

NAMES = ("film", "verdict", "flow", "mean", "state", "single", "answers", "changed", "confusion")
CLIP = "test:31"


@pytest.fixture(scope="module")
def networks():
    torch.manual_seed(0)
    backbone = VisionBackbone(Config()).eval()
    torch.manual_seed(1)
    model = lrcn_activity.SYSTEM.build(replace(lrcn_activity.SYSTEM.tiny, channels=SHOWN)).eval()
    with torch.no_grad():
        for weight in model.parameters():
            weight.mul_(3)  # as sensitive as a trained one
    return {"vision-backbone": backbone, "lrcn-activity": model}


@pytest.fixture(scope="module")
def shelf():
    return kept.Shelf()


@pytest.fixture(autouse=True)
def models(monkeypatch, networks, shelf):
    @contextmanager
    def use(key):
        yield networks[key]

    monkeypatch.setattr(tab.registry, "use", use)
    monkeypatch.setattr(kept, "SHELF", shelf)
    return networks


def asked(**changes):
    usual = {
        "clip": CLIP, "film": None, "thing": "dog", "action": "enters-left", "place": "beach",
        "order": "backwards", "seed": 1, "frame": 4,
    }  # fmt: skip
    return {**usual, **changes}


def answered(**changes):
    return dict(zip(NAMES, tab.answer(**asked(**changes)), strict=True))


def sight_of(order=range(FRAMES)):
    seen = watched(play(solo(31, "test")).images)
    return in_order(seen.sight, list(order))


def test_what_is_told_at_every_frame_is_the_networks(models):
    trace = recognise(models["lrcn-activity"], sight_of())
    shown = answered()
    rows = [unpack(row["values"]) for row in shown["film"]["rows"]]
    assert np.stack(rows) == pytest.approx(trace.logits.softmax(dim=2)[0].T.numpy(), abs=1e-6)
    labels = [row["label"]["en"] for row in shown["film"]["rows"]]
    assert [label.removeprefix("▸ ") for label in labels] == [name.en for name in MOTIONS]
    assert labels[int(averaged(trace.logits)[0].argmax())].startswith("▸ ")
    single = unpack(shown["single"]["values"]).reshape(len(ACTIONS), FRAMES)
    assert single == pytest.approx(trace.single_logits.softmax(dim=2)[0].T.numpy(), abs=1e-6)
    assert [step["shape"] for step in shown["flow"]["steps"]] == [
        "(12, 112, 112, 3)", "(346, 12, 7, 7)", "(12, 16)", "(12, 24)", "(12, 12)", "(12,)",
    ]  # fmt: skip


def test_the_mean_so_far_ends_at_the_answer(models):
    mean = averaged(recognise(models["lrcn-activity"], sight_of()).logits)[0]
    shown = answered()
    likeliest = shown["mean"]["lines"][0]
    assert unpack(likeliest["y"])[-1] == pytest.approx(float(mean.max()), abs=1e-5)
    assert MOTIONS[int(mean.argmax())].en in likeliest["label"]["en"]
    assert f"{float(mean.max()):.0%}" in shown["verdict"]["rows"][1]["value"]


@pytest.mark.parametrize("order", ["backwards", "shuffled", "frozen"])
def test_frames_in_another_order_are_what_the_lstm_then_reads(models, order):
    orders = {
        "backwards": range(FRAMES)[::-1],
        "shuffled": np.random.default_rng(7).permutation(FRAMES),
        "frozen": [9] * FRAMES,
    }
    shown = answered(order=order, seed=7, frame=9)
    trace = recognise(models["lrcn-activity"], sight_of(orders[order]))
    rows = [unpack(row["values"]) for row in shown["changed"]["rows"]]
    assert np.stack(rows) == pytest.approx(trace.logits.softmax(dim=2)[0].T.numpy(), abs=1e-5)
    told_apart = shown["changed"]["note"]["en"].endswith("Backwards, what seems to happen is: falls.")
    assert told_apart is (order == "backwards")


def test_only_the_lstm_minds_the_order(models):
    seen = watched(play(solo(31, "test")).images)
    found = under_all(models["lrcn-activity"], seen, wished("backwards", 1, 4))
    for order in ("backwards", "shuffled"):
        lstm, single = (
            float((getattr(found[order], network).mean - getattr(found["usual"], network).mean).abs().max())
            for network in ("lstm", "single")
        )
        assert single < 1e-6 < 1e-5 < lstm
    table = unpack(answered()["answers"]["values"]).reshape(10, len(ACTIONS))
    assert table.sum(axis=1) == pytest.approx(1, abs=0.06)
    assert table[5:8] == pytest.approx(np.stack([table[5]] * 3))


def test_grey_frames_are_seen_as_grey():
    seen = watched(play(solo(31, "test")).images)
    grey = in_order(seen.sight, [FRAMES] * 3)
    assert torch.equal(grey, blank().sight[:, :, [0, 0, 0]])


@pytest.mark.parametrize("code", ["test:27", "unseen:37", YOURS])
def test_examples_say_what_happens_and_are_small(code):
    shown = answered(clip=code)
    assert len(json.dumps(list(shown.values()), allow_nan=False)) < 800_000
    assert shown["verdict"]["rows"][0]["label"]["en"] == "Happens"
    assert ("✓" in shown["verdict"]["rows"][1]["value"]) or ("✗" in shown["verdict"]["rows"][1]["value"])


def test_titles_of_examples_tell_the_truth():
    for code, title in EXAMPLES.items():
        kind, verb, _ = happenings(read_solo(code, None, "", "", "").story)[0]
        assert kind in title.en
        assert verb in title.en


def test_what_one_composes_is_what_happens():
    story = read_solo(YOURS, None, "dog", "crosses-right", "beach").story
    assert happenings(story) == (("dog", "crosses", "right"),)
    assert ACTIONS[activity(story)] == ("crosses", "right")


@pytest.mark.parametrize(
    "changes",
    [{"clip": "test:x"}, {"clip": "train:3"}, {"clip": YOURS, "thing": "unicorn"}, {"clip": YOURS, "action": "flies"},
     {"clip": YOURS, "place": "moon"}, {"order": "sorted"}],
)  # fmt: skip
def test_what_there_is_not_is_refused(changes):
    with pytest.raises(InputError):
        tab.answer(**asked(**changes))


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 112, "yuv420p"
        for level in range(15):
            container.mux(
                stream.encode(
                    av.VideoFrame.from_ndarray(np.full((112, 160, 3), 16 * level, np.uint8), "rgb24")
                )
            )
        container.mux(stream.encode())
    return str(path)


def test_a_film_of_ones_own_has_no_truth(film):
    shown = answered(film=film, frame=-3, seed=float("nan"), order="frozen")
    assert shown["verdict"]["rows"][0]["value"] == "?"
    assert "✓" not in shown["verdict"]["rows"][1]["value"]
    assert shown["answers"]["shape"] == [10, len(ACTIONS)]


def test_what_it_takes_along_are_the_tensors_on_the_screen(models):
    made = tab.take(**asked())
    trace = recognise(models["lrcn-activity"], sight_of())
    assert made.arrays["logits"] == pytest.approx(trace.logits[0].numpy(), abs=1e-6)
    assert made.arrays["hidden"].shape == (FRAMES, 24)
    assert made.arrays["single_distributions"].sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert isinstance(made.figure(), Figure)


def test_the_lines_run_and_say_the_same(models, monkeypatch, capsys):
    monkeypatch.setattr(tab.registry, "configure", lambda: None)
    exec(compile(tab.take(**asked()).python, "lines", "exec"), {})
    mean = averaged(recognise(models["lrcn-activity"], sight_of()).logits)[0]
    assert f"in order {ACTIONS[int(mean.argmax())]}" in capsys.readouterr().out


def test_it_has_lessons_and_marks():
    for language in ("en", "ko"):
        assert len(lesson("lrcn-activity", language)) > 800
    known = entry("lrcn-activity")
    assert is_built(known)
    found = {mark.title.en: mark.state for mark in marks(known)}
    assert found["Transparent"] is found["Controlled"] is found["Usable"] is State.YES
