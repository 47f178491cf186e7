"""What captioners minimise, each part a function of a trace and a batch."""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional

from mm_models.captioning.vocabulary import PAD

LEAST = 1e-6  # attention below which its logarithm is not taken


def word_loss(
    logits: Float[Tensor, "captions words vocabulary"], wanted: Int[Tensor, "captions words"]
) -> Float[Tensor, ""]:
    """The mean cross-entropy of the words, in nats."""
    return functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=PAD)


def resembling_loss(
    image: Float[Tensor, "captions size"],
    words: Float[Tensor, "vocabulary size"],
    wanted: Int[Tensor, "captions words"],
) -> Float[Tensor, ""]:
    """The cross-entropy of a caption's words from the picture's vector alone, by its products with the words' vectors.

    A word's loss teaches that vector only through the steps of an LSTM, which takes hundreds of thousands of steps of training;
    this one takes the short way.
    """
    alike = image @ words.T / words.shape[1] ** 0.5
    return word_loss(alike[:, None].expand(-1, wanted.shape[1], -1), wanted)


def log_probabilities(
    logits: Float[Tensor, "captions words vocabulary"], wanted: Int[Tensor, "captions words"]
) -> Float[Tensor, "captions words"]:
    """Of each word that was wanted; 0 where there is none."""
    each = functional.cross_entropy(logits.transpose(1, 2), wanted, ignore_index=PAD, reduction="none")
    return -each


def spread_loss(
    attention: Float[Tensor, "captions words cells"], wanted: Int[Tensor, "captions words"]
) -> Float[Tensor, ""]:
    """Doubly stochastic attention: Σ over cells of (1 - Σ over words of attention)², here the mean over cells.

    Xu et al. 2015, equation 14: over a whole caption every cell should be looked at about as much.
    """
    looked = (attention * (wanted != PAD)[:, :, None]).sum(dim=1)
    return (1 - looked).square().mean()


def guide_loss(
    attention: Float[Tensor, "captions words cells"], cells: Bool[Tensor, "captions words cells"]
) -> Float[Tensor, ""]:
    """-log of the attention on the cells of what a word names, over the words that name something; 0 without any."""
    names = cells.any(dim=2)
    inside = (attention * cells).sum(dim=2).clamp(min=LEAST)
    return -(inside.log() * names).sum() / names.sum().clamp(min=1)


def entropy(attention: Float[Tensor, "*words cells"]) -> Float[Tensor, "*words"]:
    """Of each map, in nats."""
    return -(attention * attention.clamp(min=LEAST).log()).sum(dim=-1)


def is_word(wanted: Int[Tensor, "captions words"]) -> Bool[Tensor, "captions words"]:
    """Where a word is wanted at all."""
    return wanted != PAD


def per_caption(
    values: Float[Tensor, "captions words"], wanted: Int[Tensor, "captions words"]
) -> Float[Tensor, " captions"]:
    """The mean over each caption's words."""
    real = is_word(wanted)
    return torch.where(real, values, 0).sum(dim=1) / real.sum(dim=1).clamp(min=1)
