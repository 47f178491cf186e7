"""The test sounds are what their formulas say, measured by other means."""

import numpy as np
import pytest
import torch

from mm_models.audio import synth
from tests.audio_examples.measure import RATE, formants_hz, pitch_hz, spectrogram


def peaks_hz(sound: torch.Tensor, count: int) -> list[float]:
    """The strongest local maxima of the spectrum, in order of frequency."""
    spectrum = np.abs(np.fft.rfft(sound.numpy() * np.hanning(len(sound))))
    local = np.flatnonzero((spectrum[1:-1] > spectrum[:-2]) & (spectrum[1:-1] >= spectrum[2:])) + 1
    strongest = sorted(local[np.argsort(spectrum[local])[-count:]])
    return [peak * RATE / len(sound) for peak in strongest]


@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_chirp_sweeps_straight_in_hertz_or_in_octaves(logarithmic):
    sound = synth.chirp(200, 6400, 2.0, RATE, logarithmic=logarithmic)
    heard = spectrogram(sound.numpy(), 1024).argmax(axis=0) * RATE / 1024
    share = (512 + 160 * np.arange(len(heard))) / len(sound)
    expected = 200 * 32**share if logarithmic else 200 + 6200 * share
    assert np.abs(heard - expected).max() < 60


def test_tones_and_strings_have_the_frequencies_asked_for():
    assert peaks_hz(synth.tones((440, 620, 1000), 2.0, RATE), 3) == pytest.approx([440, 620, 1000], abs=0.5)
    assert peaks_hz(synth.plucked(300, 2.0, RATE, harmonics=3), 3) == pytest.approx([300, 600, 900], abs=0.5)
    assert synth.plucked(3000, 0.1, RATE).isfinite().all()


def test_two_close_tones_are_one_line_for_a_short_window_and_two_for_a_long_one():
    sound = synth.tones((1000, 1040), 2.0, RATE).numpy()

    def dip(window_s: float) -> float:
        length = int(window_s * RATE)
        spectrum = np.abs(np.fft.rfft(sound[8000 : 8000 + length] * np.hanning(length), 2**17))
        at = [spectrum[round(hz * 2**17 / RATE)] for hz in (1000, 1020, 1040)]
        return at[1] / min(at[0], at[2])

    assert dip(0.02) > 0.9
    assert dip(0.1) < 0.3


def test_clicks_are_single_samples():
    assert torch.nonzero(synth.clicks((0.1, 0.25), 0.5, RATE)).flatten().tolist() == [1600, 4000]


@pytest.mark.parametrize("slope", [0.0, -3.0, -6.0])
def test_noise_has_its_slope(slope):
    sound = synth.noise(20.0, RATE, torch.Generator().manual_seed(1), slope_db=slope)
    power = np.abs(np.fft.rfft(sound.numpy())) ** 2
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    octaves = [
        10 * np.log10(power[(hz >= low) & (hz < 2 * low)].mean()) for low in 62.5 * 2.0 ** np.arange(7)
    ]
    assert np.polyfit(range(7), octaves, 1)[0] == pytest.approx(slope, abs=0.2)
    assert sound.square().mean().sqrt() == pytest.approx(1)


def test_a_band_keeps_its_inside_and_drops_its_outside():
    white = synth.noise(4.0, RATE, torch.Generator().manual_seed(1))
    power = np.abs(np.fft.rfft(synth.band(white, 1000, 2000, RATE).numpy())) ** 2
    hz = np.fft.rfftfreq(4 * RATE, 1 / RATE)
    inside = power[(hz > 1300) & (hz < 1600)].mean()
    assert power[(hz < 500) | (hz > 4000)].mean() < 1e-3 * inside


def test_the_glottal_pulse_opens_slowly_closes_fast_and_stays_shut():
    pulses = synth.glottal_pulses(torch.full((1600,), 100.0, dtype=torch.float64), RATE)
    period = pulses[:160]
    assert period[0] == 0 and period.argmax() == 64 and period.max() == pytest.approx(1)
    assert (period[90:] == 0).all()
    torch.testing.assert_close(pulses[160:320], period, atol=1e-9, rtol=0)


@pytest.mark.parametrize("symbol", synth.VOWEL_HZ)
def test_vowels_have_the_published_formants(symbol):
    """Found by linear prediction on the middle of the vowel, as formants are measured in recordings."""
    middle = synth.vowel(symbol, 0.5, 8000, pitch_hz=100.0).numpy()[1500:2500]
    assert formants_hz(middle, 8000, 10)[:3] == pytest.approx(synth.VOWEL_HZ[symbol], rel=0.1)


def test_a_vowel_has_its_pitch():
    pitch = pitch_hz(synth.vowel("ɑ", 1.0, RATE, pitch_hz=120.0).numpy(), 60, 400)
    assert np.median(pitch) == pytest.approx(120, rel=0.02)
    assert pitch[:10].mean() > 1.05 * pitch[-10:].mean()


def test_an_unknown_vowel_names_those_there_are():
    with pytest.raises(ValueError, match="choose one of i, ɪ"):
        synth.vowel("x", 1.0, RATE)


def test_curves_pass_through_their_points():
    at = torch.tensor([-1, 0, 0.5, 1, 1.5, 2, 9], dtype=torch.float64)
    assert synth.curve([(0, 1), (1, 3), (2, 0)], at).tolist() == [1, 1, 2, 3, 1.5, 0, 0]


def test_a_fade_starts_and_ends_near_zero_and_leaves_the_rest():
    faded = synth.fade(torch.ones(1000), 16_000, 0.01)
    assert faded[0] < 0.01 and faded[-1] < 0.01 and (faded[160:840] == 1).all()


def test_finishing_sets_the_peak_and_leaves_silence_alone():
    finished = synth.finish(torch.tensor([1.0, 3.0]))
    assert finished.tolist() == pytest.approx([-0.9, 0.9]) and finished.dtype == torch.float32
    assert not synth.finish(torch.zeros(8)).any()
