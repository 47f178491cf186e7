"""Clips played backwards, and what happens then.

Backwards, who entered from the left leaves to the left, what rose falls, what grew shrinks, and what came first comes last. Things
that spin or jump do so either way.
"""

from dataclasses import replace

from mm_models.world.clips import Clip, Event
from mm_models.world.motions import MOTIONS

UNDONE: dict[str, str] = {
    "enters": "leaves",
    "leaves": "enters",
    "crosses": "crosses",
    "rises": "falls",
    "falls": "rises",
    "grows": "shrinks",
    "shrinks": "grows",
    "spins": "spins",
    "jumps": "jumps",
}


def backwards(story: Clip) -> Clip:
    """What happens when a clip is played backwards, in the order of telling; only the pace of a fall is not quite the same."""
    undone = tuple(undo(one) for one in story.events)
    return replace(story, events=undone if story.together else undone[::-1])


def undo(one: Event) -> Event:
    """One event played backwards: the other verb, the other direction, the other end of the clip."""
    return replace(
        one, verb=UNDONE[one.verb], direction=-one.direction, start=1 - one.stop, stop=1 - one.start
    )


def looks_the_same_backwards(one: Event) -> bool:
    """Whether an event is told in the same words when it is played backwards."""
    return UNDONE[one.verb] == one.verb and not MOTIONS[one.verb].sided
