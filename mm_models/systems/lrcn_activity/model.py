"""LRCN for activities: every frame through a CNN, an LSTM over the frames, and at every frame the activity is told.

With a_t the frozen backbone's map of frame t, * a convolution of 1 × 1 cells,

    x_t = ReLU(W_6 ReLU(K * a_t))              a frame as one vector that keeps where things are: the paper's fc6
    h_t, c_t = LSTM(x_t, h_{t-1}, c_{t-1})
    p_t = softmax(W h_t + b)                   what is going on, as far as frames 1 to t show
    p = 1/T Σ_t p_t                            the answer: the mean over all frames

Beside it stands the network that the paper compares it with, which shares no weight with it and has no LSTM: each frame is judged
by itself, and the same mean is taken, so the order of the frames is of no account:

    p'_t = softmax(W' ReLU(W_7 x'_t) + b')

Donahue, Hendricks, Guadarrama, Rohrbach, Venugopalan, Saenko, Darrell, "Long-term Recurrent Convolutional Networks for
Visual Recognition and Description", CVPR 2015, arXiv:1411.4389, section 4 (activity recognition).
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from mm_models.captioning.clip_judging import ACTIONS
from mm_models.captioning.remembering import remembering
from mm_models.captioning.seeing import SHOWN
from mm_models.captioning.watching import GRID


@dataclass(frozen=True)
class Config:
    """The networks' sizes."""

    channels: int = SHOWN  # of a frame's map as it comes
    grid: int = GRID  # cells along a side of that map
    squeezed: int = 16  # channels that are kept of each cell
    vector: int = 128  # numbers of a frame's vector x
    hidden: int = 256  # of the LSTM; of the single-frame network's layer in its place
    dropout: float = 0.5  # share of x that is left out in training
    activities: int = len(ACTIONS)


@dataclass(frozen=True)
class Trace:
    """What both networks computed of some clips; logits are of the activities, at every frame."""

    vectors: Float[Tensor, "clips frames vector"]  # x
    hidden: Float[Tensor, "clips frames hidden"]  # h
    cell: Float[Tensor, "clips frames hidden"]  # c
    logits: Float[Tensor, "clips frames activities"]
    single_logits: Float[Tensor, "clips frames activities"]  # of the network that sees single frames


class FrameEye(nn.Module):
    """A frame's map as one vector: a few numbers of each cell, all of them linked to every unit."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(config.channels, config.squeezed, 1)  # K
        self.full = nn.Linear(config.squeezed * config.grid**2, config.vector)  # W_6

    def forward(self, frames: Float[Tensor, "frames channels grid grid"]) -> Float[Tensor, "frames vector"]:
        return self.full(self.squeeze(frames).relu().flatten(1)).relu()


class SingleFrame(nn.Module):
    """The network that knows frames one by one: the eye and two layers."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.eye = FrameEye(config)
        self.drop = nn.Dropout(config.dropout)
        self.inner = nn.Linear(config.vector, config.hidden)  # W_7
        self.out = nn.Linear(config.hidden, config.activities)  # W'

    def forward(
        self, frames: Float[Tensor, "frames channels grid grid"]
    ) -> Float[Tensor, "frames activities"]:
        return self.out(self.inner(self.drop(self.eye(frames))).relu())


class LrcnActivity(nn.Module):
    """The eye, the LSTM and a linear layer at every frame; and the single-frame network beside them."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        # channels differ a hundredfold in size: without a spread of one each, a few of them are all that is seen
        self.level = nn.BatchNorm3d(config.channels, affine=False)
        self.eye = FrameEye(config)
        self.drop = nn.Dropout(config.dropout)
        self.lstm = remembering(nn.LSTMCell(config.vector, config.hidden))
        self.out = nn.Linear(config.hidden, config.activities)  # W
        self.single = SingleFrame(config)

    def forward(self, sight: Float[Tensor, "clips channels frames grid grid"]) -> Trace:
        """Reads clips, frame by frame."""
        clips, frames = len(sight), self.level(sight).transpose(1, 2).flatten(0, 1)
        vectors = self.eye(frames).unflatten(0, (clips, -1))
        hidden, cell = self.remember(self.drop(vectors))
        return Trace(vectors, hidden, cell, self.out(hidden), self.single(frames).unflatten(0, (clips, -1)))

    def remember(
        self, vectors: Float[Tensor, "clips frames vector"]
    ) -> tuple[Float[Tensor, "clips frames hidden"], Float[Tensor, "clips frames hidden"]]:
        """The LSTM's h and c after every frame; both are zero before the first."""
        state = (vectors.new_zeros(len(vectors), self.config.hidden),) * 2
        states = []
        for vector in vectors.unbind(dim=1):
            state = self.lstm(vector, state)
            states.append(state)
        hidden, cell = zip(*states, strict=True)
        return torch.stack(hidden, dim=1), torch.stack(cell, dim=1)


def averaged(logits: Float[Tensor, "clips frames activities"]) -> Float[Tensor, "clips activities"]:
    """p: the mean of the distributions of all frames."""
    return logits.softmax(dim=2).mean(dim=1)
