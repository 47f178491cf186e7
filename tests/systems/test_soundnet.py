"""SoundNet: its shapes and scale, what a batch is made of, how students are judged, and that no recording is on both sides."""

from pathlib import Path

import numpy as np
import pytest
import torch

from mm_models.audio.foley import FOLEY
from mm_models.audio.surroundings import SURROUNDINGS, surrounding
from mm_models.corpora.esc10 import Clip
from mm_models.hearing.names import KIND_OF, SOUND_OF, SOUNDS
from mm_models.systems.soundnet import SYSTEM
from mm_models.systems.soundnet.infer import as_input, exciting, hear, responses_db, seconds_a_step
from mm_models.systems.soundnet.model import FULL_SCALE, SHAPES, SoundNet, samples_a_step
from mm_models.systems.soundnet.pairs import Pairs, stretch
from mm_models.systems.soundnet.target import learn_linear
from mm_models.systems.soundnet.teaching import (
    Lessons,
    Opinion,
    divergence,
    heard_class,
    hot,
    opinion,
    scenes_of,
    truth,
)
from mm_models.systems.soundnet.trials import agreement, named, pairs_of, without_hearing
from mm_models.systems.soundnet.waves import made_waves
from mm_models.systems.vision_backbone.model import Config as SightConfig
from mm_models.systems.vision_backbone.model import VisionBackbone
from mm_models.world.kinds import KIND_INDEX, KINDS
from mm_models.world.places import PLACES

RATE = 16_000
LOUD, MUTE = 20, 6


@pytest.fixture(scope="module")
def waves():
    return made_waves()


@pytest.fixture(scope="module")
def taught():
    scenes = scenes_of("test", LOUD, MUTE)
    chance = torch.Generator().manual_seed(0)
    shares = [
        torch.rand(len(scenes), count, generator=chance).softmax(dim=1)
        for count in (len(KINDS), len(PLACES) + 1)
    ]
    return Lessons(scenes, Opinion(*shares))


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return SoundNet(SYSTEM.tiny).eval()


def test_layers_have_the_papers_order_and_shorten_time_as_they_say(model):
    trace = hear(model, torch.randn(5 * RATE) * 0.1)
    assert len(trace.layers) == len(SHAPES) == 7
    for number, values in enumerate(trace.layers, start=1):
        assert values.shape[1] == SYSTEM.tiny.width * SHAPES[number - 1].widths
        assert values.shape[2] == pytest.approx(5 * RATE / samples_a_step(number), abs=2)
    assert trace.things_over_time.shape[2] == trace.places_over_time.shape[2]
    assert torch.allclose(trace.things, trace.things_over_time.mean(dim=2))
    assert seconds_a_step(8) == 2 * seconds_a_step(7)


def test_the_input_fills_the_papers_range_whatever_the_level():
    sound = 0.2 * torch.randn(RATE)
    assert float(as_input(sound).abs().max()) == pytest.approx(FULL_SCALE)
    assert torch.allclose(as_input(0.05 * sound), as_input(sound), rtol=1e-4)
    assert not as_input(torch.zeros(RATE)).any()
    faint = 1e-5 * sound / sound.abs().max()
    assert float(as_input(faint).abs().max()) < 0.02 * FULL_SCALE


@pytest.mark.parametrize("samples", [1, 800, RATE])
def test_a_sound_of_any_length_is_heard(model, samples):
    trace = hear(model, torch.ones(samples) * 0.1)
    assert trace.things.isfinite().all()
    assert exciting(trace, 5, 0).ndim == 1


def test_a_filters_response_peaks_where_its_tone_is(model):
    torch.manual_seed(0)
    tuned = SoundNet(SYSTEM.tiny)
    taps = torch.arange(64) / RATE
    with torch.no_grad():
        tuned.layers[0].convolution.weight[0, 0] = torch.sin(2 * torch.pi * 2000 * taps) * torch.hann_window(
            64
        )
    response = responses_db(tuned)[0]
    assert float(response.max()) == 0
    assert int(response.argmax()) / 256 * RATE / 2 == pytest.approx(2000, abs=100)


def test_every_place_of_the_world_has_a_background_and_they_differ():
    assert tuple(SURROUNDINGS) == PLACES
    spectra = []
    for place in PLACES:
        sound = surrounding(place, 1.0, RATE, torch.Generator().manual_seed(1))
        again = surrounding(place, 1.0, RATE, torch.Generator().manual_seed(1))
        assert torch.equal(sound, again)
        assert float(sound.square().mean().sqrt()) == pytest.approx(1, abs=1e-3)
        bands = torch.fft.rfft(sound).abs().square()[: 25 * 320].reshape(25, -1).sum(dim=1).log()
        spectra.append(bands - bands.mean())
    apart = torch.pdist(torch.stack(spectra))
    assert float(apart.min()) > 3


def test_batches_repeat_and_silence_stays_silent(taught, waves):
    pairs = Pairs(3, taught, waves, pairs=24, longest=RATE)
    batch, again = pairs(1), pairs(1)
    assert torch.equal(batch.heard, again.heard)
    assert batch.heard.shape == (24, RATE)
    assert batch.heard.isfinite().all()
    peaks = batch.heard.abs().amax(dim=1)
    assert ((peaks < 1e-3) | ((peaks - FULL_SCALE).abs() < 1e-2)).all()
    assert torch.allclose(batch.things.sum(dim=1), torch.ones(24), atol=1e-4)


def test_labels_in_the_place_of_the_teacher_name_what_sounds(taught, waves):
    batch = Pairs(3, taught, waves, labelled=True, pairs=24, longest=4096)(0)
    best = batch.things.amax(dim=1)
    loud = best > 0.9
    assert loud.any()
    names = {KINDS[number].name for number in batch.things[loud].argmax(dim=1).tolist()}
    assert names <= set(SOUND_OF)
    assert torch.allclose(batch.things.sum(dim=1), torch.ones(24), atol=1e-4)
    mute = truth(taught.scenes[:1], [None]).things[0]
    assert not any(mute[KIND_INDEX[kind] - 1] for kind in SOUND_OF)


def test_a_stretch_goes_round_and_holds_the_loudest_sample():
    sound = torch.zeros(1000)
    sound[700] = 1.0
    for seed in range(5):
        found = stretch(sound, 900, torch.Generator().manual_seed(seed))
        assert len(found) == 900
        assert float(found.max()) > 0.3


def test_scenes_are_mute_or_something_sounds(taught):
    for number in range(LOUD):
        assert taught.sounding(number)
    for number in range(LOUD, LOUD + MUTE):
        assert taught.sounding(number) == []


def test_divergence_is_zero_for_the_same_and_known_for_others():
    teacher = torch.tensor([[0.5, 0.5], [1.0, 0.0]])
    logits = torch.tensor([[0.0, 0.0], [0.0, 0.0]])
    assert divergence(teacher, logits).tolist() == pytest.approx([0.0, float(np.log(2))], abs=1e-6)
    assert float(hot(3, 7).sum()) == pytest.approx(1)


def test_the_teacher_says_two_distributions():
    backbone = VisionBackbone(SightConfig(edges=8, parts=8, fine_blocks=1, channels=16, blocks=1)).eval()
    said = opinion(backbone, np.zeros((2, 112, 112, 3), np.uint8))
    assert said.things.shape == (2, len(KINDS))
    assert said.places.shape == (2, len(PLACES) + 1)
    for shares in (said.things, said.places):
        assert torch.allclose(shares.sum(dim=1), torch.ones(2), atol=1e-5)


def test_heard_classes_are_in_the_order_of_the_sounds():
    scores = torch.zeros(1, len(KINDS))
    scores[0, KIND_INDEX[KIND_OF["rooster"]] - 1] = 1
    assert SOUNDS[int(heard_class(scores).argmax())] == "rooster"
    assert heard_class(scores).shape == (1, len(FOLEY))


def test_the_linear_classifier_learns_what_can_be_separated():
    torch.manual_seed(0)
    rows = torch.randn(60, 5) * 3 + 7
    labels = (rows[:, 2] > 7).long()
    layer = torch.nn.Linear(5, 2)
    learn_linear(layer, rows, labels)
    assert (layer(rows).argmax(dim=1) == labels).float().mean() > 0.95


def test_a_perfect_student_agrees_and_the_prior_does_not_listen(taught, waves):
    pairs = pairs_of(Lessons(taught.scenes[:LOUD], taught.opinion), waves, 0)
    assert [pair.kind for pair in pairs] == [taught.sounding(number)[0] for number in range(LOUD)]
    teacher = Opinion(taught.opinion.things[:LOUD], taught.opinion.places[:LOUD])
    same = agreement(teacher, Opinion(teacher.things.log(), teacher.places.log()))
    assert same["teacher_kl"] == pytest.approx(0, abs=1e-5)
    assert same["teacher_top1"] == same["teacher_top1.places"] == 1
    right = torch.stack([hot(KIND_INDEX[pair.kind] - 1, len(KINDS)) for pair in pairs])
    assert named(pairs, right) == 1
    answers = without_hearing(taught, LOUD)
    assert answers["class_known"].things.shape == (len(KIND_OF), len(KINDS))
    assert answers["prior"].things.exp().sum() == pytest.approx(1, abs=1e-4)


def test_no_recording_is_on_both_sides(waves):
    clips = tuple(Clip(Path("a.ogg"), "rain", 1 + n % 4, 100 + n, "A") for n in range(len(waves.real)))
    own = type(waves)(**{**vars(waves), "clips": clips})
    for fold in range(1, 5):
        learnt, held = own.without(fold), own.within(fold)
        assert not {clip.source for clip in learnt.clips} & {clip.source for clip in held.clips}
        assert len(learnt.real) + len(held.real) == len(own.real)
        assert len(held.labels) == len(held.real)
