"""Training by contrast: a copy of the reference learns what sets a caption's picture apart from others."""

from collections.abc import Iterator, Mapping
from copy import deepcopy

import torch
from jaxtyping import Float, Int
from torch import Tensor

from mm_models.captioning.batches import WITH_PHOTOS, photographs
from mm_models.captioning.learning import CLIP, DECAY, warm_cosine
from mm_models.captioning.rows import chosen
from mm_models.captioning.seeing import Backbone, eye, oracle_eye
from mm_models.captioning.transformer import Memory, TransformerCaptioner
from mm_models.captioning.views import Views
from mm_models.captioning.vocabulary import PAD
from mm_models.system import Step
from mm_models.systems.contrastive_captioner.model import contrastive_loss, log_likelihood
from mm_models.systems.contrastive_captioner.pairs import MEMBERS, PairBatches, Pairs, drawn_families
from mm_models.training import Recipe, Run, fit

STEPS = 400
RATE = 2e-4  # of AdamW at its highest
AVERAGE = 0.99  # decay of the weights' moving average
ROOM = 600  # scenes of the window
GROUPS = 4  # of captions of like length


def losses(
    model: TransformerCaptioner, reference: TransformerCaptioner, pairs: Pairs
) -> Mapping[str, Tensor]:
    """The contrastive loss of a batch and its parts."""
    with torch.no_grad():
        before = paired_likelihoods(reference, pairs)
    log_ratios = paired_likelihoods(model, pairs) - before
    return contrastive_loss(log_ratios[:, 0], log_ratios[:, 1:], model.config.nu)


def paired_likelihoods(captioner: TransformerCaptioner, pairs: Pairs) -> Float[Tensor, "captions pictures"]:
    """ln p(c|I) of each caption with its own picture, first, and with the others.

    Captions are read in GROUPS of like length: short ones do not wait for long ones.
    """
    memory = captioner.read(pairs.annotations)
    pictures = torch.cat([pairs.picture[:, None], pairs.others], dim=1)
    lengths = (pairs.ids != PAD).sum(dim=1)
    order = lengths.argsort()
    found = [
        of_group(captioner, memory, pictures[some], pairs.ids[some, : int(lengths[some].max())])
        for some in order.tensor_split(GROUPS)
    ]
    return torch.cat(found)[order.argsort()]


def of_group(
    captioner: TransformerCaptioner,
    memory: Memory,
    pictures: Int[Tensor, "captions pictures"],
    ids: Int[Tensor, "captions tokens"],
) -> Float[Tensor, "captions pictures"]:
    """ln p(c|I) of some captions with some pictures each."""
    likely = log_likelihood(
        captioner, chosen(memory, pictures.flatten()), ids.repeat_interleave(pictures.shape[1], dim=0)
    )
    return likely.view(pictures.shape)


def recipe(
    model: TransformerCaptioner,
    reference: TransformerCaptioner,
    batches: PairBatches,
    steps: int = STEPS,
    rate: float = RATE,
    average: float = AVERAGE,
    every: int = 25,
) -> Recipe:
    """AdamW with a moving average of the weights."""

    def loss(network: TransformerCaptioner, pairs: Pairs) -> Mapping[str, Tensor]:
        return losses(network, reference, pairs.to(next(network.parameters()).device))

    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=DECAY),
        batch=batches,
        loss=loss,
        rate=warm_cosine,
        average=average,
        clip=CLIP,
        every=every,
    )


def train(
    model: TransformerCaptioner, run: Run, backbone: Backbone, reference: TransformerCaptioner
) -> Iterator[Step]:
    """Goes on from the reference's weights, on scenes and photographs that are seen through the trained backbone.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there; it says where to get it.
        RuntimeError: the reference's network has another size.
    """
    model.load_state_dict(reference.state_dict())
    views = Views(drawn_families(WITH_PHOTOS, photographs(run.data)), eye(backbone, run.device), ROOM)
    batches = PairBatches(run.seed, views, model.config.mismatched)
    yield from fit(model, recipe(model, reference, batches), run)


def rehearse(model: TransformerCaptioner, run: Run) -> Iterator[Step]:
    """Contrasts itself with what it was at the start, on a few drawn scenes as an oracle sees them."""
    views = Views(drawn_families(), oracle_eye(model.config.channels, run.seed), room=4 * MEMBERS)
    batches = PairBatches(run.seed, views, model.config.mismatched, families=2, fresh=0)
    reference = deepcopy(model).requires_grad_(False)
    yield from fit(model, recipe(model, reference, batches, steps=30, rate=4e-3, average=0.9, every=10), run)
