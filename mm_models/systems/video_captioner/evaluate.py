"""How well the video captioner tells fresh clips, forwards, backwards and shuffled, and when its words look where.

A figure's name ends in the hands (`.seen`, `.unseen`) and, for Korean, in `.ko`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float

from mm_models.captioning.clip_judging import (
    ClipSaid,
    blind_to_order,
    clip_judged,
    clip_truth,
    looked_in_time,
)
from mm_models.captioning.decoding import speak, write
from mm_models.captioning.seeing import Backbone
from mm_models.captioning.vocabulary import spelt
from mm_models.captioning.watching import FRAMES, Sight, blank_clip, watch
from mm_models.measurement import Figures, Measurement, core_milliseconds
from mm_models.systems.video_captioner.model import VideoCaptioner
from mm_models.text import Text
from mm_models.world.captions import LANGUAGES
from mm_models.world.clips import Clip, clip, happenings, play
from mm_models.world.playback import backwards

COUNT = 1000  # clips of each condition
AT_ONCE = 50  # clips that are captioned together
HANDS: dict[str, str] = {"seen": "test", "unseen": "unseen"}  # the splits
ENDINGS: dict[str, str] = {"en": "", "ko": ".ko"}  # of a figure's name, by language


@dataclass(frozen=True)
class Watched:
    """Clips as the captioner sees them."""

    stories: tuple[Clip, ...]
    sight: Sight


@dataclass(frozen=True)
class Spoken:
    """What was said of clips, and the maps of the words over the frames."""

    said: tuple[ClipSaid, ...]
    maps: tuple[np.ndarray, ...]


def evaluate(
    model: VideoCaptioner, n: int | None, seed: int, data: Path | None, backbone: Backbone
) -> Measurement:
    """The figures over `n` clips a condition (None: COUNT); no files are needed."""
    count = n or COUNT
    metrics: dict[str, float] = {}
    baselines: dict[str, dict[str, float]] = {}
    for hands, split in HANDS.items():
        shows = list(watched(backbone, split, count, seed))
        for language, ending in ENDINGS.items():
            end = f"{hands}{ending}"
            spoken = told_of(model, shows, language)
            metrics |= named({**clip_truth(spoken.said), **timing(spoken)}, end)
            metrics |= named(controls(model, shows, language, seed), end)
            for name, figures in beside(model, backbone, spoken, language).items():
                baselines.setdefault(name, {}).update(named(figures, end))
    metrics["latency_ms"] = latency(model, backbone)
    return Measurement("video-captioner", protocol(count, seed), metrics, dict(baselines))


def named(figures: Figures, end: str) -> dict[str, float]:
    """Figures by their full names."""
    return {f"{name}.{end}": value for name, value in figures.items()}


def watched(backbone: Backbone, split: str, count: int, seed: int) -> Iterator[Watched]:
    """Clips of a split that training never saw, AT_ONCE at a time."""
    numbers = range(seed * 100_000, seed * 100_000 + count)
    for first in range(0, count, AT_ONCE):
        stories = [clip(number, split, FRAMES) for number in numbers[first : first + AT_ONCE]]
        yield Watched(tuple(stories), watch(backbone, np.stack([play(story).images for story in stories])))


def told_of(model: VideoCaptioner, shows: Sequence[Watched], language: str) -> Spoken:
    """What is said of clips by greedy decoding."""
    said: list[ClipSaid] = []
    maps: list[np.ndarray] = []
    for some in shows:
        written = write(model, some.sight, language)
        said += [clip_judged(story, spelt(written.caption(row))) for row, story in enumerate(some.stories)]
        maps += [] if written.attention is None else list(written.attention.cpu().numpy())
    return Spoken(tuple(said), tuple(maps))


def timing(spoken: Spoken) -> Figures:
    """How much of the maps of words that tell an event lies in its frames; none where things never move in turn."""
    found = looks_of(spoken)
    if not len(found):
        return {}
    mass, _, points = found.mean(axis=0).tolist()
    return {"attention.segment_mass": mass, "attention.segment_pointing": points}


def looks_of(spoken: Spoken) -> Float[np.ndarray, "words figures"]:
    """Mass, share of frames, and whether it points, of every word that tells an event rightly."""
    pairs = zip(spoken.said, spoken.maps, strict=True)
    found = [look for said, maps in pairs for look in looked_in_time(said, maps)]
    return np.array(found, float).reshape(-1, 3)


def controls(model: VideoCaptioner, shows: Sequence[Watched], language: str, seed: int) -> Figures:
    """The same frames in an order drawn by lot, and backwards.

    Backwards is judged against what happened (`reversed`) and against what then seems to happen (`reversed_story`).
    """
    rng = np.random.default_rng((seed, 24))
    shuffled = clip_truth(told_of(model, [mixed_up(some, rng) for some in shows], language).said)
    turned = told_of(model, [replace(some, sight=some.sight.flip(2)) for some in shows], language).said
    undone = [clip_judged(backwards(each.story), each.tokens) for each in turned]
    return {
        **{f"{name}.shuffled": value for name, value in shuffled.items()},
        "verb.reversed": clip_truth(turned)["verb"],
        "verb.reversed_story": clip_truth(undone)["verb"],
    }


def mixed_up(some: Watched, rng: np.random.Generator) -> Watched:
    """Each clip's frames in an order of its own."""
    orders = [torch.from_numpy(rng.permutation(some.sight.shape[2])) for _ in some.stories]
    return replace(some, sight=torch.stack([s[:, o] for s, o in zip(some.sight, orders, strict=True)]))


def beside(model: VideoCaptioner, backbone: Backbone, spoken: Spoken, language: str) -> dict[str, Figures]:
    """What a blank clip's caption, a constant verb, and an eye that knows no order get to; and uniform attention."""
    stories = [each.story for each in spoken.said]
    alone = spelt(write(model, blank_clip(backbone), language).caption(0))
    found = looks_of(spoken)
    uniform = float(found[:, 1].mean()) if len(found) else float("nan")
    evenly = {"attention.segment_mass": uniform, "attention.segment_pointing": uniform} if len(found) else {}
    constant = {"verb": constant_verb(stories)}
    order = blind_to_order(stories)
    return {
        "blank clip": clip_truth([clip_judged(story, alone) for story in stories]),
        "true thing, always the same verb": {**constant, "verb.shuffled": constant["verb"]},
        "perfect eye that knows no order": {"verb": order, "verb.shuffled": order},
        "uniform": evenly,
    }


def constant_verb(stories: Sequence[Clip]) -> float:
    """The share of events that are the commonest one, without its thing."""
    events = Counter((verb, side) for story in stories for _, verb, side in happenings(story))
    return max(events.values()) / events.total()


def latency(model: VideoCaptioner, backbone: Backbone) -> float:
    """Median milliseconds of one core's time for one clip: seeing its frames, and its caption with everything that led to it."""
    images = play(clip(0, "test", FRAMES)).images[None]
    return core_milliseconds(lambda: list(speak(model, watch(backbone, images), LANGUAGES[0])))


def protocol(count: int, seed: int) -> Text:
    """What each figure is a share of, and of how many clips."""
    return Text(
        f"{count:,} clips of {FRAMES} frames a condition that training never saw, seed {seed}, greedy decoding. .seen is drawn by "
        "three hands of the six that training saw, .unseen by a seventh; .ko is Korean, else English. verb: share of the events that "
        "the caption tells with the right thing, motion and side, by the world's checker; thing: of the things; "
        "caption.true_complete: everything told, all of it right and in order. .shuffled: the frames' maps in an order drawn by lot. "
        "verb.reversed: the frames backwards, judged against what happened; verb.reversed_story: against what then seems to happen "
        "(who enters leaves, what rises falls). attention: on clips in which one thing moves after the other, over the nouns, motions "
        "and sides of rightly told events: segment_mass is the attention in the frames in which that event goes on, "
        "segment_pointing how often the most attended frame is one of them. Baselines: the caption of a grey clip for every clip; the "
        "true thing with always the same motion; an eye that knows every frame perfectly and not their order, and tosses a coin "
        "wherever both directions fit; uniform attention. latency_ms: one clip from pixels to the last word, median of one core's time.",
        f"학습에 쓰지 않은 {FRAMES}프레임 동영상을 조건마다 {count:,}개씩, 시드 {seed}, 탐욕 디코딩으로 쟀습니다. .seen은 학습에 나온 여섯 디자이너 "
        "가운데 세 명, .unseen은 한 번도 보지 못한 일곱째 디자이너의 그림이고, .ko는 한국어, 나머지는 영어입니다. verb는 캡션이 물건과 동작과 방향을 "
        "모두 맞게 말한 사건의 비율(이 세계의 검사기로 판정), thing은 맞게 말한 물건의 비율, caption.true_complete는 모든 사건을 순서까지 맞게 말한 "
        "캡션의 비율입니다. .shuffled는 프레임의 순서를 제비뽑기로 섞은 경우입니다. verb.reversed는 프레임을 거꾸로 넣고 실제 사건으로, "
        "verb.reversed_story는 거꾸로 볼 때 일어나는 사건(들어온 것은 나가고 올라간 것은 떨어짐)으로 판정한 값입니다. attention은 물건이 차례로 움직이는 "
        "동영상에서 맞게 말한 사건의 명사·동작·방향 낱말마다 쟀습니다. segment_mass는 그 사건이 일어나는 프레임에 놓인 어텐션의 비율, segment_pointing은 "
        "가장 많이 본 프레임이 그 안에 있는 비율입니다. 비교 기준은 회색 동영상의 캡션을 모든 동영상에 쓴 경우, 물건은 맞히고 동작은 늘 똑같이 말한 경우, "
        "모든 프레임을 완벽히 알지만 순서를 모르고 두 방향이 다 맞을 때는 동전을 던지는 경우, 고른 어텐션입니다. latency_ms는 동영상 하나를 화소부터 마지막 "
        "낱말까지 코어 하나로 처리하는 시간의 중앙값입니다.",
    )
