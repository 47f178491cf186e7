"""The atlas: every kind is drawn by every designer that figures are given for, and its licences lie beside it."""

from collections import Counter

import numpy as np
import pytest

from mm_models.world.colours import COLOUR, COLOURS, recolour
from mm_models.world.kinds import ASSETS, KIND, KINDS, group
from mm_models.world.sprites import DESIGNERS, FURTHER, MEASURED, UNSEEN, drawings, sprite

SOUNDING = {
    "dog", "rain cloud", "wave", "baby", "clock", "sneezing face", "helicopter", "saw", "rooster", "fire"
}  # fmt: skip
PHOTOGRAPHED = {"airplane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}


def test_there_are_enough_kinds_and_the_named_groups_are_whole():
    assert len(KINDS) >= 48
    assert set(group("sound")) == SOUNDING
    assert set(group("photo")) == PHOTOGRAPHED
    assert len(group("food")) >= 18


def test_names_are_unique_in_both_languages():
    for names in ([kind.name for kind in KINDS], [kind.ko for kind in KINDS], [kind.one for kind in KINDS]):
        assert max(Counter(names).values()) == 1


def test_every_kind_has_tags_in_both_languages():
    assert all(kind.tags_en and kind.tags_ko and kind.counter for kind in KINDS)


@pytest.mark.parametrize("designer", (*MEASURED, UNSEEN))
def test_every_kind_is_drawn_by_the_measured_and_the_unseen_designers(designer):
    assert all(drawings().get((kind.name, designer)) for kind in KINDS)


def test_most_kinds_are_drawn_by_further_hands():
    assert all(sum((kind.name, name) in drawings() for kind in KINDS) > len(KINDS) // 2 for name in FURTHER)


def test_all_assets_are_small_and_licensed():
    files = list(ASSETS.iterdir())
    assert sum(file.stat().st_size for file in files) <= 4 * 2**20
    notice = (ASSETS / "LICENCES.md").read_text(encoding="utf-8")
    assert all(f"`{designer}.webp`" in notice for designer in DESIGNERS)


def test_every_drawing_fills_its_box():
    for (kind, designer), rows in drawings().items():
        for row in rows:
            pixels = sprite(kind, designer, row.glyph, None, 48, 0)
            assert 42 <= max(pixels.shape[:2]) <= 49  # a faint halo may be trimmed
            assert (pixels[..., 3] >= 128).mean() > 0.05


def test_an_unknown_drawing_is_an_error_that_lists_those_there_are():
    with pytest.raises(ValueError, match="1f415"):
        sprite("dog", "noto", "ffff", None, 48, 0)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.colourable])
def test_recoloured_things_come_nearer_to_their_colour_than_to_any_other(kind):
    for designer in (*MEASURED, UNSEEN):
        glyph = drawings()[kind, designer][0].glyph
        plain = sprite(kind, designer, glyph, None, 64, 0)
        for colour in COLOURS:
            painted = recolour(plain, colour, leaves="plant" in KIND[kind].groups)
            changed = painted[
                (np.abs(painted.astype(int) - plain).sum(-1) > 12) & (painted[..., 3] > 200), :3
            ]
            if len(changed) > 40:
                middle = np.median(changed, axis=0)
                nearest = min(COLOURS, key=lambda name: np.abs(middle - COLOUR[name].rgb).sum())
                assert nearest == colour, (designer, colour, middle)
