"""There and back: what each representation loses, and that odd sounds survive the trip."""

import pytest
import torch

from mm_models.audio.edits import shuffle_phase
from mm_models.audio.mel import MelConfig
from mm_models.audio.quality import level_dbfs, log_spectral_distance_db, si_sdr_db
from mm_models.audio.round_trip import REPRESENTATIONS, RoundTripConfig, keep, round_trip
from mm_models.audio.stft import StftConfig, stft
from tests.audio.sounds import ODD_SOUNDS, RATE, buzz, noise, seeded

STFT = StftConfig(RATE)
QUICK = RoundTripConfig(STFT, MelConfig(40), iterations=2)


def there_and_back(sound, representation, config):
    return round_trip(representation, stft(sound, STFT).spectrogram, len(sound), config, seeded())


@pytest.fixture(scope="module")
def sound():
    return buzz(16_000)


@pytest.fixture(scope="module")
def trips(sound):
    return {name: there_and_back(sound, name, RoundTripConfig(STFT)) for name in REPRESENTATIONS}


def test_only_the_complex_stft_loses_nothing(sound, trips):
    torch.testing.assert_close(trips["stft"].waveform, sound, atol=1e-5, rtol=0)
    assert si_sdr_db(sound, trips["stft"].waveform) > 100
    assert log_spectral_distance_db(sound, trips["stft"].waveform, STFT) < 0.01


def test_the_less_is_kept_the_more_is_lost(sound, trips):
    lost = [log_spectral_distance_db(sound, trips[name].waveform, STFT) for name in REPRESENTATIONS]
    assert [trips[name].numbers_per_second for name in REPRESENTATIONS] == [51_400, 25_700, 8000, 2000, 1300]
    assert lost[0] < lost[1] < lost[2] < min(lost[3:])


def test_round_trips_keep_the_level(sound, trips):
    for name in ("stft", "magnitude", "mel", "log-mel"):
        assert level_dbfs(trips[name].waveform) == pytest.approx(level_dbfs(sound), abs=2)
    assert level_dbfs(trips["mfcc"].waveform) == pytest.approx(level_dbfs(sound), abs=6)


def test_shuffled_phases_are_noticed_by_the_complex_stft_alone(sound):
    config = RoundTripConfig(STFT)
    before, after = stft(sound, STFT).spectrogram, shuffle_phase(sound, STFT, seeded()).asked
    for name in REPRESENTATIONS:
        was, now = keep(name, before, config).values, keep(name, after, config).values
        changed = ((now - was).abs().norm() / was.abs().norm()).item()
        assert changed > 1 if name == "stft" else changed < 1e-3


@pytest.mark.parametrize("sound", ODD_SOUNDS.values(), ids=ODD_SOUNDS.keys())
@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_odd_sounds_come_back_finite(sound, representation):
    trip = there_and_back(sound, representation, QUICK)
    assert trip.waveform.shape == sound.shape
    assert trip.waveform.isfinite().all()


@pytest.mark.parametrize("representation", REPRESENTATIONS)
def test_silence_comes_back_as_silence(representation):
    trip = there_and_back(torch.zeros(2000), representation, QUICK)
    assert level_dbfs(trip.waveform) < -100


def test_an_unknown_representation_says_which_there_are():
    with pytest.raises(ValueError, match="choose one of stft, magnitude, mel, log-mel, mfcc"):
        there_and_back(noise(1000), "cepstrum", QUICK)
