"""Sounds of every kind that a person may have: the right samples come out, and what was done is said."""

import re

import numpy as np
import pytest
import torch

from mm_models.intake.limits import SoundLimits
from mm_models.intake.sound import Sound, from_microphone, read_sound, resample
from tests.intake.make import sound_file, tone, track_file, wav_bytes


def said(sound: Sound) -> str:
    return " | ".join(note.en for note in sound.notes)


def loudest_hz(sound: Sound) -> float:
    spectrum = torch.fft.rfft(sound.waveform * torch.hann_window(len(sound.waveform)))
    return spectrum.abs().argmax().item() / sound.seconds


def test_a_plain_file_comes_out_as_it_is_and_without_a_note(tmp_path):
    samples = tone(440, 1, 16_000)
    sound = read_sound(sound_file(tmp_path / "a.wav", samples, 16_000, subtype="FLOAT"))
    assert sound.waveform.dtype == torch.float32
    torch.testing.assert_close(sound.waveform, torch.from_numpy(samples))
    assert (sound.sample_rate, sound.source_rate, sound.channels) == (16_000, 16_000, 1)
    assert sound.seconds == 1 and sound.notes == ()


@pytest.mark.parametrize(
    ("extension", "subtype", "step"),
    [
        ("wav", "PCM_U8", 2**-7),
        ("wav", "PCM_16", 2**-15),
        ("wav", "PCM_24", 2**-23),
        ("wav", "PCM_32", 2**-24),
        ("wav", "DOUBLE", 2**-24),
        ("flac", "PCM_S8", 2**-7),
        ("flac", "PCM_24", 2**-23),
        ("aiff", "PCM_16", 2**-15),
    ],
)
def test_every_sample_format_means_the_same_amplitude(tmp_path, extension, subtype, step):
    samples = tone(440, 0.5, 16_000)
    sound = read_sound(sound_file(tmp_path / f"a.{extension}", samples, 16_000, subtype=subtype))
    torch.testing.assert_close(sound.waveform, torch.from_numpy(samples), atol=step, rtol=0)
    assert sound.notes == ()


@pytest.mark.parametrize(("extension", "format_"), [("ogg", "OGG"), ("mp3", "MP3")])
def test_lossy_files_keep_the_tone_and_its_level(tmp_path, extension, format_):
    path = sound_file(tmp_path / f"a.{extension}", tone(440, 1, 16_000), 16_000, format=format_)
    sound = read_sound(path)
    assert loudest_hz(sound) == pytest.approx(440, abs=2)
    assert sound.waveform[4000:12_000].abs().max() == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize(
    ("codec", "container", "rate"),
    [
        ("aac", "mp4", 44_100),
        ("aac", "adts", 44_100),
        ("libopus", "webm", 48_000),
        ("libopus", "ogg", 48_000),
        ("pcm_s16le", "mov", 22_050),
        ("pcm_s16le", "matroska", 16_000),
        ("alac", "ipod", 44_100),
    ],
)
def test_sound_tracks_of_containers(tmp_path, codec, container, rate):
    path = track_file(tmp_path / "track.bin", tone(1000, 1.5, rate), rate, codec, container)
    sound = read_sound(path)
    assert sound.source_rate == rate and sound.sample_rate == 16_000
    assert sound.seconds == pytest.approx(1.5, abs=0.06)
    assert loudest_hz(sound) == pytest.approx(1000, abs=2)
    assert sound.waveform[4000:12_000].abs().max() == pytest.approx(0.5, abs=0.03)


def test_the_sound_track_of_a_film(tmp_path):
    film = track_file(tmp_path / "film.mp4", tone(1000, 1, 44_100), 44_100, "aac", "mp4", picture=True)
    assert loudest_hz(read_sound(film)) == pytest.approx(1000, abs=2)


def test_a_long_track_is_decoded_to_the_limit_only(tmp_path):
    path = track_file(tmp_path / "long.m4a", tone(300, 40, 16_000), 16_000, "aac", "mp4")
    sound = read_sound(path)
    assert sound.seconds == 30
    assert re.match(r"The sound lasts 40\.\d s; only the first 30 s are used\.", said(sound))


def test_channels_are_averaged(tmp_path):
    left, right = tone(440, 0.5, 16_000), tone(880, 0.5, 16_000)
    stereo = read_sound(sound_file(tmp_path / "2.wav", np.stack([left, right], 1), 16_000, subtype="FLOAT"))
    torch.testing.assert_close(stereo.waveform, torch.from_numpy((left + right) / 2))
    assert said(stereo) == "2 channels were mixed to mono by their mean."

    six = np.stack([left] + [np.zeros_like(left)] * 5, 1)
    surround = read_sound(sound_file(tmp_path / "6.wav", six, 16_000, subtype="FLOAT"))
    torch.testing.assert_close(surround.waveform, torch.from_numpy(left / 6))
    assert surround.channels == 6 and said(surround).startswith("6 channels")


@pytest.mark.parametrize(
    "rate", [4_000, 8_000, 11_025, 22_050, 44_100, 44_099, 48_000, 96_000, 191_999, 192_000]
)
def test_every_rate_comes_to_16_khz_with_its_tone_in_place(tmp_path, rate):
    sound = read_sound(sound_file(tmp_path / "a.wav", tone(1000, 1, rate), rate, subtype="FLOAT"))
    assert sound.sample_rate == 16_000 and sound.source_rate == rate
    assert sound.seconds == pytest.approx(1, abs=1e-3)
    middle = sound.waveform[2000:-2000]
    expected = torch.from_numpy(tone(1000, 1, 16_000))[2000 : 2000 + len(middle)]
    assert middle.abs().max() == pytest.approx(0.5, abs=0.01)
    assert torch.nn.functional.cosine_similarity(middle, expected, dim=0) > 0.98


def test_resampling_removes_what_the_new_rate_cannot_hold():
    high = torch.from_numpy(tone(12_000, 1, 48_000))
    assert resample(high, 48_000, 16_000)[1000:-1000].abs().max() < 0.01


def test_the_source_rate_is_kept_where_asked(tmp_path):
    samples = tone(440, 0.5, 44_100)
    sound = read_sound(sound_file(tmp_path / "a.wav", samples, 44_100, subtype="FLOAT"), target_rate=None)
    torch.testing.assert_close(sound.waveform, torch.from_numpy(samples))
    assert sound.sample_rate == 44_100 and sound.notes == ()


def test_nan_and_infinity_become_zero_and_are_counted(tmp_path):
    samples = tone(440, 0.5, 16_000)
    samples[:40], samples[40:80] = np.nan, np.inf
    sound = read_sound(sound_file(tmp_path / "a.wav", samples, 16_000, subtype="FLOAT"))
    assert not sound.waveform[:80].any()
    torch.testing.assert_close(sound.waveform[80:], torch.from_numpy(samples[80:]))
    assert said(sound) == "1 % of the samples were infinite or not a number; they were set to 0."


@pytest.mark.parametrize("peak", [3.0, 3e38])
def test_floats_beyond_full_scale_are_turned_down(tmp_path, peak):
    samples = np.stack([tone(440, 0.5, 44_100, peak)] * 2, 1)
    sound = read_sound(sound_file(tmp_path / "a.wav", samples, 44_100, subtype="FLOAT"))
    assert sound.waveform.isfinite().all()
    assert sound.waveform.abs().max() == pytest.approx(1, abs=0.01)
    assert "beyond full scale" in said(sound)


def test_silence_is_answered_with_a_note(tmp_path):
    sound = read_sound(sound_file(tmp_path / "a.wav", np.zeros(8000, np.int16), 16_000))
    assert not sound.waveform.any() and "silent" in said(sound)


def test_a_faint_sound_says_how_faint(tmp_path):
    sound = read_sound(sound_file(tmp_path / "a.wav", tone(440, 0.5, 16_000, 0.003), 16_000))
    assert "peak is at -50 dB" in said(sound)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "FLOAT"])
def test_clipping_is_told_from_a_tone_at_full_scale(tmp_path, subtype):
    clipped = np.clip(tone(440, 1, 16_000, 2.0), -1, 1)
    sound = read_sound(sound_file(tmp_path / "clipped.wav", clipped, 16_000, subtype=subtype))
    assert "The recording is clipped" in said(sound)
    full = read_sound(
        sound_file(tmp_path / "full.wav", tone(440, 1, 16_000, 0.9999), 16_000, subtype="PCM_16")
    )
    assert full.notes == ()


def test_a_shortest_length_can_be_asked_for(tmp_path):
    one = sound_file(tmp_path / "a.wav", np.array([0.25]), 16_000, subtype="FLOAT")
    assert read_sound(one, limits=SoundLimits(min_seconds=0.0)).waveform.tolist() == [0.25]


def test_a_wav_that_breaks_off_is_used_as_far_as_it_goes(tmp_path):
    samples = tone(440, 1, 16_000)
    path = tmp_path / "a.wav"
    path.write_bytes(wav_bytes(samples, 16_000)[: 44 + 16_000])
    sound = read_sound(path)
    torch.testing.assert_close(sound.waveform, torch.from_numpy(samples[:8000]), atol=2**-15, rtol=0)
    assert said(sound) == "The file is damaged or cut off; the 0.5 s that could be decoded are used."


def test_a_flac_that_breaks_off_is_used_as_far_as_it_goes(tmp_path):
    samples = (0.1 * np.random.default_rng(0).standard_normal(160_000)).astype(np.float32)
    path = sound_file(tmp_path / "a.flac", samples, 16_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    sound = read_sound(path)
    assert 2 < sound.seconds < 6 and "damaged or cut off" in said(sound)
    kept = torch.from_numpy(samples[: len(sound.waveform)])
    torch.testing.assert_close(sound.waveform, kept, atol=2**-15, rtol=0)


def test_a_wav_written_to_a_pipe_is_not_called_damaged(tmp_path):
    content = bytearray(wav_bytes(tone(440, 1, 16_000), 16_000))
    content[40:44] = b"\xff\xff\xff\xff"
    (tmp_path / "a.wav").write_bytes(content)
    sound = read_sound(tmp_path / "a.wav")
    assert sound.seconds == 1 and sound.notes == ()


@pytest.mark.parametrize("name", ["a.raw", "a.mp3", "a.txt", "a", "a.flac"])
def test_the_content_decides_and_not_the_name(tmp_path, name):
    (tmp_path / name).write_bytes(wav_bytes(tone(440, 1, 16_000), 16_000))
    assert read_sound(tmp_path / name).seconds == 1


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int32, np.float32, np.float64])
def test_the_microphone_in_every_sample_format(dtype):
    samples = tone(440, 0.5, 16_000)
    if np.dtype(dtype).kind == "f":
        array = samples.astype(dtype)
    else:
        half = (np.iinfo(dtype).max - np.iinfo(dtype).min + 1) // 2
        array = (np.round(samples.astype(np.float64) * half) + (half if dtype is np.uint8 else 0)).astype(
            dtype
        )
    sound = from_microphone(16_000, array)
    torch.testing.assert_close(sound.waveform, torch.from_numpy(samples), atol=0.005, rtol=0)
    assert sound.notes == ()


def test_the_microphone_in_stereo_at_48_khz_and_too_long():
    stereo = np.stack([tone(440, 31, 48_000), np.zeros(31 * 48_000, np.float32)], 1)
    sound = from_microphone(48_000, stereo)
    assert sound.seconds == 30 and sound.channels == 2
    assert loudest_hz(sound) == pytest.approx(440, abs=1)
    assert sound.waveform[1000:-1000].abs().max() == pytest.approx(0.25, abs=0.01)
    assert said(sound).startswith("The sound lasts 31.0 s; only the first 30 s are used. | 2 channels")


def test_every_note_is_said_in_korean_too(tmp_path):
    path = sound_file(tmp_path / "a.wav", np.zeros((44_100 * 31, 2)), 44_100)
    korean = [note.ko for note in read_sound(path).notes]
    assert korean == [
        "소리의 길이는 31.0초입니다. 처음 30초만 사용합니다.",
        "채널 2개를 평균하여 모노로 만들었습니다.",
        "표본화율을 44.1 kHz에서 16 kHz로 변환했습니다.",
        "무음입니다. 최대 진폭이 최대 눈금의 -80 dB보다 작습니다.",
    ]
