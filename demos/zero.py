"""ZeroGPU: where Spaces lends a GPU for the length of one call, the calls that need it must say so.

The `spaces` package exists on ZeroGPU Spaces only and must be imported before CUDA is touched; `app.py` reaches this
module before anything that imports torch. Elsewhere `on_gpu` changes nothing.
"""

import importlib
import importlib.util
import os
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

_SPACES: Any = (
    importlib.import_module("spaces")
    if os.environ.get("SPACES_ZERO_GPU") and importlib.util.find_spec("spaces")
    else None
)


def on_gpu(function: Function) -> Function:
    """Marks a handler that needs the accelerator; it must return results that live on the CPU."""
    return _SPACES.GPU(function) if _SPACES else function
