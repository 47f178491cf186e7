"""Picking a stretch of a sound to look at closely."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True)
class Stretch:
    """A part of a sound: its samples and where they begin."""

    waveform: Float[Tensor, "stretch"]
    start: int  # samples from the beginning of the whole


def loudest(waveform: Float[Tensor, "samples"], length: int) -> Stretch:
    """The `length` samples in a row with the most energy, the first such; all of a sound that is no longer.

    ValueError for a length below one sample.
    """
    if length < 1:
        raise ValueError(f"a stretch has at least one sample, not {length}")
    if len(waveform) <= length:
        return Stretch(waveform, 0)
    # In double precision: the energies of windows are differences of one long running sum.
    running = torch.nn.functional.pad(waveform.double().square().cumsum(0), (1, 0))
    start = int((running[length:] - running[:-length]).argmax())
    return Stretch(waveform[start : start + length], start)
