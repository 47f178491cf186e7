"""The Fourier transform against numpy, and what it promises: linearity, Parseval, blindness to time."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mm_models.audio.fourier import PARTNERS, parseval, probe, same_magnitude_partner, spectrum, sweep
from tests.audio.sounds import ODD_SOUNDS, RATE, buzz, noise, seeded, tone

SOUNDS = pytest.mark.parametrize("sound", ODD_SOUNDS.values(), ids=ODD_SOUNDS.keys())
LENGTHS = st.integers(min_value=1, max_value=700)


@pytest.mark.parametrize("samples", [1, 2, 63, 64, 1000])
def test_probes_on_the_bins_are_the_dft_of_numpy(samples):
    sound = noise(samples)
    wanted = np.fft.rfft(sound.double().numpy())
    for bin_index in range(0, len(wanted), 1 + len(wanted) // 40):
        trace = probe(sound, RATE, bin_index * RATE / samples)
        found = trace.cosine_sum - 1j * trace.sine_sum
        assert found == pytest.approx(wanted[bin_index], abs=1e-9 * samples)
        assert trace.magnitude == pytest.approx(abs(wanted[bin_index]), abs=1e-9 * samples)


def test_a_probe_between_the_bins_is_the_dft_of_the_sound_with_zeros_behind():
    sound = noise(100)
    wanted = np.fft.rfft(sound.double().numpy(), n=800)
    trace = probe(sound, RATE, 13 * RATE / 800)
    assert trace.magnitude == pytest.approx(abs(wanted[13]), rel=1e-6)
    assert trace.phase_rad == pytest.approx(np.angle(wanted[13]), abs=1e-6)


def test_a_probe_keeps_every_step():
    trace = probe(tone(500, 320), RATE, 500.0)
    torch.testing.assert_close(trace.sine_product, trace.sine * tone(500, 320))
    torch.testing.assert_close(trace.sine_running, trace.sine_product.cumsum(0), atol=1e-4, rtol=0)
    assert trace.magnitude == pytest.approx(160, rel=1e-5)
    assert trace.phase_rad == pytest.approx(-math.pi / 2, abs=1e-5)


def test_a_long_probe_of_a_high_frequency_is_exact():
    sound = tone(19_000, 480_000, rate=48_000)
    assert probe(sound, 48_000, 19_000.0).magnitude == pytest.approx(240_000, rel=1e-6)


@SOUNDS
def test_spectra_agree_with_numpy(sound):
    trace = spectrum(sound, RATE)
    wanted = np.fft.rfft(sound.double().numpy())
    np.testing.assert_allclose(trace.coefficients.numpy(), wanted, atol=1e-4)
    np.testing.assert_allclose(trace.frequencies_hz.numpy(), np.fft.rfftfreq(len(sound), 1 / RATE), rtol=1e-6)
    assert trace.decibels.isfinite().all()


def test_a_full_scale_sine_reads_zero_decibels():
    trace = spectrum(tone(1000, 1600), RATE)
    assert trace.frequencies_hz[trace.decibels.argmax()] == 1000
    assert trace.decibels.max() == pytest.approx(0, abs=1e-3)


def test_silence_reads_the_floor():
    assert (spectrum(torch.zeros(100), RATE, floor_db=-90.0).decibels == -90).all()


@pytest.mark.parametrize("rate", [4_000, 11_025, 192_000])
def test_a_sweep_grows_into_the_spectrum(rate):
    sound = noise(61)
    whole = spectrum(sound, rate)
    traces = list(sweep(sound, rate, whole.frequencies_hz))
    assert [len(trace.magnitude) for trace in traces] == list(range(1, 32))
    torch.testing.assert_close(traces[-1].magnitude, whole.magnitude, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(traces[4].magnitude, traces[-1].magnitude[:5])


@SOUNDS
def test_parseval_holds(sound):
    trace = parseval(sound)
    assert trace.frequency_energy == pytest.approx(trace.time_energy, rel=1e-9, abs=1e-12)


@SOUNDS
@pytest.mark.parametrize("how", PARTNERS)
def test_partners_have_the_same_magnitude_spectrum(sound, how):
    partner = same_magnitude_partner(sound, how, seeded())
    wanted = np.abs(np.fft.rfft(sound.double().numpy()))
    found = np.abs(np.fft.rfft(partner.double().numpy()))
    np.testing.assert_allclose(found, wanted, atol=1e-5 * max(1, wanted.max()))


@pytest.mark.parametrize("how", PARTNERS)
def test_partners_are_other_sounds(how):
    sound = buzz(8000)
    partner = same_magnitude_partner(sound, how, seeded())
    assert (partner - sound).norm() > 0.5 * sound.norm()
    torch.testing.assert_close(partner, same_magnitude_partner(sound, how, seeded()))


@given(samples=LENGTHS, seed=st.integers(0, 99), gain=st.floats(-2, 2))
@settings(deadline=None, max_examples=30)
def test_the_spectrum_is_linear(samples, seed, gain):
    one, other = noise(samples, seed), noise(samples, seed + 1000)
    both = spectrum(one + gain * other, RATE).coefficients
    separately = spectrum(one, RATE).coefficients + gain * spectrum(other, RATE).coefficients
    torch.testing.assert_close(both, separately, atol=1e-4, rtol=1e-4)


@given(samples=LENGTHS, shift=st.integers(0, 700))
@settings(deadline=None, max_examples=30)
def test_turning_a_sound_round_in_time_changes_only_phase(samples, shift):
    sound = noise(samples)
    moved = spectrum(sound.roll(shift), RATE)
    still = spectrum(sound, RATE)
    torch.testing.assert_close(moved.magnitude, still.magnitude, atol=1e-4, rtol=1e-4)
    turn = torch.polar(torch.ones(len(still.magnitude)), -2 * math.pi * shift / RATE * still.frequencies_hz)
    torch.testing.assert_close(moved.coefficients, still.coefficients * turn, atol=2e-3, rtol=1e-3)


def test_errors_say_what_would_work():
    with pytest.raises(ValueError, match="between 0 and 8000 Hz, got 9000 Hz"):
        probe(noise(10), RATE, 9000.0)
    with pytest.raises(ValueError, match="at least one sample"):
        spectrum(torch.zeros(0), RATE)
    with pytest.raises(ValueError, match="above 0 Hz"):
        spectrum(noise(10), 0)
    with pytest.raises(ValueError, match="choose one of reverse, random_phase"):
        same_magnitude_partner(noise(10), "backwards", seeded())
