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
