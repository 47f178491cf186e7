"""Trained weights on disk: safetensors in half precision or in eight bits, with the config and the scores in the header.

Eight bits are for networks that are many beside each other: each row of a matrix becomes whole numbers from -127 to 127, and
the number by which they are multiplied again when the file is read, so that no weight is off by more than 1/254 of the largest
of its row. Biases and other small tensors stay in half precision.

The header travels with the tensors, so a file says by itself what network it belongs to and how well it
did. It is one JSON string with sorted keys, because safetensors writes several header entries in a random
order, and a file's SHA-256 must depend on nothing but what was saved. Nothing here can read or write a
pickle.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor

HEADER = "multimodal-explainer"
SCALE = "/scale"  # ends the name of the tensor that has the rows' factors of another
LEAST = 1024  # weights that a matrix must have to be worth eight bits
STEPS = 127  # of a row on either side of zero


@dataclass(frozen=True)
class Checkpoint:
    """What one weights file holds; floating-point tensors are float32 again, ready for `load_state_dict`."""

    tensors: Mapping[str, Tensor]
    config: Mapping[str, Any]
    scores: Mapping[str, float]


def save(
    path: Path,
    tensors: Mapping[str, Tensor],
    config: Any = None,
    scores: Mapping[str, float] | None = None,
    compact: bool = False,
) -> str:
    """Write tensors, config (a dataclass or a mapping) and scores to `path`; return the file's SHA-256.

    `compact` writes matrices in eight bits. Raises ValueError when a weight is not finite in half precision (its magnitude is at most 65504).
    """
    header = {"config": _as_dict(config), "scores": dict(scores or {})}
    content = to_bytes(
        _stored(tensors, compact),
        {HEADER: json.dumps(header, sort_keys=True, ensure_ascii=False)},
    )
    _replace(path, content)
    return hashlib.sha256(content).hexdigest()


def load(path: Path) -> Checkpoint:
    """Read what `save` wrote; a safetensors file by someone else has an empty config and no scores."""
    with safe_open(path, framework="pt") as file:
        header = json.loads((file.metadata() or {}).get(HEADER, "{}"))
        stored = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a mapping)
    return Checkpoint(_restored(stored), header.get("config", {}), header.get("scores", {}))


def rounded(tensors: Mapping[str, Tensor], compact: bool = False) -> dict[str, Tensor]:
    """The tensors as they would come back from a file."""
    return _restored(_stored(tensors, compact))


def sha256(path: Path) -> str:
    """The file's SHA-256 as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _as_dict(config: Any) -> dict[str, Any]:
    if is_dataclass(config) and not isinstance(config, type):
        return asdict(config)
    return dict(config or {})


def _stored(tensors: Mapping[str, Tensor], compact: bool) -> dict[str, Tensor]:
    stored: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        half = _half(name, tensor)
        if compact and half.is_floating_point() and half.ndim >= 2 and half.numel() >= LEAST:
            stored[name], stored[name + SCALE] = _eight_bits(tensor.detach().cpu().float())
        else:
            stored[name] = half
    return stored


def _restored(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    named = {name: tensor for name, tensor in stored.items() if not name.endswith(SCALE)}
    return {
        name: tensor.float() * stored[name + SCALE] if name + SCALE in stored else _full(tensor)
        for name, tensor in named.items()
    }


def _eight_bits(matrix: Tensor) -> tuple[Tensor, Tensor]:
    largest = matrix.abs().amax(dim=tuple(range(1, matrix.ndim)), keepdim=True)
    scale = (largest / STEPS).clamp(min=torch.finfo(torch.float32).tiny)  # of a row of zeros too
    return (matrix / scale).round().to(torch.int8).contiguous(), scale


def _half(name: str, tensor: Tensor) -> Tensor:
    # A copy even when nothing is converted: safetensors refuses tied weights, which share their memory.
    on_cpu = tensor.detach().to("cpu", copy=True).contiguous()
    if not on_cpu.is_floating_point():
        return on_cpu
    half = on_cpu.to(torch.float16)
    if not half.isfinite().all():
        raise ValueError(f"{name} is not finite in half precision: NaN, infinite, or beyond 65504")
    return half


def _full(tensor: Tensor) -> Tensor:
    return tensor.to(torch.float32) if tensor.is_floating_point() else tensor


def _replace(path: Path, content: bytes) -> None:
    """Put the new content in place in one step, so that an interrupted training never leaves half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
