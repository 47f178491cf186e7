"""The recipe that captioners share; a system brings its own losses."""

from collections.abc import Callable, Mapping, Sequence
from math import cos, pi
from typing import Any

import torch
from torch import Tensor, nn

from mm_models.captioning.batches import Batch, Batches
from mm_models.training import Recipe

STEPS = 2_500
PARTS = 2  # groups of captions of like length that a batch is learnt in: short ones do not wait for long ones
RATE = 4e-3  # of AdamW at its highest
WARM = 0.05  # share of the steps in which the rate rises
DECAY = 0.01  # of the weights
CLIP = 2.0  # largest norm of the gradient

Losses = Callable[[Any, Batch], Mapping[str, Tensor]]


def warm_cosine(done: float) -> float:
    """The learning rate's factor: up in a straight line, then down along a cosine."""
    return done / WARM + 1e-3 if done < WARM else 0.5 * (1 + cos(pi * (done - WARM) / (1 - WARM))) + 1e-4


def recipe(
    model: nn.Module,
    batches: Batches,
    losses: Losses,
    steps: int = STEPS,
    every: int = 50,
    average: float = 0.998,
    rate: float = RATE,
) -> Recipe:
    """That of `averaged_adamw`, with batches learnt in parts."""

    def in_parts(network: Any, batch: Batch) -> Mapping[str, Tensor]:
        return weighted_sum([(share, losses(network, part)) for share, part in batch.parts(PARTS)])

    return averaged_adamw(model, batches, in_parts, steps, rate, average, every)


def averaged_adamw(
    model: nn.Module,
    batches: Callable[[int], Any],
    losses: Callable[[Any, Any], Mapping[str, Tensor]],
    steps: int,
    rate: float,
    average: float,
    every: int = 50,
    clip: float | None = CLIP,
) -> Recipe:
    """AdamW along `warm_cosine` with a moving average of the weights; batches are moved to where the model is."""
    device = next(model.parameters()).device
    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=DECAY),
        batch=batches,
        loss=lambda network, batch: losses(network, batch.to(device)),
        rate=warm_cosine,
        average=average,
        clip=clip,
        every=every,
    )


def weighted_sum(parts: Sequence[tuple[float, Mapping[str, Tensor]]]) -> dict[str, Tensor]:
    """Each loss of some parts, weighted by the parts' shares."""
    names = parts[0][1]
    return {name: torch.stack([share * losses[name] for share, losses in parts]).sum() for name in names}


def rehearsal(model: nn.Module, batches: Batches, losses: Losses) -> Recipe:
    """A moment's training on a few pictures."""
    return recipe(model, batches, losses, steps=30, every=10, average=0.9)
