"""The what-ifs do what they say and nothing else."""

import pytest
import torch

from mm_models.audio.edits import drop_bands, shuffle_frames, shuffle_phase
from mm_models.audio.stft import StftConfig, stft
from tests.audio.sounds import ODD_SOUNDS, RATE, buzz, noise, seeded, tone

CONFIG = StftConfig(RATE)
EDITS = {
    "phase": lambda sound: shuffle_phase(sound, CONFIG, seeded()),
    "bands": lambda sound: drop_bands(sound, CONFIG, 300.0, 3000.0),
    "frames": lambda sound: shuffle_frames(sound, CONFIG, seeded(), block=3),
}


def test_shuffled_phases_leave_every_magnitude_in_its_place():
    trace = shuffle_phase(buzz(8000), CONFIG, seeded())
    before = stft(buzz(8000), CONFIG)
    torch.testing.assert_close(trace.asked.abs(), before.magnitude, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(
        trace.asked.angle().cos().sum(), before.phase_rad.cos().sum(), atol=1, rtol=1e-2
    )
    assert (trace.waveform - buzz(8000)).norm() > 0.5 * buzz(8000).norm()


def test_a_dropped_band_is_gone_and_the_rest_stays():
    low, high = tone(500, 8000, 0.3), tone(3000, 8000, 0.3)
    trace = drop_bands(low + high, CONFIG, 2000.0, 4000.0)
    torch.testing.assert_close(trace.waveform[800:-800], low[800:-800], atol=1e-3, rtol=0)
    kept = drop_bands(low + high, CONFIG, 2000.0, 4000.0, keep=True)
    torch.testing.assert_close(kept.waveform[800:-800], high[800:-800], atol=1e-3, rtol=0)
    torch.testing.assert_close(trace.waveform + kept.waveform, low + high, atol=1e-5, rtol=0)


def test_shuffled_frames_are_the_same_frames_in_another_order():
    trace, before = shuffle_frames(buzz(8000), CONFIG, seeded(), block=4), stft(buzz(8000), CONFIG)
    loudness = before.magnitude.sum(dim=0)
    torch.testing.assert_close(trace.asked.abs().sum(dim=0).sort().values, loudness.sort().values)
    assert not torch.allclose(trace.asked.abs().sum(dim=0), loudness)


def test_one_block_of_all_frames_changes_nothing():
    trace = shuffle_frames(noise(4000), CONFIG, seeded(), block=1000)
    torch.testing.assert_close(trace.waveform, noise(4000), atol=1e-5, rtol=0)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
@pytest.mark.parametrize("sound", ODD_SOUNDS.values(), ids=ODD_SOUNDS.keys())
def test_edits_of_odd_sounds_are_finite_and_repeatable(edit, sound):
    trace = edit(sound)
    assert trace.waveform.shape == sound.shape
    assert trace.waveform.isfinite().all()
    assert trace.result.decibels.isfinite().all()
    assert torch.equal(trace.waveform, edit(sound).waveform)
    torch.testing.assert_close(trace.result.spectrogram, stft(trace.waveform, CONFIG).spectrogram)


def test_errors_say_what_would_work():
    with pytest.raises(ValueError, match="lower end"):
        drop_bands(noise(100), CONFIG, 3000.0, 300.0)
    with pytest.raises(ValueError, match="at least one frame, got 0"):
        shuffle_frames(noise(100), CONFIG, seeded(), block=0)
