"""The localisation tab: what it shows is what the network computes, with trained weights and without."""

import json
from contextlib import contextmanager

import numpy as np
import pytest
import soundfile
import torch
from matplotlib.figure import Figure
from PIL import Image

from demos import kept
from demos.catalogue import entry
from demos.lessons import lesson
from demos.marks import State, marks
from demos.tabs.refer import localisation_hearing, localisation_input
from demos.tabs.refer import sound_localisation as tab
from demos.tabs.refer.localisation_input import SCENES, VARIANTS, heard_sound, trained
from demos.views.packing import unpack
from mm_models import published
from mm_models.audio.examples import example
from mm_models.intake.errors import InputError
from mm_models.registry import SYSTEMS
from mm_models.systems.sound_localisation.infer import localise
from mm_models.systems.sound_localisation.model import Config, SoundLocaliser
from mm_models.systems.vision_backbone.model import Config as SightConfig
from mm_models.systems.vision_backbone.model import VisionBackbone

VIEWS = ("map", "verdict", "sound", "flow", "maps", "cell", "features", "matches", "panes", "moved")
MAIN = "sound-localisation"
SCENE = "test:307"  # wave, dog, helicopter
CONTROLS = (-1, -1, -40.0, 0)


@pytest.fixture(scope="module")
def untrained():
    torch.manual_seed(0)
    return {"vision-backbone": VisionBackbone(SightConfig()).eval(), MAIN: SoundLocaliser(Config()).eval()}


@pytest.fixture(scope="module")
def shipped():
    return {name: published.load(SYSTEMS[name]) for name in ("vision-backbone", *trained())}


def using(monkeypatch, networks):
    @contextmanager
    def use(key):
        yield networks[key]

    monkeypatch.setattr(tab.registry, "use", use)
    monkeypatch.setattr(localisation_input, "trained", lambda: tuple(set(networks) & set(VARIANTS)))
    localisation_hearing._VECTORS.clear()
    monkeypatch.setattr(kept, "SHELF", kept.Shelf())
    return networks


@pytest.fixture
def any_network(monkeypatch, untrained):
    return using(monkeypatch, untrained)


@pytest.fixture
def networks(monkeypatch, shipped):
    return using(monkeypatch, shipped)


def answered(
    scene=SCENE, photo=None, recording=None, sound="dog_bark", then="none", variant=MAIN, controls=CONTROLS
):
    return dict(zip(VIEWS, tab.answer(scene, photo, recording, sound, then, variant, *controls), strict=True))


def recorded(tmp_path, samples):
    path = tmp_path / "mine.wav"
    soundfile.write(path, samples, 16_000)
    return str(path)


def test_answers_are_finite_and_small(any_network):
    for sound, then in (("dog_bark", "none"), ("speech-en", "rooster"), ("rain", "sea_waves")):
        payloads = answered(sound=sound, then=then)
        assert len(json.dumps(payloads, allow_nan=False)) < 1_200_000


@pytest.mark.parametrize("seconds", [0.05, 12.0])
def test_recordings_of_any_length_are_answered(any_network, tmp_path, seconds):
    noise = 0.1 * np.random.default_rng(0).standard_normal(round(seconds * 16_000))
    payloads = answered(recording=recorded(tmp_path, noise))
    assert len(json.dumps(payloads, allow_nan=False)) < 1_200_000


def test_a_photograph_gets_a_map_and_an_honest_sentence(any_network, tmp_path):
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (150, 90, 3)).astype(np.uint8)).save(path)
    payloads = answered(photo=str(path))
    assert any(row["label"]["en"] == "A photograph" for row in payloads["verdict"]["rows"])
    assert payloads["map"]["boxes"] == []
    assert payloads["panes"]["panes"][-1]["title"]["en"] == "The region erased"


def test_an_empty_scene_and_the_ends_of_every_control_are_answered(any_network):
    empty = json.dumps({"place": "beach", "variant": 40, "window": [16, 16], "mirrored": False, "things": []})
    for controls in ((0, 13, -90, 6), (99, -5, 20, 99)):
        json.dumps(answered(empty, controls=controls), allow_nan=False)
        json.dumps(answered(controls=controls), allow_nan=False)


def test_the_map_is_the_networks(any_network):
    shown = answered()["map"]
    model = any_network[MAIN]
    features, _ = localisation_hearing.looked(tab.read_picture(SCENE, None).image)
    trace = localise(model, features, example("dog_bark").make())
    assert np.allclose(unpack(shown["maps"])[0] / 255, trace.scores[0].relu().numpy(), atol=1 / 255)
    assert unpack(shown["confidences"])[0] == pytest.approx(float(trace.confidence[0]), abs=1e-5)
    assert len(shown["boxes"]) == 3
    assert [each["dashed"] for each in shown["boxes"]] == [True, False, True]  # the dog sounds


def test_the_products_of_a_cell_add_up_to_its_score(any_network):
    payloads = answered(controls=(3, 4, -40.0, 0))
    products = unpack(payloads["cell"]["lines"][0]["y"])
    assert payloads["map"]["mark"] == [3, 4]
    assert payloads["cell"]["lines"][0]["label"]["en"].endswith(f"= {products.sum():.2f}")


def test_two_sounds_in_turn_are_one_after_the_other(any_network):
    first, both = heard_sound(None, "dog_bark", "none"), heard_sound(None, "dog_bark", "helicopter")
    assert torch.equal(both.waveform[: len(first.waveform)], first.waveform)
    assert len(both.waveform) > 2 * len(first.waveform)
    assert len(heard_sound(None, "sea_waves", "helicopter").waveform) <= 10 * 16_000


def test_what_there_is_not_is_refused(any_network):
    for wrong in ({"variant": "clip"}, {"sound": "trumpet"}, {"then": "trumpet"}, {"scene": "nowhere"}):
        with pytest.raises(InputError):
            answered(**wrong)


def test_what_if_plays_other_things_and_nothing(any_network):
    titles = [each["title"]["en"] for each in answered()["panes"]["panes"]]
    assert titles[0] == "As it is"
    lower = [each.lower() for each in titles]
    for wanted in (
        "Sea waves",
        "A helicopter",
        "a place's noise",
        "silence",
        "Backwards",
        "−40 dB",
    ):
        assert wanted.lower() in lower
    assert titles[-1].endswith("erased")


def test_files_of_every_kind(any_network):
    made = tab.take(SCENE, None, None, "dog_bark", "none", MAIN, *CONTROLS)
    assert isinstance(made.figure(), Figure)
    assert made.arrays["scores"].shape == made.arrays["attention"].shape == (14, 14)
    assert made.arrays["sound"].shape == made.arrays["attended"].shape == (64,)
    assert len(made.sound) == len(made.arrays["waveform"])
    compile(made.python, "snippet", "exec")
    assert "dog_bark" in made.python


def test_every_example_scene_has_two_things_that_sound():
    for code in SCENES:
        kinds = [thing.kind for thing in tab.read_picture(code, None).scene.things]
        assert sum(kind in localisation_hearing.KIND_OF.values() for kind in kinds) >= 2, code


def test_the_lessons_are_there_in_both_languages():
    assert "softmax" in lesson(MAIN, "en")
    assert "어텐션" in lesson(MAIN, "ko")


# With the shipped weights.


@pytest.mark.parametrize("scene", [code for code in SCENES if code.startswith("test")])
def test_the_sound_of_each_thing_finds_it(networks, scene):
    things = tab.read_picture(scene, None).scene.things
    right = []
    for thing in things:
        sounds = [sound for sound, kind in localisation_hearing.KIND_OF.items() if kind == thing.kind]
        for sound in sounds:
            rows = {
                row["label"]["en"]: row["value"] for row in answered(scene, sound=sound)["verdict"]["rows"]
            }
            right.append(rows["Is it right?"] == "✓")
    assert sum(right) >= len(right) - 1


def test_the_map_fades_for_silence_and_for_voices(networks, tmp_path):
    for sound, recording in (("speech-en", None), ("dog_bark", recorded(tmp_path, np.zeros(16_000)))):
        assert unpack(answered(sound=sound, recording=recording)["map"]["confidences"])[0] < 0.5
    assert unpack(answered()["map"]["confidences"])[0] > 0.5


def test_all_marks_but_scaling_up():
    named = {mark.title.en: mark.state for mark in marks(entry(MAIN))}
    assert all(state is not State.NO for state in named.values()), named
