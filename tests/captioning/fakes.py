"""A language model small enough to write out all that it can say, and scenes that are put together by hand."""

from dataclasses import dataclass
from types import SimpleNamespace

import torch
from torch import Tensor

from mm_models.captioning.seeing import annotations
from mm_models.captioning.vocabulary import END, numbers, words
from mm_models.world.kinds import KINDS
from mm_models.world.scenes import Scene, Thing, thing_at

KIND = {kind.name: place for place, kind in enumerate(KINDS)}
DOGS, CAT = ((2, 2), (2, 10)), (10, 5)
SURE = 14.0  # logit of what a backbone that never errs says
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


def two_dogs_and_a_cat() -> Tensor:
    """Their annotations, as a backbone that never errs would write them; each stands in one cell."""
    kind, centre = torch.zeros(1, len(KINDS) + 1, 14, 14), torch.full((1, 14, 14), -SURE)
    kind[:, 0] = SURE
    for name, cells in (("dog", DOGS), ("cat", (CAT,))):
        for row, column in cells:
            kind[0, 0, row, column], kind[0, 1 + KIND[name], row, column] = 0, SURE
            centre[0, row, column] = SURE
    shapes = {"features": (256, 14, 14), "colour": (9, 14, 14), "size": (4, 14, 14), "place": (8,)}
    others = {name: torch.zeros(1, *shape) for name, shape in shapes.items()}
    return annotations(SimpleNamespace(kind=kind, centre=centre, **others))


def told(*names: str) -> Tensor:
    """What has been named when these kinds have been."""
    row = torch.zeros(1, len(KINDS))
    row[0, [KIND[name] for name in names]] = 1
    return row
