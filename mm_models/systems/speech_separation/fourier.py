"""From sound to the cells of its spectrogram, and back: the short-time Fourier transform, and its power-law compression."""

import torch
from jaxtyping import Complex, Float
from torch import Tensor, nn


class Fourier(nn.Module):
    """Windows of `size` samples every `hop` samples; sound is taken as silent before its start and after its end."""

    window: Tensor

    def __init__(self, size: int, hop: int, power: float) -> None:
        super().__init__()
        self.size, self.hop, self.power = size, hop, power
        self.register_buffer("window", torch.hann_window(size), persistent=False)

    def stft(self, sound: Float[Tensor, "batch samples"]) -> Complex[Tensor, "batch bins times"]:
        """The spectrogram."""
        return torch.stft(
            sound.float(), self.size, self.hop, window=self.window, return_complex=True, pad_mode="constant"
        )

    def istft(
        self, spectrogram: Complex[Tensor, "batch faces bins times"], samples: int
    ) -> Float[Tensor, "batch faces samples"]:
        """Sounds of so many samples."""
        flat = torch.istft(spectrogram.flatten(0, 1), self.size, self.hop, window=self.window, length=samples)
        return flat.unflatten(0, spectrogram.shape[:2])

    def compress(
        self, spectrogram: Complex[Tensor, "batch bins times"]
    ) -> Float[Tensor, "batch 3 bins times"]:
        """Magnitudes to a power, with and without their phase: for the power 0.3, X / |X|^0.7."""
        magnitude = spectrogram.abs().clamp(min=1e-5)
        smaller = spectrogram * magnitude ** (self.power - 1)
        return torch.stack([magnitude**self.power, smaller.real, smaller.imag], dim=1)
