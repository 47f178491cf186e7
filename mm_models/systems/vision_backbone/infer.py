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


def main_kind(trace: Trace) -> Int[Tensor, " batch"]:
    """The kind that a whole picture shows: the one with the largest mean probability, the background left out."""
    return trace.kind.softmax(dim=1).mean(dim=(2, 3))[:, 1:].argmax(dim=1) + 1


def number_of_things(trace: Trace) -> Float[Tensor, " batch"]:
    """How many things there are to be expected: the sum over cells of the probability that a thing's middle lies there."""
    return trace.centre.sigmoid().sum(dim=(1, 2))


def is_strange(model: VisionBackbone, trace: Trace) -> Bool[Tensor, " batch"]:
    """Whether a picture shows nothing that the network has learnt, by the threshold that training calibrated."""
    return trace.strange > model.strange_above
