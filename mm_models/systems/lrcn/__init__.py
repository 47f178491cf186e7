"""LRCN: a stack of LSTMs that sees the picture before every word (Donahue et al. 2015), in the paper's three variants.

One LSTM; two, with the picture at the first; two, with the picture at the second. One code, three configurations.
"""

from dataclasses import replace
from functools import partial

import torch
from torch import Tensor

from mm_models.captioning.cards import ABOUT, DATA, SHARED
from mm_models.captioning.examples import example_inputs
from mm_models.system import Card, Family, System
from mm_models.systems.lrcn.evaluate import evaluate
from mm_models.systems.lrcn.model import Config, Lrcn
from mm_models.systems.lrcn.train import rehearse, train
from mm_models.text import Text


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Some noise as annotations, and random words."""
    return example_inputs(config.channels, generator)


CARD = Card(
    about=f"Captions a picture that it sees as a single vector, again before every word. {ABOUT}",
    data=DATA,
    licence="Apache-2.0",
    departures=(
        *SHARED,
        "Pictures only: the paper's network that recognises activities in clips is `lrcn-activity`, and those that describe videos are "
        "not here.",
        "The picture's vector is the mean of the backbone's map with its heads' probabilities, and the largest value of each "
        "channel, instead of a fully connected layer of AlexNet or VGG; the network below stays frozen throughout.",
        "A second loss wants the picture's vector to resemble the vectors of its captions' words; it shortens training.",
        "LSTMs of 256 units, their forget gates open at first, instead of 1000; AdamW instead of gradient descent with momentum; greedy decoding.",
    ),
)

SYSTEM = System(
    name="lrcn-2f",
    title=Text("LRCN, factored", "LRCN 2f (둘째 LSTM에 그림 입력)"),
    family=Family.TRANSLATING,
    sources=("Donahue, Hendricks, Guadarrama, Rohrbach, Venugopalan, Saenko, Darrell 2015, arXiv:1411.4389",),
    config=Config(),
    tiny=Config(channels=16, embedding=16, hidden=24),
    build=Lrcn,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
    needs=("vision-backbone",),
    compact=True,
)

UNFACTORED = replace(
    SYSTEM,
    name="lrcn-2u",
    title=Text("LRCN, unfactored", "LRCN 2u (첫째 LSTM에 그림 입력)"),
    config=replace(SYSTEM.config, factored=False),
    tiny=replace(SYSTEM.tiny, factored=False),
    evaluate=partial(evaluate, name="lrcn-2u"),
)

SINGLE = replace(
    SYSTEM,
    name="lrcn-1u",
    title=Text("LRCN, one LSTM", "LRCN 1u (LSTM 하나)"),
    config=replace(SYSTEM.config, layers=1, factored=False),
    tiny=replace(SYSTEM.tiny, layers=1, factored=False),
    evaluate=partial(evaluate, name="lrcn-1u"),
)
