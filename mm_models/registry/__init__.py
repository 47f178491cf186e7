"""Every model the app runs, loaded once, shared, and kept within a memory budget.

registry.configure(policy="lazy", device="auto")  # once, at the start
with registry.use("show-attend-tell") as model:  # and nothing else
    trace = model(image)
"""

from mm_models.hub import Hub
from mm_models.registry.errors import RegistryError
from mm_models.registry.listed import SPECS, SYSTEMS
from mm_models.registry.process import configure, shared, status, use, warm
from mm_models.registry.registry import Registry
from mm_models.registry.spec import Bundled, ModelSpec, Policy, State, Status

__all__ = [
    "SPECS",
    "SYSTEMS",
    "Bundled",
    "Hub",
    "ModelSpec",
    "Policy",
    "Registry",
    "RegistryError",
    "State",
    "Status",
    "configure",
    "shared",
    "status",
    "use",
    "warm",
]
