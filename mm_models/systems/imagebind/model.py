"""ImageBind in the small: encoders of sound, depth and motion that learn to say what a frozen image encoder says.

Picture i has the unit vector q_i, from CLIP's image encoder, which never changes. What belongs to it in another modality
has k_i, from an encoder that is learnt. In a batch of N pairs

    L(I, M) = - mean_i ln [ exp(q_i · k_i / τ) / Σ_j exp(q_i · k_j / τ) ],   loss = L(I, M) + L(M, I)

(equation 1 and the line below it; halved here, so that one number means the same as in CLIP). Every modality M meets pictures
only. Text met them before, in CLIP. Two modalities that never met are alike all the same, because both are like the pictures:
the paper calls that emergent.

Sound: a log-mel spectrogram through convolutions, as pictures of time and frequency. Depth: one map of disparity. Motion: the
differences between a film's frames, each by itself, then the mean over time; it stands where the paper has the numbers of a
motion sensor (IMU).

Girdhar, El-Nouby, Liu, Singh, Alwala, Joulin, Misra, "ImageBind: One Embedding Space To Bind Them All", CVPR 2023,
arXiv:2305.05665, sections 3.2 and 3.3.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

QUARTERS = 2  # along each side: a map's features are summed up a quarter at a time


@dataclass(frozen=True)
class Config:
    """The encoders' size, and which CLIP they were made for."""

    mels: int = 64  # bands of a spectrogram; a multiple of 16
    width: int = 16  # channels after an encoder's first convolution
    space: int = 192  # numbers of CLIP's vectors
    temperature: float = 0.05  # τ
    clip: str = ""  # the first digits of the hash of CLIP's weights: others have another space


@dataclass(frozen=True)
class Trace:
    """A batch of sounds, maps and motions: the encoders' last features, what is projected, and unit vectors."""

    sound_map: Float[Tensor, "sounds _channels _bands _steps"]
    depth_map: Float[Tensor, "depths _channels _rows _columns"]
    motion_map: Float[Tensor, "motions _moments _channels _rows _columns"]
    sound_projected: Float[Tensor, "sounds space"]
    depth_projected: Float[Tensor, "depths space"]
    motion_projected: Float[Tensor, "motions space"]
    sound: Float[Tensor, "sounds space"]
    depth: Float[Tensor, "depths space"]
    motion: Float[Tensor, "motions space"]


def convolution(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Sequential:
    """A convolution, batch normalisation, and what is above zero."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


class SoundEncoder(nn.Module):
    """A spectrogram, halved four times along its bands, three times along its frames; then mean and maximum over time."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        sizes = [config.width * factor for factor in (1, 2, 4, 8)]
        self.band_norm = nn.BatchNorm1d(config.mels)
        self.edges = convolution(1, sizes[0], 5, stride=2)
        self.layers = nn.ModuleList(convolution(*pair) for pair in pairwise(sizes))
        self.fold = nn.Conv1d(sizes[-1] * config.mels // 16, config.space, 1, bias=False)
        self.fold_norm = nn.BatchNorm1d(config.space)
        self.dropout = nn.Dropout(0.2)
        self.project = nn.Linear(config.space, config.space, bias=False)

    def forward(
        self, log_mel: Float[Tensor, "sounds bands frames"]
    ) -> tuple[Float[Tensor, "sounds channels rows steps"], Float[Tensor, "sounds space"]]:
        cells = self.edges(self.band_norm(log_mel)[:, None])
        for number, layer in enumerate(self.layers):
            cells = functional.avg_pool2d(layer(cells), (2, 2) if number < 2 else (2, 1))
        over_time = self.fold_norm(self.fold(cells.flatten(1, 2))).relu()
        summary = over_time.mean(dim=2) + over_time.amax(dim=2)
        return cells, self.project(self.dropout(summary))


class MapEncoder(nn.Module):
    """A map of 56 × 56, halved three times; then its mean, and its largest features in each quarter."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        sizes = [config.width * factor for factor in (1, 2, 4, 6)]
        self.edges = convolution(1, sizes[0], 5, stride=2)
        self.layers = nn.Sequential(
            convolution(sizes[0], sizes[1], stride=2),
            convolution(sizes[1], sizes[2]),
            convolution(sizes[2], sizes[3], stride=2),
            convolution(sizes[3], sizes[3]),
        )
        self.normalise = nn.LayerNorm(sizes[3] * (1 + QUARTERS**2))
        self.project = nn.Linear(sizes[3] * (1 + QUARTERS**2), config.space, bias=False)

    def forward(
        self, maps: Float[Tensor, "maps side side"]
    ) -> tuple[Float[Tensor, "maps channels rows columns"], Float[Tensor, "maps summary"]]:
        cells = self.layers(self.edges(maps[:, None]))
        quarters = functional.adaptive_max_pool2d(cells, QUARTERS).flatten(1)
        return cells, self.normalise(torch.cat([cells.mean(dim=(2, 3)), quarters], dim=1))


class ImageBind(nn.Module):
    """The three encoders that are learnt; those of pictures and texts are CLIP's."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.sound, self.depth, self.motion = SoundEncoder(config), MapEncoder(config), MapEncoder(config)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def hear(
        self, log_mel: Float[Tensor, "sounds bands frames"]
    ) -> tuple[Float[Tensor, "sounds channels rows steps"], Float[Tensor, "sounds space"]]:
        """Sounds as `hearing.heard` makes them, from sixteen frames on."""
        return self.sound(log_mel)

    def measure(
        self, maps: Float[Tensor, "depths side side"]
    ) -> tuple[Float[Tensor, "depths channels rows columns"], Float[Tensor, "depths space"]]:
        """Maps of disparity as `world.depth` makes them."""
        cells, summary = self.depth(maps)
        return cells, self.depth.project(summary)

    def follow(
        self, changes: Float[Tensor, "motions moments side side"]
    ) -> tuple[Float[Tensor, "motions moments channels rows columns"], Float[Tensor, "motions space"]]:
        """Differences between frames, as `infer.changes` makes them, any number of them a film."""
        cells, summary = self.motion(changes.flatten(0, 1))
        moments = changes.shape[:2]
        return cells.unflatten(0, moments), self.motion.project(summary.unflatten(0, moments).mean(dim=1))

    def forward(
        self,
        log_mel: Float[Tensor, "sounds bands frames"],
        maps: Float[Tensor, "depths side side"],
        changes: Float[Tensor, "motions moments side side"],
    ) -> Trace:
        """Reads a batch of each modality."""
        heard, measured, followed = self.hear(log_mel), self.measure(maps), self.follow(changes)
        projected = (heard[1], measured[1], followed[1])
        return Trace(heard[0], measured[0], followed[0], *projected, *(unit(each) for each in projected))


def unit(projected: Float[Tensor, "rows space"]) -> Float[Tensor, "rows space"]:
    """Unit vectors, in full precision."""
    return functional.normalize(projected.float(), dim=1)
