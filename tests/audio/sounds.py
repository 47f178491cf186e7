"""Small sounds that the tests of `mm_models.audio` share."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

RATE = 16_000


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def noise(samples: int, seed: int = 0) -> Float[Tensor, "samples"]:
    return 0.2 * torch.randn(samples, generator=seeded(seed))


def tone(
    frequency_hz: float, samples: int, amplitude: float = 1.0, rate: int = RATE
) -> Float[Tensor, "samples"]:
    times = torch.arange(samples, dtype=torch.float64) / rate
    return (amplitude * torch.sin(2 * math.pi * frequency_hz * times)).float()


def buzz(samples: int) -> Float[Tensor, "samples"]:
    """A voice-like sound: twenty harmonics of a gliding 120 Hz, swelling three times a second."""
    times = torch.arange(samples, dtype=torch.float64) / RATE
    turn = 2 * math.pi * (120 * times + 4 * torch.sin(2 * math.pi * times))
    harmonics = sum(torch.cos(k * turn) / k for k in range(1, 21))
    swell = 0.5 + 0.5 * torch.sin(2 * math.pi * 3 * times)
    return (0.2 * swell * harmonics).float() + 0.01 * noise(samples)


ODD_SOUNDS = {
    "one sample": torch.tensor([0.5]),
    "two samples": torch.tensor([0.5, -0.5]),
    "shorter than a window": noise(150),
    "silence": torch.zeros(3000),
    "constant": torch.full((3000,), 0.5),
    "full scale": torch.ones(3000).copysign(noise(3000)),
    "one click": torch.zeros(3000).index_fill(0, torch.tensor(1500), 1.0),
}
