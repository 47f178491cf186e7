"""The tagging tab: tags by their thresholds, cells that add up, sums that are sums, and baselines beside them."""

import json
import time

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from demos.lessons import lesson
from demos.marks import marks
from demos.picture import read_picture, scene_seen
from demos.tabs.match import gallery, tagging_space
from demos.tabs.match import image_tagging as tab
from demos.tabs.match.tagging_space import (
    NONE,
    calculated,
    described,
    exact,
    exchanged,
    placed,
    search,
    tag_of,
    wanted,
)
from demos.views.packing import unpack
from mm_models.captioning.seeing import look
from mm_models.intake.errors import InputError
from mm_models.systems.image_tagging.tags import TAGS, word_of

NAMES = ("tags", "cells", "sum", "flow", "vectors", "images", "steps", "others", "gap")
USUAL = {
    "scene": "test:33", "photo": None, "language": "en", "tag": NONE, "minus": "thing:cat", "plus": "thing:dog",
    "strength": 0, "means": False,
}  # fmt: skip


def asked(**changes):
    return {**USUAL, **changes}


def answered(**changes):
    return dict(zip(NAMES, tab.answer(**asked(**changes)), strict=True))


def alone(models, language="en"):
    model = models["image-tagging"]
    with torch.no_grad():
        picture = model.pictures(look(models["vision-backbone"], read_picture("test:33", None).image[None]))[
            0
        ]
        rows = [word_of(tag, language) for tag in range(len(TAGS))]
        return (model.vectors[rows] @ picture).numpy(), model.threshold[rows].numpy()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_tags_are_the_words_above_their_thresholds(models, language):
    cosines, thresholds = alone(models, language)
    rows = answered(language=language)["tags"]["rows"]
    given = [
        row["label"]["en"]
        for row in rows
        if row["note"] and row["note"]["en"].endswith(" given") and "not" not in row["note"]["en"]
    ]
    order = [tag for tag in np.argsort(-cosines).tolist() if cosines[tag] > thresholds[tag]]
    assert given == [TAGS[tag].text.en for tag in order]


def test_cells_add_up_to_the_cosine(models):
    cosines, _ = alone(models)
    layer = answered(tag="thing:cat")["cells"]["panes"][0]["maps"][0]
    packed = layer["values"]
    values = packed["low"] + unpack(packed) / 255 * (packed["high"] - packed["low"])
    assert values.sum() == pytest.approx(
        cosines[tag_of("thing:cat")], abs=196 * (packed["high"] - packed["low"]) / 510
    )
    assert (
        f"{cosines[tag_of('thing:cat')]:.3f}" in answered(tag="thing:cat")["cells"]["panes"][0]["note"]["en"]
    )


def test_the_sum_is_picture_minus_word_plus_word():
    found = placed(read_picture("test:33", None).image, "en")
    total = calculated(found, tag_of("thing:cat"), tag_of("thing:dog"), 0.7)
    whole = found.picture + 0.7 * (found.words[tag_of("thing:dog")] - found.words[tag_of("thing:cat")])
    assert torch.allclose(total.result, whole / whole.norm(), atol=1e-6)
    shown = [float(pane["note"]["en"].split()[-1]) for pane in answered(strength=0.7)["sum"]["panes"]]
    assert shown == pytest.approx([cosine for _, cosine in search(total.result, 8, False)], abs=1e-3)
    same = calculated(found, None, None, 1.0)
    assert torch.allclose(same.result, found.picture, atol=1e-6)


def test_what_would_be_right_is_the_same_scene_with_words_exchanged():
    kinds, place = described(scene_seen("test:33").scene)
    assert exchanged((kinds, place), tag_of("thing:cat"), tag_of("thing:dog")) == (
        kinds - {"cat"} | {"dog"},
        place,
    )
    assert exchanged((kinds, place), tag_of("place:grass"), tag_of("place:snow")) == (kinds, "snow")
    own = gallery.scenes()[5]
    seen = read_picture("test:33", None)
    as_scene = type(seen)(seen.image, seen.large, own, seen.title)
    assert 5 in exact(as_scene, None, None) and 5 in wanted(as_scene, None, None)
    for number in wanted(seen, tag_of("thing:cat"), tag_of("thing:dog")):
        found_kinds, found_place = described(gallery.scenes()[number])
        assert "dog" in found_kinds and "cat" not in found_kinds and found_place == place


def test_without_means_the_search_is_another_and_the_gap_is_said():
    plain, removed = (answered(means=means)["sum"]["panes"] for means in (False, True))
    assert [pane["note"] for pane in plain] != [pane["note"] for pane in removed]
    assert len(answered()["gap"]["rows"]) == 4


def test_baselines_are_shown_four_each():
    titles = [pane["title"]["en"] for pane in answered()["others"]["panes"]]
    assert titles == ["picture alone"] * 4 + ["new word alone"] * 4 + ["random direction"] * 4


def test_a_photograph_has_tags_and_no_truth(photo):
    shown = answered(photo=photo)
    assert all("✓" not in (row["note"] or {"en": ""})["en"] for row in shown["tags"]["rows"])
    assert shown["steps"]["rows"][0]["value"] == "–"


def test_hostile_or_missing_input_is_a_sentence():
    for changes in (
        {"language": "fr"},
        {"tag": "thing:dragon"},
        {"minus": "../x"},
        {"plus": None},
        {"scene": "no scene"},
    ):
        with pytest.raises(InputError):
            tab.answer(**asked(**changes))
    for changes in (
        {"strength": float("nan")},
        {"strength": 99},
        {"means": "yes"},
        {"minus": NONE, "plus": NONE},
    ):
        assert len(tab.answer(**asked(**changes))) == len(NAMES)


def test_untrained_is_said_and_not_shown(monkeypatch):
    monkeypatch.setattr(tagging_space.registry, "SPECS", [])
    with pytest.raises(InputError, match="trained"):
        tab.answer(**asked())


def test_the_answer_is_small_and_quick():
    tab.answer(**asked())
    start = time.perf_counter()
    shown = tab.answer(**asked())
    assert time.perf_counter() - start < 2.0
    assert len(json.dumps(shown, allow_nan=False)) < 1_200_000


def test_what_one_takes_along_is_what_was_shown(monkeypatch, capsys):
    made = tab.take(**asked())
    assert isinstance(made.figure(), Figure)
    assert made.arrays["words"].shape == (len(TAGS), 12)
    assert made.arrays["cells"].sum() == pytest.approx(made.arrays["cosines"].max(), abs=1e-4)
    monkeypatch.setattr(tagging_space.registry, "configure", lambda: None)
    exec(made.python, {})  # the lines that the tab shows
    assert capsys.readouterr().out


def test_it_has_a_tab_two_lessons_and_its_parts():
    states = {mark.title.en: mark.state.value for mark in marks(tab.ENTRY)}
    assert states["Transparent"] == states["Controlled"] == "yes"
    for language in ("en", "ko"):
        assert len(lesson("image-tagging", language).split()) > 250
