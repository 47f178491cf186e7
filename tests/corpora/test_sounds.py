"""The loaders of recorded sound, on a few files made here; the real ones are not needed."""

import numpy as np
import pytest
import soundfile

from mm_models.audio.foley import FOLEY
from mm_models.corpora import esc10, fsdd
from mm_models.intake.errors import InputError


def written(path, seconds=0.5, rate=44_100):
    path.parent.mkdir(parents=True, exist_ok=True)
    moments = np.arange(round(seconds * rate)) / rate
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * 440 * moments), rate)


@pytest.fixture
def folder(tmp_path):
    for name in ("dog_bark/1-100-A", "dog_bark/2-200-A", "dog_bark/2-200-B", "rain/1-300-A"):
        written(tmp_path / "esc10" / f"{name}.ogg")
    for name in ("3_george_0", "3_george_7", "9_lucas_4"):
        written(tmp_path / "fsdd" / f"{name}.wav", rate=8_000)
    return tmp_path


def test_the_classes_are_those_of_the_foley():
    assert tuple(FOLEY) == esc10.CLASSES


def test_a_file_name_says_class_fold_recording_and_take(folder):
    clips = esc10.Esc10(folder).clips
    assert [(clip.label, clip.fold, clip.source, clip.take) for clip in clips] == [
        ("dog_bark", 1, 100, "A"),
        ("dog_bark", 2, 200, "A"),
        ("dog_bark", 2, 200, "B"),
        ("rain", 1, 300, "A"),
    ]
    assert esc10.Esc10(folder).folds == (1, 2)


def test_a_clip_is_mono_at_16_khz(folder):
    sound = esc10.waveform(esc10.Esc10(folder).clips[0])
    assert len(sound) == pytest.approx(8_000, abs=200)
    assert 0.4 < float(sound.abs().max()) <= 1


def test_one_recording_in_two_folds_is_refused(folder):
    written(folder / "esc10" / "dog_bark" / "3-200-C.ogg")
    with pytest.raises(ValueError, match="200"):
        esc10.Esc10(folder)


def test_a_digits_file_name_says_digit_speaker_and_index(folder):
    spoken = fsdd.digits(folder)
    assert [(each.digit, each.speaker, each.index) for each in spoken] == [
        (3, "george", 0),
        (3, "george", 7),
        (9, "lucas", 4),
    ]
    assert len(fsdd.waveform(spoken[0])) == 8_000


@pytest.mark.parametrize(("open_corpus", "code"), [(esc10.Esc10, "no-esc10"), (fsdd.digits, "no-fsdd")])
def test_missing_data_says_where_to_get_it_in_both_languages(tmp_path, open_corpus, code):
    with pytest.raises(InputError) as raised:
        open_corpus(tmp_path)
    assert raised.value.code == code
    assert "--data" in raised.value.text.en
    assert "--data" in raised.value.text.ko
