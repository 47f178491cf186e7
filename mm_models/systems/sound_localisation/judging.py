"""Judging maps: does the peak lie on what sounds, and how well does the region above a threshold cover it?

IoU is the share of the union of region and box that lies in both; with one annotator, the paper's consensus IoU (section
4.3.2) is the same. A map "succeeds" when its IoU is more than one half; AUC is the area under the share of successes over
all such limits from 0 to 1.
"""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from mm_models.systems.sound_localisation.staging import Box
from mm_models.world.rendering import CELLS
from mm_models.world.scenes import SIDE

HALF = 0.5  # of a map between its least and its greatest value: the paper's threshold
LIMITS = np.linspace(0, 1, 21)  # of the IoU, for the area
CELL = SIDE // CELLS  # pixels of a cell's side

Scores = Float[Tensor, "cells cells"]
Region = Bool[np.ndarray, "side side"]


def peak(scores: Scores) -> tuple[int, int]:
    """Row and column of the highest score."""
    return divmod(int(scores.argmax()), scores.shape[1])


def points_at(scores: Scores, box: Box) -> bool:
    """Whether the middle of the highest cell lies in the box."""
    row, column = (CELL * place + CELL // 2 for place in peak(scores))
    left, upper, right, lower = box
    return left <= column < right and upper <= row < lower


def chosen(scores: Scores, cells: Bool[np.ndarray, "things cells cells"]) -> int:
    """The thing that has the highest score on its cells."""
    return int(np.argmax([float(scores[torch.from_numpy(each)].max()) for each in cells]))


def fine(scores: Scores) -> Float[np.ndarray, "side side"]:
    """The map at the picture's size, linear between the cells' middles."""
    return functional.interpolate(scores[None, None], size=SIDE, mode="bilinear")[0, 0].numpy()


def region(scores: Scores, cut: float | None = None) -> Region:
    """Where the map is above the share `cut` of its greatest value; None: half way between its least and its greatest."""
    values = fine(scores)
    least, most = float(values.min()), float(values.max())
    return values > (least + HALF * (most - least) if cut is None else cut * most)


def box_region(box: Box) -> Region:
    """The pixels of a box."""
    left, upper, right, lower = box
    inside = np.zeros((SIDE, SIDE), bool)
    inside[upper:lower, left:right] = True
    return inside


def iou(one: Region, other: Region) -> float:
    """The share of the union that both have; 0 where both are empty."""
    union = int((one | other).sum())
    return float((one & other).sum() / union) if union else 0.0


def success(ious: Sequence[float]) -> float:
    """cIoU@0.5: the share of the maps whose IoU is more than one half."""
    return float((np.array(ious) > HALF).mean())


def area(ious: Sequence[float]) -> float:
    """AUC: the area under the share of successes over the limit."""
    shares = [float((np.array(ious) > limit).mean()) for limit in LIMITS]
    return float(np.trapezoid(shares, LIMITS))
