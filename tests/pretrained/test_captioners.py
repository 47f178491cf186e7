"""Pretrained captioners, on tiny networks of the real architectures: the search, the numbers, the maps, the words."""

import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from mm_models.pretrained import captioners
from mm_models.pretrained.captioners import score, speak, words


def dreamt(seed):
    return np.random.default_rng(seed).integers(0, 256, (30, 30, 3), dtype=np.uint8)


def test_maps_are_on_the_patch_grid_and_sum_to_one_with_the_class_token(captioner, image):
    for said in speak(captioner, image):
        assert said.attention.shape == (2, 2, 3, 3)
        torch.testing.assert_close(said.attention.sum((-1, -2)) + said.class_attention, torch.ones(2, 2))


@torch.inference_mode()
def test_patches_lie_row_by_row(captioner, image):
    memory = captioner.read(image)
    taught = captioner.teach(memory, captioner.begin(""))
    pieces = torch.tensor([0, 1])
    (said,) = captioners.spoken(captioner, memory, taught, pieces, 1)
    assert (memory.rows, memory.columns) == (3, 3)
    assert torch.equal(said.attention[0, 0, 1, 2], taught.attention[0, 0, 0, 1 + 5])


def test_greedy_takes_the_likeliest_piece_every_time(captioner, image):
    for said in speak(captioner, image):
        assert said.text == said.likeliest[0][0]
        assert math.exp(said.log_probability) == pytest.approx(said.likeliest[0][1], rel=1e-5)
        chances = [chance for _, chance in said.likeliest]
        assert len(chances) == 8 and chances == sorted(chances, reverse=True) and sum(chances) <= 1 + 1e-6


def test_log_probabilities_are_those_of_feeding_one_piece_at_a_time(captioner, image):
    """Independent of the one pass: a growing prefix, and its last position alone."""
    memory, pieces = captioner.read(image), captioner.begin("")
    with torch.inference_mode():
        for said in speak(captioner, image, width=2):
            taught = captioner.teach(memory, pieces)
            expected = taught.logits[-1].log_softmax(-1)[said.piece]
            assert said.log_probability == pytest.approx(float(expected), abs=1e-4)
            whole = torch.cat((said.class_attention[..., None], said.attention.flatten(-2)), -1)
            torch.testing.assert_close(whole, taught.attention[:, :, -1], atol=1e-5, rtol=1e-4)
            pieces = torch.cat((pieces, torch.tensor([[said.piece]])), 1)


def test_wide_beams_find_captions_at_least_as_good_as_the_greedy_one(captioner):
    gains = [
        score(speak(captioner, dreamt(seed), width=8)) - score(speak(captioner, dreamt(seed)))
        for seed in range(4)
    ]
    assert min(gains) >= -1e-5


def test_the_score_is_the_one_that_the_library_reports_for_the_whole_model(captioner, image):
    """Pixels in, through the library's own `generate` of the whole model, which also encodes the picture."""
    pixels = captioner.processor(
        images=image, input_data_format="channels_last", return_tensors="pt"
    ).pixel_values
    options = captioners.search_options(4) | {"return_dict_in_generate": True, "output_scores": True}
    found = captioner.network.generate(pixel_values=pixels, **options)
    caption = speak(captioner, image, 4)
    assert score(caption) == pytest.approx(float(found.sequences_scores[0]), abs=1e-4)
    assert found.sequences[0, 1 : len(caption) + 1].tolist() == [said.piece for said in caption]


def test_the_search_is_the_same_every_time(captioner, image):
    assert [said.piece for said in speak(captioner, image, 3)] == [
        said.piece for said in speak(captioner, image, 3)
    ]


def test_a_prompt_goes_before_and_is_not_repeated(captioner, image):
    start = captioner.begin("dog")
    assert start.shape[1] == 2 and captioner.begin("").shape[1] == 1
    caption = speak(captioner, image, prompt="dog")
    taught = captioner.teach(captioner.read(image), start)
    assert caption[0].piece == int(taught.logits[-1].argmax())


def test_a_caption_ends_with_the_end_mark_or_is_full(captioner, image):
    caption = speak(captioner, image)
    assert not any(said.ends for said in caption[:-1])
    assert caption[-1].ends or len(caption) == captioners.MAX_PIECES


def test_what_follows_the_end_mark_is_dropped_but_a_start_mark_is_kept():
    pieces = torch.tensor([[7, 1, 2, 7, 0, 0]])
    assert captioners.until_end(pieces, 1, 7).tolist() == [[7, 1, 2, 7]]
    assert captioners.until_end(pieces[:, :3], 1, 7).tolist() == [[7, 1, 2]]


def test_pieces_join_into_words(captioner, image):
    blip = type(captioner).__name__ == "Blip"
    spelt = ["a", "dog", "##s", "."] if blip else ["a", "Ġdog", "s", "."]
    template = speak(captioner, image)[0]
    caption = tuple(
        replace(
            template,
            piece=captioner.tokenizer.convert_tokens_to_ids(token),
            begins=captioner.begins_word(token),
            ends=False,
            log_probability=math.log(0.5),
            attention=torch.full((2, 2, 3, 3), float(i)),
        )
        for i, token in enumerate(spelt)
    )
    joined = words(captioner, (*caption, replace(template, piece=captioner.end, ends=True)))
    assert [word.text for word in joined] == ["a", "dogs", "."]
    assert [word.probability for word in joined] == pytest.approx([0.5, 0.25, 0.5])
    assert [float(word.attention.mean()) for word in joined] == [0.0, 1.5, 3.0]
    assert [len(word.pieces) for word in joined] == [1, 2, 1]


def test_the_picture_matters(captioner):
    first, second = (captioner.read(dreamt(seed)).states for seed in (1, 2))
    assert not torch.allclose(first, second)


@pytest.mark.parametrize(("width", "prompt"), [(0, ""), (11, ""), (1, "x" * 129)])
def test_widths_and_prompts_have_limits(captioner, image, width, prompt):
    with pytest.raises(ValueError, match=r"width|prompt"):
        speak(captioner, image, width, prompt)


def test_the_app_starts_without_transformers():
    loaded = "import sys, demos.site; print('transformers' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, timeout=200, check=True
    )
    assert done.stdout.strip() == "False"
