"""The recipe tab: its numbers are the network's, both searches and both losses are what they say, and changes change."""

import json
from functools import cache

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from demos.lessons import lesson
from demos.marks import tab_file
from demos.tabs.match import dish_gallery
from demos.tabs.match import recipe_retrieval as tab
from demos.tabs.match.dish_input import (
    EXAMPLES,
    LINES,
    _mixed,
    _retold,
    code_of,
    dish_of,
    recipe_texts,
)
from demos.tabs.match.recipe_changes import changed
from demos.views.packing import unpack
from mm_models.intake.errors import InputError
from mm_models.systems.recipe_retrieval.kitchen import features_of
from mm_models.systems.recipe_retrieval.menu import category_of
from mm_models.systems.recipe_retrieval.protocol import NAME, PLAIN_NAME
from mm_models.systems.recipe_retrieval.reading import Reader, written
from mm_models.world.dishes import render_dish

NAMES = (
    "plate", "recipes", "images", "flow", "lines", "steps", "vectors", "loss", "classifier", "left", "changes",
    "sum", "sum_steps", "others",
)  # fmt: skip
MADE = {}  # the galleries of the tiny networks
OWN = code_of("pizza", ["cheese:1", "corn:2"], ["salt"], 7)


def asked(dish=OWN, **changes):
    ingredients, instructions = recipe_texts(dish_of(dish), changes.get("language", "en"))
    usual = {
        "dish": dish, "photo": None, "ingredients": ingredients, "instructions": instructions, "language": "en",
        "model": NAME, "minus": "pizza", "plus": "soup", "strength": 1.0,
    }  # fmt: skip
    return {**usual, **changes}


@cache
def answered(**changes):
    return dict(zip(NAMES, tab.answer(**asked(**changes)), strict=True))


def table(payload):
    return unpack(payload["values"])


def alone(models, code=OWN, model=NAME):
    """The vectors of a dish and its recipe by the network itself."""
    network, reader = models[model], Reader(models["text-encoder"])
    features = features_of(models["vision-backbone"], render_dish(dish_of(code)).image[None])
    read = reader([written(dish_of(code), "en")])
    with torch.no_grad():
        text = network.recipe(read.ingredients, read.lines, read.instructions, read.steps)
        return network.picture(features).vector[0], text


@pytest.fixture(autouse=True)
def remembered_gallery(models, monkeypatch):
    """The networks are the same for all tests of this module, so their gallery is computed once."""
    monkeypatch.setattr(dish_gallery, "_made", MADE)


@pytest.fixture
def shown(remembered_gallery):
    return answered()


def test_vectors_and_states_are_the_networks_own(models, shown):
    image, read = alone(models)
    rows = table(shown["vectors"])
    assert np.allclose(rows[0], image, atol=1e-5)
    assert np.allclose(rows[1], read.vector[0], atol=1e-5)
    assert np.allclose(table(shown["lines"]), read.ingredients[0], atol=1e-5)
    assert np.allclose(table(shown["steps"]), read.instructions[0], atol=1e-5)
    assert float(shown["flow"]["rows"][0]["value"]) == pytest.approx(float(image @ read.vector[0]), abs=1e-3)


def test_both_searches_rank_the_gallery_and_what_was_given(models, shown):
    image, read = alone(models)
    shelf = dish_gallery.shelf(NAME)
    cosines = (
        torch.cat([shelf.recipes["en"] @ image, read.vector[0, None] @ image]).sort(descending=True).values
    )
    found = [float(row["value"].split()[-1]) for row in shown["recipes"]["rows"]]
    assert found == pytest.approx(cosines[:5].tolist(), abs=1e-3)
    cosines = (
        torch.cat([shelf.pictures @ read.vector[0], read.vector[0, None] @ image])
        .sort(descending=True)
        .values
    )
    found = [float(pane["note"]["en"].split()[-1]) for pane in shown["images"]["panes"]]
    assert found == pytest.approx(cosines[:8].tolist(), abs=1e-3)
    assert "→" in shown["recipes"]["rows"][0]["note"]["en"]


def test_a_dish_of_the_gallery_takes_its_own_place(models):
    code = f"test:{dish_gallery.FIRST + 3}"
    found = tab.pair(
        *(asked(code)[name] for name in ("dish", "photo", "ingredients", "instructions", "language", "model"))
    )
    assert found.own == 3
    rank = int(answered(dish=code)["flow"]["rows"][1]["value"])
    better = int((found.shelf.recipes["en"] @ found.image > found.cosine + 1e-4).sum())
    assert rank - 1 <= better <= rank


def test_the_gallery_survives_its_file(models, monkeypatch):
    assert not dish_gallery.fits(NAME)
    made = dish_gallery.shelf(NAME)
    monkeypatch.setattr(dish_gallery, "computed", lambda name: made)
    assert dish_gallery.keep(NAME).is_file() and dish_gallery.fits(NAME)
    kept = dish_gallery.from_file(NAME)
    assert float((kept.pictures * made.pictures).sum(dim=1).min()) > 0.999
    assert float((kept.recipes["ko"] * made.recipes["ko"]).sum(dim=1).min()) > 0.999


def test_both_terms_of_the_loss_are_shown(models, shown):
    image, read = alone(models)
    rows = {row["label"]["en"]: float(row["value"]) for row in shown["loss"]["rows"]}
    assert rows["Retrieval: together"] == pytest.approx(1 - float(image @ read.vector[0]), abs=1e-3)
    with torch.no_grad():
        logits = models[NAME].category(torch.stack([image, read.vector[0]]))
    own = -logits.log_softmax(dim=1)[:, category_of(dish_of(OWN))]
    assert rows["Semantic: classifier on the picture"] == pytest.approx(float(own[0]), abs=1e-3)
    assert rows["Semantic: classifier on the recipe"] == pytest.approx(float(own[1]), abs=1e-3)
    shares = table(shown["classifier"])
    assert shares.min() >= 0 and (shares.sum(axis=1) <= 1 + 1e-5).all()


def test_each_ingredient_is_left_out_once(shown):
    rows = shown["left"]["rows"]
    assert [row["label"]["en"] for row in rows] == asked()["ingredients"].split("\n")
    assert "leave-one-out" in rows[0]["note"]["en"]


def test_the_recipe_is_really_changed_and_the_other_network_is_asked_too(models, shown):
    found = tab.pair(
        *(asked()[name] for name in ("dish", "photo", "ingredients", "instructions", "language", "model"))
    )
    variants = changed(found.recipe)
    assert sorted(variants["both"].instructions) == sorted(found.recipe.instructions)
    assert variants["ingredients"].ingredients != found.recipe.ingredients
    rows = shown["changes"]["rows"]
    assert len(rows) == len(variants) and all("#" in row["value"] for row in rows)
    image, read = alone(models, model=PLAIN_NAME)
    assert f"{float(image @ read.vector[0]):.3f}" in rows[0]["note"]["en"]


def test_the_sum_is_searched_among_the_pictures(shown):
    assert len(shown["sum"]["panes"]) == 8 and len(shown["others"]["panes"]) == 9
    labels = [row["label"]["en"] for row in shown["sum_steps"]["rows"]]
    assert labels[:3] == ["Dish", "− pizza", "− pizza + soup"]
    same = answered(minus="none", plus="none")
    dish_only = [pane["note"]["en"].split()[-1] for pane in same["others"]["panes"][:3]]
    assert [pane["note"]["en"].split()[-1] for pane in same["sum"]["panes"][:3]] == dish_only


def test_a_photograph_is_answered_with_a_warning(photo):
    shown = answered(photo=photo)
    assert "photograph" in shown["plate"]["panes"][0]["note"]["en"].lower()
    assert shown["recipes"]["rows"][0]["value"] == "⚠"
    assert all("✓" not in row["value"] for row in shown["recipes"]["rows"])
    assert shown["loss"]["rows"][2]["value"] == "–"


def test_an_empty_recipe_and_unknown_words_are_no_fault():
    shown = answered(ingredients="", instructions="")
    assert shown["left"]["rows"][0]["value"] == "–"
    rows = answered(ingredients="two zyzzyvas\n" + asked()["ingredients"])["flow"]["rows"]
    assert rows[-1]["value"] == "zyzzyvas"


@pytest.mark.parametrize(
    "code",
    ["", "pizza", "cake;cheese:1,corn:2;salt;0", "pizza;cheese:1;salt;0", "pizza;cheese:1,cheese:2;salt;0",
     "pizza;cheese:9,corn:1;salt;0", "pizza;cheese:1,dog:1;salt;0", "pizza;cheese:1,corn:1;poison;0",
     "pizza;cheese:1,corn:1;salt;99", "test:-1", "x" * 300, None],
)  # fmt: skip
def test_what_is_no_dish_is_refused_in_one_sentence(code):
    with pytest.raises(InputError):
        dish_of(code)


def test_other_choices_that_there_are_not_are_refused():
    for wrong in ({"model": "x"}, {"language": "fr"}, {"minus": "dog"}, {"ingredients": "a\n" * (LINES + 1)}):
        with pytest.raises(InputError):
            tab.answer(**asked(**wrong))


def test_a_dish_that_is_put_together_brings_its_recipe_and_what_was_written_stays():
    code, photo, ingredients, instructions, picked = _mixed("stew", ["egg:2", "corn:1"], [], 3, "en")
    assert (photo, picked) == (None, None)
    assert ingredients.startswith("two eggs\n") and "Boil" not in ingredients and instructions
    assert _retold(code, "ko", ingredients, instructions) == recipe_texts(dish_of(code), "ko")
    assert _retold(code, "ko", "mine", instructions) == ("mine", instructions)
    assert render_dish(dish_of(code)).image.shape == (112, 112, 3)


def test_what_is_taken_away_is_what_is_shown(shown):
    made = tab.take(**asked())
    assert isinstance(made.figure(), Figure)
    assert np.allclose(made.arrays["picture_vector"], table(shown["vectors"])[0], atol=1e-5)
    compile(made.python, "taken", "exec")


def test_answers_are_small_examples_are_dishes_and_the_lessons_are_there(shown):
    assert len(json.dumps(list(shown.values()))) < 1_200_000
    assert all(dish_of(code).title.en == title.en for code, title in EXAMPLES.items())
    assert tab_file(tab.ENTRY).is_file()
    assert all(len(lesson("recipe-retrieval", language)) > 1500 for language in ("en", "ko"))
