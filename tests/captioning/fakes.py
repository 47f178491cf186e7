"""A language model small enough to write out all that it can say, and scenes that are put together by hand."""

from dataclasses import dataclass

import torch
from torch import Tensor

from mm_models.captioning.vocabulary import END, numbers, words
from mm_models.world.scenes import Scene, Thing, thing_at

SAYS = (numbers()["dog"], numbers()["cat"], END)


@dataclass(frozen=True)
class TableStep:
    logits: Tensor
    state: Tensor
    attention: Tensor | None


class TableSpeaker:
    """Says "dog", "cat" or `<end>`; how likely each is depends on the two words before it and on the picture."""

    def __init__(self, seed: int = 0) -> None:
        table = torch.randn(
            len(words()), len(words()), len(SAYS), generator=torch.Generator().manual_seed(seed)
        )
        self.table = 2 * table

    def read(self, annotations: Tensor) -> Tensor:
        return annotations.mean(dim=(1, 2, 3))

    def first(self, memory: Tensor) -> Tensor:
        return torch.zeros(len(memory), dtype=torch.long)

    def step(self, memory: Tensor, state: Tensor, ids: Tensor) -> TableStep:
        logits = torch.full((len(ids), len(words())), -1e4)
        logits[:, SAYS] = self.table[state, ids] + memory[:, None] * torch.tensor([1.0, -1.0, 0.0])
        return TableStep(logits, ids, None)

    def log_probability(self, caption: list[int], start: int) -> float:
        """The sum over the words, one by one."""
        total, before, last = 0.0, 0, start
        for word in caption:
            total += float(self.table[before, last].log_softmax(dim=0)[SAYS.index(word)])
            before, last = last, word
        return total


def nothing(rows: int = 1) -> Tensor:
    """Annotations of zeros."""
    return torch.zeros(rows, 2, 3, 3)


def scene_of(*things: Thing) -> Scene:
    return Scene(0, "test", "meadow", 40, (0, 0), False, things)


def dog_and_cat() -> Scene:
    """A dog on the left, a red car in the middle, a cat on the right."""
    return scene_of(
        thing_at("dog", (20, 56), 34),
        thing_at("car", (56, 56), 34, colour="red"),
        thing_at("cat", (92, 56), 34),
    )
