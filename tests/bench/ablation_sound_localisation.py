"""Which matters more: how the sound network starts, or how a map becomes one number? Every combination, from several seeds.

`python -m tests.bench.ablation_sound_localisation --steps 300 --seeds 3` prints pointing and swapping for each on
validation scenes and recordings; the test part is not touched. A run takes some minutes of a CPU core.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from statistics import mean

import numpy as np
import torch

from mm_models import published
from mm_models.captioning.seeing import Backbone
from mm_models.hearing.bank import Bank, real_bank
from mm_models.registry import SYSTEMS
from mm_models.systems.sound_localisation.evaluate import Trials
from mm_models.systems.sound_localisation.folds import Recordings, part, recordings
from mm_models.systems.sound_localisation.model import POOLINGS, Config, SoundLocaliser
from mm_models.systems.sound_localisation.pairs import real_pairs
from mm_models.systems.sound_localisation.train import named, recipe
from mm_models.systems.sound_localisation.trials import chorus, stages
from mm_models.training import Run, fit

SCENES = 400
SHOWN = ("pointing", "candidate", "swap", "ciou50")


def tried(
    config: Config, bank: Bank, recorded: Recordings, backbone: Backbone, run: Run, steps: int
) -> dict[str, float]:
    """The validation figures of one network."""
    torch.manual_seed(run.seed)
    model = SoundLocaliser(config)
    if config.pretrained:
        list(named(model, bank, run))
    pairs = real_pairs(run.seed, run.data, bank, backbone, run.device, config.annotated)
    list(fit(model, recipe(model, pairs, steps), run))
    seen = stages(model, backbone, "validation", SCENES)
    figures = Trials(model, chorus(model, recorded), np.random.default_rng(run.seed)).figures(seen)
    return {name: figures[name] for name in SHOWN}


def ablation(
    data: Path | None, backbone: Backbone, steps: int, seeds: int
) -> Iterator[dict[str, float | str]]:
    """A row for each start and pooling: means over the seeds, and how far apart the seeds are."""
    bank, recorded = part(real_bank(data, 0), "train"), recordings(data, "validation")
    for pretrained, pooling in product((True, False), POOLINGS):
        config = replace(Config(), pretrained=pretrained, pooling=pooling)
        rows = [
            tried(config, bank, recorded, backbone, Run(seed=seed, data=data), steps) for seed in range(seeds)
        ]
        spread = {
            f"{name}.range": max(row[name] for row in rows) - min(row[name] for row in rows) for name in SHOWN
        }
        start = "names" if pretrained else "random"
        yield {
            "start": start,
            "pooling": pooling,
            **{n: mean(row[n] for row in rows) for n in SHOWN},
            **spread,
        }


def main() -> None:
    """Prints one JSON line for each row."""

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    backbone = published.load(SYSTEMS["vision-backbone"]).requires_grad_(False)
    for row in ablation(asked.data, backbone, asked.steps, asked.seeds):
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
