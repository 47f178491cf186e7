"""The photographs that the backbone learns from: of kinds that the world has words for, and of others."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mm_models.corpora.caltech101 import Caltech101
from mm_models.corpora.cifar10 import Cifar10
from mm_models.world.photos import Album, Photo, PhotoBank

CIFAR_SIDE = 32  # pixels of its photographs


@dataclass(frozen=True)
class Photos:
    """Photographs by kind, and photographs of what has no word."""

    known: PhotoBank
    strange: Sequence[Photo]


def photographs(data: Path | None, part: str = "train") -> Photos:
    """One part of CIFAR-10 and Caltech-101; the latter also as coarse as the former, so that being sharp or coarse says
    nothing about what a picture shows.

    Raises:
        InputError: one of them is not there; it says where to get it.
    """
    sharp, coarse = Caltech101(data, part), Caltech101(data, part, CIFAR_SIDE)
    return Photos(Album((Cifar10(data, part), sharp, coarse)), (*sharp.strange, *coarse.strange))
