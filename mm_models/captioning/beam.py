"""Beam search: the several likeliest captions are kept open, word after word; and the tree that this makes.

At every step each open caption is continued with every word, and the `width` best of all continuations and of the
captions that have ended are kept, by the sum of their words' log-probabilities, divided by (words ** `length_power`).
With width 1 this is greedy decoding. Vinyals et al. 2015, section 3.1.3; the length: Wu et al. 2016, arXiv:1609.08144,
section 7, in its simplest form.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from mm_models.captioning.captioner import Speaker
from mm_models.captioning.decoding import speakable
from mm_models.captioning.rows import chosen
from mm_models.captioning.vocabulary import END, LONGEST, start, words

WIDEST = 10


@dataclass(frozen=True)
class Node:
    """A caption so far, as a node of the tree: its last word, and where its beginning stands in the level before."""

    id: int
    token: str
    parent: int  # position in the level before; 0 in the first
    log_probability: float  # of the word
    total: float  # of all words
    length: int  # words so far
    ended: bool  # it ended here or earlier; then the node only keeps its place
    score: float  # what nodes are ordered by


@dataclass(frozen=True)
class Level:
    """What is kept after a word, the best first."""

    nodes: tuple[Node, ...]


ROOT = Node(-1, "", 0, 0.0, 0.0, 0, False, 0.0)


@torch.no_grad()
def levels(
    speaker: Speaker,
    annotations: Float[Tensor, "1 channels *places"],
    language: str,
    width: int = 3,
    length_power: float = 0.0,
    longest: int = LONGEST,
) -> Iterator[Level]:
    """The levels of the tree, one for each word, until all captions that are kept have ended.

    Raises:
        ValueError: the width is not from 1 to WIDEST.
    """
    if not 1 <= width <= WIDEST:
        raise ValueError(f"a beam is 1 to {WIDEST} captions wide, not {width}")
    memory = speaker.read(annotations)
    state = speaker.first(memory)
    nodes: tuple[Node, ...] = (ROOT,)
    ids = torch.tensor([start(language)], device=annotations.device)
    for _ in range(longest):
        step = speaker.step(chosen(memory, torch.zeros_like(ids)), state, ids)
        said = speakable(step.logits).log_softmax(dim=1)
        nodes = best((*kept(nodes), *continued(nodes, said, width, length_power)), width)
        yield Level(nodes)
        if all(node.ended for node in nodes):
            return
        state = chosen(step.state, torch.tensor([node.parent for node in nodes], device=ids.device))
        ids = torch.tensor([node.id for node in nodes], device=ids.device)


def kept(nodes: Sequence[Node]) -> Iterator[Node]:
    """The captions that have ended, as they are."""
    for position, node in enumerate(nodes):
        if node.ended:
            yield Node(
                END, words()[END], position, node.log_probability, node.total, node.length, True, node.score
            )


def continued(
    nodes: Sequence[Node], said: Float[Tensor, "rows vocabulary"], width: int, length_power: float
) -> Iterator[Node]:
    """The best continuations of each open caption; no more than `width` of one can be among the best of all."""
    likeliest = said.topk(width, dim=1)
    for position, node in enumerate(nodes):
        if node.ended:
            continue
        for number, log in zip(
            likeliest.indices[position].tolist(), likeliest.values[position].tolist(), strict=True
        ):
            total, length = node.total + log, node.length + 1
            score = total / length**length_power
            yield Node(number, words()[number], position, log, total, length, number == END, score)


def best(nodes: Sequence[Node], width: int) -> tuple[Node, ...]:
    """The nodes with the best scores, the best first."""
    return tuple(sorted(nodes, key=lambda node: -node.score)[:width])


def captions(tree: Sequence[Level]) -> list[list[int]]:
    """The captions at the leaves of a tree, the best first, each with its `<end>`."""
    return [path(tree, leaf) for leaf in range(len(tree[-1].nodes))]


def path(tree: Sequence[Level], leaf: int) -> list[int]:
    """The numbers of the words from the root to a leaf."""
    ids: list[int] = []
    for level in reversed(tree):
        node = level.nodes[leaf]
        ids.append(node.id)
        leaf = node.parent
    said = ids[::-1]
    return said[: said.index(END) + 1] if END in said else said
