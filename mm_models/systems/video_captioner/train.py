"""Training the video captioner: every word, given the clip and the words before it, and the motions in every frame.

The paper's 3-D CNN learns actions before the captions, this one at the same time.
"""

from collections.abc import Iterator, Mapping

from torch import Tensor
from torch.nn import functional

from mm_models.captioning.clip_batches import (
    ClipBatch,
    ClipBatches,
    real_clip_batches,
    rehearsal_clip_batches,
)
from mm_models.captioning.learning import averaged_adamw
from mm_models.captioning.losses import word_loss
from mm_models.captioning.rows import chosen
from mm_models.captioning.seeing import Backbone
from mm_models.system import Step
from mm_models.systems.video_captioner.model import VideoCaptioner
from mm_models.training import Recipe, Run, fit

STEPS = 2_000
RATE = 2e-3  # of AdamW at its highest
ACTING = 2.0  # weight of naming the motions that go on in each frame
AVERAGE = 0.998  # decay of the moving average of the weights


def losses(model: VideoCaptioner, batch: ClipBatch) -> Mapping[str, Tensor]:
    """The words' mean negative log-probability, and the motions' in each frame, and their weighted sum."""
    memory = model.read(batch.sight)
    words = word_loss(model.tell(chosen(memory, batch.clip), batch.given).logits, batch.wanted)
    actions = functional.binary_cross_entropy_with_logits(memory.actions, batch.actions.float())
    return {"loss": words + ACTING * actions, "words": words, "actions": actions}


def recipe(
    model: VideoCaptioner, batches: ClipBatches, steps: int = STEPS, every: int = 50, average: float = AVERAGE
) -> Recipe:
    """AdamW with a moving average of the weights; batches are moved to where the model is."""
    return averaged_adamw(model, batches, losses, steps, RATE, average, every)


def train(model: VideoCaptioner, run: Run, backbone: Backbone) -> Iterator[Step]:
    """Learns clips through the trained vision backbone."""
    yield from fit(model, recipe(model, real_clip_batches(run.seed, backbone, run.device)), run)


def rehearse(model: VideoCaptioner, run: Run) -> Iterator[Step]:
    """Learns a few clips for a moment, as an oracle sees them."""
    batches = rehearsal_clip_batches(run.seed, model.config.channels)
    yield from fit(model, recipe(model, batches, steps=30, every=10, average=0.9), run)
