"""The vision backbone: a residual CNN that says of each of 14 × 14 cells what is there.

A picture of 112 × 112 pixels is halved three times by convolutions; residual bottlenecks (1 × 1, 3 × 3, 1 × 1) then let
each cell see more and more of its surroundings. Linear heads name kind, colour and size of every cell, and the place
from the mean over all cells. Two more heads learn from the features without changing them: one says in which cells the middle
of a thing lies, so that things can be counted, the other whether the picture is like anything learnt. Other systems read
`features` of the frozen network.

He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv:1512.03385, section 3.3 and figure 5.
Things as middle points: Zhou, Wang, Krähenbühl, "Objects as Points", 2019, arXiv:1904.07850, section 3.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from mm_models.world.colours import COLOURS
from mm_models.world.kinds import KINDS
from mm_models.world.places import PLACES
from mm_models.world.rendering import SIZE_INDEX

RARE = -4.5  # logit of a middle before anything is learnt: one cell in ninety
STRANGE_UNKNOWN = 1e4  # a strangeness that no picture reaches: nothing is refused before it is calibrated


@dataclass(frozen=True)
class Config:
    """The network's size. A picture of 8 n pixels a side gives n × n cells."""

    edges: int = 32  # channels after the first halving
    parts: int = 64  # after the second
    fine_blocks: int = 2  # bottlenecks before the third halving
    channels: int = 256  # of the map of cells
    blocks: int = 8  # bottlenecks on it
    narrow: float = 0.375  # channels inside a bottleneck, as a share of those outside
    kinds: int = len(KINDS) + 1  # 0 is the background
    colours: int = len(COLOURS) + 1  # 0 is "as it is"
    sizes: int = len(SIZE_INDEX) + 1  # 0 is the background
    places: int = len(PLACES) + 1  # the last: a photograph fills the picture
    around: int = 48  # channels of the head that finds the things' middles


@dataclass(frozen=True)
class Trace:
    """What each stage saw, and what the heads say (logits)."""

    edges: Float[Tensor, "batch edges half half"]
    parts: Float[Tensor, "batch parts quarter quarter"]
    stages: tuple[
        Float[Tensor, "batch channels cells cells"], ...
    ]  # after the third halving, each bottleneck
    features: Float[Tensor, "batch channels cells cells"]  # what other systems read
    kind: Float[Tensor, "batch kinds cells cells"]
    colour: Float[Tensor, "batch colours cells cells"]
    size: Float[Tensor, "batch sizes cells cells"]
    place: Float[Tensor, "batch places"]
    centre: Float[Tensor, "batch cells cells"]  # whether the middle of a thing lies in the cell
    strange: Float[Tensor, " batch"]  # how unlike anything learnt; 0: as often strange as learnt


def convolution(inputs: int, outputs: int, kernel: int, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    """A convolution that keeps the side (divided by the stride), and batch normalisation."""
    padding = dilation * (kernel // 2)
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, bias=False), nn.BatchNorm2d(outputs)
    )


class Bottleneck(nn.Module):
    """x + what a narrow convolution adds to it."""

    def __init__(self, channels: int, narrow: float, dilation: int = 1) -> None:
        super().__init__()
        middle = round(channels * narrow)
        self.narrow = convolution(channels, middle, 1)
        self.around = convolution(middle, middle, 3, dilation=dilation)
        self.widen = convolution(middle, channels, 1)

    def forward(
        self, cells: Float[Tensor, "batch channels side side"]
    ) -> Float[Tensor, "batch channels side side"]:
        middle = self.around(self.narrow(cells).relu()).relu()
        return (cells + self.widen(middle)).relu()


def centre_head(config: Config) -> nn.Sequential:
    """Fewer channels, the surroundings of 5 × 5 cells, one logit a cell."""
    head = nn.Sequential(
        *(convolution(config.channels, config.around, 1), nn.ReLU()),
        *(convolution(config.around, config.around, 5), nn.ReLU()),
        nn.Conv2d(config.around, 1, 1),
    )
    nn.init.constant_(head[-1].bias, RARE)  # type: ignore[arg-type]
    return head


class VisionBackbone(nn.Module):
    """Stem, bottlenecks, heads. Every second bottleneck looks twice as far."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.edges = convolution(3, config.edges, 5, stride=2)
        self.parts = convolution(config.edges, config.parts, 3, stride=2)
        self.fine = nn.Sequential(
            *(Bottleneck(config.parts, config.narrow) for _ in range(config.fine_blocks))
        )
        self.cells = convolution(config.parts, config.channels, 3, stride=2)
        self.blocks = nn.ModuleList(
            Bottleneck(config.channels, config.narrow, 1 + number % 2) for number in range(config.blocks)
        )
        self.kind = nn.Conv2d(config.channels, config.kinds, 1)
        self.colour = nn.Conv2d(config.channels, config.colours, 1)
        self.size = nn.Conv2d(config.channels, config.sizes, 1)
        self.place = nn.Linear(config.channels, config.places)
        self.centre = centre_head(config)
        self.strange = nn.Linear(2 * config.channels, 1)  # reads the finished features: see calibrate.py
        self.strange_above = nn.Buffer(
            torch.tensor(STRANGE_UNKNOWN)
        )  # see infer.is_strange; training calibrates it
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, image: Float[Tensor, "batch 3 side side"]) -> Trace:
        """Reads pictures whose values run from -1 to 1 and whose side is a multiple of 8."""
        edges = self.edges(image.contiguous(memory_format=torch.channels_last)).relu()
        parts = self.fine(self.parts(edges).relu())
        stages = [self.cells(parts).relu()]
        for block in self.blocks:
            stages.append(block(stages[-1]))
        features = stages[-1]
        mean, peak = features.mean(dim=(2, 3)), features.amax(dim=(2, 3))
        return Trace(
            edges=edges,
            parts=parts,
            stages=tuple(stages),
            features=features,
            kind=self.kind(features),
            colour=self.colour(features),
            size=self.size(features),
            place=self.place(mean),
            centre=self.centre(features.detach())[:, 0],
            strange=self.strange(torch.cat([mean, peak], dim=1).detach())[:, 0],
        )
