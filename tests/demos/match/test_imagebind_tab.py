"""The ImageBind tab: what it shows is what the networks compute, in every pair of modalities."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
import torch
from matplotlib.figure import Figure

from demos.catalogue import entry
from demos.lessons import lesson
from demos.marks import State, marks
from demos.tabs.match import binding_gallery, binding_prompts, binding_query
from demos.tabs.match import imagebind as tab
from demos.tabs.match.binding_batch import batch
from demos.tabs.match.binding_gallery import MODALITIES
from demos.tabs.match.binding_prompts import CLAP
from demos.tabs.match.binding_query import relation
from demos.views.packing import unpack
from mm_models.intake.errors import InputError
from mm_models.pretrained import clap
from mm_models.registry import RegistryError, errors
from mm_models.systems.imagebind.model import Config, ImageBind
from tests.pretrained.conftest import clap_folder  # noqa: F401 - a fixture

VIEWS = (
    *("seen", "words", "heard", "items", "shapes", "vectors", "cosines", "pairs"),
    *("ours", "theirs", "our_table", "their_table"),
    *("batch", "table", "shares", "loss", "sums", "parts", "names", "empty"),
)
GIVEN = {
    "scene": "test:414",
    "photo": None,
    "recording": None,
    "sound": "dog_bark",
    "text": "a dog on the grass",
    "film": "test:6",
    "query": "audio",
    "answers": "image",
    "language": "en",
}
CONTROLS = {
    "prompts": "a dog\na clock\nan apple",
    "clap": False,
    "count": 4,
    "draw": 0,
    "exchanged": False,
    "share": 0.5,
}


@pytest.fixture(scope="module")
def untrained():
    torch.manual_seed(3)
    return ImageBind(Config(width=4, space=12)).eval()


@pytest.fixture(scope="module")
def made():
    """The gallery's vectors, computed once for all tests."""
    return {}


@pytest.fixture(autouse=True)
def bound_to(models, monkeypatch, untrained, made):
    """A tiny ImageBind beside the tiny CLIP, few films and few sounds."""
    models["imagebind"] = untrained
    specs = [SimpleNamespace(key=key) for key in models]
    monkeypatch.setattr(binding_query.registry, "SPECS", specs)
    monkeypatch.setattr(binding_gallery, "FILMS", 12)
    monkeypatch.setattr(binding_gallery, "SOUNDS", binding_gallery.SOUNDS[:10])
    monkeypatch.setattr(binding_gallery, "_made", made)
    return models


def answered(**changed):
    return dict(zip(VIEWS, tab.answer(**{**GIVEN, **CONTROLS, **changed}), strict=True))


def table(payload):
    return unpack(payload["values"])


def test_any_modality_finds_any_other_and_says_whether_they_ever_met():
    ways = zip(MODALITIES, (*MODALITIES[1:], MODALITIES[0]), strict=True)
    for query, answers in [*ways, ("image", "image")]:
        shown = answered(query=query, answers=answers)
        assert len(json.dumps(shown, allow_nan=False)) < 1_200_000
        assert shown["words"]["rows"][0]["note"]["en"] == relation(query, answers).en
        assert (shown["seen"] is None) == (answers == "text")
        assert (shown["heard"] is None) == (answers != "audio")
        cosines = [float(row["value"]) for row in shown["words"]["rows"][1:]]
        assert cosines == sorted(cosines, reverse=True)


def test_only_pictures_met_the_others():
    met = {other for other in MODALITIES if relation("image", other).en.startswith("trained")}
    assert met == {"text", "audio", "depth", "motion"}
    assert (
        relation("audio", "text").en == relation("depth", "motion").en == "emergent: never trained together"
    )


def test_vectors_cosines_and_loss_are_the_networks():
    shown = answered()
    rows = table(shown["vectors"])
    assert rows.shape == (5, 12)
    assert np.allclose((rows**2).sum(axis=1), 1, atol=1e-4)
    assert np.allclose(table(shown["cosines"]), rows @ rows.T, atol=1e-4)
    cosines = table(shown["table"]) / Config().temperature
    assert np.allclose(table(shown["shares"]).sum(axis=1), 1, atol=1e-4)
    terms = np.log(np.exp(cosines).sum(axis=1)) - np.diag(cosines)
    assert float(shown["loss"]["rows"][2]["value"]) == pytest.approx(terms.mean(), abs=2e-3)


def test_exchanged_partners_leave_the_diagonal():
    plain, exchanged = (batch("image", "depth", 4, 0, "en", each) for each in (False, True))
    assert np.allclose(plain.cosines[:, :3], exchanged.cosines[:, 1:], atol=1e-6)
    with_sound = batch("image", "audio", 4, 0, "en", False)
    assert len(set(with_sound.names)) == len(with_sound.images) >= 2


def test_a_photograph_has_no_depth_and_is_refused_as_a_depth_map_only(photo):
    shown = answered(photo=photo, query="image", answers="text")
    assert table(shown["vectors"]).shape == (4, 12)
    with pytest.raises(InputError):
        answered(photo=photo, query="depth")


def test_the_ends_of_every_control_and_what_there_is_not():
    assert answered(count=99, draw=-4, share=7.0, query="motion", answers="audio", language="ko")
    wrong = ({"query": "smell"}, {"sound": "trumpet"}, {"film": "test:1"}, {"text": " "}, {"language": "fr"})
    for each in wrong:
        with pytest.raises(InputError):
            answered(**each)


def test_all_of_the_sound_or_none_of_it_in_the_sum_finds_what_the_parts_find():
    shown = answered(share=0.0)
    notes = [row["note"]["en"] for row in shown["parts"]["rows"]]
    assert notes[0] == notes[2]
    notes = [row["note"]["en"] for row in answered(share=1.0)["parts"]["rows"]]
    assert notes[1] == notes[2]


def test_without_weights_it_says_so(monkeypatch):
    monkeypatch.setattr(binding_query.registry, "SPECS", [])
    with pytest.raises(InputError) as raised:
        answered()
    assert raised.value.text == binding_query.UNTRAINED


def test_files_of_every_kind():
    made = tab.take(**GIVEN, **CONTROLS)
    assert isinstance(made.figure(), Figure)
    assert made.arrays["vectors"].shape == (5, 12)
    assert made.arrays["depth"].shape == (56, 56)
    assert len(made.sound) > 16_000
    compile(made.python, "snippet", "exec")


def test_own_prompts_are_ranked_for_the_sound_by_imagebind():
    shown = answered(prompts="a dog\na zyzzyva\nan apple")
    assert shown["ours"]["rows"][0]["value"] == "zyzzyva"
    rows = shown["ours"]["rows"][1:]
    assert sum(float(row["value"][:-1]) for row in rows) == pytest.approx(100, abs=0.3)
    marks_of = {row["label"]["en"]: row["note"]["en"][0] for row in rows}
    assert (marks_of["a dog"], marks_of["an apple"], marks_of["a zyzzyva"]) == ("✓", "✗", "c")
    assert table(shown["our_table"]).shape == (3, 4)
    assert shown["theirs"] is None and shown["their_table"] is None
    with pytest.raises(InputError):
        answered(prompts=" \n ")


@pytest.fixture
def own_recording(tmp_path):
    """A second of noise at 48 kHz: half of what CLAP hears of it is above what a sound at 16 kHz can have."""
    path = tmp_path / "noise.wav"
    noise = np.random.default_rng(0).normal(0, 0.1, 48_000).astype(np.float32)
    soundfile.write(path, noise, 48_000, subtype="FLOAT")
    return path, noise


def test_clap_hears_a_recording_at_its_own_rate(models, clap_folder, own_recording):  # noqa: F811 - the fixture
    path, noise = own_recording
    models[CLAP] = network = clap.open_folder(clap_folder, "cpu")
    shown = answered(recording=str(path), clap=True)
    assert len(shown["theirs"]["rows"]) == 3
    own = network.hear([noise]).vector @ network.read(CONTROLS["prompts"].split("\n")).vector.T
    assert table(shown["their_table"])[:, 0] == pytest.approx(own[0].numpy(), abs=1e-3)
    assert not np.allclose(table(shown["their_table"]), table(shown["our_table"]), atol=1e-3)
    made = tab.take(**{**GIVEN, **CONTROLS, "recording": str(path), "clap": True})
    assert "clap.hear" in made.python and str(path) not in made.python
    compile(made.python, "snippet", "exec")


def test_where_clap_cannot_be_had_the_rest_is_shown_and_the_reason_said(monkeypatch):
    text = errors.offline(clap.CHECKPOINT.repo)
    lend = binding_prompts.registry.use

    def use(key):
        if key == CLAP:
            raise RegistryError(text)
        return lend(key)

    monkeypatch.setattr(binding_prompts.registry, "use", use)
    shown = answered(clap=True)
    assert shown["theirs"]["rows"][1]["note"]["ko"] == text.ko
    assert shown["their_table"] is None and shown["ours"]["rows"]


def test_the_lessons_are_there_in_both_languages():
    assert "InfoNCE" in lesson("imagebind", "en")
    assert "창발" in lesson("imagebind", "ko")


def test_all_marks_but_scaling_up():
    named = {mark.title.en: mark.state for mark in marks(entry("imagebind"))}
    assert all(state is not State.NO for state in named.values()), named
