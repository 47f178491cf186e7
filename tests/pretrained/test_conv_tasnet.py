"""The pretrained separator, on a tiny network of the real architecture, opened by the code that opens the real one."""

import pytest
import torch
from safetensors.torch import save_file
from torchaudio.models import ConvTasNet

from mm_models.pretrained import conv_tasnet


def tiny():
    return ConvTasNet(
        num_sources=2,
        enc_num_feats=8,
        msk_num_feats=4,
        msk_num_hidden_feats=4,
        msk_num_layers=1,
        msk_num_stacks=1,
        msk_activate="relu",
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A file of weights as safetensors, and the network that they came from."""
    torch.manual_seed(0)
    network = tiny().eval()
    path = tmp_path_factory.mktemp("conv-tasnet") / "weights.safetensors"
    save_file(network.state_dict(), path)
    return path, network


@pytest.fixture(scope="module")
def mixture():
    return 0.1 * torch.randn(2, 4000, generator=torch.Generator().manual_seed(1))


def test_it_opens_what_was_kept_and_gives_the_librarys_own_sounds(kept, mixture):
    path, network = kept
    opened = conv_tasnet.open_file(path, build=tiny)
    assert not opened.training
    found = opened(mixture)
    with torch.inference_mode():
        plain = network(mixture[:, None])
    assert found.shape == (2, 2, 4000)
    gains = (found * plain).sum(-1, keepdim=True) / plain.square().sum(-1, keepdim=True)
    assert torch.allclose(found, gains * plain, atol=1e-5)


def test_levels_are_those_with_which_the_sounds_come_nearest_to_the_mixture(kept, mixture):
    parts = torch.stack([mixture, torch.roll(mixture, 700, dims=1)], dim=1)
    heard = 0.3 * parts[:, 0] + 2.0 * parts[:, 1]
    assert torch.allclose(
        conv_tasnet.as_loud(7 * parts, heard),
        parts * torch.tensor([0.3, 2.0])[:, None],
        atol=1e-4,
    )
    silent = conv_tasnet.open_file(kept[0], build=tiny)(0 * mixture)
    assert not silent.any()


def test_another_networks_file_is_refused(kept):
    with pytest.raises(RuntimeError):
        conv_tasnet.open_file(kept[0])


def test_nothing_is_fetched_and_the_reason_is_told(tmp_path):
    assert not conv_tasnet.is_there(tmp_path / "none.safetensors")
    assert "SHA-256" in conv_tasnet.MISSING.en
    assert "SHA-256" in conv_tasnet.MISSING.ko
    assert str(conv_tasnet.FILE.parent.parent) not in conv_tasnet.MISSING.en
