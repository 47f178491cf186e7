"""Made-up inputs of captioners, for their contract."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from mm_models.captioning.vocabulary import SPECIAL, start, words

PICTURES, SIDE, WORDS = 3, 4, 7


def example_inputs(
    channels: int, generator: torch.Generator
) -> tuple[Float[Tensor, "batch channels side side"], Int[Tensor, "batch words"]]:
    """Annotations of noise, and random words after the token that asks for English."""
    annotations = torch.randn(PICTURES, channels, SIDE, SIDE, generator=generator)
    ids = torch.randint(len(SPECIAL), len(words()), (PICTURES, WORDS), generator=generator)
    ids[:, 0] = start("en")
    return annotations, ids
