"""Training: scenes of two seconds, of one kind a step, every voice of the training part with a new face each time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from mm_models.captioning.learning import warm_cosine
from mm_models.system import Step
from mm_models.systems.speech_separation.losses import losses
from mm_models.systems.speech_separation.model import Separator
from mm_models.talking.corpus import PER_FRAME, Corpus, corpus
from mm_models.talking.mixtures import Mixer, Scene, batched
from mm_models.talking.noises import noises, places
from mm_models.training import Recipe, Run, fit, step_seed

STEPS = 5800
RATE = 2e-3  # of AdamW at its highest
DECAY = 0.01  # of the weights
AVERAGE = 0.995  # decay of the moving average of the weights
FRAMES = 50  # of film in a scene: 2 s
FACES = 16  # in a batch
SHARES = {"different": 0.5, "same": 0.16, "three": 0.12, "noise": 0.1, "hidden": 0.06, "listening": 0.06}

Losses = Callable[[Any, Any], Mapping[str, Tensor]]


@dataclass(frozen=True)
class Batches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    mixer: Mixer
    frames: int = FRAMES
    faces: int = FACES
    shares: Mapping[str, float] = field(default_factory=lambda: SHARES)
    collate: Callable[[Sequence[Scene]], Any] = batched

    def __call__(self, index: int) -> Any:
        """Scenes of one kind."""
        rng = np.random.default_rng(step_seed(self.seed, index))
        kind = str(rng.choice(list(self.shares), p=list(self.shares.values())))
        first = self.mixer.scene(kind, self.frames, rng)
        count = max(1, self.faces // max(2, len(first.talkers)))
        return self.collate([first, *(self.mixer.scene(kind, self.frames, rng) for _ in range(count - 1))])


def recipe(
    model: nn.Module, batches: Batches, wanted: Losses = losses, steps: int = STEPS, every: int = 25
) -> Recipe:
    """AdamW with a moving average of the weights."""

    def loss(network: nn.Module, batch: Any) -> Mapping[str, Tensor]:
        return wanted(network, batch.to(next(model.parameters()).device))

    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY),
        batch=batches,
        loss=loss,
        rate=warm_cosine,
        average=AVERAGE,
        clip=5.0,
        every=every,
    )


def train(model: Separator, run: Run) -> Iterator[Step]:
    """Learns from the talking corpus, which is made first where it is not kept yet.

    Raises:
        InputError: books, digits, environmental recordings or a synthesiser are not there; it says where to get them.
    """
    mixer = Mixer(corpus("train", run.data), noises("train", run.data))
    yield from fit(model, recipe(model, Batches(run.seed, mixer)), run)


def rehearse(model: Separator, run: Run) -> Iterator[Step]:
    """Learns to keep apart made-up voices, whose mouths open when they hum, for a moment."""
    batches = Batches(run.seed, Mixer(hums(), places("train")[:1]), frames=12, faces=4)
    always = replace(recipe(model, batches, steps=40, every=10), average=0.9, batch=lambda _: batches(0))
    yield from fit(model, always, run)


def hums(voices: int = 6, frames: int = 20) -> Corpus:
    """A corpus that needs no files: hums of different pitches that come and go, with mouths that open with them."""
    rng = np.random.default_rng(0)
    time = torch.arange(frames * PER_FRAME) / (25.0 * PER_FRAME)
    opening = torch.from_numpy((rng.random((voices, frames)) > 0.5).astype(np.float32))
    pitch = 150.0 * 1.3 ** torch.arange(voices)[:, None]
    sound = torch.sin(2 * torch.pi * pitch * time) * opening.repeat_interleave(PER_FRAME, dim=1)
    rest = torch.full_like(opening, 0.5)
    poses = torch.stack([opening, rest, 0 * rest, rest], dim=-1)
    return Corpus(
        samples=(3000 * sound).to(torch.int16).flatten(),
        poses=poses.half().flatten(0, 1),
        firsts=torch.arange(voices) * frames,
        ends=torch.arange(1, voices + 1) * frames,
        voices=torch.arange(voices) % 3,
    )
