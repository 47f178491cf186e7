"""Tokens: whatever the world says is in the vocabulary and comes back; whatever it does not say is called unknown."""

from itertools import islice

import numpy as np
import pytest

from mm_models.world.captions import LANGUAGES, both
from mm_models.world.clips import clip, clip_caption
from mm_models.world.dishes import dish
from mm_models.world.encoding import (
    END,
    LONGEST,
    PAD,
    START,
    UNKNOWN,
    decode,
    encode,
    encode_tokens,
    fingerprint,
    numbers,
    shared_vocabulary,
    tokens_of,
)
from mm_models.world.kinds import KINDS
from mm_models.world.lexing import english_phrases, korean_phrases
from mm_models.world.questions import questions
from mm_models.world.scenes import scene
from mm_models.world.tokens import SPECIAL, UNSAID, join, tokens, vocabulary

every_language = pytest.mark.parametrize("language", LANGUAGES)


def captions(language):
    rng = np.random.default_rng(0)
    return [both(scene(seed, "test"), rng).in_language(language) for seed in range(600)]


def clip_captions(language):
    rng = np.random.default_rng(0)
    return [clip_caption(clip(seed), rng, language) for seed in range(200)]


def recipe_lines(language):
    return [line for seed in range(150) for line in dish(seed).recipe.in_language(language).split("\n")]


def asked(language):
    rng = np.random.default_rng(0)
    return [one.text.in_language(language) for seed in range(80) for one in questions(scene(seed), rng)]


every_source = pytest.mark.parametrize("source", [captions, clip_captions, recipe_lines, asked])


@every_language
@every_source
def test_everything_said_is_in_the_vocabulary_and_comes_back(source, language):
    texts = source(language)
    rows = encode(texts)
    assert not any(rows.unknown)
    assert not any(rows.cut)
    for text, row in zip(texts, rows.ids, strict=True):
        assert decode(row) == text[0].upper() + text[1:]


@every_language
def test_names_tags_and_synonyms_are_known(language):
    tags = [tag for kind in KINDS for tag in (kind.tags_ko if language == "ko" else kind.tags_en)]
    phrases = korean_phrases() if language == "ko" else english_phrases()
    unknown = {word for words in encode([*tags, *phrases]).unknown for word in words}
    assert unknown <= UNSAID


def test_one_vocabulary_holds_both_languages_each_token_once():
    words = shared_vocabulary()
    assert len(set(words)) == len(words)
    assert words[: len(SPECIAL)] == SPECIAL
    assert set(words) == set(vocabulary("en")) | set(vocabulary("ko"))
    assert [numbers()[word] for word in words] == list(range(len(words)))
    assert len(fingerprint()) == 8


def test_a_row_starts_ends_and_is_padded():
    rows = encode(["A dog.", "공 두 개와 개가 있습니다."])
    short, long = rows.ids
    assert tokens_of(short) == ["<start>", "a", "dog", ".", "<end>", *["<pad>"] * (len(short) - 5)]
    assert tokens_of(long) == [
        "<start>",
        "공",
        "두",
        "개",
        "+과/와",
        "개",
        "+이/가",
        "있습니다",
        ".",
        "<end>",
    ]
    assert np.array_equal(rows.mask, rows.ids != PAD)
    assert {int(short[0]), int(long[0])} == {START}
    assert int(long[-1]) == END


def test_particles_are_one_token_in_both_forms():
    assert tokens("개가 공을")[1] == tokens("공이 개를")[1] == "+이/가"
    assert join(["공", "+이/가", "개", "+을/를"]) == "공이 개를"


def test_padding_depends_on_the_longest_only():
    alone, together = encode(["A cat."]), encode(["A cat.", "A cat and two dogs in the snow."])
    assert np.array_equal(together.ids[0][together.mask[0]], alone.ids[0])


@pytest.mark.parametrize(
    "text", ["A zyzzyva and a dog.", "즐즐이 개와 있습니다.", "Ein Hund", "개와 blorp가 있습니다."]
)
def test_unknown_words_are_reported_and_numbered_unknown(text):
    rows = encode([text])
    assert rows.unknown[0]
    assert int((rows.ids == UNKNOWN).sum()) == len(rows.unknown[0])
    known = [token for token in tokens(text) if token not in rows.unknown[0]]
    assert set(known) <= set(shared_vocabulary())


def test_long_texts_are_cut_and_say_so():
    rows = encode(["a dog and " * 100, "A dog."])
    assert rows.ids.shape == (2, LONGEST)
    assert rows.cut == (300 - (LONGEST - 2), 0)
    assert int(rows.ids[0, -1]) == END


def test_nothing_is_two_tokens():
    rows = encode(["", "  ", "★☂"])
    assert rows.ids.tolist() == [[START, END]] * 3
    assert encode([]).ids.shape == (0, 2)


def test_special_tokens_may_be_put_in_by_hand():
    rows = encode_tokens([["a", "<mask>", "dog"]])
    assert tokens_of(rows.ids[0]) == ["<start>", "a", "<mask>", "dog", "<end>"]
    assert decode(rows.ids[0]) == "A dog"


def test_a_row_without_room_is_an_error():
    with pytest.raises(ValueError, match="at least 3, not 2"):
        encode(["A dog."], 2)


@every_language
def test_the_vocabulary_has_no_word_twice_and_no_capital(language):
    words = vocabulary(language)
    assert list(islice(words, len(SPECIAL))) == list(SPECIAL)
    assert len(set(words)) == len(words)
    assert all(word == word.lower() for word in words)
