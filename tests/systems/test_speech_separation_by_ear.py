"""Speech separation by ear alone: two sounds in whichever order, and permutation-invariant training."""

import numpy as np
import pytest
import torch

from mm_models.systems.speech_separation import AUDIO_ONLY, SYSTEM, pit
from mm_models.systems.speech_separation.audio_only import AudioOnly
from mm_models.systems.speech_separation.infer import by_ear
from mm_models.systems.speech_separation.losses import best_order, in_order, snr_db
from mm_models.systems.speech_separation.model import Separator
from mm_models.systems.speech_separation.train import hums
from mm_models.talking.mixtures import Mixer, batched
from mm_models.talking.noises import places

TINY = SYSTEM.tiny


@pytest.fixture(scope="module")
def mixer():
    return Mixer(hums(), places("test")[:1])


@pytest.fixture(scope="module")
def batch(mixer):
    return batched([mixer.scene("different", 15, np.random.default_rng(number)) for number in range(2)])


@pytest.fixture(scope="module")
def ears():
    torch.manual_seed(0)
    return AudioOnly(TINY).eval()


def test_two_sounds_are_masked_mixtures_at_their_level(ears, batch):
    trace = by_ear(ears, batch.mixture)
    assert trace.mask.shape == (2, 2, TINY.bins, 31)
    assert trace.voices.shape == batch.voices.shape
    assert not torch.allclose(trace.voices[:, 0], trace.voices[:, 1])
    assert torch.allclose(0.1 * trace.voices, by_ear(ears, 0.1 * batch.mixture).voices, atol=1e-5)


def test_sounds_are_compared_in_the_order_that_fits_each_mixture_best(batch):
    wanted = batch.voices
    found = torch.stack([wanted[0], wanted[1].flip(0)]) + 1e-3 * torch.randn_like(wanted)
    assert best_order(found, wanted).tolist() == [[0, 1], [1, 0]]
    assert (snr_db(wanted, in_order(found, wanted)) > 10).all()
    only_first = wanted[:, :1]
    assert best_order(found, only_first).tolist() == [[0], [1]]
    assert torch.equal(in_order(found, only_first)[1, 0], found[1, 1])


def test_the_loss_without_eyes_does_not_ask_for_an_order(ears, mixer):
    scenes = [mixer.scene("different", 8, np.random.default_rng(number)) for number in range(2)]
    batch = pit.mixed(scenes)
    turned = pit.Mixed(batch.mixture, batch.voices.flip(1))
    assert torch.allclose(pit.losses(ears, batch)["loss"], pit.losses(ears, turned)["loss"], atol=1e-5)


def test_what_is_heard_beside_one_voice_is_the_second_sound(mixer):
    batch = pit.mixed([mixer.scene("noise", 8, np.random.default_rng(0))])
    assert batch.voices.shape == (1, 2, 8 * 320)
    assert torch.allclose(batch.voices.sum(dim=1), batch.mixture, atol=1e-6)


def test_ears_alone_have_the_sizes_of_the_network_that_sees():
    assert AUDIO_ONLY.config == SYSTEM.config
    weights = dict(Separator(TINY).named_parameters())
    shared = {name: each.shape for name, each in AudioOnly(TINY).named_parameters() if "hearing" in name}
    assert shared and all(weights[name].shape == shape for name, shape in shared.items())
