"""Mel scales, filter banks, MFCC and deltas against librosa and the published constants."""

import librosa
import numpy as np
import pytest
import torch

from mm_models.audio.decibels import FLOOR_DB
from mm_models.audio.mel import (
    SCALES,
    MelConfig,
    dct_matrix,
    deltas,
    empty_bands,
    filter_bank,
    hz_to_mel,
    mel_spectrogram,
    mel_to_hz,
    mfcc,
)
from mm_models.audio.stft import StftConfig
from tests.audio.sounds import ODD_SOUNDS, RATE, buzz, noise, tone


@pytest.mark.parametrize("scale", SCALES)
def test_mel_scales_agree_with_librosa_both_ways(scale):
    hz = torch.linspace(0, 24_000, 481, dtype=torch.float64)
    mel = hz_to_mel(hz, scale)
    np.testing.assert_allclose(mel.numpy(), librosa.hz_to_mel(hz.numpy(), htk=scale == "htk"), rtol=1e-12)
    torch.testing.assert_close(mel_to_hz(mel, scale), hz, rtol=1e-9, atol=1e-9)


def test_mel_scales_have_the_published_constants():
    kilohertz = torch.tensor([0.0, 1000.0, 6400.0], dtype=torch.float64)
    assert hz_to_mel(kilohertz, "htk").tolist() == pytest.approx(
        [0, 999.9855, 2595 * np.log10(1 + 6400 / 700)]
    )
    assert hz_to_mel(kilohertz, "slaney").tolist() == pytest.approx([0, 15, 42])


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("norm", [None, "slaney"])
@pytest.mark.parametrize(
    ("rate", "n_fft", "n_mels", "f_min", "f_max"),
    [
        (16_000, 512, 80, 0.0, None),
        (16_000, 400, 40, 20.0, 7600.0),
        (4_000, 256, 20, 0.0, None),
        (44_100, 2048, 128, 0.0, 16_000.0),
        (192_000, 8192, 128, 50.0, None),
    ],
)
def test_filter_banks_agree_with_librosa(scale, norm, rate, n_fft, n_mels, f_min, f_max):
    bank = filter_bank(
        MelConfig(n_mels, f_min, f_max, scale, norm), StftConfig(rate, "hann", 200, 100, n_fft)
    )
    wanted = librosa.filters.mel(
        sr=rate, n_fft=n_fft, n_mels=n_mels, fmin=f_min, fmax=f_max, htk=scale == "htk", norm=norm
    )
    np.testing.assert_allclose(bank.numpy(), wanted, atol=2e-4 * wanted.max())


def test_filter_banks_at_an_odd_sample_rate_are_off_by_half_a_hertz_at_most():
    bank = filter_bank(MelConfig(40, norm=None), StftConfig(11_025, "hann", 256, 110, 512))
    wanted = librosa.filters.mel(sr=11_025, n_fft=512, n_mels=40, norm=None)
    np.testing.assert_allclose(bank.numpy(), wanted, atol=5e-3)


def test_edges_are_the_corners_of_the_triangles():
    mel, config = MelConfig(10, 100.0, 4000.0, "htk", None), StftConfig(RATE, n_fft=8192)
    edges, bank = mel.edges_hz(RATE), filter_bank(mel, config)
    assert edges[0] == pytest.approx(100)
    assert edges[-1] == pytest.approx(4000, rel=1e-6)
    peaks = config.frequencies_hz()[bank.argmax(dim=1)]
    torch.testing.assert_close(peaks, edges[1:-1], atol=config.bin_width_hz, rtol=0)


def test_mel_spectrogram_agrees_with_librosa_from_the_waveform_on():
    sound = buzz(16_000)
    trace = mel_spectrogram(sound, StftConfig(RATE), MelConfig(64))
    wanted = librosa.feature.melspectrogram(
        y=sound.numpy(), sr=RATE, n_fft=512, win_length=400, hop_length=160, n_mels=64, pad_mode="constant"
    )
    np.testing.assert_allclose(trace.mel_power.numpy(), wanted, rtol=2e-3, atol=1e-6 * wanted.max())
    levels = librosa.power_to_db(wanted, ref=100.0**2, amin=1e-8, top_db=None)
    np.testing.assert_allclose(trace.log_mel.numpy(), levels, atol=0.02)


def test_mfcc_and_deltas_agree_with_librosa():
    trace = mfcc(buzz(16_000), StftConfig(RATE), MelConfig(40), n_mfcc=20, delta_reach=2)
    wanted = librosa.feature.mfcc(S=trace.mel.log_mel.numpy(), n_mfcc=20, dct_type=2, norm="ortho")
    np.testing.assert_allclose(trace.coefficients.numpy(), wanted, atol=1e-3)
    slopes = librosa.feature.delta(wanted, width=5, mode="nearest")
    np.testing.assert_allclose(trace.deltas.numpy(), slopes, atol=1e-3)
    bends = librosa.feature.delta(slopes, width=5, mode="nearest")
    np.testing.assert_allclose(trace.delta_deltas.numpy(), bends, atol=1e-3)


@pytest.mark.parametrize("reach", [1, 2, 4])
def test_deltas_are_the_slope_of_a_straight_line(reach):
    line = 3 * torch.arange(20.0)[None] + 7
    torch.testing.assert_close(deltas(line, reach)[0, reach:-reach], torch.full((20 - 2 * reach,), 3.0))


def test_the_dct_is_orthonormal():
    torch.testing.assert_close(dct_matrix(40, 40) @ dct_matrix(40, 40).T, torch.eye(40), atol=1e-5, rtol=0)


def test_a_steady_sound_has_no_deltas():
    trace = mfcc(tone(500, 16_000), StftConfig(RATE), MelConfig(40))
    assert trace.deltas[:, 10:-10].abs().max() < 0.1


@pytest.mark.filterwarnings("ignore:At least one mel filterbank")
def test_too_many_bands_for_the_fft_are_named():
    trace = mel_spectrogram(noise(4000), StftConfig(RATE, "hann", 200, 100, 256), MelConfig(128))
    assert trace.empty == tuple(np.flatnonzero(trace.filters.sum(dim=1).numpy() == 0))
    assert len(trace.empty) > 5
    assert (trace.log_mel[list(trace.empty)] == FLOOR_DB).all()
    assert trace.log_mel.isfinite().all()
    assert empty_bands(filter_bank(MelConfig(40), StftConfig(RATE))) == ()


@pytest.mark.parametrize("sound", ODD_SOUNDS.values(), ids=ODD_SOUNDS.keys())
def test_odd_sounds_give_finite_numbers(sound):
    trace = mfcc(sound, StftConfig(RATE), MelConfig(40))
    assert trace.coefficients.isfinite().all()
    assert trace.delta_deltas.isfinite().all()
    assert trace.mel.log_mel.min() >= FLOOR_DB


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_mels": 0}, "at least one mel band"),
        ({"scale": "bark"}, "no mel scale named 'bark'; choose one of slaney, htk"),
        ({"norm": "area"}, "choose 'slaney' or None"),
        ({"f_min": -1.0}, "must not be below 0 Hz"),
        ({"f_min": 500.0, "f_max": 400.0}, "must be above f_min"),
        ({"f_max": 9000.0}, "ends at 8000 Hz"),
        ({"f_min": 8000.0}, "ends at 8000 Hz"),
    ],
)
def test_settings_that_do_not_fit_say_why(change, message):
    with pytest.raises(ValueError, match=message):
        filter_bank(MelConfig(**change), StftConfig(RATE))


def test_more_coefficients_than_bands_are_refused():
    with pytest.raises(ValueError, match="20 mel bands give 1 to 20 coefficients, not 21"):
        mfcc(noise(1000), StftConfig(RATE), MelConfig(20), n_mfcc=21)
    with pytest.raises(ValueError, match="at least one frame to either side"):
        deltas(torch.zeros(2, 5), 0)
