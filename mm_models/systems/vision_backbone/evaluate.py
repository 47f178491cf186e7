"""How well the backbone names cells: in scenes of known and unknown hands, in photographs, and in what it never learnt."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from jaxtyping import Float, Int64, UInt8

from mm_models.corpora.caltech101 import Caltech101
from mm_models.corpora.cifar10 import Cifar10
from mm_models.measurement import Figures, Measurement, core_milliseconds
from mm_models.systems.vision_backbone.infer import (
    looked_twice,
    main_kind,
    named,
    number_of_things,
    read,
    read_both,
    shares,
)
from mm_models.systems.vision_backbone.model import VisionBackbone
from mm_models.systems.vision_backbone.photographs import CIFAR_SIDE
from mm_models.systems.vision_backbone.protocol import protocol
from mm_models.world.kinds import KIND_INDEX, KINDS
from mm_models.world.photos import Photo, PhotoBank, resized
from mm_models.world.rendering import Picture, render
from mm_models.world.scenes import SIDE, USUAL, Mix, scene
from mm_models.world.textures import HELD_BACK, texture

SCENES = 1000  # of each condition
WITH_PHOTOS = Mix(photos=1.0)
AT_ONCE = 50  # pictures that the network reads together
Labels = Int64[np.ndarray, "14 14"]
Item = TypeVar("Item")


@dataclass
class Tally:
    """Counts of what was right, of how many, in all and by kind."""

    right: Counter[str] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, right: int, of: int) -> None:
        """Counts `right` answers of `of`."""
        self.right[name] += right
        self.of[name] += of

    def share(self, name: str) -> float:
        """The share of right answers."""
        return self.right[name] / self.of[name]


def evaluate(model: VisionBackbone, n: int | None, seed: int, data: Path | None) -> Measurement:
    """Figures over `n` scenes and photographs of each condition (None: 1,000).

    Raises InputError when CIFAR-10 or Caltech-101 are not there.
    """
    count = n or SCENES
    seen, unseen = (scenes_read(model, split, count, seed) for split in ("test", "unseen"))
    cifar, caltech = Cifar10(data, "test"), Caltech101(data, "test")
    return Measurement(
        system="vision-backbone",
        protocol=protocol(count, seed),
        metrics={
            **drawn_figures(seen, "seen"),
            **drawn_figures(unseen, "unseen"),
            "cells.photo": photo_cells(model, cifar, count, seed),
            "cells.photo.caltech": photo_cells(model, caltech, count, seed),
            **whole_photos(model, cifar, "whole_photo", count, seed),
            **whole_photos(model, caltech, "whole_photo.caltech", count, seed),
            **strange_figures(model, cifar, caltech, count, seed),
            "latency_ms": latency(model),
        },
        baselines={
            "chance": {"cells.seen": 1 / len(KINDS), "cells.unseen": 1 / len(KINDS), "ood_auroc": 0.5}
        },
        details={"cells.seen": by_kind(seen), "cells.unseen": by_kind(unseen)},
    )


def scenes_read(model: VisionBackbone, split: str, count: int, seed: int) -> Tally:
    """What is right in the cells of drawn scenes; cells of a thing also by the thing's kind."""
    tally = Tally()
    for some in chunks([scene(seed * count + number, split, USUAL) for number in range(count)]):
        pictures = [render(view) for view in some]
        trace = read(model, np.stack([picture.image for picture in pictures]))
        numbers = number_of_things(trace).round().int().tolist()
        for row, picture in enumerate(pictures):
            add_cells(tally, picture, {
                "cells": named(trace)[row].numpy(),
                "colour": trace.colour[row].argmax(dim=0).numpy(),
                "size": trace.size[row].argmax(dim=0).numpy(),
            })  # fmt: skip
            tally.add("count", int(numbers[row] == len(some[row].things)), 1)
            tally.add("place", int(trace.place[row].argmax() == picture.place), 1)
    return tally


def add_cells(tally: Tally, picture: Picture, answers: Mapping[str, Labels]) -> None:
    """Counts the right answers in the cells of things; for kinds also those of each kind, and of empty cells."""
    truth = {"cells": picture.kinds, "colour": picture.colours, "size": picture.sizes}
    there = picture.kinds > 0
    for name, labels in answers.items():
        tally.add(name, int((labels == truth[name])[there].sum()), int(there.sum()))
    kinds = answers["cells"]
    tally.add("empty", int((kinds == 0)[~there].sum()), int((~there).sum()))
    for kind in np.unique(picture.kinds[there]):
        cells = picture.kinds == kind
        tally.add(KINDS[kind - 1].name, int((kinds == kind)[cells].sum()), int(cells.sum()))


def drawn_figures(tally: Tally, suffix: str) -> Figures:
    """The shares of one condition under their dotted names."""
    names = ("cells", "empty", "colour", "size", "place", "count")
    return {f"{name}.{suffix}": tally.share(name) for name in names}


def by_kind(tally: Tally) -> Figures:
    """The share of right cells of each kind that came up."""
    return {kind.name: tally.share(kind.name) for kind in KINDS if tally.of[kind.name]}


def photo_cells(model: VisionBackbone, photos: PhotoBank, count: int, seed: int) -> float:
    """Share of the cells of photographs that are named right, where photographs stand in scenes."""
    tally = Tally()
    views = [scene(seed * count + number, "test", WITH_PHOTOS, photos) for number in range(count)]
    for some in chunks(views):
        pictures = [render(view, photos=photos) for view in some]
        kinds = named(read(model, np.stack([picture.image for picture in pictures]))).numpy()
        for row, picture in enumerate(pictures):
            add_cells(tally, picture, {"cells": kinds[row]})
    return tally.share("cells")


def whole_photos(model: VisionBackbone, photos: PhotoBank, name: str, count: int, seed: int) -> Figures:
    """Share of photographs whose kind is named right when they fill the picture, cropped as a person might crop; looked at
    twice, as the application does, and once."""
    kinds, images = whole_views(photos, count, seed)
    twice: list[int] = []
    once: list[int] = []
    for some in chunks(images):
        both = read_both(model, np.stack(some))
        twice += main_kind(looked_twice(both)).tolist()
        once += main_kind(shares(both[0])).tolist()
    return {
        name: float(np.mean(np.equal(twice, kinds))),
        f"{name}.once": float(np.mean(np.equal(once, kinds))),
    }


def whole_views(photos: PhotoBank, count: int, seed: int) -> tuple[list[int], list[Photo]]:
    """Kinds and pictures of `count` photographs, as many of each kind; up to a quarter of each side is cropped away."""
    rng = np.random.default_rng((seed, 5))
    names = [kind.name for kind in KINDS if photos.count(kind.name)]
    chosen = [names[number % len(names)] for number in range(count)]
    pixels = [photos.pixels(name, int(rng.integers(photos.count(name)))) for name in chosen]
    return [KIND_INDEX[name] for name in chosen], [cropped(photo, rng) for photo in pixels]


def cropped(photo: Photo, rng: np.random.Generator) -> UInt8[np.ndarray, "112 112 3"]:
    """A random window of at least three quarters of each side, at the network's size."""
    height, width = photo.shape[:2]
    inner = [int(np.ceil(side * rng.uniform(0.75, 1.0))) for side in (height, width)]
    top, left = (
        int(rng.integers(side - part + 1)) for side, part in zip((height, width), inner, strict=True)
    )
    return resized(photo[top : top + inner[0], left : left + inner[1]], SIDE)


def strange_figures(
    model: VisionBackbone, cifar: PhotoBank, caltech: Caltech101, count: int, seed: int
) -> Figures:
    """How well strangeness tells what was learnt from photographs of other things and from bare surfaces."""
    rng = np.random.default_rng((seed, 6))
    coarse = Caltech101(caltech.data, "test", CIFAR_SIDE)
    known = scores(model, whole_views(cifar, count, seed)[1])
    drawn = scores(model, [render(scene(seed * count + number, "test")).image for number in range(count)])
    sharp_known = scores(model, whole_views(caltech, count, seed)[1])
    others = scores(model, [cropped(photo, rng) for photo in sample(caltech.strange, count, rng)])
    coarse_others = scores(model, [cropped(photo, rng) for photo in sample(coarse.strange, count, rng)])
    surfaces = (HELD_BACK[number % len(HELD_BACK)] for number in range(count))
    bare = scores(model, [texture(name, seed * count + number) for number, name in enumerate(surfaces)])
    learnt, strange = (
        np.concatenate([known, drawn, sharp_known]),
        np.concatenate([others, coarse_others, bare]),
    )
    threshold = float(model.strange_above)
    return {
        "ood_auroc": auroc(learnt, strange),
        "ood_auroc.photos": auroc(
            np.concatenate([known, sharp_known]), np.concatenate([others, coarse_others])
        ),
        "ood_auroc.coarse": auroc(known, coarse_others),
        "ood_auroc.sharp": auroc(sharp_known, others),
        "ood_auroc.textures": auroc(learnt, bare),
        "ood_refused.known": float((learnt > threshold).mean()),
        "ood_refused.strange": float((strange > threshold).mean()),
    }


def sample(photos: Sequence[Photo], count: int, rng: np.random.Generator) -> list[Photo]:
    """`count` of the photographs, or all in a random order where there are fewer."""
    return [photos[number] for number in rng.permutation(len(photos))[:count]]


def scores(model: VisionBackbone, images: Sequence[Photo]) -> Float[np.ndarray, " images"]:
    """The strangeness of each picture."""
    return np.concatenate([read(model, np.stack(some)).strange.numpy() for some in chunks(images)])


def auroc(learnt: Float[np.ndarray, " some"], strange: Float[np.ndarray, " others"]) -> float:
    """The chance that something strange scores above something learnt; ties count half (Mann and Whitney's U)."""
    order = np.sort(learnt)
    below = np.searchsorted(order, strange, side="left") + np.searchsorted(order, strange, side="right")
    return float(below.mean() / (2 * len(order)))


@torch.no_grad()
def latency(model: VisionBackbone) -> float:
    """Median milliseconds of one core's time that a picture takes; what else the machine does is not counted."""
    image = torch.zeros(1, 3, SIDE, SIDE)
    return core_milliseconds(lambda: model(image))


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items, AT_ONCE at a time."""
    return (items[first : first + AT_ONCE] for first in range(0, len(items), AT_ONCE))
