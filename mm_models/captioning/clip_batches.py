"""Batches to learn captions of clips from: several clips, each with one caption in each language, drawn from the grammar anew.

Like `views`, a window moves over the clips of training: what is seen of a clip is computed once, kept in half precision, and
left behind when the window has passed it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from mm_models.captioning.clip_judging import going_on
from mm_models.captioning.seeing import Backbone, oracle_eye
from mm_models.captioning.views import window
from mm_models.captioning.vocabulary import row, rows
from mm_models.captioning.watching import FRAMES, Sight, gridded, watch
from mm_models.training import step_seed
from mm_models.world.appearance import PLAIN, STRONG
from mm_models.world.captions import LANGUAGES
from mm_models.world.clips import Clip, clip, clip_caption, frame, play
from mm_models.world.playback import backwards
from mm_models.world.rendering import render
from mm_models.world.scenes import SPLITS
from mm_models.world.tokens import tokens

CLIPS = 24  # of a batch, each with one caption in each language
FRESH = 2  # clips of a batch that were in none before
ROOM = 2_500  # clips that are kept: 1 GB
AT_ONCE = 4  # clips that the backbone reads in one go

ClipEye = Callable[[Sequence[Clip]], Sight]


@dataclass(frozen=True)
class ClipBatch:
    """Clips, and captions of them; a word is what is to be said after the token of the same place."""

    sight: Sight
    clip: Int[Tensor, " captions"]  # which clip a caption is about
    ids: Int[Tensor, "captions tokens"]  # see `vocabulary.row`; padded
    actions: Bool[Tensor, "clips frames actions"]  # what goes on in each frame

    @property
    def given(self) -> Int[Tensor, "captions words"]:
        """What the network reads."""
        return self.ids[:, :-1]

    @property
    def wanted(self) -> Int[Tensor, "captions words"]:
        """What it should say."""
        return self.ids[:, 1:]

    def to(self, device: torch.device | str) -> "ClipBatch":
        """The same on a device."""
        moved = {name: getattr(self, name).to(device) for name in ("sight", "clip", "ids", "actions")}
        return replace(self, **moved)


class Shows:
    """The clips of a window, by their number, and what is seen of them."""

    def __init__(self, see: ClipEye, room: int) -> None:
        self.room = room
        self._see = see
        self._stories: dict[int, tuple[int, Clip]] = {}  # by slot: the clip's number, and the clip
        self._kept: Float[Tensor, "room channels frames grid grid"] | None = None

    def __call__(self, numbers: Sequence[int]) -> tuple[Sight, list[Clip]]:
        """What is seen of clips, those that were not seen before now for the first time; and what happens in them."""
        missing = [number for number in numbers if not self._has(number)]
        for first in range(0, len(missing), AT_ONCE):
            self._keep(missing[first : first + AT_ONCE])
        slots = [number % self.room for number in numbers]
        assert self._kept is not None
        return self._kept[slots].float(), [self._stories[slot][1] for slot in slots]

    def _has(self, number: int) -> bool:
        slot = number % self.room
        return slot in self._stories and self._stories[slot][0] == number

    def _keep(self, numbers: Sequence[int]) -> None:
        stories = [clip(number, "train", FRAMES) for number in numbers]
        seen = self._see(stories).half().cpu()
        if self._kept is None:
            self._kept = torch.zeros(self.room, *seen.shape[1:], dtype=torch.half)
        for number, story, sight in zip(numbers, stories, seen, strict=True):
            self._kept[number % self.room] = sight
            self._stories[number % self.room] = (number, story)


@dataclass(frozen=True)
class ClipBatches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    shows: Shows
    clips: int = CLIPS
    fresh: int = FRESH

    def __call__(self, index: int) -> ClipBatch:
        rng = np.random.default_rng((step_seed(self.seed, index), 23))
        shift = self.seed * 10_000_000
        numbers = window(index, self.clips, self.fresh, self.shows.room, rng)
        sight, stories = self.shows([(number + shift) % SPLITS["train"].count for number in numbers])
        return collate(*partly_backwards(sight, stories, rng), rng)


def partly_backwards(
    sight: Sight, stories: Sequence[Clip], rng: np.random.Generator
) -> tuple[Sight, list[Clip]]:
    """Half of the clips played backwards, with what happens then: twice as much to learn from."""
    turned = rng.random(len(stories)) < 0.5
    told = [backwards(story) if turn else story for story, turn in zip(stories, turned, strict=True)]
    return torch.where(torch.from_numpy(turned).view(-1, 1, 1, 1, 1), sight.flip(2), sight), told


def collate(sight: Sight, stories: Sequence[Clip], rng: np.random.Generator) -> ClipBatch:
    """A caption of each clip in each language, as one batch."""
    told = [
        row(tokens(told_in_turn(story, rng, language)), language)
        for language in LANGUAGES
        for story in stories
    ]
    which = torch.arange(len(stories)).repeat(len(LANGUAGES))
    actions = torch.from_numpy(np.stack([going_on(story) for story in stories]))
    return ClipBatch(sight, which, torch.from_numpy(rows(told)), actions)


def told_in_turn(story: Clip, rng: np.random.Generator, language: str) -> str:
    """A true caption that tells what happens in the order in which it happens, so that what the next noun is about follows.

    The grammar also says "a dog jumps after a cat enters"; then the first noun could be either, and greedy captions, torn between
    both, named one thing twice.
    """
    text = clip_caption(story, rng, language)
    while " after " in text and " after that " not in text:
        text = clip_caption(story, rng, language)
    return text


def clip_eye(backbone: Backbone, device: str = "cpu") -> ClipEye:
    """Sees clips through the trained backbone; every second one is drawn with strongly varied appearance."""

    def see(stories: Sequence[Clip]) -> Sight:
        looks = [STRONG if story.background.seed % 2 else PLAIN for story in stories]
        movies = [play(story, look).images for story, look in zip(stories, looks, strict=True)]
        return watch(backbone, np.stack(movies), device)

    return see


def oracle_clip_eye(channels: int, seed: int) -> ClipEye:
    """Sees what is true of each frame, without any files: see `seeing.oracle_eye`."""
    see = oracle_eye(channels, seed)

    def watched(stories: Sequence[Clip]) -> Sight:
        pictures = [render(frame(story, number)) for story in stories for number in range(story.frames)]
        return gridded(see(pictures), len(stories))

    return watched


def real_clip_batches(seed: int, backbone: Backbone, device: str) -> ClipBatches:
    """Clips seen through the trained backbone."""
    return ClipBatches(seed, Shows(clip_eye(backbone, device), ROOM))


def rehearsal_clip_batches(seed: int, channels: int, clips: int = 4) -> ClipBatches:
    """A few clips, seen by an oracle: needs no files."""
    return ClipBatches(seed, Shows(oracle_clip_eye(channels, seed), 2 * clips), clips, fresh=0)
