"""What is learnt: which sound belongs to which picture, and, where it is marked, from which place it comes."""

from collections.abc import Mapping

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from mm_models.systems.sound_localisation.model import Config, SoundLocaliser, attend
from mm_models.systems.sound_localisation.pairs import Batch

SHARPNESS = 0.1  # temperature of the softmax over sounds
TOP = 8  # places


def losses(model: SoundLocaliser, batch: Batch) -> Mapping[str, Tensor]:
    """The metric loss over all pairs, the maps' cross-entropy over the annotated ones, and what is minimised."""
    config = model.config
    visual, sound = model.see(batch.features), model.listen(batch.heard)
    metric = metric_loss(visual, sound, config)
    taught = map_loss(visual, sound[: len(visual)], batch.cells, batch.annotated, config.temperature)
    weight = 0.0 if config.annotated == 1 else 1.0
    return {"loss": weight * metric + taught, "metric": metric, "map": taught}


def metric_loss(
    visual: Float[Tensor, "pairs vector cells cells"], sound: Float[Tensor, "sounds vector"], config: Config
) -> Float[Tensor, ""]:
    """Each picture should choose its sound among all of the batch, and each of the pairs' sounds its picture.

    The paper compares z with one sound of its own and one of another video, by the softmax over two distances; here the softmax
    is over all sounds of the batch (InfoNCE: van den Oord, Li, Vinyals 2018, arXiv:1807.03748, equation 4), and z is attended
    anew with each.
    """
    match = pooled(torch.einsum("pvij,sv->psij", visual, sound), config) / SHARPNESS
    own = torch.arange(len(visual), device=visual.device)
    return (functional.cross_entropy(match, own) + functional.cross_entropy(match.T[: len(own)], own)) / 2


def pooled(
    scores: Float[Tensor, "pairs sounds cells cells"], config: Config
) -> Float[Tensor, "pairs sounds"]:
    """How well each picture answers each sound: ⟨z, h⟩; for comparison the mean of the highest scores, or of all."""
    if config.pooling == "top":
        return scores.flatten(2).topk(TOP, dim=2).values.mean(dim=2)
    if config.pooling == "mean":
        return scores.mean(dim=(2, 3))
    return (attend(scores, config.temperature) * scores).sum(dim=(2, 3))


def map_loss(
    visual: Float[Tensor, "pairs vector cells cells"],
    sound: Float[Tensor, "pairs vector"],
    cells: Bool[Tensor, "pairs cells cells"],
    annotated: Bool[Tensor, " pairs"],
    temperature: float,
) -> Float[Tensor, ""]:
    """- Σ α* log α: the cross-entropy between the marked cells, each as much, and the attention (section 3.4)."""
    scores = torch.einsum("pvij,pv->pij", visual, sound)
    wanted = cells.flatten(1) / cells.sum(dim=(1, 2)).clamp(min=1)[:, None]
    each = -(wanted * (scores.relu() / temperature).flatten(1).log_softmax(dim=1)).sum(dim=1)
    return (each * annotated).sum() / annotated.sum().clamp(min=1)
