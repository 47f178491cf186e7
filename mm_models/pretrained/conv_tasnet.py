"""Conv-TasNet: two voices of a mixture by ear alone, with no spectrogram; learnt by torchaudio's authors on Libri2Mix at 8 kHz.

A learnt filter bank takes the place of the Fourier transform, and a stack of dilated convolutions makes a mask over it for each voice.
Source: Luo and Mesgarani 2019, arXiv:1809.07454; data: Cosentino et al. 2020, arXiv:2005.11262. It learnt from SI-SNR in the order of
voices that fits best: so nothing says which output is whose, nor how loud it is.

torchaudio has the checkpoint (`torchaudio.pipelines.CONVTASNET_BASE_LIBRI2MIX`) as a pickle on its own host, and no SHA-256 of it could
be established, so the registry does not list it, and nothing here fetches it; this adapter opens a file that has it as safetensors.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors.torch import load_file
from torch import Tensor, nn

from mm_models.text import Text

SAMPLE_RATE = 8000  # Hz
FILE = Path(__file__).resolve().parents[2] / ".cache" / "conv-tasnet-libri2mix.safetensors"
MISSING = Text(
    en=f"torchaudio has this network only as a pickle whose SHA-256 nobody has published, so this app does not fetch it. To hear it, have torchaudio fetch it "
    f"yourself and keep it as safetensors in {FILE.parent.name}/{FILE.name}; how is written under How it works.",
    ko=f"torchaudio는 이 신경망을 SHA-256이 공개되지 않은 피클 파일로만 제공하므로 이 앱은 내려받지 않습니다. 들어 보려면 torchaudio로 직접 내려받아 safetensors 형식으로 "
    f"{FILE.parent.name}/{FILE.name}에 두세요. 방법은 작동 원리에 있습니다.",
)

Sounds = Float[Tensor, "batch outputs samples"]


class PretrainedConvTasNet(nn.Module):
    """The adapter: `network` is the library's own."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.network = network

    @torch.inference_mode()
    def forward(self, mixture: Float[Tensor, "batch samples"]) -> Sounds:
        """The voices of mixtures at SAMPLE_RATE, in no order, as loud as fits the mixture best."""
        return as_loud(self.network(mixture[:, None]), mixture)


def as_loud(found: Sounds, mixture: Float[Tensor, "batch samples"]) -> Sounds:
    """Sounds of no meaningful level, each multiplied by the number with which together they come nearest to the mixture (least squares)."""
    gains = torch.linalg.lstsq(found.mT, mixture[..., None]).solution
    return found * gains


def is_there(path: Path = FILE) -> bool:
    """Whether somebody has put the checkpoint where it is looked for."""
    return path.is_file()


def open_file(
    path: Path, device: str = "cpu", build: Callable[[], nn.Module] | None = None
) -> PretrainedConvTasNet:
    """A checkpoint on disk as safetensors; `build` makes the empty network (None: the one that torchaudio's authors trained).

    Raises RuntimeError where the file is another network's.
    """
    from torchaudio.models import conv_tasnet_base

    network = (build or conv_tasnet_base)()
    network.load_state_dict(load_file(path))
    return PretrainedConvTasNet(network).to(device).eval().requires_grad_(False)
