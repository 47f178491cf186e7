"""Training the transformer captioner: the words, and where the named things are."""

from collections.abc import Iterator, Mapping

from torch import Tensor

from mm_models.captioning.attending import last_layer
from mm_models.captioning.batches import Batch, real_batches, rehearsal_batches
from mm_models.captioning.learning import recipe, rehearsal
from mm_models.captioning.losses import guide_loss, word_loss
from mm_models.captioning.rows import chosen
from mm_models.captioning.seeing import Backbone
from mm_models.system import Step
from mm_models.systems.transformer_captioner.model import TransformerCaptioner
from mm_models.training import Run, fit

STEPS = 4_500  # as many as Show, Attend and Tell
RATE = 1e-3  # of AdamW at its highest


def losses(model: TransformerCaptioner, batch: Batch) -> Mapping[str, Tensor]:
    """The parts of the loss, and their weighted sum. Maps are taught as the mean of the last layer's heads: each head may
    look elsewhere."""
    memory = chosen(model.read(batch.annotations), batch.picture)
    trace = model.tell(memory, batch.given)
    words = word_loss(trace.logits, batch.wanted)
    guide = guide_loss(last_layer(trace.attention), batch.cells)
    return {"loss": words + model.config.supervision * guide, "words": words, "guide": guide}


def train(model: TransformerCaptioner, run: Run, backbone: Backbone) -> Iterator[Step]:
    """Learns scenes and photographs through the trained vision backbone.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there; it says where to get it.
    """
    batches = real_batches(run.seed, run.data, backbone, run.device)
    yield from fit(model, recipe(model, batches, losses, steps=STEPS, rate=RATE), run)


def rehearse(model: TransformerCaptioner, run: Run) -> Iterator[Step]:
    """Learns a few drawn scenes for a moment, as an oracle sees them."""
    yield from fit(model, rehearsal(model, rehearsal_batches(run.seed, model.config.channels), losses), run)
