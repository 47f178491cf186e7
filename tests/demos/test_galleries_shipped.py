"""The galleries in the repository belong to the weights in the repository; else the first visitor waits half a minute."""

import pytest

from demos.picture import read_picture, scene_seen
from demos.tabs.match import gallery, image_tagging
from demos.tabs.match.build_gallery import BUILT
from demos.tabs.match.tagging_space import calculated, described, placed, search, tag_of
from mm_models import registry
from mm_models.registry import SPECS

TRAINED = [name for name in BUILT if name in {spec.key for spec in SPECS}]


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
