"""Reading sentences with the text encoder: their vectors, what each word looks at, and guesses for a hidden word."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn import functional

from mm_models.systems.text_encoder.model import TextEncoder, Trace
from mm_models.world.encoding import MASK, Encoded, encode, encode_tokens, shared_vocabulary, tokens_of
from mm_models.world.tokens import SPECIAL, tokens

AT_ONCE = 128  # sentences that the network reads together


@dataclass(frozen=True)
class Reading:
    """What the network made of some texts, and what it was given of them."""

    tokens: tuple[
        tuple[str, ...], ...
    ]  # of each text as the network saw it, with <start>, <end> and <unknown>
    unknown: tuple[tuple[str, ...], ...]  # the words of each text that it does not know
    cut: tuple[int, ...]  # how many tokens at the end of each text did not fit
    trace: Trace


@dataclass(frozen=True)
class Guess:
    """A word for a hidden place."""

    token: str
    probability: float


def read(model: TextEncoder, texts: Sequence[str]) -> Reading:
    """Reads texts in either language."""
    encoded = encode(texts, model.config.longest)
    seen = (tokens_of(row[mask]) for row, mask in zip(encoded.ids, encoded.mask, strict=True))
    return Reading(tuple(map(tuple, seen)), encoded.unknown, encoded.cut, traced(model, encoded))


@torch.no_grad()
def traced(model: TextEncoder, rows: Encoded) -> Trace:
    """What the network made of rows of numbers."""
    return model(*as_input(model, rows))


def as_input(
    model: TextEncoder, rows: Encoded
) -> tuple[Int[Tensor, "batch tokens"], Bool[Tensor, "batch tokens"]]:
    """Rows as the network reads them, where it is."""
    device = model.words.weight.device
    return torch.from_numpy(rows.ids).to(device), torch.from_numpy(rows.mask).to(device)


def vectors(model: TextEncoder, texts: Sequence[Sequence[str]]) -> Float[Tensor, "texts width"]:
    """The unit vectors of texts that are split into tokens; their products are cosines."""
    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    parts = [order[first : first + AT_ONCE] for first in range(0, len(order), AT_ONCE)]
    rows = [encode_tokens([texts[number] for number in part], model.config.longest) for part in parts]
    found = (
        torch.cat([traced(model, some).sentence for some in rows])
        if rows
        else torch.zeros(0, model.config.width)
    )
    return functional.normalize(found[torch.tensor(order, dtype=torch.int64).argsort()], dim=1)


def similarity(
    model: TextEncoder, ones: Sequence[str], others: Sequence[str]
) -> Float[Tensor, "ones others"]:
    """The cosines of the texts' vectors."""
    return (
        vectors(model, [tokens(text) for text in ones]) @ vectors(model, [tokens(text) for text in others]).T
    )


@torch.no_grad()
def guesses(model: TextEncoder, text: str, position: int, count: int = 5) -> list[Guess]:
    """The likeliest words for a token of a text when it is hidden, the likeliest first.

    Raises:
        IndexError: the text has no token at that position.
    """
    words = tokens(text)
    if not 0 <= position < min(len(words), model.config.longest - 2):
        raise IndexError(f"the text has {len(words)} tokens; there is no number {position}")
    hidden = [*words[:position], SPECIAL[MASK], *words[position + 1 :]]
    trace = traced(model, encode_tokens([hidden], model.config.longest))
    probability = model.guess(trace.features[0, position + 1]).softmax(dim=0).cpu()
    best = probability.topk(count)
    return [
        Guess(shared_vocabulary()[number], share)
        for number, share in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    ]


def looked_at(reading: Reading, text: int) -> Float[Tensor, " tokens"]:
    """How much each token of a text contributes to its vector, by attention rollout; <start> and <end> count too.

    Each layer's attention is averaged over the heads and mixed with what passes by it unchanged; the product of all
    layers says how much of each token reached the others, of which the sentence is the mean (Abnar and Zuidema 2020, arXiv:2005.00928, section 3).
    """
    count = len(reading.tokens[text])
    passed = torch.eye(count, device=reading.trace.attention.device)
    for weights in reading.trace.attention[text, :, :, :count, :count].mean(dim=1):
        passed = (0.5 * weights + 0.5 * torch.eye(count, device=weights.device)) @ passed
    return passed.mean(dim=0)
