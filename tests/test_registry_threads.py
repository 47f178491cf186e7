"""The registry with many callers at once: nothing loaded twice, nothing over budget, nothing pulled away."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from mm_models.registry import RegistryError, State
from tests.registry_fakes import SIZE, Machine, registry, row, touch

KEYS = [f"model-{number}" for number in range(10)]


def hammer(models, place, seed, uses=25):
    """Use models in a random order, and count those that were what was asked for and stayed."""
    order = random.Random(seed)
    return sum(lease_is_right(models, place, order.choice(KEYS)) for _ in range(uses))


def lease_is_right(models, place, key):
    with models.use(key) as model:
        before = (model.key, model.place)
        time.sleep(0.0005)
        return before == (model.key, model.place) == (key, place) and row(models, key).leases >= 1


@pytest.mark.parametrize(("device", "parked"), [("cpu", 0), ("cuda", 0), ("cuda", 3 * SIZE)])
def test_16_threads_10_models_and_room_for_4(device, parked):
    machine = Machine(device, pause=0.0005)
    models = registry(machine, [machine.spec(key) for key in KEYS], room=4 * SIZE, parked=parked)
    with ThreadPoolExecutor(16) as threads:
        right = list(threads.map(lambda seed: hammer(models, device, seed), range(16)))
    assert right == [25] * 16
    assert machine.most[device] <= 4 * SIZE
    assert device == "cpu" or machine.most["cpu"] <= parked
    assert machine.twins == []
    assert sum(machine.loads.values()) > 10  # models did leave and come back
    assert sum(status.uses for status in models.status()) == 16 * 25
    assert {status.leases for status in models.status()} == {0}


def test_a_crowd_for_one_model_loads_it_once():
    machine = Machine(pause=0.02)
    models = registry(machine, [machine.spec("a")], room=SIZE)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: touch(models, "a"), range(8)))
    assert machine.loads["a"] == 1


class SlowLoader:
    """A loader that waits until it is let go."""

    def __init__(self, machine):
        self.machine, self.began, self.may_end = machine, threading.Event(), threading.Event()

    def __call__(self, device):
        self.began.set()
        assert self.may_end.wait(5)
        return self.machine.load("slow")


@pytest.fixture
def slow():
    return SlowLoader(Machine())


def test_a_slow_load_holds_up_neither_other_models_nor_status(slow):
    models = registry(
        slow.machine, [slow.machine.spec("slow", load=slow), slow.machine.spec("b")], room=2 * SIZE
    )
    with ThreadPoolExecutor(1) as threads:
        loading = threads.submit(touch, models, "slow")
        assert slow.began.wait(5)
        touch(models, "b")
        assert row(models, "slow").state is State.LOADING
        assert row(models, "b").state is State.DEVICE
        slow.may_end.set()
        loading.result(5)
    assert slow.machine.loads == {"slow": 1, "b": 1}


def test_a_model_that_is_loading_is_charged_already(slow):
    specs = [slow.machine.spec("slow", load=slow), slow.machine.spec("b")]
    models = registry(slow.machine, specs, room=2 * SIZE - 1, wait_seconds=0.05)
    with ThreadPoolExecutor(1) as threads:
        loading = threads.submit(touch, models, "slow")
        assert slow.began.wait(5)
        with pytest.raises(RegistryError, match="no room"):
            touch(models, "b")
        slow.may_end.set()
        loading.result(5)


def test_waiting_for_a_slow_load_ends_with_a_clear_error(slow):
    models = registry(slow.machine, [slow.machine.spec("slow", load=slow)], room=SIZE, wait_seconds=0.05)
    with ThreadPoolExecutor(1) as threads:
        loading = threads.submit(touch, models, "slow")
        assert slow.began.wait(5)
        with pytest.raises(RegistryError, match="still being loaded") as caught:
            touch(models, "slow")
        assert "불러오는 중" in caught.value.text.ko
        slow.may_end.set()
        loading.result(5)
    touch(models, "slow")


def test_who_waits_for_a_load_shares_the_model_while_the_first_still_holds_it(slow):
    models = registry(slow.machine, [slow.machine.spec("slow", load=slow)], room=SIZE)
    second_is_done = threading.Event()

    def hold():
        with models.use("slow"):
            assert second_is_done.wait(5)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(hold)
        assert slow.began.wait(5)
        second = threads.submit(touch, models, "slow")
        time.sleep(0.02)
        slow.may_end.set()
        try:
            second.result(1)  # far sooner than `wait_seconds`
        finally:
            second_is_done.set()
        first.result(1)
    assert slow.machine.loads["slow"] == 1


def test_who_waits_for_room_gets_it_when_a_lease_ends():
    machine = Machine()
    models = registry(machine, [machine.spec("a"), machine.spec("b")], room=SIZE)
    with ThreadPoolExecutor(1) as threads:
        with models.use("a"):
            waiting = threads.submit(touch, models, "b")
            time.sleep(0.02)
            assert not waiting.done()
        waiting.result(1)  # far sooner than `wait_seconds`
    assert row(models, "b").state is State.DEVICE


def test_two_that_want_each_others_room_both_end():
    machine = Machine()
    models = registry(machine, [machine.spec(key) for key in "abcd"], room=2 * SIZE, wait_seconds=0.1)
    both_hold = threading.Barrier(2)

    def hold_and_want(held, wanted):
        with models.use(held):
            both_hold.wait(5)
            touch(models, wanted)

    with ThreadPoolExecutor(2) as threads:
        ends = [threads.submit(hold_and_want, *keys) for keys in (("a", "c"), ("b", "d"))]
        failures = [end.exception(5) for end in ends]
    assert any(isinstance(failure, RegistryError) for failure in failures)
    touch(models, "a", "b", "c", "d")
