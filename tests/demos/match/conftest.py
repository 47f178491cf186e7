"""Tiny networks in place of the trained ones, and a small gallery, for every test of the Match page."""

from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

from demos import kept
from demos.tabs.match import clip as tab
from demos.tabs.match import clip_match, dish_gallery, gallery
from mm_models.captioning.seeing import CHANNELS
from mm_models.pretrained import clip as pretrained
from mm_models.systems import clip, image_tagging, recipe_retrieval
from mm_models.systems.recipe_retrieval.model import Config as RecipeConfig
from mm_models.systems.recipe_retrieval.reading import made_up
from mm_models.systems.vision_backbone.model import Config, VisionBackbone

GALLERY = 40  # scenes


@pytest.fixture(scope="module")
def networks():
    torch.manual_seed(0)
    backbone = VisionBackbone(Config()).eval()
    torch.manual_seed(1)
    own = clip.SYSTEM.build(replace(clip.SYSTEM.tiny, channels=CHANNELS)).eval()
    torch.manual_seed(2)
    tagging = image_tagging.SYSTEM.build(replace(image_tagging.SYSTEM.tiny, channels=CHANNELS)).eval()
    small = replace(recipe_retrieval.SYSTEM.tiny, channels=RecipeConfig().channels)
    recipes = {
        system.name: system.build(replace(small, semantic=system.config.semantic)).eval()
        for system in (recipe_retrieval.SYSTEM, recipe_retrieval.PLAIN)
    }
    known = {"vision-backbone": backbone, "clip": own, "image-tagging": tagging}
    return {**known, "text-encoder": made_up(), **recipes}


@pytest.fixture(autouse=True)
def models(monkeypatch, networks, tmp_path, request):
    """What the tab borrows; the pretrained network is a tiny one where a test asks for it."""
    known = dict(networks)
    if "clip_folder" in request.fixturenames:
        known[clip_match.LARGE] = pretrained.open_folder(request.getfixturevalue("clip_folder"), "cpu")

    @contextmanager
    def use(key):
        yield known[key]

    monkeypatch.setattr(clip_match.registry, "use", use)
    monkeypatch.setattr(clip_match.registry, "SPECS", [SimpleNamespace(key=key) for key in known])
    monkeypatch.setattr(kept, "SHELF", kept.Shelf())
    monkeypatch.setattr(gallery, "COUNT", GALLERY)
    monkeypatch.setattr(gallery, "FOLDER", tmp_path)
    monkeypatch.setattr(gallery, "_made", {})
    monkeypatch.setattr(dish_gallery, "COUNT", GALLERY)
    monkeypatch.setattr(dish_gallery, "_made", {})
    for remembered in (
        gallery.scenes,
        gallery.meanings,
        gallery.texts,
        gallery.picture_of,
        tab.gallery_truth,
        dish_gallery.meals,
        dish_gallery.picture_of,
    ):
        remembered.cache_clear()
    yield known
    for remembered in (
        gallery.scenes,
        gallery.meanings,
        gallery.texts,
        gallery.picture_of,
        tab.gallery_truth,
        dish_gallery.meals,
        dish_gallery.picture_of,
    ):
        remembered.cache_clear()


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (150, 90, 3)).astype(np.uint8)).save(path)
    return str(path)
