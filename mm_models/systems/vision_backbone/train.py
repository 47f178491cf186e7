"""Training the vision backbone on dense labels: what is in every cell of crowded scenes, drawn by many hands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from mm_models.corpora.cifar10 import Cifar10
from mm_models.system import Step
from mm_models.systems.vision_backbone.infer import as_input
from mm_models.systems.vision_backbone.model import Trace, VisionBackbone
from mm_models.training import Recipe, Run, fit, step_seed
from mm_models.world.appearance import STRONG
from mm_models.world.photos import PhotoBank
from mm_models.world.rendering import Picture, render
from mm_models.world.scenes import SPLITS, Mix, scene

STEPS = 6_000
BATCH = 48  # pictures
RATE = 3e-3  # of AdamW at its highest
WARM = 0.05  # share of the steps in which the rate rises
DECAY = 0.02  # of the weights
BACKGROUND = 0.15  # weight of a background cell, because most cells are background
CROWDED = Mix(things=(2, 7), photos=0.35, whole=0.15)
DRAWN = Mix(things=(2, 7))  # what can be made without any photographs


@dataclass(frozen=True)
class Batch:
    """Pictures and what is true of each cell; see `world.rendering.Picture`."""

    image: Float[Tensor, "batch 3 side side"]
    kinds: Int[Tensor, "batch cells cells"]
    colours: Int[Tensor, "batch cells cells"]
    sizes: Int[Tensor, "batch cells cells"]
    places: Int[Tensor, " batch"]


def collate(pictures: Sequence[Picture]) -> Batch:
    """Pictures as one batch."""
    return Batch(
        image=as_input(np.stack([picture.image for picture in pictures])),
        kinds=torch.from_numpy(np.stack([picture.kinds for picture in pictures])),
        colours=torch.from_numpy(np.stack([picture.colours for picture in pictures])),
        sizes=torch.from_numpy(np.stack([picture.sizes for picture in pictures])),
        places=torch.tensor([picture.place for picture in pictures]),
    )


@dataclass(frozen=True)
class Batches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    photos: PhotoBank | None
    size: int = BATCH  # pictures

    def __call__(self, index: int) -> Batch:
        first = step_seed(self.seed, index) * self.size
        numbers = [(first + offset) % SPLITS["train"].count for offset in range(self.size)]
        mix = DRAWN if self.photos is None else CROWDED
        scenes = [scene(number, "train", mix, self.photos) for number in numbers]
        return collate([render(each, STRONG, self.photos) for each in scenes])


def losses(model: VisionBackbone, batch: Batch) -> Mapping[str, Tensor]:
    """Cross-entropies of the four heads; colour and size count only where a thing is."""
    device = next(model.parameters()).device
    trace: Trace = model(batch.image.to(device))
    kinds, there = batch.kinds.to(device), batch.kinds.to(device) > 0
    parts = {
        "kind": weighted(trace.kind, kinds, torch.where(there, 1.0, BACKGROUND)),
        "colour": weighted(trace.colour, batch.colours.to(device), there.float()),
        "size": weighted(trace.size, batch.sizes.to(device), there.float()),
        "place": functional.cross_entropy(trace.place, batch.places.to(device)),
    }
    whole = parts["kind"] + 0.5 * parts["colour"] + 0.3 * parts["size"] + 0.2 * parts["place"]
    return {"loss": whole, **parts}


def weighted(
    logits: Float[Tensor, "batch classes cells cells"],
    labels: Int[Tensor, "batch cells cells"],
    weight: Float[Tensor, "batch cells cells"],
) -> Float[Tensor, ""]:
    """The weighted mean of the cells' cross-entropies."""
    each = functional.cross_entropy(logits, labels, reduction="none")
    return (each * weight).sum() / weight.sum().clamp(min=1.0)


def warm_cosine(done: float) -> float:
    """The learning rate's factor: up in a straight line, then down along a cosine."""
    return done / WARM + 1e-3 if done < WARM else 0.5 * (1 + cos(pi * (done - WARM) / (1 - WARM))) + 1e-4


def recipe(model: VisionBackbone, batches: Batches, steps: int, every: int = 50) -> Recipe:
    """AdamW with a moving average of the weights."""
    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY),
        batch=batches,
        loss=losses,
        rate=warm_cosine,
        average=0.999,
        clip=5.0,
        every=every,
    )


def train(model: VisionBackbone, run: Run) -> Iterator[Step]:
    """Learns scenes and photographs. Raises InputError, which says where to get CIFAR-10, when it is not there."""
    yield from fit(model, recipe(model, Batches(run.seed, Cifar10(run.data)), STEPS), run)


def rehearse(model: VisionBackbone, run: Run) -> Iterator[Step]:
    """Learns drawn scenes only, for a moment."""
    yield from fit(model, recipe(model, Batches(run.seed, None, 8), 60, every=20), run)
