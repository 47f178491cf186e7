"""How often the activity of fresh solos is told, forwards, backwards and shuffled, with the LSTM and without.

A figure's name ends in the hands (`.seen`, `.unseen`); `.directed` are the activities that look like another one backwards.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from mm_models.captioning.clip_judging import ACTIONS, blind_to_order
from mm_models.captioning.seeing import Backbone
from mm_models.captioning.watching import Sight, watch
from mm_models.measurement import Figures, Measurement, core_milliseconds
from mm_models.systems.lrcn_activity.infer import recognise, running
from mm_models.systems.lrcn_activity.model import LrcnActivity, averaged
from mm_models.systems.lrcn_activity.protocol import protocol
from mm_models.systems.lrcn_activity.solos import activity, solo
from mm_models.world.clips import Clip, play
from mm_models.world.playback import backwards, looks_the_same_backwards

COUNT = 1000  # solos of each condition
AT_ONCE = 50  # solos that are seen together
HANDS: dict[str, str] = {"seen": "test", "unseen": "unseen"}  # the splits
NETWORKS: tuple[str, ...] = ("logits", "single_logits")  # of the trace: with the LSTM, and frame by frame
USUAL, REVERSED = "", ".reversed"  # orders of the frames

Reorder = Callable[[Sight], Sight]
Logits = Float[Tensor, "clips frames activities"]


@dataclass(frozen=True)
class Watched:
    """Solos as the networks see them."""

    stories: tuple[Clip, ...]
    sight: Sight


@dataclass(frozen=True)
class Told:
    """What one network told of solos at every frame."""

    stories: tuple[Clip, ...]
    logits: Logits

    @property
    def answer(self) -> Int[Tensor, " clips"]:
        """The likeliest activity by the mean over all frames."""
        return averaged(self.logits).argmax(dim=1)


def evaluate(
    model: LrcnActivity, n: int | None, seed: int, data: Path | None, backbone: Backbone
) -> Measurement:
    """The figures over `n` solos a condition (None: COUNT); no files are needed."""
    count = n or COUNT
    metrics: dict[str, float] = {}
    baselines: dict[str, dict[str, float]] = {}
    details: dict[str, Figures] = {}
    for hands, split in HANDS.items():
        shows = list(watched(backbone, split, count, seed))
        lstm, single = told_of(model, shows, seed)
        beside = {"single_frame": conditions(single), **without_eyes(lstm[USUAL].stories)}
        metrics |= named(conditions(lstm), hands)
        for name, figures in beside.items():
            baselines.setdefault(name, {}).update(named(figures, hands))
        details |= parts(lstm[USUAL], hands)
    metrics["latency_ms"] = latency(model, backbone)
    return Measurement("lrcn-activity", protocol(count, seed), metrics, dict(baselines), details=details)


def named(figures: Figures, hands: str) -> dict[str, float]:
    """Figures by their full names."""
    return {f"{name}.{hands}": value for name, value in figures.items()}


def watched(backbone: Backbone, split: str, count: int, seed: int) -> Iterator[Watched]:
    """Solos of a split that training never saw, AT_ONCE at a time."""
    numbers = range(seed * 100_000, seed * 100_000 + count)
    for first in range(0, count, AT_ONCE):
        stories = [solo(number, split) for number in numbers[first : first + AT_ONCE]]
        yield Watched(tuple(stories), watch(backbone, np.stack([play(story).images for story in stories])))


def told_of(model: LrcnActivity, shows: Sequence[Watched], seed: int) -> list[Mapping[str, Told]]:
    """What each of the NETWORKS tells of solos, by the order in which their frames come."""
    stories = tuple(story for some in shows for story in some.stories)
    found: list[dict[str, Told]] = [{} for _ in NETWORKS]
    for order, reorder in orders(seed).items():
        traces = [recognise(model, reorder(some.sight)) for some in shows]
        for told, network in zip(found, NETWORKS, strict=True):
            told[order] = Told(stories, torch.cat([getattr(trace, network).cpu() for trace in traces]))
    return list(found)


def orders(seed: int) -> dict[str, Reorder]:
    """What is done to the frames, by the end of the figures' names."""
    rng = np.random.default_rng((seed, 26))
    return {
        USUAL: lambda sight: sight,
        ".shuffled": lambda sight: shuffled(sight, rng),
        REVERSED: lambda sight: sight.flip(2),
        ".frozen": lambda sight: sight[:, :, :1].expand_as(sight),
    }


def conditions(told: Mapping[str, Told]) -> Figures:
    """One network's accuracies under every order of the frames."""
    usual, turned = told[USUAL], told[REVERSED]
    undone = replace(turned, stories=tuple(backwards(story) for story in turned.stories))
    figures = {"accuracy.last": share(usual.logits[:, -1].argmax(dim=1) == truth(usual.stories))}
    for name, each in {**told, ".reversed_story": undone}.items():
        figures |= accuracies(f"accuracy{name}", each)
    return figures


def shuffled(sight: Sight, rng: np.random.Generator) -> Sight:
    """Each clip's frames in an order of its own."""
    orders = [torch.from_numpy(rng.permutation(sight.shape[2])) for _ in sight]
    return torch.stack([each[:, order] for each, order in zip(sight, orders, strict=True)])


def accuracies(name: str, told: Told) -> Figures:
    """The share of activities that are told rightly, over all and over those whose direction matters."""
    right = told.answer == truth(told.stories)
    return {name: share(right), f"{name}.directed": share(right[directed(told.stories)])}


def truth(stories: Sequence[Clip]) -> Int[Tensor, " clips"]:
    """What is done."""
    return torch.tensor([activity(story) for story in stories])


def directed(stories: Sequence[Clip]) -> Bool[Tensor, " clips"]:
    """Where the frames backwards show something else."""
    return torch.tensor([not looks_the_same_backwards(story.events[0]) for story in stories])


def share(right: Bool[Tensor, " clips"]) -> float:
    return float(right.float().mean())


def without_eyes(stories: Sequence[Clip]) -> Mapping[str, Figures]:
    """What always the same answer gets to, and an eye that knows every frame and not their order."""
    found = Counter(truth(stories).tolist())
    chance = max(found.values()) / found.total()
    orderless = blind_to_order(stories)
    return {
        "chance": {"accuracy": chance, "accuracy.shuffled": chance},
        "perfect eye that knows no order": {"accuracy": orderless, "accuracy.shuffled": orderless},
    }


def parts(told: Told, hands: str) -> dict[str, Figures]:
    """How often each activity is taken for which, by their codes, and the accuracy after each number of frames."""
    right, answer, after = truth(told.stories), told.answer, running(told.logits).argmax(dim=2)
    table = {
        f"{code(was)} as {code(said)}": share(answer[right == was] == said)
        for was in sorted(set(right.tolist()))
        for said in range(len(ACTIONS))
    }
    frames = {str(t + 1): share(after[:, t] == right) for t in range(after.shape[1])}
    return {f"confusion.{hands}": table, f"after_frames.{hands}": frames}


def code(number: int) -> str:
    """An activity's name, such as "crosses-left"."""
    return "-".join(part for part in ACTIONS[number] if part)


def latency(model: LrcnActivity, backbone: Backbone) -> float:
    """Median milliseconds of one core's time for one clip, from pixels to the answer."""
    images = play(solo(0, "test")).images[None]
    return core_milliseconds(lambda: averaged(recognise(model, watch(backbone, images)).logits))
