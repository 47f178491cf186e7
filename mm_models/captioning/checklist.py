"""A checklist: which kinds of thing a picture shows, how many there are of each, and which of them have been named.

Attention alone has to remember what it has looked at, and a map that lies on two things at once marks both as told. A
checklist goes by the words instead: its items are the kinds that the picture shows, and a word that names a kind checks it off.
From it follow the two numbers on which the next word turns: how many kinds are left to name ("," or "and" or the end), and
how many things there are of what is being looked at ("a" or "three").

Kiddon, Zettlemoyer, Choi, "Globally Coherent Text Generation with Neural Checklist Models", EMNLP 2016, D16-1032, section 3;
theirs learns which word uses which item, ours knows it from the world's names.
"""

from dataclasses import dataclass
from functools import cache

import torch
from jaxtyping import Float
from torch import Tensor

from mm_models.captioning.seeing import kinds_of, numbers_of
from mm_models.captioning.vocabulary import numbers, words
from mm_models.world.kinds import KINDS, Kind
from mm_models.world.tokens import tokens

LEFT = 4  # kinds that may be left, from 0; more count as so many
ALIKE = 4  # things that there may be of one kind, from 1; more count as so many
CHECKS = LEFT + 1 + ALIKE  # numbers that `checks` returns
SEEN = (0.2, 0.6)  # a kind is as good as not there below so many things, and certainly there above
LOUD = 3.0  # factor of the checks, which would be lost among the other numbers that an LSTM reads
LEAST = 0.02  # share of the attention below which nothing is counted


@dataclass(frozen=True)
class Checklist:
    """What a picture has to be told of."""

    kinds: Float[Tensor, "rows cells kinds"]  # the probability that a cell shows a kind
    number: Float[Tensor, "rows kinds"]  # how many things of each kind there are
    there: Float[Tensor, "rows kinds"]  # whether there are any, 0 to 1


def checklist(annotations: Float[Tensor, "rows channels side side"]) -> Checklist:
    """The items of pictures, by what the backbone's heads say of them."""
    number, (least, most) = numbers_of(annotations), SEEN
    kinds = kinds_of(annotations).flatten(2).transpose(1, 2)
    return Checklist(kinds, number, ((number - least) / (most - least)).clamp(0, 1))


def checks(
    items: Checklist, told: Float[Tensor, "rows kinds"], attention: Float[Tensor, "rows cells"]
) -> Float[Tensor, "rows checks"]:
    """How many kinds are left to name, and how many things there are of the kind that is looked at; each as nearness to whole
    numbers, because what follows from two is not twice what follows from one."""
    seen = torch.bmm(attention[:, None], items.kinds)[:, 0] * items.there
    alike = (seen * items.number).sum(dim=1) / (seen.sum(dim=1) + LEAST)
    return torch.cat([left_over(items, told), LOUD * nearness(alike, 1, ALIKE)], dim=1)


def left_over(
    items: Checklist, told: Float[Tensor, "rows *words kinds"]
) -> Float[Tensor, "rows *words numbers"]:
    """How many kinds are left to name, from 0 to LEFT, as a network reads it."""
    return LOUD * nearness(still_there(items, told), 0, LEFT)


def still_there(items: Checklist, told: Float[Tensor, "rows *words kinds"]) -> Float[Tensor, "rows *words"]:
    """How many kinds have not been named."""
    return torch.einsum("rk,r...k->r...", items.there, 1 - told)


def told_cells(
    items: Checklist, told: Float[Tensor, "rows *words kinds"]
) -> Float[Tensor, "rows *words cells"]:
    """How far each cell shows what has been named."""
    return torch.einsum("rck,r...k->r...c", items.kinds, told)


def nearness(value: Float[Tensor, "*rows"], first: int, last: int) -> Float[Tensor, "*rows numbers"]:
    """1 at the whole number that a value is, less at its neighbours, 0 elsewhere; values beyond the ends count as these."""
    whole = torch.arange(first, last + 1, device=value.device)
    return (1 - (value.clamp(first, last)[..., None] - whole).abs()).clamp(min=0)


@cache
def naming_words() -> Float[Tensor, "vocabulary kinds"]:
    """1 where a word names a kind, in either language; a word of two kinds' names ("slice") names neither.

    The Korean word for a dog also counts things, so it checks off a dog too early where one comes later.
    """
    table = torch.zeros(len(words()), len(KINDS))
    for column, kind in enumerate(KINDS):
        table[numbers_of_names(kind), column] = 1
    table[table.sum(dim=1) > 1] = 0
    return table


def numbers_of_names(kind: Kind) -> list[int]:
    """The words of a kind's names, one and many, as far as captions have them."""
    found = {token for name in (kind.one, kind.many, kind.ko) for token in tokens(name)}
    return sorted(numbers()[token] for token in found if token in numbers())
