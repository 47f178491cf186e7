"""Transformer captioner: the size of its network, which is `captioning.transformer`, and the weight of one part of its loss.

The network stands there because the contrastive captioner goes on from its weights, and systems never import each other.
"""

from dataclasses import dataclass

from mm_models.captioning.seeing import CHANNELS
from mm_models.captioning.transformer import TransformerCaptioner
from mm_models.captioning.vocabulary import fingerprint, words

__all__ = ["Config", "TransformerCaptioner"]


@dataclass(frozen=True)
class Config:
    """The network's size, and the weight of one part of its loss."""

    channels: int = CHANNELS  # of the annotations as they come
    width: int = 192  # numbers of a word's or a cell's vector
    heads: int = 6
    layers: int = 3
    inner: int = 512  # units between W_1 and W_2
    checklist: bool = (
        False  # which of the kinds that are there have been named; needs annotations of the backbone
    )
    supervision: float = (
        0.5  # weight of showing the last layer where the named things are; 0: attention must emerge
    )
    vocabulary: int = len(words())
    trained_with: str = fingerprint()  # of the vocabulary
