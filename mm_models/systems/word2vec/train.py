"""Training skip-gram on a text: pairs in random order, stochastic gradient descent, a rate that falls to nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Tensor
from torch.nn import functional

from mm_models.corpora.books import read_books
from mm_models.system import Step
from mm_models.systems.word2vec.infer import spelling
from mm_models.systems.word2vec.model import Config, SkipGram, Trace
from mm_models.systems.word2vec.sampling import (
    Pairs,
    Paragraph,
    Tokens,
    encode,
    kept_share,
    most_frequent,
    noise_share,
    noise_words,
    pairs,
    thinned,
)
from mm_models.training import Recipe, Run, fit, step_seed

EPOCHS = 10
RATE = 0.025  # at the start, for the sum over a batch's pairs


@dataclass(frozen=True)
class Batch:
    """The numbers of some words, of their neighbours, and of words drawn as noise."""

    centres: Int[Tensor, " pairs"]
    contexts: Int[Tensor, " pairs"]
    noise: Int[Tensor, "pairs negatives"]


def loss(trace: Trace) -> Tensor:
    """Negative sampling's loss (equation 4), summed over the pairs: each pair makes the step it would make alone."""
    return -functional.logsigmoid(trace.seen_score).sum() - functional.logsigmoid(-trace.noise_score).sum()


class Batches:
    """The batches of a text: `batches(i)` depends on nothing but the seed and i."""

    def __init__(self, tokens: Tokens, counts: Tensor, config: Config, seed: int) -> None:
        self._tokens, self._config, self._seed = tokens, config, seed
        self._kept = kept_share(counts, config.subsampling)
        self._noise = noise_share(counts, config.noise_power)
        self._epoch, self._pairs = 0, self._drawn(0)
        self.an_epoch = max(1, len(self._pairs.centres) // config.batch)  # batches

    def __call__(self, index: int) -> Batch:
        epoch, place = divmod(index, self.an_epoch)
        if epoch != self._epoch:
            self._epoch, self._pairs = epoch, self._drawn(epoch)
        # Epochs differ a little in their number of pairs, because windows and subsampling are drawn anew.
        rows = torch.arange(place * self._config.batch, (place + 1) * self._config.batch) % len(
            self._pairs.centres
        )
        generator = torch.Generator().manual_seed(step_seed(self._seed, index))
        noise = noise_words(self._noise, (self._config.batch, self._config.negatives), generator)
        return Batch(self._pairs.centres[rows], self._pairs.contexts[rows], noise)

    def _drawn(self, epoch: int) -> Pairs:
        generator = torch.Generator().manual_seed(step_seed(self._seed, -1 - epoch))
        return pairs(thinned(self._tokens, self._kept, generator), self._config.window, generator)


def learn_words(model: SkipGram, paragraphs: Sequence[Paragraph]) -> dict[str, int]:
    """Gives the model its dictionary: the most frequent words of a text. ValueError: the text has too few."""
    dictionary = most_frequent(paragraphs, model.config.vocabulary)
    if len(dictionary) < model.config.vocabulary:
        raise ValueError(f"{model.config.vocabulary} words are needed; the text has {len(dictionary)}")
    model.counts.copy_(torch.tensor(list(dictionary.values())))
    model.letters.copy_(spelling(list(dictionary)))
    return dictionary


def recipe(model: SkipGram, paragraphs: Sequence[Paragraph], run: Run, epochs: int = EPOCHS) -> Recipe:
    """How skip-gram learns a text; the model gets its dictionary and its first vectors here."""
    dictionary = learn_words(model, paragraphs)
    model.start(torch.Generator().manual_seed(run.seed))
    batches = Batches(encode(paragraphs, list(dictionary)), model.counts.cpu(), model.config, run.seed)
    return Recipe(
        steps=epochs * batches.an_epoch,
        optimiser=torch.optim.SGD(model.parameters(), lr=RATE),
        batch=batches,
        loss=losses,
        every=200,
    )


def losses(model: SkipGram, batch: Batch) -> Mapping[str, Tensor]:
    """What is minimised, and its mean over the pairs, which can be compared between batches of any size."""
    device = model.vectors.device
    trace = model(batch.centres.to(device), batch.contexts.to(device), batch.noise.to(device))
    summed = loss(trace)
    return {"loss": summed, "loss.pair": summed.detach() / len(batch.centres)}


def train(model: SkipGram, run: Run) -> Iterator[Step]:
    """Learns the books. Raises InputError, which says where to get them, when they are not there."""
    yield from fit(model, recipe(model, read_books(run.data).train, run), run)
