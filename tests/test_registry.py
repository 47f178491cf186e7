"""The registry on a pretended machine: who is loaded, who stays, and who leaves first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mm_models.registry import Policy, RegistryError, State
from mm_models.registry.registry import log
from mm_models.registry.table import Entry, least_recently_used
from tests.registry_fakes import SIZE, Machine, registry, row, touch


@pytest.fixture
def machine():
    return Machine()


def test_a_lease_gives_the_right_model_and_status_tells(machine):
    models = registry(machine, [machine.spec("a"), machine.spec("b")], room=100)
    assert row(models, "a").state is State.ABSENT
    with models.use("a") as model:
        assert model.key == "a"
        during = row(models, "a")
    after = row(models, "a")
    assert (after.state, after.leases, after.uses) == (State.DEVICE, 0, 1)
    assert (after.device, after.bytes) == ("cuda", SIZE)
    assert (during.state, during.leases, during.uses) == (State.DEVICE, 1, 1)
    assert after.load_seconds == 1.0  # the clock ticks once between the two readings around a load
    assert [status.key for status in models.status()] == ["a", "b"]


def test_a_second_use_does_not_load_again(machine):
    models = registry(machine, [machine.spec("a")], room=100)
    touch(models, "a", "a")
    assert machine.loads["a"] == 1
    assert row(models, "a").uses == 2


def test_an_unknown_key_suggests_the_nearest(machine):
    models = registry(machine, [machine.spec("separation")], room=100)
    with pytest.raises(RegistryError, match="no model named 'seperation'; did you mean separation") as caught:
        touch(models, "seperation")
    assert "separation" in caught.value.text.ko
    with pytest.raises(RegistryError, match="did you mean"):
        registry(machine, [machine.spec("separation")], room=100, warm=["seperation"])


def test_the_longest_unused_model_leaves_first(machine):
    models = registry(machine, [machine.spec(key) for key in "abcd"], room=3 * SIZE)
    touch(models, "a", "b", "c", "a")
    touch(models, "d")
    assert machine.keys("cuda") == ["a", "c", "d"]


def test_no_more_leave_than_needed(machine):
    models = registry(machine, [machine.spec(key) for key in "abc"], room=3 * SIZE)
    touch(models, "a", "b", "c")
    assert machine.keys("cuda") == ["a", "b", "c"]


def test_the_reserve_is_kept_free(machine):
    models = registry(machine, [machine.spec(key) for key in "ab"], room=2 * SIZE - 1, reserve=SIZE)
    touch(models, "a", "b")
    assert machine.keys("cuda") == ["b"]


def test_peak_memory_is_charged_while_leased(machine):
    specs = [machine.spec("a", peak_bytes=SIZE), machine.spec("b"), machine.spec("c")]
    models = registry(machine, specs, room=3 * SIZE, wait_seconds=0.01)
    touch(models, "a", "b", "c")
    assert machine.keys("cuda") == ["a", "b", "c"]
    with models.use("a"):
        assert machine.keys("cuda") == ["a", "c"]
        with pytest.raises(RegistryError), models.use("b"), models.use("c"):
            pass


def test_a_leased_model_stays_whatever_it_costs(machine):
    models = registry(machine, [machine.spec(key) for key in "ab"], room=SIZE, wait_seconds=0.05)
    with models.use("a") as model:
        with pytest.raises(RegistryError, match="no room for Model b"):
            touch(models, "b")
        assert model.place == "cuda" and row(models, "a").state is State.DEVICE
        assert row(models, "b").state is State.ABSENT
    del model
    touch(models, "b")
    assert machine.keys("cuda") == ["b"]


def test_a_model_too_large_for_the_budget_is_refused_at_once(machine):
    models = registry(machine, [machine.spec("a", est_bytes=101)], room=100, wait_seconds=60.0)
    with pytest.raises(RegistryError, match="at most"):
        touch(models, "a")
    assert not machine.loads


def test_an_underestimated_model_pushes_idle_ones_out(machine):
    large = machine.spec("large", load=lambda device: machine.load("large", size=2 * SIZE))
    models = registry(machine, [machine.spec("a"), machine.spec("b"), large], room=3 * SIZE)
    touch(models, "a", "b", "large")
    assert machine.keys("cuda") == ["b", "large"]
    assert row(models, "large").bytes == 2 * SIZE


def test_a_model_larger_than_its_estimate_and_the_budget_does_not_stay(machine):
    models = registry(machine, [machine.spec("a", load=lambda device: machine.load("a", size=101))], room=100)
    with pytest.raises(RegistryError, match="at most"):
        touch(models, "a")
    assert machine.keys("cuda") == []
    with pytest.raises(RegistryError, match="at most"):
        touch(models, "a")
    assert machine.loads["a"] == 1  # its size is known now


def test_from_the_accelerator_to_the_cpu_and_out(machine):
    models = registry(machine, [machine.spec(key) for key in "abcd"], room=SIZE, parked=2 * SIZE)
    touch(models, "a", "b")
    assert (machine.keys("cuda"), machine.keys("cpu")) == (["b"], ["a"])
    parked = row(models, "a")
    assert (parked.state, parked.device, parked.bytes) == (State.CPU, "cpu", SIZE)
    touch(models, "c", "d")
    assert (machine.keys("cuda"), machine.keys("cpu")) == (["d"], ["b", "c"])
    assert row(models, "a").state is State.ABSENT
    touch(models, "c")
    assert (machine.keys("cuda"), machine.keys("cpu")) == (["c"], ["d"])  # b made way for d, while c came up
    assert machine.loads == {"a": 1, "b": 1, "c": 1, "d": 1}  # c came back without being loaded again
    touch(models, "b")
    assert (machine.keys("cuda"), machine.keys("cpu")) == (["b"], ["c", "d"])


def test_without_room_on_the_cpu_a_model_is_dropped(machine):
    models = registry(machine, [machine.spec(key) for key in "ab"], room=SIZE, parked=SIZE - 1)
    touch(models, "a", "b")
    assert machine.keys("cpu") == [] and row(models, "a").state is State.ABSENT


def test_a_model_that_cannot_be_moved_to_the_cpu_is_dropped(machine, monkeypatch):
    def broken(model, place):
        raise MemoryError

    monkeypatch.setattr(machine, "move", broken)
    monkeypatch.setattr(
        log, "disabled", True
    )  # pytest keeps log records, and they keep the frames of the error
    models = registry(machine, [machine.spec(key) for key in "ab"], room=SIZE, parked=SIZE)
    touch(models, "a", "b")
    assert machine.keys("cuda") == ["b"] and row(models, "a").state is State.ABSENT


def test_pinned_models_come_first_and_never_leave(machine):
    options = {"policy": Policy.PINNED, "warm": ["a", "b"], "wait_seconds": 0.01}
    models = registry(machine, [machine.spec(key) for key in "abcd"], room=3 * SIZE, **options)
    assert models.warm() == {}
    touch(models, "c", "d")
    assert machine.keys("cuda") == ["a", "b", "d"]
    assert row(models, "a").uses == 0  # warming is no use


def test_a_model_that_can_never_fit_beside_the_pinned_ones_is_refused_at_once(machine):
    options = {"policy": Policy.PINNED, "warm": ["a"], "wait_seconds": 60.0}
    models = registry(machine, [machine.spec(key) for key in "ab"], room=2 * SIZE - 1, **options)
    models.warm()
    with pytest.raises(RegistryError, match="at most"):
        touch(models, "b")


def test_eager_warms_all(machine):
    models = registry(machine, [machine.spec(key) for key in "abc"], room=3 * SIZE, policy=Policy.EAGER)
    models.warm()
    assert {status.state for status in models.status()} == {State.DEVICE}


def test_what_comes_on_request_is_not_warmed(machine):
    specs = [machine.spec("a"), machine.spec("b", on_request=True), machine.spec("c", on_request=True)]
    models = registry(machine, specs, room=3 * SIZE, policy=Policy.EAGER, warm=["c"])
    models.warm()
    assert machine.keys("cuda") == ["a", "c"]
    touch(models, "b")
    assert machine.keys("cuda") == ["a", "b", "c"]


def test_warming_goes_on_after_a_failure(machine):
    specs = [machine.spec("a", est_bytes=1000), machine.spec("b")]
    models = registry(machine, specs, room=100, policy=Policy.EAGER)
    assert list(models.warm()) == ["a"]
    assert machine.keys("cuda") == ["b"]


def test_an_exception_inside_the_block_gives_the_lease_back(machine):
    models = registry(machine, [machine.spec("a")], room=100)
    with pytest.raises(ZeroDivisionError), models.use("a"):
        1 / 0  # noqa: B018
    assert row(models, "a").leases == 0


def test_closing_a_generator_gives_the_lease_back(machine):
    models = registry(machine, [machine.spec("a")], room=100)

    def work():
        with models.use("a"):
            yield from range(3)

    steps = work()
    next(steps)
    assert row(models, "a").leases == 1
    steps.close()
    assert row(models, "a").leases == 0


def test_leases_nest(machine):
    models = registry(machine, [machine.spec("a"), machine.spec("b")], room=2 * SIZE)
    with models.use("a") as first, models.use("b"), models.use("a") as again:
        assert first is again
        assert row(models, "a").leases == 2


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=8), st.integers(-10, 200))
def test_eviction_frees_enough_takes_the_oldest_and_no_more_than_needed(idle, excess):
    spec = Machine().spec("any")
    entries = [Entry(spec, measured_bytes=size, last_used=float(used)) for size, used in idle]
    leaving = least_recently_used(entries, excess)
    freed = [entry.weight_bytes for entry in leaving]
    staying = [entry for entry in entries if all(entry is not other for other in leaving)]
    assert sum(freed) >= excess or not staying
    assert sum(freed[:-1]) < excess or not leaving
    assert all(old.last_used <= new.last_used for old in leaving for new in staying)
