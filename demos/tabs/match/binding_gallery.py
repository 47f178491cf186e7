"""What ImageBind searches: the gallery's scenes as pictures, depth maps and texts, some films by their motion, made sounds.

The vectors of depth, motion and sound are kept in a file that says which weights they were made with; where it does not fit,
they are computed (a minute on one core) and kept in memory.
"""

from collections.abc import Mapping
from functools import lru_cache
from threading import Lock
from typing import cast

import numpy as np
import torch
from jaxtyping import Float32, UInt8
from torch import Tensor
from torch.nn import functional

from demos.tabs.match import gallery
from demos.tabs.match.clip_gallery import our_gallery, our_gallery_texts
from demos.tabs.match.clip_match import OURS as CLIP
from mm_models import published, registry, weights
from mm_models.audio.foley import FOLEY
from mm_models.hearing.names import KIND_OF
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.systems.imagebind.infer import (
    depth_vectors,
    image_vectors,
    motion_vectors,
    sound_vector,
)
from mm_models.systems.imagebind.model import ImageBind
from mm_models.systems.imagebind.pairs import films
from mm_models.systems.imagebind.trials import film_depths
from mm_models.world.clips import Clip, clip, play
from mm_models.world.depth import depth_map
from mm_models.world.parsing import parse
from mm_models.world.rendering import render

NAME = "imagebind"
MODALITIES = ("image", "text", "audio", "depth", "motion")
FILMS = 120
FIRST_FILM = 70_000  # number of the first film: no figure is measured on these
MADE = (101, 102, 103)  # seeds of the sounds of each class; training uses larger ones
SECONDS = 3.0  # of each sound
SOUNDS: tuple[tuple[str, int], ...] = tuple((key, seed) for seed in MADE for key in FOLEY)

_made: dict[str, Mapping[str, Tensor]] = {}
_making = Lock()


def made_with() -> str:
    """What the vectors depend on: the hashes of ImageBind's, CLIP's and the backbone's weights."""
    known = published.hashes()
    return " ".join(known.get(each, "untrained")[:16] for each in (gallery.BACKBONE, CLIP, NAME))


def vectors(modality: str, language: str) -> Tensor:
    """The unit vectors of everything of a modality that can be found."""
    if modality == "image":
        return our_gallery()
    return our_gallery_texts(language) if modality == "text" else shelf()[modality]


def shelf() -> Mapping[str, Tensor]:
    """Vectors by name, from memory, the file, or anew: "audio", "depth", "motion", and "film_image", "film_depth"."""
    hashes = made_with()
    with _making:
        if hashes not in _made:
            _made[hashes] = from_file() if fits() else computed()
        return _made[hashes]


def fits() -> bool:
    """Whether there is a file that was made with the present weights."""
    path = gallery.kept_file(NAME)
    return path.is_file() and weights.load(path).config.get("made_with") == made_with()


def from_file() -> Mapping[str, Tensor]:
    """The vectors of the file, unit vectors again after their rounding."""
    kept = weights.load(gallery.kept_file(NAME)).tensors
    return {name: functional.normalize(some, dim=1) for name, some in kept.items()}


def computed() -> Mapping[str, Tensor]:
    """The vectors, computed."""
    stories = tuple(film(number) for number in range(FILMS))
    with registry.use(NAME) as used, registry.use(CLIP) as texts, registry.use(gallery.BACKBONE) as backbone:
        model = cast(ImageBind, used)
        seen = films(lambda images: image_vectors(backbone, texts, images), stories)
        maps = torch.from_numpy(np.stack([depth_of(number) for number in range(len(gallery.scenes()))]))
        return {
            "audio": torch.stack([sound_vector(model, sound_of(number)) for number in range(len(SOUNDS))]),
            "depth": depth_vectors(model, maps),
            "motion": motion_vectors(model, seen.grey),
            "film_image": seen.vectors,
            "film_depth": film_depths(model, stories),
        }


def keep() -> str:
    """Computes and writes the file; says where."""
    weights.save(gallery.kept_file(NAME), computed(), {"made_with": made_with()}, compact=True)
    return str(gallery.kept_file(NAME))


@lru_cache(maxsize=256)
def film(number: int) -> Clip:
    """A film that can be found."""
    return clip(FIRST_FILM + number, gallery.SPLIT)


@lru_cache(maxsize=32)
def frames_of(number: int) -> UInt8[np.ndarray, "frames side side 3"]:
    """Its frames."""
    return play(film(number)).images


def depth_of(number: int) -> Float32[np.ndarray, "side side"]:
    """The depth map of a scene of the gallery."""
    scene = gallery.scenes()[number]
    return depth_map(scene, render(scene))


@lru_cache(maxsize=64)
def sound_of(number: int) -> Float32[Tensor, " samples"]:
    """A sound that can be found."""
    key, seed = SOUNDS[number]
    return FOLEY[key](seed, SECONDS, SAMPLE_RATE)


def kinds_of(modality: str, number: int, language: str) -> frozenset[str]:
    """The kinds of things that one of them shows, names or lets hear."""
    if modality == "audio":
        return frozenset({KIND_OF[SOUNDS[number][0]]})
    if modality == "motion":
        return frozenset(event.thing.kind for event in film(number).events)
    if modality == "text":
        return frozenset(each.kind for each in parse(gallery.texts(language)[number]).meaning.mentions)
    return frozenset(thing.kind for thing in gallery.scenes()[number].things)
