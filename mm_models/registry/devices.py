"""What the registry asks of the hardware, as plain functions, so that tests can pretend a machine."""

import gc
import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import torch
from torch import nn

from mm_models.registry import errors

MEBIBYTE = 2**20
CGROUP_LIMIT = Path(
    "/sys/fs/cgroup/memory.max"
)  # what a container may use, often far below what the host has
UNKNOWN_MEMORY = 4096 * MEBIBYTE  # assumed where the system does not tell


@dataclass(frozen=True)
class Hardware:
    """The device where models run, and how to move, weigh and let go of what is on it."""

    device: str  # "cuda", "mps" or "cpu"
    move: Callable[[nn.Module, str], nn.Module]
    weigh: Callable[[nn.Module], int]  # bytes of weights
    release: Callable[[], None]  # give memory that is no longer used back to the device


@dataclass(frozen=True)
class Budget:
    """Bytes that the models may take together."""

    device_bytes: int  # where models run
    parked_bytes: int  # in the CPU's memory, for models that had to leave an accelerator
    reserve_bytes: int  # of `device_bytes`, never given to models

    @property
    def usable(self) -> int:
        return self.device_bytes - self.reserve_bytes


def hardware(name: str) -> Hardware:
    """The device called `name`, or the fastest for "auto". Raises RegistryError for one that is not there."""
    usable = usable_devices()
    if name not in ("auto", *usable):
        raise errors.unknown_device(name, usable)
    device = usable[0] if name == "auto" else name
    return Hardware(device, lambda model, target: model.to(target), weight_bytes, lambda: _release(device))


def usable_devices() -> tuple[str, ...]:
    """The devices of this machine, fastest first."""
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    return tuple(name for name, there in present.items() if there)


def budget(device: str, device_bytes: int | None, reserve_bytes: int) -> Budget:
    """A byte budget; without a figure, the accelerator's whole memory or half of the CPU's.

    Only what leaves a CUDA device is parked: MPS and CPU share one memory, so parking would free nothing.
    """
    half_of_cpu = cpu_memory() // 2
    memory = {"cuda": _cuda_memory, "mps": torch.mps.recommended_max_memory, "cpu": lambda: half_of_cpu}[
        device
    ]
    return Budget(
        device_bytes=memory() if device_bytes is None else device_bytes,
        parked_bytes=half_of_cpu if device == "cuda" else 0,
        reserve_bytes=reserve_bytes,
    )


def weight_bytes(model: nn.Module) -> int:
    """Bytes of the storages behind all parameters and buffers; tied weights and views count once."""
    storages = (tensor.untyped_storage() for tensor in chain(model.parameters(), model.buffers()))
    sizes = {(storage.device, storage.data_ptr()): storage.nbytes() for storage in storages}
    return sum(sizes.values())


def cpu_memory() -> int:
    """Bytes of memory that this process may use at most."""
    if not hasattr(os, "sysconf"):  # Windows
        return UNKNOWN_MEMORY
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = CGROUP_LIMIT.read_text().strip() if CGROUP_LIMIT.is_file() else "max"
    return physical if limit == "max" else min(physical, int(limit))


def _cuda_memory() -> int:
    _, total = torch.cuda.mem_get_info()
    return total


def _release(device: str) -> None:
    gc.collect()  # modules often refer to themselves in cycles, which keep their weights until collected
    if device == "cuda":
        torch.cuda.empty_cache()
    elif device == "mps":
        torch.mps.empty_cache()
