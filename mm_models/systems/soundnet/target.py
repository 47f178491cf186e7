"""The target task: a linear classifier learns the ten sounds' names from what the student's fifth layer says of labelled clips.

The paper reads the same layer with a linear support vector machine (section 4.2); here it is multinomial logistic regression.
"""

import torch
from jaxtyping import Float, Float32, Int64
from torch import Generator, Tensor, nn
from torch.nn import functional

from mm_models.systems.soundnet.infer import as_input
from mm_models.systems.soundnet.model import SoundNet
from mm_models.systems.soundnet.pairs import disturbed, stretch
from mm_models.systems.soundnet.waves import SAMPLES, Waves
from mm_models.world.places import PLACES

VERSIONS = 1  # of each clip beside the clip itself, disturbed as in training
SHRINK = 1e-3  # weight of the squared weights
STEPS = 200  # of L-BFGS
AT_ONCE = 16


def fit_target(model: SoundNet, waves: Waves, seed: int) -> None:
    """Fits the classifier, in place, to labelled clips: each as it is, and some disturbed versions."""
    chance = Generator().manual_seed(seed)
    versions = [as_input(waves.real.float()), *(version(waves, chance) for _ in range(VERSIONS))]
    rows = torch.cat([pool5(model, sounds) for sounds in versions])
    learn_linear(model.target, rows, waves.labels.repeat(len(versions)))


def version(waves: Waves, chance: Generator) -> Float32[Tensor, "clips samples"]:
    """Every clip once, disturbed as in training, over the background of some place."""
    sounds = torch.stack([stretch(each, SAMPLES, chance) for each in waves.real])
    under = []
    for _ in waves.real:
        some = waves.backgrounds[int(torch.randint(len(PLACES), (), generator=chance))]
        under.append(stretch(some[int(torch.randint(len(some), (), generator=chance))], SAMPLES, chance))
    return disturbed(sounds, torch.stack(under), waves.rooms, chance)


@torch.no_grad()
def pool5(model: SoundNet, sounds: Float32[Tensor, "clips samples"]) -> Float[Tensor, "clips twice"]:
    """What the fifth layer says of sounds, as they are read."""
    model.eval()
    device = next(model.parameters()).device
    return torch.cat([model(some.to(device)).pool5.float().cpu() for some in sounds.split(AT_ONCE)])


def learn_linear(
    layer: nn.Linear, rows: Float[Tensor, "clips numbers"], labels: Int64[Tensor, " clips"]
) -> None:
    """Multinomial logistic regression on standardised numbers, in place; the standardisation ends up in the weights."""
    middle, spread = rows.mean(dim=0), rows.std(dim=0).clamp(min=1e-4)
    known = (rows - middle) / spread
    fitted = nn.Linear(rows.shape[1], layer.out_features)
    nn.init.zeros_(fitted.weight)
    nn.init.zeros_(fitted.bias)
    optimiser = torch.optim.LBFGS(fitted.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        value = functional.cross_entropy(fitted(known), labels) + SHRINK * fitted.weight.square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    with torch.no_grad():
        weight = fitted.weight / spread
        layer.weight.copy_(weight)
        layer.bias.copy_(fitted.bias - weight @ middle)
