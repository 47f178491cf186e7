"""The clip of the video captioning tab: an example, one that a person composes, or a film of their own."""

from dataclasses import dataclass

import numpy as np

from demos.picture import NO_CLIP, reduced
from mm_models.captioning.clip_judging import ACTIONS
from mm_models.captioning.watching import FRAMES, Frames, sampled_frames
from mm_models.intake.errors import InputError
from mm_models.intake.video import read_video
from mm_models.text import Text
from mm_models.world.clips import Clip, Event, clip, play
from mm_models.world.colours import COLOURS
from mm_models.world.kinds import KIND
from mm_models.world.motions import MOTIONS, SIDES
from mm_models.world.places import PLACES
from mm_models.world.scenes import SIDE, SPLITS, Scene, thing_at

EXAMPLES: dict[str, Text] = {
    "test:6": Text("A sheep falls, then an umbrella leaves", "양이 떨어지고 우산이 나갑니다"),
    "test:5": Text("A car crosses", "자동차가 가로질러 갑니다"),
    "test:16": Text("A penguin falls, then a strawberry rises", "펭귄이 떨어지고 딸기가 올라갑니다"),
    "test:21": Text("An elephant spins", "코끼리가 돕니다"),
    "test:46": Text("A cat jumps", "고양이가 뜁니다"),
    "test:0": Text("A bicycle shrinks", "자전거가 작아집니다"),
    "test:8": Text("Two things at once", "둘이 동시에"),
    "unseen:6": Text("By an unseen hand", "처음 보는 그림체"),
}
FIRST = next(iter(EXAMPLES))
YOURS = "yours"
NONE = "none"
SINGLE, IN_TURN, TOGETHER = ((0.05, 0.95),), ((0.0, 0.48), (0.52, 1.0)), ((0.05, 0.95), (0.05, 0.95))
ALONE, BOTH = (SIDE / 2,), (0.27 * SIDE, 0.73 * SIDE)  # where things stand, from the left
LARGE, LESS = 46, 38  # pixels of a thing that is alone, and of each of two
TEST_VARIANT = 40  # of a place, drawn with a canvas that training never saw

NO_CHOICE = Text("There is no such thing, motion or place.", "그런 물건이나 동작이나 장소가 없습니다.")
YOUR_FILM = Text("your film", "올린 동영상")


@dataclass(frozen=True)
class Wish:
    """A clip as a person composes it: actions are written as by `action_code`."""

    thing: str
    action: str
    other: str  # a kind, or NONE
    other_action: str
    together: bool
    place: str


@dataclass(frozen=True)
class Show:
    """The frames as the captioner reads them, and what happens in them."""

    frames: Frames
    story: Clip | None  # None for a film


def action_code(verb: str, side: str | None) -> str:
    """An action as one word for addresses, such as "crosses-left"."""
    return verb if side is None else f"{verb}-{side}"


ACTION_CODES: dict[str, tuple[str, str | None]] = {action_code(*each): each for each in ACTIONS}


def action_text(verb: str, side: str | None) -> Text:
    """What is done, without who does it."""
    says = MOTIONS[verb].says[0]
    words = {language: SIDES[side].in_language(language) if side else "" for language in ("en", "ko")}
    return Text(
        says.en.replace("{thing} ", "").format(side=words["en"]),
        says.ko.replace("{thing}[이/가] ", "").format(side=words["ko"]),
    )


def read_show(code: str, film: str | None, wish: Wish) -> Show:
    """The film if there is one, else the composed clip or the example.

    Raises:
        InputError: the file is no film, or there is no such example, thing, motion or place.
    """
    if film is not None:
        pixels = read_video(film, FRAMES).frames
        return Show(np.stack([reduced(each, SIDE) for each in pixels]), None)
    story = composed(wish) if code == YOURS else example(code)
    return Show(sampled_frames(play(story).images), story)


def example(code: str) -> Clip:
    """A clip of the world, from a text such as "test:5"; InputError where there is none."""
    split, _, number = str(code).partition(":")
    if split not in ("test", "unseen") or not number.isdecimal() or int(number) >= SPLITS[split].count:
        raise InputError("no-clip", NO_CLIP)
    return clip(int(number), split, FRAMES)


def composed(wish: Wish) -> Clip:
    """The clip that a person composed; InputError for what there is not."""
    actors = [(wish.thing, wish.action), (wish.other, wish.other_action)]
    actors = [actor for actor in actors if actor[0] != NONE]
    known = all(kind in KIND and action in ACTION_CODES for kind, action in actors)
    if not known or not actors or wish.place not in PLACES:
        raise InputError("no-choice", NO_CHOICE)
    spans = SINGLE if len(actors) == 1 else TOGETHER if wish.together else IN_TURN
    middles, size = (ALONE, LARGE) if len(actors) == 1 else (BOTH, LESS)
    events = tuple(
        acted(*actor, middle, size, *span) for actor, middle, span in zip(actors, middles, spans, strict=True)
    )
    return Clip(Scene(0, "test", wish.place, TEST_VARIANT, (16, 16), False, ()), events, FRAMES)


def acted(kind: str, action: str, middle: float, size: int, start: float, stop: float) -> Event:
    """One thing's event."""
    verb, side = ACTION_CODES[action]
    towards = {"left": -1, "right": 1, None: 1}[side]
    colour = COLOURS[0] if KIND[kind].colourable else None
    thing = thing_at(kind, (middle, SIDE / 2), size, colour=colour)
    return Event(thing, verb, -towards if verb == "enters" else towards, start, stop)
