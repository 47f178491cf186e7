"""What the text encoder learns from: texts that mean the same or nearly, batches, losses, and how it is measured."""

import numpy as np
import pytest
import torch

from mm_models.systems.text_encoder import SYSTEM
from mm_models.systems.text_encoder.baselines import Counted, bags
from mm_models.systems.text_encoder.batches import HIDDEN, NOT_ASKED, Batches, alike, hide
from mm_models.systems.text_encoder.contests import CONTESTS, misses, pairs, triples
from mm_models.systems.text_encoder.evaluate import evaluate, nearer, recall1
from mm_models.systems.text_encoder.model import TextEncoder
from mm_models.systems.text_encoder.nearness import near_misses, retold
from mm_models.systems.text_encoder.telling import SOURCES, colourless, drawn, other_stories, text, trio
from mm_models.systems.text_encoder.train import TEMPERATURE, WORDS, contrast, losses
from mm_models.systems.text_encoder.wording import reworded, synonyms, worded
from mm_models.world.captions import LANGUAGES, caption, say
from mm_models.world.clips import clip, happenings
from mm_models.world.encoding import MASK, UNKNOWN, encode, encode_tokens
from mm_models.world.meaning import plan
from mm_models.world.parsing import parse
from mm_models.world.scenes import scene
from mm_models.world.tokens import SPECIAL, join

TEXTS = ["A dog.", "작은 빨간 공이 개의 왼쪽에 있습니다.", "Two cats are under a tree in the snow."]
every_source = pytest.mark.parametrize("source", SOURCES)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return TextEncoder(SYSTEM.tiny).eval()


@every_source
def test_texts_are_functions_of_their_number_and_known(source):
    for number in range(60):
        one = SOURCES[source][0](drawn(number, "train"))
        assert one == SOURCES[source][0](drawn(number, "train"))
        assert one.meaning != one.near_meaning
        assert one.same != one.near
        assert not any(encode_tokens([one.one, one.same, one.near]).unknown)
        assert not any(encode_tokens([one.one, one.same, one.near]).cut)


@every_source
@every_language
def test_texts_are_in_the_language_asked_for(source, language):
    for number in range(20):
        said = join(text(number, "test", source, language))
        assert any("가" <= letter <= "힣" for letter in said) == (language == "ko")


@every_language
def test_what_is_told_otherwise_means_the_same_and_near_misses_do_not(language):
    rng = np.random.default_rng(0)
    for seed in range(60):
        meaning = plan(scene(seed, "test"), rng, 1.0)
        told = join(worded(say(retold(meaning, rng), rng, language), rng))
        assert parse(told).meaning.key() == meaning.key(), told
        for _, other in near_misses(meaning, rng):
            assert other.key() != meaning.key()


def test_a_near_miss_of_a_clip_is_another_story():
    for number in range(60):
        story = colourless(clip(number, "test"))
        others = other_stories(story, np.random.default_rng(number))
        assert len(others) >= 2
        for other in others:
            assert happenings(other) != happenings(story)
            if story.together:
                assert set(happenings(other)) != set(happenings(story))


@every_language
def test_other_words_keep_a_caption_true_for_the_parser(language):
    rng, changed = np.random.default_rng(0), 0
    for seed in range(100):
        said = caption(scene(seed, "test"), rng, language)
        other = reworded(said, rng)
        changed += other != said
        assert parse(other).meaning.key() == parse(said).meaning.key(), (said, other)
        assert not parse(other).unknown
    assert changed > 20


def test_synonyms_agree_in_number():
    assert "puppy" in synonyms("dog", False)
    assert "puppies" in synonyms("dogs", False)
    assert "puppies" not in synonyms("dog", False)
    assert "강아지" in synonyms("개", True)
    assert synonyms("a", False) == ()


def test_a_batch_is_a_function_of_its_number():
    batches = Batches(3, 96, 4, 4)
    one, again, other = batches(5), batches(5), batches(6)
    assert all(torch.equal(a.ids, b.ids) for a, b in zip(one.blocks, again.blocks, strict=True))
    assert not all(
        a.ids.shape == b.ids.shape and torch.equal(a.ids, b.ids)
        for a, b in zip(one.blocks, other.blocks, strict=True)
    )
    assert sorted(torch.cat([block.places for block in one.blocks]).tolist()) == list(range(20))


def test_only_the_last_rows_have_hidden_words_and_never_special_ones():
    rows = encode([*TEXTS * 40])
    ids, targets = hide(rows, 60, np.random.default_rng(0))
    assert (targets[:60] == NOT_ASKED).all()
    asked = targets != NOT_ASKED
    assert np.array_equal(targets[asked], rows.ids[asked])
    words = rows.ids[60:] >= len(SPECIAL)
    assert HIDDEN - 0.05 < asked[60:][words].mean() < HIDDEN + 0.05
    assert 0.7 < (ids[asked] == MASK).mean() < 0.9
    assert 0.005 < (ids[:60][rows.ids[:60] >= len(SPECIAL)] == UNKNOWN).mean() < 0.05
    special = rows.ids < len(SPECIAL)
    assert np.array_equal(ids[special], rows.ids[special])


def test_what_means_the_same_by_chance_is_not_pushed_apart():
    trios = [trio(0), trio(1), trio(0)]
    same = alike(trios)
    assert same.shape == (3, 6)
    assert same.nonzero().tolist() == [[0, 2], [2, 0]]


def test_the_contrast_is_the_formula():
    one, same, near = torch.nn.functional.normalize(torch.randn(3, 4, 8), dim=2)
    none = torch.zeros(4, 8, dtype=torch.bool)
    there = [
        -float(
            (one[i] @ same[i] / TEMPERATURE)
            - torch.cat([same, near]).mul(one[i]).sum(1).div(TEMPERATURE).logsumexp(0)
        )
        for i in range(4)
    ]
    back = [
        -float(
            (one[i] @ same[i] / TEMPERATURE)
            - torch.cat([one, near]).mul(same[i]).sum(1).div(TEMPERATURE).logsumexp(0)
        )
        for i in range(4)
    ]
    assert float(contrast(one, same, near, none)) == pytest.approx(
        (np.mean(there) + np.mean(back)) / 2, rel=1e-4
    )
    assert float(contrast(one, one, -one, none)) < float(contrast(one, -one, one, none))


def test_losses_are_the_weighted_sum_of_both_lessons(network):
    parts = losses(network, Batches(0, 96, 4, 4)(0))
    assert torch.allclose(parts["loss"], WORDS * parts["words"] + parts["meanings"])
    assert parts["loss"].isfinite()


def test_bags_and_tfidf_ignore_the_order():
    one, other = ["a", "dog", "left"], ["left", "dog", "a"]
    assert torch.equal(*bags([one, other]))
    counted = Counted.of([one, ["a", "cat"], ["a", "cat", "right"]])
    assert torch.allclose(*counted.vectors([one, other]))
    assert counted.rarity[bags([["dog"]])[0] > 0] > counted.rarity[bags([["a"]])[0] > 0]


def test_naive_bayes_learns_what_goes_together():
    counted = Counted.of([["a", "dog", "red"]] * 3 + [["a", "cat", "blue"]] * 3)
    expected = bags([["dog"], ["cat"]]).argmax(dim=1)
    assert torch.equal(counted.guess([["a", "red"], ["a", "blue"]]), expected)


def hashed(texts):
    """Vectors that tell texts apart and nothing else."""
    return torch.stack([torch.eye(64)[sum(map(ord, "".join(words))) % 64] for words in texts])


def test_recall_and_nearness_count_ties_as_lots():
    found = [([word], [word]) for word in ("a", "b", "c", "d")]
    assert recall1(hashed, found) == 1
    assert recall1(lambda texts: torch.ones(len(texts), 1), found) == pytest.approx(0.25)
    triple = (["a"], ["a"], ["b"])
    assert nearer(hashed, [triple]) == 1
    assert nearer(hashed, [(triple[0], triple[2], triple[1])]) == 0
    assert nearer(lambda texts: torch.ones(len(texts), 1), [triple]) == 0.5


@pytest.mark.parametrize("about", CONTESTS)
@every_language
def test_triples_are_true_paraphrases_and_false_near_misses(about, language):
    for one, same, near in triples(about, (language, language), 20, 0):
        meant = [parse(join(words)).meaning.key() for words in (one, same, near)]
        assert meant[0] == meant[1] != meant[2]
        if about != "side":
            assert sorted(same) == sorted(near)


def test_words_alone_decide_no_contest():
    counted = Counted.of([trio(number).one for number in range(200)])
    for about in CONTESTS:
        assert nearer(counted.vectors, triples(about, ("en", "en"), 200, 0)) == pytest.approx(0.5, abs=0.1)


def test_pairs_are_of_different_meanings():
    found = pairs("scene", ("en", "ko"), 50, 0)
    assert len({parse(join(one)).meaning.key() for one, _ in found}) == 50
    assert all(parse(join(a)).meaning.key() == parse(join(b)).meaning.key() for a, b in found)


def test_every_part_of_a_caption_is_missed_once():
    parts = {part for part, _ in misses(("en", "ko"), 60, 0)}
    assert {"thing", "colour", "count", "size", "place", "relation"} <= parts


def test_evaluating_needs_no_files_and_repeats(network):
    one, again = (evaluate(network, 10, 0, None).as_json() for _ in range(2))
    assert one == again
    assert set(one["baselines"]["bag of words"]) == set(one["metrics"])
    assert one["baselines"]["chance"]["recall1.en"] == 0.1
