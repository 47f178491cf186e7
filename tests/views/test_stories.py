"""Payloads of clips' captions: what was sent comes out again, and what cannot be drawn is refused with a reason."""

import json

import numpy as np
import pytest

from demos.views.packing import unpack
from demos.views.story_view import stories, told
from tests.views.gallery_captions import words
from tests.views.gallery_stories import FRAMES, frames, maps, several, single


def test_payloads_are_json_and_small():
    for made in (single(), several()):
        assert len(json.dumps(made, allow_nan=False)) < 20_000


def test_attention_comes_out_as_it_went_in():
    assert np.allclose(unpack(single()["panes"][0]["maps"]), maps())
    bad = told(range(FRAMES), words(), np.full_like(maps(), np.nan))
    assert unpack(bad["maps"]).max() == 0
    assert [pane["order"][0] for pane in several()["panes"]] == [0, FRAMES - 1]
    assert (single()["details"], several()["details"]) == (True, False)


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda: told(range(FRAMES), words(), maps()[:2]), "do not fit maps"),
        (lambda: told(range(3), words(), maps()), "do not fit maps"),
        (lambda: told(range(FRAMES), words() * 20, np.zeros((80, FRAMES))), "at most 64"),
        (lambda: stories(frames(), []), "1 to 12 panes"),
        (lambda: stories(frames()[0], [told(range(FRAMES), words(), maps())]), "a clip is"),
        (lambda: stories(frames()[:4], [told(range(FRAMES), words(), maps())]), "frames are 0 to 3"),
    ],
)
def test_what_cannot_be_drawn_is_refused(build, reason):
    with pytest.raises(ValueError, match=reason):
        build()
