"""What can be said about texts without their order: frequent words, words that go together, and tf-idf."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from mm_models.systems.text_encoder.telling import Tokens
from mm_models.world.encoding import UNKNOWN, numbers

SMOOTHING = 0.1  # added to each count of two words together


def bags(texts: Sequence[Tokens]) -> Float[Tensor, "texts vocabulary"]:
    """How often each word occurs in each text."""
    table = numbers()
    found = torch.zeros(len(texts), len(table))
    for row, text in zip(found, texts, strict=True):
        places = torch.tensor([table.get(token, UNKNOWN) for token in text], dtype=torch.int64)
        row += torch.bincount(places, minlength=len(table))
    return found


@dataclass(frozen=True)
class Counted:
    """What counting the words of some texts tells."""

    share: Float[Tensor, " vocabulary"]  # log of each word's share of all words
    together: Float[
        Tensor, "vocabulary vocabulary"
    ]  # log P(a word of the text | another of its words), row: the latter
    rarity: Float[Tensor, " vocabulary"]  # inverse document frequency, log(texts / texts with the word) + 1

    @classmethod
    def of(cls, texts: Sequence[Tokens]) -> "Counted":
        """Counts some texts."""
        found = bags(texts)
        counts, with_word = found.sum(dim=0) + SMOOTHING, (found > 0).sum(dim=0) + 1
        pairs = found.T @ found
        pairs.diagonal().sub_(found.sum(dim=0))
        pairs += SMOOTHING
        return cls(
            share=(counts / counts.sum()).log(),
            together=(pairs / pairs.sum(dim=1, keepdim=True)).log(),
            rarity=(len(texts) / with_word).log() + 1,
        )

    def likeliest(self) -> int:
        """The most frequent word: the guess of the unigram prior."""
        return int(self.share.argmax())

    def guess(self, contexts: Sequence[Tokens]) -> Int[Tensor, " texts"]:
        """The likeliest word beside each text's words, as naive Bayes has it: order and distance do not count."""
        return (self.share + bags(contexts) @ self.together.T).argmax(dim=1)

    def vectors(self, texts: Sequence[Tokens]) -> Float[Tensor, "texts vocabulary"]:
        """Unit tf-idf vectors."""
        return functional.normalize(bags(texts) * self.rarity, dim=1)
