"""Cross-validation: for each fold students that never heard it, and what is said of its clips.

Every network is trained anew for every fold, the target task's classifier with it, on the same clips; no recording is on both
sides. Beside the student stand the same network taught by labels instead of a teacher, and one that was never trained. A
network takes some minutes of one core; those that are done stay among the checkpoints, so an interrupted evaluation goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from mm_models.published import fingerprint
from mm_models.systems.soundnet.infer import hear
from mm_models.systems.soundnet.model import SHAPES, SoundNet, Trace
from mm_models.systems.soundnet.pairs import BACKGROUND_DB, PAIRS, SHORT
from mm_models.systems.soundnet.target import fit_target
from mm_models.systems.soundnet.teaching import Lessons, heard_class
from mm_models.systems.soundnet.train import HELD_OUT, RATE, STEPS, learn
from mm_models.systems.soundnet.waves import Waves
from mm_models.training import Run

KEPT = Path(__file__).resolve().parents[3] / ".checkpoints"

Scores = Float[Tensor, "clips sounds"]


@dataclass(frozen=True)
class Fold:
    """What is said of the clips of one fold, by who says it."""

    number: int
    labels: Int64[Tensor, " clips"]
    said: Mapping[str, Scores]


@dataclass(frozen=True)
class School:
    """What networks learn from, and where they are kept."""

    taught: Lessons
    waves: Waves
    seed: int
    kept: Path = KEPT


def tested(shipped: SoundNet, school: School, number: int) -> Fold:
    """Trains a student, and the network with labels, without a fold, and tries them on it.

    The shipped student is the one of the fold that it never heard, so that one is not trained again.
    """
    own = shipped if number == HELD_OUT else learnt(shipped, school, number, labelled=False)
    named = learnt(shipped, school, number, labelled=True)
    untrained = fresh(shipped, school.seed)
    fit_target(untrained, school.waves.without(number), school.seed)
    held = school.waves.within(number)
    traces = {
        name: heard(model, held) for name, model in (("", own), ("labels", named), ("random", untrained))
    }
    return Fold(
        number=number,
        labels=held.labels,
        said={
            "student": linear(traces[""]),
            "head": heard_class(things(traces[""])),
            "labels_directly": heard_class(things(traces["labels"])),
            "labels_then_linear": linear(traces["labels"]),
            "random_weights": linear(traces["random"]),
        },
    )


def learnt(like: SoundNet, school: School, number: int, labelled: bool) -> SoundNet:
    """A network trained as the shipped one is, without a fold; with labels in the place of the teacher if so wished."""
    model = fresh(like, school.seed)
    name = "labels" if labelled else "student"
    path = school.kept / f"soundnet-{name}-fold{number}-seed{school.seed}-{recipe_mark(model)}.safetensors"
    run = Run(seed=school.seed, checkpoint=path)
    for _ in learn(model, school.taught, school.waves.without(number), run, labelled):
        pass
    return model


def recipe_mark(model: SoundNet) -> str:
    """A short word that changes with the network's shape and with how it is trained."""
    return fingerprint(repr((model.config, SHAPES, STEPS, RATE, PAIRS, SHORT, BACKGROUND_DB)))


def fresh(like: SoundNet, seed: int) -> SoundNet:
    """The same network with its first weights."""
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        return SoundNet(like.config).eval()


def heard(model: SoundNet, waves: Waves) -> list[Trace]:
    """What a network hears in every clip as it is."""
    return [hear(model, sound.float()) for sound in waves.real]


def things(traces: list[Trace]) -> Float[Tensor, "clips things"]:
    """The scores of things."""
    return torch.cat([trace.things for trace in traces])


def linear(traces: list[Trace]) -> Scores:
    """The scores of the target task's classifier."""
    return torch.cat([trace.target for trace in traces])
