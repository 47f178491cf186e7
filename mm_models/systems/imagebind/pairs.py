"""What is learnt from: pictures as CLIP sees them, and with each a sound, a depth map or a film's motion.

All pictures are seen once, before training begins: CLIP never changes, so their vectors do not either. Every batch pairs
some of them with something new: another recording of the same kind of sound, disturbed anew, and other moments of a film.
Which recordings belong to a thing is the pairing that a video would give; no batch holds a name or a text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Bool, Float, Float32, Int64, UInt8
from torch import Generator, Tensor
from torch.nn import functional

from mm_models.hearing.bank import FRAMES, Bank
from mm_models.hearing.disturbing import colours, masked, stretch, with_ambience
from mm_models.hearing.levels import relative
from mm_models.hearing.names import SOUND_OF, SOUNDS
from mm_models.hearing.staging import Cast, sources, staged
from mm_models.systems.imagebind.infer import changes, film_vector, grey_frames, looked_at
from mm_models.training import step_seed
from mm_models.world.appearance import PLAIN, STRONG
from mm_models.world.clips import Clip, clip, frame, play
from mm_models.world.depth import depth_map
from mm_models.world.rendering import render
from mm_models.world.scenes import Scene, scene

STAGED, USUAL, FILMS = 2_000, 10_000, 4_500  # scenes in which something sounds, any scenes, films
SOUNDS_HEARD, MAPS, MOTIONS = 48, 96, 40  # pairs of a batch
MOMENTS = 4  # differences of a film that a batch shows
FOLEY_SHARE = 0.2  # of the sounds are made, not recorded
SHORTEST = 75  # frames that a batch hears at least: 1.5 s
LEVELS = 255  # of a map as it is kept
AT_ONCE = 64  # pictures that are drawn, seen and forgotten together
CAST = Cast(alone=0.5)

Embed = Callable[[UInt8[np.ndarray, "pictures side side 3"]], Float[Tensor, "pictures space"]]


@dataclass(frozen=True)
class Stills:
    """Scenes: what CLIP says of their pictures, their depth, and the sounds' numbers of the things that sound in them."""

    vectors: Float[Tensor, "scenes space"]
    maps: UInt8[Tensor, "scenes side side"]  # disparity in LEVELS
    sounds: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Films:
    """Films: what CLIP says of two of their frames, and all frames without colour."""

    vectors: Float[Tensor, "films space"]
    grey: UInt8[Tensor, "films frames side side"]


@dataclass(frozen=True)
class Batch:
    """Three sets of pairs; row i of the vectors belongs to row i of the other modality."""

    seen_with_sound: Float[Tensor, "sounds space"]
    heard: Float32[Tensor, "sounds bands frames"]
    seen_with_depth: Float[Tensor, "depths space"]
    maps: Float32[Tensor, "depths side side"]
    seen_with_motion: Float[Tensor, "motions space"]
    changes: Float32[Tensor, "motions moments side side"]

    def to(self, device: torch.device | str) -> "Batch":
        """The same on a device."""
        return replace(self, **{name: value.to(device) for name, value in vars(self).items()})


@dataclass(frozen=True)
class Pairs:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    stills: Stills
    films: Films
    bank: Bank
    sizes: tuple[int, int, int] = (SOUNDS_HEARD, MAPS, MOTIONS)

    def __call__(self, index: int) -> Batch:
        number = step_seed(self.seed, index)
        chance, rng = Generator().manual_seed(number), np.random.default_rng((number, 61))
        sounding = np.array([n for n, sounds in enumerate(self.stills.sounds) if sounds])
        ringing = some(sounding, self.sizes[0], rng)
        mapped = some(np.arange(len(self.stills.maps)), self.sizes[1], rng)
        moving = some(np.arange(len(self.films.grey)), self.sizes[2], rng)
        return Batch(
            self.stills.vectors[ringing],
            self._heard([self.stills.sounds[n] for n in ringing], index, chance, rng),
            self.stills.vectors[mapped],
            self.stills.maps[mapped].float() / LEVELS,
            self.films.vectors[moving],
            moments(changes(self.films.grey[moving]), rng),
        )

    def _heard(
        self, choices: Sequence[tuple[int, ...]], index: int, chance: Generator, rng: np.random.Generator
    ) -> Float32[Tensor, "sounds bands frames"]:
        """A sound of one of each scene's things: from another moment on, in another place, through another microphone."""
        labels = [int(rng.choice(each)) for each in choices]
        levels = torch.stack([drawn(self.bank, label, rng) for label in labels])
        length = int(rng.integers(SHORTEST, FRAMES + 1)) if index % 2 else FRAMES
        there = with_ambience(stretch(levels, length, chance), self.bank.ambiences, chance)
        return masked(relative(there + colours(there, chance)), chance)


def some(numbers: Int64[np.ndarray, " all"], count: int, rng: np.random.Generator) -> list[int]:
    """Different ones of some numbers."""
    return [int(each) for each in rng.choice(numbers, min(count, len(numbers)), replace=False)]


def moments(
    differences: Float[Tensor, "films moments side side"], rng: np.random.Generator
) -> Float[Tensor, "films fewer side side"]:
    """MOMENTS of the differences, the same for all films of a batch."""
    return differences[:, some(np.arange(differences.shape[1]), MOMENTS, rng)]


def drawn(bank: Bank, label: int, rng: np.random.Generator) -> Float32[Tensor, "bands frames"]:
    """A sound of a class: a recording in one of its versions, now and then foley."""
    if rng.random() < FOLEY_SHARE:
        return bank.foley[one_of(bank.foley_labels == label, rng)].float()
    return bank.real[int(rng.integers(len(bank.real))), one_of(bank.labels == label, rng)].float()


def one_of(which: Bool[Tensor, " sounds"], rng: np.random.Generator) -> int:
    """The number of one for which it says True."""
    return int(rng.choice(which.nonzero()[:, 0].numpy()))


def sounds_in(view: Scene) -> tuple[int, ...]:
    """The sounds' numbers of the things that sound in a scene."""
    return tuple(SOUNDS.index(SOUND_OF[view.things[number].kind]) for number in sources(view))


def stills(embed: Embed, scenes: Sequence[Scene], varied: bool = True) -> Stills:
    """Scenes as CLIP sees them, with their depth; if `varied`, every second one is drawn with strongly varied appearance."""
    vectors, maps = [], []
    for first in range(0, len(scenes), AT_ONCE):
        part = scenes[first : first + AT_ONCE]
        drawings = [render(each, STRONG if varied and n % 2 else PLAIN) for n, each in enumerate(part)]
        vectors.append(embed(np.stack([drawing.image for drawing in drawings])))
        maps += [depth_map(each, drawing) for each, drawing in zip(part, drawings, strict=True)]
    kept = torch.from_numpy(np.stack(maps) * LEVELS).round().to(torch.uint8)
    return Stills(torch.cat(vectors), kept, tuple(sounds_in(each) for each in scenes))


def films(embed: Embed, stories: Sequence[Clip]) -> Films:
    """Films as CLIP sees them, with their frames in grey."""
    vectors, grey = [], []
    for story in stories:
        frames = play(story).images
        vectors.append(looked_at(frames))
        grey.append(grey_frames(frames))
    seen = embed(np.concatenate(vectors)).unflatten(0, (len(stories), -1))
    return Films(torch.stack([film_vector(each) for each in seen]), torch.stack(grey))


def shown_in(story: Clip) -> tuple[Scene, Scene]:
    """The two frames that stand for a film, as scenes: see `infer.looked_at`."""
    return frame(story, story.frames // 4), frame(story, story.frames * 3 // 4)


def real_pairs(seed: int, embed: Embed, bank: Bank) -> Pairs:
    """Scenes and films of the training split."""
    first = 10_000_000 * (seed + 1)
    views = [staged(first + n, "train", CAST) for n in range(STAGED)]
    views += [scene(first + n, "train") for n in range(USUAL)]
    stories = [clip(first + n, "train") for n in range(FILMS)]
    return Pairs(seed, stills(embed, views), films(embed, stories), bank)


def rehearsal_pairs(seed: int, space: int, bank: Bank) -> Pairs:
    """A few scenes and films; colours through a fixed random matrix stand in for what CLIP says of a picture."""
    matrix = torch.randn(7 * 7 * 3, space, generator=Generator().manual_seed(seed))

    def embed(images: UInt8[np.ndarray, "pictures side side 3"]) -> Float[Tensor, "pictures space"]:
        pixels = torch.from_numpy(images).permute(0, 3, 1, 2).float() / LEVELS
        small = functional.adaptive_avg_pool2d(pixels, 7).flatten(1)
        return functional.normalize((small - small.mean(dim=1, keepdim=True)) @ matrix, dim=1)

    views = [staged(n, "train", CAST) for n in range(8)]
    stories = [clip(n, "train", 8) for n in range(3)]
    return Pairs(seed, stills(embed, views), films(embed, stories), bank, (6, 8, 3))
