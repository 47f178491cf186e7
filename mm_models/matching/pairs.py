"""Batches to learn matching from: pictures, and texts that are true of them.

A quarter of the pictures are another one of the batch with one thing changed: among pictures drawn by lot from a world of
68 kinds hardly any two share their things, and a matcher that reads nothing but nouns would already tell them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from mm_models.captioning.alike import changed
from mm_models.captioning.batches import WITH_PHOTOS, photographs
from mm_models.captioning.seeing import Backbone, eye, oracle_eye
from mm_models.captioning.views import Draw, Views, window
from mm_models.matching.reading import numbered
from mm_models.matching.truth import true_pairs
from mm_models.training import step_seed
from mm_models.world.appearance import PLAIN, STRONG
from mm_models.world.captions import LANGUAGES, say
from mm_models.world.draws import chance, pick
from mm_models.world.meaning import Meaning, plan
from mm_models.world.photos import PhotoBank
from mm_models.world.rendering import Picture, render
from mm_models.world.scenes import SPLITS, USUAL, Mix, Scene, scene

PICTURES = 128  # of a batch
FRESH = 8  # pictures of a batch that were in none before
DETAILS: tuple[float, ...] = (0.0, 0.7, 0.7, 1.0)  # how readily a text mentions properties
IN_PART = 0.2  # share of the texts that mention one of the things only
ROOM = 3_000  # scenes of the window


@dataclass(frozen=True)
class Pairs:
    """Pictures, and sets of texts: text i of every set is about picture i."""

    annotations: Float[Tensor, "pictures channels side side"]
    ids: Int[Tensor, "sets pictures tokens"]
    alike: Bool[Tensor, "sets pictures texts"]  # whether a text is true of a picture

    def to(self, device: torch.device | str) -> "Pairs":
        """The same on a device."""
        return replace(self, **{name: tensor.to(device) for name, tensor in vars(self).items()})


@dataclass(frozen=True)
class PairBatches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    views: Views
    longest: int  # tokens of a text
    pictures: int = PICTURES
    fresh: int = FRESH

    def __call__(self, index: int) -> Pairs:
        rng = np.random.default_rng((step_seed(self.seed, index), 31))
        couples = window(index, self.pictures // 2, self.fresh // 2, self.views.room // 2, rng)
        shift = self.seed * 10_000_000
        numbers = [
            (2 * each + member + shift) % SPLITS["train"].count for each in couples for member in (0, 1)
        ]
        annotations, seen = self.views(numbers)
        scenes = [view.scene for view in seen]
        first = rng.random(len(scenes)) < 0.5
        sets = [self._texts(scenes, first == turn, rng) for turn in (True, False)]
        ids = numbered([text for texts, _ in sets for text in texts], self.longest)
        alike = np.stack([true_pairs(scenes, meanings) for _, meanings in sets])
        return Pairs(annotations, ids.unflatten(0, (len(sets), -1)), torch.from_numpy(alike))

    def _texts(
        self, scenes: Sequence[Scene], english: Bool[np.ndarray, " scenes"], rng: np.random.Generator
    ) -> tuple[list[str], list[Meaning]]:
        """One text of each scene, in English where it says so, else in Korean; and what it means."""
        meanings = [meant(each, rng) for each in scenes]
        spoken = [LANGUAGES[0 if each else 1] for each in english]
        return [say(each, rng, language) for each, language in zip(meanings, spoken, strict=True)], meanings


def meant(scene: Scene, rng: np.random.Generator) -> Meaning:
    """A true meaning, of all things of a scene or of one mention only."""
    whole = plan(scene, rng, pick(rng, DETAILS))
    if not chance(rng, IN_PART):
        return whole
    return Meaning((pick(rng, whole.mentions),), (), whole.place)


def drawn_couples(mix: Mix = USUAL, photos: PhotoBank | None = None) -> Draw:
    """Scenes of the training split in twos; in every second couple the second is the first with one change.

    Couples are drawn with usual and with strongly varied appearance by turns.
    """

    def draw(number: int) -> tuple[Scene, Picture]:
        couple, member = divmod(number, 2)
        found = scene(number, "train", mix, photos)
        if member and couple % 2 and found.place is not None:
            found = like(scene(number - 1, "train", mix, photos), found, number)
        return found, render(found, STRONG if couple // 2 % 2 else PLAIN, photos)

    return draw


def like(first: Scene, other: Scene, number: int) -> Scene:
    """The first scene with one thing about it changed; another scene where it cannot be."""
    if first.place is None:
        return other
    return changed(first, np.random.default_rng((number, 32))) or other


def real_pairs(seed: int, data: Path | None, backbone: Backbone, device: str, longest: int) -> PairBatches:
    """Scenes with photographs, seen through the trained backbone.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there; it says where to get it.
    """
    draw = drawn_couples(WITH_PHOTOS, photographs(data))
    return PairBatches(seed, Views(draw, eye(backbone, device), ROOM), longest)


def rehearsal_pairs(seed: int, channels: int, longest: int, pictures: int = 8) -> PairBatches:
    """A few drawn scenes, seen by an oracle: needs no files."""
    views = Views(drawn_couples(), oracle_eye(channels, seed), room=2 * pictures)
    return PairBatches(seed, views, longest, pictures, fresh=0)
