"""The pretrained CLIP, on a tiny network of the real architecture that was saved and opened again."""

import numpy as np
import pytest
import torch

from mm_models.pretrained import clip
from mm_models.pretrained.clip import CHECKPOINT, cell_similarity, class_attention, occlusion, relevance


@pytest.fixture(scope="module")
def model(clip_folder):
    return clip.open_folder(clip_folder, "cpu")


@pytest.fixture(scope="module")
def images():
    return list(np.random.default_rng(0).integers(0, 256, (2, 20, 20, 3), dtype=np.uint8))


def test_its_similarities_are_the_librarys_own(model, images):
    texts = ["a dog", "cats play", "dog dog dog"]
    seen, read = model.see(model.pixels(images)), model.read(texts)
    rows = model.tokenizer(texts, padding=True, return_tensors="pt")
    own = model.network(pixel_values=model.pixels(images), **rows)
    assert torch.allclose(model.scale * seen.vector @ read.vector.T, own.logits_per_image, atol=1e-3)
    assert seen.vector.norm(dim=1).tolist() == pytest.approx([1, 1])


def test_texts_come_in_pieces_and_are_cut_where_they_are_too_long(model):
    read = model.read(["dog", "dog " * 40])
    assert read.pieces[0] == ("<|startoftext|>", "dog</w>", "<|endoftext|>")
    assert len(read.pieces[1]) == 16
    assert read.cut == (0, 26)
    assert read.attention[0, :, :3, :3].sum(dim=-1).flatten().tolist() == pytest.approx([1.0] * 6, abs=1e-5)


def test_maps_lie_on_the_patches(model, images):
    pixels, text = model.pixels(images[:1]), model.read(["a dog"]).vector[0]
    seen = model.see(pixels)
    for values in (
        cell_similarity(seen, text),
        class_attention(seen),
        relevance(model, pixels, text),
        occlusion(model, pixels, text),
    ):
        assert values.shape == (3, 3)
        assert values.isfinite().all()
    assert (relevance(model, pixels, text) >= 0).all()
    assert class_attention(seen).sum() < 1  # the rest is on the class token


def test_relevance_is_the_sum_of_paths_through_two_layers(model, images):
    pixels, text = model.pixels(images[:1]), model.read(["a dog"]).vector[0]
    seen = model.see(pixels.requires_grad_(True))
    slopes = torch.autograd.grad((seen.vector[0] @ text).sum(), seen.attention)
    first, second = (
        (s * a).clamp(min=0)[0].mean(dim=0).detach() for s, a in zip(slopes, seen.attention, strict=True)
    )
    whole = torch.eye(10) + first + second + second @ first
    assert torch.allclose(relevance(model, pixels, text), whole[0, 1:].view(3, 3), atol=1e-5)


def test_occlusion_is_what_a_grey_picture_loses(model, images):
    pixels, text = model.pixels(images[:1]), model.read(["a dog"]).vector[0]
    fall = (model.see(pixels).vector - model.see(torch.zeros_like(pixels)).vector)[0] @ text
    assert occlusion(model, pixels, text)[1, 1].item() == pytest.approx(float(fall), abs=1e-4)


def test_the_checkpoint_is_pinned_with_a_digest_of_its_pickle():
    assert len(CHECKPOINT.revision) == 40
    assert set(CHECKPOINT.digests) == {"pytorch_model.bin"}
