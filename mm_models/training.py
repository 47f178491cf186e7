"""The plain loop that most recipes share: a generator of steps that can be stopped, resumed and repeated.

Everything random is a function of the seed and of the number of the step, so a training that was interrupted and resumed
ends with the same weights as one that was not. Batch number i is `recipe.batch(i)`; whatever the network itself draws
(dropout) comes from a generator seeded anew for each step. Checkpoints are safetensors with a JSON header, never a pickle.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from mm_models.system import Step

SAVE_SECONDS = 60.0  # of training between two checkpoints
HEADER = "training"


@dataclass(frozen=True)
class Run:
    """What a person asks of one training; a checkpoint of the same name, seed and recipe is taken up again."""

    device: str = "cpu"
    minutes: float | None = None  # of this run; None: until the last step
    seed: int = 0
    data: Path | None = None  # the folder of real data; None: the usual one
    checkpoint: Path | None = None  # the file to keep; None: keep nothing, resume nothing
    mixed: bool = False  # bfloat16 where it is safe; always so on CUDA, faster on a CPU that has it
    compiled: bool = False  # through torch.compile: faster after the first minute; needs a C++ compiler


def linear_decay(done: float) -> float:
    """The learning rate's factor when the share `done` of the steps is behind: from 1 down to a ten-thousandth."""
    return max(1e-4, 1.0 - done)


@dataclass(frozen=True)
class Recipe:
    """How one network is trained. `loss` returns what is minimised as "loss", and any parts of it beside."""

    steps: int
    optimiser: torch.optim.Optimizer
    batch: Callable[[int], Any]  # the batch of each step, a function of nothing but the seed and its number
    loss: Callable[[Any, Any], Mapping[str, Tensor]]
    rate: Callable[[float], float] = linear_decay  # factor of the learning rate, of the share of steps done
    average: float = 0.0  # decay of the moving average of the weights; 0: none
    clip: float | None = None  # largest norm of the gradient
    every: int = 50  # steps between two that are reported


def fit(model: nn.Module, recipe: Recipe, run: Run) -> Iterator[Step]:
    """Trains `model` in place; a yielded step has the losses' means since the one before (none
    when an earlier run has done all the steps).

    The loop ends with the last step, after `run.minutes`, or when the caller closes it. In every case the checkpoint is
    written and the model holds the weights' moving average if there is one.
    """
    model.to(run.device).train()
    rates = [group["lr"] for group in recipe.optimiser.param_groups]
    average = {name: weight.detach().clone() for name, weight in averaged(model, recipe.average)}
    first, before = resume(model, recipe.optimiser, average, run.checkpoint)
    network = torch.compile(model) if run.compiled else model
    batches = made_ahead(recipe.batch, first, recipe.steps)
    clock = Clock(run.minutes, before)
    at, recent = first, []
    if first >= recipe.steps:
        yield Step(first, {}, before, recipe.steps)
    try:
        for index in range(first, recipe.steps):
            _set_rates(recipe, rates, index)
            recent.append(one_step(network, next(batches), recipe, run, index))
            at = index + 1
            move_average(average, model, recipe.average, at)
            last = at == recipe.steps or clock.is_over()
            if at % recipe.every == 0 or last:
                yield Step(at, means(recent), clock.seconds(), recipe.steps)
                recent = []
            if clock.save_is_due():
                keep(model, recipe.optimiser, average, run.checkpoint, at, clock.seconds())
            if last:
                break
    finally:
        keep(model, recipe.optimiser, average, run.checkpoint, at, clock.seconds())
        _put(average, model)
        model.eval()


def made_ahead(batch: Callable[[int], Any], first: int, end: int) -> Iterator[Any]:
    """The batches from `first` up to `end`, each made by another thread while the one before is being learnt."""
    with ThreadPoolExecutor(1) as maker:
        ready = maker.submit(batch, first)
        for index in range(first + 1, end + 1):
            made = ready.result()
            ready = maker.submit(batch, index) if index < end else ready
            yield made


def one_step(network: Any, batch: Any, recipe: Recipe, run: Run, index: int) -> Mapping[str, Tensor]:
    """One update of the weights of `network`, which is the model or what torch.compile made of it."""
    device = run.device.partition(":")[0]
    mixed = run.mixed or device == "cuda"
    with _seeded(run, index), torch.autocast(device, torch.bfloat16, enabled=mixed):
        losses = recipe.loss(network, batch)
    recipe.optimiser.zero_grad(set_to_none=True)
    losses["loss"].backward()
    if recipe.clip is not None:
        nn.utils.clip_grad_norm_(network.parameters(), recipe.clip)
    recipe.optimiser.step()
    return {name: loss.detach() for name, loss in losses.items()}


def averaged(model: nn.Module, decay: float) -> Iterator[tuple[str, Tensor]]:
    """What has a moving average: all parameters and the running statistics of batch normalisation, which would not
    fit averaged weights otherwise; nothing without a decay."""
    whole = model.state_dict(keep_vars=True).items() if decay else ()
    return ((name, tensor) for name, tensor in whole if tensor.is_floating_point())


def move_average(average: Mapping[str, Tensor], model: nn.Module, decay: float, steps: int) -> None:
    """average ← d · average + (1 - d) · weight, in place; d grows to `decay` over the first steps, so that a short
    training does not average over the weights that it started from."""
    at_most = (1 + steps) / (10 + steps)
    with torch.no_grad():
        for name, weight in averaged(model, decay):
            average[name].lerp_(weight, 1.0 - min(decay, at_most))


def means(losses: Sequence[Mapping[str, Tensor]]) -> dict[str, float]:
    """The mean of each loss over some steps."""
    return {name: float(torch.stack([each[name] for each in losses]).mean()) for name in losses[0]}


class Clock:
    """How long a training has taken, over all its runs, and what is due."""

    def __init__(self, minutes: float | None, before: float) -> None:
        self._started = self._saved = time.monotonic()
        self._minutes = minutes
        self._before = before

    def seconds(self) -> float:
        return self._before + time.monotonic() - self._started

    def is_over(self) -> bool:
        """Whether this run has used its minutes."""
        return self._minutes is not None and time.monotonic() - self._started >= 60 * self._minutes

    def save_is_due(self) -> bool:
        """Whether a checkpoint should be written now; asking starts the next wait."""
        due = time.monotonic() - self._saved >= SAVE_SECONDS
        self._saved = time.monotonic() if due else self._saved
        return due


def keep(
    model: nn.Module,
    optimiser: torch.optim.Optimizer,
    average: Mapping[str, Tensor],
    path: Path | None,
    steps: int,
    seconds: float,
) -> None:
    """Writes what `resume` needs: weights, their average and the optimiser's state, in full precision."""
    if path is None:
        return
    state = optimiser.state_dict()["state"]
    tensors = {
        **{f"model/{name}": tensor for name, tensor in model.state_dict().items()},
        **{f"average/{name}": tensor for name, tensor in average.items()},
        **{f"optimiser/{index}/{name}": value for index, of in state.items() for name, value in of.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    on_cpu = {name: tensor.detach().to("cpu", copy=True).contiguous() for name, tensor in tensors.items()}
    save_file(on_cpu, unfinished, {HEADER: json.dumps({"steps": steps, "seconds": seconds})})
    unfinished.replace(path)


def resume(
    model: nn.Module, optimiser: torch.optim.Optimizer, average: Mapping[str, Tensor], path: Path | None
) -> tuple[int, float]:
    """Takes up what `keep` wrote, if it did; returns the steps and the seconds that are already behind."""
    if path is None or not path.is_file():
        return 0, 0.0
    with safe_open(path, framework="pt") as file:
        header = json.loads(file.metadata()[HEADER])
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a mapping)
    model.load_state_dict(_below("model", tensors))
    for name, tensor in _below("average", tensors).items():
        average[name].copy_(tensor)
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in _below("optimiser", tensors).items():
        index, field = name.split("/", 1)
        state.setdefault(int(index), {})[field] = tensor
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
    return header["steps"], header["seconds"]


def _below(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix(f"{prefix}/"): t for name, t in tensors.items() if name.startswith(f"{prefix}/")
    }


def _put(average: Mapping[str, Tensor], model: nn.Module) -> None:
    with torch.no_grad():
        for name, tensor in model.state_dict(keep_vars=True).items():
            tensor.copy_(average.get(name, tensor))


def _set_rates(recipe: Recipe, rates: list[float], index: int) -> None:
    factor = recipe.rate(index / recipe.steps)
    for group, rate in zip(recipe.optimiser.param_groups, rates, strict=True):
        group["lr"] = rate * factor


@contextmanager
def _seeded(run: Run, index: int) -> Iterator[None]:
    """Random numbers that depend on the seed and the step, for networks that draw some; the caller's stay as they were."""
    devices = [run.device] if run.device.startswith("cuda") else []
    with torch.random.fork_rng(devices):
        torch.manual_seed(step_seed(run.seed, index))
        yield


def step_seed(seed: int, index: int) -> int:
    """A seed of its own for each step of each training."""
    return seed * 1_000_003 + index
