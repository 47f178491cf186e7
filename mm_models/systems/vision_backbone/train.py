"""Training the vision backbone on dense labels: what is in every cell of crowded scenes, drawn by many hands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, pi

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from mm_models.system import Step
from mm_models.systems.vision_backbone.calibrate import calibrate, strange_photo
from mm_models.systems.vision_backbone.infer import as_input
from mm_models.systems.vision_backbone.model import Trace, VisionBackbone
from mm_models.systems.vision_backbone.photographs import Photos, photographs
from mm_models.training import Recipe, Run, fit, step_seed
from mm_models.world.appearance import STRONG
from mm_models.world.photos import Photo
from mm_models.world.rendering import Picture, render
from mm_models.world.scenes import SPLITS, Mix, Scene, scene

DRAWINGS, PHOTOGRAPHS = 7_500, 3_500  # steps of two cycles, by what most of their pictures show
STEPS = DRAWINGS + PHOTOGRAPHS
BATCH = 64  # pictures
RATE = 3e-3  # of AdamW at its highest
AGAIN = 0.6  # share of that rate in the second cycle
WARM = 0.05  # share of a cycle in which the rate rises
DECAY = 0.02  # of the weights
BACKGROUND = 0.15  # weight of a background cell, because most cells are background
STRANGE = 4  # pictures in a batch that show something without a word, as a whole
CROWDED = Mix(things=(2, 7), photos=0.4, whole=0.35)
SEEN = Mix(things=(1, 6), photos=0.6, whole=0.55)  # photographs take longer to learn than drawings
DRAWN = Mix(things=(2, 7))  # what can be made without any photographs


@dataclass(frozen=True)
class Batch:
    """Pictures and what is true of each cell; see `world.rendering.Picture`."""

    image: Float[Tensor, "batch 3 side side"]
    kinds: Int[Tensor, "batch cells cells"]
    colours: Int[Tensor, "batch cells cells"]
    sizes: Int[Tensor, "batch cells cells"]
    places: Int[Tensor, " batch"]
    centres: Float[Tensor, "batch cells cells"]  # 1 where the middle of a thing lies


def collate(pictures: Sequence[Picture]) -> Batch:
    """Pictures as one batch."""
    return Batch(
        image=as_input(np.stack([picture.image for picture in pictures])),
        kinds=torch.from_numpy(np.stack([picture.kinds for picture in pictures])),
        colours=torch.from_numpy(np.stack([picture.colours for picture in pictures])),
        sizes=torch.from_numpy(np.stack([picture.sizes for picture in pictures])),
        places=torch.tensor([picture.place for picture in pictures]),
        centres=torch.from_numpy(np.stack([picture.centres for picture in pictures])).float(),
    )


@dataclass(frozen=True)
class Batches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    photos: Photos | None
    size: int = BATCH  # pictures

    def __call__(self, index: int) -> Batch:
        first = step_seed(self.seed, index) * self.size
        numbers = [(first + offset) % SPLITS["train"].count for offset in range(self.size)]
        if self.photos is None:
            return collate([render(scene(number, "train", DRAWN), STRONG) for number in numbers])
        known = self.photos.known
        mix = CROWDED if index < DRAWINGS else SEEN
        scenes = [scene(number, "train", mix, known) for number in numbers[STRANGE:]]
        strange = [nothing_known(self.photos.strange, number) for number in numbers[:STRANGE]]
        return collate([*strange, *(render(each, STRONG, known) for each in scenes)])


def nothing_known(photos: Sequence[Photo], seed: int) -> Picture:
    """A photograph of something without a word: background everywhere."""
    blank = render(Scene(seed, "train", None, 0, (0, 0), False, ()))
    return replace(blank, image=strange_photo(photos, seed))


def losses(model: VisionBackbone, batch: Batch) -> Mapping[str, Tensor]:
    """Cross-entropies of the heads; colour and size count only where a thing is."""
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
    centre = centre_loss(trace.centre, batch.centres.to(device))
    return {"loss": whole + 0.2 * centre, **parts, "centre": centre}


def centre_loss(
    logits: Float[Tensor, "batch cells cells"], centres: Float[Tensor, "batch cells cells"]
) -> Float[Tensor, ""]:
    """Cross-entropy for each middle, and the squared error of their number: probabilities that blur over
    several cells shall still add up to how many things there are."""
    each = functional.binary_cross_entropy_with_logits(logits, centres, reduction="sum")
    wrong = logits.sigmoid().sum(dim=(1, 2)) - centres.sum(dim=(1, 2))
    return each / centres.sum().clamp(min=1.0) + 0.5 * wrong.square().mean()


def weighted(
    logits: Float[Tensor, "batch classes cells cells"],
    labels: Int[Tensor, "batch cells cells"],
    weight: Float[Tensor, "batch cells cells"],
) -> Float[Tensor, ""]:
    """The weighted mean of the cells' cross-entropies."""
    each = functional.cross_entropy(logits, labels, reduction="none")
    return (each * weight).sum() / weight.sum().clamp(min=1.0)


def restarted_cosine(done: float) -> float:
    """The learning rate's factor over two cycles, the second lower (Loshchilov, Hutter, "SGDR", ICLR 2017)."""
    steps = done * STEPS
    if steps < DRAWINGS:
        return warm_cosine(steps / DRAWINGS)
    return AGAIN * warm_cosine((steps - DRAWINGS) / PHOTOGRAPHS)


def warm_cosine(done: float) -> float:
    """The learning rate's factor over one cycle: up in a straight line, then down along a cosine."""
    return done / WARM + 1e-3 if done < WARM else 0.5 * (1 + cos(pi * (done - WARM) / (1 - WARM))) + 1e-4


def recipe(model: VisionBackbone, batches: Batches, steps: int, every: int = 50) -> Recipe:
    """AdamW with a moving average of the weights."""
    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY),
        batch=batches,
        loss=losses,
        rate=restarted_cosine,
        average=0.999,
        clip=5.0,
        every=every,
    )


def train(model: VisionBackbone, run: Run) -> Iterator[Step]:
    """Learns scenes and photographs, then what counts as strange.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there; it says where to get it.
    """
    yield from fit(model, recipe(model, Batches(run.seed, photographs(run.data)), STEPS), run)
    calibrate(model, run)


def rehearse(model: VisionBackbone, run: Run) -> Iterator[Step]:
    """Learns drawn scenes only, for a moment."""
    yield from fit(model, recipe(model, Batches(run.seed, None, 4), 24, every=8), run)
