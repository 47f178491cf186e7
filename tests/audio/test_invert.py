"""The way back to sound: what Griffin and Lim promise, and what each representation loses."""

import itertools

import librosa
import numpy as np
import pytest
import torch
import torchaudio

from mm_models.audio.decibels import power_to_db
from mm_models.audio.invert import (
    griffin_lim,
    mel_to_magnitude,
    mfcc_to_log_mel,
    spectral_convergence,
)
from mm_models.audio.mel import MelConfig, filter_bank, mel_spectrogram, mfcc
from mm_models.audio.stft import StftConfig, stft
from tests.audio.sounds import RATE, buzz, noise, seeded

CONFIG = StftConfig(RATE)


def convergences(magnitude, samples, config=CONFIG, **options):
    traces = griffin_lim(magnitude, config, samples, generator=seeded(), **options)
    return [trace.spectral_convergence for trace in traces]


@pytest.mark.parametrize("sound", [buzz(8000), noise(8123)], ids=["buzz", "noise"])
@pytest.mark.parametrize("hop", [100, 160, 200])
def test_without_momentum_consistency_never_falls(sound, hop):
    config = StftConfig(RATE, hop_length=hop)
    steps = convergences(stft(sound, config).magnitude, len(sound), config, iterations=25, momentum=0.0)
    assert all(later <= earlier + 1e-6 for earlier, later in itertools.pairwise(steps))
    assert steps[-1] < 0.8 * steps[0]


def test_momentum_gets_further_in_the_same_time():
    magnitude = stft(buzz(16_000), CONFIG).magnitude
    slow = convergences(magnitude, 16_000, iterations=40, momentum=0.0)
    fast = convergences(magnitude, 16_000, iterations=40, momentum=0.99)
    assert fast[-1] < slow[-1]


def test_griffin_lim_is_as_good_as_librosa():
    sound = buzz(16_000)
    magnitude = stft(sound, CONFIG).magnitude
    theirs = librosa.griffinlim(
        magnitude.numpy(),
        n_iter=32,
        hop_length=160,
        win_length=400,
        n_fft=512,
        momentum=0.99,
        random_state=0,
        length=16_000,
        pad_mode="constant",
    )
    wanted = spectral_convergence(stft(torch.tensor(theirs), CONFIG).magnitude, magnitude)
    assert convergences(magnitude, 16_000)[-1] < 1.15 * wanted


def test_a_trace_is_what_it_says():
    magnitude = stft(buzz(4000), CONFIG).magnitude
    for trace in griffin_lim(magnitude, CONFIG, 4000, generator=seeded(), iterations=3):
        own = stft(trace.waveform, CONFIG).spectrogram
        torch.testing.assert_close(trace.spectrogram, own)
        full = np.abs(np.fft.fft((stft(trace.waveform, CONFIG).windowed).numpy(), axis=1)).T
        mirrored = torch.cat([magnitude, magnitude[1:-1].flip(0)]).numpy()
        wanted = np.linalg.norm(full - mirrored) / np.linalg.norm(mirrored)
        assert trace.spectral_convergence == pytest.approx(wanted, rel=1e-4)
        assert trace.consistency_db == pytest.approx(-20 * np.log10(wanted), abs=1e-3)


def test_the_same_seed_gives_the_same_sound():
    magnitude = stft(noise(2000), CONFIG).magnitude
    first, second = (
        list(griffin_lim(magnitude, CONFIG, 2000, generator=seeded(5), iterations=4))[-1].waveform
        for _ in range(2)
    )
    assert torch.equal(first, second)


@pytest.mark.parametrize("n_mels", [20, 80])
@pytest.mark.parametrize("norm", [None, "slaney"])
def test_magnitudes_worked_out_from_mel_bands_have_these_bands(n_mels, norm):
    trace = mel_spectrogram(buzz(8000), CONFIG, MelConfig(n_mels, norm=norm))
    magnitude = mel_to_magnitude(trace.mel_power, trace.filters)
    again = trace.filters @ magnitude.square()
    assert (magnitude >= 0).all()
    assert (again - trace.mel_power).norm() < 5e-3 * trace.mel_power.norm()


def test_mel_bands_come_back_nearer_than_with_torchaudio():
    trace = mel_spectrogram(buzz(32_000), CONFIG, MelConfig(80))
    inverse = torchaudio.transforms.InverseMelScale(257, 80, RATE, norm="slaney", mel_scale="slaney")
    levels, ours, theirs = (
        power_to_db(power, trace.power.max().item(), -80.0)
        for power in (
            trace.power,
            mel_to_magnitude(trace.mel_power, trace.filters).square(),
            inverse(trace.mel_power),
        )
    )
    assert (ours - levels).norm() < 0.8 * (theirs - levels).norm()


def test_each_step_towards_the_mel_bands_lowers_the_divergence():
    trace = mel_spectrogram(buzz(4000), CONFIG, MelConfig(40))

    def divergence(iterations):
        found = (
            trace.filters @ mel_to_magnitude(trace.mel_power, trace.filters, iterations=iterations).square()
        )
        wanted = trace.mel_power
        return (wanted * (wanted / found).log() - wanted + found).double().sum().item()

    steps = [divergence(iterations) for iterations in (0, 1, 2, 5, 10, 30)]
    assert steps == sorted(steps, reverse=True)


def test_bins_that_no_filter_covers_stay_silent():
    mel = MelConfig(20, f_min=500.0, f_max=4000.0)
    filters = filter_bank(mel, CONFIG)
    magnitude = mel_to_magnitude(mel_spectrogram(noise(2000), CONFIG, mel).mel_power, filters)
    assert (magnitude[filters.sum(dim=0) == 0] == 0).all()


def test_all_coefficients_give_the_log_mel_spectrogram_back():
    trace = mfcc(buzz(4000), CONFIG, MelConfig(40), n_mfcc=40)
    torch.testing.assert_close(mfcc_to_log_mel(trace.coefficients, 40), trace.mel.log_mel, atol=1e-3, rtol=0)


def test_fewer_coefficients_are_the_nearest_smooth_outline():
    trace = mfcc(buzz(4000), CONFIG, MelConfig(40), n_mfcc=13)
    smooth = mfcc_to_log_mel(trace.coefficients, 40)
    dropped = mfcc(buzz(4000), CONFIG, MelConfig(40), n_mfcc=40).coefficients[13:]
    assert (smooth - trace.mel.log_mel).norm().item() == pytest.approx(dropped.norm().item(), rel=1e-3)


def test_errors_say_what_would_work():
    magnitude = stft(noise(1000), CONFIG).magnitude
    with pytest.raises(ValueError, match="momentum must be at least 0 and under 1"):
        next(griffin_lim(magnitude, CONFIG, 1000, generator=seeded(), momentum=1.0))
    with pytest.raises(ValueError, match="at least one iteration"):
        next(griffin_lim(magnitude, CONFIG, 1000, generator=seeded(), iterations=0))
