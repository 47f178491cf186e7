"""Sounds that are none, lie, or try to fill the machine: one sentence each, quickly and in little memory."""

import threading
import time
import tracemalloc
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mm_models.intake.errors import InputError
from mm_models.intake.sound import from_microphone, read_sound, resample
from tests.intake.make import hour_of_flac, silent_film, sound_file, tone, track_file, wav_bytes, wav_header

MAGICS = [
    b"",
    b"RIFF\x24\x00\x00\x00WAVEfmt ",
    b"fLaC\x00\x00\x00\x22",
    b"OggS\x00\x02",
    b"ID3\x04\x00\x00\x00\x00\x00\x00",
    b"\xff\xfb\x90\x00",
    b"\xff\xf1P@",
    b"\x00\x00\x00\x1cftypisom",
    b"\x1aE\xdf\xa3",
    b"FORM\x00\x00\x00\x00AIFF",
    b"caff\x00\x01\x00\x00",
]


def refusal(path: Path | str | None) -> InputError:
    with pytest.raises(InputError) as caught:
        read_sound(path)
    assert caught.value.text.en.endswith(".") and caught.value.text.ko.endswith(".")
    return caught.value


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_no_file_an_empty_one_and_a_folder(tmp_path):
    assert refusal(None).code == "file-missing"
    assert refusal(tmp_path / "gone.wav").code == "file-missing"
    assert refusal(tmp_path).code == "file-missing"
    assert refusal(written(tmp_path / "a.wav", b"")).code == "file-empty"


def test_100_megabytes_are_refused_unread(tmp_path):
    path = tmp_path / "huge.wav"
    with path.open("wb") as file:
        file.write(wav_header(rate=16_000, channels=1, data_bytes=10**8))
        file.truncate(10**8)
    tracemalloc.start()
    assert "100.0 MB; at most 20 MB" in str(refusal(path))
    assert tracemalloc.get_traced_memory()[1] < 10**6
    tracemalloc.stop()


def test_an_hour_in_a_small_flac_is_answered_fast_and_in_little_memory(tmp_path):
    path = hour_of_flac(tmp_path / "hour.flac")
    assert path.stat().st_size < 200_000
    tracemalloc.start()
    began = time.perf_counter()
    sound = read_sound(path)
    assert time.perf_counter() - began < 3
    assert tracemalloc.get_traced_memory()[1] < 30 * 10**6
    tracemalloc.stop()
    assert sound.seconds == 30
    assert "lasts 60 minutes; only the first 30 s are used" in sound.notes[0].en


def test_the_widest_sound_allowed_fits_into_little_memory(tmp_path):
    """Eight channels at 192 kHz would take 184 MB if they were decoded before they are mixed."""
    path = sound_file(tmp_path / "wide.flac", np.zeros((192_000 * 31, 8), np.int16), 192_000)
    process = psutil.Process()
    before = process.memory_info().rss
    sound = read_sound(path)
    assert sound.seconds == 30 and sound.channels == 8
    assert process.memory_info().rss - before < 150 * 10**6


def test_coprime_rates_do_not_make_a_giant_filter():
    """A filter for 191 999 to 16 000 Hz exactly would have 3 G taps."""
    before = psutil.Process().memory_info().rss
    sound = resample(torch_tone(191_999), 191_999, 16_000)
    assert abs(len(sound) - 16_000) < 10
    assert psutil.Process().memory_info().rss - before < 300 * 10**6


def torch_tone(rate: int):
    import torch

    return torch.from_numpy(tone(440, 1, rate))


@pytest.mark.parametrize(
    "content",
    [
        b"This is not a sound at all, it is a shopping list.\n" * 20,
        b"\x89PNG\r\n\x1a\n" + bytes(200),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"RIFF\x24\x00\x00\x00WAVE",
        b"RIFF",
        bytes(1000),
        b"\xff" * 1000,
    ],
)
def test_what_is_no_sound_is_refused_whatever_its_name(tmp_path, content):
    assert refusal(written(tmp_path / "song.wav", content)).code == "sound-unreadable"


def test_a_truncated_header_is_refused(tmp_path):
    whole = wav_bytes(tone(440, 1, 16_000), 16_000)
    for length in (12, 20, 30, 40):
        assert refusal(written(tmp_path / "a.wav", whole[:length])).code in (
            "sound-unreadable",
            "sound-too-short",
        )


def test_a_file_of_nothing_but_a_header(tmp_path):
    whole = wav_bytes(tone(440, 1, 16_000), 16_000)
    assert refusal(written(tmp_path / "a.wav", whole[:44])).code == "sound-too-short"


def test_one_sample_is_too_short(tmp_path):
    fault = refusal(sound_file(tmp_path / "a.wav", np.array([0.5]), 16_000))
    assert fault.code == "sound-too-short" and "at least 32 ms" in str(fault)


@pytest.mark.parametrize(
    ("rate", "code"), [(3_999, "sound-rate"), (192_001, "sound-rate"), (4_000_000, "sound-rate")]
)
def test_impossible_rates_are_refused_from_the_header(tmp_path, rate, code):
    header = wav_header(rate=rate, channels=1, data_bytes=20_000)
    assert refusal(written(tmp_path / "a.wav", header + bytes(20_000))).code == code


def test_too_many_channels_are_refused_from_the_header(tmp_path):
    header = wav_header(rate=16_000, channels=64, data_bytes=128_000)
    assert "64 channels" in str(refusal(written(tmp_path / "a.wav", header + bytes(128_000))))


def test_a_header_that_promises_four_gigabytes_is_not_believed(tmp_path):
    header = wav_header(rate=16_000, channels=1, data_bytes=2**31)
    sound = read_sound(written(tmp_path / "a.wav", header + bytes(32_000)))
    assert sound.seconds == 1


def test_nothing_but_nan_is_refused(tmp_path):
    path = sound_file(tmp_path / "a.wav", np.full(8000, np.nan, np.float32), 16_000, subtype="FLOAT")
    assert refusal(path).code == "sound-not-numbers"


def test_a_film_without_sound(tmp_path):
    assert refusal(silent_film(tmp_path / "film.mp4")).code == "sound-no-track"


class _Counting(BaseHTTPRequestHandler):
    requests = 0

    def do_GET(self):
        _Counting.requests += 1
        self.send_error(404)

    def log_message(self, *_):
        pass


def test_playlists_open_neither_files_nor_the_network(tmp_path):
    """The playlists name a sound beside them and one on a server: neither may be touched."""
    sound_file(tmp_path / "secret.wav", tone(440, 1, 16_000), 16_000)
    server = HTTPServer(("127.0.0.1", 0), _Counting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/secret.wav"
    try:
        for target in (address, str(tmp_path / "secret.wav"), "secret.wav", "file:///etc/passwd"):
            for playlist in (
                f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n",
                f"ffconcat version 1.0\nfile '{target}'\n",
                f"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\na={target}\n",
                target,
                f"concat:{target}|{target}",
            ):
                for name in ("a.m3u8", "a.wav", "a.mp4", "a.ffconcat"):
                    assert refusal(written(tmp_path / name, playlist.encode())).code == "sound-unreadable"
    finally:
        server.shutdown()
    assert _Counting.requests == 0


@pytest.mark.parametrize(
    "path", ["http://127.0.0.1:9/a.wav", "concat:a|b", "pipe:0", "-", "data:audio/wav;base64,AA"]
)
def test_addresses_are_not_paths(path):
    assert refusal(path).code == "file-missing"


def test_decoders_that_are_not_on_the_list_are_not_used(tmp_path):
    path = track_file(tmp_path / "a.mkv", tone(440, 1, 16_000), 16_000, "tta", "matroska")
    assert refusal(path).code == "sound-unreadable"


@pytest.mark.parametrize(
    ("rate", "array", "code"),
    [
        (None, None, "microphone-empty"),
        (16_000, None, "microphone-empty"),
        (16_000, np.zeros(0, np.int16), "microphone-empty"),
        (16_000, np.zeros((0, 2), np.int16), "microphone-empty"),
        (16_000, np.array(["a"] * 9000), "microphone-unreadable"),
        (16_000, np.zeros(9000, bool), "microphone-unreadable"),
        (16_000, np.zeros((20, 20, 20), np.int16), "microphone-unreadable"),
        (0, np.zeros(9000, np.int16), "sound-rate"),
        (-16_000, np.zeros(9000, np.int16), "sound-rate"),
        (16_000, np.zeros((9000, 9), np.int16), "sound-channels"),
        (16_000, np.zeros(9, np.int16), "sound-too-short"),
        (16_000, np.full(9000, np.inf), "sound-not-numbers"),
        (16_000, np.full(9000, 1e300), "sound-not-numbers"),
    ],
)
def test_impossible_recordings(rate, array, code):
    with pytest.raises(InputError) as caught:
        from_microphone(rate, array)
    assert caught.value.code == code


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(magic=st.sampled_from(MAGICS), body=st.binary(max_size=600))
def test_random_bytes_give_a_sound_or_a_sentence(tmp_path, magic, body):
    path = written(tmp_path / "fuzz.bin", magic + body + b"\0")
    try:
        assert read_sound(path).waveform.isfinite().all()
    except InputError as fault:
        assert fault.text.ko


@pytest.fixture(scope="module")
def seeds(tmp_path_factory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("seeds")
    samples = tone(440, 0.3, 16_000)
    files = [sound_file(folder / f"a.{kind}", samples, 16_000) for kind in ("wav", "flac", "ogg", "mp3")]
    files.append(track_file(folder / "a.mp4", samples, 16_000, "aac", "mp4"))
    files.append(track_file(folder / "a.webm", tone(440, 0.3, 48_000), 48_000, "libopus", "webm"))
    return [file.read_bytes() for file in files]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.integers(0, 5),
    place=st.floats(0, 1),
    patch=st.binary(min_size=1, max_size=12),
    cut=st.floats(0.05, 1),
)
def test_damaged_files_give_a_sound_or_a_sentence(tmp_path, seeds, which, place, patch, cut):
    content = bytearray(seeds[which][: int(cut * len(seeds[which])) + 1])
    at = int(place * (len(content) - 1))
    content[at : at + len(patch)] = patch
    try:
        sound = read_sound(written(tmp_path / "fuzz.bin", bytes(content)))
        assert sound.waveform.isfinite().all() and sound.waveform.abs().max() <= 1
    except InputError as fault:
        assert fault.text.ko
