"""The video captioning tab: what it shows is what the captioner computed, and frames in another order change what they should."""

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
from demos.tabs.caption import video_captioner as tab
from demos.tabs.caption.video_clips import ACTION_CODES, EXAMPLES, NONE, YOURS, Wish, action_text, read_show
from demos.tabs.caption.video_speech import in_order, maps_of, said_evenly, said_of, watched
from demos.tabs.caption.video_words import marks_of, verdict_text
from demos.views.packing import unpack
from mm_models.captioning.clip_judging import clip_judged
from mm_models.captioning.seeing import SHOWN, look, shown
from mm_models.captioning.watching import FRAMES
from mm_models.intake.errors import InputError
from mm_models.systems import video_captioner
from mm_models.systems.vision_backbone.model import Config, VisionBackbone
from mm_models.world.clips import clip, frame, happenings, play
from mm_models.world.tokens import tokens

NAMES = ("caption", "verdict", "flow", "film", "matrix", "vectors", "changed")
CLIP = "test:6"


@pytest.fixture(scope="module")
def networks():
    torch.manual_seed(0)
    backbone = VisionBackbone(Config()).eval()
    torch.manual_seed(1)
    tiny = replace(video_captioner.SYSTEM.tiny, channels=SHOWN)
    return {"vision-backbone": backbone, "video-captioner": video_captioner.SYSTEM.build(tiny).eval()}


@pytest.fixture(autouse=True)
def models(monkeypatch, networks):
    @contextmanager
    def use(key):
        yield networks[key]

    monkeypatch.setattr(tab.registry, "use", use)
    monkeypatch.setattr(kept, "SHELF", kept.Shelf())
    return networks


def asked(**changes):
    usual = {
        "clip": CLIP, "film": None, "thing": "dog", "action": "enters-left", "other": "cat",
        "other_action": "jumps", "when": "turn", "place": "beach", "language": "en", "word": 2, "seed": 1,
        "frame": 4, "at": 0, "force": "",
    }  # fmt: skip
    return {**usual, **changes}


def answered(**changes):
    return dict(zip(NAMES, tab.answer(**asked(**changes)), strict=True))


def own(models, order=range(FRAMES)):
    seen = watched(play(clip(6, "test")).images)
    return said_of(models["video-captioner"], in_order(seen, order), "en")


def said(pane):
    return [word["chosen"] for word in pane["words"]]


def test_words_and_attention_are_the_captioners(models):
    spoken = own(models)
    pane = answered()["caption"]["panes"][0]
    assert said(pane) == [word.token for word in spoken.words]
    assert unpack(pane["maps"]) == pytest.approx(maps_of(spoken), abs=1e-6)
    assert unpack(pane["maps"]).sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert pane["order"] == list(range(FRAMES))
    assert [(each["first"], each["last"]) for each in pane["spans"]] == [(0, 5), (6, 11)]


def test_what_is_seen_is_the_backbones_map_in_blocks(models):
    frames = play(clip(6, "test")).images
    sight = watched(frames).sight
    cells = look(models["vision-backbone"], frames[5:6], tell=shown)
    assert torch.allclose(sight[0, :, 5], torch.nn.functional.avg_pool2d(cells, 2)[0], atol=1e-4)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("code", [*EXAMPLES, YOURS])
def test_every_example_in_both_languages_is_small(code, language):
    shown = answered(clip=code, language=language, at=2)
    assert len(json.dumps(list(shown.values()), allow_nan=False)) < 1_000_000


def test_one_step_is_the_captioners(models):
    spoken = own(models)
    shown = answered(word=2)
    assert shown["caption"]["chosen"] == 1
    assert shown["flow"]["rows"][0]["value"] == f"“{spoken.words[1].token}”"
    assert [step["shape"] for step in shown["flow"]["steps"]] == [
        "(12, 112, 112, 3)", "(346, 12, 7, 7)", "(12, 16)", "(12,)", "(12,)", "(16,)", "(24,)", "(405,)",
    ]  # fmt: skip
    assert unpack(shown["film"]["rows"][0]["values"]) == pytest.approx(maps_of(spoken)[1], abs=1e-6)
    assert shown["film"]["shape_text"] == "(12, 112, 112, 3)"
    assert shown["matrix"]["shape"] == [len(spoken.words), FRAMES]


def test_frames_in_another_order_are_what_the_captioner_then_reads(models):
    panes = {pane["title"]["en"]: pane for pane in answered(seed=7, frame=9)["changed"]["panes"]}
    order = np.random.default_rng(7).permutation(FRAMES).tolist()
    expected = {
        "As it is": range(12),
        "Frames shuffled": order,
        "Backwards": range(11, -1, -1),
        "Only frame 9": [9] * 12,
    }
    for title, frames in expected.items():
        assert panes[title]["order"] == list(frames)
        assert said(panes[title]) == [word.token for word in own(models, frames).words]
    again = play(clip(6, "test")).images[::-1].copy()
    turned = said_of(models["video-captioner"], watched(again).sight, "en")
    assert said(panes["Backwards"]) == [word.token for word in turned.words]
    assert "As the story backwards" in panes["Backwards"]["note"]["en"]


def test_uniform_attention_and_grey_frames(models):
    seen = watched(play(clip(6, "test")).images)
    evenly = said_evenly(models["video-captioner"], seen.sight, "en")
    panes = answered()["changed"]["panes"]
    assert said(panes[4]) == [word.token for word in evenly.words]
    assert np.allclose(unpack(panes[4]["maps"]), 1 / FRAMES)
    assert panes[5]["order"] == [FRAMES] * FRAMES
    assert panes[5]["spans"] == []


@pytest.mark.parametrize("force", ["dog", "빨간", ""])
def test_a_forced_word_stays_and_the_words_before_it_too(force):
    shown = answered(at=3, force=force)
    usual, forced = shown["changed"]["panes"][:2]
    runner_up = usual["words"][2]["likeliest"][1][0]
    assert said(forced)[:2] == said(usual)[:2]
    assert said(forced)[2] == (force or runner_up)
    assert [word["mark"] for word in forced["words"]].count("forced") == 1


def test_what_one_composes_is_what_happens():
    wish = Wish("dog", "enters-left", "cat", "jumps", False, "beach")
    assert happenings(read_show(YOURS, None, wish).story) == (
        ("dog", "enters", "left"),
        ("cat", "jumps", None),
    )
    together = read_show(YOURS, None, replace(wish, together=True)).story
    assert together.together
    alone = read_show(YOURS, None, replace(wish, other=NONE, action="crosses-right")).story
    assert happenings(alone) == (("dog", "crosses", "right"),)
    assert frame(alone, 0).things[0].x < frame(alone, 11).things[0].x


@pytest.mark.parametrize(
    "changes",
    [{"clip": "test:x"}, {"clip": "train:3"}, {"clip": "test:999999999"}, {"clip": YOURS, "thing": "unicorn"},
     {"clip": YOURS, "action": "flies"}, {"clip": YOURS, "place": "moon"}, {"language": "fr"}, {"force": "xyzzy"},
     {"clip": YOURS, "thing": NONE, "other": NONE}],
)  # fmt: skip
def test_what_there_is_not_is_refused(changes):
    with pytest.raises(InputError):
        tab.answer(**asked(**changes))


def test_numbers_outside_become_the_nearest():
    shown = answered(word=999, frame=-3, seed=float("nan"), at=0)
    assert shown["caption"]["chosen"] == len(shown["caption"]["panes"][0]["words"]) - 1
    assert shown["changed"]["panes"][3]["title"]["en"] == "Only frame 0"


def test_every_action_can_be_said_in_both_languages():
    assert len(ACTION_CODES) == 12
    assert action_text("enters", "left").en == "enters from the left"
    assert action_text("enters", "left").ko == "왼쪽에서 들어옵니다"
    assert action_text("spins", None).ko == "빙글빙글 돕니다"


def test_words_are_right_or_wrong_and_the_verdict_says_so():
    story = clip(6, "test")
    right = clip_judged(story, tokens("A sheep falls, then an umbrella leaves to the left."))
    assert set(marks_of(right).values()) == {"right"}
    wrong = clip_judged(story, tokens("A sheep rises, then an umbrella leaves to the left."))
    marks_found = marks_of(wrong)
    assert marks_found[1] == marks_found[2] == "wrong"
    assert "Everything told" in verdict_text(right).en
    assert "1 of 2 events" in verdict_text(wrong).en


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 112, "yuv420p"
        for level in range(30):
            picture = np.full((112, 160, 3), 8 * level, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode())
    return str(path)


def test_a_film_of_ones_own_has_no_truth(film):
    shown = answered(film=film)
    assert shown["verdict"]["rows"][0]["value"] == "?"
    assert shown["caption"]["panes"][0]["spans"] == []
    frames = read_show(CLIP, film, Wish("", "", "", "", False, "")).frames
    assert frames.shape == (FRAMES, 112, 112, 3)
    levels = frames.mean(axis=(1, 2, 3))
    assert (np.diff(levels) > 0).all()


def test_what_it_takes_along_are_the_tensors_on_the_screen(models):
    made = tab.take(**asked())
    spoken = own(models)
    assert made.arrays["words"].tolist() == [word.token for word in spoken.words]
    assert made.arrays["attention"].shape == (len(spoken.words), FRAMES)
    assert made.arrays["actions"].shape == (FRAMES, 12)
    assert isinstance(made.figure(), Figure)


def test_the_lines_run_and_say_the_same(models, monkeypatch, capsys):
    monkeypatch.setattr(tab.registry, "configure", lambda: None)
    exec(compile(tab.take(**asked()).python, "lines", "exec"), {})
    printed = capsys.readouterr().out
    assert own(models).sentence in printed


def test_it_has_lessons_and_marks():
    for language in ("en", "ko"):
        assert len(lesson("video-captioner", language)) > 800
    known = entry("video-captioner")
    assert is_built(known)
    found = {mark.title.en: mark.state for mark in marks(known)}
    assert found["Transparent"] is found["Controlled"] is found["Usable"] is State.YES
