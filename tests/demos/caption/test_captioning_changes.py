"""What if, on the captioning tab: forced words, changed scenes, uniform attention, and whether maps can be believed."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from demos.picture import read_picture
from demos.tabs.caption.captioning_changes import ERASE, Wish, changed_scene
from demos.tabs.caption.captioning_speech import (
    blank_glance,
    glance,
    looking_evenly,
    speak_as,
)
from demos.tabs.caption.captioning_trust import deletions, named_words, place_of, trusts
from demos.tabs.caption.captioning_words import numbered, verdict_text
from mm_models.captioning.attending import DELETED
from mm_models.captioning.decoding import likelihoods
from mm_models.captioning.seeing import box_cells
from mm_models.captioning.vocabulary import numbers, start
from mm_models.world.checking import check
from mm_models.world.exchange import text_of
from mm_models.world.rendering import CELLS
from mm_models.world.scenes import scene
from tests.demos.caption.asking import ATTENTIVE, BLIND, HOW, SCENE, answered, maps_of, own, said


@pytest.mark.parametrize("force", ["red", "빨간", "DOG"])
def test_a_forced_word_stays_and_the_words_before_it_too(force):
    shown = answered(force=force, at=5)
    usual, forced = shown["changed"]["panes"][0], shown["changed"]["panes"][2]
    assert said(forced)[4] == force.lower()
    assert said(forced)[:4] == said(usual)[:4]
    assert [word["mark"] for word in forced["words"]].count("forced") == 1


def test_without_a_word_the_runner_up_is_forced():
    shown = answered(at=2)
    usual, forced = shown["changed"]["panes"][0], shown["changed"]["panes"][2]
    assert said(forced)[1] == usual["words"][1]["likeliest"][1][0]


def test_uniform_attention_gives_uniform_maps(models):
    _, looked, _ = own(models)
    assert np.allclose(looking_evenly(models[ATTENTIVE], looked, HOW).maps, 1 / CELLS**2)
    last = answered()["changed"]["panes"][-1]
    assert np.allclose(maps_of(last), 1 / CELLS**2, atol=1e-5)
    assert len(answered(captioner=BLIND)["changed"]["panes"]) == 4


def test_erasing_a_thing_changes_its_cells_most():
    view = read_picture(SCENE, None).scene
    gone, title = changed_scene(view, Wish(1, ERASE, 1, None))
    thing = numbered(view)[0][1]
    assert len(gone.things) == len(view.things) - 1
    assert thing not in gone.things
    assert "Without" in title.en
    before, after = (glance(read_picture(text_of(each), None).image).annotations for each in (view, gone))
    moved = (before - after).norm(dim=1)[0].numpy()
    assert moved[box_cells(thing)].mean() > 3 * moved[~box_cells(thing)].mean()


def test_another_thing_takes_the_place_of_the_old_one():
    view = read_picture(SCENE, None).scene
    changed, _ = changed_scene(view, Wish(9, "rocket", 1, None))
    old, new = numbered(view)[-1][1], numbered(changed)[-1][1]
    assert new.kind == "rocket"
    assert new.size == old.size
    assert np.allclose(new.centre, old.centre, atol=1)
    assert changed_scene(replace(view, things=()), Wish(1, ERASE, 1, None)) is None


def test_a_scene_without_things_is_answered():
    empty = text_of(replace(scene(33, "test"), things=()))
    shown = answered(scene=empty)
    assert len(shown["changed"]["panes"]) == 4


def test_deletion_is_what_blanking_the_annotations_does(models):
    _, looked, spoken = own(models)
    blank = blank_glance(read_picture(SCENE, None).image)
    found = deletions(models[ATTENTIVE], spoken.ids, [2], spoken.maps, looked, blank, "en")
    cells = np.argsort(-spoken.maps[2])[:DELETED]
    without = looked.annotations.flatten(2).clone()
    without[:, :, cells] = blank.annotations.flatten(2)[:, :, cells]
    ids = torch.tensor([[start("en"), *spoken.ids]])
    for column, some in ((0, looked.annotations), (1, without.view_as(looked.annotations))):
        assert np.isclose(found[0, column], likelihoods(models[ATTENTIVE], some, ids)[0, 2], atol=1e-4)


def test_trust_is_measured_against_the_box_of_the_named_thing(models):
    seen, looked, _ = own(models)
    words = [numbers()[token] for token in ("there", "is", "a", "bird", "and", "a", "dog", ".", "<end>")]
    true = speak_as(models[ATTENTIVE], looked, HOW, dict(enumerate(words)))
    blank = blank_glance(seen.image)
    found = trusts(models[ATTENTIVE], true, seen.scene, looked, blank, "en")
    assert [each.word for each in found] == [3, 6]
    bird = next(thing for thing in seen.scene.things if thing.kind == "bird")
    inside = box_cells(bird).ravel()
    assert np.isclose(found[0].mass, true.maps[3][inside].sum(), atol=1e-5)
    assert np.isclose(found[0].area, inside.mean())
    assert found[0].points == inside[true.maps[3].argmax()]
    assert [place_of(true, seen.scene, number) for number in (0, 1, 99)] == [3, 0, 8]
    assert [each.points for each in trusts(models[ATTENTIVE], true, None, looked, blank, "en")] == [
        None,
        None,
    ]
    assert trusts(models[BLIND], own(models, captioner=BLIND)[2], seen.scene, looked, blank, "en") == []
    assert named_words(true, None)[0].things == ()


def test_the_verdict_says_what_is_wrong_and_what_is_missing():
    view = read_picture(SCENE, None).scene
    true = "there is a bird, a turtle and a cat."
    assert verdict_text(check(true, view), true).en == "True and complete."
    partial = "there is a bird."
    assert "leaves out" in verdict_text(check(partial, view), partial).en
    wrong = "there is a red rocket."
    told = verdict_text(check(wrong, view), wrong)
    assert "“rocket” (thing)" in told.en
    assert "틀린 곳" in told.ko
