"""Transformer captioner: words ask the picture's cells with queries, keys and values, in several heads and layers."""

import torch
from torch import Tensor

from mm_models.captioning.cards import ABOUT, DATA, LISTED, SHARED
from mm_models.captioning.examples import example_inputs
from mm_models.system import Card, Family, System
from mm_models.systems.transformer_captioner.evaluate import evaluate
from mm_models.systems.transformer_captioner.model import Config, TransformerCaptioner
from mm_models.systems.transformer_captioner.train import rehearse, train
from mm_models.text import Text


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Some noise as annotations, and random words."""
    return example_inputs(config.channels, generator)


CARD = Card(
    about=f"Captions a picture and shows where each head of each layer looks for every word. {ABOUT}",
    data=DATA,
    licence="Apache-2.0",
    departures=(
        *SHARED,
        "Decoder only: the vision backbone's cells, with its heads' probabilities and two-dimensional positions, take the "
        "encoder's place, without self-attention between cells.",
        "Three layers of 192 numbers and six heads instead of six layers of 512 and eight; normalisation before each part "
        "instead of after; learnt positions of words; no dropout.",
        LISTED,
        "Maps are supervised: for every word the loss has -log of the mean attention of the last layer's heads on the thing that is "
        "named next, and on the empty cells after the last one.",
    ),
)

SYSTEM = System(
    name="transformer-captioner",
    title=Text("Transformer captioner", "트랜스포머 캡션 생성기"),
    family=Family.TRANSLATING,
    sources=(
        "Vaswani et al. 2017, arXiv:1706.03762",
        "Sharma, Ding, Goodman, Soricut 2018, Conceptual Captions, ACL",
    ),
    config=Config(checklist=True),
    tiny=Config(channels=16, width=24, heads=3, layers=2, inner=32),
    build=TransformerCaptioner,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
    needs=("vision-backbone",),
    compact=True,
)
