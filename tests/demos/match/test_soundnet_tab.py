"""The SoundNet tab: what it shows is what the two networks compute, with trained weights and without."""

import json
from contextlib import contextmanager

import numpy as np
import pytest
import soundfile
import torch
from matplotlib.figure import Figure

from demos import kept
from demos.catalogue import entry
from demos.lessons import lesson
from demos.marks import State, marks
from demos.tabs.match import soundnet as tab
from demos.tabs.match import soundnet_hearing
from demos.tabs.match.soundnet_hearing import over_place, place_under
from demos.tabs.match.soundnet_input import SCENES
from demos.views.packing import unpack
from mm_models import published
from mm_models.audio.examples import example
from mm_models.intake.errors import InputError
from mm_models.registry import SYSTEMS
from mm_models.systems.soundnet.infer import hear
from mm_models.systems.soundnet.model import Config, SoundNet
from mm_models.world.places import PLACES

VIEWS = (
    *(
        "picture",
        "things",
        "places",
        "verdict",
        "sound",
        "flow",
        "filters",
        "responses",
        "layer",
        "unit",
        "target",
    ),
    *("changed_things", "changed_places", "moved", "player"),
)
SCENE = "test:414"  # a dog and bread at night
CONTROLS = (5, -1, 5, "test:1391")


@pytest.fixture(scope="module")
def untrained():
    torch.manual_seed(0)
    return SoundNet(Config()).eval()


@pytest.fixture(scope="module")
def shipped():
    return {name: published.load(SYSTEMS[name]) for name in ("vision-backbone", "soundnet")}


def using(monkeypatch, known):
    @contextmanager
    def use(key):
        yield known[key]

    for module in (tab, soundnet_hearing):
        monkeypatch.setattr(module.registry, "use", use)
    monkeypatch.setattr(kept, "SHELF", kept.Shelf())
    return known


@pytest.fixture
def any_network(models, monkeypatch, untrained):
    return using(monkeypatch, {**models, "soundnet": untrained})


@pytest.fixture
def trained(models, monkeypatch, shipped):
    return using(monkeypatch, shipped)


def answered(
    scene=SCENE, photo=None, recording=None, sound="person_sneeze", under="scene", controls=CONTROLS
):
    return dict(zip(VIEWS, tab.answer(scene, photo, recording, sound, under, *controls), strict=True))


def recorded(tmp_path, samples):
    path = tmp_path / "mine.wav"
    soundfile.write(path, samples, 16_000)
    return str(path)


def test_the_result_is_the_networks(any_network):
    payloads = answered()
    assert len(json.dumps(payloads, allow_nan=False)) < 1_200_000
    dry = example("person_sneeze").make()
    trace = hear(any_network["soundnet"], over_place(dry, "night sky"))
    student = trace.places[0].softmax(dim=0).numpy()
    rows = unpack(payloads["places"]["values"])
    assert np.allclose(rows[1], student, atol=1e-3)
    seen = soundnet_hearing.taught(tab.read_picture(SCENE, None).image)
    assert np.allclose(rows[0], seen.places[0].numpy(), atol=1e-3)
    kl = {row["label"]["en"]: row["value"] for row in payloads["verdict"]["rows"]}["KL of places"]
    assert float(kl.removesuffix(" nat")) == pytest.approx(rows[2].sum(), abs=0.02)
    assert len(payloads["flow"]["steps"]) == 1 + 7 + 2 + 3


def test_recordings_photographs_and_the_ends_of_every_control_are_answered(any_network, photo, tmp_path):
    short = recorded(tmp_path, 0.1 * np.random.default_rng(0).standard_normal(900))
    for given in (
        {"recording": short, "under": "none", "controls": (0, 999, -99, "test:33")},
        {"photo": photo, "sound": "clock_tick", "controls": (99, -5, 99, "test:414")},
    ):
        assert len(json.dumps(answered(**given), allow_nan=False)) < 1_200_000


def test_silence_is_answered_and_said_to_be_quiet(any_network, tmp_path):
    payloads = answered(recording=recorded(tmp_path, np.zeros(16_000)), under="none")
    assert any(row["label"]["en"] == "Very quiet" for row in payloads["verdict"]["rows"])


def test_what_there_is_not_is_refused(any_network):
    for wrong in ({"sound": "trumpet"}, {"under": "moon"}, {"controls": (5, -1, 5, "test:0")}):
        with pytest.raises(InputError):
            answered(**wrong)


def test_the_background_is_that_of_the_scene_or_the_chosen_one():
    seen = tab.read_picture(SCENE, None)
    assert place_under(seen, "scene") == "night sky"
    assert place_under(seen, "none") is None
    assert place_under(seen, PLACES[0]) == PLACES[0]
    silent = over_place(torch.zeros(8000), "city")
    assert float(silent.abs().max()) > 0.05


def test_another_picture_moves_the_teacher_and_not_the_student(any_network):
    rows = unpack(answered()["changed_things"]["values"])
    names = [each["en"] for each in answered()["changed_things"]["y"]["ticks"]]
    assert names[:3] == ["teacher (sees)", "teacher (sees), other picture", "student (hears), as it is"]
    assert {"Mute", "Backwards"} <= set(names)
    assert rows.shape == (7, 8)


def test_files_of_every_kind(any_network):
    made = tab.take(SCENE, None, None, "person_sneeze", "scene", *CONTROLS)
    assert isinstance(made.figure(), Figure)
    assert made.arrays["filters"].shape == (16, 64)
    assert made.arrays["things_student"].shape == made.arrays["things_teacher"].shape == (68,)
    assert len(made.sound) == len(made.arrays["waveform"])
    compile(made.python, "snippet", "exec")


def test_the_lessons_are_there_in_both_languages():
    assert "KL" in lesson("soundnet", "en")
    assert "교사" in lesson("soundnet", "ko")


# With the shipped weights.


def test_the_student_hears_what_sounds_and_where(trained):
    right = {"things": 0, "places": 0}
    wanted = (("rooster", "test:789"), ("clock_tick", "test:921"), ("sea_waves", "test:1391"))
    for sound, scene in wanted:
        payloads = answered(scene, sound=sound)
        for head in right:
            teacher, student, _ = unpack(payloads[head]["values"])
            right[head] += int(teacher.argmax() == student.argmax())
    assert right["places"] + right["things"] >= 4


def test_all_marks_but_scaling_up():
    named = {mark.title.en: mark.state for mark in marks(entry("soundnet"))}
    assert all(state is not State.NO for state in named.values()), named
    assert set(SCENES)
