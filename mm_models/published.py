"""Trained systems in the repository: weights, their hashes, cards and results, as `train` writes and the registry reads them.

The hash of each weights file stands in `assets/weights/hashes.json`, so that a file that was damaged or exchanged is
noticed before it is used.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from mm_models import weights
from mm_models.measurement import Measurement, json_text
from mm_models.system import System

ASSETS = Path(__file__).resolve().parents[1] / "assets"
HASHES = "hashes.json"


@dataclass(frozen=True)
class Training:
    """How the weights came to be, for the card."""

    steps: int
    of: int  # steps of the whole recipe
    minutes: float
    seed: int
    hardware: str  # its class in words


def weights_file(name: str, assets: Path = ASSETS) -> Path:
    """Where a system's trained weights are."""
    return assets / "weights" / f"{name}.safetensors"


def hashes(assets: Path = ASSETS) -> Mapping[str, str]:
    """The SHA-256 of each system's weights, by the system's name."""
    path = assets / "weights" / HASHES
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def load(system: System, device: str = "cpu", assets: Path = ASSETS) -> nn.Module:
    """The trained model, in eval mode; the network is built from the configuration that its weights carry."""
    checkpoint = weights.load(weights_file(system.name, assets))
    model = system.build(type(system.config)(**checkpoint.config))
    model.load_state_dict(checkpoint.tensors)
    return model.to(device).eval()


def round_off(system: System, model: nn.Module) -> None:
    """Makes the weights what a file holds of them, so that what is measured is what is shipped."""
    model.load_state_dict(weights.rounded(model.state_dict(), system.compact))


def save(system: System, model: nn.Module, scores: Mapping[str, float], assets: Path = ASSETS) -> Path:
    """Writes weights, configuration and scores, and notes the file's hash."""
    path = weights_file(system.name, assets)
    digest = weights.save(path, model.state_dict(), system.config, scores, system.compact)
    known = {**hashes(assets), system.name: digest}
    _write(assets / "weights" / HASHES, json.dumps(known, indent=2, sort_keys=True))
    return path


def save_card(system: System, training: Training, measured: Measurement, assets: Path = ASSETS) -> Path:
    """Writes the model card."""
    path = assets / "cards" / f"{system.name}.md"
    _write(path, card_text(system, training, measured))
    return path


def save_results(measured: Measurement, assets: Path = ASSETS) -> Path:
    """Writes the figures that the tabs show."""
    path = assets / "results" / f"{measured.system}.json"
    _write(path, json_text(measured.as_json()))
    return path


def card_text(system: System, training: Training, measured: Measurement) -> str:
    """What one should know before using the weights, as Markdown."""
    data = measured.as_json()
    figures = "\n".join(f"| `{name}` | {value:.4g} |" for name, value in data["metrics"].items())
    return f"""# {system.title.en}

{system.card.about}

Papers: {"; ".join(system.sources)}.

## Departures

{_listed(system.card.departures)}

## Data

{_listed(system.card.data)}

Licence of the weights: {system.card.licence}.

## Training

`python -m mm_models train {system.name} --seed {training.seed}`: {training.steps:,} of {training.of:,} steps in
{training.minutes:.0f} minutes on {training.hardware}. Configuration: `{system.config!r}`.

## Figures

{data["protocol"]["en"]}

| | |
| --- | --- |
{figures}

Baselines and published figures: `assets/results/{system.name}.json`.
"""


def fingerprint(text: str) -> str:
    """Eight hexadecimal digits that change with the text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def hardware(device: str) -> str:
    """The class of the machine in words, without its name."""
    if device.startswith("cuda"):
        return f"one GPU ({torch.cuda.get_device_name()})"
    threads = torch.get_num_threads()
    return "one CPU core" if threads == 1 else f"{threads} CPU cores"


def _listed(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
