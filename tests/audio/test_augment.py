"""What lies between a sound and its recording: levels, ratios, decay times and bands are what they say they are."""

import math

import numpy as np
import pytest
import torch
from torch import Generator

from mm_models.audio.augment import (
    ambience,
    at_speed,
    in_room,
    mixed,
    rms,
    room_response,
    through_telephone,
    with_gain,
)

RATE = 16_000  # Hz


def chance(seed=0):
    return Generator().manual_seed(seed)


def tone(hz, seconds=1.0):
    return torch.sin(2 * math.pi * hz * torch.arange(round(seconds * RATE)) / RATE)


def test_six_decibels_double_and_a_gain_has_an_inverse():
    sound = tone(440)
    assert rms(with_gain(sound, 6.0206)) == pytest.approx(2 * rms(sound), rel=1e-4)
    assert torch.allclose(with_gain(with_gain(sound, -35), 35), sound, atol=1e-5)


@pytest.mark.parametrize("snr_db", [-10.0, 0.0, 25.0])
def test_a_mixture_has_the_ratio_that_was_asked_for(snr_db):
    sound, other = tone(440), 7 * ambience(1.0, RATE, chance())
    added = mixed(sound, other, snr_db) - sound
    assert 20 * math.log10(rms(sound) / rms(added)) == pytest.approx(snr_db, abs=0.01)


@pytest.mark.parametrize("silent_first", [True, False])
def test_a_mixture_with_silence_is_the_sound(silent_first):
    pair = (torch.zeros(100), tone(440)[:100])
    sound, other = pair if silent_first else pair[::-1]
    assert torch.equal(mixed(sound, other, 0.0), sound)


def test_ambience_is_a_function_of_the_seed_of_rms_one():
    first, again, other = (
        ambience(2.0, RATE, chance(1)),
        ambience(2.0, RATE, chance(1)),
        ambience(2.0, RATE, chance(2)),
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert rms(first) == pytest.approx(1.0, rel=1e-4)
    assert first.isfinite().all()


def test_a_room_decays_by_sixty_decibels_in_its_time():
    tail = room_response(1.0, RATE, chance()).numpy()[1:].astype(np.float64) ** 2
    remaining = 10 * np.log10(np.cumsum(tail[::-1])[::-1])  # Schroeder's backward integration
    at = [np.argmax(remaining < remaining[0] - drop) / RATE for drop in (5, 25)]
    assert 3 * (at[1] - at[0]) == pytest.approx(1.0, rel=0.1)


@pytest.mark.parametrize("direct_db", [-6.0, 0.0, 12.0])
def test_the_direct_sound_stands_out_as_much_as_was_asked_for(direct_db):
    response = room_response(0.5, RATE, chance(), direct_db=direct_db)
    assert -10 * math.log10(float(response[1:].square().sum())) == pytest.approx(direct_db, abs=0.1)


def test_a_room_keeps_length_and_peak_and_rings_after_the_sound():
    click = torch.zeros(RATE)
    click[100] = 0.5
    heard = in_room(click, room_response(0.5, RATE, chance()))
    assert len(heard) == RATE
    assert float(heard.abs().max()) == pytest.approx(0.5, rel=1e-4)
    assert rms(heard[2000:5000]) > 1e-4


def test_a_telephone_lets_the_middle_through_and_nothing_else():
    assert rms(through_telephone(tone(1000), RATE)) == pytest.approx(rms(tone(1000)), rel=0.01)
    assert rms(through_telephone(tone(60), RATE)) < 0.05
    assert rms(through_telephone(tone(7000), RATE)) < 0.05


def test_a_faster_tape_is_shorter_and_higher():
    fast = at_speed(tone(1000), 1.25)
    assert len(fast) == RATE * 4 // 5
    peak = np.abs(np.fft.rfft(fast.numpy())).argmax() * RATE / len(fast)
    assert peak == pytest.approx(1250, abs=3)
