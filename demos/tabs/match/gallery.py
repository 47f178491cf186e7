"""A gallery of 1,000 held-out scenes to search: pictures' vectors are kept in a file, and made anew when weights change.

The file says which weights its vectors were made with. Where it does not fit the weights that are in use, or is not there,
the vectors are computed (half a minute on one core) and kept in memory until the program ends.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional

from mm_models import published, registry, weights
from mm_models.captioning.seeing import eye
from mm_models.matching.trials import seen_scenes
from mm_models.world.captions import say
from mm_models.world.meaning import Meaning, plan
from mm_models.world.rendering import render
from mm_models.world.scenes import Mix, Scene, scene

COUNT = 1000
FIRST = 70_000  # number of the first scene: no figure is measured on these
SPLIT = "test"
MIX = Mix(things=(1, 3))  # with more things hardly any two pictures share all of theirs
DETAIL = 0.7  # how readily texts mention colours, sizes, relations and the place
BACKBONE = "vision-backbone"
FOLDER = Path(__file__).resolve().parents[3] / "assets" / "galleries"

Vectors = Float[Tensor, "items space"]
Embed = Callable[[Float[Tensor, "pictures channels side side"]], Vectors]

_made: dict[tuple[str, ...], Tensor] = {}
_making = Lock()


@dataclass(frozen=True)
class Found:
    """One answer of a search."""

    number: int  # in the gallery
    cosine: float


@lru_cache(maxsize=1)
def scenes() -> tuple[Scene, ...]:
    """The scenes of the gallery."""
    return tuple(scene(FIRST + number, SPLIT, MIX) for number in range(COUNT))


@lru_cache(maxsize=1)
def meanings() -> tuple[Meaning, ...]:
    """What the gallery's text of each scene means."""
    rng = np.random.default_rng(41)
    return tuple(plan(each, rng, DETAIL) for each in scenes())


@lru_cache(maxsize=2)
def texts(language: str) -> tuple[str, ...]:
    """One text of each scene."""
    rng = np.random.default_rng(42)
    return tuple(say(each, rng, language) for each in meanings())


@lru_cache(maxsize=256)
def picture_of(number: int) -> UInt8[np.ndarray, "side side 3"]:
    """A scene of the gallery, drawn."""
    return render(scenes()[number]).image


def made_with(name: str) -> str:
    """What the vectors depend on: the hashes of the system's and the backbone's weights."""
    known = published.hashes()
    return " ".join(known.get(each, "untrained")[:16] for each in (BACKBONE, name))


def kept_file(name: str) -> Path:
    """Where a system's vectors are kept."""
    return FOLDER / f"{name}.safetensors"


def picture_vectors(name: str, embed: Embed) -> Vectors:
    """The unit vector of each scene's picture by a system, whose function `embed` is, from memory, the file, or anew."""
    hashes = made_with(name)
    with _making:
        if (name, hashes) not in _made:
            _made[name, hashes] = from_file(name) if fits(name, hashes) else computed(embed)
        return _made[name, hashes]


def text_vectors(name: str, language: str, embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
    """The unit vector of each scene's text by a system, computed once."""
    key = name, made_with(name), language
    with _making:
        if key not in _made:
            _made[key] = embed(texts(language))
        return _made[key]


def fits(name: str, hashes: str) -> bool:
    """Whether there is a file that was made with these weights."""
    path = kept_file(name)
    return path.is_file() and weights.load(path).config.get("made_with") == hashes


def from_file(name: str) -> Vectors:
    """The vectors of the file, unit vectors again after their rounding to half precision."""
    return functional.normalize(weights.load(kept_file(name)).tensors["pictures"], dim=1)


def computed(embed: Embed) -> Vectors:
    """The vectors, computed."""
    with registry.use(BACKBONE) as backbone:
        see = eye(backbone, str(next(backbone.parameters()).device))
        parts = [scenes()[first : first + 100] for first in range(0, len(scenes()), 100)]
        return torch.cat([embed(seen_scenes(see, some)) for some in parts])


def keep(name: str, vectors: Vectors) -> Path:
    """Writes the file."""
    weights.save(kept_file(name), {"pictures": vectors}, {"made_with": made_with(name)})
    return kept_file(name)


def nearest(query: Float[Tensor, " space"], among: Vectors, count: int) -> Sequence[Found]:
    """The `count` most similar vectors, the most similar first."""
    best = (among @ query).topk(min(count, len(among)))
    return [Found(int(i), float(v)) for i, v in zip(best.indices, best.values, strict=True)]
