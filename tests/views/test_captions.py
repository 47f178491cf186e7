"""Payloads of captions and trees: what was sent comes out again, and what cannot be drawn is refused with a reason."""

import json

import numpy as np
import pytest

from demos.views.caption_view import MOST_PANES, captions_over, packed_maps, pane, word
from demos.views.packing import unpack
from demos.views.tree_view import node, tree
from tests.views.gallery_captions import beam, maps, several, single, words
from tests.views.gallery_pictures import CELLS, ramp


def test_payloads_are_json_and_small():
    for made in (single(), several(), beam()):
        assert len(json.dumps(made, allow_nan=False)) < 40_000


def test_maps_keep_their_values_to_a_level_of_their_own_peak():
    values = (
        np.random.default_rng(0).random((4, CELLS, CELLS)) * np.array([1, 0.1, 0.01, 0.001])[:, None, None]
    )
    made = packed_maps(values, 4)
    peaks = np.array(made["peaks"])[:, None, None]
    assert np.allclose(peaks[:, 0, 0], values.max(axis=(1, 2)), atol=1e-6)
    assert (np.abs(unpack(made["values"]) / 255 * peaks - values) <= peaks / 500 + 1e-6).all()


def test_maps_that_are_no_numbers_or_all_zero_are_drawn():
    made = packed_maps(np.full((1, 2, 2), np.nan), 1)
    assert unpack(made["values"]).max() == 0
    assert made["peaks"] == [0.0]


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda: pane(ramp(), words(), maps=maps()[:2]), "4 words need 4 maps"),
        (lambda: pane(ramp(), [word("a", 1.0)] * 65), "at most 64 words"),
        (lambda: captions_over([]), "1 to 12 panes"),
        (lambda: captions_over([pane(ramp(), [])] * (MOST_PANES + 1)), "1 to 12 panes"),
        (lambda: captions_over([pane(None, [])]), "a picture of its own"),
        (lambda: tree([], []), "1 to 64 levels"),
        (lambda: tree([[node("a", 0, 1, 0)]], []), "a caption for each leaf"),
        (lambda: tree([[node("a", 1, 1, 0)]], [("a", 0)]), "parents stand in the level before"),
        (lambda: tree([[node("a", 0, 1, 0)] * 17], [("a", 0)] * 17), "1 to 16 nodes"),
    ],
)
def test_what_cannot_be_drawn_is_refused(build, reason):
    with pytest.raises(ValueError, match=reason):
        build()
