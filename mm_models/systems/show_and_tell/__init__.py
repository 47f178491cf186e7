"""Show and Tell: a picture becomes one vector, and an LSTM says what it is (Vinyals et al. 2015)."""

import torch
from torch import Tensor

from mm_models.captioning.cards import ABOUT, DATA, SHARED
from mm_models.captioning.examples import example_inputs
from mm_models.system import Card, Family, System
from mm_models.systems.show_and_tell.evaluate import evaluate
from mm_models.systems.show_and_tell.model import Config, ShowAndTell
from mm_models.systems.show_and_tell.train import rehearse, train
from mm_models.text import Text


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Some noise as annotations, and random words."""
    return example_inputs(config.channels, generator)


CARD = Card(
    about=f"Captions a picture that it has seen as a single vector: the baseline without attention. {ABOUT}",
    data=DATA,
    licence="Apache-2.0",
    departures=(
        *SHARED,
        "The picture's vector is the mean of the backbone's map with its heads' probabilities, and the largest value of each "
        "channel, instead of GoogLeNet's last layer; the network below stays frozen throughout.",
        "A second loss wants the picture's vector to resemble the vectors of its captions' words; it shortens training.",
        "One network instead of an ensemble; LSTM of 320 units, its forget gate open at first, instead of 512; AdamW instead "
        "of plain gradient descent.",
    ),
)

SYSTEM = System(
    name="show-and-tell",
    title=Text("Show and Tell", "Show and Tell (어텐션 없는 캡션 생성)"),
    family=Family.TRANSLATING,
    sources=("Vinyals, Toshev, Bengio, Erhan 2015, arXiv:1411.4555",),
    config=Config(),
    tiny=Config(channels=16, embedding=16, hidden=24),
    build=ShowAndTell,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
    needs=("vision-backbone",),
    compact=True,
)
