"""Training image tagging: tags that are true above tags that are not, by a margin; then thresholds for the words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from mm_models.captioning.batches import WITH_PHOTOS, drawn_scenes, photographs
from mm_models.captioning.learning import averaged_adamw
from mm_models.captioning.seeing import Backbone, eye, oracle_eye
from mm_models.captioning.views import Views, window
from mm_models.matching.losses import cosines, hardest_tag_hinge
from mm_models.matching.trials import seen_scenes
from mm_models.system import Step
from mm_models.systems.image_tagging.calibrate import calibrate
from mm_models.systems.image_tagging.model import ImageTagging
from mm_models.systems.image_tagging.tags import tags_of, words_true
from mm_models.training import Recipe, Run, fit, step_seed
from mm_models.world.scenes import SPLITS, scene

STEPS = 800
RATE = 3e-3  # of AdamW at its highest
PICTURES = 96  # of a batch
FRESH = 2  # pictures of a batch that were in none before
ROOM = 1_600  # scenes of the window
AVERAGE = 0.99  # decay of the weights' moving average
CHECKED = 500  # validation scenes that thresholds and strength are chosen on


@dataclass(frozen=True)
class Tagged:
    """Pictures and the words that are true of them."""

    annotations: Float[Tensor, "pictures channels side side"]
    true: Bool[Tensor, "pictures words"]

    def to(self, device: torch.device | str) -> "Tagged":
        """The same on a device."""
        return replace(self, **{name: tensor.to(device) for name, tensor in vars(self).items()})


@dataclass(frozen=True)
class TagBatches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    views: Views
    pictures: int = PICTURES
    fresh: int = FRESH

    def __call__(self, index: int) -> Tagged:
        rng = np.random.default_rng((step_seed(self.seed, index), 51))
        numbers = window(index, self.pictures, self.fresh, self.views.room, rng)
        shift = self.seed * 10_000_000
        annotations, seen = self.views([(number + shift) % SPLITS["train"].count for number in numbers])
        return Tagged(annotations, torch.from_numpy(words_true([tags_of(view.scene) for view in seen])))


def losses(model: ImageTagging, batch: Tagged) -> Mapping[str, Tensor]:
    """The hinge of all words of a batch, in both directions."""
    found = cosines(model.pictures(batch.annotations), model.vectors)
    return hardest_tag_hinge(found, batch.true, model.config.margin)


def recipe(
    model: ImageTagging,
    batches: TagBatches,
    steps: int = STEPS,
    rate: float = RATE,
    average: float = AVERAGE,
    every: int = 50,
) -> Recipe:
    """AdamW with a moving average of the weights."""
    return averaged_adamw(model, batches, losses, steps, rate, average, every, clip=None)


def train(model: ImageTagging, run: Run, backbone: Backbone) -> Iterator[Step]:
    """Learns scenes and photographs as the trained backbone sees them, then sets thresholds on validation scenes.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there; it says where to get it.
    """
    see = eye(backbone, run.device)
    views = Views(drawn_scenes(WITH_PHOTOS, photographs(run.data)), see, ROOM)
    yield from fit(model, recipe(model, TagBatches(run.seed, views)), run)
    scenes = [scene(number, "validation") for number in range(CHECKED)]
    calibrate(model, scenes, seen_scenes(see, scenes))


def rehearse(model: ImageTagging, run: Run) -> Iterator[Step]:
    """Learns a few drawn scenes as an oracle sees them, for a moment."""
    views = Views(drawn_scenes(), oracle_eye(model.config.channels, run.seed), room=16)
    batches = TagBatches(run.seed, views, pictures=8, fresh=0)
    yield from fit(model, recipe(model, batches, steps=40, rate=1e-2, average=0.9, every=10), run)
