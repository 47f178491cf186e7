"""Reading pictures with the vision backbone: what it names in each cell, and whether it has learnt such a thing."""

import numpy as np
import torch
from jaxtyping import Bool, Float, Int, UInt8
from torch import Tensor

from mm_models.systems.vision_backbone.model import Trace, VisionBackbone


def as_input(images: UInt8[np.ndarray, "batch side side 3"]) -> Float[Tensor, "batch 3 side side"]:
    """Pictures as the network reads them: values from -1 to 1, channels first."""
    return torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1.0


@torch.no_grad()
def read(model: VisionBackbone, images: UInt8[np.ndarray, "batch side side 3"]) -> Trace:
    """What the network sees in pictures."""
    return model(as_input(images).to(next(model.parameters()).device))


def named(trace: Trace) -> Int[Tensor, "batch cells cells"]:
    """The likeliest kind of each cell; 0 is the background."""
    return trace.kind.argmax(dim=1)


def shares(trace: Trace) -> Float[Tensor, "batch kinds"]:
    """The mean probability of each kind over a picture's cells; 0 is the background."""
    return trace.kind.softmax(dim=1).mean(dim=(2, 3))


def read_both(model: VisionBackbone, images: UInt8[np.ndarray, "batch side side 3"]) -> tuple[Trace, Trace]:
    """What the network sees in pictures, and in their mirror images."""
    return read(model, images), read(model, np.ascontiguousarray(images[:, :, ::-1]))


def looked_twice(both: tuple[Trace, Trace]) -> Float[Tensor, "batch kinds"]:
    """`shares` of pictures, averaged with those of their mirror images: twice the time, and fewer accidents of a single view.

    Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", NeurIPS 2012, section 4.1,
    average over mirrored crops likewise.
    """
    return (shares(both[0]) + shares(both[1])) / 2


def main_kind(shares: Float[Tensor, "batch kinds"]) -> Int[Tensor, " batch"]:
    """The kind that a whole picture shows: the one with the largest mean probability, the background left out."""
    return shares[:, 1:].argmax(dim=1) + 1


def number_of_things(trace: Trace) -> Float[Tensor, " batch"]:
    """How many things there are to be expected: the sum over cells of the probability that a thing's middle lies there."""
    return trace.centre.sigmoid().sum(dim=(1, 2))


def is_strange(model: VisionBackbone, trace: Trace) -> Bool[Tensor, " batch"]:
    """Whether a picture shows nothing that the network has learnt, by the threshold that training calibrated."""
    return trace.strange > model.strange_above
