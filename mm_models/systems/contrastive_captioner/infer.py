"""Which caption fits which picture, by a captioner's own log-likelihood: the matrices that retrieval and the page need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn import functional

from mm_models.captioning.captioner import Captioner
from mm_models.captioning.losses import log_probabilities
from mm_models.captioning.rows import chosen
from mm_models.captioning.vocabulary import PAD, rows, start

AT_ONCE = 60  # captions that are read beside one another: more no longer fit into a processor's caches


@dataclass(frozen=True)
class Fits:
    """How likely each caption is for each picture, word by word."""

    words: Float[
        Tensor, "captions pictures words"
    ]  # log-probability of each, in nats; 0 where a caption has ended

    @property
    def total(self) -> Float[Tensor, "captions pictures"]:
        """ln p(c|I)."""
        return self.words.sum(dim=2)


def with_start(captions: Sequence[Sequence[int]], language: str) -> Int[Tensor, "captions tokens"]:
    """Captions that a captioner wrote, as it reads them: with the language's start token, padded."""
    return torch.from_numpy(rows([[start(language), *caption] for caption in captions]))


@torch.no_grad()
def fits(
    captioner: Captioner,
    annotations: Float[Tensor, "pictures channels side side"],
    ids: Int[Tensor, "captions tokens"],
) -> Fits:
    """Every caption with every picture."""
    memory = captioner.read(annotations)
    order = (ids != PAD).sum(dim=1).argsort()  # captions of like length together: short ones do not wait
    some = max(1, AT_ONCE // len(annotations))
    found = [of_captions(captioner, memory, len(annotations), ids[part]) for part in order.split(some)]
    return Fits(torch.cat(found)[order.argsort()])


def of_captions(
    captioner: Captioner, memory: Any, pictures: int, ids: Int[Tensor, "captions tokens"]
) -> Float[Tensor, "captions pictures words"]:
    """The log-probabilities of the words of some captions, with every picture."""
    longest = int((ids != PAD).sum(dim=1).max())
    given = ids[:, :longest].repeat_interleave(pictures, dim=0)
    trace = captioner.tell(chosen(memory, torch.arange(pictures).repeat(len(ids))), given[:, :-1])
    likely = log_probabilities(trace.logits, given[:, 1:]).view(len(ids), pictures, -1)
    return functional.pad(likely, (0, ids.shape[1] - longest))


def ranks(
    likelihoods: Float[Tensor, "captions pictures"], own: Int[Tensor, " captions"]
) -> Int[Tensor, " captions"]:
    """How many pictures a caption fits better than its own, and as well: 0 is best."""
    mine = likelihoods.gather(1, own[:, None])
    return (likelihoods >= mine).sum(dim=1) - 1
