"""Solos: clips in which a single thing moves, and what it does, which is what an activity is here.

The world's clips have one or two things that move, at any time; the paper's videos have one label each. So the first thing of a clip
does what it does alone, over the whole clip.
"""

from dataclasses import replace

from mm_models.captioning.clip_judging import ACTIONS
from mm_models.captioning.watching import FRAMES
from mm_models.world.clips import Clip, clip, happenings

BEGIN, END = 0.05, 0.95  # of the clip


def solo(number: int, split: str) -> Clip:
    """The solo of that number in a split; ValueError: see `clips.clip`."""
    return alone(clip(number, split, FRAMES))


def alone(story: Clip) -> Clip:
    """The same place and the first thing's event, from the beginning to the end."""
    return replace(story, events=(replace(story.events[0], start=BEGIN, stop=END),))


def activity(story: Clip) -> int:
    """The number of what is done in a solo, in ACTIONS."""
    _, verb, side = happenings(story)[0]
    return ACTIONS.index((verb, side))
