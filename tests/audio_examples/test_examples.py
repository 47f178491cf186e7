"""The examples that the application offers."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from mm_models.audio import examples
from mm_models.audio.examples import EXAMPLES, SAMPLE_RATE, Example, example
from mm_models.audio.foley import FOLEY
from tests.audio_examples.measure import level, pitch_hz

FOLDER = Path(examples.__file__).parents[2] / "assets" / "examples"
KEYS = [each.key for each in EXAMPLES]


@pytest.fixture(params=EXAMPLES, ids=KEYS)
def each(request: pytest.FixtureRequest) -> Example:
    return request.param


def test_an_example_is_short_level_and_the_same_each_time(each):
    sound = each.make()
    assert sound.dtype == torch.float32 and sound.ndim == 1
    assert 1.5 <= len(sound) / SAMPLE_RATE <= 4.0
    assert sound.isfinite().all() and 0.5 < sound.abs().max() <= 0.9 + 1e-6
    assert sound.mean().abs() < 0.01
    assert torch.equal(sound, each.make())


def test_there_is_one_of_everything_asked_for():
    assert len(set(KEYS)) == len(KEYS)
    assert {
        "speech-en",
        "speech-ko",
        "chirp",
        "chirp-log",
        "chord",
        "vowels",
        "two-tones",
        "clicks-and-tone",
    } <= set(KEYS)
    assert set(FOLEY) <= set(KEYS)
    assert len({each.title.en for each in EXAMPLES}) == len({each.title.ko for each in EXAMPLES}) == len(KEYS)


def test_an_example_is_found_by_its_key():
    assert example("rain").title.ko == "빗소리"
    with pytest.raises(KeyError, match="choose one of speech-en"):
        example("snow")


def test_the_chord_holds_its_three_notes():
    sound = example("chord").make().numpy()[int(1.6 * SAMPLE_RATE) :]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 2**16))
    hz = np.fft.rfftfreq(2**16, 1 / SAMPLE_RATE)
    for note in (261.63, 329.63, 392.0):
        near = (hz > note - 15) & (hz < note + 15)
        assert hz[near][spectrum[near].argmax()] == pytest.approx(note, abs=1)
        assert spectrum[near].max() > 0.3 * spectrum.max()


def test_the_clicks_stand_in_pairs_over_the_tone():
    sound = example("clicks-and-tone").make().numpy()
    assert (np.flatnonzero(sound > 0.5) / SAMPLE_RATE).tolist() == pytest.approx(
        [0.4, 0.41, 0.8, 0.81, 1.2, 1.21, 1.6, 1.61], abs=1e-4
    )


@pytest.mark.parametrize(("key", "low", "high"), [("speech-en", 120, 250), ("speech-ko", 70, 160)])
def test_speech_is_voiced_and_moves_as_speech_does(key, low, high):
    sound = example(key).make().numpy()
    pitch = pitch_hz(sound, 60, 400)
    assert low < np.median(pitch) < high and len(pitch) > 0.4 * len(level(sound))
    assert (level(sound) < 0.2 * level(sound).max()).mean() > 0.1  # stops and pauses
    energy = np.abs(np.fft.rfft(sound)) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    assert energy[hz < 4000].sum() > 0.9 * energy.sum()


def test_the_spoken_files_are_small_and_at_16_khz():
    for name in ("speech-en.flac", "speech-ko.flac"):
        header = soundfile.info(FOLDER / name)
        assert (header.samplerate, header.channels) == (SAMPLE_RATE, 1)
        assert (FOLDER / name).stat().st_size < 100_000


def test_the_spoken_files_are_found_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(example("speech-ko").make()) > SAMPLE_RATE
