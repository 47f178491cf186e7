"""Training the audio backbone on real clips, on foley, and on sounds that are none of the ten.

Every batch is disturbed anew, on mel levels, which is cheap: another stretch of the sound, some place's ambience under
it (powers add), a microphone's colour, another gain, masks in time and frequency (Park et al., "SpecAugment",
Interspeech 2019), and mixtures of two sounds with two labels (Zhang et al., "mixup", ICLR 2018).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import cos, pi

import torch
from torch import Tensor
from torch.nn import functional

from mm_models.hearing.bank import Bank, made_bank, real_bank
from mm_models.hearing.batches import Batch, Batches
from mm_models.system import Step
from mm_models.systems.audio_backbone.model import AudioBackbone, Trace
from mm_models.training import Recipe, Run, fit

STEPS = 600
RATE = 3e-3  # of AdamW at its highest
DECAY = 0.02  # of the weights
SMOOTHING = 0.05  # of the labels
WARM = 0.1  # share of the steps in which the rate rises


def losses(model: AudioBackbone, batch: Batch) -> Mapping[str, Tensor]:
    """Cross-entropy of what is named in the whole sound."""
    device = next(model.parameters()).device
    trace: Trace = model(batch.heard.to(device))
    return {
        "loss": functional.cross_entropy(trace.logits, batch.labels.to(device), label_smoothing=SMOOTHING)
    }


def one_cycle(done: float) -> float:
    """The learning rate's factor: up over a tenth of the steps, then down along a cosine."""
    return done / WARM + 1e-3 if done < WARM else 0.5 * (1 + cos(pi * (done - WARM) / (1 - WARM))) + 1e-4


def recipe(model: AudioBackbone, batches: Batches, steps: int, every: int = 25) -> Recipe:
    """AdamW with a moving average of the weights."""
    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY),
        batch=batches,
        loss=losses,
        rate=one_cycle,
        average=0.99,
        clip=5.0,
        every=every,
    )


def train(model: AudioBackbone, run: Run) -> Iterator[Step]:
    """Learns all folds that are there; what that is worth only `evaluate` can say, by leaving folds out.

    Raises:
        InputError: ESC-10 or the spoken digits are not there; it says where to get them.
    """
    yield from learn(model, real_bank(run.data, run.seed), run)


def learn(model: AudioBackbone, bank: Bank, run: Run) -> Iterator[Step]:
    """Learns what is in a bank; in bfloat16 where that is safe, which is faster."""
    yield from fit(model, recipe(model, Batches(run.seed, bank), STEPS), replace(run, mixed=True))


def rehearse(model: AudioBackbone, run: Run) -> Iterator[Step]:
    """Learns foley only, for a moment."""
    yield from fit(model, recipe(model, Batches(run.seed, made_bank(), share=0.25), 40, every=10), run)
