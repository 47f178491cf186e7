"""From a waveform to what the network reads: log-mel levels, the loudest cell at 1 and 80 dB below it at -1.

Levels are relative, so that a recording says the same near and far; only under `QUIET_DB` they are not, so that the
noise of an empty room is not turned up until it sounds like rain.
"""

import torch
from jaxtyping import Float, Float32
from torch import Tensor

from mm_models.audio.mel import MelConfig, mel_spectrogram
from mm_models.audio.stft import StftConfig
from mm_models.intake.sound import SAMPLE_RATE

STFT = StftConfig(SAMPLE_RATE, window_length=640, hop_length=320, n_fft=1024)  # 40 ms, every 20 ms
MEL = MelConfig(n_mels=64, f_min=50.0, norm=None)
RANGE_DB = 80.0
QUIET_DB = -70.0  # against a sine of full scale
SHORTEST_S = 1.0  # shorter sounds get silence after them


def mel_levels(waveform: Float32[Tensor, "samples"]) -> Float32[Tensor, "bands frames"]:
    """Level of each band and frame in dB; a sine of full scale reads between 0 and 4."""
    missing = round(SHORTEST_S * SAMPLE_RATE) - len(waveform)
    return mel_spectrogram(torch.nn.functional.pad(waveform, (0, max(0, missing))), STFT, MEL).log_mel


def relative(levels: Float[Tensor, "*batch bands frames"]) -> Float[Tensor, "*batch bands frames"]:
    """Levels in dB as the network reads them: from -1 to 1."""
    loudest = levels.amax(dim=(-2, -1), keepdim=True).clamp(min=QUIET_DB)
    return ((levels - loudest) / RANGE_DB).clamp(min=-1.0) * 2 + 1


def heard(waveform: Float32[Tensor, "samples"]) -> Float32[Tensor, "1 bands frames"]:
    """A sound of 16 kHz as a batch of one."""
    return relative(mel_levels(waveform))[None]
