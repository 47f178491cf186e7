"""Skip-gram with negative sampling: a word's vector is learnt by guessing the words around it.

Each word has two vectors, one as the centre v and one as the context u, both rows of tables. For a centre c, a word o
that was seen near it and k words n that were drawn from the noise distribution,

    loss = -log σ(u_o · v_c) - Σ_n log σ(-u_n · v_c)

pulls the vectors of words that were seen together towards each other and pushes the drawn ones away. What the tabs call
"the vector of a word" is v.

Mikolov, Sutskever, Chen, Corrado, Dean, "Distributed Representations of Words and Phrases and their Compositionality",
NIPS 2013, sections 2.2 and 2.3.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

LETTERS = 16  # bytes of the longest word: a longer one does not enter the vocabulary


@dataclass(frozen=True)
class Config:
    """The network's size, and how pairs are drawn from a text."""

    vocabulary: int = 9_496  # words, the most frequent ones: in the books those that occur six times or more
    dimensions: int = 100
    window: int = 5  # words to either side at most; each centre draws its own from 1 to this
    negatives: int = 5  # noise words for each pair
    noise_power: float = 0.75  # of a word's frequency in the noise distribution
    subsampling: float = 1e-3  # frequency from which on a word's occurrences are thinned out
    batch: int = (
        1_024  # pairs whose gradients are added up; with few words it must be small, or the sum overshoots
    )


@dataclass(frozen=True)
class Trace:
    """What the network computed for some pairs of words."""

    centre: Float[Tensor, "pairs dimensions"]  # v of the centre words
    context: Float[Tensor, "pairs dimensions"]  # u of the words seen near them
    noise: Float[Tensor, "pairs negatives dimensions"]  # u of the words drawn
    seen_score: Float[Tensor, " pairs"]  # u_o · v_c
    noise_score: Float[Tensor, "pairs negatives"]  # u_n · v_c


class SkipGram(nn.Module):
    """Two tables of vectors, and the dictionary: how often each word occurs and how it is spelt."""

    counts: Tensor
    letters: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        shape = (config.vocabulary, config.dimensions)
        self.vectors = nn.Parameter(torch.zeros(shape))
        self.contexts = nn.Parameter(torch.zeros(shape))
        self.register_buffer("counts", torch.zeros(config.vocabulary, dtype=torch.int32))
        self.register_buffer("letters", torch.zeros(config.vocabulary, LETTERS, dtype=torch.uint8))

    def forward(
        self,
        centres: Int[Tensor, " pairs"],
        contexts: Int[Tensor, " pairs"],
        noise: Int[Tensor, "pairs negatives"],
    ) -> Trace:
        """Looks up the rows and compares them; a lookup is the product of a one-hot vector with the table."""
        v = functional.embedding(centres, self.vectors, sparse=True)
        u = functional.embedding(contexts, self.contexts, sparse=True)
        drawn = functional.embedding(noise, self.contexts, sparse=True)
        return Trace(
            centre=v,
            context=u,
            noise=drawn,
            seen_score=(u * v).sum(dim=1),
            noise_score=torch.bmm(drawn, v[:, :, None])[:, :, 0],
        )

    def start(self, generator: torch.Generator) -> None:
        """The vectors before training: small random centres, contexts of zero, as in the authors' program."""
        bound = 0.5 / self.config.dimensions
        with torch.no_grad():
            self.vectors.uniform_(-bound, bound, generator=generator)
            self.contexts.zero_()
