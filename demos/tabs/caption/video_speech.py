"""Captioning a clip: what is seen of its frames, in any order, and what is said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch

from demos.kept import kept
from demos.tabs.caption.captioning_speech import NO_CHOICE, Spoken, on_cpu
from mm_models import registry
from mm_models.captioning.captioner import Speaker, evenly
from mm_models.captioning.decoding import Word, speak
from mm_models.captioning.seeing import GREY, shown
from mm_models.captioning.watching import FRAMES, Frames, Sight, gridded
from mm_models.intake.errors import InputError
from mm_models.systems.vision_backbone.infer import is_strange, read
from mm_models.systems.vision_backbone.model import VisionBackbone
from mm_models.world.captions import LANGUAGES
from mm_models.world.scenes import SIDE

NAME = "video-captioner"


@dataclass(frozen=True)
class Watched:
    """What the vision backbone saw in the frames of a clip."""

    sight: Sight  # of one clip
    strange: float  # share of the frames that show nothing that was learnt


@kept
def watched(frames: Frames) -> Watched:
    """What is seen of a clip."""
    with registry.use("vision-backbone") as used:
        model = cast(VisionBackbone, used)
        trace = read(model, frames)
        strange = float(is_strange(model, trace).float().mean())
        return Watched(gridded(shown(trace), 1), strange)


def blank() -> Watched:
    """What is seen of a grey clip."""
    return watched(np.full((FRAMES, SIDE, SIDE, 3), GREY, np.uint8))


def in_order(seen: Watched, order: Sequence[int]) -> Sight:
    """What would be seen of the same frames in another order; frames may come several times."""
    return seen.sight[:, :, list(order)]


def language_of(choice: str) -> str:
    """InputError for a language that captions do not have."""
    if choice not in LANGUAGES:
        raise InputError("no-choice", NO_CHOICE)
    return choice


def said_of(speaker: Any, sight: Sight, language: str, forced: Mapping[int, int] | None = None) -> Spoken:
    """The likeliest caption, word by word, with all that led to it."""
    return Spoken(tuple(speak(cast(Speaker, speaker), sight, language, forced=forced)))


def said_evenly(model: Any, sight: Sight, language: str) -> Spoken:
    """The caption with the same attention to all frames."""
    return said_of(evenly(model, sight.shape[2]), sight, language)


def looks(word: Word) -> np.ndarray:
    """A word's attention to the frames."""
    return on_cpu(word.attention).numpy()


def maps_of(spoken: Spoken) -> np.ndarray:
    """The attention of all words: (words, frames)."""
    return np.stack([looks(word) for word in spoken.words])


@torch.no_grad()
def actions_of(model: Any, sight: Sight) -> np.ndarray:
    """What the 3-D CNN believes to go on in each frame: probabilities (frames, actions)."""
    return model.read(sight).actions[0].sigmoid().cpu().numpy()
