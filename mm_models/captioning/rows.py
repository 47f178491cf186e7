"""Choosing and joining rows of dataclasses of tensors: states, memories and traces, whatever a system keeps in them."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import torch
from jaxtyping import Int
from torch import Tensor

Kept = TypeVar("Kept")


def chosen(kept: Kept, rows: Int[Tensor, " rows"]) -> Kept:
    """The same with only these rows of every tensor, in this order; a row may come several times."""
    # not tensors[0][rows], whose gradient adds up in an order that differs from run to run
    return _mapped(lambda tensors: tensors[0].index_select(0, rows), [kept])


def joined(steps: Sequence[Kept]) -> Kept:
    """Several steps as one, along a second axis: (rows, ...) becomes (rows, steps, ...)."""
    return _mapped(lambda tensors: torch.stack(tensors, dim=1), steps)


def _mapped(change: Any, several: Sequence[Any]) -> Any:
    """`change` of the tensors that stand in the same place, through dataclasses and tuples; None stays None."""
    first = several[0]
    if isinstance(first, Tensor):
        return change(several)
    if isinstance(first, tuple):
        return tuple(_mapped(change, parts) for parts in zip(*several, strict=True))
    if is_dataclass(first) and not isinstance(first, type):
        names = [field.name for field in fields(first)]
        parts = {name: _mapped(change, [getattr(one, name) for one in several]) for name in names}
        return replace(first, **parts)
    return first
