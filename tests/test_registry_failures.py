"""The registry when loading fails: what people are told, what is tried again, and that nothing stays behind."""

import gc
from dataclasses import replace

import pytest
import torch

from mm_models.registry import RegistryError, State
from tests.registry_fakes import SIZE, Machine, registry, row, touch


@pytest.fixture
def machine():
    return Machine()


def failing(machine, key, *errors):
    """A loader that raises these in turn, and then works."""
    queue = list(errors)

    def load(device):
        if queue:
            raise queue.pop(0)
        return machine.load(key)

    return machine.spec(key, load=load)


def test_a_failed_load_leaves_nothing_and_the_next_use_tries_again(machine):
    models = registry(machine, [failing(machine, "a", OSError("/secret/path"))], room=SIZE)
    with pytest.raises(RegistryError, match=r"could not be loaded \(OSError\)") as caught:
        touch(models, "a")
    assert "secret" not in str(caught.value)
    failed = row(models, "a")
    assert (failed.state, failed.leases, failed.bytes, failed.uses) == (State.FAILED, 0, 0, 0)
    assert failed.error == caught.value.text
    touch(models, "a")
    assert (row(models, "a").state, row(models, "a").error) == (State.DEVICE, None)


def test_out_of_memory_evicts_everything_idle_and_tries_once_more(machine):
    specs = [machine.spec("a"), machine.spec("b"), failing(machine, "big", torch.OutOfMemoryError())]
    models = registry(machine, specs, room=100)
    touch(models, "b")
    with models.use("a"):
        touch(models, "big")
    assert machine.keys("cuda") == ["a", "big"]  # a was leased and stayed
    assert machine.releases == 2  # after the eviction, and after what the failed load had left


def test_out_of_memory_twice_is_a_clear_error_and_leaves_nothing(machine):
    spec = failing(machine, "big", torch.OutOfMemoryError(), torch.OutOfMemoryError())
    models = registry(machine, [spec, machine.spec("a")], room=100)
    with pytest.raises(RegistryError, match="does not fit into the memory of cuda") as caught:
        touch(models, "big")
    assert "메모리" in caught.value.text.ko
    assert row(models, "big").state is State.FAILED and machine.alive() == []
    touch(models, "a", "big")
    assert machine.keys("cuda") == ["a", "big"]


def test_out_of_memory_frees_what_the_failed_load_had_made(machine):
    seen = []

    def load(device):
        seen.append(machine.keys("cuda"))
        half_loaded = machine.load("a")
        if len(seen) == 1:
            raise torch.OutOfMemoryError
        return half_loaded

    gc.disable()  # the exception itself must not keep the frame, and so the weights, alive
    try:
        touch(registry(machine, [machine.spec("a", load=load)], room=100), "a")
    finally:
        gc.enable()
    assert seen == [[], []]


def move_up_fails(machine):
    """Moves to the CPU work, moves back run out of memory."""

    def move(model, place):
        if place == "cuda":
            raise torch.OutOfMemoryError
        return machine.move(model, place)

    return replace(machine.hardware(), move=move)


def test_a_move_that_fails_halfway_is_followed_by_a_fresh_load(machine):
    models = registry(machine, [machine.spec(key) for key in "ab"], room=SIZE, parked=SIZE)
    models.hardware = move_up_fails(machine)
    touch(models, "a", "b", "a")
    assert machine.loads["a"] == 2
    assert machine.keys("cuda") == ["a"]


def test_a_parked_model_that_fails_to_come_back_leaves_its_room(machine):
    models = registry(machine, [machine.spec(key) for key in "abc"], room=SIZE, parked=SIZE)
    models.hardware = move_up_fails(machine)
    touch(models, "a", "b")
    machine.broken = "a"
    with pytest.raises(RegistryError, match="could not be loaded"):
        touch(models, "a")
    touch(models, "b", "c")
    assert (machine.keys("cuda"), machine.keys("cpu")) == (["c"], ["b"])
