"""The captioning tab: what it shows is what the captioner computed, and changes change what they should."""

import copy
import json
import time

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from demos.lessons import lesson
from demos.picture import LARGE, read_picture
from demos.tabs.caption import captioning as tab
from demos.tabs.caption import captioning_controls
from demos.tabs.caption.captioning_changes import ERASE, Asked, Wish, what_ifs
from demos.tabs.caption.captioning_speech import (
    CAPTIONERS,
    manner,
    speak_as,
    within,
)
from demos.tabs.caption.captioning_words import numbered
from demos.views.packing import unpack
from mm_models.captioning.seeing import CHANNELS
from mm_models.captioning.vocabulary import numbers
from mm_models.intake.errors import InputError
from mm_models.systems import show_attend_tell
from mm_models.world.rendering import CELLS
from tests.demos.caption.asking import (
    ATTENTIVE,
    BLIND,
    HEADS,
    HOW,
    SCENE,
    answered,
    asked,
    maps_of,
    own,
    said,
    using,
)


def test_words_probabilities_and_maps_are_the_captioners(models):
    _, _, spoken = own(models)
    pane = answered()["caption"]["panes"][0]
    assert said(pane) == [word.token for word in spoken.words]
    assert np.allclose(
        [word["share"] for word in pane["words"]],
        [np.exp(w.log_probability) for w in spoken.words],
        atol=1e-4,
    )
    assert np.allclose(maps_of(pane), spoken.maps.reshape(-1, CELLS, CELLS), atol=spoken.maps.max() / 250)
    assert np.allclose(spoken.maps.sum(axis=1), 1, atol=1e-4)
    assert all(len(word["likeliest"]) == 8 for word in pane["words"])


def test_boxes_are_the_scenes_in_pixels_of_the_shown_picture():
    pane = answered()["caption"]["panes"][0]
    things = numbered(read_picture(SCENE, None).scene)
    factor = tab.SHOWN / 112
    assert [box["edges"] for box in pane["boxes"]] == [
        [edge * factor for edge in thing.box] for _, thing in things
    ]


@pytest.mark.parametrize(("way", "language"), [("greedy", "ko"), ("beam", "en"), ("sample", "ko")])
@pytest.mark.parametrize("captioner", [ATTENTIVE, BLIND, "lrcn-2f", HEADS])
def test_every_way_of_every_captioner_is_small(captioner, way, language):
    shown = answered(captioner=captioner, way=way, language=language, width=10, temperature=2.0)
    assert len(json.dumps(list(shown.values()), allow_nan=False)) < 1_000_000
    assert (shown["looking"] is None) is (captioner in (BLIND, "lrcn-2f"))
    assert (shown["apart"] is None) is (shown["looking"] is None)


def test_every_head_of_every_layer_has_its_map(models):
    maps = answered(captioner=HEADS, word=2)["looking"]["panes"][0]["maps"]
    attention = own(models, captioner=HEADS)[2].words[1].attention.detach()
    assert len(maps) == attention.shape[0] * (1 + attention.shape[1])
    assert np.isclose(maps[2]["peak"], float(attention[0, 1].max()))
    assert maps[2]["group"]["en"] == "layer 1"


def test_a_photograph_has_no_truth_and_no_changed_scene(photo):
    shown = answered(photo=photo)
    assert shown["caption"]["panes"][0]["boxes"] == []
    assert shown["verdict"]["rows"][1]["value"] == "?"
    titles = [pane["title"]["en"] for pane in shown["changed"]["panes"]]
    assert len(titles) == 4
    assert not any("Without" in title for title in titles)


def test_what_is_strange_is_said_to_be(monkeypatch, models, photo):
    wary = copy.deepcopy(models["vision-backbone"])
    wary.strange_above.fill_(-1e6)
    using(monkeypatch, {**models, "vision-backbone": wary})
    shown = answered(photo=photo)
    assert "never learnt" in shown["caption"]["panes"][0]["note"]["en"]
    assert shown["caption"]["panes"][0]["good"] is False
    assert shown["verdict"]["rows"][2]["value"] == "⚠"
    assert answered()["caption"]["panes"][0]["note"]["ko"]


def test_sampling_follows_the_seed_and_the_temperature(models):
    _, looked, greedy = own(models)
    cold = speak_as(models[ATTENTIVE], looked, manner("en", "sample", 1, 0.1, 5))
    once, again, other = (
        speak_as(models[ATTENTIVE], looked, manner("en", "sample", 1, 3.0, s)) for s in (5, 5, 6)
    )
    assert once.ids == again.ids != other.ids
    shared = sum(a == b for a, b in zip(cold.ids, greedy.ids, strict=False))
    assert shared >= sum(a == b for a, b in zip(other.ids, greedy.ids, strict=False))


def test_a_beam_of_one_is_greedy_and_wider_beams_find_likelier_captions(models):
    _, looked, greedy = own(models)
    narrow, wide = (speak_as(models[ATTENTIVE], looked, manner("en", "beam", w, 1.0, 0)) for w in (1, 10))
    assert narrow.ids == greedy.ids
    assert wide.log_probability >= greedy.log_probability - 1e-3


def test_the_tree_holds_the_captions(models):
    shown = answered(way="beam", width=4)
    assert all(len(level) <= 4 for level in shown["tree"]["levels"])
    assert len(shown["tree"]["leaves"]) == 4
    assert [leaf["score"] for leaf in shown["tree"]["leaves"]] == sorted(
        (leaf["score"] for leaf in shown["tree"]["leaves"]), reverse=True
    )


def test_one_step_is_the_captioners(models):
    _, _, spoken = own(models)
    shown = answered(word=2)
    assert shown["caption"]["chosen"] == 1
    assert shown["flow"]["rows"][0]["value"] == f"“{spoken.words[1].token}”"
    assert [step["shape"] for step in shown["flow"]["steps"]] == [
        f"({CHANNELS}, 14, 14)", "(196,)", "(196,)", "(16,)", "(24,)", "(405,)",
    ]  # fmt: skip
    scores = unpack(shown["looking"]["panes"][0]["maps"][0]["values"])
    assert scores.argmax() == spoken.words[1].step.scores.argmax()


def test_compared_are_all_that_are_trained(monkeypatch, models):
    assert len(answered()["others"]["panes"]) == 4
    using(monkeypatch, {name: models[name] for name in ("vision-backbone", BLIND)})
    assert [pane["title"]["en"] for pane in answered(captioner=BLIND)["others"]["panes"]] == ["Show and Tell"]
    with pytest.raises(InputError) as raised:
        answered(captioner=ATTENTIVE)
    assert raised.value.code == "untrained"
    choice = captioning_controls.captioner_choice()
    assert [name for _, name in choice.choices] == [BLIND, "blip-captioning"]
    assert choice.info is not None
    assert "Show, Attend and Tell" in captioning_controls.not_yet([CAPTIONERS[ATTENTIVE]]).en


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scene": "no scene"}, "no-scene"),
        ({"captioner": "vision-backbone"}, "no-choice"),
        ({"captioner": "../x"}, "no-choice"),
        ({"language": "fr"}, "no-choice"),
        ({"way": "guess"}, "no-choice"),
        ({"instead": "unicorn"}, "no-thing"),
        ({"force": "sesquipedalian"}, "not-a-word"),
        ({"force": "<pad>"}, "not-a-word"),
        ({"force": "<en>"}, "not-a-word"),
        ({"force": "x" * 500}, "text-too-long"),
    ],
)
def test_what_makes_no_sense_is_answered_with_a_sentence(changes, code):
    with pytest.raises(InputError) as raised:
        answered(**changes)
    assert raised.value.code == code
    assert raised.value.text.en != raised.value.text.ko


def test_numbers_outside_become_the_nearest_ones(models):
    assert manner("en", "beam", 99, -3, 1e12) == manner("en", "beam", 10, 0.1, 9999)
    assert within(float("nan"), 1, 5) == within(None, 1, 5) == 1
    shown = answered(word=1e9, at=-4, thing=77)
    assert shown["caption"]["chosen"] == len(shown["caption"]["panes"][0]["words"]) - 1


def test_a_changed_picture_is_shown_as_it_was_seen(models):
    seen, looked, spoken = own(models)
    payload = what_ifs(Asked(models[ATTENTIVE], seen, looked, HOW, spoken), Wish(1, ERASE, 4, None), 0)
    images = [pane["image"] for pane in payload["panes"]]
    assert images[0] != images[1]
    assert images[2] is None
    assert seen.large.shape == (LARGE, LARGE, 3)


@pytest.mark.parametrize("captioner", [ATTENTIVE, BLIND])
def test_what_one_takes_along_is_what_was_shown(captioner):
    made = tab.take(**asked(captioner=captioner))
    assert list(made.arrays["words"]) == said(answered(captioner=captioner)["caption"]["panes"][0])
    assert ("attention" in made.arrays) is (captioner == ATTENTIVE)
    assert isinstance(made.figure(), Figure)


@pytest.mark.parametrize("way", ["greedy", "beam", "sample"])
def test_the_lines_one_takes_along_run(monkeypatch, way, capsys):
    monkeypatch.setattr(tab.registry, "configure", lambda: None)
    exec(tab.take(**asked(way=way)).python, {})  # the lines that the tab shows
    shown = answered(way=way)["verdict"]["rows"][0]["note"]["en"]
    assert shown in capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_lessons_shapes_are_the_captioners(language):
    usual = show_attend_tell.SYSTEM.config
    text = lesson("captioning", language)
    for shape in (
        f"({CHANNELS}, 14, 14)",
        f"(196, {usual.annotation})",
        f"({usual.hidden},)",
        f"({len(numbers())},)",
    ):
        assert f"`{shape}`" in text


@pytest.mark.parametrize("captioner", [ATTENTIVE, HEADS])
def test_an_answer_is_quick(captioner):
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        answered(captioner=captioner)
        started = time.process_time()
        answered(captioner=captioner)
        # Untrained captioners, six of them the stages of a training, speak three times as long as trained ones.
        assert time.process_time() - started < 2.5
    finally:
        torch.set_num_threads(threads)
