"""The registry's table: one entry a model, what each is charged in memory, and who leaves to make room.

Nothing here waits, loads or moves: the registry calls it with its lock held, and does the slow work after.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from torch import nn

from mm_models.registry import errors
from mm_models.registry.devices import Budget
from mm_models.registry.spec import ModelSpec, State, Status
from mm_models.text import Text


@dataclass
class Entry:
    """One model and what has become of it so far."""

    spec: ModelSpec
    state: State = State.ABSENT
    model: nn.Module | None = None
    busy: bool = False  # the key's own lock: its weights are being loaded, moved or dropped
    leases: int = 0
    measured_bytes: int | None = None  # of weights; outlives the model, as a better guess than the estimate
    parked_bytes: int = 0  # what it takes of the CPU's memory while an accelerator is in use
    last_used: float = 0.0
    load_seconds: float | None = None
    uses: int = 0
    error: Text | None = None

    @property
    def weight_bytes(self) -> int:
        return self.spec.est_bytes if self.measured_bytes is None else self.measured_bytes

    @property
    def device_bytes(self) -> int:
        """What it takes of the device: weights as soon as it may load, its peak while it is leased."""
        weights = self.weight_bytes if self.state in (State.LOADING, State.DEVICE) else 0
        return weights + (self.spec.peak_bytes if self.leases else 0)

    @property
    def missing_bytes(self) -> int:
        """What one more lease would add to `device_bytes`."""
        return self.weight_bytes + self.spec.peak_bytes - self.device_bytes

    def clear(self, state: State) -> None:
        """Let go of the weights, wherever they are."""
        self.state, self.model, self.parked_bytes = state, None, 0

    def status(self, device: str, unavailable: Text | None) -> Status:
        """The entry as a row; `unavailable` counts only while there are no weights to use."""
        reason = unavailable if self.state in (State.ABSENT, State.FAILED) else None
        place = {State.DEVICE: device, State.CPU: "cpu"}.get(self.state)
        return Status(
            key=self.spec.key,
            title=self.spec.title,
            state=State.UNAVAILABLE if reason else self.state,
            device=place,
            bytes=self.weight_bytes if place else 0,
            est_bytes=self.spec.est_bytes,
            load_seconds=self.load_seconds,
            uses=self.uses,
            leases=self.leases,
            error=reason or self.error,
            licence=self.spec.licence,
            paper=self.spec.paper,
            source=self.spec.source,
        )


class Table:
    """All entries and the budget that they share."""

    def __init__(self, specs: Iterable[ModelSpec], budget: Budget) -> None:
        self.entries = {spec.key: Entry(spec) for spec in specs}
        self.budget = budget
        self.kept: Collection[str] = ()  # keys that never leave the device

    def __getitem__(self, key: str) -> Entry:
        if key not in self.entries:
            raise errors.unknown_key(key, self.entries)
        return self.entries[key]

    def idle(self) -> list[Entry]:
        """The models on the device that may be evicted: nobody leases them, and they are not to be kept."""
        return [
            entry
            for key, entry in self.entries.items()
            if entry.state is State.DEVICE and not entry.leases and not entry.busy and key not in self.kept
        ]

    def can_enter(self, entry: Entry) -> bool:
        """Whether the entry may be leased now, at the cost of idle models if need be."""
        freeable = sum(other.weight_bytes for other in self.idle() if other is not entry)
        return not entry.busy and self._excess(entry.missing_bytes) <= freeable

    def enter(self, entry: Entry) -> list[Entry]:
        """Lease the entry, lock its key, and say who has to leave first; only after `can_enter`."""
        entry.busy = True
        entry.leases += 1
        if entry.state is not State.DEVICE:
            entry.state = State.LOADING
        return self.overflow()

    def overflow(self) -> list[Entry]:
        """The idle models that have to leave to be within the budget again; their keys are locked."""
        return _lock(least_recently_used(self.idle(), self._excess()))

    def all_idle(self) -> list[Entry]:
        """Every idle model; their keys are locked."""
        return _lock(self.idle())

    def reserve_parking(self, entry: Entry) -> bool:
        """Take room in the CPU's memory, where the longest unused models make way; False if there is none."""
        parked = [other for other in self.entries.values() if other.state is State.CPU]
        taken = sum(other.parked_bytes for other in self.entries.values())
        excess = taken + entry.weight_bytes - self.budget.parked_bytes
        if excess > sum(other.parked_bytes for other in parked):
            return False
        for other in least_recently_used(parked, excess):
            other.clear(State.ABSENT)
        entry.parked_bytes = entry.weight_bytes
        return True

    def refuse_too_large(self, entry: Entry) -> None:
        """Raise RegistryError if the entry does not even fit beside the models that never leave."""
        staying = (self.entries[key] for key in self.kept if self.entries[key] is not entry)
        held = sum(other.weight_bytes for other in staying if other.state is State.DEVICE)
        room = self.budget.usable - held
        needed = entry.weight_bytes + entry.spec.peak_bytes
        if needed > room:
            raise errors.too_large(entry.spec.title, needed, room)

    def _excess(self, more: int = 0) -> int:
        """Bytes beyond the budget if `more` were added; a model that is leaving counts until it has left."""
        return sum(entry.device_bytes for entry in self.entries.values()) + more - self.budget.usable


def least_recently_used(idle: Iterable[Entry], excess: int) -> list[Entry]:
    """Those that leave so that `excess` bytes come free: the longest unused, and no more than needed.

    When all of them together are not enough, all of them.
    """
    leaving: list[Entry] = []
    for entry in sorted(idle, key=lambda entry: entry.last_used):
        if excess <= 0:
            break
        leaving.append(entry)
        excess -= entry.weight_bytes
    return leaving


def _lock(leaving: list[Entry]) -> list[Entry]:
    for entry in leaving:
        entry.busy = True
    return leaving
