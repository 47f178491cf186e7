"""The vision backbone: what stands in each of 14 × 14 cells of a picture; other systems read its frozen features."""

import torch
from torch import Tensor

from mm_models.system import Card, Family, System
from mm_models.systems.vision_backbone.evaluate import evaluate
from mm_models.systems.vision_backbone.model import Config, VisionBackbone
from mm_models.systems.vision_backbone.train import rehearse, train
from mm_models.text import Text


def example(config: Config, generator: torch.Generator) -> tuple[Tensor]:
    """Some noise as pictures."""
    return (torch.rand(3, 3, 32, 32, generator=generator) * 2 - 1,)


CARD = Card(
    about=(
        "A residual network that names kind, colour and size in each of 14 × 14 cells of a picture of 112 × 112 pixels, "
        "and the place. It knows 68 kinds of thing as drawings by six hands, ten of them well and about twenty a little as "
        "photographs, and seven places. Whatever else a picture shows it does not know; `is_strange` says so as well as it "
        "can. Not fit for recognising people, or for deciding anything about them."
    ),
    data=(
        "Scenes made by `mm_models.world`; its drawings and their licences are listed in assets/world/LICENCES.md.",
        "CIFAR-10 (A. Krizhevsky 2009), nine tenths of the training part: 45,000 photographs of ten kinds.",
        "Caltech-101 (Li, Andreeto, Ranzato, Perona; CC BY 4.0), seven tenths of the photographs of 29 classes under 21 of the "
        "world's words, and of every second class that the world has no word for.",
    ),
    licence="Apache-2.0",
    departures=(
        "A tenth of the layers' usual size, and a stride of 8 instead of 32: the cells are what other systems attend to.",
        "Every second bottleneck is dilated, so that a cell sees the whole picture without further halving.",
        "Trained on labels of every cell instead of one label a picture.",
        "A head that finds the things' middles, after Zhou et al. 2019. With these weights it was fitted afterwards, in 1,000 steps "
        "with everything else frozen; the recipe trains it along, which changes nothing else either.",
    ),
)

SYSTEM = System(
    name="vision-backbone",
    title=Text("Vision backbone", "시각 백본"),
    family=Family.REPRESENTING,
    sources=("He, Zhang, Ren, Sun 2016, arXiv:1512.03385",),
    config=Config(),
    tiny=Config(edges=4, parts=8, fine_blocks=1, channels=16, blocks=2),
    build=VisionBackbone,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
)
