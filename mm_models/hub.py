"""A checkpoint on the Hugging Face Hub: pinned to one commit, and fetched without trusting it.

A pickle can run code when it is opened. Some checkpoints exist only as pickles (`pytorch_model.bin`); such a file is
allowed only with its SHA-256, which is compared before anything opens it, and transformers opens it with
`weights_only=True`, which refuses everything but tensors.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from mm_models import weights

PICKLED = {".bin", ".ckpt", ".pickle", ".pkl", ".pt", ".pth"}  # formats that run code when they are opened


class WrongDigestError(ValueError):
    """A fetched file is not the one that was pinned."""


@dataclass(frozen=True)
class Hub:
    """A checkpoint pinned to one commit; `files` must be cached for offline use, `digests` are SHA-256 of files."""

    repo: str
    revision: str
    files: tuple[str, ...] = ("config.json", "model.safetensors")
    digests: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not re.fullmatch("[0-9a-f]{40}", self.revision):
            raise ValueError(f"pin {self.repo} to a commit of 40 hexadecimal digits, got {self.revision!r}")
        if pickled := [name for name in self.files if self._pickled(name) and name not in self.digests]:
            raise ValueError(
                f"{self.repo} would be read from pickles without a SHA-256: {', '.join(pickled)}"
            )
        if unlisted := sorted(set(self.digests) - set(self.files)):
            raise ValueError(f"{self.repo} has a SHA-256 of what is never fetched: {', '.join(unlisted)}")
        if wrong := [
            name for name, digest in self.digests.items() if not re.fullmatch("[0-9a-f]{64}", digest)
        ]:
            raise ValueError(f"a SHA-256 has 64 hexadecimal digits: see {', '.join(wrong)} of {self.repo}")

    @staticmethod
    def _pickled(name: str) -> bool:
        return PurePosixPath(name).suffix in PICKLED


def fetch(source: Hub) -> Path:
    """The folder with a checkpoint's files, each compared with its SHA-256 where one is pinned.

    A file that is cached at its commit costs no request, so this works offline wherever the registry says that the
    model is available. Raises WrongDigestError before anything has opened the file.
    """
    from huggingface_hub import hf_hub_download

    paths = {
        name: Path(hf_hub_download(source.repo, name, revision=source.revision)) for name in source.files
    }
    for name, digest in source.digests.items():
        if weights.sha256(paths[name]) != digest:
            raise WrongDigestError(f"{name} of {source.repo} does not have the pinned SHA-256")
    name, path = next(iter(paths.items()))
    return path.parents[len(PurePosixPath(name).parts) - 1]
