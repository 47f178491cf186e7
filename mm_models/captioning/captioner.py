"""What a captioner must be able to do, so that decoding, the losses and the evaluation work with it.

Annotations of pictures are (rows, channels, side, side), those of clips (rows, channels, frames, side, side).
"""

from typing import Any, Protocol, runtime_checkable

import torch
from jaxtyping import Float, Int
from torch import Tensor


@runtime_checkable
class Step(Protocol):
    """What a captioner computed to say one word; rows are captions.

    A system's own class has whatever else is worth seeing. `attention` is None where there is none; between rows and
    cells there may be axes for layers and heads.
    """

    @property
    def logits(self) -> Float[Tensor, "rows vocabulary"]:
        """Of the next word."""

    @property
    def attention(self) -> Float[Tensor, "rows *heads cells"] | None:
        """Where it looked; sums to 1 over the cells."""

    @property
    def state(self) -> Any:
        """What the next step needs: a dataclass or a tuple of tensors whose first axis is rows."""


@runtime_checkable
class Trace(Protocol):
    """The same for all words of captions that are given."""

    @property
    def logits(self) -> Float[Tensor, "rows words vocabulary"]:
        """Of the word after each that is given."""

    @property
    def attention(self) -> Float[Tensor, "rows words *heads cells"] | None:
        """Where it looked before each."""


@runtime_checkable
class Speaker(Protocol):
    """What decoding needs. Memory and state are the system's own business: dataclasses whose first axis is rows."""

    def read(self, annotations: Float[Tensor, "rows channels *places"]) -> Any:
        """The memory: what is computed once for each picture."""

    def first(self, memory: Any) -> Any:
        """The state before the first word."""

    def step(self, memory: Any, state: Any, ids: Int[Tensor, " rows"]) -> Step:
        """Reads one token a row, the first being that of the language, and says what may come next."""


@runtime_checkable
class Captioner(Speaker, Protocol):
    """A speaker that can also be taught."""

    def tell(self, memory: Any, ids: Int[Tensor, "rows words"]) -> Trace:
        """Reads whole captions (teacher forcing)."""


@runtime_checkable
class Attentive(Captioner, Protocol):
    """A captioner whose attention can be taken away from it."""

    def step(
        self,
        memory: Any,
        state: Any,
        ids: Int[Tensor, " rows"],
        attention: Float[Tensor, "rows cells"] | None = None,
    ) -> Step:
        """`attention` is put in place of what the network would have looked at."""


class Overridden:
    """A speaker that must look where it is told, whatever its network has learnt."""

    def __init__(self, captioner: Attentive, attention: Float[Tensor, " cells"]) -> None:
        self._captioner, self._attention = captioner, attention
        self.read, self.first = captioner.read, captioner.first

    def step(self, memory: Any, state: Any, ids: Int[Tensor, " rows"]) -> Step:
        return self._captioner.step(memory, state, ids, self._attention.expand(len(ids), -1))


def evenly(captioner: Attentive, cells: int) -> Overridden:
    """The captioner with uniform attention."""
    return Overridden(captioner, torch.full((cells,), 1 / cells))
