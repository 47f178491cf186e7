"""What is fitted once training is over, on recordings and scenes that were not learnt: confidence and a threshold.

The confidence that a sound comes from the picture is a logistic regression on how well it matches (Platt, "Probabilistic
outputs for support vector machines", 1999). The threshold is the share of a map's highest score
above which a region covers the source best.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from mm_models.systems.sound_localisation.folds import Recordings
from mm_models.systems.sound_localisation.judging import box_region, iou, region, success
from mm_models.systems.sound_localisation.model import SoundLocaliser
from mm_models.systems.sound_localisation.trials import Chorus, Stage, chorus, matched, scored, stages

SCENES = 300
CUTS: tuple[float, ...] = tuple(np.arange(0.05, 0.95, 0.05).round(2).tolist())
STRANGERS = ("voices", "made", "silence")


def calibrate(model: SoundLocaliser, backbone: Any, recorded: Recordings, scenes: int = SCENES) -> None:
    """Fits confidence and threshold, in place, to recordings that were not learnt and fresh scenes of the validation split."""
    model.eval()
    rng = np.random.default_rng(61)
    seen, heard = stages(model, backbone, "validation", scenes), chorus(model, recorded)
    right, wrong, maps = [], [], []
    for stage in seen:
        source = int(rng.integers(len(stage.labels)))
        scores = scored(stage, heard.of(stage.labels[source], rng))
        maps.append((scores, stage.boxes[source]))
        right.append(matched(model, scores))
        wrong.append(matched(model, scored(stage, unrelated(heard, stage, rng))))
    steepness, offset = logistic(torch.tensor(right), torch.tensor(wrong))
    model.calibration.copy_(torch.tensor([steepness, offset]))
    model.cut.fill_(best_cut(maps))


def unrelated(heard: Chorus, stage: Stage, rng: np.random.Generator) -> Float[Tensor, " vector"]:
    """A sound of nothing in the picture: as often of another class as of no class at all."""
    if rng.random() < 0.5:
        return heard.outside(stage.labels, rng)
    return heard.stranger(STRANGERS[int(rng.integers(len(STRANGERS)))], rng)


def logistic(right: Float[Tensor, " some"], wrong: Float[Tensor, " others"]) -> tuple[float, float]:
    """Steepness and offset of the likeliest logistic curve that separates the two."""
    values = torch.cat([right, wrong])
    labels = torch.cat([torch.ones_like(right), torch.zeros_like(wrong)])
    weights = torch.tensor([8.0, -4.0], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        logits = weights[0] * values + weights[1]
        value = functional.binary_cross_entropy_with_logits(logits, labels) + 1e-4 * weights[0].square()
        value.backward()
        return value

    optimiser.step(loss)
    steepness, offset = weights.detach().tolist()
    return steepness, offset


def best_cut(maps: Sequence[tuple]) -> float:
    """The share of the highest score with most successes; of equally good ones the middle."""
    shares = [success([iou(region(scores, cut), box_region(box)) for scores, box in maps]) for cut in CUTS]
    best = [cut for cut, share in zip(CUTS, shares, strict=True) if share == max(shares)]
    return best[len(best) // 2]
