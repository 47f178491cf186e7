"""Which words name which things, and captions that go from left to right."""

import numpy as np
import pytest

from mm_models.captioning.telling import in_order, said, told, written
from mm_models.captioning.vocabulary import LONGEST, numbers, row, rows, sentence, spelt, start
from mm_models.world.checking import check
from mm_models.world.scenes import scene
from mm_models.world.tokens import join, tokens
from tests.captioning.fakes import dog_and_cat


def named(caption, language_scene):
    """The words that name something, with what they are about and which things."""
    found = said(tokens(caption), language_scene)
    return {(found.tokens[each.token], each.about): each.things for each in found.namings}


def test_english_words_point_at_the_right_things():
    found = named("A cat is to the right of a red car", dog_and_cat())
    assert found["cat", "thing"] == (2,)
    assert found["car", "thing"] == found["red", "colour"] == (1,)


def test_korean_words_point_at_the_right_things():
    found = named("빨간 자동차 왼쪽에 개가 있습니다.", dog_and_cat())
    assert found["개", "thing"] == (0,)
    assert {things for (_, about), things in found.items() if about == "colour"} == {(1,)}


def test_a_noun_for_what_is_not_there_names_nothing():
    assert named("a banana", dog_and_cat()) == {("banana", "thing"): (), ("a", "count"): ()}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_captions_to_learn_from_are_true_complete_and_mostly_in_order(language):
    rng, ordered = np.random.default_rng(0), 0
    for seed in range(40):
        view = scene(seed, "validation")
        caption = told(view, rng, language)
        verdict = check(join(list(caption.tokens)), view)
        assert verdict.true
        assert verdict.complete
        assert caption.namings
        ordered += in_order(caption, view.things)
    assert ordered >= 30


@pytest.mark.parametrize("language", ["en", "ko"])
def test_tokens_are_found_again_in_the_sentence(language):
    rng = np.random.default_rng(1)
    for seed in range(10):
        caption = told(scene(seed, "validation"), rng, language)
        text, spans = written(caption.tokens)
        for token, (first, stop) in zip(caption.tokens, spans, strict=True):
            assert first == stop or text[first:stop].lower() in token.lower()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_caption_can_be_written_in_numbers(language):
    rng = np.random.default_rng(2)
    for seed in range(60):
        caption = told(scene(seed, "validation"), rng, language)
        ids = row(caption.tokens, language)
        assert ids[0] == start(language)
        assert spelt(ids[1:]) == list(caption.tokens[:LONGEST])
        if len(caption.tokens) <= LONGEST:
            assert sentence(ids[1:]) == join(list(caption.tokens))


def test_rows_are_padded_at_their_ends():
    assert rows([[2, 1], [3, 5, 1]]).tolist() == [[2, 1, 0], [3, 5, 1]]


def test_words_and_languages_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="no language"):
        start("fr")
    with pytest.raises(ValueError, match="no caption has"):
        row(["xylophone"], "en")
    assert len(set(numbers().values())) == len(numbers())
