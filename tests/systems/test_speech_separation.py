"""Speech separation: its arithmetic, its baselines, what it is measured by, and the shipped network."""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
import torch

from mm_models import measurement, published
from mm_models.audio.quality import si_sdr_db
from mm_models.registry import SYSTEMS
from mm_models.systems.speech_separation import SYSTEM, trials
from mm_models.systems.speech_separation.audio_only import AudioOnly
from mm_models.systems.speech_separation.infer import (
    OFFSETS,
    blank,
    frozen,
    influence,
    late,
    look,
    offsets,
    separate,
)
from mm_models.systems.speech_separation.losses import (
    levels,
    losses,
    rest_db,
    snr_db,
)
from mm_models.systems.speech_separation.masks import MASKS, magnitude_only, masked
from mm_models.systems.speech_separation.model import LOUDNESS, MASK_LIMIT, Separator, at_times
from mm_models.systems.speech_separation.train import Batches, hums
from mm_models.talking.mixtures import Mixer, batched
from mm_models.talking.noises import places

TINY = SYSTEM.tiny
evaluate = import_module(
    "mm_models.systems.speech_separation.evaluate"
)  # the package's own name is its function


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return Separator(TINY).eval()


@pytest.fixture(scope="module")
def mixer():
    return Mixer(hums(), places("test")[:1])


@pytest.fixture(scope="module")
def batch(mixer):
    return batched([mixer.scene("different", 15, np.random.default_rng(number)) for number in range(2)])


# The network.


def test_voices_are_masked_mixtures(network, batch):
    trace = separate(network, batch)
    assert trace.mask.shape == (2, 2, TINY.bins, 31)
    assert float(torch.view_as_real(trace.mask).abs().max()) <= MASK_LIMIT
    loudness = batch.mixture.square().mean(dim=1).sqrt() / LOUDNESS
    again = network.fourier.istft(trace.mask * trace.mixture[:, None], 15 * 320) * loudness[:, None, None]
    assert torch.allclose(trace.voices, again, atol=1e-6)
    both_parts = trace.compressed[:, 1:].square().sum(dim=1).sqrt()
    loud = trace.mixture.abs() > 1e-4
    assert torch.allclose(both_parts[loud], trace.compressed[:, 0][loud], atol=1e-3)


def test_any_number_of_faces_and_any_length(network, mixer):
    for kind, faces in (("noise", 1), ("different", 2), ("three", 3)):
        scene = batched([mixer.scene(kind, 7, np.random.default_rng(0))])
        assert separate(network, scene).voices.shape == (1, faces, 7 * 320)


def test_exchanging_faces_exchanges_their_outputs(network, batch):
    first = separate(network, batch)
    other = separate(network, replace(batch, mouths=batch.mouths.flip(1), portraits=batch.portraits.flip(1)))
    assert torch.allclose(first.voices.flip(1), other.voices, atol=1e-5)
    assert not torch.equal(first.voices[:, 0], first.voices[:, 1])


def test_levels_go_through(network, batch):
    loud = separate(network, batch).voices
    soft = separate(network, replace(batch, mixture=0.1 * batch.mixture)).voices
    assert torch.allclose(0.1 * loud, soft, atol=1e-5)
    silent = separate(network, replace(batch, mixture=0 * batch.mixture)).voices
    assert float(silent.abs().max()) < 1e-4


def test_a_frame_of_film_lasts_two_of_sound():
    seen = torch.arange(3.0).reshape(1, 1, 1, 3)
    assert at_times(seen, 7).flatten().tolist() == [0, 0, 1, 1, 2, 2, 2]
    assert at_times(seen, 4).flatten().tolist() == [0, 0, 1, 1]


# What is taken away, and what looks into it.


def test_films_late_frozen_and_blank(network, batch):
    seen = look(network, batch.mouths, batch.portraits)
    assert torch.equal(late(seen, 0), seen)
    assert torch.equal(late(seen, 3)[..., 3:], seen[..., :-3])
    assert torch.equal(late(seen, -3)[..., :-3], seen[..., 3:])
    assert (frozen(batch.mouths) == batch.mouths[:, :, :1]).all()
    assert blank(batch.mouths).unique().tolist() == [127]


def test_many_films_for_one_mixture_are_the_same_as_one_by_one(network, batch):
    seen = look(network, batch.mouths[:1], batch.portraits[:1])
    found = offsets(network, batch.mixture[:1], seen)
    assert tuple(found) == OFFSETS
    alone = network.separate(batch.mixture[:1], late(seen, OFFSETS[1])).voices[0]
    assert torch.allclose(found[OFFSETS[1]], alone, atol=1e-5)
    assert torch.allclose(found[0], separate(network, batch).voices[0], atol=1e-5)


def test_influence_is_a_weight_for_each_pixel(network, batch):
    weights = influence(network, batch, 1)
    assert weights.shape == (15, 24, 40)
    assert weights.isfinite().all()
    assert float(weights.min()) >= 0 < float(weights.max())


# Without eyes.


@pytest.fixture(scope="module")
def ears():
    torch.manual_seed(0)
    return AudioOnly(TINY).eval()


def test_the_loss_wants_the_voices_and_silence_for_a_silent_face(network, mixer, batch):
    voices = batch.voices
    assert (snr_db(voices, voices) > 29.9).all()
    assert torch.allclose(snr_db(voices, 0 * voices), torch.zeros(2, 2), atol=0.1)
    assert (rest_db(0 * voices, batch.mixture) < -29.9).all()
    assert torch.allclose(rest_db(batch.mixture[:, None], batch.mixture), torch.zeros(2, 1), atol=0.1)
    for kind in ("listening", "noise"):
        scene = batched([mixer.scene(kind, 8, np.random.default_rng(0))])
        assert all(loss.isfinite() for loss in losses(network, scene).values())


def test_levels_of_bands_follow_the_voice(network, batch):
    told = levels(network, batch)
    assert told.shape == (2, 2, TINY.bands, 31)
    assert float(told.min()) >= 0
    assert float(told.max()) <= 1
    quiet = levels(network, replace(batch, voices=0 * batch.voices))
    assert float(quiet.abs().max()) < 1e-3


def test_ideal_masks_are_better_than_a_gate(network, batch):
    found = {name: masked(name, network.fourier, batch.mixture, batch.voices) for name in MASKS}
    near = {name: float(snr_db(batch.voices, sounds).mean()) for name, sounds in found.items()}
    assert near["ideal_complex_mask"] > near["ideal_ratio_mask"] > near["gate"] > 0
    gate = found["gate"].sum(dim=1)
    assert torch.allclose(gate, batch.mixture, atol=2e-2)  # its shares add up to one


def test_masks_without_phase_are_the_magnitudes(network, batch):
    trace = separate(network, batch)
    real = magnitude_only(network.fourier, trace.mask.abs().to(torch.complex64), trace.mixture, 15 * 320)
    assert torch.allclose(
        real, magnitude_only(network.fourier, trace.mask, trace.mixture, 15 * 320), atol=1e-6
    )


# Measuring.


@pytest.fixture
def quick(monkeypatch, mixer):
    """SI-SDR without the library that takes seconds to import, and hums instead of the corpus."""

    def ratio(found, truth):
        scale = (found * truth).sum(-1, keepdim=True) / truth.square().sum(-1, keepdim=True).clamp(min=1e-9)
        error = (found - scale * truth).square().sum(-1)
        return 10 * torch.log10(((scale * truth).square().sum(-1) + 1e-9) / (error + 1e-9))

    monkeypatch.setattr(trials, "si_sdr", ratio)
    monkeypatch.setattr(trials, "FRAMES", 15)
    monkeypatch.setattr(measurement, "TIMED", 3)
    monkeypatch.setattr(evaluate, "mixer", lambda data: mixer)
    monkeypatch.setattr(evaluate, "people_only", lambda corpus: corpus)
    monkeypatch.setattr(evaluate, "raters", lambda: {"pesq": lambda found, truth: found.mean(-1)})
    monkeypatch.setattr(evaluate, "trained_ears", lambda: None)


def test_an_evaluation_names_the_figures_of_the_design(quick, network):
    measured = evaluate.evaluate(network, 1, 0, None).as_json()
    wanted = {f"si_sdri.{kind}" for kind in ("different", "same", "three", "noise", "digits", "hidden")}
    assert {*wanted, "swap", "pesq", "sync", "listening_db", "latency_ms"} <= set(measured["metrics"])
    assert {"gate", "ideal_ratio_mask", "ideal_complex_mask", "blank_faces", "magnitude_mask"} == set(
        measured["baselines"]
    )


def test_ears_alone_are_measured_by_themselves_and_as_a_baseline(quick, monkeypatch, network, ears):
    alone = evaluate.evaluate_audio_only(ears, 1, 0, None).as_json()
    monkeypatch.setattr(evaluate, "trained_ears", lambda: ears)
    beside = evaluate.evaluate(network, 1, 0, None).as_json()["baselines"]["audio_only_pit"]
    assert {"si_sdri.different", "si_sdri.overlap", "swap", "pesq"} <= set(beside)
    assert "si_sdri.three" not in beside
    assert beside.items() <= alone["metrics"].items()
    assert set(alone["baselines"]) == {"gate", "ideal_ratio_mask", "ideal_complex_mask"}


def test_the_truth_is_judged_perfect_and_its_exchange_all_wrong(quick, batch):
    truth, mixture = batch.voices[0], batch.mixture[0]
    perfect, wrong = (trials.judged(sounds, truth, mixture) for sounds in (truth, truth.flip(0)))
    assert perfect.improvement > 20 > 0 > wrong.improvement
    assert (perfect.own, wrong.own) == (1.0, 0.0)


def test_overlap_is_where_two_speak():
    speaks = torch.zeros(2, 6 * 320)
    speaks[0, : 4 * 320] = 0.1
    speaks[1, 2 * 320 :] = 0.1
    both = trials.overlap(speaks)
    assert both.sum() == 2 * 320
    assert both[2 * 320 : 4 * 320].all()


def test_batches_are_a_function_of_seed_and_number(mixer):
    first, again = (Batches(3, mixer, frames=6, faces=4)(5) for _ in range(2))
    assert torch.equal(first.mixture, again.mixture)
    assert torch.equal(first.mouths, again.mouths)


# The shipped network.


@pytest.fixture(scope="module")
def shipped():
    return published.load(SYSTEMS["speech-separation"])


@pytest.fixture(scope="module")
def talking():
    from mm_models.talking.examples import talker
    from mm_models.talking.mixtures import Scene, Talker

    said = [talker(key) for key in ("anna", "bruno")]
    frames = min(len(each.pose) for each in said)
    talkers = [Talker(each.face, each.pose[:frames], each.voice[: 320 * frames]) for each in said]
    return batched([Scene(tuple(talkers), np.zeros(320 * frames, np.float32))])


def test_each_face_gets_its_own_voice(shipped, talking):
    found, truth = separate(shipped, talking).voices[0], talking.voices[0]
    for face in (0, 1):
        own = si_sdr_db(truth[face], found[face])
        assert own > si_sdr_db(truth[face], talking.mixture[0]) + 3
        assert own > si_sdr_db(truth[1 - face], found[face]) + 3


def test_without_films_nobody_is_separated_and_late_ones_mislead(shipped, talking):
    seen = look(shipped, talking.mouths, talking.portraits)
    error = {
        frames: -float(snr_db(talking.voices, sounds[None]).mean())
        for frames, sounds in offsets(shipped, talking.mixture, seen).items()
    }
    assert min(error, key=error.__getitem__) == 0
    blind = separate(shipped, replace(talking, mouths=blank(talking.mouths))).voices
    assert float(snr_db(talking.voices, blind).mean()) < -error[0] - 2
