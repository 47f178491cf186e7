"""Watching Show, Attend and Tell learn: one small network as it was at six moments of one training."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from mm_models.captioning.batches import Batch, real_batches, rehearsal_batches
from mm_models.captioning.evaluation import COUNT, FEW, looks, said_of, trial_of
from mm_models.captioning.judging import truth
from mm_models.captioning.learning import recipe
from mm_models.captioning.seeing import Backbone
from mm_models.measurement import Figures, Measurement
from mm_models.system import Step
from mm_models.systems.show_attend_tell import model as single
from mm_models.systems.show_attend_tell.model import ShowAttendTell
from mm_models.systems.show_attend_tell.train import RATE, losses
from mm_models.text import Text
from mm_models.training import Run, fit

NAME = "show-attend-tell-stages"
SOME = 3  # as many times fewer scenes than other captioners are measured on


@dataclass(frozen=True)
class Config(single.Config):
    """The small network's size, and the steps of training after which it is kept."""

    annotation: int = 64
    inner: int = 32
    embedding: int = 48
    hidden: int = 80
    peak: bool = True
    stages: Sequence[int] = (20, 80, 200, 450, 900, 1_500)  # the last: the end of training


@dataclass(frozen=True)
class Trace:
    """What the network did at each stage."""

    attention: Float[Tensor, "batch stages words cells"]
    logits: Float[Tensor, "batch stages words vocabulary"]


class Stages(nn.Module):
    """The same network at several moments; the last is the one that learns."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config
        self.stages = nn.ModuleList(ShowAttendTell(config) for _ in config.stages)

    @property
    def learner(self) -> ShowAttendTell:
        """The network that is trained."""
        return cast(ShowAttendTell, self.stages[-1])

    def forward(
        self, annotations: Float[Tensor, "batch channels side side"], ids: Int[Tensor, "batch words"]
    ) -> Trace:
        """Reads pictures and captions of them at every stage."""
        traces = [stage(annotations, ids) for stage in self.stages]
        return Trace(
            torch.stack([trace.attention for trace in traces], dim=1),
            torch.stack([trace.logits for trace in traces], dim=1),
        )

    def keep(self, step: int) -> None:
        """Keeps the network as it is now, if the step is that of a stage."""
        if step in self.config.stages:
            number = list(self.config.stages).index(step)
            self.stages[number].load_state_dict(self.learner.state_dict())


def learners_losses(model: Stages, batch: Batch) -> Mapping[str, Tensor]:
    """Those of the network that learns."""
    return losses(model.learner, batch)


def train(model: Stages, run: Run, backbone: Backbone) -> Iterator[Step]:
    """Learns scenes and photographs through the trained vision backbone, and keeps what it was on the way.

    Raises:
        InputError: CIFAR-10 or Caltech-101 is not there; it says where to get it.
    """
    batches = real_batches(run.seed, run.data, backbone, run.device)
    how = recipe(
        model.learner, batches, learners_losses, model.config.stages[-1], every=10, average=0.0, rate=RATE
    )
    yield from kept(model, fit(model, how, run))


def rehearse(model: Stages, run: Run) -> Iterator[Step]:
    """Learns a few drawn scenes for a moment, as an oracle sees them."""
    batches = rehearsal_batches(run.seed, model.config.channels)
    how = recipe(model.learner, batches, learners_losses, model.config.stages[-1], every=10, average=0.0)
    yield from kept(model, fit(model, how, run))


def kept(model: Stages, steps: Iterator[Step]) -> Iterator[Step]:
    """Passes the steps on, and keeps the network after those of the stages."""
    for step in steps:
        model.keep(step.index)
        yield step


def evaluate(model: Stages, n: int | None, seed: int, data: Path | None, backbone: Backbone) -> Measurement:
    """Truth and pointing at every stage, on fresh scenes of known hands with English captions."""
    count = n or COUNT // SOME
    metrics: dict[str, float] = {}
    others: dict[str, Figures] = {}
    for steps, stage in zip(model.config.stages, model.stages, strict=True):
        trial = trial_of(stage, backbone, seed)
        spoken = [said_of(trial, "test", things, count)["en"] for things in range(1, FEW + 1)]
        looked, others = looks(spoken)
        figures = {**truth([said for some in spoken for said in some.said]), **looked}
        metrics |= {f"{name}.seen.step{steps}": value for name, value in figures.items()}
    baselines = {
        name: {f"{figure}.seen": value for figure, value in some.items()} for name, some in others.items()
    }
    return Measurement(NAME, protocol(count, seed), metrics, baselines, {})


def protocol(count: int, seed: int) -> Text:
    """How the figures were taken, in words."""
    return Text(
        f"{count:,} scenes of each of 1 to {FEW} things that training never saw, by known hands, seed {seed}, English, greedy; "
        "the names are those of Show, Attend and Tell, .stepN is the network after N steps of training. Baselines are for the "
        "nouns that the last stage said.",
        f"학습에 쓰지 않은, 아는 디자이너의 장면을 물건 수(1~{FEW}개)마다 {count:,}개씩, 시드 {seed}, 영어, 탐욕 디코딩으로 쟀습니다. 이름은 Show, Attend and "
        "Tell과 같고 .stepN은 N단계까지 학습한 모델입니다. 비교 기준은 마지막 단계가 말한 명사에 대한 값입니다.",
    )


def tiny() -> Config:
    """A size for tests."""
    return replace(
        Config(),
        channels=16,
        annotation=16,
        inner=8,
        embedding=16,
        hidden=24,
        stages=(10, 20, 30),
    )
