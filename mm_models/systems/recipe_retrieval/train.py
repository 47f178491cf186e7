"""Training recipe retrieval: pairs together, others apart, and the same category on both sides."""

from collections.abc import Iterator, Mapping

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from mm_models.captioning.learning import averaged_adamw
from mm_models.captioning.seeing import Backbone
from mm_models.matching.losses import cosines
from mm_models.system import Step
from mm_models.systems.recipe_retrieval.kitchen import Batch, Batches, Table, dish_eye, rehearsal
from mm_models.systems.recipe_retrieval.model import RecipeRetrieval, Seen, retrieval_loss
from mm_models.systems.recipe_retrieval.reading import Reader
from mm_models.training import Recipe, Run, fit

STEPS = 1_200
RATE = 3e-3  # of AdamW at its highest
LIMIT = 2.0  # largest norm of the gradient
AVERAGE = 0.995  # decay of the weights' moving average
BARE = 0.3  # weight of a cell without food, because most cells have none
MIDDLES, COUNTS = 0.3, 2.0  # weights of two parts of naming


def losses(model: RecipeRetrieval, batch: Batch) -> Mapping[str, Tensor]:
    """The two halves of the cosine loss, the semantic and the naming loss."""
    recipes = batch.recipes
    trace = model(batch.features, recipes.ingredients, recipes.lines, recipes.instructions, recipes.steps)
    config = model.config
    parts = retrieval_loss(cosines(trace.image, trace.recipe), batch.alike, config.margin, config.hardest)
    both = (trace.image_category, trace.recipe_category)
    semantic = torch.stack([functional.cross_entropy(side, batch.categories) for side in both]).mean()
    naming = naming_loss(trace.seen, batch)
    whole = parts["together"] + parts["apart"] + config.semantic * semantic + naming
    return {"loss": whole, **parts, "semantic": semantic, "naming": naming}


def naming_loss(seen: Seen, batch: Batch) -> Float[Tensor, ""]:
    """Cross-entropy of each cell's food and of each piece's middle, and how far the numbers of pieces are off."""
    weight = torch.where(batch.kinds > 0, 1.0, BARE)
    kinds = functional.cross_entropy(seen.kind, batch.kinds, reduction="none")
    middles = functional.binary_cross_entropy_with_logits(seen.middle, batch.middles, reduction="sum")
    counts = functional.smooth_l1_loss(seen.counts, batch.counts)
    each = middles / batch.middles.sum().clamp(min=1.0)
    return (kinds * weight).sum() / weight.sum() + MIDDLES * each + COUNTS * counts


def recipe(
    model: RecipeRetrieval,
    batches: Batches,
    steps: int = STEPS,
    rate: float = RATE,
    average: float = AVERAGE,
    every: int = 50,
) -> Recipe:
    """AdamW with a moving average of the weights."""
    return averaged_adamw(model, batches, losses, steps, rate, average, every, LIMIT)


def train(model: RecipeRetrieval, run: Run, backbone: Backbone, encoder: torch.nn.Module) -> Iterator[Step]:
    """Learns dishes as the trained backbone sees them, and recipes as the trained text encoder reads them."""
    batches = Batches(run.seed, Table(dish_eye(backbone, run.device)), Reader(encoder))
    yield from fit(model, recipe(model, batches), run)


def rehearse(model: RecipeRetrieval, run: Run) -> Iterator[Step]:
    """Learns a few dishes for a moment."""
    batches = rehearsal(run.seed, model.config.channels)
    yield from fit(model, recipe(model, batches, steps=40, rate=5e-3, average=0.9, every=10), run)
