"""The mel tab's pure functions: what they answer for every example, and what they refuse."""

import json
from itertools import pairwise

import numpy as np
import pytest
import soundfile

from demos.tabs.represent import mel
from demos.take import write
from demos.views.packing import unpack
from mm_models.audio.examples import EXAMPLES
from mm_models.intake import InputError

CONTROLS = {
    "window": "hann",
    "window_ms": 25,
    "hop_ms": 10,
    "n_fft": "auto",
    "scale": "slaney",
    "n_mels": 40,
    "n_mfcc": 13,
    "moment": 0.5,
    "low_hz": 1000,
    "high_hz": 4000,
}


def answered(example="vowels", **changed):
    return mel.answer(None, example, **{**CONTROLS, **changed})


@pytest.mark.parametrize("key", [each.key for each in EXAMPLES])
def test_every_example_is_answered_with_finite_and_small_payloads(key):
    payloads = answered(key)
    assert len(payloads) == 13
    assert len(json.dumps(payloads, allow_nan=False)) < 1_300_000


@pytest.mark.parametrize(
    "changed",
    [
        {"n_mels": 128, "n_mfcc": 40, "scale": "htk"},
        {"n_mels": 10, "n_mfcc": 2},
        {"window_ms": 2, "hop_ms": 50},
        {"window_ms": 200, "hop_ms": 1},
        {"moment": 12.0, "low_hz": 8000, "high_hz": 0},
        {"window": "rectangular", "n_fft": "4096"},
    ],
)
def test_the_ends_of_every_control_are_answered(changed):
    json.dumps(answered(**changed), allow_nan=False)


def test_more_coefficients_than_bands_are_refused_in_both_languages():
    with pytest.raises(InputError) as refused:
        answered(n_mels=12, n_mfcc=13)
    assert "12" in refused.value.text.en
    assert "12" in refused.value.text.ko


def test_more_frames_than_can_be_held_are_refused(tmp_path):
    path = tmp_path / "long.wav"
    soundfile.write(path, np.zeros(12 * 16_000, np.float32), 16_000)
    with pytest.raises(InputError) as refused:
        mel.answer(str(path), None, **{**CONTROLS, "window_ms": 200, "hop_ms": 1})
    assert refused.value.code == "too-many-frames"


def test_narrow_filters_are_counted_as_empty():
    rows = {row["label"]["en"]: row["value"] for row in answered(window_ms=10, n_mels=128)[2]["rows"]}
    assert rows["Empty filters"] == "13 / 128"


def test_the_outline_comes_nearer_with_every_coefficient():
    film = answered(moment=0.25)[9]
    levels = unpack(film["lines"][0]["y"])
    errors = [np.square(unpack(state["curves"]["1"]["y"]) - levels).mean() for state in film["frames"]]
    assert len(errors) == 13
    assert all(later <= earlier * 1.001 for earlier, later in pairwise(errors))


def test_the_moment_chooses_the_frame():
    early, late = answered(moment=0.25), answered(moment=2.11)
    assert early[8]["values"] != late[8]["values"]
    assert early[1] == late[1]


def test_what_is_taken_away_holds_together(tmp_path):
    made = mel.take(None, "vowels", **CONTROLS)
    dct, log_mel, coefficients = (made.arrays[name] for name in ("dct", "log_mel", "mfcc"))
    np.testing.assert_allclose(dct @ log_mel, coefficients, rtol=1e-4, atol=1e-3)
    for kind in ("png", "npz", "wav"):
        write(made, tmp_path / f"mel.{kind}")
        assert (tmp_path / f"mel.{kind}").stat().st_size > 1000
    exec(made.python, {"print": lambda *_: None})
