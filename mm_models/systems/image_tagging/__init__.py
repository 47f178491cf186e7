"""Image tagging by joint embedding: pictures and words in one space, and arithmetic between them."""

import torch
from torch import Tensor

from mm_models.captioning.cards import DATA
from mm_models.system import Card, Family, System
from mm_models.systems.image_tagging.evaluate import evaluate
from mm_models.systems.image_tagging.model import Config, ImageTagging
from mm_models.systems.image_tagging.train import rehearse, train
from mm_models.text import Text

PICTURES, SIDE, WORDS_ASKED = 3, 4, 5  # of made-up inputs


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Some noise as annotations, and random words."""
    annotations = torch.randn(PICTURES, config.channels, SIDE, SIDE, generator=generator)
    return annotations, torch.randint(config.words, (PICTURES, WORDS_ASKED), generator=generator)


CARD = Card(
    about=(
        "Tags pictures of this application's world with 68 kinds, eight colours and seven places in English and Korean, finds pictures "
        "for a tag, and adds and takes away words. Of photographs it knows what the vision backbone knows. It has no word for "
        "anything else, tags what it does not know with what looks nearest, and is not fit for describing people."
    ),
    data=(*(line.replace("captions that name the kind", "the kind as their only tag") for line in DATA),),
    licence="Apache-2.0",
    departures=(
        "The network below is the application's vision backbone, whose own names of kinds, colours and places are part of what "
        "it hands on; DeViSE takes a network's last layer, trained to name 1,000 classes.",
        "Words are learnt from nothing but the pictures that they are true of, instead of beginning as skip-gram vectors of text; so "
        "words that have no picture have no vector.",
        "Kiros et al. read sentences with an LSTM; here texts are single words, as in DeViSE.",
        "The hardest wrong tag and picture of a batch (VSE++) instead of all of them; a pair of a picture and a tag that is "
        "true of it is never wrong.",
        "English and Korean words have vectors of their own and meet only through pictures.",
    ),
)

SYSTEM = System(
    name="image-tagging",
    title=Text("Image tagging and arithmetic", "이미지 태깅과 벡터 연산"),
    family=Family.MATCHING,
    sources=(
        "Kiros, Salakhutdinov, Zemel 2014, arXiv:1411.2539",
        "Frome et al. 2013, DeViSE, NIPS",
        "Faghri et al. 2018, VSE++, arXiv:1707.05612",
    ),
    config=Config(),
    tiny=Config(channels=16, space=12),
    build=ImageTagging,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
    needs=("vision-backbone",),
)
