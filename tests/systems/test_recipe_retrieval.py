"""Recipe retrieval: its loss and LSTMs by hand, dishes that look alike, leaving out, arithmetic, and its evaluation."""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
import torch

from mm_models import published
from mm_models.captioning.seeing import oracle_eye
from mm_models.matching.searching import nearest
from mm_models.systems.recipe_retrieval import PLAIN, SYSTEM
from mm_models.systems.recipe_retrieval.arithmetic import (
    Exchange,
    concept_vectors,
    exchanged,
    exchanges,
    judged,
    made_of,
    searched,
    verdict,
)
from mm_models.systems.recipe_retrieval.infer import (
    calculated,
    categories,
    importance,
    in_other_order,
    left_out,
    recipe_vectors,
)
from mm_models.systems.recipe_retrieval.kitchen import changed, counts_of, rehearsal, training_dish
from mm_models.systems.recipe_retrieval.menu import (
    CATEGORIES,
    FOOD_OF_KIND,
    FOODS,
    alike,
    category_of,
    category_text,
    unique_share,
)
from mm_models.systems.recipe_retrieval.model import WIDTH, Config, counted, retrieval_loss
from mm_models.systems.recipe_retrieval.reading import Reader, Written, made_up, unknown_words, written
from mm_models.systems.recipe_retrieval.train import losses
from mm_models.world.dishes import CLASSES, cooked, dish
from mm_models.world.kinds import KIND_INDEX

TINY = SYSTEM.tiny
evaluation = import_module(
    "mm_models.systems.recipe_retrieval.evaluate"
)  # the package has a function of that name
MEALS = [dish(number, "validation") for number in range(60)]


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return SYSTEM.build(TINY).eval()


@pytest.fixture(scope="module")
def reader():
    return Reader(made_up())


def plain_dish(name, *foods, seasonings=("salt",)):
    return cooked(1, "test", name, foods, seasonings, np.random.default_rng(0))


def test_the_loss_by_hand():
    cosines = torch.tensor([[0.9, 0.5, 0.1], [0.4, 0.8, 0.7], [0.2, 0.6, 0.5]])
    true = torch.eye(3, dtype=torch.bool)
    found = retrieval_loss(cosines, true, 0.3, 1)
    assert float(found["together"]) == pytest.approx((0.1 + 0.2 + 0.5) / 3)
    assert float(found["apart"]) == pytest.approx(((0.2 + 0.4 + 0.3) / 3 + (0.1 + 0.3 + 0.4) / 3) / 2)
    true[1, 2] = True  # now a recipe that tells what another picture shows
    assert float(retrieval_loss(cosines, true, 0.3, 1)["apart"]) == pytest.approx(
        ((0.2 + 0.1 + 0.3) / 3 + (0.1 + 0.3 + 0.0) / 3) / 2
    )
    assert float(retrieval_loss(cosines, true, 0.3, 2)["apart"]) == pytest.approx((0.2 + 0.1 + 0.3) / 6)


def test_the_last_states_are_of_the_last_line_forwards_and_of_the_first_backwards(model):
    features, *recipes = SYSTEM.example(TINY, torch.Generator().manual_seed(0))
    read = model(features, *recipes).read
    lines, steps, units = recipes[1], recipes[3], TINY.ingredients
    for row in range(len(lines)):
        assert torch.equal(read.joined[row, :units], read.ingredients[row, lines[row] - 1, :units])
        assert torch.equal(read.joined[row, units : 2 * units], read.ingredients[row, 0, units:])
        assert torch.equal(read.joined[row, 2 * units :], read.instructions[row, steps[row] - 1])
        assert not read.ingredients[row, lines[row] :].any()


def test_order_matters_and_what_lies_behind_the_end_does_not(model):
    _, ingredients, lines, instructions, steps = SYSTEM.example(TINY, torch.Generator().manual_seed(1))
    before = model.recipe(ingredients, lines, instructions, steps).vector
    longer = torch.cat([ingredients, torch.ones(len(lines), 2, WIDTH)], dim=1)
    assert torch.allclose(model.recipe(longer, lines, instructions, steps).vector, before, atol=1e-6)
    assert not torch.allclose(
        model.recipe(ingredients.flip(1), lines, instructions, steps).vector[0], before[0]
    )


def test_pieces_are_counted_from_their_middles():
    kind, middle = torch.full((1, 1 + len(FOODS), 4, 4), -20.0), torch.full((1, 4, 4), -20.0)
    kind[:, 0] = 20.0
    for row, column, food in ((0, 0, 3), (2, 2, 3), (3, 0, 7)):
        kind[0, 0, row, column], kind[0, 1 + food, row, column], middle[0, row, column] = -20.0, 20.0, 20.0
    found = counted(kind, middle)[0]
    assert found[3].item() == pytest.approx(2, abs=1e-3)
    assert found[7].item() == pytest.approx(1, abs=1e-3)
    assert found.sum().item() == pytest.approx(3, abs=1e-3)


def test_every_dish_has_a_category_with_names():
    assert len(CATEGORIES) == len(set(CATEGORIES)) == Config().categories
    assert {CATEGORIES[category_of(meal)] for meal in MEALS} <= set(CATEGORIES)
    assert category_text(category_of(plain_dish("salad", ("egg", 1), ("corn", 2)))).en == "egg salad"
    assert FOODS[FOOD_OF_KIND[KIND_INDEX["corn"]] - 1] == "corn" and FOOD_OF_KIND[0] == 0


def test_dishes_that_differ_in_seasoning_only_look_alike_and_others_do_not():
    one = plain_dish("pizza", ("cheese", 1), ("corn", 2))
    salty = plain_dish("pizza", ("cheese", 1), ("corn", 2), seasonings=("oil",))
    more = plain_dish("pizza", ("cheese", 1), ("corn", 3))
    turned = plain_dish("stew", ("corn", 2), ("egg", 1)), plain_dish("stew", ("egg", 1), ("corn", 2))
    assert alike([one], [salty, more])[0].tolist() == [True, False]
    assert not alike(turned[:1], turned[1:]).any()
    assert unique_share([one, salty, more]) == pytest.approx(1 / 3)


def test_a_changed_dish_is_another_one_of_the_same_class():
    for number in range(3, 43, 4):
        before, after = training_dish(number - 1), training_dish(number)
        assert after.name == before.name and after.seasonings == before.seasonings
        assert not alike([before], [after]).any()
        assert after == training_dish(number)
    rng = np.random.default_rng(0)
    assert all(changed(MEALS[0], rng).foods for _ in range(20))


def test_batches_are_a_function_of_their_number_and_know_what_is_true():
    batch, again = rehearsal(0, TINY.channels)(2), rehearsal(0, TINY.channels)(2)
    assert torch.equal(batch.recipes.ingredients, again.recipes.ingredients)
    assert torch.equal(batch.alike, again.alike) and batch.alike.diagonal().all()
    assert torch.equal(batch.middles.sum(dim=(1, 2)) > 0, batch.counts.sum(dim=1) > 0)
    assert (batch.kinds.amax(dim=(1, 2)) > 0).all() and int(batch.kinds.max()) <= len(FOODS)
    assert sum(counts_of(MEALS[0])) == len(MEALS[0].things)


def test_without_the_regulariser_the_classifier_learns_nothing():
    batch = rehearsal(0, TINY.channels)(0)
    for system, learns in ((SYSTEM, True), (PLAIN, False)):
        torch.manual_seed(0)
        network = system.build(system.tiny)
        losses(network, batch)["loss"].backward()
        assert bool(network.classify.weight.grad.abs().sum() > 0) == learns


def test_lines_are_read_once_and_an_empty_list_is_a_row_of_zeros(reader):
    told = written(MEALS[0], "ko")
    rows = reader([told, Written((), ())])
    assert rows.lines.tolist() == [len(told.ingredients), 1]
    assert not rows.ingredients[1].any()
    assert torch.allclose(rows.instructions[0, 0].norm(), torch.tensor(1.0))
    assert unknown_words(("two tomatoes", "a zyzzyva")) == ("zyzzyva",)


def test_importance_is_how_much_the_cosine_falls(model, reader):
    told = written(MEALS[1], "en")
    picture = torch.nn.functional.normalize(torch.randn(TINY.space), dim=0)
    found = importance(model, reader, told, picture)
    assert len(found) == len(told.ingredients) == len(list(left_out(told)))
    shorter = replace(told, ingredients=told.ingredients[1:])
    cosines = recipe_vectors(model, reader, [told, shorter]) @ picture
    assert found[0] == pytest.approx(float(cosines[0] - cosines[1]), abs=1e-6)


def test_another_order_has_the_same_lines():
    rng, lines = np.random.default_rng(0), ("a", "b", "c")
    assert all(in_other_order(lines, rng) != lines for _ in range(20))
    assert sorted(in_other_order(lines, rng)) == list(lines)
    assert in_other_order(("a",), rng) == ("a",)


def test_an_exchange_is_right_in_what_changed_in_what_stays_or_both():
    own = plain_dish("stew", ("egg", 1), ("corn", 2))
    shrimp = plain_dish("stew", ("corn", 1), ("shrimp", 3))
    soup = plain_dish("soup", ("egg", 2), ("corn", 1))
    more = plain_dish("stew", ("corn", 1), ("shrimp", 3), ("fish", 1))
    gallery = [own, shrimp, soup, more]
    food, name = Exchange(0, "egg", "shrimp"), Exchange(0, "stew", "soup")
    assert exchanged(made_of(own), "egg", "shrimp") == made_of(shrimp)
    assert [verdict(food, gallery, number) for number in (1, 2, 3)] == [
        (True, True, True),
        (False, False, False),
        (True, False, False),
    ]
    assert verdict(name, gallery, 2) == (True, True, True)
    assert judged([food, food], gallery, [1, 2])["arithmetic.both"] == 0.5


def test_arithmetic_on_dishes_whose_vectors_add_up_is_always_right():
    table = dict(zip((*FOODS, *CLASSES), torch.eye(40), strict=False))
    vectors = torch.stack([sum(table[c] for c in (meal.name, *made_of(meal)[1])) for meal in MEALS])
    vectors = torch.nn.functional.normalize(vectors, dim=1)
    cases = exchanges(MEALS, 0)
    assert cases and all(
        any(made_of(m) == exchanged(made_of(MEALS[c.dish]), c.minus, c.plus) for m in MEALS) for c in cases
    )
    means = {concept: table[concept] / 2 for concept in concept_vectors(MEALS, vectors)}
    assert judged(cases, MEALS, searched(cases, vectors, vectors, means))["arithmetic.exchanged"] > 0.8
    total = calculated(vectors[0], vectors[1], vectors[1], 1.0)
    assert torch.allclose(total.result, vectors[0], atol=1e-6)
    assert nearest(vectors[3], vectors, 1, without=[3])[0][0] != 3


def test_the_classifiers_shares_add_up(model):
    shares = categories(model, torch.eye(TINY.space))
    assert torch.allclose(shares.sum(dim=1), torch.ones(TINY.space), atol=1e-5)


def test_another_vocabulary_is_refused():
    with pytest.raises(ValueError, match="vocabulary"):
        SYSTEM.build(Config(words="00000000"))


def test_its_evaluation_prints_what_the_design_names(monkeypatch, model):
    monkeypatch.setattr(evaluation, "dish_eye", lambda backbone: oracle_eye(TINY.channels))
    monkeypatch.setattr(evaluation, "ASKED", 3)
    monkeypatch.setattr(evaluation, "without_regulariser", lambda: model)
    found = SYSTEM.evaluate(model, 24, 3, None, lambda pixels: pixels, made_up())
    for name in (
        "medr.24.image_to_recipe.seen",
        "r10.24.recipe_to_image.unseen.ko",
        "shuffled.medr.24.image_to_recipe.seen",
        "arithmetic.both.seen",
        "category.image.unseen",
        "importance.visible.seen",
        "counts.seen",
        "search_ms",
    ):
        assert np.isfinite(found.metrics[name]), name
    assert {"chance", "counts alone", "without regulariser", "dish_only", "word_only"} <= set(found.baselines)


def test_its_shipped_figures_reach_the_level():
    scores = published.weights.load(published.weights_file("recipe-retrieval")).scores
    assert scores["medr.1000.image_to_recipe.seen"] <= 2
    assert scores["medr.1000.recipe_to_image.seen"] <= 2
