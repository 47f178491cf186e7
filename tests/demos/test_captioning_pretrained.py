"""BLIP on the captioning tab: a tiny one of the library's own architecture, behind a registry that counts its uses."""

import json
from contextlib import contextmanager

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from demos.picture import read_picture
from demos.tabs.caption import captioning as tab
from demos.tabs.caption import captioning_controls, captioning_pretrained
from demos.tabs.caption.captioning_pretrained import BLIP, ONLY_OURS, verdict_of
from demos.tabs.caption.captioning_speech import CAPTIONERS
from demos.views.packing import unpack
from mm_models.intake.errors import InputError
from mm_models.pretrained import blip
from mm_models.registry import RegistryError, errors
from tests.pretrained.conftest import blip_folder  # noqa: F401 - a fixture

SCENE = "test:33"


@pytest.fixture
def used(monkeypatch, blip_folder):  # noqa: F811 - the fixture
    model, keys = blip.open_folder(blip_folder, "cpu"), []

    @contextmanager
    def use(key):
        keys.append(key)
        yield model

    monkeypatch.setattr(captioning_pretrained.registry, "use", use)
    return keys


def asked(**changes):
    usual = {
        "scene": SCENE, "photo": None, "captioner": BLIP, "language": "en", "way": "greedy", "width": 3,
        "temperature": 1.0, "seed": 0, "word": 1, "thing": 1, "instead": "erase", "at": 0, "force": "", "stage": 6,
    }  # fmt: skip
    return {**usual, **changes}


@pytest.mark.parametrize("way", ["greedy", "beam", "sample"])
def test_the_answer_has_words_and_maps_of_the_patch_grid(used, way):
    shown = tab.answer(**asked(way=way, width=99, word=1e9))
    pane = shown[0]["panes"][0]
    assert len(shown) == 13
    assert unpack(pane["maps"]["values"]).shape == (len(pane["words"]), 3, 3)
    assert shown[0]["chosen"] == len(pane["words"]) - 1
    assert len(shown[4]["panes"][0]["maps"]) == 3  # two heads and their mean
    assert shown[8]["panes"][0]["note"]["en"] == ONLY_OURS.en
    assert len(json.dumps(shown, allow_nan=False)) < 600_000
    assert used == [BLIP]


def test_a_photograph_has_no_verdict(used, tmp_path):
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (150, 90, 3)).astype(np.uint8)).save(path)
    shown = tab.answer(**asked(photo=str(path)))
    assert len(shown[1]["rows"]) == 2
    assert shown[0]["panes"][0]["good"] is None


def test_a_verdict_needs_a_sentence_that_parses():
    scene = read_picture(SCENE, None).scene
    assert verdict_of("a bird and a turtle", scene).true
    assert verdict_of("a group of sesquipedalian bird", scene) is None
    assert verdict_of("a bird", None) is None


def test_unavailable_is_the_registrys_own_sentence(monkeypatch):
    text = errors.offline(blip.CHECKPOINT.repo)

    def use(key):
        raise RegistryError(text)

    monkeypatch.setattr(captioning_pretrained.registry, "use", use)
    with pytest.raises(RegistryError) as raised:
        tab.answer(**asked())
    assert raised.value.text == text


def test_nothing_is_loaded_unless_chosen(used):
    choice = captioning_controls.captioner_choice()
    assert choice.value != BLIP
    assert BLIP not in CAPTIONERS
    for changes in ({"captioner": "../x"}, {"way": "guess"}, {"language": "fr"}, {"scene": "no scene"}):
        with pytest.raises(InputError):
            tab.answer(**asked(**changes))
    assert used == []


def test_what_one_takes_along_is_what_was_said(used, monkeypatch, capsys):
    made = tab.take(**asked(way="beam"))
    assert made.arrays["attention"].shape[1:] == (3, 3)
    assert isinstance(made.figure(), Figure)
    monkeypatch.setattr(tab.registry, "configure", lambda: None)
    exec(made.python, {})  # the lines that the tab shows
    assert made.arrays["words"][0] in capsys.readouterr().out
