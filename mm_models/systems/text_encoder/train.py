"""Training the text encoder: to guess hidden words, and to tell what means the same from what means almost the same.

The words: the cross-entropy of the hidden ones (Devlin 2019, section 3.1). The meanings: a text i, the same told otherwise
and the near misses of the whole batch, with cosines s and temperature τ,

    loss_i = -log exp(s(i, same_i) / τ) / Σ_j [ exp(s(i, same_j) / τ) + exp(s(i, near_j) / τ) ]

and as much in the other direction (Gao, Yao, Chen, "SimCSE", EMNLP 2021, arXiv:2104.08821, equation 5). Pairs are in one
language or in both, which also brings the languages together.
"""

from collections.abc import Iterator, Mapping
from math import cos, pi

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from mm_models.system import Step
from mm_models.systems.text_encoder.batches import NOT_ASKED, Batch, Batches
from mm_models.systems.text_encoder.model import TextEncoder
from mm_models.training import Recipe, Run, fit

STEPS = 1_800
RATE = 2e-3  # of AdamW at its highest
WARM = 0.05  # share of the steps in which the rate rises
DECAY = 0.01  # of the weights
TEMPERATURE = 0.03
WORDS = 1.0  # weight of the lesson about words


def losses(model: TextEncoder, batch: Batch) -> Mapping[str, Tensor]:
    """The two lessons' losses and their weighted sum."""
    device = next(model.parameters()).device
    sentences, logits, targets = [], [], []
    for block in batch.blocks:
        trace = model(block.ids.to(device), block.mask.to(device))
        asked = block.targets.to(device) != NOT_ASKED
        sentences.append(trace.sentence)
        logits.append(model.guess(trace.features[asked]))
        targets.append(block.targets.to(device)[asked])
    order = torch.cat([block.places for block in batch.blocks]).argsort().to(device)
    ordered = functional.normalize(torch.cat(sentences).float(), dim=1)[order]
    one, same, near = ordered[: 3 * batch.trios].chunk(3)
    words = functional.cross_entropy(torch.cat(logits).float(), torch.cat(targets))
    meanings = contrast(one, same, near, batch.alike.to(device))
    return {"loss": WORDS * words + meanings, "words": words, "meanings": meanings}


def contrast(
    one: Float[Tensor, "trios width"],
    same: Float[Tensor, "trios width"],
    near: Float[Tensor, "trios width"],
    alike: Bool[Tensor, "trios both"],
) -> Float[Tensor, ""]:
    """The mean of both directions' losses of unit vectors; pairs that are alike by chance do not count."""
    there = one @ torch.cat([same, near]).T / TEMPERATURE
    back = same @ torch.cat([one, near]).T / TEMPERATURE
    right = torch.arange(len(one), device=one.device)
    both = [
        functional.cross_entropy(logits.masked_fill(alike, -torch.inf), right) for logits in (there, back)
    ]
    return torch.stack(both).mean()


def warm_cosine(done: float) -> float:
    """The learning rate's factor: up in a straight line, then down along a cosine."""
    return done / WARM + 1e-3 if done < WARM else 0.5 * (1 + cos(pi * (done - WARM) / (1 - WARM))) + 1e-4


def recipe(model: TextEncoder, batches: Batches, steps: int, every: int = 50) -> Recipe:
    """AdamW with a moving average of the weights."""
    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY, betas=(0.9, 0.98)),
        batch=batches,
        loss=losses,
        rate=warm_cosine,
        average=0.998,
        clip=1.0,
        every=every,
    )


def train(model: TextEncoder, run: Run) -> Iterator[Step]:
    """Learns what the world can say; needs no files."""
    yield from fit(model, recipe(model, Batches(run.seed, model.config.longest), STEPS), run)


def rehearse(model: TextEncoder, run: Run) -> Iterator[Step]:
    """Learns small batches for a moment."""
    yield from fit(model, recipe(model, Batches(run.seed, model.config.longest, 8, 8), 24, every=8), run)
