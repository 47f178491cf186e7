"""Looking to listen (Ephrat et al. 2018): the sound of a mixture and the film of a face in, a mask for this face's voice out.

    V_f = visual stream(mouth crops of f, face f)        25 vectors a second, repeated to the 50 frames of the spectrogram
    A   = audio stream(X^0.3)                            dilated 2-D convolutions over the mixture's spectrogram X
    M_f = mask(BLSTM([A, V_f, Σ_g≠f V_g]))               complex, one for each face
    B_f = linear(V_f)                                    levels of eight bands of the voice, read from the lips alone
    ŝ_f = ISTFT(M_f · X)

Every face has the same weights and sees the sum of the others, so that any number of faces can be separated.

Ephrat et al., "Looking to Listen at the Cocktail Party", SIGGRAPH 2018, arXiv:1804.03619.
"""

from dataclasses import dataclass

import torch
from einops import rearrange
from jaxtyping import Complex, Float, Num
from torch import Tensor, nn
from torch.nn import functional

from mm_models.systems.speech_separation.fourier import Fourier

LOUDNESS = 0.1  # root mean square to which the network turns every mixture
SILENT = 1e-5
FARTHEST = 4  # dilation along the bins
MASK_LIMIT = 2.0  # of the real and of the imaginary part


@dataclass(frozen=True)
class Config:
    """Sizes of the separator."""

    sample_rate: int = 8000  # Hz
    window: int = 320  # samples: 40 ms
    hop: int = 160  # samples: two frames of sound for each of the film
    power: float = 0.3  # of the spectrogram's compression
    cells: int = 16  # channels of the audio stream's start; from there on two bins share a cell
    channels: int = 24  # channels of the dilated convolutions
    dilated: int = 6  # dilated convolutions
    narrow: int = 8  # channels of the audio stream's end
    visual: int = 64  # numbers that describe a mouth in a frame
    look: int = 16  # numbers that describe a face
    hidden: int = 160  # of the LSTM, in each direction
    bands: int = 8  # of the levels that are read from the lips
    per_cell: int = 6  # numbers for each cell, of two bins and a frame, from which its mask is made

    @property
    def bins(self) -> int:
        """Frequencies of the spectrogram."""
        return self.window // 2 + 1

    @property
    def dilations(self) -> tuple[int, ...]:
        """How far apart their weights are, frames: 1, 1, 2, 4, 8 ..."""
        return (1, *(2**number for number in range(self.dilated - 1)))

    @property
    def pairs(self) -> int:
        """Cells of a frame: two bins each."""
        return (self.bins + 1) // 2


@dataclass(frozen=True)
class Trace:
    """Everything on the way from a mixture to its voices."""

    mixture: Complex[Tensor, "batch bins times"]  # spectrogram of the mixture at the usual loudness
    compressed: Float[Tensor, "batch 3 bins times"]  # magnitude, real and imaginary part, compressed
    audio: Float[Tensor, "batch heard times"]  # end of the audio stream
    visual: Float[Tensor, "batch faces seen times"]  # end of the visual stream
    read: Float[
        Tensor, "batch faces bands times"
    ]  # levels of the voice's bands, guessed from the lips: 0 is -60 dB, 1 is 0 dB
    fused: Float[Tensor, "batch faces joined times"]  # after the BLSTM
    mask: Complex[Tensor, "batch faces bins times"]
    voices: Float[Tensor, "batch faces samples"]  # as loud as they are in the mixture


class MouthEncoder(nn.Module):
    """Crops of a mouth to vectors, frame by frame."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            *halving(3, 12), *halving(12, 24), *halving(24, 32), nn.Flatten(), nn.Linear(32 * 3 * 5, features)
        )

    def forward(self, crops: Float[Tensor, "films 3 rows columns"]) -> Float[Tensor, "films features"]:
        return self.convolutions(crops)


class FaceEncoder(nn.Module):
    """A small picture of the whole face to one vector: what this mouth looks like when it says nothing."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            *halving(3, 8), *halving(8, 12), *halving(12, 16), nn.Flatten(), nn.Linear(16 * 4 * 4, features)
        )

    def forward(self, portraits: Float[Tensor, "faces 3 side side"]) -> Float[Tensor, "faces features"]:
        return self.convolutions(portraits)


def halving(inputs: int, outputs: int) -> tuple[nn.Module, ...]:
    """A convolution that halves rows and columns."""
    return nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()


class VisualStream(nn.Module):
    """A mouth's vectors with those of its face, and dilated convolutions along time (section 3.2)."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.mouth = MouthEncoder(config.visual)
        self.face = FaceEncoder(config.look)
        widths = (config.visual + config.look, *[config.visual] * 3)
        self.times = nn.Sequential(
            *(
                layer
                for inputs, step in zip(widths, (1, 1, 2, 4), strict=True)
                for layer in (
                    nn.Conv1d(inputs, config.visual, 5, padding=2 * step, dilation=step, bias=False),
                    nn.BatchNorm1d(config.visual),
                    nn.ReLU(),
                )
            )
        )

    def forward(
        self,
        mouths: Num[Tensor, "films frames rows columns 3"],
        portraits: Num[Tensor, "films side side 3"],
    ) -> Float[Tensor, "films features frames"]:
        films, frames = mouths.shape[:2]
        crops = rearrange(as_numbers(mouths), "f t h w c -> (f t) c h w")
        moving = rearrange(self.mouth(crops), "(f t) d -> f d t", f=films)
        look = self.face(rearrange(as_numbers(portraits), "f h w c -> f c h w"))
        return self.times(torch.cat([moving, look[..., None].expand(-1, -1, frames)], dim=1))


def as_numbers(pixels: Num[Tensor, "*any"]) -> Float[Tensor, "*any"]:
    """Pixels, whole numbers from 0 to 255 or the same as floats, from -1 to 1."""
    return pixels.float() / 127.5 - 1.0


class AudioStream(nn.Module):
    """Dilated convolutions over the compressed spectrogram (section 3.2, table 1)."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.fine = nn.Sequential(
            *convolution(3, config.cells, (7, 1), stride=(2, 1)),
            *convolution(config.cells, config.cells, (1, 7)),
        )
        widths = (config.cells, *[config.channels] * (len(config.dilations) - 1))
        self.coarse = nn.Sequential(
            *(
                layer
                for inputs, step in zip(widths, config.dilations, strict=True)
                for layer in convolution(
                    inputs, config.channels, (3, 3), dilation=(min(step, FARTHEST), step)
                )
            ),
            *convolution(config.channels, config.narrow, (1, 1)),
        )

    def forward(
        self, compressed: Float[Tensor, "batch 3 bins times"]
    ) -> tuple[Float[Tensor, "batch cells pairs times"], Float[Tensor, "batch features times"]]:
        fine = self.fine(compressed)
        return fine, rearrange(self.coarse(fine), "b c k t -> b (c k) t")


def convolution(
    inputs: int,
    outputs: int,
    kernel: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
) -> tuple[nn.Module, ...]:
    """A convolution that keeps the number of frames, and of bins where it has no stride."""
    padding = (dilation[0] * (kernel[0] // 2), dilation[1] * (kernel[1] // 2))
    return (
        nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


class MaskHead(nn.Module):
    """A vector for each face and frame, and the mixture's cells, to a complex number for each cell, or to several."""

    def __init__(self, config: Config, masks: int = 1) -> None:
        super().__init__()
        self.bins, self.pairs, self.masks = config.bins, config.pairs, masks
        self.spread = nn.Linear(2 * config.hidden, config.per_cell * config.pairs)
        self.cells = nn.Sequential(*convolution(config.per_cell + config.cells, config.cells, (3, 3)))
        self.mask = nn.Conv2d(config.cells, 4 * masks, 3, padding=1)  # real and imaginary part of both bins

    def forward(
        self,
        fused: Float[Tensor, "batch faces features times"],
        fine: Float[Tensor, "batch cells pairs times"],
    ) -> Complex[Tensor, "batch voices bins times"]:
        faces = fused.shape[1]
        told = rearrange(self.spread(fused.mT), "b f t (c k) -> (b f) c k t", k=self.pairs)
        both = torch.cat([functional.relu(told), fine.repeat_interleave(faces, dim=0)], dim=1)
        parts = MASK_LIMIT * torch.tanh(self.mask(self.cells(both)).float())
        of_bins = rearrange(parts, "(b f) (m p two) k t -> p b (f m) (k two) t", f=faces, m=self.masks, p=2)
        return torch.complex(of_bins[0], of_bins[1])[:, :, : self.bins]


class Separator(nn.Module):
    """Mixture and faces to masks and voices."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.fourier = Fourier(config.window, config.hop, config.power)
        self.hearing = AudioStream(config)
        self.seeing = VisualStream(config)
        self.blstm = nn.LSTM(
            config.narrow * config.pairs + 2 * config.visual,
            config.hidden,
            batch_first=True,
            bidirectional=True,
        )
        self.reading = nn.Linear(config.visual, config.bands)
        self.head = MaskHead(config)

    def forward(
        self,
        mixture: Float[Tensor, "batch samples"],
        mouths: Num[Tensor, "batch faces frames rows columns 3"],
        portraits: Num[Tensor, "batch faces side side 3"],
    ) -> Trace:
        faces = mouths.shape[1]
        seen = self.seeing(mouths.flatten(0, 1), portraits.flatten(0, 1))
        return self.separate(mixture, rearrange(seen, "(b f) d t -> b f d t", f=faces))

    def separate(
        self, mixture: Float[Tensor, "mixtures samples"], seen: Float[Tensor, "batch faces features frames"]
    ) -> Trace:
        """The rest of the way, from the end of the visual stream on; one mixture may be given to many films."""
        loudness = (mixture.square().mean(dim=1, keepdim=True).sqrt() / LOUDNESS).clamp(min=SILENT)
        spectrogram = self.fourier.stft(mixture / loudness)
        compressed = self.fourier.compress(spectrogram)
        heard = (spectrogram, compressed, *self.hearing(compressed), loudness)
        spectrogram, compressed, fine, audio, loudness = (
            each.expand(len(seen), *each.shape[1:]) for each in heard
        )
        visual = at_times(seen, audio.shape[-1])
        fused = self.fuse(audio, visual)
        mask = self.head(fused, fine)
        voices = self.fourier.istft(mask * spectrogram[:, None], mixture.shape[1]) * loudness[:, None]
        read = self.reading(visual.mT).mT
        return Trace(spectrogram, compressed, audio, visual, read, fused, mask, voices)

    def fuse(
        self, audio: Float[Tensor, "batch features times"], visual: Float[Tensor, "batch faces seen times"]
    ) -> Float[Tensor, "batch faces fused times"]:
        """Sound, this face and the other faces side by side in every frame, then the BLSTM."""
        faces = visual.shape[1]
        others = visual.sum(dim=1, keepdim=True) - visual
        heard = audio[:, None].expand(-1, faces, -1, -1)
        both = torch.cat([heard, visual, others], dim=2)
        fused, _ = self.blstm(rearrange(both, "b f d t -> (b f) t d"))
        return rearrange(fused, "(b f) t d -> b f d t", f=faces)


def at_times(
    seen: Float[Tensor, "batch faces features frames"], times: int
) -> Float[Tensor, "batch faces features times"]:
    """Each frame of the film repeated for the frames of the spectrogram; the last one as often as is needed."""
    twice = seen.repeat_interleave(2, dim=-1)
    missing = max(0, times - twice.shape[-1])
    return torch.cat([twice, twice[..., -1:].expand(*twice.shape[:-1], missing)], dim=-1)[..., :times]
