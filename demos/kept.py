"""Keeping the last few results, so that a file of what is on the screen is not computed a second time.

A tab's answer and the files that one takes along need the same computation. `@kept` on that computation remembers its
results by what went in: tensors and arrays by their content, so that two recordings are never mistaken for one another, and
everything else by its value. The shelf is one for the whole process, bounded in results and in bytes.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

import numpy as np
import torch

MOST_RESULTS = 8
MOST_BYTES = 64 * 2**20

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Shelf:
    """The results used last, at most so many and so large together; safe to share between threads."""

    def __init__(self, most_results: int = MOST_RESULTS, most_bytes: int = MOST_BYTES) -> None:
        self.most_results = most_results
        self.most_bytes = most_bytes
        self._results: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The result kept under a key, else what `make()` returns, kept from now on; a failure is not kept."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key][0]
        made = make()  # outside the lock: others need not wait for it
        with self._lock:
            self._results[key] = (made, tensor_bytes(made))
            while len(self._results) > self.most_results or self.bytes() > self.most_bytes:
                self._results.popitem(last=False)
        return made

    def bytes(self) -> int:
        """What all results take together."""
        return sum(size for _, size in self._results.values())


SHELF = Shelf()


def kept(compute: Callable[Given, Result]) -> Callable[Given, Result]:
    """`compute`, a pure function of tensors, arrays and hashable values, which remembers its last results on the shelf.

    The result is shared by all who ask: none of them may change it.
    """

    @wraps(compute)
    def remembering(*values: Given.args, **named: Given.kwargs) -> Result:
        given = (*values, *named.items())
        key = (compute.__module__, compute.__qualname__, *map(_identity, given))
        return SHELF.get(key, lambda: compute(*values, **named))

    return remembering


def _identity(value: Any) -> Hashable:
    """What tells a value from others: the content of a tensor or an array, else the value itself."""
    if isinstance(value, torch.Tensor):
        value = value.detach().cpu().numpy()
    if isinstance(value, np.ndarray):
        return (str(value.dtype), value.shape, hashlib.sha256(value.tobytes()).hexdigest())
    return value


def tensor_bytes(value: Any) -> int:
    """The bytes of all tensors and arrays in a value: of dataclasses, mappings and sequences in any depth."""
    if isinstance(value, torch.Tensor):
        return value.untyped_storage().nbytes()
    if isinstance(value, np.ndarray):
        return value.nbytes
    if is_dataclass(value):
        return sum(tensor_bytes(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, Mapping):
        return sum(map(tensor_bytes, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return sum(map(tensor_bytes, value))
    return 0
