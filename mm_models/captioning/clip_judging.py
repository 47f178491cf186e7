"""Are captions of clips true, and do their words look at the frames in which what they tell happens?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from mm_models.captioning.clip_telling import telling_words
from mm_models.measurement import Figures
from mm_models.world.clips import Clip, ClipVerdict, Event, check_clip, happenings
from mm_models.world.motions import MOTIONS, SIDES
from mm_models.world.playback import looks_the_same_backwards
from mm_models.world.tokens import join

ACTIONS: tuple[tuple[str, str | None], ...] = tuple(
    (verb, side) for verb, motion in MOTIONS.items() for side in (tuple(SIDES) if motion.sided else (None,))
)  # what a thing can do: a motion, and for some the side
Moments = Bool[np.ndarray, " frames"]
Maps = Float[np.ndarray, "words frames"]


@dataclass(frozen=True)
class ClipSaid:
    """A caption of a clip, and the truth about it."""

    story: Clip
    tokens: tuple[str, ...]
    verdict: ClipVerdict


def clip_judged(story: Clip, said: Sequence[str]) -> ClipSaid:
    """The truth about a caption that is given by its tokens."""
    return ClipSaid(story, tuple(said), check_clip(join(list(said)), story))


def clip_truth(said: Sequence[ClipSaid]) -> Figures:
    """Shares of things and of events that are told rightly, and of captions that are right in all."""
    things, verbs = (
        np.sum([getattr(each.verdict, name) for each in said], axis=0) for name in ("things", "verbs")
    )
    return {
        "verb": float(verbs[0] / verbs[1]),
        "thing": float(things[0] / things[1]),
        "caption.true_complete": float(np.mean([each.verdict.true_and_complete for each in said])),
    }


def blind_to_order(stories: Sequence[Clip]) -> float:
    """The share of events that one could tell who knows each frame perfectly and not their order: a coin decides which way."""
    ways = [1.0 if looks_the_same_backwards(one) else 0.5 for story in stories for one in story.events]
    return float(np.mean(ways))


def moments(one: Event, frames: int) -> Moments:
    """The frames in which an event goes on."""
    times = np.linspace(0, 1, frames)
    return (times >= one.start) & (times <= one.stop)


def going_on(story: Clip) -> Bool[np.ndarray, "frames actions"]:
    """Which of the ACTIONS go on in each frame."""
    table = np.zeros((story.frames, len(ACTIONS)), bool)
    for one, (_, verb, side) in zip(story.events, happenings(story), strict=True):
        table[:, ACTIONS.index((verb, side))] |= moments(one, story.frames)
    return table


def in_turn(story: Clip) -> bool:
    """Whether things move one after the other, so that it matters which frames a word looks at."""
    return len(story.events) == 2 and not story.together


def looked_in_time(said: ClipSaid, maps: Maps) -> Iterator[tuple[float, float, bool]]:
    """Of each word that tells an event rightly: its map's share in the event's frames, these frames' share, and whether the
    map is largest in them. Nothing for clips in which things do not move in turn."""
    if not in_turn(said.story):
        return
    for word, event in telling_words(said.tokens, said.story):
        during = moments(said.story.events[event], maps.shape[1])
        yield float(maps[word][during].sum()), float(during.mean()), bool(during[maps[word].argmax()])
