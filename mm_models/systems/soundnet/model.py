"""SoundNet: a network that hears what a vision network sees.

A raw waveform goes through eight one-dimensional convolutions. The first has filters of 4 ms and learns them, instead of
being given a spectrogram; each shortens the time axis, and so does pooling after three of them. The eighth has two
heads: at each step of two seconds one scores the kinds of things, the other the kinds of places. Averaged over time they are
held against what a vision network says of the picture that the sound came with, p:

    L = KL(p_things ‖ softmax f_things(x)) + KL(p_places ‖ softmax f_places(x)).

No label is needed: the picture is the teacher, the sound network its student. What the student has learnt on the way is read
off the fifth layer ("pool5"), where a linear classifier learns a task of its own from few labels.

Aytar, Vondrick, Torralba, "SoundNet: Learning Sound Representations from Unlabeled Video", NIPS 2016, arXiv:1610.09001,
sections 3.1 to 3.4, equation 1 and table 1.
"""

from dataclasses import dataclass
from math import prod
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from mm_models.audio.foley import FOLEY
from mm_models.world.kinds import KINDS
from mm_models.world.places import PLACES

FULL_SCALE = 256.0  # the network reads waveforms from -256 to 256, as the paper's does
POOL5 = 5  # the layer whose output other tasks read


@dataclass(frozen=True)
class Shape:
    """What one of the seven shared convolutions has."""

    widths: int  # filters, as a multiple of the first layer's
    kernel: int  # taps
    stride: int  # by which it shortens the time axis
    pool: int  # steps of the maximum after it


# The paper's: 1 2 4 8 16 32 64 widths; 64 32 16 8 4 4 4 taps; strides of 2; 8 8 1 1 4 1 1 steps.
SHAPES = (
    Shape(1, 64, 4, 4),
    Shape(2, 32, 2, 4),
    Shape(4, 16, 2, 1),
    Shape(6, 8, 2, 1),
    Shape(8, 4, 2, 4),
    Shape(12, 4, 2, 1),
    Shape(16, 4, 2, 1),
)
HEAD = (4, 2)  # taps and stride of the eighth; the paper's: 8 and 2


@dataclass(frozen=True)
class Config:
    """The network's size, and what the heads tell apart."""

    width: int = 16  # filters of the first layer
    things: int = len(KINDS)
    places: int = len(PLACES) + 1  # the last: a photograph fills the picture
    targets: int = len(FOLEY)  # classes of the task that reads pool5


@dataclass(frozen=True)
class Trace:
    """What each layer heard, what the two heads say, and what the linear classifier on pool5 says (logits)."""

    scaled: Float[Tensor, "batch samples"]  # the waveform as it is read
    layers: tuple[Float[Tensor, "batch _filters _steps"], ...]  # after each convolution, ReLU and pooling
    things_over_time: Float[Tensor, "batch things steps"]
    places_over_time: Float[Tensor, "batch places steps"]
    things: Float[Tensor, "batch things"]  # their means over time
    places: Float[Tensor, "batch places"]
    pool5: Float[Tensor, "batch twice"]  # mean and maximum over time of the fifth layer
    target: Float[Tensor, "batch targets"]


def convolution(inputs: int, outputs: int, kernel: int, stride: int, bias: bool = True) -> nn.Conv1d:
    """A convolution that shortens the time axis by its stride."""
    return nn.Conv1d(inputs, outputs, kernel, stride, kernel // 2, bias=bias)


class Layer(nn.Module):
    """A convolution that shortens the time axis, batch normalisation, what is above zero, and a maximum over `pool` steps."""

    def __init__(self, inputs: int, outputs: int, shape: Shape) -> None:
        super().__init__()
        self.convolution = convolution(inputs, outputs, shape.kernel, shape.stride, bias=False)
        self.norm = nn.BatchNorm1d(outputs)
        self.pool = shape.pool

    def forward(self, values: Float[Tensor, "batch inputs steps"]) -> Float[Tensor, "batch outputs fewer"]:
        heard = self.norm(self.convolution(values)).relu()
        return functional.max_pool1d(heard, self.pool) if self.pool > 1 else heard


class SoundNet(nn.Module):
    """Seven shared convolutions, an eighth with two heads, and a linear classifier that reads the fifth."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        filters = [config.width * shape.widths for shape in SHAPES]
        ends = zip([1, *filters[:-1]], filters, SHAPES, strict=True)
        self.layers = nn.ModuleList(Layer(*each) for each in ends)
        self.things = convolution(filters[-1], config.things, *HEAD)
        self.places = convolution(filters[-1], config.places, *HEAD)
        self.target = nn.Linear(2 * filters[POOL5 - 1], config.targets)

    @property
    def filters(self) -> Float[Tensor, "filters taps"]:
        """The first layer's filters as they were learnt."""
        return cast(Layer, self.layers[0]).convolution.weight.detach()[:, 0]

    def forward(self, scaled: Float[Tensor, "batch samples"]) -> Trace:
        """Hears waveforms as `infer.as_input` makes them, at least a second of 16 kHz."""
        layers: list[Tensor] = []
        for layer in self.layers:
            layers.append(layer(layers[-1] if layers else scaled[:, None]))
        things, places = self.things(layers[-1]), self.places(layers[-1])
        pool5 = summed_up(layers[POOL5 - 1])
        return Trace(
            scaled=scaled,
            layers=tuple(layers),
            things_over_time=things,
            places_over_time=places,
            things=things.mean(dim=2),
            places=places.mean(dim=2),
            pool5=pool5,
            target=self.target(pool5),
        )


def summed_up(over_time: Float[Tensor, "batch filters steps"]) -> Float[Tensor, "batch twice"]:
    """Mean and maximum over time: the maximum finds a bark in silence, the mean knows rain."""
    return torch.cat([over_time.mean(dim=2), over_time.amax(dim=2)], dim=1)


def samples_a_step(layer: int) -> int:
    """How many samples lie between two steps of a layer; they are counted from 1, the eighth is that of the heads."""
    shortened = prod(shape.stride * shape.pool for shape in SHAPES[:layer])
    return shortened if layer <= len(SHAPES) else shortened * HEAD[1]
