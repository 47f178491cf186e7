"""Two looks at a picture: at it, and at its mirror image."""

import pytest
import torch

from mm_models.captioning.seeing import FEATURES, annotations, averaged, mean_logits, twice
from mm_models.systems.vision_backbone.model import Config, VisionBackbone


@pytest.fixture(scope="module")
def backbone():
    torch.manual_seed(0)
    return VisionBackbone(Config()).eval().requires_grad_(False)


@pytest.fixture(scope="module")
def pixels():
    return torch.rand(2, 3, 112, 112, generator=torch.Generator().manual_seed(0)) * 2 - 1


def test_both_looks_count_alike(backbone, pixels):
    one, other = annotations(twice(backbone)(pixels)), annotations(twice(backbone)(pixels.flip(3))).flip(3)
    assert torch.allclose(one[:, FEATURES:], other[:, FEATURES:], atol=1e-4)
    single = annotations(backbone(pixels))
    assert not torch.allclose(one[:, FEATURES:], single[:, FEATURES:], atol=1e-3), (
        "the second look changed nothing"
    )


def test_features_are_those_of_the_picture_itself(backbone, pixels):
    assert torch.equal(twice(backbone)(pixels).features, backbone(pixels).features)


def test_a_second_look_that_says_the_same_changes_nothing(backbone, pixels):
    same = backbone(pixels)
    turned = type(same)(**{name: turned_round(name, getattr(same, name)) for name in vars(same)})
    assert torch.allclose(annotations(averaged(same, turned)), annotations(same), atol=1e-4)


def turned_round(name, value):
    """A reading as its mirror image's would be, if the network saw no difference."""
    return value.flip(-1) if name in ("kind", "colour", "size", "centre") else value


def test_means_are_of_probabilities():
    one, other = torch.tensor([[0.0, 0.0]]), torch.tensor([[9.0, 0.0]])
    expected = (one.softmax(1) + other.softmax(1)) / 2
    assert torch.allclose(mean_logits(one, other).softmax(1), expected, atol=1e-6)
