"""What systems see in the application is what they saw when they were measured."""

import numpy as np
import pytest
import torch

from demos.picture import read_picture
from demos.tabs.caption.captioning_speech import blank_glance, glance, single_glance
from demos.tabs.caption.contrastive_pool import looked_at
from mm_models.captioning.evaluation import trial_of
from mm_models.captioning.seeing import look, twice
from tests.demos.caption.asking import ATTENTIVE


@pytest.fixture
def images():
    return np.stack([read_picture(name, None).image for name in ("test:33", "unseen:5")])


def test_captioners_see_a_picture_as_when_they_were_measured(models, images):
    backbone = models["vision-backbone"]
    both = twice(backbone)
    for image in images:
        assert torch.allclose(glance(image).annotations, look(both, image[None]), atol=1e-5)
    assert torch.allclose(looked_at(images)[0], look(both, images), atol=1e-5)
    measured = trial_of(models[ATTENTIVE], backbone, seed=0)
    assert torch.allclose(blank_glance(images[0]).annotations, measured.blank, atol=1e-5)


def test_other_systems_see_it_with_one_look(models, images):
    one = look(models["vision-backbone"], images[:1])
    assert torch.allclose(single_glance(images[0]).annotations, one, atol=1e-5)
    assert not torch.allclose(glance(images[0]).annotations, one, atol=1e-3), "two looks saw nothing new"
