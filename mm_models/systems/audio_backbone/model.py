"""The audio backbone: a convolutional network that names what sounds, in a recording as a whole and moment by moment.

A log-mel spectrogram of 64 bands, 50 frames a second, goes through four pairs of 3 × 3 convolutions, each halving bands
and (thrice) frames, as a picture would. What is left of the frequency axis, four rows, is folded into the channels: one
feature vector for each 160 ms. Over time, mean and maximum are added into one vector for the recording: the maximum
finds a bark in silence, the mean knows rain. A linear layer names ten sounds, or none of them. Other systems read
`over_time` and `vector` of the frozen network.

The shape follows the "CNN" family of Kong, Cao, Iqbal, Wang, Wang, Plumbley, "PANNs: Large-Scale Pretrained Audio Neural
Networks for Audio Pattern Recognition", IEEE/ACM TASLP 28, 2020, arXiv:1912.10211, section II and table II.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

FRAMES_A_STEP = 8  # the frames are halved three times
WINDOW_STEPS = 7  # 1.12 s: how much of the sound each moment's answer hears


@dataclass(frozen=True)
class Config:
    """The network's size."""

    mels: int = 64  # bands; a multiple of 16
    width: int = 16  # channels after the first convolution; twice as many after each block
    features: int = 192  # numbers for each step of 160 ms
    sounds: int = 11  # ten classes, and "none of these" as the last
    dropout: float = 0.3  # of the vector, in training


@dataclass(frozen=True)
class Trace:
    """What each stage heard, and what the classifier says of the whole and of each moment (logits)."""

    log_mel: Float[Tensor, "batch bands frames"]
    maps: tuple[Float[Tensor, "batch _channels _bands _frames"], ...]  # after the stem and after each block
    over_time: Float[Tensor, "batch features steps"]
    vector: Float[Tensor, "batch features"]
    logits: Float[Tensor, "batch sounds"]
    moments: Float[Tensor, "batch sounds steps"]  # of the 1.12 s around each step


class Block(nn.Module):
    """3 × 3 convolutions with batch normalisation, then a mean over two bands and `frames` frames."""

    def __init__(self, inputs: int, outputs: int, convolutions: int = 1, frames: int = 2) -> None:
        super().__init__()
        sizes = [inputs, *([outputs] * convolutions)]
        self.layers = nn.Sequential(*(convolution(*pair, 3) for pair in pairwise(sizes)))
        self.frames = frames

    def forward(
        self, cells: Float[Tensor, "batch inputs bands frames"]
    ) -> Float[Tensor, "batch outputs fewer shorter"]:
        return functional.avg_pool2d(self.layers(cells), (2, self.frames))


def convolution(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    """A convolution that keeps the sides (divided by the stride), batch normalisation, and what is above zero."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


class AudioBackbone(nn.Module):
    """Stem, three blocks, features over time, one vector, a linear classifier."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.band_norm = nn.BatchNorm1d(config.mels)
        self.edges = convolution(1, width, 5, stride=2)
        self.blocks = nn.ModuleList(
            (
                Block(width, 2 * width),
                Block(2 * width, 4 * width),
                Block(4 * width, 8 * width, convolutions=2, frames=1),
            )
        )
        self.fold = nn.Conv1d(8 * width * config.mels // 16, config.features, 1, bias=False)
        self.fold_norm = nn.BatchNorm1d(config.features)
        self.dropout = nn.Dropout(config.dropout)
        self.classify = nn.Linear(config.features, config.sounds)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, log_mel: Float[Tensor, "batch bands frames"]) -> Trace:
        """Hears log-mel spectrograms as `hearing.heard` makes them, at least eight frames of them."""
        bands = self.band_norm(log_mel)[:, None].contiguous(memory_format=torch.channels_last)
        maps = [self.edges(bands)]
        for block in self.blocks:
            maps.append(block(maps[-1]))
        over_time = self.fold_norm(self.fold(maps[-1].flatten(1, 2))).relu()
        vector = over_time.mean(dim=2) + over_time.amax(dim=2)
        around = pooled_around(over_time, WINDOW_STEPS)
        return Trace(
            log_mel=log_mel,
            maps=tuple(maps),
            over_time=over_time,
            vector=vector,
            logits=self.classify(self.dropout(vector)),
            moments=self.classify(around.transpose(1, 2)).transpose(1, 2),
        )


def pooled_around(
    over_time: Float[Tensor, "batch features steps"], window: int
) -> Float[Tensor, "batch features steps"]:
    """Mean plus maximum, as `vector` has it, over an odd `window` of steps around each; less at the ends."""
    edge = window // 2
    mean = functional.avg_pool1d(over_time, window, stride=1, padding=edge, count_include_pad=False)
    return mean + functional.max_pool1d(over_time, window, stride=1, padding=edge)
