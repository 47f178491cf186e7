"""Tiny captioners in place of the trained ones, for every test of the captioning tab."""

import numpy as np
import pytest
import torch
from PIL import Image

from mm_models.systems import lrcn, show_and_tell, show_attend_tell, transformer_captioner
from mm_models.systems.vision_backbone.model import Config, VisionBackbone
from tests.demos.caption.asking import tiny, using


@pytest.fixture(scope="module")
def networks():
    torch.manual_seed(0)
    systems = (
        *(show_and_tell.SYSTEM, show_attend_tell.SYSTEM, show_attend_tell.STAGES, lrcn.SYSTEM),
        transformer_captioner.SYSTEM,
    )
    return {"vision-backbone": VisionBackbone(Config()).eval()} | {each.name: tiny(each) for each in systems}


@pytest.fixture(autouse=True)
def models(monkeypatch, networks):
    using(monkeypatch, networks)
    return networks


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (150, 90, 3)).astype(np.uint8)).save(path)
    return str(path)
