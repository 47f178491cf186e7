"""Checkpoints of the Hub: what may be declared, and that a file is compared before anything opens it."""

import hashlib
import shutil

import pytest
import torch

from mm_models.hub import Hub, WrongDigestError, fetch
from mm_models.pretrained import blip
from mm_models.registry import SPECS, RegistryError
from mm_models.registry.listed import PRETRAINED
from tests.registry_fakes import Machine, registry

REVISION = "0123456789" * 4


@pytest.fixture
def cached(tmp_path, monkeypatch):
    """A repository in a cache of the Hub's library; any request would fail the test."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    folder = tmp_path / "models--someone--something" / "snapshots" / REVISION
    folder.mkdir(parents=True)
    return folder


def pinned(content: bytes) -> Hub:
    digest = hashlib.sha256(content).hexdigest()
    return Hub("someone/something", REVISION, ("pytorch_model.bin",), {"pytorch_model.bin": digest})


def test_a_cached_checkpoint_is_compared_and_found_without_a_request(cached):
    (cached / "pytorch_model.bin").write_bytes(b"weights")
    assert fetch(pinned(b"weights")) == cached


def test_a_changed_file_is_never_opened(cached):
    (cached / "pytorch_model.bin").write_bytes(b"something else")
    with pytest.raises(WrongDigestError, match=r"pytorch_model\.bin"):
        fetch(pinned(b"weights"))


def test_the_registry_tells_people_what_to_do_about_a_changed_file(cached):
    (cached / "pytorch_model.bin").write_bytes(b"something else")
    machine, source = Machine(), pinned(b"weights")
    models = registry(
        machine, [machine.spec("a", source=source, load=lambda device: fetch(source))], room=100
    )
    with pytest.raises(RegistryError, match="cache of the Hugging Face Hub"), models.use("a"):
        pass


def test_a_file_in_a_subfolder_belongs_to_the_same_folder(cached):
    (cached / "sub").mkdir()
    (cached / "sub" / "config.json").write_text("{}")
    assert fetch(Hub("someone/something", REVISION, ("sub/config.json",))) == cached


@pytest.mark.parametrize(
    ("files", "digests"),
    [
        (("pytorch_model.bin",), {}),
        (("config.json",), {"pytorch_model.bin": "0" * 64}),
        (("pytorch_model.bin",), {"pytorch_model.bin": "abc"}),
    ],
)
def test_pickles_need_a_whole_digest_of_a_file_that_is_fetched(files, digests):
    with pytest.raises(ValueError, match="SHA-256"):
        Hub("someone/something", REVISION, files, digests)


def test_a_pickle_that_would_run_code_is_refused(blip_folder, tmp_path):
    """transformers opens a .bin with weights_only=True, so even a pinned file cannot run code."""
    folder = shutil.copytree(blip_folder, tmp_path / "hostile")
    torch.save({"text_decoder.cls.predictions.bias": Hostile()}, folder / "pytorch_model.bin")
    with pytest.raises(Exception, match=r"(?i)weights.only|unpickl"):
        blip.open_folder(folder, "cpu")


class Hostile:
    def __reduce__(self):
        return (pytest.fail, ("the pickle ran code",))


def test_blip_loads_from_its_pinned_place_once_compared(blip_folder, monkeypatch):
    asked = []
    monkeypatch.setattr(blip, "fetch", lambda source: asked.append(source) or blip_folder)
    assert not blip.load("cpu").training
    assert asked == [blip.CHECKPOINT]


def test_what_the_registry_lists_is_pinned():
    assert set(PRETRAINED) <= set(SPECS)
    assert {"blip-captioning", "clip-vit-base-patch32", "clap-htsat-unfused"} <= {
        spec.key for spec in PRETRAINED
    }
    assert all(spec.load is not None and spec.source.revision for spec in PRETRAINED)
