"""Annotations: what a captioner sees of a picture, 14 × 14 vectors that the frozen vision backbone wrote.

An annotation joins the backbone's features of a cell with what its heads say: the probabilities of kinds, colours and
sizes there, and those of places, which are the same for all cells. A background cell has no colour and no size, so theirs
count only as far as the cell shows a thing. Last come the counts: how many things of each kind the cell shows there are in the
picture, because an average over attended cells, which is all that attention hands on, is the same for one dog and for two.
Xu et al. 2015 (section 3.1.1) take a lower convolutional layer of a network that was trained to name things;
here the names themselves are part of the vector, like the attributes of You et al. (CVPR 2016).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import pi
from typing import Any, Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Bool, Float, Float32, UInt8
from torch import Tensor
from torch.nn import functional

from mm_models.world.colours import COLOURS
from mm_models.world.kinds import KINDS
from mm_models.world.places import PLACES
from mm_models.world.rendering import CELLS, COVERED, SIZE_INDEX, Picture
from mm_models.world.scenes import SIDE, Thing

FEATURES = 256  # channels of the backbone's map
LOUD = 5.0  # factor of probabilities, which would be lost among the features, the largest of them 25
NAMED: tuple[int, ...] = (len(KINDS) + 1, len(COLOURS) + 1, len(SIZE_INDEX) + 1)  # kinds, colours, sizes
SHOWN = FEATURES + sum(NAMED) + len(PLACES) + 1  # channels of what a cell shows by itself
CHANNELS = SHOWN + len(KINDS)  # of an annotation
WAVES: tuple[int, ...] = (1, 2, 4)  # half turns of the positions' sines over a picture's side
POSITIONS = 2 + 4 * len(WAVES)  # numbers that say where a cell is
LEAST = 1e-6  # probability below which its logarithm is not taken
UNSEEN = 0.02  # cells of a kind that count for nothing
GREY = 128  # of a blank picture
NOISE = 0.3  # standard deviation of what an oracle adds


@runtime_checkable
class Reading(Protocol):
    """What the vision backbone's trace has, as far as captioners need it."""

    features: Float[Tensor, "batch features cells cells"]
    kind: Float[Tensor, "batch kinds cells cells"]
    colour: Float[Tensor, "batch colours cells cells"]
    size: Float[Tensor, "batch sizes cells cells"]
    place: Float[Tensor, "batch places"]
    centre: Float[Tensor, "batch cells cells"]


Backbone = Callable[[Tensor], Any]  # from pictures (-1 to 1) to a Reading: the trained `VisionBackbone`
Eye = Callable[
    [Sequence[Picture]], Float[Tensor, "batch channels cells cells"]
]  # from pictures to annotations


Tell = Callable[[Any], Float[Tensor, "batch channels cells cells"]]  # from a Reading to vectors of its cells


@dataclass(frozen=True)
class Means:
    """What the backbone's heads say on average over a picture and its mirror image: a Reading."""

    features: Float[Tensor, "batch features cells cells"]  # of the picture itself
    kind: Float[Tensor, "batch kinds cells cells"]
    colour: Float[Tensor, "batch colours cells cells"]
    size: Float[Tensor, "batch sizes cells cells"]
    place: Float[Tensor, "batch places"]
    centre: Float[Tensor, "batch cells cells"]


def averaged(reading: Any, mirrored: Any) -> Means:
    """The Readings of pictures and of their mirror images as one, whose probabilities are the means of both.

    Twice the work, and fewer accidents of a single view (Krizhevsky, Sutskever, Hinton, NeurIPS 2012, section 4.1).
    """
    there = (reading.centre.sigmoid() + mirrored.centre.sigmoid().flip(2)) / 2
    return Means(
        features=reading.features,
        kind=mean_logits(reading.kind, mirrored.kind.flip(3)),
        colour=mean_logits(reading.colour, mirrored.colour.flip(3)),
        size=mean_logits(reading.size, mirrored.size.flip(3)),
        place=mean_logits(reading.place, mirrored.place),
        centre=there.logit(LEAST),
    )


def mean_logits(
    one: Float[Tensor, "batch classes *cells"], other: Float[Tensor, "batch classes *cells"]
) -> Float[Tensor, "batch classes *cells"]:
    """Logits of the mean of two distributions."""
    return ((one.softmax(dim=1) + other.softmax(dim=1)) / 2).clamp(min=LEAST).log()


def twice(backbone: Backbone) -> Backbone:
    """A backbone that looks at every picture and at its mirror image; see `averaged`."""
    return lambda pixels: averaged(backbone(pixels), backbone(pixels.flip(3)))


def annotations(reading: Any) -> Float[Tensor, "batch channels cells cells"]:
    """What each cell shows, and how many of it there are; `reading` is a Reading."""
    return torch.cat([shown(reading), LOUD * counted(reading)], dim=1)


def counted(reading: Any) -> Float[Tensor, "batch kinds cells cells"]:
    """The probability of each kind times the number of its things in the whole picture.

    A kind's number is the sum over cells of the probability that a thing's middle lies there and that the cell shows the kind.
    """
    kind, middle = reading.kind.softmax(dim=1)[:, 1:], reading.centre.sigmoid()
    number = torch.einsum("bhw,bkhw->bk", middle, kind)
    return kind * number[:, :, None, None]


def kinds_of(
    annotations: Float[Tensor, "batch channels cells cells"],
) -> Float[Tensor, "batch kinds cells cells"]:
    """The probability of each kind of thing in each cell, as `annotations` wrote it down."""
    return annotations[:, FEATURES + 1 : FEATURES + NAMED[0]] / LOUD  # the first is the background


def numbers_of(
    annotations: Float[Tensor, "batch channels cells cells"],
) -> Float[Tensor, "batch kinds"]:
    """How many things of each kind there are, as `annotations` wrote it down: see `counted`."""
    kinds, times = kinds_of(annotations), annotations[:, SHOWN:] / LOUD
    return times.sum(dim=(2, 3)) / (kinds.sum(dim=(2, 3)) + UNSEEN)


def shown(reading: Any) -> Float[Tensor, "batch channels cells cells"]:
    """Features and the heads' probabilities as one vector a cell; `reading` is a Reading."""
    kind = reading.kind.softmax(dim=1)
    there = 1 - kind[:, :1]  # 0 is the background
    looks = [there * logits.softmax(dim=1) for logits in (reading.colour, reading.size)]
    place = reading.place.softmax(dim=1)[:, :, None, None].expand(-1, -1, *kind.shape[2:])
    return torch.cat([reading.features, *(LOUD * shares for shares in (kind, *looks, place))], dim=1)


def whole(
    annotations: Float[Tensor, "batch channels cells cells"],
) -> Float[Tensor, "batch twice"]:
    """A picture as one vector: the mean and the largest value of each channel, without which a small thing drowns in the mean."""
    return torch.cat([annotations.mean(dim=(2, 3)), annotations.amax(dim=(2, 3))], dim=1)


@torch.no_grad()
def look(
    backbone: Backbone,
    images: UInt8[np.ndarray, "batch side side 3"],
    device: str = "cpu",
    tell: Tell = annotations,
) -> Float[Tensor, "batch channels cells cells"]:
    """The annotations of pictures."""
    pixels = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1.0
    return tell(backbone(pixels.to(device)))


def eye(backbone: Backbone, device: str = "cpu") -> Eye:
    """Sees rendered scenes through the backbone."""
    return lambda pictures: look(backbone, np.stack([picture.image for picture in pictures]), device)


def blank(backbone: Backbone, device: str = "cpu") -> Float[Tensor, "1 channels cells cells"]:
    """The annotations of a picture that shows nothing: what the language model says on its own needs no more."""
    return look(backbone, np.full((1, SIDE, SIDE, 3), GREY, np.uint8), device)


def oracle_eye(channels: int, seed: int = 0) -> Eye:
    """Sees what is true: each cell's labels, one hot, through a fixed random matrix, and some noise.

    Without any files, for rehearsals and tests; no substitute for a backbone, because it never errs.
    """
    numbers = (*NAMED, len(PLACES) + 1)
    matrix = torch.randn(channels, sum(numbers), generator=torch.Generator().manual_seed(seed)) / 2

    def see(pictures: Sequence[Picture]) -> Float[Tensor, "batch channels cells cells"]:
        labels = [np.stack([getattr(p, name) for p in pictures]) for name in ("kinds", "colours", "sizes")]
        labels.append(np.stack([np.full((CELLS, CELLS), picture.place) for picture in pictures]))
        hot = [
            functional.one_hot(torch.from_numpy(some), count)
            for some, count in zip(labels, numbers, strict=True)
        ]
        truth = torch.einsum("bhwn,cn->bchw", torch.cat(hot, dim=3).float(), matrix)
        drawn = torch.Generator().manual_seed(seed + int(pictures[0].image.sum()))
        return truth + NOISE * torch.randn(truth.shape, generator=drawn)

    return see


def positions(side: int) -> Float[Tensor, "numbers side side"]:
    """Where each cell is: column and row from -1 to 1, and sines and cosines of both."""
    line = torch.linspace(-1, 1, side)
    both = torch.stack(torch.meshgrid(line, line, indexing="xy"))
    turns = [wave * pi / 2 * both for wave in WAVES]
    return torch.cat([both, *(turn.sin() for turn in turns), *(turn.cos() for turn in turns)])


def cells_of(masks: Bool[np.ndarray, "things side side"]) -> Bool[np.ndarray, "things cells cells"]:
    """The cells that show each thing: those that it covers well, or else those that it covers best."""
    cell = masks.shape[-1] // CELLS
    blocks = masks.reshape(len(masks), CELLS, cell, CELLS, cell)
    shares: Float32[np.ndarray, "things cells cells"] = blocks.mean(axis=(2, 4), dtype=np.float32)
    most = shares.max(axis=(1, 2), keepdims=True, initial=0.0)
    return (shares >= np.minimum(COVERED, most)) & (most > 0)


def box_cells(thing: Thing) -> Bool[np.ndarray, "cells cells"]:
    """The cells whose middle lies in a thing's box."""
    middles = (np.arange(CELLS) + 0.5) * SIDE / CELLS
    left, top, right, bottom = thing.box
    across, down = (middles >= left) & (middles < right), (middles >= top) & (middles < bottom)
    return down[:, None] & across[None, :]
