"""Training Show and Tell: the cross-entropy of every word, given the picture and the words before it.

A second loss shortens training: the picture as a word must resemble the words of its captions (departure).
"""

from collections.abc import Iterator, Mapping

from torch import Tensor

from mm_models.captioning.batches import Batch, real_batches, rehearsal_batches
from mm_models.captioning.learning import recipe, rehearsal
from mm_models.captioning.losses import resembling_loss, word_loss
from mm_models.captioning.rows import chosen
from mm_models.captioning.seeing import Backbone
from mm_models.system import Step
from mm_models.systems.show_and_tell.model import ShowAndTell
from mm_models.training import Run, fit

STEPS = 1_500
RESEMBLING = 0.5  # weight of the second loss


def losses(model: ShowAndTell, batch: Batch) -> Mapping[str, Tensor]:
    """The mean negative log-probability of a word (equation 13), and the same from the picture's vector alone."""
    memory = chosen(model.read(batch.annotations), batch.picture)
    words = word_loss(model.tell(memory, batch.given).logits, batch.wanted)
    resembling = resembling_loss(memory.image, model.embed.weight, batch.wanted)
    return {"loss": words + RESEMBLING * resembling, "words": words, "resembling": resembling}


def train(model: ShowAndTell, run: Run, backbone: Backbone) -> Iterator[Step]:
    """Learns scenes and photographs through the trained vision backbone.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there; it says where to get it.
    """
    batches = real_batches(run.seed, run.data, backbone, run.device)
    yield from fit(model, recipe(model, batches, losses, STEPS), run)


def rehearse(model: ShowAndTell, run: Run) -> Iterator[Step]:
    """Learns a few drawn scenes for a moment, as an oracle sees them."""
    yield from fit(model, rehearsal(model, rehearsal_batches(run.seed, model.config.channels), losses), run)
