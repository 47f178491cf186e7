"""Learning what is strange, after everything else has been learnt and the features stay as they are.

A network that has only ever seen what it knows is sure of itself everywhere. So it is shown examples of what it does not
know (Hendrycks, Mazeika, Dietterich, "Deep Anomaly Detection with Outlier Exposure", ICLR 2019): photographs of other
things, surfaces, and known pictures whose pieces are shuffled. A logistic regression on the mean and the peak of each feature tells them
from scenes and photographs of known kinds. The threshold is set on validation pictures.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional

from mm_models.systems.vision_backbone.infer import as_input
from mm_models.systems.vision_backbone.model import VisionBackbone
from mm_models.systems.vision_backbone.photographs import Photos, photographs
from mm_models.training import Run
from mm_models.world.appearance import MILD, STRONG, vary_picture, zoomed
from mm_models.world.draws import pick
from mm_models.world.photos import Photo, resized
from mm_models.world.rendering import render
from mm_models.world.scenes import SIDE, Mix, scene
from mm_models.world.textures import SHOWN, texture

EXAMPLES = 4096  # pictures to learn from: half learnt, half strange
CHECKED = 1024  # learnt validation pictures that set the threshold
REFUSED = 0.05  # share of them that is wrongly called strange
STEPS = 400
RATE = 3e-3
DECAY = 1e-2
AT_ONCE = 64  # pictures
PIECES = (2, 4, 8)  # to a side, of a shuffled picture
WHOLE = Mix(whole=0.67)  # as many photographs from each bank as drawn scenes, about

Image = UInt8[np.ndarray, "112 112 3"]


def calibrate(model: VisionBackbone, run: Run) -> None:
    """Fits the head that says what is strange, and its threshold; nothing else of the network changes.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there; it says where to get it.
    """
    train, validation = photographs(run.data), photographs(run.data, "validation")
    numbers = range(run.seed * EXAMPLES, run.seed * EXAMPLES + EXAMPLES // 2)
    learnt = pooled(model, (known_picture(train, number, "train") for number in numbers))
    strange = pooled(model, (strange_picture(train, number) for number in numbers))
    fit_head(model, learnt, strange)
    checked = pooled(model, (known_picture(validation, number, "validation") for number in range(CHECKED)))
    with torch.no_grad():
        model.strange_above.fill_(float(model.strange(checked).quantile(1 - REFUSED)))


def known_picture(photos: Photos, number: int, split: str) -> Image:
    """A scene, or a photograph of a known kind."""
    return render(scene(number, split, WHOLE, photos.known), MILD, photos.known).image


def strange_picture(photos: Photos, number: int) -> Image:
    """By turns a surface, a known picture in pieces, and three photographs of something without a word."""
    if number % 5 > 1:
        return strange_photo(photos.strange, number)
    if number % 5:
        return texture(SHOWN[number // 5 % len(SHOWN)], number)
    return in_pieces(known_picture(photos, number, "train"), np.random.default_rng((number, 4)))


def strange_photo(photos: Sequence[Photo], seed: int) -> Image:
    """A photograph of something without a word, cut, mirrored and lit at random."""
    rng = np.random.default_rng((seed, 3))
    image = zoomed(resized(pick(rng, photos), SIDE), rng, STRONG.zoom)
    return vary_picture(image[:, :: int(rng.choice([-1, 1]))], rng, STRONG)


def in_pieces(image: Image, rng: np.random.Generator) -> Image:
    """The picture cut into squares that change places: its colours and edges, but no thing any more."""
    count = pick(rng, PIECES)
    side = SIDE // count
    pieces = image.reshape(count, side, count, side, 3).swapaxes(1, 2).reshape(count * count, side, side, 3)
    pieces = rng.permutation(pieces)
    return pieces.reshape(count, count, side, side, 3).swapaxes(1, 2).reshape(SIDE, SIDE, 3)


@torch.no_grad()
def pooled(model: VisionBackbone, images: Iterator[Image]) -> Float[Tensor, "images twice"]:
    """What the head reads of each picture: mean and peak of its features."""
    model.eval()
    device = next(model.parameters()).device
    rows = []
    for some in in_batches(images):
        features = model(as_input(np.stack(some)).to(device)).features
        rows.append(torch.cat([features.mean(dim=(2, 3)), features.amax(dim=(2, 3))], dim=1))
    return torch.cat(rows)


def in_batches(images: Iterator[Image]) -> Iterator[list[Image]]:
    """The pictures, AT_ONCE at a time."""
    some: list[Image] = []
    for image in images:
        some.append(image)
        if len(some) == AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def fit_head(
    model: VisionBackbone, learnt: Float[Tensor, "some twice"], strange: Float[Tensor, "others twice"]
) -> None:
    """Logistic regression of strange against learnt, with weight decay, on features scaled to a spread of one."""
    rows = torch.cat([learnt, strange])
    answers = torch.cat([torch.zeros(len(learnt)), torch.ones(len(strange))]).to(rows.device)
    spread = rows.std(dim=0).clamp(min=1e-3)
    weight = torch.zeros_like(spread, requires_grad=True)
    bias = torch.zeros(1, device=rows.device, requires_grad=True)
    optimiser = torch.optim.AdamW([weight, bias], lr=RATE, weight_decay=DECAY)
    scaled = rows / spread
    for _ in range(STEPS):
        loss = functional.binary_cross_entropy_with_logits(scaled @ weight + bias, answers)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        model.strange.weight.copy_((weight / spread)[None])
        model.strange.bias.copy_(bias)
