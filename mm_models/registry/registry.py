"""The registry: gives out loaded models, and keeps all of them together within a memory budget.

The idea. A caller *leases* a model for the length of a `with` block. A model that nobody leases is *idle*
and has to leave when another needs its room, the longest unused first: from the accelerator to the CPU's
memory, and from there out. Leases are counted as in Ollama's scheduler, and room is made before a load, as
in ComfyUI.

The locking. One lock, `_changed`, guards the table; it is held for moments only, never while weights are
loaded or moved. `Entry.busy` is the lock of one key: whoever set it loads, moves or drops that model, other
callers of the key wait, and other keys go on. Nobody who holds a busy entry waits for anything, so the
registry cannot deadlock by itself. Callers can: two that each hold one model and want room for another.
Waiting therefore ends after `wait_seconds` with an error, which on its way out of the `with` block gives
the first model back.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import nn

from mm_models.hub import WrongDigestError
from mm_models.registry import errors, sources
from mm_models.registry.devices import Budget, Hardware
from mm_models.registry.errors import RegistryError
from mm_models.registry.spec import ModelSpec, Policy, State, Status
from mm_models.registry.table import Entry, Table
from mm_models.text import Text

log = logging.getLogger(__name__)

OUT_OF_MEMORY = (torch.OutOfMemoryError, MemoryError)


class Registry:
    """Models by key; see the module's docstring. Every method may be called from any thread."""

    def __init__(
        self,
        specs: Iterable[ModelSpec],
        hardware: Hardware,
        budget: Budget,
        *,
        policy: Policy = Policy.LAZY,
        warm: Iterable[str] = (),
        offline: bool = False,
        wait_seconds: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.hardware = hardware
        self._table = Table(specs, budget)
        named = tuple(self._table[key].spec.key for key in warm)  # a misspelt name is refused at the start
        everything = (key for key, entry in self._table.entries.items() if not entry.spec.on_request)
        self._first = tuple(dict.fromkeys((*named, *everything))) if policy is Policy.EAGER else named
        self._table.kept = () if policy is Policy.LAZY else self._first
        self._changed = threading.Condition()
        self._offline = offline
        self._wait_seconds = wait_seconds
        self._clock = clock

    @property
    def budget(self) -> Budget:
        return self._table.budget

    @contextmanager
    def use(self, key: str) -> Iterator[nn.Module]:
        """Lease a model for the length of the block, loading it first if need be; do not keep it any longer.

        Raises RegistryError when there is no such model, when it cannot be loaded, or when there is no room.
        """
        entry = self._table[key]
        model = self._lease(entry)
        try:
            with self._changed:
                entry.uses += 1
            yield model
        finally:
            self._release(entry)

    def warm(self, keys: Iterable[str] | None = None) -> Mapping[str, Text]:
        """Load these models, or those that the policy wants at the start; say of each that failed why."""
        wanted = [self._table[key] for key in (self._first if keys is None else keys)]
        failures = {}
        for entry in wanted:
            try:
                self._lease(entry)
                self._release(entry)
            except RegistryError as error:
                failures[entry.spec.key] = error.text
        return failures

    def status(self) -> tuple[Status, ...]:
        """One row a model, in the order of the specs."""
        entries = self._table.entries.values()
        reasons = [self._unavailable(entry) for entry in entries]  # asks the disk, so before the lock
        with self._changed:
            return tuple(
                entry.status(self.hardware.device, reason)
                for entry, reason in zip(entries, reasons, strict=True)
            )

    def _unavailable(self, entry: Entry) -> Text | None:
        return sources.unavailable(entry.spec.source, self._offline)

    # Leases

    def _lease(self, entry: Entry) -> nn.Module:
        if entry.model is None and (reason := self._unavailable(entry)):
            raise RegistryError(reason)
        leaving = self._enter(entry)
        try:
            self._evict(leaving)
            if entry.state is not State.DEVICE:
                self._bring(entry)
            assert entry.model is not None
            return entry.model
        except BaseException as error:
            self._abandon(entry, error)
            raise
        finally:
            self._unlock(entry)

    def _enter(self, entry: Entry) -> list[Entry]:
        """Wait until the entry may be leased, lease it and lock its key; return who has to leave first."""
        with self._changed:
            self._table.refuse_too_large(entry)
            if not self._changed.wait_for(lambda: self._table.can_enter(entry), self._wait_seconds):
                raise errors.still_busy(entry.spec.title) if entry.busy else errors.no_room(entry.spec.title)
            return self._table.enter(entry)

    def _release(self, entry: Entry) -> None:
        with self._changed:
            entry.leases -= 1
            entry.last_used = self._clock()
            self._changed.notify_all()

    def _abandon(self, entry: Entry, error: BaseException) -> None:
        """Give back a lease that came to nothing: after a failed load only the reason stays behind."""
        with self._changed:
            entry.leases -= 1
            if entry.state is State.LOADING:
                entry.clear(State.FAILED)
                entry.error = error.text if isinstance(error, RegistryError) else None

    def _unlock(self, entry: Entry) -> None:
        with self._changed:
            entry.busy = False
            self._changed.notify_all()

    # Weights: slow work on entries whose keys this thread has locked, without holding the table's lock

    def _bring(self, entry: Entry) -> None:
        """Put the model on the device, or raise RegistryError.

        Memory may run out in spite of the budget, since other programs use the device too: then everything
        idle leaves, and there is one more attempt.
        """
        began = self._clock()
        model = self._attempt(entry)
        if model is None:
            with self._changed:
                leaving = self._table.all_idle()
            self._evict(leaving)
            self.hardware.release()
            model = self._attempt(entry)
        if model is None:
            raise errors.out_of_memory(entry.spec.title, self.hardware.device)
        self._settle(entry, model, self._clock() - began)

    def _attempt(self, entry: Entry) -> nn.Module | None:
        """The model on the device, or None when memory ran out.

        None and not the exception, because an exception keeps the frames of the failed load, and so its
        weights. A parked model first leaves its entry: a move that fails halfway would leave weights on two
        devices.
        """
        parked, entry.model = entry.model, None
        try:
            if parked is not None:
                return self.hardware.move(parked, self.hardware.device)
            sources.verify(entry.spec)
            return entry.spec.load(self.hardware.device)
        except OUT_OF_MEMORY:
            return None
        except RegistryError:
            raise
        except WrongDigestError as error:
            raise errors.changed_on_hub(entry.spec.title) from error
        except Exception as error:
            log.exception("loading %s failed", entry.spec.key)
            raise errors.load_failed(entry.spec.title, error) from error

    def _settle(self, entry: Entry, model: nn.Module, seconds: float) -> None:
        """Enter what was loaded; where it is larger than its estimate said, idle models make up for it."""
        measured = self.hardware.weigh(model)
        with self._changed:
            entry.measured_bytes = measured
            self._table.refuse_too_large(entry)
            entry.state, entry.model, entry.parked_bytes = State.DEVICE, model, 0
            entry.load_seconds, entry.error = seconds, None
            leaving = self._table.overflow()
        self._evict(leaving)

    def _evict(self, leaving: list[Entry]) -> None:
        for entry in leaving:
            self._park_or_drop(entry)
        if leaving:
            self.hardware.release()

    def _park_or_drop(self, entry: Entry) -> None:
        with self._changed:
            parked = self._table.reserve_parking(entry)
        parked = parked and self._moved_to_cpu(entry)
        with self._changed:
            if parked:
                entry.state = State.CPU
            else:
                entry.clear(State.ABSENT)
            self._unlock(entry)

    def _moved_to_cpu(self, entry: Entry) -> bool:
        assert entry.model is not None
        try:
            entry.model = self.hardware.move(entry.model, "cpu")
        except Exception:  # parking only saves time: what cannot be parked is dropped and loaded again
            log.exception("moving %s to the CPU failed", entry.spec.key)
            return False
        return True
