"""Real photographs inside the world: given by the caller for training and testing, never shipped.

`corpora.cifar10.Cifar10` is such a bank. A photograph stands in a scene as a square whose edge fades softly, so that no
hard frame gives it away, or fills the whole picture.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image

Photo = UInt8[np.ndarray, "height width 3"]


@runtime_checkable
class PhotoBank(Protocol):
    """Photographs by kind: how many there are, and the pixels of one."""

    def count(self, kind: str) -> int:
        """How many photographs of the kind there are; 0 for a kind without any."""

    def pixels(self, kind: str, number: int) -> Photo:
        """The photograph of that number."""


@dataclass(frozen=True)
class Album:
    """Several banks as one: the photographs of a kind are numbered through all of them."""

    banks: tuple[PhotoBank, ...]

    def count(self, kind: str) -> int:
        """How many photographs of the kind all banks have together."""
        return sum(bank.count(kind) for bank in self.banks)

    def pixels(self, kind: str, number: int) -> Photo:
        """The photograph of that number.

        Raises:
            IndexError: there are not so many.
        """
        for bank in self.banks:
            if number < bank.count(kind):
                return bank.pixels(kind, number)
            number -= bank.count(kind)
        raise IndexError(f"the album has only {self.count(kind)} photographs of {kind!r}")


@lru_cache(maxsize=64)
def soft_edge(size: int) -> Float[np.ndarray, "size size"]:
    """Opacity of a square with round corners that fades towards its edge, where it is still more than half."""
    across = np.abs(np.linspace(-1, 1, size))
    distance = (across[:, None] ** 4 + across[None, :] ** 4) ** 0.25
    return np.clip((1.155 - distance) / 0.3, 0, 1)


def resized(photo: Photo, size: int) -> UInt8[np.ndarray, "size size 3"]:
    """The middle square of a photograph at another size."""
    height, width = photo.shape[:2]
    side = min(height, width)
    left, top = (width - side) // 2, (height - side) // 2
    square = Image.fromarray(photo[top : top + side, left : left + side])
    return np.array(square.resize((size, size), Image.Resampling.BICUBIC))


def photo_sprite(photo: Photo, size: int) -> UInt8[np.ndarray, "size size 4"]:
    """A photograph as a sprite: its pixels and a soft edge."""
    opacity = (soft_edge(size) * 255).astype(np.uint8)
    return np.dstack([resized(photo, size), opacity])
