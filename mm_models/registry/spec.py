"""What the registry knows about a model before it is loaded: plain data, no behaviour."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from torch import nn

from mm_models.hub import Hub
from mm_models.text import Text


@dataclass(frozen=True)
class Bundled:
    """Weights that we trained and that travel with the repository."""

    path: Path
    sha256: str

    def __post_init__(self) -> None:
        if self.path.suffix != ".safetensors":
            raise ValueError(f"bundled weights are .safetensors files, got {self.path.name}")
        if not re.fullmatch("[0-9a-f]{64}", self.sha256):
            raise ValueError(f"a SHA-256 has 64 hexadecimal digits, got {self.sha256!r}")


@dataclass(frozen=True)
class ModelSpec:
    """One model: where it comes from, how it is loaded, and how much memory it takes.

    `load` gets a device name and returns the model on that device, in eval mode and ready to run. It reads
    safetensors, or what `hub.fetch` has compared with a pinned SHA-256, and leases no other model. Sizes are in
    bytes: `est_bytes` of weights, until they have been measured, and `peak_bytes` more while the model runs.
    """

    key: str
    title: Text
    load: Callable[[str], nn.Module]
    source: Bundled | Hub
    licence: str
    paper: str
    est_bytes: int
    peak_bytes: int = 0
    dtype: str = "float32"
    on_request: bool = (
        False  # a large download: never loaded before somebody asks for it, whatever the policy
    )


class Policy(StrEnum):
    """When models come and whether they may leave."""

    LAZY = "lazy"  # come when asked for, leave when room is needed: a laptop, a CPU Space
    PINNED = "pinned"  # a named list comes first and stays: a lecture
    EAGER = "eager"  # all but those on request come at the start and stay: ZeroGPU


class State(StrEnum):
    """Where a model is in its life."""

    ABSENT = "absent"
    LOADING = "loading"
    DEVICE = "device"  # ready, on the device where models run
    CPU = "cpu"  # set aside in the CPU's memory, quick to bring back to the accelerator
    FAILED = "failed"  # the last load failed and left nothing; the next use tries again
    UNAVAILABLE = "unavailable"  # cannot be loaded here, and `Status.error` says why


@dataclass(frozen=True)
class Status:
    """One row of the Models page, a snapshot."""

    key: str
    title: Text
    state: State
    device: str | None  # where the weights are now
    bytes: int  # of weights held now, measured; 0 when nothing is held
    est_bytes: int
    load_seconds: float | None  # of the last load
    uses: int
    leases: int  # uses that are going on now
    error: Text | None
    licence: str
    paper: str
    source: Bundled | Hub
