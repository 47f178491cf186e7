"""A pretended machine for the registry's tests: models that only weigh something, and a place to put them."""

import itertools
import threading
import time
import weakref
from collections import Counter

import torch
from torch import nn

from mm_models.registry import Hub, ModelSpec, Policy, Registry
from mm_models.registry.devices import Budget, Hardware, weight_bytes
from mm_models.text import Text

SIZE = 10  # bytes of one fake model
WEIGHTS = Hub("someone/something", "0" * 40)


class FakeModel(nn.Module):
    def __init__(self, key: str, place: str, size: int = SIZE):
        super().__init__()
        self.key, self.place = key, place
        self.weights = nn.Parameter(torch.zeros(size, dtype=torch.uint8), requires_grad=False)


class Machine:
    """Knows every model that is alive anywhere, and so what the memory really holds."""

    def __init__(self, device: str = "cuda", pause: float = 0.0):
        self.device, self.pause = device, pause
        self.loads: Counter[str] = Counter()
        self.releases = 0
        self.broken: str | None = None  # a key whose weights cannot be read
        self.most = {"cuda": 0, "cpu": 0}
        self.twins: list[str] = []  # keys that were in memory twice at the same time
        self._alive: list[weakref.ref[FakeModel]] = []
        self._lock = threading.Lock()

    def hardware(self) -> Hardware:
        return Hardware(self.device, self.move, weight_bytes, self.release)

    def load(self, key: str, size: int = SIZE) -> FakeModel:
        time.sleep(self.pause)
        if key == self.broken:
            raise OSError(key)
        model = FakeModel(key, self.device, size)
        with self._lock:
            self.loads[key] += 1
            if key in (other.key for other in self.alive()):
                self.twins.append(key)
            self._alive.append(weakref.ref(model))
            self._watch()
        return model

    def move(self, model: nn.Module, place: str) -> nn.Module:
        assert isinstance(model, FakeModel)
        time.sleep(self.pause)
        with self._lock:
            model.place = place
            self._watch()
        return model

    def release(self) -> None:
        self.releases += 1

    def alive(self, place: str | None = None) -> list[FakeModel]:
        models = [model for model in (reference() for reference in self._alive) if model is not None]
        return [model for model in models if place in (None, model.place)]

    def keys(self, place: str) -> list[str]:
        return sorted(model.key for model in self.alive(place))

    def _watch(self) -> None:
        for place in self.most:
            held = sum(weight_bytes(model) for model in self.alive(place))
            self.most[place] = max(self.most[place], held)

    def spec(self, key: str, **changes) -> ModelSpec:
        fields = {
            "title": Text(en=f"Model {key}", ko=f"모델 {key}"),
            "load": lambda device: self.load(key),
            "source": WEIGHTS,
            "licence": "Apache-2.0",
            "paper": "A paper",
            "est_bytes": SIZE,
        }
        return ModelSpec(key, **(fields | changes))


def ticking():
    """A clock that moves on by a second whenever it is read."""
    seconds = itertools.count()
    return lambda: float(next(seconds))


def registry(machine: Machine, specs, *, room: int, parked: int = 0, reserve: int = 0, **options) -> Registry:
    """A registry with room for `room` bytes of models, and `parked` bytes beside an accelerator."""
    budget = Budget(device_bytes=room + reserve, parked_bytes=parked, reserve_bytes=reserve)
    options = {"clock": ticking(), "policy": Policy.LAZY, "wait_seconds": 5.0} | options
    return Registry(specs, machine.hardware(), budget, **options)


def touch(models: Registry, *keys: str) -> None:
    """Use each once, and keep no reference."""
    for key in keys:
        with models.use(key):
            pass


def row(models: Registry, key: str):
    return next(status for status in models.status() if status.key == key)
