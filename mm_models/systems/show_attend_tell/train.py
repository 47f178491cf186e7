"""Training Show, Attend and Tell: the words, doubly stochastic attention, and, if wanted, where the named things are.

Soft attention is trained through. Hard attention cannot be: which cell was drawn has no gradient. With L = log p(y | s, a)
for the cells s that were drawn, a running mean b of L, and the entropy H of the maps, the gradient is estimated by

    ∂L/∂W + λ_r (L - b) ∂ log p(s | a)/∂W + λ_e ∂H/∂W

(Xu et al. 2015, section 4.1, equation 11), and half of the captions look at all cells softly, to reduce its variance.
"""

from collections.abc import Iterator, Mapping

import torch
from jaxtyping import Float
from torch import Tensor

from mm_models.captioning.batches import Batch, real_batches, rehearsal_batches
from mm_models.captioning.learning import recipe, rehearsal
from mm_models.captioning.losses import (
    LEAST,
    entropy,
    guide_loss,
    log_probabilities,
    per_caption,
    spread_loss,
    word_loss,
)
from mm_models.captioning.rows import chosen
from mm_models.captioning.seeing import Backbone
from mm_models.system import Step
from mm_models.systems.show_attend_tell.model import Memory, ShowAttendTell, Trace
from mm_models.training import Run, fit

STEPS = 4_500
OTHERS_STEPS = (
    1_500  # of the variants, which are there to show where attention goes without help or when it must choose
)
RATE = 2.5e-3  # of AdamW at its highest
REWARD = 0.3  # λ_r
ENTROPY = 0.002  # λ_e
FORGETTING = 0.1  # of the running mean of the reward, as in the paper


def losses(model: ShowAttendTell, batch: Batch) -> Mapping[str, Tensor]:
    """The parts of the loss, and their weighted sum."""
    memory = chosen(model.read(batch.annotations), batch.picture)
    if model.config.hard:
        return hard_losses(model, memory, batch)
    return _summed(model, batch, model.tell(memory, batch.given), {})


def hard_losses(model: ShowAttendTell, memory: Memory, batch: Batch) -> Mapping[str, Tensor]:
    """One draw of the cells for half of the captions, the expected value for the others."""
    count, length, cells = *batch.given.shape, memory.cells.shape[1]
    noise = gumbel((count, length, cells)).to(batch.ids.device)
    expected = torch.rand(count, device=batch.ids.device) < 0.5
    trace = model.tell(memory, batch.given, noise, expected)
    reward = per_caption(log_probabilities(trace.logits, batch.wanted), batch.wanted).detach()
    seen_as = drawn_log_probability(trace)
    reinforced = per_caption(seen_as, batch.wanted) * (reward - model.running_reward) * ~expected
    with torch.no_grad():
        model.running_reward.lerp_(reward.mean(), FORGETTING)
    certainty = -per_caption(entropy(trace.attention), batch.wanted).mean()
    return _summed(
        model, batch, trace, {"drawn": -REWARD * reinforced.mean(), "certain": ENTROPY * certainty}
    )


def gumbel(shape: tuple[int, ...], generator: torch.Generator | None = None) -> Tensor:
    """-log of exponentially distributed numbers: the largest of log α + noise is then drawn from α."""
    return -torch.empty(shape).exponential_(generator=generator).log()


def drawn_log_probability(trace: Trace) -> Float[Tensor, "captions words"]:
    """log α of the cells that were looked at."""
    return (trace.looked * trace.attention.clamp(min=LEAST).log()).sum(dim=-1)


def _summed(
    model: ShowAttendTell, batch: Batch, trace: Trace, others: Mapping[str, Tensor]
) -> Mapping[str, Tensor]:
    words = word_loss(trace.logits, batch.wanted)
    spread = spread_loss(trace.attention, batch.wanted)
    guide = guide_loss(trace.attention, batch.cells)
    whole = words + model.config.spread * spread + model.config.supervision * guide
    return {
        "loss": whole + sum(others.values(), torch.zeros_like(whole)),
        "words": words,
        "spread": spread,
        "guide": guide,
        **others,
    }


def train(model: ShowAttendTell, run: Run, backbone: Backbone) -> Iterator[Step]:
    """Learns scenes and photographs through the trained vision backbone.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there; it says where to get it.
    """
    usual = model.config.supervision > 0 and not model.config.hard
    batches = real_batches(run.seed, run.data, backbone, run.device)
    yield from fit(model, recipe(model, batches, losses, STEPS if usual else OTHERS_STEPS, rate=RATE), run)


def rehearse(model: ShowAttendTell, run: Run) -> Iterator[Step]:
    """Learns a few drawn scenes for a moment, as an oracle sees them."""
    yield from fit(model, rehearsal(model, rehearsal_batches(run.seed, model.config.channels), losses), run)
