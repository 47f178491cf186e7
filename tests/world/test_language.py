"""Captions are true, parse back to what was meant, and become false when the scene says otherwise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mm_models.world.captions import LANGUAGES, both, caption, captions, say
from mm_models.world.checking import check, check_meaning
from mm_models.world.colours import COLOURS
from mm_models.world.kinds import KINDS
from mm_models.world.meaning import Meaning, Mention, Relation, counterfactuals, plan
from mm_models.world.parsing import parse
from mm_models.world.particles import attach, particle
from mm_models.world.places import PLACES
from mm_models.world.scenes import Mix, Scene, scene, thing_at
from mm_models.world.tokens import join, tokens, vocabulary
from tests.world.strategies import BRIEF, RNGS, FakePhotos, scenes

LANGUAGE = st.sampled_from(LANGUAGES)


@BRIEF
@given(scenes(), RNGS, LANGUAGE)
def test_a_caption_is_true_and_leaves_nothing_out(number, rng, language):
    view = scene(*number)
    verdict = check(caption(view, rng, language), view)
    assert verdict.true
    assert verdict.complete
    assert not verdict.unknown


@BRIEF
@given(scenes(), RNGS)
def test_english_and_korean_of_one_plan_mean_the_same(number, rng):
    view = scene(*number)
    meaning = plan(view, rng)
    assert parse(say(meaning, rng, "en")).meaning.key() == meaning.key()
    assert parse(say(meaning, rng, "ko")).meaning.key() == meaning.key()
    text = both(view, rng)
    assert parse(text.en).meaning.key() == parse(text.ko).meaning.key()


@BRIEF
@given(scenes(), RNGS, LANGUAGE)
def test_a_counterfactual_is_false_in_the_part_that_was_changed(number, rng, language):
    view = scene(*number)
    there = {thing.kind for thing in view.things}
    kinds = [kind.name for kind in KINDS if kind.name not in there][:2]
    for part, changed in counterfactuals(plan(view, rng, 1.0), kinds, COLOURS, PLACES):
        verdict = check(say(changed, rng, language), view)
        assert not verdict.true
        assert part in {wrong.about for wrong in verdict.wrong}
        assert not check_meaning(changed, view).true


@BRIEF
@given(scenes(), RNGS, LANGUAGE)
def test_spans_point_at_the_words_of_each_claim(number, rng, language):
    view = scene(*number)
    text = caption(view, rng, language, 1.0)
    for part in check(text, view).parts:
        start, stop = part.span
        words = text[start:stop]
        assert words
        assert words == words.strip()


@BRIEF
@given(scenes(), RNGS, LANGUAGE)
def test_leaving_a_thing_out_is_noticed(number, rng, language):
    view = scene(*number)
    first = view.things[0]
    others = [thing for thing in view.things if thing.kind != first.kind]
    brief = Scene(view.seed, view.split, view.place, view.variant, view.window, view.mirrored, tuple(others))
    if others:
        verdict = check(caption(brief, rng, language, 0.0), view)
        assert verdict.true
        assert {thing.kind for thing in verdict.left_out} == {first.kind}


@BRIEF
@given(scenes(), RNGS, LANGUAGE)
def test_tokens_join_to_the_caption_and_are_in_the_vocabulary(number, rng, language):
    view = scene(*number)
    text = caption(view, rng, language)
    assert join(tokens(text)) == text
    assert set(tokens(text)) <= set(vocabulary(language))


@BRIEF
@given(st.text(alphabet="a개 dogs두 마리의 left of이가 on 왼쪽에 the.빨간", max_size=80))
def test_no_text_breaks_the_checker(text):
    verdict = check(text, scene(5))
    assert verdict.true in (True, False)


def test_a_long_text_is_judged_quickly():
    verdict = check("a dog and " * 400, composed())
    assert not verdict.true


def composed() -> Scene:
    """A dog at the left, a red and a blue ball at the right, on the beach."""
    things = (
        thing_at("dog", (25, 60), 40),
        thing_at("ball", (85, 30), 30, colour="red"),
        thing_at("ball", (85, 80), 24, colour="blue"),
    )
    return Scene(0, "test", "beach", 0, (0, 0), False, things)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("A dog is to the left of a red ball on the beach.", True),
        ("A dog and two balls.", True),
        ("A puppy on the beach", True),
        ("There is a dog and a green ball.", False),
        ("The dog is right of the blue ball.", False),
        ("Three balls and a dog.", False),
        ("A dog in the snow.", False),
        ("A red ball is above a blue ball.", True),
        ("A blue ball is above a red ball.", False),
        ("There is a small ball.", True),
        ("The weather is nice.", False),
        ("", False),
        ("해변에 개 한 마리와 공 두 개가 있습니다.", True),
        ("강아지가 빨간 공의 왼쪽에 있어요.", True),
        ("빨간 공 왼쪽에 개가 있다.", True),
        ("개 왼쪽에 빨간 공이 있다.", False),
        ("두 마리의 개가 해변에 있습니다.", False),
        ("파란 공이 빨간 공 아래에 있습니다.", True),
        ("도시에 개가 있습니다.", False),
        ("초록색 공이 있습니다.", False),
        ("날씨가 좋습니다.", False),
    ],
)
def test_verdicts_on_sentences_written_by_people(text, true):
    assert check(text, composed()).true is true


def test_a_verdict_says_what_is_wrong_and_what_is_missing():
    text = "A blue dog is left of a cat in the snow."
    verdict = check(text, composed())
    wrong = {(part.about, part.says, text[slice(*part.span)]) for part in verdict.wrong}
    assert wrong == {
        ("colour", "blue", "blue"),
        ("thing", "cat", "cat"),
        ("relation", "left of", "left of"),
        ("place", "snow", "in the snow"),
    }
    assert [thing.kind for thing in verdict.left_out] == ["ball", "ball"]
    assert verdict.score("thing") == (1, 2)


def test_things_may_be_called_by_the_colour_they_have_by_nature():
    view = Scene(0, "test", "grass", 0, (0, 0), False, (thing_at("frog", (50, 50), 40),))
    assert check("a green frog", view).true
    assert not check("a red frog", view).true


def test_a_photograph_is_called_one():
    bank = FakePhotos()
    seen = [scene(seed, "train", Mix(whole=1.0), bank) for seed in range(20)]
    texts = [caption(view, np.random.default_rng(view.seed), "en") for view in seen]
    assert any("photo of a dog" in text for text in texts)
    assert all(check(text, view).true for text, view in zip(texts, seen, strict=True))
    assert not check("a photo of a dog", composed()).true


def test_captions_vary():
    rng = np.random.default_rng(0)
    for language in LANGUAGES:
        assert len(set(captions(scene(7), rng, language, 40))) > 20


def test_another_language_is_an_error():
    with pytest.raises(ValueError, match="en, ko"):
        say(Meaning((Mention("dog"),)), np.random.default_rng(0), "fr")


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("개", "이/가", "가"), ("공", "이/가", "이"), ("말", "은/는", "은"), ("배", "을/를", "를"), ("별", "으로/로", "로"),
        ("집", "으로/로", "으로"), ("나무", "으로/로", "로"), ("책", "과/와", "과"), ("소", "과/와", "와"),
    ],
)  # fmt: skip
def test_particles_follow_the_last_sound(word, pair, expected):
    assert particle(word, pair) == expected
    assert attach(f"{word}[{pair}]") == word + expected


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_noun_is_understood_with_every_particle(kind):
    for pair in ("이/가", "은/는", "을/를", "과/와"):
        found = parse(attach(f"{kind.ko}[{pair}] 있습니다.")).meaning
        assert found.mentions == (Mention(kind.name),)
    for count, text in (
        (1, f"a {kind.one}"),
        (2, f"two {kind.many}"),
        (2, f"{kind.ko} 두 {kind.counter}가 있다"),
    ):
        assert parse(text).meaning.mentions == (Mention(kind.name, count),)


def test_a_relation_said_from_the_other_side_means_the_same():
    mentions = (Mention("dog"), Mention("cat"))
    one = Meaning(mentions, (Relation(0, "left of", 1),))
    other = Meaning(mentions[::-1], (Relation(0, "right of", 1),))
    assert one.key() == other.key()
    assert one.key() != Meaning(mentions, (Relation(1, "left of", 0),)).key()
