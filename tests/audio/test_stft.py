"""The STFT against librosa and against its definition, and the way back."""

import librosa
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mm_models.audio.stft import (
    MAX_CELLS,
    StftConfig,
    cut_frames,
    frame_anatomy,
    istft,
    next_power_of_two,
    stft,
)
from mm_models.audio.windows import WINDOWS, is_cola
from tests.audio.sounds import ODD_SOUNDS, RATE, noise, tone

LIBROSA_NAMES = {"rectangular": "boxcar", "hann": "hann", "hamming": "hamming", "blackman": "blackman"}
SOUNDS = pytest.mark.parametrize("sound", ODD_SOUNDS.values(), ids=ODD_SOUNDS.keys())
SIZES = [(400, 160, 512), (400, 160, 400), (256, 256, 256), (100, 37, 1024), (321, 80, 512), (1, 1, 2)]


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("center", [True, False])
def test_spectrograms_agree_with_librosa(name, size, center):
    window_length, hop_length, n_fft = size
    sound = noise(2400)
    trace = stft(sound, StftConfig(RATE, name, window_length, hop_length, n_fft, center))
    wanted = librosa.stft(
        sound.numpy(),
        n_fft=n_fft,
        hop_length=hop_length,
        win_length=window_length,
        window=LIBROSA_NAMES[name],
        center=center,
        pad_mode="constant",
    )
    assert trace.spectrogram.shape[1] - wanted.shape[1] in (0, 1)  # ours fills the last hop up
    np.testing.assert_allclose(trace.spectrogram[:, : wanted.shape[1]].numpy(), wanted, atol=1e-4)


def test_one_cell_is_the_sum_that_defines_it():
    config = StftConfig(RATE, "hann", 100, 40, 100, center=False)
    sound, k, t = noise(1000), 7, 5
    n = np.arange(100)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * n / 100)
    wanted = (sound.numpy()[n + t * 40] * window * np.exp(-2j * np.pi * k * n / 100)).sum()
    assert stft(sound, config).spectrogram[k, t].item() == pytest.approx(wanted, abs=1e-5)


def test_axes_are_in_seconds_and_hertz():
    config = StftConfig.from_milliseconds(RATE)
    sound = torch.cat([torch.zeros(RATE // 2), tone(1000, RATE // 2)])
    trace = stft(sound, config)
    assert (config.window_length, config.hop_length, config.n_fft) == (400, 160, 512)
    assert trace.spectrogram.shape == (257, 101) == (config.bins, config.frames(RATE))
    assert trace.frequencies_hz[trace.power.sum(dim=1).argmax()] == 1000
    assert trace.times_s[trace.magnitude.amax(dim=0) > 30][0] == pytest.approx(0.5, abs=0.0125)
    assert trace.decibels.max() == pytest.approx(0, abs=0.01)
    assert trace.decibels_above(-60.0).min() == -60


def test_resolution_is_a_bargain():
    short, long = (StftConfig.from_milliseconds(RATE, window_ms=ms) for ms in (5.0, 50.0))
    assert short.window_s == 0.005
    assert short.bin_width_hz == 125
    assert short.noise_bandwidth_hz == pytest.approx(10 * long.noise_bandwidth_hz)
    assert short.window_s * short.noise_bandwidth_hz == pytest.approx(1.5)
    assert StftConfig(RATE, n_fft=4096).noise_bandwidth_hz == StftConfig(RATE, n_fft=512).noise_bandwidth_hz


def test_frames_overlap_without_costing_memory():
    sound, config = noise(16_000), StftConfig(RATE, hop_length=1)
    frames = cut_frames(sound, config)
    assert frames.shape == (16_001, 512)
    assert frames.untyped_storage().nbytes() < 4 * 17_000
    torch.testing.assert_close(frames[3000], sound[2744:3256])


@SOUNDS
@pytest.mark.parametrize("center", [True, False])
def test_odd_sounds_give_finite_numbers_and_come_back(sound, center):
    config = StftConfig(RATE, "hann", 400, 100, 512, center)
    trace = stft(sound, config)
    assert trace.decibels.isfinite().all()
    assert trace.phase_rad.isfinite().all()
    back = istft(trace.spectrogram, config, len(sound))
    assert back.isfinite().all()
    if center:
        torch.testing.assert_close(back, sound, atol=1e-5, rtol=0)


@pytest.mark.parametrize("rate", [4_000, 8_000, 11_025, 44_100, 96_000, 192_000])
def test_every_sample_rate_comes_back(rate):
    config, sound = StftConfig.from_milliseconds(rate), noise(rate // 10)
    trace = stft(sound, config)
    assert trace.frequencies_hz[-1] == rate / 2
    torch.testing.assert_close(istft(trace.spectrogram, config, len(sound)), sound, atol=1e-5, rtol=0)


@given(
    samples=st.integers(1, 1500),
    window_length=st.integers(2, 300),
    overlap=st.integers(2, 9),
    name=st.sampled_from(WINDOWS),
)
@settings(deadline=None, max_examples=40)
def test_overlapping_frames_give_every_sample_back(samples, window_length, overlap, name):
    hop_length = max(1, window_length // overlap)
    config = StftConfig(RATE, name, window_length, hop_length, next_power_of_two(window_length))
    sound = noise(samples)
    back = istft(stft(sound, config).spectrogram, config, samples)
    torch.testing.assert_close(back, sound, atol=1e-5, rtol=0)


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("hop", [50, 100, 133, 160, 200])
def test_plain_overlap_add_gives_the_sound_back_just_where_the_window_is_cola(name, hop):
    config, sound = StftConfig(RATE, name, 400, hop, 512), noise(8000)
    spectrogram = stft(sound, config).spectrogram
    summed = istft(spectrogram, config, 8000, least_squares=False)
    error = (summed - sound)[400:-400].abs().max()
    assert (error < 1e-5) == is_cola(config.window_samples(), hop)
    torch.testing.assert_close(istft(spectrogram, config, 8000), sound, atol=1e-5, rtol=0)


def test_a_hann_window_without_overlap_cannot_come_back():
    config, sound = StftConfig(RATE, "hann", 400, 400, 400), noise(8000)
    back = istft(stft(sound, config).spectrogram, config, 8000)
    assert back.isfinite().all()
    assert (back - sound).abs().max() > 0.1


def test_a_rectangular_window_without_overlap_comes_back():
    config, sound = StftConfig(RATE, "rectangular", 400, 400, 400), noise(8123)
    back = istft(stft(sound, config).spectrogram, config, 8123)
    torch.testing.assert_close(back, sound, atol=1e-5, rtol=0)


def test_a_hop_longer_than_the_window_leaves_silence_in_the_gaps():
    config, sound = StftConfig(RATE, "rectangular", 100, 200, 100), torch.ones(1000)
    back = istft(stft(sound, config).spectrogram, config, 1000)
    torch.testing.assert_close(back[:200], torch.tensor([1.0] * 50 + [0.0] * 100 + [1.0] * 50))


@given(seed=st.integers(0, 99), gain=st.floats(-2, 2))
@settings(deadline=None, max_examples=20)
def test_the_stft_is_linear(seed, gain):
    config, one, other = StftConfig(RATE), noise(900, seed), noise(900, seed + 1000)
    both = stft(one + gain * other, config).spectrogram
    separately = stft(one, config).spectrogram + gain * stft(other, config).spectrogram
    torch.testing.assert_close(both, separately, atol=1e-4, rtol=1e-4)


def test_a_delay_of_one_hop_moves_the_spectrogram_by_one_frame():
    config, sound = StftConfig(RATE), noise(3200)
    delayed = stft(torch.nn.functional.pad(sound, (160, 0)), config).spectrogram
    torch.testing.assert_close(delayed[:, 3:], stft(sound, config).spectrogram[:, 2:], atol=1e-5, rtol=0)


@pytest.mark.parametrize("center", [True, False])
def test_the_anatomy_of_a_frame_ends_in_its_column(center):
    config, sound = StftConfig(RATE, center=center), noise(3000)
    whole, frame = stft(sound, config), frame_anatomy(sound, config, 4)
    torch.testing.assert_close(frame.coefficients, whole.spectrogram[:, 4])
    torch.testing.assert_close(frame.product, whole.windowed[4])
    torch.testing.assert_close(frame.segment, sound[frame.start : frame.start + 512])
    torch.testing.assert_close(frame.decibels, whole.decibels[:, 4])
    assert frame.time_s == pytest.approx((frame.start + 256) / RATE)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sample_rate": 0}, "sample rate must be above 0 Hz"),
        ({"hop_length": 0}, "hop must be at least one sample"),
        ({"n_fft": 256}, r"n_fft \(256\) must not be shorter than the window \(400 samples\)"),
        ({"n_fft": 401}, "n_fft must be even"),
        ({"window": "hanning"}, "no window named 'hanning'; choose one of rectangular"),
        ({"window_length": 0}, "at least one sample, got 0"),
    ],
)
def test_settings_that_do_not_fit_say_why(change, message):
    with pytest.raises(ValueError, match=message):
        StftConfig(**{"sample_rate": RATE} | change)


def test_sounds_that_do_not_fit_say_why():
    config = StftConfig(RATE)
    with pytest.raises(ValueError, match="at least one sample"):
        stft(torch.zeros(0), config)
    with pytest.raises(ValueError, match="sound has frames 0 to 1"):
        frame_anatomy(noise(100), config, 2)
    with pytest.raises(ValueError, match=r"spectrogram of \(257, 11\), got \(257, 3\)"):
        istft(torch.zeros(257, 3, dtype=torch.complex64), config, 1600)


def test_a_spectrogram_too_large_for_memory_is_refused_before_it_is_made():
    config = StftConfig(192_000, hop_length=1, n_fft=4096)
    with pytest.raises(ValueError, match="raise the hop"):
        config.frames(60 * 192_000)
    assert config.frames(1) * config.bins < MAX_CELLS


def test_powers_of_two():
    assert [next_power_of_two(length) for length in (1, 2, 3, 256, 257)] == [2, 2, 4, 256, 512]
