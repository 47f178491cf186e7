"""Batches of labelled sounds, each disturbed anew, to learn names from.

Among them are mixtures of two sounds with two labels (Zhang et al., "mixup", ICLR 2018).
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Float32, Int64
from torch import Generator, Tensor
from torch.nn import functional

from mm_models.hearing.bank import FRAMES, Bank
from mm_models.hearing.disturbing import colours, masked, stretch, with_ambience
from mm_models.hearing.levels import relative
from mm_models.hearing.names import NONE, SOUNDS
from mm_models.hearing.others import between
from mm_models.training import step_seed

REAL, FOLEY, VOICES, OTHERS = 32, 8, 4, 4  # sounds in a batch
SHORTEST = 75  # frames that a batch hears at least: 1.5 s
MIXED = 0.5  # share of the batches that are mixtures

Levels = Float32[Tensor, "batch bands frames"]


@dataclass(frozen=True)
class Batch:
    """Log-mel spectrograms as the network reads them, and how much of each label they hold."""

    heard: Levels
    labels: Float[Tensor, "batch sounds"]


@dataclass(frozen=True)
class Batches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    bank: Bank
    share: float = 1.0  # of the usual size

    def __call__(self, index: int) -> Batch:
        chance = Generator().manual_seed(step_seed(self.seed, index))
        levels, labels = drawn(self.bank, chance, self.share)
        length = int(torch.randint(SHORTEST, FRAMES + 1, (), generator=chance)) if index % 2 else FRAMES
        levels = with_ambience(stretch(levels, length, chance), self.bank.ambiences, chance)
        heard = masked(relative(levels + colours(levels, chance)), chance)
        wanted = functional.one_hot(labels, len(SOUNDS)).float()
        return mixture(heard, wanted, chance) if between(0, 1, chance) < MIXED else Batch(heard, wanted)


def drawn(bank: Bank, chance: Generator, share: float = 1.0) -> tuple[Levels, Int64[Tensor, " batch"]]:
    """Real clips in random versions, foley, voices and other sounds, with their labels."""
    real, voices = bank.real.flatten(0, 1), bank.voices.flatten(0, 1)
    sizes = ((real, REAL), (bank.foley, FOLEY), (voices, VOICES), (bank.others, OTHERS))
    at = [torch.randint(len(sounds), (round(count * share),), generator=chance) for sounds, count in sizes]
    levels = torch.cat([sounds[numbers] for (sounds, _), numbers in zip(sizes, at, strict=True)]).float()
    none = torch.full((len(at[2]) + len(at[3]),), NONE)
    return levels, torch.cat([bank.labels[at[0] % len(bank.labels)], bank.foley_labels[at[1]], none])


def mixture(heard: Levels, labels: Float[Tensor, "batch sounds"], chance: Generator) -> Batch:
    """Each sound with a part of another, and the labels in the same shares."""
    other = torch.randperm(len(heard), generator=chance)
    share = 0.5 + 0.5 * torch.rand(len(heard), generator=chance) ** 0.5
    mixed = heard * share[:, None, None] + heard[other] * (1 - share[:, None, None])
    return Batch(mixed, labels * share[:, None] + labels[other] * (1 - share[:, None]))
