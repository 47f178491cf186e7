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


def named_in(trace: Trace, cells: Bool[Tensor, "batch cells cells"]) -> Int[Tensor, "batch cells cells"]:
    """The likeliest kind of each cell of a thing, the background left out; 0 outside the cells."""
    return torch.where(cells, trace.kind[:, 1:].argmax(dim=1) + 1, 0)


def strangeness(trace: Trace) -> Float[Tensor, " batch"]:
    """How unlike anything learnt a picture is: the energy -log Σ exp(logit) of the kinds, background left out.

    The mean over the tenth of the cells with the lowest energy speaks for the picture. Liu, Wang, Owens, Li,
    "Energy-based Out-of-distribution Detection", NeurIPS 2020, equation 4.
    """
    things = trace.kind[:, 1:].flatten(2).logsumexp(dim=1)
    surest = things.topk(max(1, things.shape[1] // 10), dim=1).values
    return -surest.mean(dim=1)
