"""The separation tab: what it plays and shows is what the network computes, with trained weights and without."""

import json
from contextlib import contextmanager

import av
import numpy as np
import pytest
import soundfile
import torch
from matplotlib.figure import Figure

from demos.catalogue import entry
from demos.lessons import lesson
from demos.marks import State, marks
from demos.tabs.refer import separation_ears, separation_hearing
from demos.tabs.refer import speech_separation as tab
from demos.tabs.refer.separation_ears import FACES, OURS, PRETRAINED
from demos.tabs.refer.separation_scenes import CHOICES, FOLLOWS, UNSEEN, given
from demos.tabs.refer.separation_views import tracks
from demos.views.packing import unpack
from mm_models import published
from mm_models.audio.quality import level_dbfs
from mm_models.intake.errors import InputError
from mm_models.registry import SYSTEMS
from mm_models.systems.speech_separation import SYSTEM
from mm_models.systems.speech_separation.audio_only import AudioOnly
from mm_models.systems.speech_separation.model import Separator
from mm_models.talking.landmarks import MODEL

VIEWS = ("player", "verdict", "flow", "film", "signal", "outcomes", "listen", "sync")
NAME = "speech-separation"


def using(monkeypatch, network):
    @contextmanager
    def use(key):
        yield {NAME: network, OURS: ears()}[key]

    monkeypatch.setattr(tab.registry, "use", use)


def ears():
    torch.manual_seed(0)
    return AudioOnly(SYSTEM.tiny).eval()


@pytest.fixture(scope="module")
def untrained():
    torch.manual_seed(0)
    return Separator(SYSTEM.tiny).eval()


@pytest.fixture
def any_network(monkeypatch, untrained):
    using(monkeypatch, untrained)


@pytest.fixture(scope="module")
def shipped():
    return published.load(SYSTEMS[NAME])


def answered(recording=None, mouth=FOLLOWS, scene="two", level_db=0, face="1", way=FACES, shift=8):
    values = tab.answer(recording, None, mouth, scene, level_db, face, way, shift)
    return dict(zip(VIEWS, values, strict=True))


def recorded(tmp_path, seconds, rate=16_000):
    path = tmp_path / "mine.wav"
    soundfile.write(path, 0.1 * np.random.default_rng(0).standard_normal(round(seconds * rate)), rate)
    return str(path)


def sound_of(payload, number):
    return unpack(payload["stems"][number]["waveform"]).astype(np.float32) / 32767


@pytest.mark.parametrize("scene", ["three", "rain", "hidden", "listening"])
def test_scenes_are_answered_small_and_finite(any_network, scene):
    payloads = answered(scene=scene)
    assert len(json.dumps(payloads, allow_nan=False)) < 1_400_000
    faces = len(CHOICES[scene].seen) + len(CHOICES[scene].silent)
    assert len(payloads["player"]["stems"]) == faces + 2
    assert [bool(each["film"]) for each in payloads["player"]["stems"]] == [False, *[True] * faces, False]


def test_every_scene_has_a_face_and_a_voice():
    for scene, choice in CHOICES.items():
        asked = given(None, None, FOLLOWS, scene, 0)
        assert len(asked.names) == len(choice.seen) + len(choice.silent) >= 1
        assert np.abs(asked.scene.mixture).max() > 0.1


def test_the_tracks_add_up_to_the_mixture(any_network):
    player = answered(scene="same")["player"]
    mixture, *parts = (sound_of(player, number) for number in range(4))
    assert player["gain"] == 1
    assert np.allclose(sum(parts), mixture, atol=4 / 32767)


def test_the_mixture_is_what_was_mixed_and_levels_are_obeyed():
    plain, louder = (given(None, None, FOLLOWS, "two", level) for level in (0, 12))
    voices = [[talker.voice for talker in each.scene.talkers] for each in (plain, louder)]
    assert np.allclose(sum(voices[0]), plain.scene.mixture, atol=1e-6)
    assert np.allclose(voices[1][1], voices[0][1] * 10 ** (12 / 20), atol=1e-5)
    assert np.allclose(voices[1][0], voices[0][0])


@pytest.mark.parametrize(("seconds", "mouth"), [(0.05, FOLLOWS), (12.0, FOLLOWS), (1.0, UNSEEN)])
def test_own_recordings_of_any_length_are_mixed_in(any_network, tmp_path, seconds, mouth):
    payloads = answered(recorded(tmp_path, seconds), mouth, "two", face="2")
    names = [each["label"]["en"] for each in payloads["player"]["stems"][1:-1]]
    assert names == (["Face 1, Anna", "Face 2, You"] if mouth == FOLLOWS else ["Face 1, Anna"])
    notes = " ".join(row["note"]["en"] for row in payloads["verdict"]["rows"] if row["note"])
    assert ("nobody filmed you" in notes) == (mouth == FOLLOWS)
    assert ("first 6 s" in notes) == (seconds > 6)


def test_a_recording_without_a_face_never_leaves_a_scene_without_one(tmp_path):
    for scene in ("rain", "hidden", "listening"):
        asked = given(recorded(tmp_path, 1.0), None, UNSEEN, scene, 0)
        assert len(asked.scene.talkers) >= 1


@pytest.mark.parametrize("scene", ["two", "three", "rain"])
def test_without_eyes_there_are_two_sounds_that_belong_to_nobody(any_network, monkeypatch, scene):
    monkeypatch.setattr(separation_ears, "ways", lambda: separation_ears.WAYS)
    payloads = answered(scene=scene, way=OURS)
    names = [each["label"]["en"] for each in payloads["player"]["stems"]]
    assert names[1:-1] == ["Sound 1", "Sound 2"]
    mixture, *parts = (sound_of(payloads["player"], number) for number in range(4))
    assert np.allclose(sum(parts), mixture, atol=4 / 32767)
    notes = [row["note"]["en"] for row in payloads["verdict"]["rows"]]
    assert notes[0].startswith("nearest to ")
    assert "left to chance" in notes[2]


def test_the_pretrained_separator_says_what_it_needs_and_plays_where_it_is(any_network, monkeypatch):
    monkeypatch.setattr(separation_ears.conv_tasnet, "is_there", lambda: False)
    with pytest.raises(InputError) as raised:
        answered(way=PRETRAINED)
    assert raised.value.code == "no-conv-tasnet"
    monkeypatch.setattr(separation_ears.conv_tasnet, "is_there", lambda: True)
    halves = torch.tensor([[0.75], [0.25]])
    monkeypatch.setattr(separation_ears, "pretrained", lambda: lambda mixture: halves * mixture[:, None])
    player = answered(way=PRETRAINED)["player"]
    assert np.allclose(sound_of(player, 1), 3 * sound_of(player, 2), atol=1e-3)


def test_a_film_of_ones_own_needs_something_that_finds_a_face(any_network, tmp_path):
    assert not MODEL.is_file()
    with pytest.raises(InputError) as raised:
        tab.answer(None, recorded(tmp_path, 1.0), FOLLOWS, "two", 0, "1", FACES, 8)
    assert raised.value.code == "no-landmarks"


def test_a_filmed_face_is_separated_like_a_drawn_one(untrained, tmp_path):
    points = np.array([[60, 60], [100, 60], [70, 100], [90, 100], [80, 98], [80, 102]], np.float64)
    asked = given(None, talking_film(tmp_path / "me.mp4"), FOLLOWS, "two", 0, lambda frame: points)
    assert [name.en for name in asked.names] == ["Anna", "You"]
    assert "never seen a real one" in asked.notes[-1].en
    found = separation_hearing.heard(untrained, asked)
    filmed = asked.scene.talkers[1].filmed
    assert np.array_equal(found.batch.mouths[0, 1].numpy(), filmed.mouths)
    stems = tracks(found)["stems"]
    assert stems[2]["film"]["count"] == len(filmed.faces) == found.batch.mouths.shape[2]


def talking_film(path, seconds=1, size=160):
    """A film of noise with a tone."""
    rng = np.random.default_rng(0)
    with av.open(str(path), "w") as container:
        pictures, sound = container.add_stream("mpeg4", rate=25), container.add_stream("aac", rate=16_000)
        pictures.width, pictures.height, pictures.pix_fmt = size, size, "yuv420p"
        for _ in range(25 * seconds):
            frame = rng.integers(0, 256, (size, size, 3), dtype=np.uint8)
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(frame, "rgb24")))
        tone = 0.1 * np.sin(np.arange(16_000 * seconds) / 9)[None].astype(np.float32)
        heard = av.AudioFrame.from_ndarray(tone, "fltp", "mono")
        heard.sample_rate = 16_000
        container.mux(sound.encode(heard))
        for stream in (pictures, sound):
            container.mux(stream.encode())
    return str(path)


def test_ends_of_controls_are_answered_and_what_there_is_not_is_refused(any_network):
    json.dumps(answered(level_db=99, face="9", shift=-99), allow_nan=False)
    for wrong in ({"scene": "nobody"}, {"mouth": "invisible"}, {"way": "telepathy"}):
        with pytest.raises(InputError):
            answered(**wrong)


def test_files_of_every_kind(any_network):
    made = tab.take(None, None, FOLLOWS, "two", 0, "1", FACES, 8)
    assert isinstance(made.figure(), Figure)
    assert made.arrays["mask"].dtype == np.complex64
    assert np.allclose(
        made.arrays["voices"].sum(0) + made.arrays["residual"], made.arrays["mixture"], atol=1e-5
    )
    assert len(made.sound) == 3 * (made.arrays["mixture"].shape[0] + 4000)
    compile(made.python, "snippet", "exec")


def test_the_lessons_are_there_in_both_languages():
    assert "complex mask" in lesson(NAME, "en")
    assert "복소 마스크" in lesson(NAME, "ko")


# With the shipped weights.


def test_voices_go_to_their_faces_and_move_with_them(monkeypatch, shipped):
    using(monkeypatch, shipped)
    payloads = answered()
    rows = {row["label"]["en"]: row for row in payloads["outcomes"]["rows"]}
    assert rows["As it is"]["note"]["en"] == "face → voice: 1 → 1, 2 → 2"
    assert rows["Faces exchanged"]["note"]["en"] == "face → voice: 1 → 2, 2 → 1"
    error = unpack(payloads["sync"]["lines"][0]["y"])
    assert error.argmin() == len(error) // 2


def test_a_listener_is_given_next_to_nothing(shipped):
    found = tab.asked(shipped, None, None, FOLLOWS, "listening", 0, "1").found
    assert [name.en for name in found.given.names] == ["Dora", "Emil"]
    assert level_dbfs(found.voices[0]) < level_dbfs(found.mixture) - 12


def test_all_marks_but_scaling_up():
    named = {mark.title.en: mark.state for mark in marks(entry(NAME))}
    states = {title: state for title, state in named.items() if title != "Scaled up"}
    assert all(state is not State.NO for state in states.values()), named
