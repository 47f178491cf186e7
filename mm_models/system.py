"""The contract that every system of the lecture fulfils: its name, and how to build, train and measure it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import torch
from torch import Tensor, nn

from mm_models.text import Text


class Family(StrEnum):
    """The lecture's own scheme: what a system does with its modalities."""

    REPRESENTING = "representing"
    MATCHING = "matching"
    TRANSLATING = "translating"
    REFERENCING = "referencing"


@dataclass(frozen=True)
class Step:
    """One step of training, as a recipe yields it."""

    index: int
    losses: Mapping[str, float]  # "loss" is what is minimised; the others are its parts
    seconds: float  # since training began


@dataclass(frozen=True)
class System:
    """One system: the trained size, the tiny size that tests use, and the functions that make it live."""

    name: str
    title: Text
    family: Family
    sources: tuple[str, ...]  # the papers
    config: Any
    tiny: Any
    build: Callable[[Any], nn.Module]
    example: Callable[[Any, torch.Generator], tuple[Tensor, ...]]
    train: Callable[..., Iterator[Step]]
    evaluate: Callable[..., Mapping[str, float]]
