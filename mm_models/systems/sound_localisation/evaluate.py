"""How well sounds find their things: recordings and scenes that were not learnt, two to four candidates in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from mm_models.audio.foley import FOLEY
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.measurement import Figures, Measurement, core_milliseconds
from mm_models.systems.sound_localisation.folds import recordings
from mm_models.systems.sound_localisation.infer import HALVES, localise, moments, seen_by
from mm_models.systems.sound_localisation.judging import (
    CELL,
    Region,
    area,
    box_region,
    chosen,
    iou,
    points_at,
    region,
    success,
)
from mm_models.systems.sound_localisation.model import SoundLocaliser
from mm_models.systems.sound_localisation.protocol import ANCHORS, protocol
from mm_models.systems.sound_localisation.trials import Chorus, Stage, chorus, matched, scored, stages
from mm_models.world.scenes import SIDE

SCENES = 1200  # of each condition
HANDS: Mapping[str, str] = {"": "test", ".unseen": "unseen"}  # ending of a figure's name, and the split
LATENCY_S = 5.0  # of sound
CENTRE = 0.35  # of the picture's side: the box in the middle that the baseline always answers

Answer = Float[Tensor, "cells cells"]


@dataclass
class Tally:
    """Everything that is counted, by name."""

    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, **found: float) -> None:
        """Notes one trial's values."""
        for name, value in found.items():
            self.values.setdefault(name, []).append(float(value))

    def means(self) -> dict[str, float]:
        """The mean of each."""
        return {name: mean(values) for name, values in self.values.items()}


def evaluate(
    model: SoundLocaliser,
    n: int | None,
    seed: int,
    data: Path | None,
    backbone: Any,
    name: str = "sound-localisation",
) -> Measurement:
    """Figures over `n` scenes (None: SCENES) of each hand, with the recordings of the fold that was held out.

    Raises InputError when ESC-10 or the spoken digits are not there.
    """
    wanted, recorded = n or SCENES, recordings(data, "test")
    heard = chorus(model, recorded)
    seen = {end: stages(model, backbone, split, wanted, seed * 100_000) for end, split in HANDS.items()}
    trials = {end: Trials(model, heard, np.random.default_rng((seed, 62))) for end in HANDS}
    found = {f"{key}{end}": value for end in HANDS for key, value in trials[end].figures(seen[end]).items()}
    return Measurement(
        system=name,
        protocol=protocol(wanted, len(recorded.labels), seed),
        metrics={**found, **costs(model, backbone)},
        baselines=beside(trials[""], seen[""]),
        anchors=ANCHORS,
        details=by_kind(Trials(model, heard, np.random.default_rng((seed, 63))), seen[".unseen"]),
    )


@dataclass(frozen=True)
class Trials:
    """A model with the sounds that are played to it."""

    model: SoundLocaliser
    heard: Chorus
    rng: np.random.Generator

    def figures(self, seen: Sequence[Stage]) -> dict[str, float]:
        """The figures over some scenes."""
        tally = Tally()
        ious: dict[str, list[float]] = {"": [], ".fitted": []}
        for stage in seen:
            first, second = self.rng.permutation(len(stage.labels))[:2].tolist()
            tally.add(**self.pointing(stage, first, second))
            tally.add(**self.alarms(stage, first))
            found = self.map_of(stage, first)
            ious[""].append(iou(region(found), box_region(stage.boxes[first])))
            ious[".fitted"].append(iou(region(found, float(self.model.cut)), box_region(stage.boxes[first])))
        shares = {f"ciou50{end}": success(some) for end, some in ious.items()}
        return {**tally.means(), **shares, **{f"auc{end}": area(some) for end, some in ious.items()}}

    def map_of(self, stage: Stage, thing: int) -> Answer:
        """The map of a recording of that thing's class."""
        return scored(stage, self.heard.of(stage.labels[thing], self.rng))

    def pointing(self, stage: Stage, first: int, second: int) -> dict[str, float]:
        """Whether the first thing's sound finds it, whether the second's then finds the second, and so with foley."""
        before, after = self.map_of(stage, first), self.map_of(stage, second)
        made = scored(stage, self.heard.foley_of(stage.labels[first], self.rng))
        there, moved = points_at(before, stage.boxes[first]), points_at(after, stage.boxes[second])
        return {
            "pointing": there,
            f"pointing.n{len(stage.labels)}": there,
            "candidate": chosen(before, stage.cells) == first,
            "swap": there and moved,
            "swap.second": moved,
            "pointing.foley": points_at(made, stage.boxes[first]),
        }

    def alarms(self, stage: Stage, thing: int) -> dict[str, float]:
        """Whether a sound is said to come from the picture: one that does, and those that do not."""
        outside = {name: self.heard.stranger(name, self.rng) for name in self.heard.strangers}
        outside["offscreen"] = self.heard.outside(stage.labels, self.rng)
        wrong = {f"false_alarm.{name}": self.sure(scored(stage, each)) for name, each in outside.items()}
        return {"detected": self.sure(self.map_of(stage, thing)), **wrong}

    def sure(self, scores: Answer) -> bool:
        """Whether the confidence says yes."""
        match = torch.tensor(matched(self.model, scores))
        return float(self.model.confidence(match)) >= HALVES


def beside(trials: Trials, seen: Sequence[Stage]) -> dict[str, Figures]:
    """What answers get that do not listen: a random cell, the whole frame, a box in the middle, a place's noise."""
    tally: dict[str, Tally] = {
        name: Tally() for name in ("chance", "whole_frame", "centre", "uninformative_audio")
    }
    ious: dict[str, list[float]] = {"whole_frame": [], "centre": []}
    answers: dict[str, Region] = {"whole_frame": np.ones((SIDE, SIDE), bool), "centre": centre_region()}
    for stage in seen:
        first = int(trials.rng.integers(len(stage.labels)))
        box = box_region(stage.boxes[first])
        cells = box[CELL // 2 :: CELL, CELL // 2 :: CELL]
        tally["chance"].add(pointing=float(cells.mean()), candidate=1 / len(stage.labels))
        tally["chance"].add(swap=float(cells.mean()) ** 2)
        tally["centre"].add(pointing=bool(box[SIDE // 2, SIDE // 2]))
        tally["uninformative_audio"].add(**told_nothing(trials, stage, first))
        for name, answer in answers.items():
            ious[name].append(iou(answer, box))
    return {
        name: {
            **each.means(),
            **({"ciou50": success(ious[name]), "auc": area(ious[name])} if name in ious else {}),
        }
        for name, each in tally.items()
    }


def centre_region() -> Region:
    """A square in the middle."""
    first = round(SIDE * (1 - CENTRE) / 2)
    return box_region((first, first, SIDE - first, SIDE - first))


def told_nothing(trials: Trials, stage: Stage, thing: int) -> dict[str, float]:
    """How often a place's noise, in which nothing sounds, finds the thing all the same."""
    scores = scored(stage, trials.heard.stranger("noise", trials.rng))
    box = stage.boxes[thing]
    return {"pointing": points_at(scores, box), "candidate": chosen(scores, stage.cells) == thing}


def by_kind(trials: Trials, seen: Sequence[Stage]) -> dict[str, Figures]:
    """Pointing for each of the ten sounds."""
    tally = Tally()
    for stage in seen:
        thing = int(trials.rng.integers(len(stage.labels)))
        sound = list(FOLEY)[stage.labels[thing]]
        tally.add(**{sound: points_at(trials.map_of(stage, thing), stage.boxes[thing])})
    return {"pointing.unseen": tally.means()}


def costs(model: SoundLocaliser, backbone: Any) -> Figures:
    """How large it is, and median milliseconds of one core's time for a picture and five seconds of sound with all moments."""
    image, sound = np.zeros((1, SIDE, SIDE, 3), np.uint8), torch.randn(round(LATENCY_S * SAMPLE_RATE)) * 0.1

    def once() -> None:
        moments(model, localise(model, seen_by(backbone, image), sound))

    parameters = sum(weight.numel() for weight in model.parameters())
    return {"latency_ms": core_milliseconds(once), "parameters": float(parameters)}
