"""One evaluation for all captioners: fresh scenes by known and unknown hands, both languages, maps, and what a blank says.

A figure's name ends in the hands (`.seen`, `.unseen`), then `.n1` to `.n4` for scenes with so many things (without: 1 to 3
things), then `.ko` for Korean (without: English).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from jaxtyping import Float
from torch import Tensor, nn

from mm_models.captioning import attending
from mm_models.captioning.captioner import Captioner
from mm_models.captioning.decoding import Written, speak, write
from mm_models.captioning.judging import Said, judged, likenesses, truth
from mm_models.captioning.protocol import protocol
from mm_models.captioning.seeing import Backbone, Eye, blank, eye, twice
from mm_models.corpora.cifar10 import Cifar10
from mm_models.measurement import Figures, Measurement, core_milliseconds
from mm_models.world.captions import LANGUAGES
from mm_models.world.photos import PhotoBank
from mm_models.world.rendering import render
from mm_models.world.scenes import USUAL, Mix, Scene, scene

COUNT = 1000  # scenes of each condition
AT_ONCE = 100  # scenes that are captioned together
HANDS: dict[str, str] = {"seen": "test", "unseen": "unseen"}  # the splits
MOST = 4  # things of a scene
FEW = 3  # things of the scenes that figures without a number are over
ENDINGS: dict[str, str] = {"en": "", "ko": ".ko"}  # of a figure's name, by language


@dataclass(frozen=True)
class Seen:
    """Scenes as a captioner sees them."""

    scenes: Sequence[Scene]
    annotations: Float[Tensor, "scenes channels side side"]


@dataclass(frozen=True)
class Spoken:
    """What a captioner said of some scenes, and, if it was asked and attends, how well it looked."""

    said: tuple[Said, ...]
    looked: Figures
    baselines: dict[str, Figures]
    weight: int  # scenes that the figures about maps are over


@dataclass(frozen=True)
class Trial:
    """A captioner, its eye, and what a blank picture looks like to it."""

    captioner: Captioner
    see: Eye
    blank: Float[Tensor, "1 channels side side"]
    seed: int


def evaluate(
    model: nn.Module,
    name: str,
    backbone: Backbone,
    n: int | None,
    seed: int,
    data: Path | None,
    anchors: dict[str, Figures] | None = None,
) -> Measurement:
    """The figures of a captioner over `n` scenes a condition (None: COUNT).

    Raises:
        InputError: CIFAR-10 is not there.
    """
    count = n or COUNT
    trial = trial_of(model, backbone, seed)
    metrics, baselines = conditions(trial, count)
    metrics["whole_photo"] = whole_photos(trial, count, Cifar10(data, "test"))
    metrics["latency_ms"] = latency(trial)
    return Measurement(name, protocol(count, seed), metrics, baselines, anchors or {})


def trial_of(model: nn.Module, backbone: Backbone, seed: int) -> Trial:
    """A captioner that sees as in the application: every picture, and its mirror image."""
    device, sees = str(next(model.parameters()).device), twice(backbone)
    return Trial(cast(Captioner, model), eye(sees, device), blank(sees, device), seed)


def conditions(trial: Trial, count: int) -> tuple[dict[str, float], dict[str, Figures]]:
    """Figures of all conditions, and of the baselines."""
    metrics: dict[str, float] = {}
    others: dict[str, dict[str, float]] = {}
    for hands, split in HANDS.items():
        spoken = [said_of(trial, split, things, count) for things in range(1, MOST + 1)]
        for language, ending in ENDINGS.items():
            some = [each[language] for each in spoken]
            metrics |= named(by_condition(some, language, trial.seed), hands, ending)
            looked, baselines = looks(some)
            metrics |= named({"": looked}, hands, ending)
            for name, figures in baselines.items():
                others.setdefault(name, {}).update(named({"": figures}, hands, ending))
    others["blank picture"] = named({"": unseeing(trial, count)}, "seen", "")
    return metrics, dict(others)


def named(figures: Mapping[str, Figures], hands: str, ending: str) -> dict[str, float]:
    """Figures of one condition by their full names; the keys are ".n1" and so on, or nothing."""
    return {
        f"{name}.{hands}{things}{ending}": value
        for things, some in figures.items()
        for name, value in some.items()
    }


def by_condition(spoken: Sequence[Spoken], language: str, seed: int) -> dict[str, Figures]:
    """Truth by the number of things, and truth and likeness to references over scenes of 1 to FEW things."""
    few = [said for some in spoken[:FEW] for said in some.said]
    by_number = {f".n{i + 1}": truth(some.said) for i, some in enumerate(spoken)}
    return {"": {**truth(few), **likenesses(few, language, seed)}, **by_number}


def said_of(trial: Trial, split: str, things: int, count: int) -> dict[str, Spoken]:
    """Captions of scenes with so many things, by language."""
    parts: dict[str, list[Spoken]] = {language: [] for language in LANGUAGES}
    for seen in sights(trial, split, Mix(things=(things, things)), count):
        for language in LANGUAGES:
            parts[language].append(spoken(trial, seen, language))
    return {language: together(some) for language, some in parts.items()}


def together(parts: Sequence[Spoken]) -> Spoken:
    """Several parts of one condition as one."""
    said = tuple(said for part in parts for said in part.said)
    return Spoken(said, *looks(parts), len(said))


def sights(trial: Trial, split: str, mix: Mix, count: int, photos: PhotoBank | None = None) -> Iterator[Seen]:
    """Scenes of a split that training never saw, AT_ONCE at a time."""
    first = trial.seed * 100_000 + 10_000 * mix.things[0]
    for start in range(first, first + count, AT_ONCE):
        scenes = [scene(i, split, mix, photos) for i in range(start, min(start + AT_ONCE, first + count))]
        yield Seen(scenes, trial.see([render(each, photos=photos) for each in scenes]))


def spoken(trial: Trial, seen: Seen, language: str) -> Spoken:
    """What is said of some scenes, and how well the maps fit."""
    written = write(trial.captioner, seen.annotations, language)
    said = tuple(judged(each, written.caption(row)) for row, each in enumerate(seen.scenes))
    looked, others = looked_at(trial, seen, written, language)
    return Spoken(said, looked, others, len(said))


def looked_at(
    trial: Trial, seen: Seen, written: Written, language: str
) -> tuple[Figures, dict[str, Figures]]:
    """Figures about the maps and their baselines; none without attention or nouns."""
    maps, found = attending.maps_of(written), list(attending.nouns(seen.scenes, written))
    if maps is None or not any(noun.right for noun in found):
        return {}, {}
    removal = attending.deletion(
        trial.captioner, seen.annotations, trial.blank, written, maps, found, language, trial.seed
    )
    return {**attending.figures(maps, found, written), **removal}, attending.baselines(found)


def looks(parts: Sequence[Spoken]) -> tuple[dict[str, float], dict[str, Figures]]:
    """The means over parts of the figures about maps; the deletion ratio is that of the means."""
    told = [part for part in parts if part.looked]
    if not told:
        return {}, {}
    weights = np.array([part.weight for part in told], float)
    found = weighted([part.looked for part in told], weights)
    by_lot = max(found["attention.deletion.random"], attending.LEAST_LOST)
    found["attention.deletion_ratio"] = found["attention.deletion"] / by_lot
    names = told[0].baselines
    return found, {name: weighted([part.baselines[name] for part in told], weights) for name in names}


def weighted(figures: Sequence[Figures], weights: Float[np.ndarray, " parts"]) -> dict[str, float]:
    """The weighted mean of each figure."""
    return {name: float(np.average([some[name] for some in figures], weights=weights)) for name in figures[0]}


def unseeing(trial: Trial, count: int) -> Figures:
    """What the language model says on its own: every scene looks blank."""
    caption = write(trial.captioner, trial.blank, LANGUAGES[0]).caption(0)
    said = [
        judged(
            scene(trial.seed * 100_000 + 10_000 * things + i, "test", Mix(things=(things, things))), caption
        )
        for things in range(1, FEW + 1)
        for i in range(count)
    ]
    return {**truth(said), **likenesses(said, LANGUAGES[0], trial.seed)}


def whole_photos(trial: Trial, count: int, photos: PhotoBank) -> float:
    """The share of photographs, one a picture, of which the caption's first noun names the kind."""
    right = 0
    for seen in sights(trial, "test", Mix(whole=1.0), count, photos):
        written = write(trial.captioner, seen.annotations, LANGUAGES[0])
        for row, each in enumerate(seen.scenes):
            parts = judged(each, written.caption(row)).verdict.parts
            right += next((part.says for part in parts if part.about == "thing"), None) == each.things[0].kind
    return right / count


def latency(trial: Trial) -> float:
    """Median milliseconds of one core's time for one picture: seeing it, and its caption with everything that led to it."""
    picture = render(scene(0, "test", USUAL))
    return core_milliseconds(lambda: list(speak(trial.captioner, trial.see([picture]), LANGUAGES[0])))
