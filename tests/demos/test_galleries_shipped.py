"""The galleries in the repository belong to the weights in the repository; else the first visitor waits half a minute."""

import pytest

from demos.tabs.match import gallery
from demos.tabs.match.build_gallery import BUILT
from mm_models.registry import SPECS

TRAINED = [name for name in BUILT if name in {spec.key for spec in SPECS}]


@pytest.mark.parametrize("name", TRAINED)
def test_a_gallery_was_made_with_the_present_weights(name):
    assert gallery.fits(name, gallery.made_with(name)), "run python -m demos.tabs.match.build_gallery"
    assert gallery.from_file(name).shape[0] == gallery.COUNT
