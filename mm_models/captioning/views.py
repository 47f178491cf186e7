"""A window on the scenes of training: their annotations, computed once and kept in half precision.

Batch number i draws its scenes from the `room` scenes from i · fresh on: every batch sees `fresh` scenes for the first
time, and each scene comes up about batch / fresh times before the window has passed it. What a batch needs and is not
kept is computed then, so memory is bounded, training starts at once, and batch i depends on nothing but the seed and i.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from mm_models.captioning.seeing import Eye, cells_of
from mm_models.world.rendering import CELLS, Picture
from mm_models.world.scenes import SPLITS, Scene

ROOM = 3_000  # scenes: 0.4 GB of annotations
AT_ONCE = 32  # pictures that the backbone reads in one go

Draw = Callable[[int], tuple[Scene, Picture]]  # the scene of a number, and its picture


@dataclass(frozen=True)
class View:
    """A scene, and the cells that show each of its things."""

    scene: Scene
    cells: Bool[np.ndarray, "things cells cells"]


class Views:
    """The scenes of a window, by their number."""

    def __init__(self, draw: Draw, see: Eye, room: int = ROOM) -> None:
        self.room = room
        self._draw, self._see = draw, see
        self._views: dict[
            int, tuple[int, View]
        ] = {}  # by slot: the number of its scene, and what is known of it
        self._kept: Tensor | None = None

    def __call__(
        self, numbers: Sequence[int]
    ) -> tuple[Float[Tensor, "pictures channels cells cells"], list[View]]:
        """Annotations and truth of scenes; those of the window that were not seen before are seen now."""
        missing = [number for number in dict.fromkeys(numbers) if not self._has(number)]
        for first in range(0, len(missing), AT_ONCE):
            self._keep(missing[first : first + AT_ONCE])
        slots = [number % self.room for number in numbers]
        assert self._kept is not None
        return self._kept[slots].float(), [self._views[slot][1] for slot in slots]

    def _has(self, number: int) -> bool:
        slot = number % self.room
        return slot in self._views and self._views[slot][0] == number

    def _keep(self, numbers: Sequence[int]) -> None:
        drawn = [self._draw(number) for number in numbers]
        seen = self._see([picture for _, picture in drawn]).half().cpu()
        if self._kept is None:
            self._kept = torch.zeros(self.room, seen.shape[1], CELLS, CELLS, dtype=torch.half)
        slots = [number % self.room for number in numbers]
        self._kept[slots] = seen
        for slot, number, (scene, picture) in zip(slots, numbers, drawn, strict=True):
            self._views[slot] = (number, View(scene, cells_of(picture.masks)))


def window(index: int, count: int, fresh: int, room: int, rng: np.random.Generator) -> list[int]:
    """The numbers of batch `index`: `count` different scenes of the window that starts at index · fresh."""
    drawn = rng.permutation(room)[:count] + index * fresh
    return (drawn % SPLITS["train"].count).tolist()
