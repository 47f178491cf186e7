"""Held-out pools in all five modalities: scenes with sounds, films, and scenes of one thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor

from mm_models.corpora.esc10 import Esc10, waveform
from mm_models.hearing.bank import stacked
from mm_models.hearing.levels import relative
from mm_models.hearing.names import SOUND_OF, SOUNDS
from mm_models.hearing.staging import Cast, staged
from mm_models.matching.truth import true_pairs
from mm_models.systems.imagebind.infer import (
    depth_vectors,
    film_vector,
    image_vectors,
    motion_vectors,
    spectrum_vectors,
    text_vectors,
)
from mm_models.systems.imagebind.model import ImageBind
from mm_models.systems.imagebind.pairs import LEVELS, films, shown_in, sounds_in, stills
from mm_models.systems.imagebind.train import TEST_FOLD
from mm_models.world.captions import say
from mm_models.world.clips import Clip, clip
from mm_models.world.depth import depth_map
from mm_models.world.meaning import Meaning, Mention, plan
from mm_models.world.rendering import render
from mm_models.world.scenes import Mix, Scene, scene

FIRST = 90_000  # number of the first scene or film of a pool
DETAIL = 0.7  # how readily texts mention colours, sizes, relations and the place
CAST = Cast(alone=0.35)
ONE_THING = Mix(things=(1, 1))

Right = Bool[np.ndarray, "_first _second"]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Networks:
    """The encoders of all modalities."""

    model: ImageBind
    backbone: Any
    clip: Any

    def embed(self, images: np.ndarray) -> Float[Tensor, "pictures space"]:
        """Pictures by CLIP."""
        return image_vectors(self.backbone, self.clip, images)


@dataclass(frozen=True)
class Recordings:
    """The recordings that training never heard."""

    vectors: Float[Tensor, "sounds space"]
    labels: Int64[Tensor, " sounds"]

    def one_of(self, label: int, rng: np.random.Generator) -> int:
        """The number of a recording of a class."""
        return int(rng.choice((self.labels == label).nonzero()[:, 0].numpy()))


@dataclass(frozen=True)
class Pool:
    """Things in several modalities, item i of each about the same; and what is right for what, by pair of modalities."""

    vectors: Mapping[str, Float[Tensor, "_items space"]]
    right: Mapping[Pair, Right]


@dataclass(frozen=True)
class Views:
    """Scenes with the vectors of their pictures and depth maps."""

    scenes: Sequence[Scene]
    image: Float[Tensor, "scenes space"]
    depth: Float[Tensor, "scenes space"]


def recordings(model: ImageBind, data: Path | None) -> Recordings:
    """Those of the fold that tests.

    Raises:
        InputError: ESC-10 is not there; it says where to get it.
    """
    kept = [each for each in Esc10(data).clips if each.fold == TEST_FOLD]
    levels = stacked(waveform(each) for each in kept).float()
    labels = torch.tensor([SOUNDS.index(each.label) for each in kept])
    return Recordings(spectrum_vectors(model, relative(levels)), labels)


def views(networks: Networks, scenes: Sequence[Scene]) -> Views:
    """Scenes, drawn as they are, through both encoders."""
    seen = stills(networks.embed, scenes, varied=False)
    return Views(scenes, seen.vectors, depth_vectors(networks.model, seen.maps.float() / LEVELS))


def staged_scenes(split: str, count: int, seed: int) -> list[Scene]:
    """Scenes in which something sounds."""
    first = seed * 100_000 + FIRST
    return [staged(first + number, split, CAST) for number in range(count)]


def single_scenes(split: str, count: int, seed: int) -> list[Scene]:
    """Scenes of one thing of any kind."""
    first = seed * 100_000 + FIRST
    return [scene(first + number, split, ONE_THING) for number in range(count)]


def scene_pool(networks: Networks, seen: Views, heard: Recordings, seed: int) -> Pool:
    """Pictures, depth maps, texts, and for each a recording of the thing that its scene is staged for."""
    rng = np.random.default_rng((seed, 62))
    meanings = [plan(each, rng, DETAIL) for each in seen.scenes]
    numbers = [heard.one_of(sounds_in(each)[0], rng) for each in seen.scenes]
    sounding = audible(heard.labels[numbers].tolist(), [sounds_in(each) for each in seen.scenes])
    vectors = {
        "image": seen.image,
        "text": text_vectors(networks.clip, [say(each, rng, "en") for each in meanings]),
        "audio": heard.vectors[numbers],
        "depth": seen.depth,
    }
    true = true_pairs(seen.scenes, meanings)
    heard_in = {("audio", other): sounding for other in ("image", "text", "depth")}
    own = {("image", "depth"): np.eye(len(true), dtype=bool)}
    return Pool(vectors, {("image", "text"): true, **own, ("depth", "text"): true, **heard_in})


def audible(played: Sequence[int], shown: Sequence[tuple[int, ...]]) -> Right:
    """Whether what is played is among the sounds of what is shown."""
    return np.array([[label in sounds for sounds in shown] for label in played])


def film_pool(networks: Networks, stories: Sequence[Clip], seed: int) -> Pool:
    """Films by their motion, the pictures and depth maps of two of their frames, and texts that say who is where."""
    rng = np.random.default_rng((seed, 63))
    seen, meanings = films(networks.embed, stories), [cast_of(each) for each in stories]
    true, own = cast_pairs(meanings), np.eye(len(stories), dtype=bool)
    return Pool(
        {
            "image": seen.vectors,
            "text": text_vectors(networks.clip, [say(each, rng, "en") for each in meanings]),
            "depth": film_depths(networks.model, stories),
            "motion": motion_vectors(networks.model, seen.grey),
        },
        {("image", "motion"): own, ("motion", "text"): true, ("depth", "motion"): own},
    )


def cast_of(story: Clip) -> Meaning:
    """Who is in a film, and where."""
    mentions = tuple(Mention(event.thing.kind) for event in story.events)
    return Meaning(mentions, (), story.background.place)


def cast_pairs(meanings: Sequence[Meaning]) -> Right:
    """Whether what a text says of cast and place is true of a film."""
    casts = [({mention.kind for mention in each.mentions}, each.place) for each in meanings]
    return np.array([[said[0] <= own[0] and said[1] == own[1] for said in casts] for own in casts])


def film_depths(model: ImageBind, stories: Sequence[Clip]) -> Float[Tensor, "films space"]:
    """The depth of the two frames that stand for each film."""
    shown = [each for story in stories for each in shown_in(story)]
    maps = torch.from_numpy(np.stack([depth_map(each, render(each)) for each in shown]))
    pairs = depth_vectors(model, maps).unflatten(0, (len(stories), -1))
    return torch.stack([film_vector(each) for each in pairs])


def sounding_films(pool: Pool, stories: Sequence[Clip], heard: Recordings, seed: int) -> Pool:
    """The films in which something moves that sounds, each with a recording of it."""
    rng = np.random.default_rng((seed, 64))
    shown = [
        tuple(label_of(e.thing.kind) for e in each.events if e.thing.kind in SOUND_OF) for each in stories
    ]
    kept = [number for number, sounds in enumerate(shown) if sounds]
    numbers = [heard.one_of(shown[number][0], rng) for number in kept]
    right = audible(heard.labels[numbers].tolist(), [shown[number] for number in kept])
    vectors = {"audio": heard.vectors[numbers], "motion": pool.vectors["motion"][kept]}
    return Pool(vectors, {("audio", "motion"): right})


def label_of(kind: str) -> int:
    """The number of a kind's sound."""
    return SOUNDS.index(SOUND_OF[kind])


def some_films(split: str, count: int, seed: int) -> list[Clip]:
    """Films that training never saw."""
    first = seed * 100_000 + FIRST
    return [clip(first + number, split) for number in range(count)]
