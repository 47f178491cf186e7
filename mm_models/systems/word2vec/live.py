"""A small skip-gram that learns while one watches, from counts of pairs instead of a text.

Skip-gram sees a text only as pairs of words that stand near each other, in random order. Knowing how often each pair
occurs in the books is therefore enough to draw the same pairs, and a table of counts for some hundred words is small
enough to come with the application, while the books themselves are not part of it.
`python -m mm_models.systems.word2vec.build_pairs` makes the table.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor

from mm_models import weights
from mm_models.systems.word2vec.groups import FOLDER
from mm_models.systems.word2vec.infer import WordVectors, spelt, word_vectors
from mm_models.systems.word2vec.model import Config, SkipGram
from mm_models.systems.word2vec.sampling import kept_share, noise_share, noise_words
from mm_models.systems.word2vec.train import RATE, Batch, losses
from mm_models.training import Recipe, Run, fit, step_seed

TABLE = FOLDER / "pairs.safetensors"
DIMENSIONS = 30
BATCH = 128  # pairs; a small dictionary needs small batches
STEPS = 40_000  # more than twenty seconds of most computers: the clock ends the training


@dataclass(frozen=True)
class PairTable:
    """How often words occur in the books, and how often near each other."""

    words: tuple[str, ...]
    letters: UInt8[Tensor, "words letters"]
    counts: Int[Tensor, " words"]
    seen: Float[Tensor, "words words"]  # symmetric; nearer words count for more


@dataclass(frozen=True)
class Snapshot:
    """A small skip-gram in the middle of its training."""

    pairs: int  # seen so far
    seconds: float
    loss: float  # mean of a pair, since the snapshot before
    vectors: WordVectors


@cache
def pair_table(path: Path = TABLE) -> PairTable:
    """The table that comes with the application."""
    tensors = weights.load(path).tensors
    half = torch.zeros(len(tensors["counts"]), len(tensors["counts"]))
    rows, columns = torch.triu_indices(*half.shape)
    half[rows, columns] = tensors["upper"]
    seen = half + half.triu(1).T
    return PairTable(spelt(tensors["letters"]), tensors["letters"], tensors["counts"], seen)


def config_of(table: PairTable) -> Config:
    """The size of the small network for the words of a table."""
    return Config(vocabulary=len(table.words), dimensions=DIMENSIONS, batch=BATCH)


class Draws:
    """Batches of pairs drawn from a table, thinned as subsampling thins a text."""

    def __init__(self, table: PairTable, config: Config, seed: int) -> None:
        kept = kept_share(table.counts, config.subsampling)
        self._config, self._seed = config, seed
        self._up_to = (table.seen * kept[:, None] * kept).flatten().double().cumsum(dim=0)
        self._noise = noise_share(table.counts, config.noise_power)

    def __call__(self, index: int) -> Batch:
        config, generator = self._config, torch.Generator().manual_seed(step_seed(self._seed, index))
        drawn = torch.rand(config.batch, generator=generator, dtype=torch.float64) * self._up_to[-1]
        cells = torch.searchsorted(self._up_to, drawn).clamp(max=len(self._up_to) - 1)
        noise = noise_words(self._noise, (config.batch, config.negatives), generator)
        return Batch(cells // config.vocabulary, cells % config.vocabulary, noise)


def learn(seconds: float, seed: int, every_seconds: float = 0.5) -> Iterator[Snapshot]:
    """Trains for so long and yields a snapshot every now and then, the first before anything is learnt."""
    table = pair_table()
    model = SkipGram(config_of(table))
    model.counts.copy_(table.counts)
    model.letters.copy_(table.letters)
    model.start(torch.Generator().manual_seed(seed))
    yield Snapshot(0, 0.0, float("nan"), word_vectors(model))
    optimiser = torch.optim.SGD(model.parameters(), lr=RATE)
    recipe = Recipe(STEPS, optimiser, Draws(table, model.config, seed), losses, every=20)
    shown, recent = time.monotonic(), []
    for step in fit(model, recipe, Run(minutes=seconds / 60, seed=seed)):
        recent.append(step.losses["loss.pair"])
        if time.monotonic() - shown >= every_seconds:
            loss = sum(recent) / len(recent)
            yield Snapshot(step.index * BATCH, step.seconds, loss, word_vectors(model))
            shown, recent = time.monotonic(), []
    yield Snapshot(step.index * BATCH, step.seconds, step.losses["loss.pair"], word_vectors(model))
