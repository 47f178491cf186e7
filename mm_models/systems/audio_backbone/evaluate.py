"""How well the backbone names recordings that it never heard.

The shipped network has learnt every fold that is there, so it cannot be tested on them. What is measured is the recipe,
by cross-validation over the official folds, which takes some minutes for each fold on a CPU core.
"""

from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from mm_models.hearing.bank import foley_sounds, real_bank
from mm_models.hearing.others import made
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.measurement import Figures, Measurement, core_milliseconds
from mm_models.systems.audio_backbone.conditions import CONDITIONS
from mm_models.systems.audio_backbone.folds import Fold, said, tested
from mm_models.systems.audio_backbone.infer import NONE, SOUNDS, SURE, listen
from mm_models.systems.audio_backbone.model import AudioBackbone
from mm_models.systems.audio_backbone.protocol import ANCHORS, protocol

SEEDS = range(8)  # of foley and of other sounds; not those of training
LATENCY_S = 5.0  # of sound


def evaluate(model: AudioBackbone, n: int | None, seed: int, data: Path | None) -> Measurement:
    """Trains and tests a network for each of the first `n` folds (None: all); tries `model` on what was made.

    Raises InputError when ESC-10 or the spoken digits are not there.
    """
    bank = real_bank(data, seed)
    numbers = sorted({clip.fold for clip in bank.clips})[:n]
    folds = [tested(model.config, bank, number, seed) for number in numbers]
    return Measurement(
        system="audio-backbone",
        protocol=protocol(len(bank.clips), len(numbers), seed),
        metrics={**accuracies(folds), **honesty(folds), **made_sounds(model), **costs(model)},
        baselines={"chance": {"accuracy": 1 / NONE}, "mfcc_linear": baseline(folds)},
        anchors=ANCHORS,
        details=confusions(folds),
    )


def right(scores: Float[Tensor, "clips sounds"], labels: Int64[Tensor, " clips"]) -> float:
    """Share of clips whose class scores highest among the ten."""
    return float((scores[:, :NONE].argmax(dim=1) == labels).float().mean())


def accuracies(folds: Sequence[Fold]) -> Figures:
    """Mean over folds under each condition, and each fold's own."""
    means = {
        f"accuracy{name}": mean(right(fold.said[name], fold.labels) for fold in folds) for name in CONDITIONS
    }
    return {**means, **{f"accuracy.fold{fold.number}": right(fold.said[""], fold.labels) for fold in folds}}


def baseline(folds: Sequence[Fold]) -> Figures:
    """The linear classifier's accuracies."""
    return {
        f"accuracy{name}": mean(right(fold.baseline[name], fold.labels) for fold in folds)
        for name in CONDITIONS
    }


def honesty(folds: Sequence[Fold]) -> Figures:
    """How often it is sure, how often it is right then, and what it says of the voice of a stranger."""
    said_of_all = torch.cat([fold.said[""] for fold in folds])
    labels, voices = torch.cat([fold.labels for fold in folds]), torch.cat([fold.voices for fold in folds])
    best, sure = said_of_all.argmax(dim=1), is_sure(said_of_all)
    return {
        "sure": float(sure.float().mean()),
        "accuracy.sure": float((best == labels)[sure].float().mean()),
        "none.known": float((best == NONE).float().mean()),
        "none.voices": float((voices.argmax(dim=1) == NONE).float().mean()),
        "sure.voices": float(is_sure(voices).float().mean()),
    }


def is_sure(shares: Float[Tensor, "clips sounds"]) -> Tensor:
    """Where one of the ten is likely enough to be given as an answer."""
    return (shares.argmax(dim=1) != NONE) & (shares.amax(dim=1) >= SURE)


def made_sounds(model: AudioBackbone) -> Figures:
    """The shipped network on foley and on other made sounds, from seeds that training did not use."""
    foley, labels = foley_sounds(SEEDS)
    others = said(model, [made(seed) for seed in range(5 * len(SEEDS))])
    return {
        "accuracy.foley": right(said(model, foley), labels),
        "none.made": float((others.argmax(dim=1) == NONE).float().mean()),
    }


def confusions(folds: Sequence[Fold]) -> dict[str, Figures]:
    """For each class, how many of its clips are called what."""
    labels = torch.cat([fold.labels for fold in folds])
    named = torch.cat([fold.said[""] for fold in folds]).argmax(dim=1)
    return {
        f"confusion.{SOUNDS[label]}": {
            sound: float(((labels == label) & (named == number)).sum()) for number, sound in enumerate(SOUNDS)
        }
        for label in range(NONE)
    }


def costs(model: AudioBackbone) -> Figures:
    """How large it is, and median milliseconds of one core's time for five seconds of sound, spectrogram included."""
    sound = torch.randn(round(LATENCY_S * SAMPLE_RATE)) * 0.1
    parameters = sum(weight.numel() for weight in model.parameters())
    return {"latency_ms": core_milliseconds(lambda: listen(model, sound)), "parameters": float(parameters)}
