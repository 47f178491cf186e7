"""The text encoder: sentences in English and Korean as vectors, each word seen in the light of all others."""

import torch
from torch import Tensor

from mm_models.system import Card, Family, System
from mm_models.systems.text_encoder.evaluate import evaluate
from mm_models.systems.text_encoder.model import Config, TextEncoder
from mm_models.systems.text_encoder.train import rehearse, train
from mm_models.text import Text
from mm_models.world.encoding import END, START
from mm_models.world.tokens import SPECIAL

EXAMPLE_TEXTS, EXAMPLE_TOKENS = 3, 12


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Some rows of random words, of several lengths."""
    ids = torch.randint(len(SPECIAL), config.vocabulary, (EXAMPLE_TEXTS, EXAMPLE_TOKENS), generator=generator)
    lengths = torch.arange(EXAMPLE_TOKENS, EXAMPLE_TOKENS - EXAMPLE_TEXTS, -1)
    mask = torch.arange(EXAMPLE_TOKENS) < lengths[:, None]
    ids[:, 0] = START
    ids[torch.arange(EXAMPLE_TEXTS), lengths - 1] = END
    return ids * mask, mask


CARD = Card(
    about=(
        "A small transformer that reads what can be said in this application's world, in English and Korean: captions of "
        "scenes and clips, questions, recipes, and the tags of 68 kinds of thing. It gives each word a vector in its "
        "context and each sentence one of its own, guesses hidden words, and knows about a thousand tokens; any other word "
        "is `<unknown>` to it. Its sentences follow a grammar made by hand: it has no knowledge of free text, and is not fit "
        "for judging what people write."
    ),
    data=(
        "Texts made by `mm_models.world` in both languages; nothing written by users or taken from the web.",
        "Tags and names of kinds from emojibase (MIT), see assets/world/LICENCES.md.",
    ),
    licence="Apache-2.0",
    departures=(
        "Four layers of width 128 instead of twelve of 768, and a closed vocabulary of words and particles instead of pieces "
        "of words.",
        "Layers are normalised before their two steps instead of after (Xiong 2020); attention has no biases, and words "
        "are guessed straight from the vector at their place.",
        "The sentence's vector is the mean over its tokens (Sentence-BERT) and not what stands at a special token.",
        "No guessing whether one sentence follows another; instead texts that mean the same are pulled together, against "
        "the rest of the batch and near misses made on purpose (SimCSE's supervised loss).",
    ),
)

SYSTEM = System(
    name="text-encoder",
    title=Text("Text encoder", "텍스트 인코더"),
    family=Family.REPRESENTING,
    sources=(
        "Devlin, Chang, Lee, Toutanova 2019, arXiv:1810.04805",
        "Vaswani et al. 2017, arXiv:1706.03762",
        "Gao, Yao, Chen 2021, arXiv:2104.08821",
    ),
    config=Config(),
    tiny=Config(layers=2, heads=2, width=16, inner=32),
    build=TextEncoder,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
    compact=True,
)
