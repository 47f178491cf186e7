"""Held-out pictures with texts in both languages, as matchers are measured on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from mm_models.captioning.seeing import Eye
from mm_models.matching.truth import true_pairs
from mm_models.world.captions import LANGUAGES, say
from mm_models.world.meaning import Meaning, plan
from mm_models.world.photos import PhotoBank
from mm_models.world.rendering import render
from mm_models.world.scenes import USUAL, Mix, Scene, scene

COUNT = 1000  # pictures of each condition
AT_ONCE = 50  # pictures that the backbone reads in one go
DETAIL = 0.7  # how readily texts mention colours, sizes, relations and the place
HANDS: Mapping[str, str] = {"seen": "test", "unseen": "unseen"}  # the splits
ENDINGS: Mapping[str, str] = {"en": "", "ko": ".ko"}  # of a figure's name, by language
FIRST = 50_000  # number of the first scene of a retrieval trial; captioners are measured on lower ones


@dataclass(frozen=True)
class Trial:
    """Pictures and a text of each; text i of either language means meaning i and is about picture i."""

    scenes: Sequence[Scene]
    annotations: Float[Tensor, "pictures channels side side"]
    meanings: Sequence[Meaning]
    texts: Mapping[str, Sequence[str]]  # by language
    right: Bool[np.ndarray, "pictures texts"]  # whether a text is true of a picture


def seen_scenes(
    see: Eye, scenes: Sequence[Scene], photos: PhotoBank | None = None
) -> Float[Tensor, "pictures channels side side"]:
    """The annotations of scenes."""
    parts = [scenes[first : first + AT_ONCE] for first in range(0, len(scenes), AT_ONCE)]
    return torch.cat([see([render(each, photos=photos) for each in some]).cpu() for some in parts])


def some_scenes(
    split: str, count: int, seed: int, mix: Mix = USUAL, photos: PhotoBank | None = None
) -> list[Scene]:
    """Scenes that training never saw, others for every seed; those of one thing are others than those of several."""
    first = seed * 100_000 + FIRST + 10_000 * (mix != USUAL)
    return [scene(first + number, split, mix, photos) for number in range(count)]


def trial(see: Eye, split: str, count: int, seed: int) -> Trial:
    """Scenes of the usual mix with texts of the usual detail."""
    scenes, rng = some_scenes(split, count, seed), np.random.default_rng((seed, 33))
    meanings = [plan(each, rng, DETAIL) for each in scenes]
    texts = {language: [say(each, rng, language) for each in meanings] for language in LANGUAGES}
    return Trial(scenes, seen_scenes(see, scenes), meanings, texts, true_pairs(scenes, meanings))
