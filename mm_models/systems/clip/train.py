"""Training CLIP: every picture of a batch must find its text among all, and every text its picture."""

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from mm_models.captioning.learning import DECAY, warm_cosine
from mm_models.captioning.seeing import Backbone
from mm_models.matching.losses import cosines, symmetric_cross_entropy
from mm_models.matching.pairs import PairBatches, Pairs, real_pairs, rehearsal_pairs
from mm_models.system import Step
from mm_models.systems.clip.model import Clip
from mm_models.training import Recipe, Run, fit

STEPS = 1_200
RATE = 2e-3  # of AdamW at its highest
LIMIT = 1.0  # largest norm of the gradient
AVERAGE = 0.995  # decay of the weights' moving average


def losses(model: Clip, pairs: Pairs) -> Mapping[str, Tensor]:
    """The mean loss over the sets of texts, its two directions, and the temperature's inverse."""
    seen, read = model.picture(pairs.annotations).vector, model.text(pairs.ids.flatten(0, 1)).vector
    parts = [
        symmetric_cross_entropy(model.scale * cosines(seen, texts), alike)
        for texts, alike in zip(read.unflatten(0, pairs.ids.shape[:2]), pairs.alike, strict=True)
    ]
    means = {name: torch.stack([part[name] for part in parts]).mean() for name in parts[0]}
    return {**means, "scale": model.scale.detach()}


def recipe(
    model: Clip,
    batches: PairBatches,
    steps: int = STEPS,
    rate: float = RATE,
    average: float = AVERAGE,
    every: int = 50,
) -> Recipe:
    """AdamW with a moving average of the weights; vectors, gains and the temperature do not decay (section 2.5)."""

    def loss(network: Clip, pairs: Pairs) -> Mapping[str, Tensor]:
        return losses(network, pairs.to(model.sharpness.device))

    matrices = [weight for weight in model.parameters() if weight.ndim > 1]
    others = [weight for weight in model.parameters() if weight.ndim <= 1]
    groups: list[dict[str, Any]] = [{"params": matrices}, {"params": others, "weight_decay": 0.0}]
    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(groups, lr=rate, weight_decay=DECAY, betas=(0.9, 0.98)),
        batch=batches,
        loss=loss,
        rate=warm_cosine,
        average=average,
        clip=LIMIT,
        every=every,
    )


def train(model: Clip, run: Run, backbone: Backbone) -> Iterator[Step]:
    """Learns scenes and photographs as the trained backbone sees them.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there; it says where to get it.
    """
    batches = real_pairs(run.seed, run.data, backbone, run.device, model.config.longest)
    yield from fit(model, recipe(model, batches), run)


def rehearse(model: Clip, run: Run) -> Iterator[Step]:
    """Learns a few drawn scenes as an oracle sees them, for a moment."""
    batches = rehearsal_pairs(run.seed, model.config.channels, model.config.longest)
    yield from fit(model, recipe(model, batches, steps=40, rate=5e-3, average=0.9, every=10), run)
