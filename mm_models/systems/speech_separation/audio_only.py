"""The same network without eyes: two sounds of a mixture, in whichever order they come out.

    A        = audio stream(X^0.3)                       as in `model`
    M_1, M_2 = masks(BLSTM(A))                           complex, one for each output
    ŝ_i      = ISTFT(M_i · X)

Nothing says which output is whose: that is what faces are for. `pit` has how it learns all the same.
"""

from dataclasses import dataclass

from jaxtyping import Complex, Float
from torch import Tensor, nn

from mm_models.systems.speech_separation.fourier import Fourier
from mm_models.systems.speech_separation.model import LOUDNESS, SILENT, AudioStream, Config, MaskHead

NAME = "speech-separation-audio-only"
OUTPUTS = 2


@dataclass(frozen=True)
class Trace:
    """Everything on the way from a mixture to two sounds."""

    mixture: Complex[Tensor, "batch bins times"]  # spectrogram of the mixture at the usual loudness
    compressed: Float[Tensor, "batch 3 bins times"]  # magnitude, real and imaginary part, compressed
    audio: Float[Tensor, "batch heard times"]  # end of the audio stream
    fused: Float[Tensor, "batch joined times"]  # after the BLSTM
    mask: Complex[Tensor, "batch outputs bins times"]
    voices: Float[Tensor, "batch outputs samples"]  # as loud as they are in the mixture


class AudioOnly(nn.Module):
    """A mixture to masks and sounds; of the configuration it has no use for the sizes of what looks."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.fourier = Fourier(config.window, config.hop, config.power)
        self.hearing = AudioStream(config)
        self.blstm = nn.LSTM(
            config.narrow * config.pairs, config.hidden, batch_first=True, bidirectional=True
        )
        self.head = MaskHead(config, OUTPUTS)

    def forward(self, mixture: Float[Tensor, "batch samples"]) -> Trace:
        loudness = (mixture.square().mean(dim=1, keepdim=True).sqrt() / LOUDNESS).clamp(min=SILENT)
        spectrogram = self.fourier.stft(mixture / loudness)
        compressed = self.fourier.compress(spectrogram)
        fine, audio = self.hearing(compressed)
        fused, _ = self.blstm(audio.mT)
        mask = self.head(fused.mT[:, None], fine)
        voices = self.fourier.istft(mask * spectrogram[:, None], mixture.shape[1]) * loudness[:, None]
        return Trace(spectrogram, compressed, audio, fused.mT, mask, voices)
