"""A made-up language of twelve words in which it is known who keeps whose company: for tests, and to try the training."""

from collections.abc import Iterator

import torch

from mm_models.system import Step
from mm_models.systems.word2vec.model import SkipGram
from mm_models.systems.word2vec.sampling import Paragraph
from mm_models.systems.word2vec.train import recipe
from mm_models.training import Run, fit

# Each row: words that may stand for each other, and the words that stand beside them and nowhere else.
COMPANIES = (
    (("king", "queen"), ("rules", "throne")),
    (("dog", "cat"), ("barks", "fur")),
    (("ship", "boat"), ("sails", "sea")),
)
SENTENCES = 600


def toy_text(generator: torch.Generator, sentences: int = SENTENCES) -> list[Paragraph]:
    """Sentences of three words from one row each: a companion, the word, a companion."""
    picks = torch.randint(1_000_000, (sentences, 4), generator=generator).tolist()
    return [_sentence(*pick) for pick in picks]


def _sentence(row: int, word: int, before: int, after: int) -> Paragraph:
    words, companions = COMPANIES[row % len(COMPANIES)]
    return (companions[before % 2], words[word % 2], companions[after % 2])


def rehearse(model: SkipGram, run: Run) -> Iterator[Step]:
    """Learns the made-up language; `model.config` needs a vocabulary of twelve words."""
    text = toy_text(torch.Generator().manual_seed(run.seed))
    yield from fit(model, recipe(model, text, run, epochs=3), run)
