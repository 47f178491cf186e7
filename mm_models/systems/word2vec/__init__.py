"""word2vec: each word a vector, learnt from the company it keeps (Mikolov et al. 2013)."""

import torch
from torch import Tensor

from mm_models.system import Card, Family, System
from mm_models.systems.word2vec.evaluate import evaluate
from mm_models.systems.word2vec.model import Config, SkipGram
from mm_models.systems.word2vec.toy import rehearse
from mm_models.systems.word2vec.train import train
from mm_models.text import Text

EXAMPLE_PAIRS = 8


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Some pairs of words and noise words."""
    shapes = ((EXAMPLE_PAIRS,), (EXAMPLE_PAIRS,), (EXAMPLE_PAIRS, config.negatives))
    centres, contexts, noise = (
        torch.randint(config.vocabulary, shape, generator=generator) for shape in shapes
    )
    return centres, contexts, noise


CARD = Card(
    about=(
        "Vectors of 100 numbers for 9,496 English words of 19th-century fairy tales and novels, for the tab “Words as "
        "vectors”. They know how words were used in those books: who is a king, what is eaten, and also what those books "
        "thought of women, wives and stepmothers. Not fit for deciding anything about people."
    ),
    data=(
        "18 English books, about 1.9 million words, from Project Gutenberg (gutenberg.org), in the public domain: eleven "
        "fairy books and the Arabian Nights edited by Andrew Lang, tales of Grimm and Andersen, Alice's Adventures in "
        "Wonderland, Pride and Prejudice, Little Women, The Adventures of Sherlock Holmes. The last 5 % of each book's "
        "paragraphs are held out.",
    ),
    licence="Apache-2.0",
    departures=(
        "1.9 million words of text instead of a billion, 100 dimensions instead of 300, no joining of phrases.",
        "Batches of 1,024 pairs whose gradients are added up, where the authors' program updates after each pair.",
        "The threshold t of subsampling is 10⁻³ (the paper: about 10⁻⁵), because the text is small; a word of frequency f is "
        "kept with √(t/f) + t/f, as in the authors' program, and not √(t/f), as in the paper.",
        "Windows end at paragraphs and skip words that the dictionary does not have; the possessive 's is removed.",
    ),
)

SYSTEM = System(
    name="word2vec",
    title=Text("Words as vectors (word2vec)", "벡터로서의 낱말 (word2vec)"),
    family=Family.REPRESENTING,
    sources=(
        "Mikolov, Sutskever, Chen, Corrado, Dean 2013, arXiv:1310.4546",
        "Mikolov, Chen, Corrado, Dean 2013, arXiv:1301.3781",
    ),
    config=Config(),
    tiny=Config(vocabulary=12, dimensions=8, window=2, negatives=3, subsampling=1.0, batch=16),
    build=SkipGram,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
    compact=True,
)
