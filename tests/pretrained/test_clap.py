"""The pretrained CLAP, on a tiny network of the real architecture that was saved and opened again."""

import numpy as np
import pytest
import torch

from mm_models.pretrained import clap
from mm_models.pretrained.clap import CHECKPOINT, LONGEST_TEXT
from mm_models.pretrained.clap import SAMPLE_RATE as RATE


@pytest.fixture(scope="module")
def model(clap_folder):
    return clap.open_folder(clap_folder, "cpu")


@pytest.fixture(scope="module")
def sounds():
    """A tone of a third of a second and noise of exactly one: what fits is not cut."""
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE // 3) / RATE)
    noise = np.random.default_rng(0).normal(0, 0.1, RATE)
    return [tone.astype(np.float32), noise.astype(np.float32)]


def test_its_similarities_are_the_librarys_own(model, sounds):
    texts = ["a dog", "cats play", "dog dog dog"]
    found = model.hear(sounds).vector @ model.read(texts).vector.T
    rows = model.tokenizer(texts, padding=True, return_tensors="pt")
    prepared = model.extractor(sounds, sampling_rate=RATE, return_tensors="pt")
    own = model.network(input_features=prepared.input_features.float(), **rows)
    assert torch.allclose(model.scale * found, own.logits_per_audio, atol=1e-3)
    assert not torch.allclose(found[0], found[1], atol=1e-3)


def test_vectors_are_of_unit_length_and_the_same_every_time(model, sounds):
    first, second = model.hear(sounds), model.hear(sounds)
    assert first.log_mel.shape == (2, 1, 101, 8)
    assert first.vector.norm(dim=1).tolist() == pytest.approx([1, 1])
    assert torch.equal(first.vector, second.vector)


def test_of_a_long_sound_the_beginning_is_heard_and_not_a_part_drawn_by_lot(model, sounds):
    long = np.concatenate([sounds[1], 0.3 * np.ones(RATE, np.float32)])
    assert torch.equal(model.hear([long]).vector, model.hear(sounds[1:]).vector)
    assert model.longest == RATE  # of the tiny one


def test_a_short_sound_is_repeated(model, sounds):
    assert torch.allclose(
        model.hear(sounds[:1]).log_mel, model.hear([np.tile(sounds[0], 3)]).log_mel, atol=1e-3
    )


def test_silence_has_a_vector_and_an_empty_sound_is_refused(model):
    assert model.hear([np.zeros(100, np.float32)]).vector.isfinite().all()
    with pytest.raises(ValueError, match="at least one sample"):
        model.hear([np.zeros(0, np.float32)])


def test_texts_come_in_pieces_and_are_cut_where_they_are_too_long(model):
    read = model.read(["dog", "dog" * 100])
    assert read.pieces[0] == ("<s>", "dog", "</s>")
    assert len(read.pieces[1]) == LONGEST_TEXT
    assert read.cut == (0, 102 - LONGEST_TEXT)
    assert torch.allclose(read.vector[:1], model.read(["dog"]).vector, atol=1e-6)


def test_it_loads_from_its_pinned_place_once_compared(clap_folder, monkeypatch):
    asked = []
    monkeypatch.setattr(clap, "fetch", lambda source: asked.append(source) or clap_folder)
    assert not clap.load("cpu").training
    assert asked == [CHECKPOINT]
    assert set(CHECKPOINT.digests) == {"pytorch_model.bin"}
