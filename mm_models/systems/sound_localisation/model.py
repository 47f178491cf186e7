"""Sound source localisation: where in a picture does a sound come from?

Two streams meet in one space. A frozen vision backbone gives a picture as 14 × 14 features, a small head turns each into
a vector v_i; a log-mel CNN sums a sound up in one vector h. Both have length one. The inner product says how well each
place answers the sound, and a softmax makes it attention:

    s_i = ⟨v_i, h⟩,    α = softmax(ReLU(s) / T),    z = Σ α_i v_i,    match = ⟨z, h⟩.

z is what the sound attends to. Learning compares it with the sound of its own video and with those of others; nobody
says where things are.

Senocak, Oh, Kim, Yang, Kweon, "Learning to Localize Sound Source in Visual Scenes", CVPR 2018, arXiv:1803.03849,
sections 3.1 to 3.3 and equations 1 to 3.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

AUDIBLE = (
    0.5  # the least that a spectrogram's loudest cell holds, -90 dB of full scale: what is fainter is silence
)
FRAMES_A_STEP = 8  # the frames of a spectrogram are halved three times
POOLINGS = ("attended", "top", "mean")
UNCALIBRATED = (8.0, -4.0)  # steepness and offset of the confidence before it is fitted


@dataclass(frozen=True)
class Config:
    """The network's size."""

    channels: int = 256  # of the vision backbone's map
    inner: int = 96  # between that map and the shared space
    vector: int = 64  # numbers in the shared space
    mels: int = 64  # bands; a multiple of 16
    width: int = 10  # channels after the sound's first convolution
    features: int = 128  # numbers for each step of 160 ms of sound
    temperature: float = 0.05  # T of the softmax over places
    pretrained: bool = True  # whether the sound network has learnt to name sounds before it meets pictures
    pooling: str = "attended"  # how a map becomes one number in the metric loss: one of POOLINGS
    annotated: float = (
        0.0  # share of the training scenes with a marked source; with all, only the marks teach
    )


@dataclass(frozen=True)
class Heard:
    """What the sound network made of a spectrogram."""

    maps: tuple[Float[Tensor, "batch _channels _bands _frames"], ...]  # after the stem and after each block
    over_time: Float[Tensor, "batch features steps"]
    summary: Float[Tensor, "batch features"]  # mean plus maximum over time


@dataclass(frozen=True)
class Trace:
    """Every step from a picture's features and a sound's spectrogram to a map."""

    log_mel: Float[Tensor, "batch bands frames"]
    maps: tuple[Float[Tensor, "batch _channels _bands _frames"], ...]
    over_time: Float[Tensor, "batch features steps"]
    sound: Float[Tensor, "batch vector"]  # h, of length one
    visual: Float[Tensor, "batch vector cells cells"]  # v, each of length one
    scores: Float[Tensor, "batch cells cells"]  # s, from -1 to 1
    attention: Float[Tensor, "batch cells cells"]  # α, sums to one
    attended: Float[Tensor, "batch vector"]  # z
    match: Float[Tensor, " batch"]  # ⟨z, h⟩
    confidence: Float[Tensor, " batch"]  # that the sound comes from something in the picture, 0 to 1


def convolution(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    """A convolution that keeps the sides (divided by the stride), batch normalisation, and what is above zero."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


class SoundNet(nn.Module):
    """The audio backbone's shape, smaller: pairs of 3 × 3 convolutions halve bands and frames; four rows of bands are left."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        width = config.width
        sizes = [width, 2 * width, 4 * width, 8 * width, 8 * width]
        self.band_norm = nn.BatchNorm1d(config.mels)
        self.edges = convolution(1, width, 5, stride=2)
        self.blocks = nn.ModuleList(convolution(*pair, 3) for pair in pairwise(sizes))
        self.fold = nn.Conv1d(8 * width * config.mels // 16, config.features, 1, bias=False)
        self.fold_norm = nn.BatchNorm1d(config.features)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def forward(self, log_mel: Float[Tensor, "batch bands frames"]) -> Heard:
        """Hears log-mel spectrograms as `hearing.levels.heard` makes them, at least eight frames of them."""
        bands = self.band_norm(log_mel)[:, None].contiguous(memory_format=torch.channels_last)
        maps = [self.edges(bands)]
        for block, pooled in zip(self.blocks, ((2, 2), (2, 2), (1, 1), (2, 1)), strict=True):
            maps.append(functional.avg_pool2d(block(maps[-1]), pooled))
        over_time = self.fold_norm(self.fold(maps[-1].flatten(1, 2))).relu()
        return Heard(tuple(maps), over_time, over_time.mean(dim=2) + over_time.amax(dim=2))


class SoundLocaliser(nn.Module):
    """The sound network, a head on either side, and attention. Both sides are centred by normalisation over the batch."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.hearing = SoundNet(config)
        self.to_sound = nn.Linear(config.features, config.vector, bias=False)
        self.sound_norm = nn.BatchNorm1d(config.vector, affine=False)
        self.squeeze = convolution(config.channels, config.inner, 1)
        self.to_visual = nn.Conv2d(config.inner, config.vector, 1, bias=False)
        self.visual_norm = nn.BatchNorm2d(config.vector, affine=False)
        # Fitted after training, see calibrate.py: the confidence's steepness and offset, and the share of the
        # highest score that bounds a region.
        self.calibration = nn.Buffer(torch.tensor(UNCALIBRATED))
        self.cut = nn.Buffer(torch.tensor(0.5))

    def forward(
        self,
        features: Float[Tensor, "batch channels cells cells"],
        log_mel: Float[Tensor, "batch bands frames"],
    ) -> Trace:
        """Features of the vision backbone, and a spectrogram for each picture."""
        heard, visual = self.hearing(log_mel), self.see(features)
        sound = self.place(heard.summary) * audible(log_mel)
        scores = torch.einsum("bvij,bv->bij", visual, sound)
        attention = attend(scores, self.config.temperature)
        attended = torch.einsum("bvij,bij->bv", visual, attention)
        match = (attended * sound).sum(dim=1)
        return Trace(
            log_mel=log_mel,
            maps=heard.maps,
            over_time=heard.over_time,
            sound=sound,
            visual=visual,
            scores=scores,
            attention=attention,
            attended=attended,
            match=match,
            confidence=self.confidence(match),
        )

    def see(
        self, features: Float[Tensor, "batch channels cells cells"]
    ) -> Float[Tensor, "batch vector cells cells"]:
        """v: every place of a picture in the shared space, the mean of its 3 × 3 neighbours of length one."""
        places = functional.normalize(self.visual_norm(self.to_visual(self.squeeze(features))), dim=1)
        return functional.avg_pool2d(
            places, 3, stride=1, padding=1
        )  # outside the picture there is nothing: 0

    def listen(self, log_mel: Float[Tensor, "batch bands frames"]) -> Float[Tensor, "batch vector"]:
        """h of sounds: of length one, or zero for silence, which answers nothing."""
        return self.place(self.hearing(log_mel).summary) * audible(log_mel)

    def place(self, summary: Float[Tensor, "batch features"]) -> Float[Tensor, "batch vector"]:
        """h: a sound in the shared space."""
        return functional.normalize(self.sound_norm(self.to_sound(summary)), dim=1)

    def confidence(self, match: Float[Tensor, "*any"]) -> Float[Tensor, "*any"]:
        """The calibrated probability that the sound comes from something in the picture."""
        steepness, offset = self.calibration
        return torch.sigmoid(steepness * match + offset)


def audible(log_mel: Float[Tensor, "batch bands frames"]) -> Float[Tensor, "batch 1"]:
    """1, or 0 for a spectrogram in which nothing is loud enough to be heard."""
    return (log_mel.amax(dim=(1, 2)) >= AUDIBLE).float()[:, None]


def attend(
    scores: Float[Tensor, "*any cells cells"], temperature: float
) -> Float[Tensor, "*any cells cells"]:
    """α: the softmax over all places of what is above zero."""
    return (scores.relu() / temperature).flatten(-2).softmax(dim=-1).unflatten(-1, scores.shape[-2:])
