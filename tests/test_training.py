"""The shared loop: repeatable, resumable, bounded in time, and with an average of the weights that is one."""

import time
from dataclasses import replace

import pytest
import torch
from torch import nn

from mm_models.training import Recipe, Run, fit, linear_decay, step_seed

STEPS = 20


def network():
    """A network that draws random numbers of its own, and whose first weights depend on nothing."""
    model = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5), nn.Linear(8, 1))
    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for weight in model.parameters():
            weight.copy_(torch.randn(weight.shape, generator=generator) / 3)
    return model


def recipe(model, seed=0, pause=0.0, optimiser=torch.optim.Adam, **changes):
    def batch(index):
        time.sleep(pause)
        return torch.randn(16, 3, generator=torch.Generator().manual_seed(step_seed(seed, index)))

    def loss(model, inputs):
        error = (model(inputs)[:, 0] - inputs.sum(dim=1)).square().mean()
        return {"loss": error, "root": error.detach().sqrt()}

    rate = {"lr": 0.05}
    return Recipe(STEPS, optimiser(model.parameters(), **rate), batch, loss, **{"every": 5, **changes})


def trained(run=None, **changes):
    run = run or Run()
    model = network()
    steps = list(fit(model, recipe(model, run.seed, **changes), run))
    return model, steps


def weights(model):
    return torch.cat([weight.detach().flatten() for weight in model.parameters()])


def test_losses_are_reported_as_means_and_fall():
    model, steps = trained()
    assert [step.index for step in steps] == [5, 10, 15, 20]
    assert {step.of for step in steps} == {STEPS}
    assert set(steps[0].losses) == {"loss", "root"}
    assert steps[-1].losses["loss"] < steps[0].losses["loss"]
    assert not model.training


def test_a_step_has_the_mean_of_the_steps_since_the_one_before():
    _, each = trained(every=1)
    _, fives = trained(every=5)
    assert fives[1].losses["loss"] == pytest.approx(
        sum(step.losses["loss"] for step in each[5:10]) / 5, rel=1e-5
    )


def test_the_same_seed_gives_the_same_weights_and_another_seed_others():
    assert torch.equal(weights(trained()[0]), weights(trained()[0]))
    assert not torch.equal(weights(trained()[0]), weights(trained(Run(seed=1))[0]))


def test_training_leaves_the_callers_random_numbers_alone():
    model = network()
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    list(fit(model, recipe(model), Run()))
    assert torch.equal(torch.rand(3), expected)


@pytest.mark.parametrize("optimiser", [torch.optim.Adam, torch.optim.SGD])
@pytest.mark.parametrize("average", [0.0, 0.9])
def test_resumed_is_the_same_as_uninterrupted(tmp_path, optimiser, average):
    run = Run(checkpoint=tmp_path / "kept" / "model.safetensors")
    whole, _ = trained(optimiser=optimiser, average=average)
    model = network()
    started = fit(model, recipe(model, optimiser=optimiser, average=average), run)
    assert next(started).index == 5
    started.close()
    again, steps = trained(run, optimiser=optimiser, average=average)
    assert steps[0].index == 10
    assert torch.equal(weights(again), weights(whole))


def test_the_checkpoint_of_a_finished_training_leaves_nothing_to_do(tmp_path):
    run = Run(checkpoint=tmp_path / "model.safetensors")
    whole, _ = trained(run)
    again, steps = trained(run)
    assert [(step.index, step.losses) for step in steps] == [(STEPS, {})]
    assert torch.equal(weights(again), weights(whole))


def test_the_time_budget_ends_the_training_and_the_next_run_goes_on(tmp_path):
    run = Run(minutes=0.1 / 60, checkpoint=tmp_path / "model.safetensors")
    started = time.monotonic()
    _, steps = trained(run, pause=0.03)
    assert 0.1 <= time.monotonic() - started < 2.0
    assert 0 < steps[-1].index < STEPS
    _, more = trained(replace(run, minutes=None))
    assert more[-1].index == STEPS
    assert more[-1].seconds > steps[-1].seconds


def test_the_average_follows_its_formula():
    decay, model = 0.9, network()
    expected = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    for step in fit(model, recipe(model, average=decay, every=1), Run()):
        now = min(decay, (1 + step.index) / (10 + step.index))
        for name, weight in model.named_parameters():
            expected[name] = now * expected[name] + (1 - now) * weight.detach()
    for name, weight in model.named_parameters():
        assert torch.allclose(weight, expected[name], atol=1e-6)


def test_the_running_statistics_of_batch_normalisation_are_averaged_with_the_weights():
    model = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 1))
    means = [model[0].running_mean.clone()]
    for step in fit(model, recipe(model, average=0.9, every=1), Run()):
        now = min(0.9, (1 + step.index) / (10 + step.index))
        means.append(now * means[-1] + (1 - now) * model[0].running_mean)
    assert torch.allclose(model[0].running_mean, means[-1], atol=1e-6)


def test_a_gradient_is_clipped_to_its_norm():
    model = network()
    before = weights(model)
    plan = Recipe(
        1, torch.optim.SGD(model.parameters(), lr=1.0), lambda _: torch.full((4, 3), 100.0), big, clip=0.5
    )
    list(fit(model, plan, Run()))
    assert float((weights(model) - before).norm()) == pytest.approx(0.5, rel=1e-3)


def big(model, inputs):
    return {"loss": model(inputs).square().mean()}


def test_the_rate_falls_in_a_line_to_almost_nothing():
    assert [linear_decay(done) for done in (0.0, 0.25, 1.0)] == [1.0, 0.75, 1e-4]
