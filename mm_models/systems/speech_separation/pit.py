"""Permutation-invariant training: how a network learns to separate voices when nothing says which output is whose.

Every sound is compared with every output, and the errors count in the order that gives the least of them; one order
holds for the whole mixture, so that no output changes its voice half-way (utterance-level PIT, uPIT):

    L = min over orders π of  mean_i L(s_i, ŝ_π(i))

Yu, Kolbæk, Tan, Jensen 2017, arXiv:1607.00325; Kolbæk, Yu, Tan, Jensen 2017, arXiv:1703.06284, section III.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float32
from torch import Tensor

from mm_models.system import Step
from mm_models.systems.speech_separation.audio_only import AudioOnly
from mm_models.systems.speech_separation.losses import in_order, snr_db
from mm_models.systems.speech_separation.train import Batches, hums, recipe
from mm_models.talking.corpus import corpus
from mm_models.talking.mixtures import Mixer, Scene
from mm_models.talking.noises import noises, places
from mm_models.training import Run, fit

SHARES = {"different": 0.66, "same": 0.22, "noise": 0.12}  # all are of two sounds


@dataclass(frozen=True)
class Mixed:
    """Scenes of two sounds, heard and not seen."""

    mixture: Float32[Tensor, "batch samples"]
    voices: Float32[Tensor, "batch sounds samples"]

    def to(self, device: torch.device) -> "Mixed":
        """The same on another device."""
        return Mixed(self.mixture.to(device), self.voices.to(device))


def mixed(scenes: Sequence[Scene]) -> Mixed:
    """The voices of scenes, and what is heard beside the only one."""
    sounds = [[each.voice for each in scene.talkers] for scene in scenes]
    sounds = [
        [*voices, scene.others] if len(voices) == 1 else voices
        for voices, scene in zip(sounds, scenes, strict=True)
    ]
    mixtures = np.stack([scene.mixture for scene in scenes])
    return Mixed(torch.from_numpy(mixtures), torch.from_numpy(np.stack(sounds)))


def losses(model: AudioOnly, batch: Mixed) -> Mapping[str, Tensor]:
    """The loss in the best order."""
    found = in_order(model(batch.mixture).voices, batch.voices)
    snr = snr_db(batch.voices, found).mean()
    return {"loss": -snr, "snr_db": snr}


def train(model: AudioOnly, run: Run) -> Iterator[Step]:
    """Learns from the talking corpus by the recipe of the network that sees: as many steps of as many mixtures.

    Raises:
        InputError: books, digits, environmental recordings or a synthesiser are not there; it says where to get them.
    """
    mixer = Mixer(corpus("train", run.data), noises("train", run.data))
    batches = Batches(run.seed, mixer, shares=SHARES, collate=mixed)
    yield from fit(model, recipe(model, batches, losses), run)


def rehearse(model: AudioOnly, run: Run) -> Iterator[Step]:
    """Learns to keep two hums apart, for a moment."""
    batches = Batches(
        run.seed, Mixer(hums(), places("train")[:1]), frames=12, faces=4, shares=SHARES, collate=mixed
    )
    plan = recipe(model, batches, losses, steps=40, every=10)
    yield from fit(model, replace(plan, average=0.9, batch=lambda _: batches(0)), run)
