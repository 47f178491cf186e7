"""Each foley sound has the features by which its class is known, for several seeds."""

import numpy as np
import pytest
import torch

from mm_models.audio.foley import FOLEY
from tests.audio_examples.measure import (
    FRAME,
    RATE,
    brightness_hz,
    bursts,
    centroid_hz,
    flatness,
    kurtosis,
    level,
    pitch_hz,
    smooth,
    spectrogram,
)

SECONDS = 4.0
SEEDS = range(4)
EDGE = 10  # frames that fade in and out

every_seed = pytest.mark.parametrize("seed", SEEDS)


def made(key: str, seed: int, seconds: float = SECONDS) -> np.ndarray:
    return FOLEY[key](seed, seconds, RATE).numpy()


@pytest.mark.parametrize("key", FOLEY)
def test_a_seed_makes_one_sound_and_another_seed_another(key):
    first, again, other = (FOLEY[key](seed, 2.0, RATE) for seed in (3, 3, 4))
    assert torch.equal(first, again)
    assert torch.nn.functional.cosine_similarity(first, other, dim=0) < 0.5


@pytest.mark.parametrize("key", FOLEY)
@pytest.mark.parametrize(("seconds", "rate"), [(1.6, 8_000), (2.0, 44_100), (5.0, 16_000)])
def test_length_level_and_numbers(key, seconds, rate):
    sound = FOLEY[key](7, seconds, rate)
    assert len(sound) == round(seconds * rate) and sound.dtype == torch.float32
    assert sound.isfinite().all()
    assert sound.abs().max() == pytest.approx(0.9)
    assert sound.mean().abs() < 1e-3


@every_seed
def test_a_dog_barks_short_and_hoarse(seed):
    barks = bursts(made("dog_bark", seed))
    assert 4 <= len(barks) <= 10
    assert all(5 <= last - first + 1 <= 26 for first, last in barks)
    assert 300 < centroid_hz(made("dog_bark", seed)) < 2500


@every_seed
def test_rain_is_a_steady_broad_hiss_with_drops(seed):
    sound = made("rain", seed)
    assert flatness(sound) > 0.1
    steady = level(sound)[EDGE:-EDGE]
    assert steady.min() > 0.5 * np.median(steady) and steady.max() < 3 * np.median(steady)
    power = spectrogram(sound, 256, 64)[:, EDGE:-EDGE]
    assert kurtosis(sound) > 3.2 and power.max() > 100 * np.median(power)


@every_seed
def test_sea_waves_swell_slowly_and_hiss_where_they_are_high(seed):
    sound = made("sea_waves", seed, 10.0)[EDGE * FRAME : -EDGE * FRAME]
    swell, brightness = smooth(level(sound), 50), smooth(brightness_hz(sound), 50)
    shorter = min(len(swell), len(brightness))
    assert swell.max() > 1.8 * swell.min()
    assert np.corrcoef(swell[:shorter], brightness[:shorter])[0, 1] > 0.7
    assert kurtosis(sound) < 8  # nothing in it snaps or knocks


@every_seed
def test_a_baby_wails_high_for_about_a_second_at_a_time(seed):
    sound = made("baby_cry", seed)
    wails = bursts(sound, share=0.15)
    assert len(wails) >= 2 and all(40 <= last - first <= 135 for first, last in wails[:-1])
    assert 350 < np.median(pitch_hz(sound, 200, 900)) < 600


@every_seed
def test_a_clock_ticks_twice_a_second_and_evenly(seed):
    sound = made("clock_tick", seed)
    starts = np.array([first for first, _ in bursts(sound, share=0.3, gap=10)]) * FRAME / RATE
    assert len(starts) in (7, 8, 9)
    assert np.diff(starts).mean() == pytest.approx(0.5, abs=0.05)
    assert np.diff(starts).std() < 0.011
    assert centroid_hz(sound) > 1500


@every_seed
def test_a_sneeze_breathes_in_waits_and_bursts_brightly(seed):
    sound = made("person_sneeze", seed)
    breath, burst = bursts(sound, share=0.03, gap=4)[:2]
    heights = [level(sound)[first : last + 1].max() for first, last in (breath, burst)]
    assert heights[1] > 2 * heights[0]
    onset = sound[burst[0] * FRAME :][: 12 * FRAME]
    tail = sound[burst[0] * FRAME :][20 * FRAME : 32 * FRAME]
    assert centroid_hz(onset) > 2 * centroid_hz(tail)


@every_seed
def test_a_helicopter_beats_ten_to_twenty_times_a_second(seed):
    power = level(made("helicopter", seed)) ** 2
    beats = np.abs(np.fft.rfft((power - power.mean()) * np.hanning(len(power))))
    beat_hz = np.fft.rfftfreq(len(power), FRAME / RATE)
    slow = (beat_hz > 3) & (beat_hz < 25)
    strongest = beat_hz[slow][beats[slow].argmax()]
    assert 10 <= strongest <= 20
    assert beats[slow].max() > 5 * np.median(beats[slow])
    assert centroid_hz(made("helicopter", seed)) < 1000


@every_seed
def test_a_chainsaw_is_a_rough_engine_of_about_a_hundred_turns_a_second(seed):
    sound = made("chainsaw", seed)
    assert 85 < np.median(pitch_hz(sound, 60, 400)) < 165
    running = smooth(level(sound), 10)[EDGE:-EDGE]
    assert running.min() > 0.4 * running.max()
    assert centroid_hz(sound) > 500


@every_seed
def test_a_rooster_climbs_and_its_last_long_call_falls(seed):
    sound = made("rooster", seed)
    first, last = bursts(sound, share=0.1, gap=1)[-1]
    assert last - first > 45
    early = np.median(pitch_hz(sound[: 35 * FRAME], 200, 1400))
    call = pitch_hz(sound[first * FRAME : last * FRAME], 200, 1400)
    assert call.max() > 1.3 * early
    assert call.max() > 1.2 * np.median(call[-5:])


@every_seed
def test_a_fire_is_a_low_breath_with_rare_sharp_snaps(seed):
    sound = made("fire_crackling", seed)
    assert kurtosis(sound) > 15
    quiet = level(sound)
    assert np.median(quiet) < 0.15 * quiet.max()
    assert flatness(sound) > 0.005
