"""Receptive fields: the arithmetic agrees with where gradients can reach, and gradients with small changes of a pixel."""

import numpy as np
import pytest
import torch
from torch import nn

from mm_models.systems.vision_backbone.infer import as_input
from mm_models.systems.vision_backbone.model import Config, VisionBackbone
from mm_models.systems.vision_backbone.receptive import Field, fields, looked_at, seen_side

TINY = Config(edges=2, parts=3, fine_blocks=1, channels=4, blocks=2)


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return VisionBackbone(TINY).eval()


@pytest.fixture(scope="module")
def transparent():
    """A network in which nothing is negative, so that no ReLU hides a path."""
    network = VisionBackbone(TINY).eval()
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.constant_(layer.weight, 0.1)
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.constant_(layer.bias, 5.0)
    return network


def support(gradient):
    rows, columns = np.nonzero(gradient.abs().amax(dim=0).numpy())
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_the_trained_size_sees_further_than_the_picture_is_wide():
    found = fields(VisionBackbone(Config()))
    assert [(each.side, each.jump) for each in found[:3]] == [(5, 2), (25, 4), (33, 8)]
    assert [each.side for each in found[3:]] == [49, 81, 97, 129, 145, 177, 193, 225]
    assert [each.name for each in (found[0], found[1], found[-1])] == ["edges", "parts", "stage 8"]


@pytest.mark.parametrize(("row", "column"), [(7, 7), (0, 0), (3, 12)])
def test_gradients_reach_exactly_the_square(transparent, row, column):
    side = 224
    pixels = torch.zeros(1, 3, side, side, requires_grad=True)
    trace = transparent(pixels)
    for field, values in zip(fields(transparent), [trace.edges, trace.parts, *trace.stages], strict=True):
        (gradient,) = torch.autograd.grad(values[0, 0, row, column], pixels, retain_graph=True)
        left, top, right, bottom = field.square(row, column)
        assert support(gradient[0]) == (max(0, left), max(0, top), min(side, right), min(side, bottom))


def test_the_gradient_says_what_a_small_change_of_a_pixel_does(network):
    network = VisionBackbone(TINY).double().eval()
    image = np.random.default_rng(0).integers(0, 256, (112, 112, 3)).astype(np.uint8)
    found = looked_at(network.float(), image, 5, 6, kind=3)
    y, x = divmod(int(found.strength.argmax()), 112)
    channel = int(found.gradient[:, y, x].abs().argmax())
    pixels, step = as_input(image[None]).double(), 1e-5
    pixels[0, channel, y, x] += step
    with torch.no_grad():
        more = network.double()(pixels).kind[0, 3, 5, 6]
        pixels[0, channel, y, x] -= 2 * step
        less = network(pixels).kind[0, 3, 5, 6]
    assert float(more - less) / (2 * step) == pytest.approx(float(found.gradient[channel, y, x]), rel=1e-3)


def test_without_a_wish_it_is_the_kind_that_the_cell_is_named(network):
    image = np.random.default_rng(1).integers(0, 256, (112, 112, 3)).astype(np.uint8)
    with torch.no_grad():
        scores = network(as_input(image[None])).kind[0, :, 2, 9]
    found = looked_at(network, image, 2, 9)
    assert (found.kind, found.score) == (int(scores.argmax()), pytest.approx(float(scores.max()), abs=1e-4))
    assert not any(parameter.grad is not None for parameter in network.parameters())


def test_the_seen_square_holds_nine_tenths():
    strength = torch.zeros(112, 112)
    strength[56, 56], strength[56, 60], strength[40, 56] = 8.0, 1.5, 0.5
    assert seen_side(strength, 7, 7, 8) == 9
    assert seen_side(torch.ones(112, 112), 7, 7, 8) > 100


def test_cells_at_the_edge_see_over_it():
    assert Field("stage 0", 33, 8).square(0, 13) == (88, -16, 121, 17)
