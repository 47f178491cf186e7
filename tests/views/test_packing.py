"""What a viewer gets is what was sent: exact where promised, bounded where not, and with its peaks."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.views.packing import (
    PCM_SAMPLES,
    caption,
    envelope,
    pack,
    pcm,
    pool,
    quantise,
    thin,
    unpack,
)
from mm_models.text import Text


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32"])
def test_pack_round_trip(dtype):
    values = np.arange(-6, 6).reshape(3, 4).astype(dtype)
    packed = json.loads(json.dumps(pack(values)))
    assert packed["dtype"] == dtype
    np.testing.assert_array_equal(unpack(packed), values)


def test_pack_takes_tensors_floats_and_views():
    np.testing.assert_array_equal(unpack(pack(torch.eye(3, requires_grad=True))), np.eye(3))
    np.testing.assert_array_equal(unpack(pack(np.arange(6.0)[::-2])), [5, 3, 1])
    with pytest.raises(TypeError, match="complex"):
        pack(np.ones(2, complex))


@settings(max_examples=30, deadline=None)
@given(st.floats(-1e3, 1e3), st.floats(1e-2, 1e3), st.integers(0, 2**32 - 1))
def test_quantise_error_is_at_most_half_a_level(low, span, seed):
    values = np.random.default_rng(seed).uniform(low, low + span, (4, 9))
    packed = quantise(values, low, low + span)
    shown = packed["low"] + unpack(packed) / 255.0 * (packed["high"] - packed["low"])
    assert np.abs(shown - values).max() <= span / 510 * (1 + 1e-6)


def test_quantise_clamps_what_is_outside_or_not_a_number():
    codes = unpack(quantise(np.array([-np.inf, -9.0, 0.0, 1.0, 9.0, np.inf, np.nan]), 0.0, 1.0))
    np.testing.assert_array_equal(codes, [0, 0, 0, 255, 255, 255, 0])
    with pytest.raises(ValueError, match="low must be below high"):
        quantise(np.zeros(3), 1.0, 1.0)


@pytest.mark.parametrize("place", [0, 4321, 9_999])
def test_thinning_keeps_a_single_peak(place):
    spike = np.zeros(10_000, np.float32)
    spike[place] = 1.0
    assert pool(spike[None], 300, 1)[0].max() == 1.0
    assert envelope(spike, 300)[1].max() == 1.0
    assert envelope(-spike, 300)[0].min() == -1.0
    x, y = thin(np.arange(10_000), spike, 400)
    assert len(y) <= 400 and x[y.argmax()] == place and (np.diff(x) > 0).all()


def test_pool_stays_under_its_limit_and_says_its_factor():
    values = np.arange(7)[None] * np.ones((2, 1))
    pooled, factor = pool(values, 3, 1)
    assert (pooled.shape, factor) == ((2, 3), 3)
    np.testing.assert_array_equal(pooled[0], [2, 5, 6])
    np.testing.assert_array_equal(pool(values, 3, 1, "pick")[0][0], [0, 3, 6])
    assert pool(values, 7, 1)[1] == 1


def test_pcm_is_level_true_and_shares_one_gain():
    quiet, loud = pcm([np.array([0.1, -0.1]), np.array([2.0, 0.0])], 8_000)
    assert quiet.gain == loud.gain == 0.5
    np.testing.assert_array_equal(loud.samples, [32767, 0])
    np.testing.assert_array_equal(quiet.samples, [1638, -1638])
    assert pcm([np.array([0.1])], 8_000)[0].samples[0] == 3277


def test_pcm_of_long_sounds_is_resampled_to_fit():
    (sound,) = pcm([np.zeros(20 * 48_000)], 48_000)
    assert sound.sample_rate == 24_000 and len(sound.samples) <= PCM_SAMPLES
    (sound,) = pcm([np.zeros(192_000)], 192_000)
    assert sound.sample_rate <= 48_000
    (sound,) = pcm([np.zeros(120 * 8_000)], 8_000)
    assert sound.sample_rate == 4_000 and len(sound.samples) <= PCM_SAMPLES


def test_pcm_refuses_nothing_and_too_much_and_survives_nan():
    for none in ([], [np.zeros(0)]):
        with pytest.raises(ValueError, match="at least one sample"):
            pcm(none, 8_000)
    with pytest.raises(ValueError, match="at most 120 s"):
        pcm([np.zeros(121 * 100)], 100)
    np.testing.assert_array_equal(pcm([np.array([np.nan, np.inf, 0.5])], 100)[0].samples, [0, 32767, 16384])


def test_captions_carry_both_languages():
    assert caption(Text("hop", "홉")) == {"en": "hop", "ko": "홉"}
    assert caption("<b>") == {"en": "<b>", "ko": "<b>"}
