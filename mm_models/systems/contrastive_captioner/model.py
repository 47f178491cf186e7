"""Contrastive captioner: a caption should be likelier for its own picture, and less likely for others, than a reference says.

The reference p_n is a trained captioner that stays as it is; the target p_m begins as a copy of it. For a caption c and a
picture I, both log-probabilities summed over the caption's words:

    G(c, I) = ln p_m(c|I) - ln p_n(c|I)                                       (3)
    h(c, I) = r_ν(G(c, I)),   r_ν(u) = 1 / (1 + ν exp(-u))                    (4)
    loss    = -mean over matched pairs of ln h(c, I)
              - mean over mismatched pairs of ln(1 - h(c', I))                (5), with K mismatched pairs for each matched

What would fit many pictures is a matched and a mismatched pair at once, and the two pulls cancel; what fits one picture
only is pulled up. The gradient of a matched pair is weighted by 1 - h, that of a mismatched one by h: pairs that are
already right no longer count. ν is how many mismatched pairs there are for one matched pair in each of the K sums; the
paper takes 1 and K = 5.

Dai, Lin, "Contrastive Learning for Image Captioning", NeurIPS 2017, arXiv:1710.02534, section 3.
"""

from dataclasses import dataclass
from math import log
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from mm_models.captioning.captioner import Captioner
from mm_models.captioning.losses import log_probabilities
from mm_models.captioning.seeing import CHANNELS
from mm_models.captioning.transformer import TransformerCaptioner
from mm_models.captioning.vocabulary import fingerprint, words

__all__ = ["Config", "TransformerCaptioner"]


@dataclass(frozen=True)
class Config:
    """The network's size, which must be the reference's, and the two numbers of the loss."""

    channels: int = CHANNELS  # of the annotations as they come
    width: int = 192  # numbers of a word's or a cell's vector
    heads: int = 6
    layers: int = 3
    inner: int = 512  # units between W_1 and W_2
    checklist: bool = (
        False  # which of the kinds that are there have been named; needs annotations of the backbone
    )
    nu: float = 1.0  # ν
    mismatched: int = 3  # K, pictures that each caption is held against
    vocabulary: int = len(words())
    trained_with: str = fingerprint()  # of the vocabulary


def log_likelihood(
    captioner: Captioner, memory: Any, ids: Int[Tensor, "rows tokens"]
) -> Float[Tensor, " rows"]:
    """ln p(c|I), in nats, of captions that are given with their start tokens; row by row."""
    logits = captioner.tell(memory, ids[:, :-1]).logits
    return log_probabilities(logits, ids[:, 1:]).sum(dim=1)


def is_matched(log_ratio: Float[Tensor, "*pairs"], nu: float) -> Float[Tensor, "*pairs"]:
    """h: how probable it is that a pair is matched, judged by G."""
    return torch.sigmoid(log_ratio - log(nu))


def contrastive_loss(
    matched: Float[Tensor, " captions"], mismatched: Float[Tensor, "captions others"], nu: float
) -> dict[str, Float[Tensor, ""]]:
    """The loss (5) and its two parts, from the G of matched and mismatched pairs."""
    own = -functional.logsigmoid(matched - log(nu)).mean()
    others = -functional.logsigmoid(log(nu) - mismatched).mean()
    return {"loss": own + others, "matched": own, "mismatched": others}
