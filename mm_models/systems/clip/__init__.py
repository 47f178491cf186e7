"""CLIP in the small: pictures and texts in one space, taught by nothing but which belongs to which (Radford et al. 2021)."""

import torch
from torch import Tensor

from mm_models.captioning.cards import DATA
from mm_models.system import Card, Family, System
from mm_models.systems.clip.evaluate import evaluate
from mm_models.systems.clip.model import Clip, Config
from mm_models.systems.clip.train import rehearse, train
from mm_models.text import Text
from mm_models.world.encoding import END, START
from mm_models.world.tokens import SPECIAL

PAIRS, SIDE, TOKENS = 3, 4, 9  # of made-up inputs


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Some noise as annotations, and rows of random words."""
    annotations = torch.randn(PAIRS, config.channels, SIDE, SIDE, generator=generator)
    ids = torch.randint(len(SPECIAL), config.vocabulary, (PAIRS, TOKENS), generator=generator)
    ids[:, 0], ids[:, -1] = START, END
    return annotations, ids


CARD = Card(
    about=(
        "Says how well a text in English or Korean fits a picture, by the cosine of two vectors: finds pictures for texts and texts "
        "for pictures, and classifies by prompts. It knows the world of this application: 68 kinds of thing, eight colours, seven "
        "places, and of photographs what the vision backbone knows of them. A cosine is no probability that a text is true, and "
        "a softmax over prompts always adds up to one, even where every prompt is wrong. Not fit for judging pictures of people, or "
        "for filtering anything."
    ),
    data=(*(line.replace("captions", "texts") for line in DATA),),
    licence="Apache-2.0",
    departures=(
        "A world of drawings with texts by a grammar, and a few photographs, instead of 400 million pairs from the web.",
        "The image encoder is the frozen vision backbone, which was taught to name things, with a small trained head; the paper trains "
        "its image encoder from scratch with nothing but the texts.",
        "The head gathers with 16 learnt queries instead of a class token or one attention pool; two layers of width 112 on "
        "either side, 192 numbers of the joint space, instead of twelve and 512.",
        "128 pairs a batch, and each picture has two texts, one in each language, instead of 32,768 pairs.",
        "Texts that are true of another picture of the batch are left out of its softmax; the paper counts them as wrong.",
        "A quarter of a batch's pictures are another one with one thing changed: in so small a batch hardly any two pictures "
        "would otherwise share their things.",
        "A closed vocabulary of words and particles in two languages instead of pieces of English words.",
    ),
)

SYSTEM = System(
    name="clip",
    title=Text("CLIP", "CLIP"),
    family=Family.MATCHING,
    sources=("Radford et al. 2021, arXiv:2103.00020",),
    config=Config(),
    tiny=Config(channels=16, width=16, heads=2, inner=24, queries=3, space=12),
    build=Clip,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
    needs=("vision-backbone",),
)
