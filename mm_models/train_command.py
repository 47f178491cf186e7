"""`python -m mm_models train NAME`: trains a system, measures it, and writes weights, card and results."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import nn

from mm_models import published
from mm_models.published import ASSETS, Training
from mm_models.registry.listed import SYSTEMS
from mm_models.system import Step, System
from mm_models.training import Run

CHECKPOINTS = Path(__file__).resolve().parents[1] / ".checkpoints"


def train_system(system: System, run: Run, assets: Path = ASSETS, checkpoints: Path = CHECKPOINTS) -> None:
    """Trains from where an earlier run of the same seed and configuration left off, then measures and writes all.

    When `run.minutes` ends the training before its last step, the weights so far are written and the checkpoint stays.
    """
    checkpoint = checkpoints / checkpoint_name(system, run.seed)
    networks = needed(system, run.device, assets)
    last, model = trained(system, replace(run, checkpoint=checkpoint), networks)
    published.round_off(system, model.cpu())
    measured = system.evaluate(model, None, run.seed, run.data, *needed(system, "cpu", assets))
    training = Training(last.index, last.of, last.seconds / 60, run.seed, published.hardware(run.device))
    scores = measured.as_json()["metrics"]
    written = [
        published.save(system, model, scores, assets),
        published.save_card(system, training, measured, assets),
        published.save_results(measured, assets),
    ]
    if last.index == last.of:
        checkpoint.unlink()
    print(*written, sep="\n")


def needed(system: System, device: str = "cpu", assets: Path = ASSETS) -> list[nn.Module]:
    """The trained networks that a system works with, in the order in which it names them."""
    return [published.load(SYSTEMS[name], device, assets).requires_grad_(False) for name in system.needs]


def trained(system: System, run: Run, networks: Sequence[nn.Module] = ()) -> tuple[Step, nn.Module]:
    """The model after its training, and the last step; a line on the terminal says how far it is."""
    torch.manual_seed(run.seed)  # of the first weights of layers that draw them from torch's own generator
    model = system.build(system.config)
    for step in shown(system.name, system.train(model, run, *networks)):
        last = step
    return last, model


def shown(name: str, steps: Iterator[Step]) -> Iterator[Step]:
    """Passes the steps on and keeps one line of progress up to date."""
    for step in steps:
        yield step
        print(f"\r{progress(name, step)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def progress(name: str, step: Step) -> str:
    """How far a training is: steps, minutes, losses."""
    losses = "  ".join(f"{part} {value:.4g}" for part, value in step.losses.items())
    return f"{name}  {step.index:,} / {step.of:,} steps  {step.seconds / 60:.1f} min  {losses}  "


def checkpoint_name(system: System, seed: int) -> str:
    """A file name that changes with the configuration, so that only what fits is taken up again."""
    parts = [system.name, f"seed{seed}", published.fingerprint(repr(system.config))]
    return "-".join(parts) + ".safetensors"
