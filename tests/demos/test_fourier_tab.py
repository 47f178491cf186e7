"""The Fourier tab's answers: what its figures say is what the definition of the transform says."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from demos.tabs.represent import fourier
from demos.views.packing import Payload, unpack

NAMES = (
    "notes",
    "whole",
    "compared",
    "multiplied",
    "added",
    "numbers",
    "grown",
    "inside",
    "spectrum",
    "listened",
    "spectra",
    "differences",
)


def named(*arguments: object) -> dict[str, Payload]:
    return dict(zip(NAMES, fourier.answer(*arguments), strict=True))  # type: ignore[arg-type]


def curve(payload: Payload, index: int) -> tuple[np.ndarray, np.ndarray]:
    return unpack(payload["lines"][index]["x"]), unpack(payload["lines"][index]["y"])


def values(payload: Payload) -> list[str]:
    return [row["value"] for row in payload["rows"]]


@pytest.fixture
def record(tmp_path: Path):
    def write(samples: np.ndarray) -> str:
        path = tmp_path / "sound.wav"
        soundfile.write(path, samples, 16_000, subtype="FLOAT")
        return str(path)

    return write


def test_the_sums_grow_to_the_definition_of_the_coefficient(tone_wav: Path) -> None:
    answer = named(str(tone_wav), "", 0.25, 40, 300)
    n = np.arange(640)
    sound = 0.5 * np.sin(2 * np.pi * 440 * (n + 4000) / 16_000)
    expected = (sound * np.exp(-2j * np.pi * 300 * n / 16_000)).sum()
    cosine, sine = curve(answer["added"], 0)[1][-1], curve(answer["added"], 1)[1][-1]
    assert cosine == pytest.approx(expected.real, abs=0.01)
    assert -sine == pytest.approx(expected.imag, abs=0.01)
    magnitude = float(values(answer["numbers"])[2])
    assert magnitude == pytest.approx(abs(expected), abs=0.01)


def test_zero_asks_for_the_strongest_frequency_of_the_loudest_stretch(record) -> None:
    seconds = np.arange(32_000) / 16_000
    swell = np.where(seconds < 1, 0.1, 0.5) * np.sin(2 * np.pi * np.where(seconds < 1, 2000, 1200) * seconds)
    answer = named(record(swell), "", 0, 40, 0)
    (stretch,) = answer["whole"]["bands"]
    assert stretch["low"] >= 0.99
    assert stretch["high"] - stretch["low"] == pytest.approx(0.04)
    assert answer["spectrum"]["markers"][0]["x"] == pytest.approx(1200, abs=7)


def test_every_frame_of_the_film_adds_one_probe_that_lies_on_the_curve_of_the_fft(tone_wav: Path) -> None:
    film = named(str(tone_wav), "", 0.25, 40, 0)["grown"]
    assert [frame["curves"]["1"]["x"]["shape"][0] for frame in film["frames"]] == list(range(1, 97))
    assert film["first_frame"] == 95
    (curve_hz, curve_of_fft), (hz, asked) = curve(film, 0), curve(film, 1)
    expected = np.interp(hz, curve_hz, curve_of_fft)
    assert np.abs(asked - expected).max() < 0.08 * asked.max()
    assert film["frames"][0]["caption"]["en"].startswith("50 Hz: ")


def test_energy_is_the_same_on_both_sides(tone_wav: Path) -> None:
    time_energy, frequency_energy = values(named(str(tone_wav), "", 0, 50, 440)["inside"])[1:3]
    assert float(time_energy) == pytest.approx(0.5**2 / 2 * 800, rel=1e-3)
    assert float(frequency_energy) == pytest.approx(float(time_energy), abs=2e-6)


def test_partners_differ_in_samples_and_not_in_magnitudes() -> None:
    answer = named(None, "speech-en", 0, 40, 0)
    backwards, backwards_samples, thrown, thrown_samples = (
        float(value.removesuffix(" %")) for value in values(answer["differences"])
    )
    assert max(backwards, thrown) < 0.001
    assert min(backwards_samples, thrown_samples) > 50
    first, second, third = (curve(answer["spectra"], index)[1] for index in range(3))
    loud = first > -80  # far below, rounding shows in dB
    assert np.allclose(first[loud], second[loud], atol=0.1)
    assert np.allclose(first[loud], third[loud], atol=0.1)


@pytest.mark.parametrize("samples", [512, 1001])
def test_a_sound_shorter_than_the_stretch_is_its_own_stretch(record, samples: int) -> None:
    answer = named(record(np.full(samples, 0.5)), "", 5.0, 200, 8000)
    assert len(curve(answer["compared"], 0)[1]) == samples


def test_silence_is_answered_with_zeros(record) -> None:
    answer = named(record(np.zeros(8000)), "", 0, 40, 0)
    assert values(answer["numbers"])[2] == "0.000"


def test_a_long_answer_stays_small(record) -> None:
    noise = 0.3 * np.random.default_rng(0).standard_normal(9 * 16_000).clip(-3, 3)
    assert len(json.dumps(fourier.answer(record(noise), "", 0, 200, 440))) < 800_000


def test_what_one_takes_along_computes_the_same() -> None:
    made = fourier.take(None, "chord", 0.5, 100, 440)
    scope: dict[str, object] = {}
    exec(made.python, scope)  # the lines that the tab shows
    assert np.array_equal(scope["stretch"], made.arrays["stretch"])
    assert scope["answer"].cosine_sum == made.arrays["cosine_running"][-1]  # type: ignore[attr-defined]
    assert len(made.figure().axes) == 4
