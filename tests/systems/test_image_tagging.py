"""Image tagging: its loss and vectors by hand, cells that add up, thresholds, and analogies."""

import json
from importlib import import_module

import numpy as np
import pytest
import torch

from mm_models import published
from mm_models.captioning.seeing import oracle_eye
from mm_models.matching.losses import hardest_tag_hinge
from mm_models.matching.searching import nearest
from mm_models.matching.trials import seen_scenes, some_scenes
from mm_models.systems.image_tagging import SYSTEM
from mm_models.systems.image_tagging.analogies import Analogy, analogies, judged, kinds_of, verdict
from mm_models.systems.image_tagging.calibrate import best_threshold, calibrate
from mm_models.systems.image_tagging.infer import arithmetic, centred, picture_vectors, tags_by_cosine
from mm_models.systems.image_tagging.model import Config, cell_shares
from mm_models.systems.image_tagging.tags import TAGS, WORDS, tag_numbers, tags_of, word_of, words_true
from mm_models.world.checking import check
from mm_models.world.scenes import Scene, scene, thing_at

TINY = SYSTEM.tiny
evaluation = import_module(
    "mm_models.systems.image_tagging.evaluate"
)  # the package has a function of that name
SCENES = some_scenes("validation", 80, 0)


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return SYSTEM.build(TINY).eval()


def test_a_pictures_vector_is_one_matrix_times_means_and_largest_values(model):
    annotations, ids = SYSTEM.example(TINY, torch.Generator().manual_seed(0))
    trace = model(annotations, ids)
    cells = annotations[1].flatten(1).double().numpy()
    seen = np.concatenate([cells.mean(axis=1), cells.max(axis=1)])
    found = model.project.weight.detach().double().numpy() @ seen
    assert trace.image[1].detach().numpy() == pytest.approx(found / np.linalg.norm(found), abs=1e-5)
    row = model.table.weight[ids[1, 2]].detach().double().numpy()
    cosine = found @ row / np.linalg.norm(found) / np.linalg.norm(row)
    assert trace.cosines[1, 2].item() == pytest.approx(cosine, abs=1e-5)


def test_what_cells_contribute_adds_up_to_the_cosine(model):
    annotations = torch.randn(TINY.channels, 14, 14, generator=torch.Generator().manual_seed(1))
    for word in (0, 7, 100):
        shares = cell_shares(model, annotations, word)
        cosine = model.pictures(annotations[None])[0] @ model.vectors[word]
        assert shares.sum().item() == pytest.approx(cosine.item(), abs=1e-5)
    where = annotations.clone()
    where[:, 3, 4] += 10  # the largest value of every channel is now here
    lost = cell_shares(model, where, 7) - cell_shares(model, where, 7).mean()
    assert lost.abs().argmax() == 3 * 14 + 4


def test_the_hinge_by_hand():
    cosines = torch.tensor([[0.8, 0.7, 0.1], [0.3, 0.6, 0.5]])
    true = torch.tensor([[True, False, False], [False, True, True]])
    found = hardest_tag_hinge(cosines, true, 0.2)
    assert float(found["image_to_text"]) == pytest.approx((0.1 + 0.0 + 0.0) / 3, abs=1e-6)
    assert float(found["text_to_image"]) == pytest.approx((0.0 + 0.3 + 0.0) / 3, abs=1e-6)


def test_tags_are_true_and_have_a_word_in_each_language():
    assert len(WORDS) == 2 * len(TAGS) == 166
    assert (WORDS[word_of(0, "en")], WORDS[word_of(0, "ko")]) == (TAGS[0].text.en, TAGS[0].text.ko)
    for each in SCENES[:20]:
        named = [tag for tag, true in zip(TAGS, tags_of(each), strict=True) if true]
        assert {tag.name for tag in named if tag.about == "thing"} == kinds_of(each)
        assert [tag.name for tag in named if tag.about == "place"] == [each.place]
        assert all(check(f"there is a {tag.name}.", each).true for tag in named if tag.about == "thing")
    assert words_true([tags_of(each) for each in SCENES]).shape == (80, 166)


def test_a_threshold_is_where_f1_is_highest():
    cosines = np.array([0.9, 0.8, 0.4, 0.3, 0.1])
    assert 0.4 < best_threshold(cosines, np.array([True, True, False, False, False])) < 0.8
    assert best_threshold(cosines, np.array([True, False, True, True, False])) == pytest.approx(0.2)
    assert best_threshold(cosines, np.zeros(5, bool)) > 0.9


def test_calibration_sets_thresholds_and_strength_and_nothing_else(model):
    before = {name: weight.clone() for name, weight in model.named_parameters()}
    calibrate(model, SCENES, seen_scenes(oracle_eye(TINY.channels), SCENES))
    assert model.threshold.abs().sum() > 0
    assert all(torch.equal(weight, before[name]) for name, weight in model.named_parameters())
    best = tags_by_cosine(model, model.vectors.detach()[0], "en")
    assert best[0].tag == 0 and best[0].cosine == pytest.approx(1, abs=1e-5)
    assert best[0].true == (best[0].cosine > best[0].threshold)


def test_arithmetic_is_the_sum_at_length_one():
    picture, minus, plus = torch.nn.functional.normalize(
        torch.randn(3, 12, generator=torch.Generator().manual_seed(2)), dim=1
    )
    found = arithmetic(picture, minus, plus, 0.5)
    whole = picture + 0.5 * (plus - minus)
    assert torch.allclose(found.result, whole / whole.norm(), atol=1e-6)
    assert torch.allclose(arithmetic(picture, minus, minus, 0.5).result, picture, atol=1e-6)
    gallery = torch.stack([picture, minus, plus])
    assert nearest(picture, gallery, 3)[0][0] == 0
    assert 0 not in [number for number, _ in nearest(picture, gallery, 3, without=[0])]
    assert centred(gallery, gallery.mean(dim=0)).norm(dim=1).tolist() == pytest.approx([1, 1, 1])


def plain(kinds, place):
    things = tuple(thing_at(kind, (30.0 + 40 * i, 50.0), 34) for i, kind in enumerate(kinds))
    return Scene(0, "test", place, 40, (0, 0), False, things)


def test_an_analogy_is_right_in_its_thing_its_place_or_both():
    gallery = [
        plain(["dog"], "grass"),
        plain(["cat"], "grass"),
        plain(["cat"], "snow"),
        plain(["car"], "grass"),
        plain(["cat", "car"], "grass"),
    ]
    case = Analogy(0, "dog", "cat")
    assert verdict(case, gallery, 1) == (True, True, True)
    assert verdict(case, gallery, 2) == (True, False, False)
    assert verdict(case, gallery, 3) == (False, True, False)
    assert verdict(case, gallery, 4) == (True, True, False)
    assert judged([case, case], gallery, [1, 3]) == {
        "analogy.thing": 0.5,
        "analogy.place": 1.0,
        "analogy.both": 0.5,
    }


def test_all_counts_only_pictures_in_which_something_else_has_to_stay():
    gallery = [
        plain(["dog"], "grass"),
        plain(["dog", "car"], "grass"),
        plain(["cat"], "grass"),
        plain(["cat", "car"], "grass"),
    ]
    alone, with_car = Analogy(0, "dog", "cat"), Analogy(1, "dog", "cat")
    found = judged([alone, with_car, with_car], gallery, [2, 3, 2])
    assert found["analogy.both"] == pytest.approx(2 / 3)
    assert found["analogy.all"] == 0.5
    assert "analogy.all" not in judged([alone], gallery, [2])


def test_every_analogy_has_an_answer_that_is_not_its_own_picture():
    cases = analogies(SCENES, 0)
    assert len(cases) > 10
    for case in cases:
        assert any(
            verdict(case, SCENES, number)[2] for number in range(len(SCENES)) if number != case.picture
        )
        assert case.minus in kinds_of(SCENES[case.picture]) and case.plus not in kinds_of(
            SCENES[case.picture]
        )


def test_other_words_are_refused():
    with pytest.raises(ValueError, match="tags"):
        SYSTEM.build(Config(trained_with="00000000"))


def test_its_evaluation_prints_what_the_design_names(monkeypatch, model):
    monkeypatch.setattr(evaluation, "eye", lambda backbone: oracle_eye(TINY.channels))
    found = SYSTEM.evaluate(model, 60, 3, None, lambda pixels: pixels)
    for name in (
        "f1.seen",
        "f1.unseen.ko",
        "analogy.both.seen",
        "analogy.thing.centred.seen",
        "analogy.place.unseen",
        "pointing",
        "gap",
        "search_ms",
    ):
        assert np.isfinite(found.metrics[name]), name
    assert {"image_only", "word_only", "random_direction"} <= set(found.baselines)
    assert found.baselines["image_only"]["analogy.place.seen"] >= 0


def test_pictures_are_embedded_in_parts_as_in_one(model):
    annotations = torch.randn(3, TINY.channels, 5, 5)
    assert torch.allclose(picture_vectors(model, annotations), model.pictures(annotations).detach())
    assert tag_numbers()["place", "beach"] == [tag.name for tag in TAGS].index("beach")
    assert tags_of(scene(1, "validation")).dtype == bool


def test_its_shipped_figures_reach_the_levels():
    scores = published.weights.load(published.weights_file("image-tagging")).scores
    assert scores["f1.seen"] >= 0.9
    assert scores["analogy.both.seen"] >= 0.6


def test_where_something_else_has_to_stay_no_baseline_comes_near_the_sum():
    shipped = json.loads((published.ASSETS / "results" / "image-tagging.json").read_text(encoding="utf-8"))
    assert shipped["metrics"]["analogy.all.seen"] >= 0.6
    for name in ("image_only", "word_only", "random_direction"):
        assert shipped["baselines"][name]["analogy.all.seen"] < 0.1
        assert shipped["baselines"][name]["analogy.all.unseen"] < 0.1
