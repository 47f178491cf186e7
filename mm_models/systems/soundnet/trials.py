"""Student and teacher side by side: fresh scenes, recordings that the student never heard, and how far the two agree."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Generator, Tensor

from mm_models.audio.augment import mixed
from mm_models.audio.surroundings import surrounding
from mm_models.hearing.names import KIND_OF, SOUND_OF, SOUNDS
from mm_models.hearing.others import SECONDS
from mm_models.hearing.staging import place_of
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.measurement import Figures
from mm_models.systems.soundnet.infer import hear
from mm_models.systems.soundnet.model import SoundNet
from mm_models.systems.soundnet.teaching import Lessons, Opinion, divergence
from mm_models.systems.soundnet.waves import Waves
from mm_models.world.kinds import KIND_INDEX

OVER_DB = 15.0  # of a recording over the background of its scene's place
LEAST = 1e-9  # of a probability whose logarithm is taken


@dataclass(frozen=True)
class Pair:
    """A scene's number and what is heard with it."""

    number: int
    kind: str  # what sounds
    sound: Float[Tensor, " samples"]


def pairs_of(taught: Lessons, waves: Waves, seed: int) -> list[Pair]:
    """One recording for each scene, of the first of its things, over the background of its place."""
    chance, found = Generator().manual_seed(seed), []
    for number, scene in enumerate(taught.scenes):
        kind = taught.sounding(number)[0]
        numbers = (waves.labels == SOUNDS.index(SOUND_OF[kind])).nonzero()[:, 0]
        clip = waves.real[numbers[torch.randint(len(numbers), (), generator=chance)]].float()
        under = surrounding(place_of(scene), SECONDS, SAMPLE_RATE, chance)
        found.append(Pair(number, kind, mixed(clip, under, OVER_DB)))
    return found


def said(model: SoundNet, pairs: list[Pair]) -> Opinion:
    """The student's logits for every pair."""
    traces = [hear(model, pair.sound) for pair in pairs]
    return Opinion(
        torch.cat([trace.things for trace in traces]), torch.cat([trace.places for trace in traces])
    )


def agreement(teacher: Opinion, student: Opinion) -> Figures:
    """Mean KL in nats from teacher to student, and how often the two find the same likeliest; things first."""
    return {
        **of_one(teacher.things, student.things),
        **{f"{name}.places": value for name, value in of_one(teacher.places, student.places).items()},
    }


def of_one(teacher: Float[Tensor, "pairs classes"], logits: Float[Tensor, "pairs classes"]) -> Figures:
    """The same for one head."""
    same = teacher.argmax(dim=1) == logits.argmax(dim=1)
    return {
        "teacher_kl": float(divergence(teacher, logits).mean()),
        "teacher_top1": float(same.float().mean()),
    }


def named(pairs: list[Pair], things: Float[Tensor, "pairs things"]) -> float:
    """How often the likeliest thing is the one that truly sounds."""
    right = [int(row.argmax()) == KIND_INDEX[pair.kind] - 1 for pair, row in zip(pairs, things, strict=True)]
    return sum(right) / len(right)


def without_hearing(taught: Lessons, sounding: int) -> Mapping[str, Opinion]:
    """Logits of two answers that need no ears, from the teacher's opinions of the first scenes of training: their mean, and
    for each kind the mean over scenes in which it sounds first."""
    opinion = taught.opinion
    things, places = (each[:sounding].mean(dim=0) for each in (opinion.things, opinion.places))
    firsts = [taught.sounding(number)[0] for number in range(sounding)]
    rows = {
        kind: torch.tensor([number for number, first in enumerate(firsts) if first == kind])
        for kind in KIND_OF.values()
    }
    known = {kind: opinion.things[numbers].mean(dim=0) for kind, numbers in rows.items() if len(numbers)}
    table = torch.stack([known.get(kind, things) for kind in KIND_OF.values()])
    return {
        "prior": Opinion(logs(things)[None], logs(places)[None]),
        "class_known": Opinion(logs(table), logs(places).expand(len(table), -1)),
    }


def logs(shares: Tensor) -> Tensor:
    """Probabilities as logits."""
    return shares.clamp(min=LEAST).log()
