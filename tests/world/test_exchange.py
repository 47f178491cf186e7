"""Scenes as texts: nothing is lost on the way, and nothing hostile gets through."""

import json
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mm_models.intake.errors import InputError
from mm_models.world.captions import caption
from mm_models.world.checking import check
from mm_models.world.exchange import scene_as_json, scene_from_json, scene_of, text_of
from mm_models.world.questions import questions
from mm_models.world.rendering import render
from mm_models.world.scenes import scene
from tests.world.strategies import BRIEF

SOME = scene_as_json(scene(3, "test"))


@pytest.mark.parametrize("split", ["train", "test", "unseen"])
def test_a_scene_looks_the_same_after_the_journey(split):
    for seed in range(40):
        view = scene(seed, split)
        again = scene_of(text_of(view))
        assert again.things == view.things
        one, other = render(view), render(again)
        assert np.array_equal(one.image, other.image)
        assert np.array_equal(one.masks, other.masks)


def test_a_short_text_names_a_scene_of_the_world():
    assert scene_of("test:17") == scene(17, "test")
    assert scene_of(" unseen:3 ") == scene(3, "unseen")


def test_a_composed_scene_has_captions_and_questions_like_any_other():
    view = scene_from_json(SOME)
    rng = np.random.default_rng(0)
    assert check(caption(view, rng), view).true
    assert questions(view, rng)


def changed(**changes):
    return {**SOME, **changes}


def with_thing(**changes):
    return changed(things=[{**SOME["things"][0], **changes}])


HOSTILE = [
    None, 3, [], {}, {"things": 1}, changed(place="moon"), changed(place=None), changed(place=["beach"]),
    changed(variant=48), changed(variant=-1), changed(variant=True), changed(variant=1.5), changed(window=[0]),
    changed(window=[0, 99]), changed(window="ab"), changed(mirrored="no"), changed(things=[None]),
    changed(things=[[]]), with_thing(kind="unicorn"), with_thing(kind={}), with_thing(designer="photo", glyph="3"),
    with_thing(designer="../noto"), with_thing(glyph="zzz"), with_thing(colour="mauve"), with_thing(colour=["red"]),
    with_thing(size=0), with_thing(size=10**9), with_thing(size=float("nan")), with_thing(size="large"),
    with_thing(angle=90), with_thing(x=float("inf")), with_thing(x=-1), with_thing(y="0"), with_thing(y=True),
    with_thing(mirrored=None),
]  # fmt: skip


@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_scene_is_one_sentence(data):
    with pytest.raises(InputError) as told:
        scene_from_json(data)
    assert told.value.code == "no-scene"
    assert told.value.text.ko != told.value.text.en


def test_too_many_things_are_refused_by_name():
    with pytest.raises(InputError) as told:
        scene_from_json(changed(things=SOME["things"] * 9))
    assert told.value.code == "too-many-things"


@pytest.mark.parametrize(
    "text",
    ["", "beach", "test:", "test:-1", "test:1e3", "moon:3", "[" * 100_000, "x" * 5000, "null", '"test:3"'],
)
def test_texts_that_are_no_scene(text):
    with pytest.raises(InputError):
        scene_of(text)


@BRIEF
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    )
)
def test_any_json_is_a_scene_or_an_input_error(data):
    with suppress(InputError):
        scene_of(json.dumps(data))
