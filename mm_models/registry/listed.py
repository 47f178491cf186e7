"""What there is: the explicit lists that everything else goes by, in the order in which people see them."""

from mm_models.registry.spec import ModelSpec
from mm_models.system import System

SYSTEMS: dict[str, System] = {}
SPECS: tuple[ModelSpec, ...] = ()
