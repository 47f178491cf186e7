"""Clips: eight to sixteen frames in which one or two things move, and captions that need the frames' order.

Played backwards, a thing that enters leaves, one that rises falls, and what came first comes last: a caption model that
ignores time cannot be right. Like scenes, clips are functions of a seed and a split.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from jaxtyping import Bool, UInt8

from mm_models.world import english, korean
from mm_models.world.appearance import PLAIN, Appearance
from mm_models.world.draws import chance, pick
from mm_models.world.kinds import KIND
from mm_models.world.lexing import is_korean, lex
from mm_models.world.meaning import Mention
from mm_models.world.motions import BACKWARDS, CONNECTED, MOTIONS, SIDES, TOGETHER, Pose
from mm_models.world.particles import attach
from mm_models.world.rendering import render
from mm_models.world.scenes import SIDE, Mix, Scene, Thing, scene, thing_at

FEWEST, MOST = 8, 16  # frames of a clip
SLOTS = re.compile(r"\{thing\}(?:\[이/가\])?|\{side\}")
RESTING = (40, 52)  # pixels of a thing's longer side, before it grows or shrinks


@dataclass(frozen=True)
class Event:
    """What one thing does, and between which moments (0 is the first frame, 1 the last)."""

    thing: Thing  # at rest
    verb: str
    direction: int  # -1 to the left, 1 to the right
    start: float
    stop: float

    @property
    def side(self) -> str:
        """The side that a caption names: where it comes from when it enters, else where it goes."""
        towards = self.direction if self.verb != "enters" else -self.direction
        return "right" if towards > 0 else "left"


@dataclass(frozen=True)
class Clip:
    """A place and what happens on it, in the order in which it begins."""

    background: Scene  # without things
    events: tuple[Event, ...]
    frames: int

    @property
    def together(self) -> bool:
        """Whether two things move at the same time."""
        return len(self.events) == 2 and self.events[0].start == self.events[1].start


@dataclass(frozen=True)
class Movie:
    """A rendered clip."""

    images: UInt8[np.ndarray, "frames side side 3"]
    masks: Bool[np.ndarray, "frames things side side"]


def clip(seed: int, split: str = "train", frames: int = 12) -> Clip:
    """The clip of number `seed` in a split.

    Raises:
        ValueError: no such split, a seed outside it, or a number of frames that is not from 8 to 16.
    """
    if not FEWEST <= frames <= MOST:
        raise ValueError(f"a clip has {FEWEST} to {MOST} frames, not {frames}")
    base = scene(seed, split, Mix(things=(2, 2)))
    rng = np.random.default_rng((base.seed, 3))
    kinds = list({thing.kind: thing for thing in base.things}.values())
    actors = kinds[: 1 + int(len(kinds) > 1 and chance(rng, 0.6))]
    spans = timing(rng, len(actors))
    events = tuple(
        event(rng, thing, i, len(actors), *span)
        for i, (thing, span) in enumerate(zip(actors, spans, strict=True))
    )
    return Clip(replace(base, things=()), events, frames)


def timing(rng: np.random.Generator, actors: int) -> list[tuple[float, float]]:
    """When each event starts and stops: one after the other, or in one of five clips both at once."""
    if actors == 1:
        return [(0.05, 0.95)]
    if chance(rng, 0.2):
        return [(0.05, 0.95), (0.05, 0.95)]
    return [(0.0, 0.48), (0.52, 1.0)]


def event(rng: np.random.Generator, look: Thing, lane: int, lanes: int, start: float, stop: float) -> Event:
    """One thing's event: what it does, and where, in a half of the picture of its own where there are two."""
    verb, direction = pick(rng, tuple(MOTIONS)), 1 if chance(rng, 0.5) else -1
    middle = 0.5 if lanes == 1 else (0.27, 0.73)[lane]
    x = SIDE * (middle + 0.08 * (rng.random() - 0.5))
    y = SIDE * (0.5 + 0.3 * (rng.random() - 0.5))
    size = int(rng.integers(*RESTING)) - 8 * (lanes - 1)
    return Event(posed(look, Pose(x, y, size)), verb, direction, start, stop)


def posed(thing: Thing, pose: Pose) -> Thing:
    """The thing with its centre, size and angle as in the pose."""
    return thing_at(
        thing.kind,
        (pose.x, pose.y),
        max(8, round(pose.size)),
        colour=thing.colour,
        designer=thing.designer,
        glyph=thing.glyph,
        angle=round(pose.angle),
        mirrored=thing.mirrored,
    )


def frame(story: Clip, number: int) -> Scene:
    """One frame of a clip as a scene, so that everything that is known of scenes is known of frames."""
    now = number / (story.frames - 1)
    return replace(story.background, things=tuple(moment(one, now) for one in story.events))


def moment(one: Event, now: float) -> Thing:
    """An event's thing at a moment of the clip: before it begins and after it ends, it rests as it then is."""
    time = min(1.0, max(0.0, (now - one.start) / (one.stop - one.start)))
    rest = Pose(*one.thing.centre, one.thing.size)
    return posed(one.thing, MOTIONS[one.verb].path(rest, time, one.direction))


def play(story: Clip, appearance: Appearance = PLAIN, size: int = SIDE) -> Movie:
    """Renders all frames; the appearance is varied once for all of them, as one camera would."""
    pictures = [render(frame(story, number), appearance, size=size) for number in range(story.frames)]
    return Movie(np.stack([p.image for p in pictures]), np.stack([p.masks for p in pictures]))


def clip_caption(story: Clip, rng: np.random.Generator, language: str = "en") -> str:
    """A true sentence about what happened, and when."""
    said = [_clause(one, rng, language) for one in story.events]
    if len(said) == 1:
        return attach(_sentence(f"{said[0]}."))
    table = TOGETHER if story.together else BACKWARDS if chance(rng, 0.25) else CONNECTED
    return attach(_sentence(pick(rng, table).in_language(language).format(first=said[0], second=said[1])))


def _clause(one: Event, rng: np.random.Generator, language: str) -> str:
    mention = Mention(one.thing.kind, colour=one.thing.colour if chance(rng, 0.6) else None)
    thing = korean.phrase(mention, rng) if language == "ko" else english.phrase(mention, rng)
    template = pick(rng, MOTIONS[one.verb].says).in_language(language)
    return attach(template.format(thing=thing, side=SIDES[one.side].in_language(language)))


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


Happening = tuple[str, str, str | None]  # kind, verb, side where it matters


def happenings(story: Clip) -> tuple[Happening, ...]:
    """What happens in a clip, in order."""
    return tuple(
        (one.thing.kind, one.verb, one.side if MOTIONS[one.verb].sided else None) for one in story.events
    )


@dataclass(frozen=True)
class ClipVerdict:
    """How much of a clip's caption is right."""

    things: tuple[int, int]  # right, and how many there are in the clip
    verbs: tuple[int, int]
    order: bool  # whether what it tells comes in the order in which it happened

    @property
    def true_and_complete(self) -> bool:
        """Whether it tells everything, and all of it right."""
        return self.things[0] == self.things[1] and self.verbs[0] == self.verbs[1] and self.order


def check_clip(caption: str, story: Clip) -> ClipVerdict:
    """Judges a caption of a clip, in English or Korean."""
    told, happened = told_in(caption), happenings(story)
    kinds = {kind for kind, _, _ in happened}
    things = len(kinds & {kind for kind, _, _ in told})
    right = [event for event in happened if event in told]
    in_order = [event for event in told if event in happened]
    order = story.together or in_order == [event for event in happened if event in in_order]
    extra = len(told) > len(happened)
    return ClipVerdict((things, len(kinds)), (len(right), len(happened)), order and not extra)


def told_in(caption: str) -> tuple[Happening, ...]:
    """What a caption of a clip tells, in the order in which it says that it happened."""
    language = "ko" if is_korean(caption) else "en"
    text = caption if language == "ko" else caption.lower()
    nouns = [token for token in lex(text) if token.category == "noun"]
    found: list[Happening] = []
    for number, noun in enumerate(nouns):
        stop = nouns[number + 1].start if number + 1 < len(nouns) else len(text)
        verb, side = _verb_in(text[noun.stop : stop], language)
        if verb is not None and noun.value in KIND:
            found.append((noun.value, verb, side if MOTIONS[verb].sided else None))
    backwards = language == "en" and " after " in text and " after that " not in text
    return tuple(reversed(found)) if backwards else tuple(found)


def _verb_in(clause: str, language: str) -> tuple[str | None, str | None]:
    """The motion and the side that a clause names, by the longest wording that it holds."""
    wordings = [
        (_fixed_parts(text.in_language(language)), verb) for verb, m in MOTIONS.items() for text in m.says
    ]
    fitting = [(parts, verb) for parts, verb in wordings if all(part in clause for part in parts)]
    verb = max(fitting, key=lambda found: sum(map(len, found[0])))[1] if fitting else None
    side = next((name for name, text in SIDES.items() if text.in_language(language) in clause), None)
    return verb, side


@cache
def _fixed_parts(template: str) -> tuple[str, ...]:
    """What a motion's template says besides its thing and its side."""
    return tuple(part.strip() for part in SLOTS.split(template) if part.strip())
