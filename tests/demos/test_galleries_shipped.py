"""The galleries in the repository belong to the weights in the repository; else the first visitor waits half a minute."""

import pytest

from demos.picture import read_picture, scene_seen
from demos.tabs.match import binding_gallery, dish_gallery, gallery, image_tagging
from demos.tabs.match.binding_input import FIRST_SHARE, FIRST_TEXT
from demos.tabs.match.binding_query import bound, items_of
from demos.tabs.match.build_gallery import BUILT
from demos.tabs.match.tagging_space import calculated, described, placed, search, tag_of
from mm_models import registry
from mm_models.registry import SPECS
from mm_models.systems.imagebind.infer import added

KNOWN = {spec.key for spec in SPECS}
TRAINED = [name for name in BUILT if name in KNOWN]


@pytest.mark.parametrize("name", TRAINED)
def test_a_gallery_was_made_with_the_present_weights(name):
    assert gallery.fits(name, gallery.made_with(name)), "run python -m demos.tabs.match.build_gallery"
    assert gallery.from_file(name).shape[0] == gallery.COUNT


def test_the_sum_that_tagging_opens_with_finds_a_horse_where_the_rabbits_were():
    registry.configure(device="cpu", offline=True)
    found = placed(read_picture(image_tagging.RABBITS, None).image, "en")
    total = calculated(found, tag_of("thing:rabbit"), tag_of("thing:horse"), 0.0)
    ((first, _),) = search(total.result, 1, without_means=False)
    assert described(gallery.scenes()[first]) == (
        {"horse"},
        described(scene_seen(image_tagging.RABBITS).scene)[1],
    )


@pytest.mark.parametrize("name", [name for name in dish_gallery.MODELS if name in KNOWN])
def test_a_gallery_of_dishes_was_made_with_the_present_weights(name):
    assert dish_gallery.fits(name), "run python -m demos.tabs.match.build_gallery"
    assert {len(rows) for rows in dish_gallery.tensors_of(name).values()} >= {dish_gallery.COUNT}


def test_what_imagebind_searches_was_made_with_the_present_weights():
    assert binding_gallery.fits(), "run python -m demos.tabs.match.build_gallery"
    assert len(binding_gallery.from_file()["depth"]) == gallery.COUNT


def test_the_sum_that_imagebind_opens_with_finds_a_clock_and_a_turtle():
    registry.configure(device="cpu", offline=True)
    items = items_of("test:9", None, None, "clock_tick", FIRST_TEXT, "test:6")
    vectors = bound(items).vectors
    total = added(vectors["image"], vectors["audio"], FIRST_SHARE)
    (first,) = gallery.nearest(total, binding_gallery.vectors("image", "en"), 1)
    assert binding_gallery.kinds_of("image", first.number, "en") >= {"clock", "turtle"}
