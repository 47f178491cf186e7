"""How well the contrastive captioner captions, and whether its captions find their own picture again.

Self-retrieval, as in section 4.1 of the paper: every picture of a pool is captioned, greedily; a caption c of picture I has
found it (R@1) if p(c|I) is higher than p(c|I') for all other pictures I' of the pool, by the captioner's own likelihood.
Pools are of scenes drawn by lot, and of scenes that are alike, where only what is distinctive tells them apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from mm_models.captioning import evaluation
from mm_models.captioning.alike import family
from mm_models.captioning.captioner import Captioner
from mm_models.captioning.decoding import write
from mm_models.captioning.evaluation import AT_ONCE, COUNT, ENDINGS, FEW, HANDS, Seen, Trial, trial_of
from mm_models.captioning.judging import Said, judged, truth
from mm_models.captioning.seeing import Backbone, Eye
from mm_models.captioning.transformer import TransformerCaptioner
from mm_models.measurement import Figures, Measurement
from mm_models.systems.contrastive_captioner.infer import fits, ranks, with_start
from mm_models.text import Text
from mm_models.world.rendering import render
from mm_models.world.scenes import Mix, scene

REFERENCE = "transformer-captioner"
ALIKE = 6  # scenes of a pool of scenes that are alike
FIRST_ALIKE = 90_000  # number of the first scene that families come from: no other condition has these
ANY = Mix(things=(1, FEW))


@dataclass(frozen=True)
class Heard:
    """What was said of a pool's scenes, and whether each caption found its own."""

    said: tuple[Said, ...]
    found: tuple[bool, ...]


def evaluate(
    model: TransformerCaptioner,
    n: int | None,
    seed: int,
    data: Path | None,
    backbone: Backbone,
    reference: TransformerCaptioner,
) -> Measurement:
    """See `captioning.evaluation`; beside it self-retrieval of the model, and of the reference as a baseline.

    Raises:
        InputError: CIFAR-10 is not there.
    """
    measured = evaluation.evaluate(model, "contrastive-captioner", backbone, n, seed, data)
    trial = trial_of(model, backbone, seed)
    own, before = retrieval([model, reference], trial, n or COUNT)
    return replace(
        measured,
        protocol=with_pools(measured.protocol, n or COUNT),
        metrics={**own, **measured.metrics},
        baselines={REFERENCE: before, **measured.baselines},
    )


def retrieval(captioners: Sequence[Captioner], trial: Trial, count: int) -> list[dict[str, float]]:
    """Self-retrieval of several captioners on the same scenes, over `count` captions a condition."""
    figures: list[dict[str, float]] = [{} for _ in captioners]
    for hands, split in HANDS.items():
        alike = alike_pools(trial.see, split, trial.seed, count)
        for found, some in zip(figures, condition(captioners, alike, ENDINGS), strict=True):
            found |= {f"{name}.alike.{hands}{ending}": value for (name, ending), value in some.items()}
    pools = evaluation.sights(trial, HANDS["seen"], ANY, count)
    for found, some in zip(figures, condition(captioners, pools, {"en": ""}), strict=True):
        found |= {f"{name}.any.seen": value for (name, _), value in some.items()}
    return figures


def condition(
    captioners: Sequence[Captioner], pools: Iterator[Seen], endings: Mapping[str, str]
) -> list[dict[tuple[str, str], float]]:
    """Figures of each captioner over some pools, by their name and the ending that says which language."""
    heard: list[dict[str, list[Heard]]] = [{ending: [] for ending in endings.values()} for _ in captioners]
    for seen in pools:
        for captioner, parts in zip(captioners, heard, strict=True):
            for language, ending in endings.items():
                parts[ending].append(asked(captioner, seen, language))
    return [
        {(name, ending): value for ending, some in parts.items() for name, value in figures_of(some).items()}
        for parts in heard
    ]


def asked(captioner: Captioner, seen: Seen, language: str) -> Heard:
    """Captions of a pool, and whether each finds its own picture."""
    written = write(captioner, seen.annotations, language)
    captions = [written.caption(row) for row in range(len(seen.scenes))]
    likely = fits(captioner, seen.annotations, with_start(captions, language)).total
    found = ranks(likely, torch.arange(len(captions))) == 0
    said = [judged(each, caption) for each, caption in zip(seen.scenes, captions, strict=True)]
    return Heard(tuple(said), tuple(found.tolist()))


def figures_of(heard: Sequence[Heard]) -> Figures:
    """Retrieval, truth and distinctiveness over pools."""
    said = [each for part in heard for each in part.said]
    true = truth(said)
    return {
        "retrieval.r1": float(np.mean([found for part in heard for found in part.found])),
        "retrieval.distinct": float(np.mean([unlike(part) for part in heard])),
        "retrieval.length": float(np.mean([len(each.tokens) for each in said])),
        **{f"retrieval.{name}": true[name] for name in ("caption.true_complete", "things.recall")},
    }


def unlike(heard: Heard) -> float:
    """How many different captions a pool has, as a share of its pictures."""
    return len({each.tokens for each in heard.said}) / len(heard.said)


def alike_pools(see: Eye, split: str, seed: int, count: int) -> Iterator[Seen]:
    """Families of ALIKE scenes, `count` scenes in all or a few more."""
    first = seed * 100_000 + FIRST_ALIKE
    for number in range(first, first - (-count // ALIKE)):
        scenes = family(scene(number, split, ANY), ALIKE, np.random.default_rng((number, 25)))
        yield Seen(scenes, see([render(each) for each in scenes]))


def with_pools(protocol: Text, count: int) -> Text:
    """The shared protocol, after that of self-retrieval."""
    return Text(
        f"retrieval: {count:,} greedy captions a condition; r1: share of captions that are likelier for their own picture than for "
        f"every other picture of its pool, by the captioner's own likelihood. .any: pools of {min(count, AT_ONCE)} scenes of 1 to 3 "
        f"things, drawn by lot; .alike: pools of {ALIKE} scenes, five of them with one change each (a colour, a size, a kind, the "
        "place, a thing that is gone). distinct: different captions in a pool, as a share of its pictures; length: tokens. Beside "
        f"it the same of the reference, {REFERENCE}. " + protocol.en,
        f"retrieval은 조건마다 탐욕 디코딩 캡션 {count:,}개로 쟀습니다. r1은 모델 스스로의 가능도로 보아 캡션이 자기 그림에서 같은 묶음의 "
        f"다른 모든 그림에서보다 확률이 높은 비율입니다. .any는 물건 1~3개의 장면을 제비로 뽑은 {min(count, AT_ONCE)}장 묶음이고, .alike는 "
        f"한 장면과 거기서 한 가지(색, 크기, 종류, 장소, 물건 하나 없음)만 바꾼 장면 다섯으로 된 {ALIKE}장 묶음입니다. distinct는 한 묶음의 서로 "
        f"다른 캡션 수를 그림 수로 나눈 값, length는 토큰 수입니다. 비교 기준으로 참조 모델 {REFERENCE}의 값을 함께 둡니다. "
        + protocol.ko,
    )
