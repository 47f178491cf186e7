"""The contract that every system of the lecture fulfils: its name, and how to build, train and measure it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import torch
from torch import Tensor, nn

from mm_models.measurement import Measurement
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
    of: int  # steps in all, when nothing cuts the training short


@dataclass(frozen=True)
class Card:
    """What the model card says beside the figures, as Markdown."""

    about: str  # what the network is for and what it is not for
    data: tuple[str, ...]  # what it was trained on, each with its licence and attribution
    licence: str  # of the weights
    departures: tuple[str, ...]  # from the paper, one line each


@dataclass(frozen=True)
class System:
    """One system: the trained size, the tiny size that tests use, and the functions that make it live.

    `train(model, run)` and `rehearse(model, run)` yield `Step`s, for a `mm_models.training.Run`; to rehearse is to train
    on made-up data, which needs no files. `evaluate(model, n, seed, data)` measures the trained model: how much of it
    (None: the usual), from which seed, with real data from which folder (None: the usual one). `train` and `evaluate` of
    a system that `needs` others get their trained, frozen networks as further arguments.
    """

    name: str
    title: Text
    family: Family
    sources: tuple[str, ...]  # the papers
    config: Any
    tiny: Any
    build: Callable[[Any], nn.Module]
    example: Callable[[Any, torch.Generator], tuple[Tensor, ...]]
    train: Callable[..., Iterator[Step]]
    rehearse: Callable[..., Iterator[Step]]
    evaluate: Callable[..., Measurement]
    card: Card
    needs: tuple[str, ...] = ()  # names of other systems
    compact: bool = False  # ships eight bits a weight instead of sixteen: see `weights`
