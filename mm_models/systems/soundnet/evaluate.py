"""How well the student hears what its teacher sees, and what its fifth layer is worth for naming sounds.

The shipped student has not heard the last fold, so the agreement with its teacher is measured with that fold's recordings. The
target task is cross-validated over all folds, for which students are trained anew: see folds.py.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import torch
from torch import Tensor

from mm_models import published
from mm_models.hearing.names import KIND_OF, NONE, SOUNDS
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.measurement import Figures, Measurement, core_milliseconds
from mm_models.systems.soundnet.folds import Fold, School, tested
from mm_models.systems.soundnet.infer import hear
from mm_models.systems.soundnet.model import SoundNet
from mm_models.systems.soundnet.protocol import ANCHORS, protocol
from mm_models.systems.soundnet.teaching import Lessons, Opinion, lessons
from mm_models.systems.soundnet.train import HELD_OUT, MUTE, SOUNDING
from mm_models.systems.soundnet.trials import Pair, agreement, named, pairs_of, said, without_hearing
from mm_models.systems.soundnet.waves import Waves, real_waves

SCENES = 400  # of each hand
HANDS: Mapping[str, str] = {"": "test", ".unseen": "unseen"}  # ending of a figure's name, and the split
LATENCY_S = 5.0  # of sound
BACKBONE = "audio-backbone"  # whose published figures, over the same folds, stand beside ours


def evaluate(model: SoundNet, n: int | None, seed: int, data: Path | None, backbone: Any) -> Measurement:
    """Figures over the first `n` folds (None: all), and over fresh scenes.

    Raises InputError when ESC-10 is not there.
    """
    waves, taught = real_waves(data, seed), lessons(backbone, "train", SOUNDING, MUTE)
    numbers = sorted({clip.fold for clip in waves.clips})[:n]
    folds = [tested(model, School(taught, waves, seed), number) for number in numbers]
    found, beside = side_by_side(model, waves.within(HELD_OUT), taught, backbone, seed)
    return Measurement(
        system="soundnet",
        protocol=protocol(SCENES, len(waves.clips), len(numbers), seed),
        metrics={**accuracies(folds), **found, **costs(model)},
        baselines={**others(folds), **beside},
        anchors=ANCHORS,
        details=confusions(folds),
    )


def accuracy(folds: Sequence[Fold], who: str) -> float:
    """Share of clips whose class scores highest, mean over folds."""
    return mean(right(fold, who) for fold in folds)


def right(fold: Fold, who: str) -> float:
    """The same for one fold."""
    return float((fold.said[who].argmax(dim=1) == fold.labels).float().mean())


def accuracies(folds: Sequence[Fold]) -> Figures:
    """The linear classifier on the student's fifth layer, its own head without any label, and each fold."""
    each = {f"accuracy.fold{fold.number}": right(fold, "student") for fold in folds}
    return {"accuracy": accuracy(folds, "student"), "accuracy.head": accuracy(folds, "head"), **each}


def others(folds: Sequence[Fold]) -> dict[str, Figures]:
    """What else names the same clips; the log-mel CNN and the classifier on MFCC as published for the audio backbone."""
    ours = ("labels_directly", "labels_then_linear", "random_weights")
    results = json.loads((published.ASSETS / "results" / f"{BACKBONE}.json").read_text(encoding="utf-8"))
    return {
        **{who: {"accuracy": accuracy(folds, who)} for who in ours},
        "log_mel_cnn": {"accuracy": results["metrics"]["accuracy"]},
        "mfcc_linear": {"accuracy": results["baselines"]["mfcc_linear"]["accuracy"]},
        "chance": {"accuracy": 1 / NONE},
    }


def side_by_side(
    model: SoundNet, waves: Waves, taught: Lessons, backbone: Any, seed: int
) -> tuple[dict[str, float], dict[str, Figures]]:
    """Agreement with the teacher on fresh scenes of both hands, and that of answers that do not listen or hear something else."""
    found: dict[str, float] = {}
    for ending, split in HANDS.items():
        seen = lessons(backbone, split, SCENES, 0)
        pairs = pairs_of(seen, waves, seed)
        student = said(model, pairs)
        figures = {**agreement(seen.opinion, student), "named": named(pairs, student.things)}
        figures["teacher_named"] = named(pairs, seen.opinion.things)
        found |= {f"{name}{ending}": value for name, value in figures.items()}
        if not ending:
            beside = not_listening(model, pairs, seen, taught)
            beside["other_sound"] = agreement(seen.opinion, shifted(student))
    return found, beside


def not_listening(model: SoundNet, pairs: list[Pair], seen: Lessons, taught: Lessons) -> dict[str, Figures]:
    """The teacher's mean opinion, its mean opinion for the true class, and what the student says of silence."""
    silence, count = hear(model, torch.zeros(SAMPLE_RATE)), len(pairs)
    kinds = list(KIND_OF.values())
    answers = {
        **without_hearing(taught, SOUNDING),
        "silence": Opinion(silence.things, silence.places),
    }
    rows = torch.tensor([kinds.index(pair.kind) for pair in pairs])

    def for_all(values: Tensor) -> Tensor:
        return values[rows] if len(values) > 1 else values.expand(count, -1)

    return {
        name: agreement(seen.opinion, Opinion(for_all(each.things), for_all(each.places)))
        for name, each in answers.items()
    }


def shifted(student: Opinion) -> Opinion:
    """What the student said of the next scene's sound."""
    return Opinion(student.things.roll(1, dims=0), student.places.roll(1, dims=0))


def confusions(folds: Sequence[Fold]) -> dict[str, Figures]:
    """For each class, how many of its clips the linear classifier calls what."""
    labels = torch.cat([fold.labels for fold in folds])
    called = torch.cat([fold.said["student"] for fold in folds]).argmax(dim=1)
    return {
        f"confusion.{SOUNDS[label]}": {
            sound: float(((labels == label) & (called == number)).sum())
            for number, sound in enumerate(SOUNDS[:NONE])
        }
        for label in range(NONE)
    }


def costs(model: SoundNet) -> Figures:
    """How large it is, and median milliseconds of one core's time for five seconds of sound."""
    sound = torch.randn(round(LATENCY_S * SAMPLE_RATE)) * 0.1
    parameters = sum(weight.numel() for weight in model.parameters())
    return {"latency_ms": core_milliseconds(lambda: hear(model, sound)), "parameters": float(parameters)}
