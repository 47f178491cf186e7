"""Distances and levels against their formulas, and SI-SDR against torchmetrics."""

import librosa
import numpy as np
import pytest
import torch

from mm_models.audio.quality import level_dbfs, log_spectral_distance_db, peak, peak_dbfs, si_sdr_db
from mm_models.audio.stft import StftConfig
from tests.audio.sounds import RATE, buzz, noise, tone

CONFIG = StftConfig(RATE)


@pytest.mark.parametrize("share", [0.01, 0.3, 3.0])
def test_si_sdr_agrees_with_torchmetrics(share):
    from torchmetrics.functional.audio import scale_invariant_signal_distortion_ratio

    reference = buzz(8000)
    estimate = 0.5 * reference + share * noise(8000, seed=7)
    wanted = scale_invariant_signal_distortion_ratio(estimate, reference).item()
    assert si_sdr_db(reference, estimate) == pytest.approx(wanted, abs=0.01)


def test_si_sdr_is_the_angle_between_the_sounds_whatever_their_volume():
    reference, estimate = buzz(8000), buzz(8000) + noise(8000, seed=3)
    cosine = torch.cosine_similarity(reference, estimate, dim=0).item()
    wanted = 10 * np.log10(cosine**2 / (1 - cosine**2))
    assert si_sdr_db(reference, estimate) == pytest.approx(wanted, abs=1e-3)
    assert si_sdr_db(reference, -7 * estimate) == pytest.approx(wanted, abs=1e-3)


def test_si_sdr_has_limits_and_no_meaning_in_silence():
    assert si_sdr_db(buzz(100), buzz(100)) == pytest.approx(120)
    assert si_sdr_db(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])) == pytest.approx(-120)
    assert si_sdr_db(torch.zeros(100), buzz(100)) is None
    assert si_sdr_db(buzz(100), torch.zeros(100)) is None


def test_half_the_volume_is_six_decibels_away():
    sound = noise(8000)
    assert log_spectral_distance_db(sound, 0.5 * sound, CONFIG) == pytest.approx(6.02, abs=0.05)
    assert log_spectral_distance_db(sound, sound, CONFIG) == 0


def test_log_spectral_distance_is_its_formula():
    wanted, found = (
        np.abs(librosa.stft(sound.numpy(), n_fft=512, win_length=400, hop_length=160, pad_mode="constant"))
        for sound in (buzz(8000), noise(8000))
    )
    levels = [20 * np.log10(np.maximum(spectrum / wanted.max(), 1e-4)) for spectrum in (wanted, found)]
    distance = np.sqrt(np.mean((levels[0] - levels[1]) ** 2, axis=0)).mean()
    assert log_spectral_distance_db(buzz(8000), noise(8000), CONFIG) == pytest.approx(distance, abs=0.01)


def test_silence_is_at_no_distance_from_silence():
    assert log_spectral_distance_db(torch.zeros(500), torch.zeros(500), CONFIG) == 0
    assert 0 < log_spectral_distance_db(torch.zeros(500), noise(500), CONFIG) < 120


def test_a_full_scale_sine_is_the_reference_of_levels():
    assert level_dbfs(tone(1000, RATE)) == pytest.approx(0, abs=1e-4)
    assert level_dbfs(tone(1000, RATE, amplitude=0.1)) == pytest.approx(-20, abs=1e-3)
    assert level_dbfs(torch.zeros(10)) == -120


def test_peaks():
    assert peak(torch.tensor([0.1, -0.5])) == 0.5
    assert peak_dbfs(torch.tensor([0.1, -0.5])) == pytest.approx(-6.02, abs=0.01)
    assert peak_dbfs(torch.zeros(3)) == -120
