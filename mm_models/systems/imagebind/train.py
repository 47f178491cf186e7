"""Training: every modality learns to find its picture among those of a batch, and to be found; it never meets another one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from mm_models.captioning.learning import warm_cosine
from mm_models.hearing.bank import made_bank, real_bank
from mm_models.matching.losses import cosines, symmetric_cross_entropy
from mm_models.system import Step
from mm_models.systems.imagebind.infer import image_vectors
from mm_models.systems.imagebind.model import ImageBind
from mm_models.systems.imagebind.pairs import Batch, Pairs, real_pairs, rehearsal_pairs
from mm_models.training import Recipe, Run, fit

TEST_FOLD = 4  # of ESC-10: its recordings are never heard in training, nor is the speaker of that number
STEPS = 1_000
RATE = 3e-3  # of AdamW at its highest
DECAY = 0.02  # of the weights
AVERAGE = 0.99  # decay of the moving average of the weights


def info_nce(
    seen: Float[Tensor, "pairs space"], others: Float[Tensor, "pairs space"], temperature: float
) -> Float[Tensor, ""]:
    """Equation 1 in both directions, in nats."""
    return symmetric_cross_entropy(cosines(seen, others) / temperature)["loss"]


def losses(model: ImageBind, batch: Batch) -> Mapping[str, Tensor]:
    """The sum over modalities; each against pictures only."""
    trace = model(batch.heard, batch.maps, batch.changes)
    pairs = {
        "sound": (batch.seen_with_sound, trace.sound),
        "depth": (batch.seen_with_depth, trace.depth),
        "motion": (batch.seen_with_motion, trace.motion),
    }
    parts = {name: info_nce(*each, model.config.temperature) for name, each in pairs.items()}
    return {"loss": torch.stack(list(parts.values())).sum(), **parts}


def recipe(model: ImageBind, pairs: Pairs, steps: int = STEPS, every: int = 25) -> Recipe:
    """AdamW with a moving average of the weights."""

    def loss(network: ImageBind, batch: Batch) -> Mapping[str, Tensor]:
        return losses(network, batch.to(next(model.parameters()).device))

    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY),
        batch=pairs,
        loss=loss,
        rate=warm_cosine,
        average=AVERAGE,
        clip=5.0,
        every=every,
    )


def train(model: ImageBind, run: Run, backbone: Any, clip: Any) -> Iterator[Step]:
    """Learns from recordings of all folds but the last, in bfloat16 where that is safe, which is faster.

    Raises:
        InputError: ESC-10 or the spoken digits are not there; it says where to get them.
    """
    bank = real_bank(run.data, run.seed).without(TEST_FOLD)
    pairs = real_pairs(run.seed, partial(image_vectors, backbone, clip), bank)
    yield from fit(model, recipe(model, pairs), replace(run, mixed=True))


def rehearse(model: ImageBind, run: Run) -> Iterator[Step]:
    """Learns a few scenes with foley for a moment."""
    pairs = rehearsal_pairs(run.seed, model.config.space, made_bank())
    yield from fit(model, replace(recipe(model, pairs, steps=16, every=4), average=0.9), run)
