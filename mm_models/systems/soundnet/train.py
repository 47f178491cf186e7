"""Training: the student is made to say of sounds what its teacher says of pictures; then the target task is learnt."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import cos, pi
from typing import Any

import torch
from torch import Tensor

from mm_models.system import Step
from mm_models.systems.soundnet.model import SoundNet
from mm_models.systems.soundnet.pairs import Batch, Pairs
from mm_models.systems.soundnet.target import fit_target
from mm_models.systems.soundnet.teaching import Lessons, Opinion, divergence, lessons, scenes_of
from mm_models.systems.soundnet.waves import Waves, made_waves, real_waves
from mm_models.training import Recipe, Run, fit

HELD_OUT = 4  # the fold that the shipped network never hears
STEPS = 400
RATE = 3e-3  # of AdamW at its highest
WARM = 0.1  # share of the steps in which the rate rises
DECAY = 0.02  # of the weights
AVERAGE = 0.99  # decay of the moving average of the weights
SOUNDING, MUTE = 3_000, 400  # scenes that are shown to the teacher


def losses(model: SoundNet, batch: Batch) -> Mapping[str, Tensor]:
    """KL of things plus KL of places, from teacher to student."""
    device = next(model.parameters()).device
    trace = model(batch.heard.to(device))
    things = divergence(batch.things.to(device), trace.things.float()).mean()
    places = divergence(batch.places.to(device), trace.places.float()).mean()
    return {"loss": things + places, "things": things, "places": places}


def one_cycle(done: float) -> float:
    """The learning rate's factor: up over a tenth of the steps, then down along a cosine."""
    return done / WARM + 1e-3 if done < WARM else 0.5 * (1 + cos(pi * (done - WARM) / (1 - WARM))) + 1e-4


def recipe(model: SoundNet, pairs: Pairs, steps: int = STEPS, every: int = 25) -> Recipe:
    """AdamW with a moving average of the weights; the target task's classifier learns later."""
    learnt = [weight for name, weight in model.named_parameters() if not name.startswith("target")]
    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(learnt, lr=RATE, weight_decay=DECAY),
        batch=pairs,
        loss=losses,
        rate=one_cycle,
        average=AVERAGE,
        clip=5.0,
        every=every,
    )


def train(model: SoundNet, run: Run, backbone: Any) -> Iterator[Step]:
    """Learns from all folds but the last; then the classifier learns the labels of the same clips.

    Raises:
        InputError: ESC-10 is not there; it says where to get it.
    """
    waves = real_waves(run.data, run.seed).without(HELD_OUT)
    yield from learn(model, lessons(backbone, "train", SOUNDING, MUTE, run.device), waves, run)


def learn(model: SoundNet, taught: Lessons, waves: Waves, run: Run, labelled: bool = False) -> Iterator[Step]:
    """Learns from pairs, in bfloat16 where that is safe, which is faster; then fits the target task's classifier."""
    pairs = Pairs(run.seed, taught, waves, labelled)
    yield from fit(model, recipe(model, pairs), replace(run, mixed=True))
    fit_target(model.cpu(), waves, run.seed)


def rehearse(model: SoundNet, run: Run) -> Iterator[Step]:
    """Learns a few scenes with foley for a moment; random distributions stand in for a teacher's."""
    scenes, chance = scenes_of("train", 8, 2), torch.Generator().manual_seed(run.seed)
    config = model.config
    things, places = (
        (4 * torch.randn(len(scenes), count, generator=chance)).softmax(dim=1)
        for count in (config.things, config.places)
    )
    pairs = Pairs(run.seed, Lessons(scenes, Opinion(things, places)), made_waves(), pairs=6, longest=16_384)
    yield from fit(model, replace(recipe(model, pairs, steps=30, every=10), average=0.9), run)
