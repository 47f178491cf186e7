"""Real files and the process-wide registry: hashes, the Hub's cache, devices, and the public door."""

from pathlib import Path

import pytest
import torch
from torch import nn

from mm_models import registry as doors
from mm_models import weights
from mm_models.registry import SPECS, Bundled, Hub, RegistryError, State, devices, process, sources
from tests.registry_fakes import Machine, registry, row, touch

REVISION = "0123456789" * 4


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def bundled(tmp_path):
    """The weights of a trained layer, as they ship."""
    layer = nn.Linear(4, 2)
    nn.init.constant_(layer.weight, 0.5)
    path = tmp_path / "layer.safetensors"
    return Bundled(path, weights.save(path, layer.state_dict()))


@pytest.fixture
def hub_cache(tmp_path, monkeypatch):
    """An empty cache of the Hub's library, without a network."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(sources, "is_offline_mode", lambda: False)
    return tmp_path / "models--someone--something" / "snapshots" / REVISION


def test_a_hub_model_is_unavailable_offline_and_says_why(machine, hub_cache):
    models = registry(
        machine, [machine.spec("a", source=Hub("someone/something", REVISION))], room=100, offline=True
    )
    assert row(models, "a").state is State.UNAVAILABLE
    assert "someone/something" in row(models, "a").error.en and "오프라인" in row(models, "a").error.ko
    with pytest.raises(RegistryError, match="runs offline"):
        touch(models, "a")
    assert not machine.loads


def test_the_hub_librarys_own_offline_switch_counts_too(machine, hub_cache, monkeypatch):
    monkeypatch.setattr(sources, "is_offline_mode", lambda: True)
    models = registry(machine, [machine.spec("a", source=Hub("someone/something", REVISION))], room=100)
    assert row(models, "a").state is State.UNAVAILABLE


def test_a_hub_model_is_available_online_or_when_all_its_files_are_cached(machine, hub_cache):
    source = Hub("someone/something", REVISION)
    assert sources.unavailable(source, offline=False) is None
    hub_cache.mkdir(parents=True)
    (hub_cache / "config.json").touch()
    assert sources.unavailable(source, offline=True) is not None
    (hub_cache / "model.safetensors").touch()
    assert sources.unavailable(source, offline=True) is None
    assert sources.unavailable(Hub("someone/something", "f" * 40), offline=True) is not None


def test_weights_with_another_hash_are_refused(machine, bundled):
    models = registry(machine, [machine.spec("a", source=bundled)], room=100)
    touch(models, "a")
    bundled.path.write_bytes(bundled.path.read_bytes() + b" ")
    models = registry(machine, [machine.spec("a", source=bundled)], room=100)
    with pytest.raises(RegistryError, match=r"layer.safetensors is not the published file"):
        touch(models, "a")
    assert machine.loads["a"] == 1
    assert row(models, "a").state is State.FAILED


def test_missing_weights_are_unavailable(machine, bundled):
    bundled.path.unlink()
    models = registry(machine, [machine.spec("a", source=bundled)], room=100)
    assert row(models, "a").state is State.UNAVAILABLE
    with pytest.raises(RegistryError, match="missing"):
        touch(models, "a")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Hub("someone/something", "main"),
        lambda: Hub("someone/something", REVISION, ("pytorch_model.bin",)),
        lambda: Bundled(Path("model.pt"), "0" * 64),
        lambda: Bundled(Path("model.safetensors"), "abc"),
    ],
)
def test_unpinned_and_pickled_sources_cannot_be_declared(make):
    with pytest.raises(ValueError, match=r"pin|pickle|safetensors|SHA-256"):
        make()


def test_tied_weights_count_once():
    tied = nn.ModuleList([nn.Linear(8, 8, bias=False), nn.Linear(8, 8, bias=False)])
    assert devices.weight_bytes(tied) == 2 * 8 * 8 * 4
    tied[1].weight = tied[0].weight
    tied.register_buffer("view", tied[0].weight.detach()[:4])
    assert devices.weight_bytes(tied) == 8 * 8 * 4
    tied.register_buffer("own", torch.zeros(3, dtype=torch.int64))
    assert devices.weight_bytes(tied) == 8 * 8 * 4 + 3 * 8


def test_devices_that_are_not_there_are_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert devices.hardware("auto").device == "cpu"
    with pytest.raises(RegistryError, match="auto or one of: cpu"):
        devices.hardware("cuda")


def test_auto_takes_the_fastest_device(monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert devices.hardware("auto").device == "mps"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert devices.hardware("auto").device == "cuda"


def test_a_containers_limit_is_its_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(devices, "CGROUP_LIMIT", tmp_path / "memory.max")
    physical = devices.cpu_memory()
    (tmp_path / "memory.max").write_text("1000000\n")
    assert devices.cpu_memory() == 1_000_000
    (tmp_path / "memory.max").write_text("max\n")
    assert devices.cpu_memory() == physical
    assert devices.budget("cpu", None, reserve_bytes=5).usable == physical // 2 - 5


def test_only_cuda_has_a_second_tier():
    assert devices.budget("cuda", 1000, 0).parked_bytes > 0
    assert devices.budget("mps", 1000, 0).parked_bytes == devices.budget("cpu", 1000, 0).parked_bytes == 0


def layer_from(path: Path, device: str) -> nn.Module:
    layer = nn.Linear(4, 2)
    layer.load_state_dict(dict(weights.load(path).tensors))
    return layer.eval().to(device)


def test_the_public_door_runs_real_weights(machine, bundled, monkeypatch):
    monkeypatch.setattr(process, "_shared", None)
    with pytest.raises(RuntimeError, match="configure"):
        doors.use("layer")
    spec = machine.spec(
        "layer", source=bundled, load=lambda device: layer_from(bundled.path, device), est_bytes=40
    )
    doors.configure(
        device="cpu", policy="pinned", warm=["layer"], budget_bytes=2**20, reserve_bytes=0, specs=[spec]
    )
    assert doors.warm() == {}
    with doors.use("layer") as layer:
        assert layer.weight.equal(torch.full((2, 4), 0.5))
    (status,) = doors.status()
    assert (status.state, status.device, status.bytes, status.uses) == (State.DEVICE, "cpu", 40, 1)


def test_the_shipped_list_is_consistent():
    keys = [spec.key for spec in SPECS]
    assert len(keys) == len(set(keys))
