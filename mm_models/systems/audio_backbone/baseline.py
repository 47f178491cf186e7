"""What the network has to beat: mean and spread of twenty MFCC and their slopes, and a linear classifier on them."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float, Float32, Int64
from torch import Tensor
from torch.nn import functional

from mm_models.audio.mel import MelConfig, mfcc
from mm_models.hearing.levels import STFT

COEFFICIENTS = 20
SHRINK = 1e-3  # weight of the squared weights
STEPS = 200  # of L-BFGS

Waveform = Float32[Tensor, "_samples"]
Classifier = Callable[[Sequence[Waveform]], Float[Tensor, "sounds classes"]]


def linear_on_mfcc(sounds: Sequence[Waveform], labels: Int64[Tensor, " sounds"]) -> Classifier:
    """Multinomial logistic regression on standardised statistics; the classifier gives logits for other sounds."""
    rows = torch.stack([statistics(sound) for sound in sounds])
    middle, spread = rows.mean(dim=0), rows.std(dim=0).clamp(min=1e-6)
    layer = torch.nn.Linear(rows.shape[1], int(labels.max()) + 1)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    optimiser = torch.optim.LBFGS(layer.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe")
    known = (rows - middle) / spread

    def loss() -> Tensor:
        optimiser.zero_grad()
        value = functional.cross_entropy(layer(known), labels) + SHRINK * layer.weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return lambda others: layer(
        (torch.stack([statistics(each) for each in others]) - middle) / spread
    ).detach()


def statistics(sound: Waveform) -> Float[Tensor, " numbers"]:
    """Mean and standard deviation over time of the coefficients and of their slopes."""
    trace = mfcc(sound, STFT, MelConfig(n_mels=40), n_mfcc=COEFFICIENTS)
    rows = torch.cat([trace.coefficients, trace.deltas])
    return torch.cat([rows.mean(dim=1), rows.std(dim=1)])
