"""Weights on disk: what is saved comes back, and what must not be saved or read is refused."""

from dataclasses import dataclass

import pytest
import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import nn

from mm_models import weights


@dataclass(frozen=True)
class Config:
    filters: int = 64
    words: tuple[str, ...] = ("개", "dog")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights" / "model.safetensors"


def test_tensors_config_and_scores_come_back(path):
    tensors = {"weight": torch.tensor([[0.1, -2.5]]), "steps": torch.tensor(2**40)}
    weights.save(path, tensors, Config(), {"accuracy.seen": 0.875})
    checkpoint = weights.load(path)
    assert torch.equal(checkpoint.tensors["weight"], tensors["weight"].half().float())
    assert torch.equal(checkpoint.tensors["steps"], tensors["steps"])
    assert checkpoint.config == {"filters": 64, "words": ["개", "dog"]}
    assert checkpoint.scores == {"accuracy.seen": 0.875}


def test_a_network_comes_back_within_half_precision(path):
    network = nn.Sequential(nn.Linear(16, 8), nn.BatchNorm1d(8)).eval()
    weights.save(path, network.state_dict())
    other = nn.Sequential(nn.Linear(16, 8), nn.BatchNorm1d(8)).eval()
    other.load_state_dict(dict(weights.load(path).tensors))
    sample = torch.linspace(-1, 1, 32).reshape(2, 16)
    torch.testing.assert_close(other(sample), network(sample), atol=5e-3, rtol=0)


def test_half_precision_takes_two_bytes_a_weight(path):
    weights.save(path, {"weight": torch.zeros(10_000)})
    assert 20_000 <= path.stat().st_size < 20_500


def test_eight_bits_take_one_byte_a_weight_of_large_matrices_only(path):
    tensors = {"weight": torch.zeros(100, 100), "bias": torch.zeros(100), "small": torch.zeros(3, 3)}
    weights.save(path, tensors, compact=True)
    assert 10_000 <= path.stat().st_size < 11_000


@pytest.mark.parametrize("size", [1e-6, 1e-3, 1.0, 3e4])
def test_eight_bits_are_off_by_half_a_step_of_their_row_at_most(path, size):
    rows = size * torch.randn(64, 4, 4, 4, generator=torch.Generator().manual_seed(0)) / 4
    rows[3] = 0
    weights.save(path, {"rows": rows, "steps": torch.arange(2000)[:, None]}, compact=True)
    tensors = weights.load(path).tensors
    largest = rows.abs().amax(dim=(1, 2, 3), keepdim=True)
    assert ((tensors["rows"] - rows).abs() <= 1.001 * largest / 254).all()
    assert torch.equal(tensors["steps"][:, 0], torch.arange(2000))
    assert set(tensors) == {"rows", "steps"}


@pytest.mark.parametrize("compact", [False, True])
def test_a_tensor_in_another_memory_order_comes_back(path, compact):
    kernels = torch.randn(64, 8, 3, 3).to(memory_format=torch.channels_last)
    weights.save(path, {"kernels": kernels}, compact=compact)
    assert torch.allclose(weights.load(path).tensors["kernels"], kernels, atol=0.03)


@pytest.mark.parametrize("compact", [False, True])
def test_what_is_rounded_once_is_what_the_file_holds(path, compact):
    tensors = {"a": torch.randn(70, 50, generator=torch.Generator().manual_seed(0)), "b": torch.ones(7) / 3}
    rounded = weights.rounded(tensors, compact)
    weights.save(path, rounded, compact=compact)
    back = weights.load(path).tensors
    assert torch.equal(back["b"], rounded["b"])
    torch.testing.assert_close(back["a"], rounded["a"], atol=1e-6, rtol=1e-6)


def test_the_hash_is_the_files_and_depends_on_nothing_else(path):
    digests = {weights.save(path, {"a": torch.ones(3), "b": torch.ones(2)}, Config(), {"x": 1.0, "y": 2.0})}
    digests.add(weights.save(path, {"b": torch.ones(2), "a": torch.ones(3)}, Config(), {"y": 2.0, "x": 1.0}))
    assert digests == {weights.sha256(path)}


def test_tied_and_transposed_weights_can_be_saved(path):
    table = torch.arange(6, dtype=torch.float16).reshape(2, 3)
    weights.save(path, {"embedding": table, "output": table, "transposed": table.T})
    assert torch.equal(weights.load(path).tensors["transposed"], table.T.float())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e5])
def test_weights_that_half_precision_cannot_hold_are_refused(path, value):
    with pytest.raises(ValueError, match="bad is not finite in half precision"):
        weights.save(path, {"bad": torch.tensor([value])})
    assert not path.exists()


def test_saving_again_leaves_one_whole_file(path):
    weights.save(path, {"weight": torch.zeros(3)})
    weights.save(path, {"weight": torch.ones(3)})
    assert [file.name for file in path.parent.iterdir()] == ["model.safetensors"]
    assert weights.load(path).tensors["weight"].sum() == 3


def test_somebody_elses_file_has_no_config(path):
    path.parent.mkdir()
    save_file({"weight": torch.zeros(3)}, path)
    assert weights.load(path).config == weights.load(path).scores == {}


def test_a_pickle_is_refused(path):
    path.parent.mkdir()
    torch.save({"weight": torch.zeros(3)}, path)
    with pytest.raises(SafetensorError):
        weights.load(path)
