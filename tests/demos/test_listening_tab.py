"""The listening tab: what it shows is what the network computes, with trained weights and without."""

import json
import math
from contextlib import contextmanager

import numpy as np
import pytest
import soundfile
import torch
from matplotlib.figure import Figure

from demos.catalogue import entry
from demos.marks import State, marks
from demos.tabs.represent import listening as tab
from demos.tabs.represent.listening_changes import Change, changed
from demos.tabs.represent.listening_views import CHANNELS_SHOWN, NAMES
from demos.views.packing import unpack
from mm_models import published
from mm_models.audio.augment import rms
from mm_models.audio.examples import example
from mm_models.registry import SYSTEMS
from mm_models.systems.audio_backbone.infer import SOUNDS, listen, over_time, probabilities
from mm_models.systems.audio_backbone.model import AudioBackbone, Config

VIEWS = (
    "notes",
    "verdict",
    "when",
    "flow",
    "maps",
    "features",
    "evidence",
    "moments",
    "player",
    "compared",
    "sweep",
)
UNCHANGED = (0.0, 40.0, 0.0, False)
CHANGED = (-20.0, 10.0, 0.5, True)


@pytest.fixture(scope="module")
def untrained():
    torch.manual_seed(0)
    return AudioBackbone(Config()).eval()


@pytest.fixture(scope="module")
def trained():
    return published.load(SYSTEMS["audio-backbone"])


@pytest.fixture(params=["untrained", "trained"])
def model(monkeypatch, request):
    network = request.getfixturevalue(request.param)

    @contextmanager
    def use(key):
        assert key == "audio-backbone"
        yield network

    monkeypatch.setattr(tab.registry, "use", use)
    return network


def answered(key="rooster", controls=UNCHANGED, recording=None):
    return dict(zip(VIEWS, tab.answer(recording, key, *controls), strict=True))


@pytest.mark.parametrize("key", ["rooster", "speech-ko", "sea_waves"])
def test_examples_are_answered_with_finite_and_small_payloads(model, key):
    payloads = answered(key, CHANGED)
    assert len(json.dumps(payloads, allow_nan=False)) < 1_200_000


@pytest.mark.parametrize("seconds", [0.05, 1.0, 12.0])
def test_recordings_of_any_length_are_answered(model, tmp_path, seconds):
    path = tmp_path / "mine.wav"
    soundfile.write(path, 0.1 * np.random.default_rng(0).standard_normal(round(seconds * 16_000)), 16_000)
    payloads = answered(recording=str(path), controls=CHANGED)
    assert len(json.dumps(payloads, allow_nan=False)) < 1_200_000


def test_silence_is_answered_and_called_quiet(model, tmp_path):
    path = tmp_path / "nothing.wav"
    soundfile.write(path, np.zeros(32_000), 16_000)
    rows = answered(recording=str(path), controls=CHANGED)["verdict"]["rows"]
    assert any(row["label"]["en"] == "Very quiet" for row in rows)


def test_the_ends_of_every_control_are_answered(model):
    for controls in ((-80.0, -10.0, 2.0, True), (20.0, 40.0, 0.0, False)):
        json.dumps(answered(controls=controls), allow_nan=False)


def test_the_verdict_lists_the_networks_probabilities(model):
    shares = probabilities(listen(model, example("rooster").make()))[0]
    rows = {row["label"]["en"]: row["value"] for row in answered()["verdict"]["rows"]}
    for sound, share in zip(SOUNDS, shares.tolist(), strict=True):
        assert rows[NAMES[sound].en] == f"{share:.1%}"


def test_moments_are_the_networks_and_have_names(model):
    shown = answered()["moments"]
    shares = over_time(listen(model, example("rooster").make()))[0]
    assert np.allclose(unpack(shown["values"]), shares.numpy(), atol=1e-3)
    assert [tick["en"] for tick in shown["y"]["ticks"]] == [NAMES[sound].en for sound in SOUNDS]


def test_the_pipeline_names_the_live_shapes(model):
    trace = listen(model, example("rooster").make())
    shapes = [step["shape"] for step in answered()["flow"]["steps"]]
    assert shapes[0] == "(32000,)"
    assert str(tuple(trace.over_time.shape[1:])) in shapes
    assert str(tuple(trace.maps[-1].shape[1:])) in shapes


def test_every_layer_has_its_tiles(model):
    maps = answered()["maps"]["panes"][0]["maps"]
    assert len(maps) == 4 * CHANNELS_SHOWN
    assert len({each["group"]["en"] for each in maps}) == 4


def test_nothing_changed_changes_nothing(model):
    rows = answered()["compared"]["rows"]
    assert rows[-1]["value"] == "0%"


def test_changes_do_what_their_controls_say():
    sound = example("rooster").make()
    assert torch.equal(changed(sound, Change(True, 0.0, 40.0, 0.0)), sound.flip(0))
    assert rms(changed(sound, Change(False, 0.0, 40.0, -20.0))) == pytest.approx(0.1 * rms(sound), rel=1e-3)
    noise = changed(sound * 0.1, Change(False, 0.0, 10.0, 0.0)) - sound * 0.1
    assert 20 * math.log10(rms(sound * 0.1) / rms(noise)) == pytest.approx(10, abs=0.05)
    assert torch.equal(*(changed(sound, Change(False, 1.0, 0.0, 0.0)) for _ in range(2)))


def test_one_takes_figure_arrays_sound_and_code(model):
    made = tab.take(None, "rooster", *CHANGED)
    assert isinstance(made.figure(), Figure)
    assert made.arrays["vector"].shape == (model.config.features,)
    assert made.arrays["probabilities"].sum() == pytest.approx(1, abs=1e-4)
    assert not np.array_equal(made.sound, made.arrays["waveform"])
    compile(made.python, "taken", "exec")


def test_every_sound_has_a_name_in_both_languages():
    assert set(NAMES) == set(SOUNDS)
    assert all(name.en and name.ko for name in NAMES.values())


def test_the_code_that_one_takes_runs(model, monkeypatch, capsys):
    monkeypatch.setattr(tab.registry, "configure", lambda: None)  # the process keeps the one that it may have
    exec(compile(tab.take(None, "rooster", *UNCHANGED).python, "taken", "exec"), {})
    assert "Verdict" in capsys.readouterr().out


def test_it_has_all_marks():
    assert all(mark.state is not State.NO for mark in marks(entry("listening")))
