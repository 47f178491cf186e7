"""Scenes to measure with, and what is measured of one: SI-SDR over all and where two speak at once, and whose voice it is."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from mm_models.talking.corpus import PER_FRAME, Corpus
from mm_models.talking.mixtures import Batch, Mixer, batched
from mm_models.talking.voices import voices

FRAMES = 75  # of film in a scene: 3 s
SPEAKS_DB = -25.0  # against a voice's loudest frame: it speaks in frames above

Sounds = Float[Tensor, "faces samples"]


@dataclass(frozen=True)
class Judged:
    """The figures of one scene, means over its faces."""

    improvement: float  # of SI-SDR against the mixture, dB
    overlap: float | None  # the same where at least two speak; None where that is hardly ever
    own: float  # share of the faces whose sound is nearest to their own voice


def si_sdr(found: Float[Tensor, "*sounds samples"], truth: Float[Tensor, "*sounds samples"]) -> Tensor:
    """SI-SDR in dB by torchmetrics, which is imported late because that takes seconds and only an evaluation needs it."""
    from torchmetrics.functional.audio import scale_invariant_signal_distortion_ratio

    return scale_invariant_signal_distortion_ratio(found, truth)


def scenes(kind: str, mixer: Mixer, count: int, seed: int) -> Iterator[Batch]:
    """Scenes of a kind, one by one."""
    rng = np.random.default_rng((seed, sum(map(ord, kind))))
    return (batched([mixer.scene(kind, FRAMES, rng)]) for _ in range(count))


def people_only(corpus: Corpus, part: str = "test") -> Corpus:
    """The utterances of real people."""
    real = [number for number, voice in enumerate(voices(part)) if voice.engine == "person"]
    chosen = [number for number, voice in enumerate(corpus.voices.tolist()) if voice in real]
    return corpus.only(chosen)


def judged(found: Sounds, truth: Sounds, mixture: Float[Tensor, " samples"]) -> Judged:
    """How well a scene's voices were found."""
    heard = mixture.expand_as(truth)
    better = si_sdr(found, truth) - si_sdr(heard, truth)
    both = overlap(truth) if len(truth) > 1 else torch.zeros_like(mixture, dtype=torch.bool)
    there = None
    if int(both.sum()) > PER_FRAME:
        gained = si_sdr(found[:, both], truth[:, both]) - si_sdr(heard[:, both], truth[:, both])
        there = float(gained.mean())
    return Judged(float(better.mean()), there, own_share(found, truth))


def own_share(found: Sounds, truth: Sounds) -> float:
    """The share of sounds that are nearer to their own voice than to any other."""
    near = torch.stack([si_sdr(each.expand_as(truth), truth) for each in found])
    return float((near.argmax(dim=1) == torch.arange(len(truth))).float().mean())


def overlap(truth: Sounds) -> Bool[Tensor, " samples"]:
    """The samples of the frames in which at least two voices speak."""
    level = truth.unfold(-1, PER_FRAME, PER_FRAME).square().mean(dim=-1)
    speaks = level > level.amax(dim=-1, keepdim=True) * 10 ** (SPEAKS_DB / 10)
    both = (speaks.sum(dim=0) > 1).repeat_interleave(PER_FRAME)
    return torch.nn.functional.pad(both, (0, truth.shape[-1] - len(both)))
