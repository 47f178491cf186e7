"""The corpus and its mixtures, on hums that need no files, and the examples that ship."""

import numpy as np
import pytest
import torch

from mm_models.systems.speech_separation.train import hums
from mm_models.talking.corpus import PER_FRAME, Corpus, packed, part_of, tidy
from mm_models.talking.examples import EXAMPLES, talker
from mm_models.talking.mixtures import KINDS, LEARNT_FACES, NEW_FACES, Mixer, batched
from mm_models.talking.noises import places
from mm_models.talking.speaking import LEVEL, Utterance, utterance


@pytest.fixture(scope="module")
def mixer():
    return Mixer(hums(), places("test")[:2])


@pytest.mark.parametrize("kind", KINDS)
def test_a_mixture_is_the_sum_of_what_was_mixed(mixer, kind):
    what, scene = KINDS[kind], mixer.scene(kind, 15, np.random.default_rng(0))
    assert len(scene.talkers) == what.faces
    batch = batched([scene, scene])
    assert batch.mixture.shape == (2, 15 * PER_FRAME)
    assert batch.mouths.shape == (2, what.faces, 15, 24, 40, 3)
    rest = batch.mixture[0] - batch.voices[0].sum(dim=0)
    alone = what.faces >= what.voices and not what.noise
    assert (float(rest.abs().max()) < 1e-6) == alone
    assert float(batch.mixture.abs().max()) > 0.01


def test_a_scene_is_a_function_of_the_generator(mixer):
    first, again, other = (mixer.scene("different", 10, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first.mixture, again.mixture)
    assert first.talkers[0].face == again.talkers[0].face
    assert not np.array_equal(first.mixture, other.mixture)


def test_different_and_same_mean_voices(mixer):
    for seed in range(8):
        first, second = mixer.speakers(KINDS["different"], np.random.default_rng(seed))
        assert mixer.corpus.voices[first] != mixer.corpus.voices[second]
        first, second = mixer.speakers(KINDS["same"], np.random.default_rng(seed))
        assert first != second
        assert mixer.corpus.voices[first] == mixer.corpus.voices[second]


def test_faces_that_are_learnt_are_not_tested_on():
    assert not set(LEARNT_FACES) & set(NEW_FACES[:1000])


def test_utterances_keep_their_length_and_pieces_end_in_silence():
    said = utterance(0.3 * torch.randn(1000), np.full((5, 4), 0.5, np.float32))
    assert len(said.samples) == 3 * PER_FRAME == PER_FRAME * len(said.pose)
    level = np.sqrt(np.mean((said.samples / 2**15) ** 2))
    assert level == pytest.approx(LEVEL, rel=0.05)
    two = Corpus(**packed([(0, said), (4, Utterance(said.samples[:PER_FRAME], said.pose[:1]))]))
    assert [two.frames(number) for number in (0, 1)] == [3, 1]
    samples, poses = two.piece(1, 0, 4)
    assert len(samples) == 4 * PER_FRAME
    assert not samples[PER_FRAME:].any()
    assert np.allclose(poses[1:], [0, 0.5, 0, 0])
    assert two.only([1]).voices.tolist() == [4]


def test_texts_of_the_test_come_from_other_books():
    assert part_of("pride-and-prejudice") == "test"
    assert part_of("the-blue-fairy-book") == "train"
    assert tidy(' "It is, I think, a very fine day for it" ') == "It is, I think, a very fine day for it"
    assert tidy("Too short") == ""


@pytest.mark.parametrize("key", [each.key for each in EXAMPLES])
def test_every_example_has_a_voice_and_a_mouth_of_one_length(key):
    said = talker(key)
    assert len(said.voice) == len(said.pose) * PER_FRAME
    assert 1.5 < len(said.voice) / 8000 <= 3.7
    assert said.pose[:, 0].max() > 0.4
    assert np.abs(said.voice).max() < 1
