"""The vision backbone: a residual CNN that says of each of 14 × 14 cells what is there.

A picture of 112 × 112 pixels is halved three times by convolutions; residual bottlenecks (1 × 1, 3 × 3, 1 × 1) then let
each cell see more and more of its surroundings. Linear heads name kind, colour and size of every cell, and the place
from the mean over all cells. Other systems read `features` of the frozen network.

He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv:1512.03385, section 3.3 and figure 5.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from mm_models.world.colours import COLOURS
from mm_models.world.kinds import KINDS
from mm_models.world.places import PLACES
from mm_models.world.rendering import SIZE_INDEX


@dataclass(frozen=True)
class Config:
    """The network's size. A picture of 8 n pixels a side gives n × n cells."""

    edges: int = 24  # channels after the first halving
    parts: int = 64  # after the second
    channels: int = 192  # of the map of cells
    middle: int = 64  # inside a bottleneck
    blocks: int = 8
    kinds: int = len(KINDS) + 1  # 0 is the background
    colours: int = len(COLOURS) + 1  # 0 is "as it is"
    sizes: int = len(SIZE_INDEX) + 1  # 0 is the background
    places: int = len(PLACES) + 1  # the last: a photograph fills the picture


@dataclass(frozen=True)
class Trace:
    """What each stage saw, and what the heads say (logits)."""

    edges: Float[Tensor, "batch edges half half"]
    parts: Float[Tensor, "batch parts quarter quarter"]
    blocks: Float[Tensor, "batch stages channels cells cells"]  # after the stem and after each bottleneck
    features: Float[Tensor, "batch channels cells cells"]  # what other systems read
    kind: Float[Tensor, "batch kinds cells cells"]
    colour: Float[Tensor, "batch colours cells cells"]
    size: Float[Tensor, "batch sizes cells cells"]
    place: Float[Tensor, "batch places"]


def convolution(inputs: int, outputs: int, kernel: int, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    """A convolution that keeps the side (divided by the stride), and batch normalisation."""
    padding = dilation * (kernel // 2)
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, bias=False), nn.BatchNorm2d(outputs)
    )


class Bottleneck(nn.Module):
    """x + what a narrow convolution adds to it."""

    def __init__(self, channels: int, middle: int, dilation: int) -> None:
        super().__init__()
        self.narrow = convolution(channels, middle, 1)
        self.around = convolution(middle, middle, 3, dilation=dilation)
        self.widen = convolution(middle, channels, 1)

    def forward(
        self, cells: Float[Tensor, "batch channels cells cells"]
    ) -> Float[Tensor, "batch channels cells cells"]:
        middle = self.around(self.narrow(cells).relu()).relu()
        return (cells + self.widen(middle)).relu()


class VisionBackbone(nn.Module):
    """Stem, bottlenecks, heads. Every second bottleneck looks twice as far."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.edges = convolution(3, config.edges, 5, stride=2)
        self.parts = convolution(config.edges, config.parts, 3, stride=2)
        self.cells = convolution(config.parts, config.channels, 3, stride=2)
        self.blocks = nn.ModuleList(
            Bottleneck(config.channels, config.middle, 1 + number % 2) for number in range(config.blocks)
        )
        self.kind = nn.Conv2d(config.channels, config.kinds, 1)
        self.colour = nn.Conv2d(config.channels, config.colours, 1)
        self.size = nn.Conv2d(config.channels, config.sizes, 1)
        self.place = nn.Linear(config.channels, config.places)

    def forward(self, image: Float[Tensor, "batch 3 side side"]) -> Trace:
        """Reads pictures whose values run from -1 to 1 and whose side is a multiple of 8."""
        edges = self.edges(image.contiguous(memory_format=torch.channels_last)).relu()
        parts = self.parts(edges).relu()
        stages = [self.cells(parts).relu()]
        for block in self.blocks:
            stages.append(block(stages[-1]))
        features = stages[-1]
        return Trace(
            edges=edges,
            parts=parts,
            blocks=torch.stack(stages, dim=1),
            features=features,
            kind=self.kind(features),
            colour=self.colour(features),
            size=self.size(features),
            place=self.place(features.mean(dim=(2, 3))),
        )
