"""Batches to learn captions from: several captions of each picture, in both languages, drawn from the grammar anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from mm_models.captioning.seeing import Backbone, eye, oracle_eye
from mm_models.captioning.telling import Told, told
from mm_models.captioning.views import Draw, View, Views, window
from mm_models.captioning.vocabulary import PAD, row, rows
from mm_models.corpora.caltech101 import Caltech101
from mm_models.corpora.cifar10 import Cifar10
from mm_models.training import step_seed
from mm_models.world.appearance import PLAIN, STRONG
from mm_models.world.captions import LANGUAGES
from mm_models.world.photos import Album, PhotoBank
from mm_models.world.rendering import CELLS, Picture, render
from mm_models.world.scenes import SPLITS, USUAL, Mix, Scene, scene

PICTURES = 32  # of a batch, each with one caption in each language
FRESH = 4  # pictures of a batch that were in none before
WITH_PHOTOS = Mix(photos=0.15, whole=0.12)


@dataclass(frozen=True)
class Batch:
    """Pictures, and captions of them; a word is what is to be said after the token of the same place."""

    annotations: Float[Tensor, "pictures channels side side"]
    picture: Int[Tensor, " captions"]  # which picture a caption is about
    ids: Int[Tensor, "captions tokens"]  # see `vocabulary.row`; padded
    cells: Bool[Tensor, "captions words cells"]  # where to look before each word

    @property
    def given(self) -> Int[Tensor, "captions words"]:
        """What the network reads."""
        return self.ids[:, :-1]

    @property
    def wanted(self) -> Int[Tensor, "captions words"]:
        """What it should say."""
        return self.ids[:, 1:]

    def parts(self, count: int) -> "Iterator[tuple[float, Batch]]":
        """The captions in `count` groups of like length, each no longer than its longest, with its share of the words."""
        lengths = (self.wanted != PAD).sum(dim=1)
        for some in lengths.argsort().tensor_split(count):
            longest = int(lengths[some].max())
            pictures, picture = self.picture[some].unique(return_inverse=True)
            share = float(lengths[some].sum() / lengths.sum())
            ids, cells = self.ids[some, : longest + 1], self.cells[some, :longest]
            yield share, Batch(self.annotations[pictures], picture, ids, cells)

    def to(self, device: torch.device | str) -> "Batch":
        """The same on a device."""
        moved = {name: getattr(self, name).to(device) for name in ("annotations", "picture", "ids", "cells")}
        return replace(self, **moved)


@dataclass(frozen=True)
class Batches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    views: Views
    pictures: int = PICTURES
    fresh: int = FRESH
    detail: float = 0.7  # how readily captions mention colours, sizes, relations and the place

    def __call__(self, index: int) -> Batch:
        rng = np.random.default_rng((step_seed(self.seed, index), 21))
        numbers = window(index, self.pictures, self.fresh, self.views.room, rng)
        shift = self.seed * 10_000_000
        annotations, seen = self.views([(number + shift) % SPLITS["train"].count for number in numbers])
        captions = [
            (position, told(view.scene, rng, language, self.detail), language)
            for position, view in enumerate(seen)
            for language in LANGUAGES
        ]
        return collate(annotations, seen, captions)


def collate(
    annotations: Float[Tensor, "pictures channels side side"],
    seen: Sequence[View],
    captions: Sequence[tuple[int, Told, str]],
) -> Batch:
    """Captions, each with the position of its picture and its language, as one batch."""
    ids = torch.from_numpy(rows([row(caption.tokens, language) for _, caption, language in captions]))
    cells = np.zeros((len(captions), ids.shape[1] - 1, CELLS**2), bool)
    for target, (position, caption, _) in zip(cells, captions, strict=True):
        mark(target, caption, seen[position])
    picture = torch.tensor([position for position, _, _ in captions])
    return Batch(annotations, picture, ids, torch.from_numpy(cells))


def mark(target: Bool[np.ndarray, "words cells"], caption: Told, view: View) -> None:
    """Marks the cells to look at before each word, in place: those of the things that are named next, and empty ones once all
    things are named.

    So every word looks ahead, as people do when they describe a picture (Griffin, Bock, "What the Eyes Say About Speaking",
    Psychological Science 2000), and whether a caption goes on follows from whether anything is left to look at.
    """
    things_of = {naming.token: naming.things for naming in caption.namings}
    cells = ~view.cells.any(axis=0).ravel()
    for token in reversed(range(len(caption.tokens) + 1)):
        if token in things_of:
            cells = view.cells[list(things_of[token])].any(axis=0).ravel()
        if token < len(target):
            target[token] = cells


def drawn_scenes(mix: Mix = USUAL, photos: PhotoBank | None = None) -> Draw:
    """Scenes of the training split; every second one is drawn with strongly varied appearance."""

    def draw(number: int) -> tuple[Scene, Picture]:
        found = scene(number, "train", mix, photos)
        return found, render(found, STRONG if number % 2 else PLAIN, photos)

    return draw


def photographs(data: Path | None) -> PhotoBank:
    """The training parts of CIFAR-10 and Caltech-101.

    Raises:
        InputError: one of them is not there; it says where to get it.
    """
    return Album((Cifar10(data), Caltech101(data)))


def real_batches(seed: int, data: Path | None, backbone: Backbone, device: str) -> Batches:
    """Scenes with photographs, seen through the trained backbone.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there.
    """
    return Batches(seed, Views(drawn_scenes(WITH_PHOTOS, photographs(data)), eye(backbone, device)))


def rehearsal_batches(seed: int, channels: int, pictures: int = 4) -> Batches:
    """A few drawn scenes, seen by an oracle: needs no files."""
    views = Views(drawn_scenes(), oracle_eye(channels, seed), room=2 * pictures)
    return Batches(seed, views, pictures, fresh=0)
