"""What both networks say of a clip, in any order of its frames."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from demos.tabs.caption.video_speech import Watched, blank
from mm_models.captioning.clip_judging import ACTIONS
from mm_models.captioning.watching import FRAMES, Sight
from mm_models.systems.lrcn_activity.infer import recognise, running
from mm_models.systems.lrcn_activity.model import Trace
from mm_models.text import Text

NAME = "lrcn-activity"
ARROWS = {
    ("enters", "left"): "→",
    ("enters", "right"): "←",
}  # the way things move: from the side that they enter from
SHORT: dict[str, Text] = {
    "enters": Text("enters", "들어옴"),
    "leaves": Text("leaves", "나감"),
    "crosses": Text("crosses", "지나감"),
    "rises": Text("rises", "올라감"),
    "falls": Text("falls", "떨어짐"),
    "grows": Text("grows", "커짐"),
    "shrinks": Text("shrinks", "작아짐"),
    "spins": Text("spins", "돎"),
    "jumps": Text("jumps", "뜀"),
}
Order = Sequence[int]  # the numbers of the frames as they come; FRAMES is a grey one

IN_ORDER: Order = range(FRAMES)


def short_text(verb: str, side: str | None) -> Text:
    """A motion in a word, with an arrow for the way in which things move where it matters."""
    name = SHORT[verb]
    if side is None:
        return name
    arrow = ARROWS.get((verb, side), {"left": "←", "right": "→"}[side])
    return Text(f"{name.en} {arrow}", f"{name.ko} {arrow}")


NAMES: tuple[Text, ...] = tuple(short_text(*each) for each in ACTIONS)


@dataclass(frozen=True)
class Told:
    """What one network says of one clip."""

    shares: Float[Tensor, "frames activities"]  # the distribution at every frame
    running: Float[Tensor, "frames activities"]  # the mean of those so far

    @property
    def mean(self) -> Float[Tensor, " activities"]:
        """The answer's distribution."""
        return self.running[-1]

    @property
    def answer(self) -> int:
        """The likeliest activity, its number in ACTIONS."""
        return int(self.mean.argmax())


@dataclass(frozen=True)
class Both:
    """What both networks say of the same frames."""

    lstm: Told
    single: Told
    trace: Trace  # on the CPU


def told(logits: Float[Tensor, "1 frames activities"]) -> Told:
    return Told(logits.softmax(dim=2)[0], running(logits)[0])


def both_of(model: Any, seen: Watched, order: Order = IN_ORDER) -> Both:
    """What both networks say of frames that come in some order."""
    trace = recognise(model, in_order(seen.sight, order))
    here = Trace(**{name: value.cpu() for name, value in vars(trace).items()})
    return Both(told(here.logits), told(here.single_logits), here)


def in_order(sight: Sight, order: Order) -> Sight:
    """What is seen of the frames in some order."""
    if FRAMES not in order:
        return sight[:, :, list(order)]
    return torch.cat([sight, blank().sight[:, :, :1]], dim=2)[:, :, list(order)]
