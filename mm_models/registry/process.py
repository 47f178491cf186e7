"""The one registry of a process: made by an explicit call, then used from everywhere."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager

from torch import nn

from mm_models.registry import devices
from mm_models.registry.devices import MEBIBYTE
from mm_models.registry.listed import SPECS
from mm_models.registry.registry import Registry
from mm_models.registry.spec import ModelSpec, Policy, Status
from mm_models.text import Text

_shared: Registry | None = None


def configure(
    policy: str = Policy.LAZY,
    device: str = "auto",
    budget_bytes: int | None = None,
    reserve_bytes: int = 256 * MEBIBYTE,
    offline: bool = False,
    warm: Iterable[str] = (),
    specs: Iterable[ModelSpec] = SPECS,
) -> Registry:
    """Make the process's registry, in place of an earlier one. Nothing is loaded yet: `warm()` does that.

    Without `budget_bytes` the models may take an accelerator's whole memory or half of the CPU's;
    `reserve_bytes` of it are left for everything else. `device` is auto, cuda, mps or cpu. Raises
    RegistryError for a device that is not there and for a name in `warm` that no model has.
    """
    global _shared
    hardware = devices.hardware(device)
    budget = devices.budget(hardware.device, budget_bytes, reserve_bytes)
    _shared = Registry(specs, hardware, budget, policy=Policy(policy), warm=warm, offline=offline)
    return _shared


def shared() -> Registry:
    """The registry that `configure` made."""
    if _shared is None:
        raise RuntimeError("there is no registry yet: call mm_models.registry.configure() once, at the start")
    return _shared


def use(key: str) -> AbstractContextManager[nn.Module]:
    """Lease a model: `with registry.use(key) as model:`. Raises RegistryError when it cannot be had."""
    return shared().use(key)


def warm(keys: Iterable[str] | None = None) -> Mapping[str, Text]:
    """Load these models, or those that the policy wants at the start; say for each that failed why it did."""
    return shared().warm(keys)


def status() -> tuple[Status, ...]:
    """One row a model."""
    return shared().status()
