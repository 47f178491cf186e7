"""Training: the sound network first learns to name sounds (where it starts pretrained), then pictures and sounds meet."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from mm_models.captioning.learning import warm_cosine
from mm_models.captioning.seeing import Backbone
from mm_models.hearing.bank import Bank, real_bank
from mm_models.hearing.batches import Batch as Sounds
from mm_models.hearing.batches import Batches as SoundBatches
from mm_models.hearing.names import SOUNDS
from mm_models.published import fingerprint
from mm_models.system import Step
from mm_models.systems.sound_localisation.calibrate import calibrate
from mm_models.systems.sound_localisation.folds import part, recordings
from mm_models.systems.sound_localisation.losses import losses
from mm_models.systems.sound_localisation.model import Config, SoundLocaliser, SoundNet
from mm_models.systems.sound_localisation.pairs import Batch, real_pairs, rehearsal_pairs
from mm_models.training import Recipe, Run, fit

NAMING_STEPS = 500
NAMING_RATE = 3e-3  # of AdamW at its highest
STEPS = 500  # with a pretrained sound network
LONGER = 700  # from random weights
RATE = 2e-3
AVERAGE = 0.99  # decay of the moving average of the weights
DECAY = 0.02  # of the weights
DROPOUT = 0.3  # of the summary, while sounds are named
SMOOTHING = 0.05  # of the names


class Namer(nn.Module):
    """The sound network with a linear layer that names what it hears; the layer is thrown away afterwards."""

    def __init__(self, hearing: SoundNet, features: int) -> None:
        super().__init__()
        self.hearing = hearing
        self.dropout = nn.Dropout(DROPOUT)
        self.name = nn.Linear(features, len(SOUNDS))

    def forward(self, log_mel: Float[Tensor, "batch bands frames"]) -> Float[Tensor, "batch sounds"]:
        return self.name(self.dropout(self.hearing(log_mel).summary))


def naming_loss(model: Namer, batch: Sounds) -> Mapping[str, Tensor]:
    """Cross-entropy of the names."""
    device = next(model.parameters()).device
    said = model(batch.heard.to(device))
    return {"loss": functional.cross_entropy(said, batch.labels.to(device), label_smoothing=SMOOTHING)}


def naming(namer: Namer, batches: SoundBatches, steps: int = NAMING_STEPS, every: int = 25) -> Recipe:
    """AdamW with a moving average of the weights."""
    optimiser = torch.optim.AdamW(namer.parameters(), lr=NAMING_RATE, weight_decay=DECAY)
    return Recipe(steps, optimiser, batches, naming_loss, warm_cosine, average=0.99, clip=5.0, every=every)


def recipe(
    model: SoundLocaliser, pairs: Callable[[int], Batch], steps: int = STEPS, every: int = 25
) -> Recipe:
    """AdamW with a moving average of the weights; a sound network that is pretrained stays as it is."""
    device = next(model.parameters()).device
    model.hearing.requires_grad_(not model.config.pretrained)

    def loss(network: SoundLocaliser, batch: Batch) -> Mapping[str, Tensor]:
        network.hearing.train(not model.config.pretrained)
        return losses(network, batch.to(device))

    learnt = [weights for weights in model.parameters() if weights.requires_grad]
    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(learnt, lr=RATE, weight_decay=DECAY),
        batch=pairs,
        loss=loss,
        rate=warm_cosine,
        average=AVERAGE,
        clip=2.0,
        every=every,
    )


def train(model: SoundLocaliser, run: Run, backbone: Backbone) -> Iterator[Step]:
    """Learns names, where the sound network starts pretrained, then pairs of the training part, and calibrates.

    Raises:
        InputError: ESC-10, the spoken digits or the photographs are not there; it says where to get them.
    """
    learnt = part(real_bank(run.data, run.seed), "train")
    if model.config.pretrained:
        yield from named(model, learnt, run)
    pairs = real_pairs(run.seed, run.data, learnt, backbone, run.device, model.config.annotated)
    steps = STEPS if model.config.pretrained else LONGER
    yield from fit(model, recipe(model, pairs, steps), replace(run, mixed=run.mixed or steps == LONGER))
    model.requires_grad_(True)
    calibrate(model.cpu(), backbone, recordings(run.data, "validation"))


def named(model: SoundLocaliser, bank: Bank, run: Run) -> Iterator[Step]:
    """Teaches the sound network names. All variants of a seed share the result, which stays among the checkpoints."""
    kept = run.checkpoint and run.checkpoint.with_name(
        f"sound-names-{run.seed}-{shape_of(model.config)}.safetensors"
    )
    namer = Namer(model.hearing, model.config.features)
    yield from fit(
        namer, naming(namer, SoundBatches(run.seed, bank)), replace(run, checkpoint=kept, mixed=True)
    )


def shape_of(config: Config) -> str:
    """A short word that changes with the shape of the sound network."""
    return fingerprint(repr((config.mels, config.width, config.features)))


def rehearse(model: SoundLocaliser, run: Run) -> Iterator[Step]:
    """Learns a few scenes with foley for a moment, as an oracle sees them."""
    pairs = rehearsal_pairs(run.seed, model.config.channels, model.config.annotated)
    yield from fit(model, replace(recipe(model, pairs, steps=40, every=10), average=0.9), run)
    model.requires_grad_(True)
