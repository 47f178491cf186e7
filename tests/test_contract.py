"""What every system promises, tried at its tiny size."""

from dataclasses import fields, is_dataclass
from functools import cache

import pytest
import torch

from mm_models import published, weights
from mm_models.registry import SPECS, SYSTEMS, Registry, devices
from mm_models.system import Step
from mm_models.text import Text
from mm_models.training import Run

OFFERED = {name: system for name, system in SYSTEMS.items() if published.weights_file(name).exists()}

every_system = pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
every_offered = pytest.mark.parametrize("system", OFFERED.values(), ids=OFFERED)


def rehearsed(system, minutes=None):
    """A tiny model after its rehearsal, and its steps; no minutes are one step."""
    torch.manual_seed(0)
    model = system.build(system.tiny)
    return model, list(system.rehearse(model, Run(minutes=minutes)))


@cache
def trained(name):
    """A system's tiny model, trained once for all tests, and its steps."""
    return rehearsed(SYSTEMS[name])


def traced(model, inputs):
    """The trace's tensors by name."""
    trace = model(*inputs)
    assert is_dataclass(trace)
    assert trace.__dataclass_params__.frozen
    values = {field.name: getattr(trace, field.name) for field in fields(trace)}
    return {name: value for name, value in values.items() if isinstance(value, torch.Tensor)}


def examples(system, seed=0):
    return system.example(system.tiny, torch.Generator().manual_seed(seed))


@every_system
def test_it_has_a_name_titles_and_sources(system):
    assert SYSTEMS[system.name] is system
    assert isinstance(system.title, Text)
    assert system.sources
    assert system.card.departures
    assert system.card.data


@every_system
def test_its_trace_is_finite(system):
    model, _ = trained(system.name)
    tensors = traced(model, examples(system))
    assert tensors
    assert all(tensor.isfinite().all() for tensor in tensors.values())


@every_system
def test_every_parameter_receives_a_gradient(system):
    model, _ = trained(system.name)
    model.zero_grad(set_to_none=True)
    floats = [tensor for tensor in traced(model, examples(system)).values() if tensor.is_floating_point()]
    sum(tensor.square().sum() for tensor in floats).backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert float(parameter.grad.to_dense().abs().sum()) > 0, name


@every_system
def test_samples_do_not_mix(system):
    model, _ = trained(system.name)
    ours, others = examples(system, 0), examples(system, 1)
    mixed = tuple(torch.cat([mine[:1], theirs[1:]]) for mine, theirs in zip(ours, others, strict=True))
    before, after = traced(model, ours), traced(model, mixed)
    batch = len(ours[0])
    for name, tensor in before.items():
        if tensor.ndim and len(tensor) == batch:
            assert torch.allclose(tensor[0], after[name][0], atol=1e-5), name


@every_system
def test_its_loss_falls(system):
    _, steps = trained(system.name)
    assert all(isinstance(step, Step) for step in steps)
    assert steps[-1].losses["loss"] < steps[0].losses["loss"]


@every_system
def test_the_same_seed_trains_the_same_weights(system):
    model, _ = rehearsed(system, minutes=0.0)
    again, _ = rehearsed(system, minutes=0.0)
    for name, weight in model.state_dict().items():
        assert torch.equal(weight, again.state_dict()[name]), name


@every_system
def test_its_weights_make_the_round_trip(system, tmp_path):
    model, _ = trained(system.name)
    weights.save(tmp_path / "tiny.safetensors", model.state_dict(), system.tiny, {"score": 0.5})
    kept = weights.load(tmp_path / "tiny.safetensors")
    again = system.build(type(system.tiny)(**kept.config))
    again.load_state_dict(kept.tensors)
    again.eval()
    for name, tensor in traced(model, examples(system)).items():
        other = traced(again, examples(system))[name]
        assert torch.allclose(tensor.float(), other.float(), rtol=2e-2, atol=2e-2), name


def test_what_is_offered_is_what_is_trained():
    assert {spec.key for spec in SPECS} & set(SYSTEMS) == set(OFFERED)
    assert "vision-backbone" in OFFERED


@every_offered
def test_its_published_weights_are_listed_with_their_hash_and_load(system):
    (spec,) = [spec for spec in SPECS if spec.key == system.name]
    cpu = devices.hardware("cpu")
    registry = Registry([spec], cpu, devices.budget("cpu", 2**30, 0))
    with registry.use(system.name) as model:
        assert not model.training
        assert devices.weight_bytes(model) <= 1.1 * spec.est_bytes


@every_offered
def test_its_card_names_departures_data_and_the_figures(system):
    card = (published.ASSETS / "cards" / f"{system.name}.md").read_text(encoding="utf-8")
    assert "## Departures" in card
    assert all(line in card for line in (*system.card.departures, *system.card.data))
    scores = weights.load(published.weights_file(system.name)).scores
    assert scores
    assert all(f"| `{name}` | {value:.4g} |" in card for name, value in scores.items())
