"""What the registry knows about a model before it is loaded: plain data, no behaviour."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from torch import nn

from mm_models.text import Text

PICKLED = {".bin", ".ckpt", ".pickle", ".pkl", ".pt", ".pth"}  # formats that run code when they are opened


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
class Hub:
    """A checkpoint on the Hugging Face Hub, pinned to one commit; `files` must be cached for offline use."""

    repo: str
    revision: str
    files: tuple[str, ...] = ("config.json", "model.safetensors")

    def __post_init__(self) -> None:
        if not re.fullmatch("[0-9a-f]{40}", self.revision):
            raise ValueError(f"pin {self.repo} to a commit of 40 hexadecimal digits, got {self.revision!r}")
        if pickled := [name for name in self.files if PurePosixPath(name).suffix in PICKLED]:
            raise ValueError(f"{self.repo} would be read from pickles: {', '.join(pickled)}")


@dataclass(frozen=True)
class ModelSpec:
    """One model: where it comes from, how it is loaded, and how much memory it takes.

    `load` gets a device name and returns the model on that device, in eval mode and ready to run. It reads
    safetensors only, passes on the pinned revision of a `Hub` source, and leases no other model. Sizes are in
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


class Policy(StrEnum):
    """When models come and whether they may leave."""

    LAZY = "lazy"  # come when asked for, leave when room is needed: a laptop, a CPU Space
    PINNED = "pinned"  # a named list comes first and stays: a lecture
    EAGER = "eager"  # all come at the start and all stay: ZeroGPU


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
