"""The STFT tab's answers: its excerpt is part of the whole sound's STFT, and its words about windows are true."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from matplotlib.figure import Figure

from demos.tabs.represent import stft as tab
from demos.tabs.represent.stft_excerpt import excerpt
from demos.tabs.represent.stft_windows import overlap_facts, window_row
from demos.views.packing import Payload, unpack
from mm_models.audio.stft import StftConfig, frame_anatomy, stft

NAMES = (
    "notes",
    "sliding",
    "spectra",
    "stacked",
    "inside",
    "cut",
    "transformed",
    "tone",
    "windows",
    "same_frame",
    "overlap",
    "verdict",
)
CONFIG = StftConfig(16_000)


def named(recording: str | None = None, example: str = "speech-en", **changes: object) -> dict[str, Payload]:
    controls = {
        "window": "hann",
        "window_ms": 25,
        "hop_ms": 10,
        "n_fft": "auto",
        "moment": 0.0,
        "columns": 32,
        **changes,
    }
    return dict(zip(NAMES, tab.answer(recording, example, **controls), strict=True))  # type: ignore[arg-type]


def curve(payload: Payload, index: int) -> tuple[np.ndarray, np.ndarray]:
    return unpack(payload["lines"][index]["x"]), unpack(payload["lines"][index]["y"])


@pytest.fixture
def noise() -> torch.Tensor:
    return 0.2 * torch.randn(32_123, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("moment", [0.0, 0.01, 1.0, 2.0, 99.0])
@pytest.mark.parametrize(
    "config", [CONFIG, replace(CONFIG, hop_length=16, n_fft=2048), replace(CONFIG, hop_length=800)]
)
def test_the_excerpt_is_part_of_the_stft_of_the_whole_sound(
    noise: torch.Tensor, config: StftConfig, moment: float
) -> None:
    seen, whole = excerpt(noise, config, moment), stft(noise, config)
    first = seen.picked.index - seen.picked_column
    columns = slice(first, first + len(seen.times_s))
    assert seen.frames == whole.spectrogram.shape[1]
    assert torch.allclose(seen.times_s, whole.times_s[columns], atol=1e-5)
    assert torch.allclose(seen.decibels, whole.decibels[:, columns], atol=1e-3)
    picked = frame_anatomy(noise, config, seen.picked.index)
    assert (picked.start, picked.time_s) == (seen.picked.start, pytest.approx(seen.picked.time_s))
    assert torch.equal(picked.segment, seen.picked.segment)


def test_both_films_and_the_stack_show_the_same_frames() -> None:
    answer = named()
    captions = [[frame["caption"] for frame in answer[name]["frames"]] for name in ("sliding", "spectra")]
    assert captions[0] == captions[1]
    assert answer["stacked"]["tracks"][1]["shape"] == [257, len(captions[0])]


def test_frames_that_are_not_stacked_yet_are_empty() -> None:
    image = unpack(named(columns=5)["stacked"]["tracks"][1]["image"])
    assert image[:, :5].max() > 0
    assert image[:, 5:].max() == 0


def test_the_product_is_the_sound_times_the_window() -> None:
    cut = named(window="blackman", n_fft="1024")["cut"]
    (_, sound), (_, window), (_, product) = (curve(cut, index) for index in range(3))
    assert len(sound) == 1024
    assert np.allclose(product, sound * window / np.abs(sound).max(), atol=1e-4)
    assert not product[: (1024 - 400) // 2].any()


def test_a_tone_between_two_bins_leaks_least_through_blackman() -> None:
    tone = named()["tone"]
    tone_hz = tone["markers"][0]["x"]
    assert tone_hz / (16_000 / 400) % 1 == pytest.approx(0.5)
    far = {}
    for line, index in zip(tone["lines"], range(4), strict=True):
        hz, levels = curve(tone, index)
        assert levels.max() == pytest.approx(0, abs=0.5)
        far[line["label"]["en"]] = levels[np.abs(hz - tone_hz) > 8 * 40].max()
    assert far["Blackman"] < far["Hann (in use)"] < far["Hamming"] < far["Rectangular"]


@pytest.mark.parametrize(
    ("name", "side_lobe_db", "words"),
    [
        ("rectangular", -13.3, "main lobe 2.0 bins (80 Hz), noise bandwidth 1.00"),
        ("hann", -31.5, "main lobe 4.0 bins (160 Hz), noise bandwidth 1.50"),
        ("hamming", -42.7, "main lobe 4.0 bins (160 Hz), noise bandwidth 1.36"),
        ("blackman", -58.1, "main lobe 6.0 bins (240 Hz), noise bandwidth 1.73"),
    ],
)
def test_the_windows_have_the_figures_of_harris_1978(name: str, side_lobe_db: float, words: str) -> None:
    _, level, note = window_row(name, CONFIG)
    assert float(level.removesuffix(" dB").replace("−", "-")) == pytest.approx(side_lobe_db, abs=0.2)
    assert words in note.en


@pytest.mark.parametrize(("hop", "title"), [(200, "Constant"), (100, "Constant"), (160, "Not constant")])
def test_the_sum_of_hann_windows_is_constant_at_half_and_at_a_quarter(hop: int, title: str) -> None:
    row = overlap_facts(replace(CONFIG, hop_length=hop))["rows"][0]
    assert row["label"]["en"] == title
    assert (float(row["value"].strip("± %")) < 0.01) == (title == "Constant")


def test_a_hop_longer_than_the_window_is_said_to_lose_sound() -> None:
    verdict = named(window_ms=20, hop_ms=50)["verdict"]["rows"][0]["note"]["en"]
    assert "never seen" in verdict


@pytest.mark.parametrize("samples", [512, 1001])
@pytest.mark.parametrize("window", ["rectangular", "hann"])
def test_a_sound_shorter_than_the_window_is_answered(tmp_path: Path, samples: int, window: str) -> None:
    path = tmp_path / "short.wav"
    soundfile.write(path, np.full(samples, 0.5), 16_000, subtype="FLOAT")
    answer = named(str(path), window=window, window_ms=200, hop_ms=1, moment=3.0)
    assert answer["stacked"]["pcm"]["shape"][0] == samples


def test_a_long_answer_stays_small(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    sound = 0.3 * np.random.default_rng(0).standard_normal(9 * 16_000).clip(-3, 3)
    soundfile.write(path, sound, 16_000, subtype="FLOAT")
    answer = named(str(path), window_ms=200, hop_ms=50, n_fft="4096")
    assert len(json.dumps(answer)) < 800_000


def test_what_one_takes_along_computes_the_same() -> None:
    made = tab.take(None, "chord", "hann", 25, 10, "auto", 0.5, 32)
    scope: dict[str, object] = {}
    exec(made.python, scope)  # the lines that the tab shows
    assert np.array_equal(scope["frame"].product, made.arrays["product"])  # type: ignore[attr-defined]
    assert isinstance(made.figure(), Figure)
