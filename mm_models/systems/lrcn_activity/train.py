"""Training both networks to tell the activity at every frame, at the same time and from the same clips.

They share no weight, so each learns as it would alone; what the backbone sees of a clip is computed only once for both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from mm_models.captioning.clip_batches import (
    ClipEye,
    Shows,
    clip_eye,
    oracle_clip_eye,
    partly_backwards,
)
from mm_models.captioning.learning import averaged_adamw
from mm_models.captioning.seeing import Backbone
from mm_models.captioning.views import window
from mm_models.captioning.watching import Sight
from mm_models.system import Step
from mm_models.systems.lrcn_activity.model import LrcnActivity
from mm_models.systems.lrcn_activity.solos import activity, alone
from mm_models.training import Recipe, Run, fit, step_seed
from mm_models.world.clips import Clip
from mm_models.world.scenes import SPLITS

STEPS = 1_000
CLIPS = 32  # of a batch
FRESH = 2  # clips of a batch that were in none before
ROOM = 1_000  # clips that are kept: 0.4 GB
RATE = 2e-3  # of AdamW at its highest
AVERAGE = 0.995  # decay of the moving average of the weights


@dataclass(frozen=True)
class ActivityBatch:
    """Clips, and what is done in each."""

    sight: Sight
    activity: Int[Tensor, " clips"]  # in ACTIONS

    def to(self, device: torch.device | str) -> "ActivityBatch":
        """The same on a device."""
        return replace(self, sight=self.sight.to(device), activity=self.activity.to(device))


@dataclass(frozen=True)
class ActivityBatches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    shows: Shows
    clips: int = CLIPS
    fresh: int = FRESH

    def __call__(self, index: int) -> ActivityBatch:
        rng = np.random.default_rng((step_seed(self.seed, index), 25))
        shift = self.seed * 10_000_000
        numbers = window(index, self.clips, self.fresh, self.shows.room, rng)
        sight, stories = self.shows([(number + shift) % SPLITS["train"].count for number in numbers])
        turned, told = partly_backwards(sight, [alone(story) for story in stories], rng)
        return ActivityBatch(turned, torch.tensor([activity(story) for story in told]))


def solo_eye(see: ClipEye) -> ClipEye:
    """Sees the solos of clips."""

    def watched(stories: Sequence[Clip]) -> Sight:
        return see([alone(story) for story in stories])

    return watched


def losses(model: LrcnActivity, batch: ActivityBatch) -> Mapping[str, Tensor]:
    """The cross-entropy of the activity at every frame, of the LSTM and of the single-frame network, and their sum."""
    trace = model(batch.sight)
    lstm, single = (at_every_frame(each, batch.activity) for each in (trace.logits, trace.single_logits))
    return {"loss": lstm + single, "lstm": lstm, "single": single}


def at_every_frame(
    logits: Float[Tensor, "clips frames activities"], activity: Int[Tensor, " clips"]
) -> Float[Tensor, ""]:
    """The mean negative log-probability of the activity over clips and frames."""
    wanted = activity[:, None].expand(-1, logits.shape[1])
    return functional.cross_entropy(logits.flatten(0, 1), wanted.flatten())


def recipe(
    model: LrcnActivity,
    batches: ActivityBatches,
    steps: int = STEPS,
    every: int = 50,
    average: float = AVERAGE,
) -> Recipe:
    """AdamW with a moving average of the weights; batches are moved to where the model is."""
    return averaged_adamw(model, batches, losses, steps, RATE, average, every)


def train(model: LrcnActivity, run: Run, backbone: Backbone) -> Iterator[Step]:
    """Learns solos through the trained vision backbone; half of them are played backwards."""
    shows = Shows(solo_eye(clip_eye(backbone, run.device)), ROOM)
    yield from fit(model, recipe(model, ActivityBatches(run.seed, shows)), run)


def rehearse(model: LrcnActivity, run: Run) -> Iterator[Step]:
    """Learns a few solos for a moment, as an oracle sees them."""
    shows = Shows(solo_eye(oracle_clip_eye(model.config.channels, run.seed)), room=8)
    batches = ActivityBatches(run.seed, shows, clips=4, fresh=0)
    yield from fit(model, recipe(model, batches, steps=30, every=10, average=0.9), run)
