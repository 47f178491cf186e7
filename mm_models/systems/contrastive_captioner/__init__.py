"""Contrastive captioning: a captioner learns what sets a picture apart, against a reference (Dai and Lin 2017)."""

import torch
from torch import Tensor

from mm_models.captioning.cards import ABOUT, DATA, SHARED
from mm_models.captioning.examples import example_inputs
from mm_models.system import Card, Family, System
from mm_models.systems.contrastive_captioner.evaluate import REFERENCE, evaluate
from mm_models.systems.contrastive_captioner.model import Config, TransformerCaptioner
from mm_models.systems.contrastive_captioner.train import rehearse, train
from mm_models.text import Text


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Some noise as annotations, and random words."""
    return example_inputs(config.channels, generator)


CARD = Card(
    about=f"Captions a picture so that the caption fits it better than pictures that are alike. {ABOUT}",
    data=DATA,
    licence="Apache-2.0",
    departures=(
        *SHARED,
        "Reference and target are the transformer captioner instead of NeuralTalk2 or Adaptive Attention.",
        "The reference stays the same throughout; the paper also puts the trained target in its place and goes on.",
        "Two of the three mismatched pictures of a caption differ from its own in one thing; the paper draws five captions of "
        "other pictures by lot, which in this world would differ in everything.",
        "Maps are no longer supervised while contrasting.",
    ),
)

SYSTEM = System(
    name="contrastive-captioner",
    title=Text("Contrastive captioning", "대조 학습 캡션 생성기"),
    family=Family.TRANSLATING,
    sources=("Dai, Lin 2017, arXiv:1710.02534",),
    config=Config(checklist=True),
    tiny=Config(channels=16, width=24, heads=3, layers=2, inner=32),
    build=TransformerCaptioner,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
    needs=("vision-backbone", REFERENCE),
    compact=True,
)
