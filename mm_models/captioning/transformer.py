"""The network of the transformer captioners: a decoder whose words ask the picture's cells, in several heads and layers at once.

The picture is a set of annotation vectors a_i, one for each of 14 × 14 cells, the caption a row of vectors x_t: that of
the word and that of its position. Every layer changes each x_t three times; N is layer normalisation, h one of the heads,
d its size:

    x_t ← x_t + W_o Σ_{s ≤ t} α_ts v_s       words look at the words before:  q = W_q N(x_t), k = W_k N(x_s), v = W_v N(x_s)
    x_t ← x_t + U_o Σ_i α_ti v_i             words look at cells:             q = U_q N(x_t), k = U_k a_i,    v = U_v a_i
    x_t ← x_t + W_2 gelu(W_1 N(x_t))

    α = softmax(q · k / √d)

Where the configuration says so, there is a checklist of what the picture shows and what has been named (`captioning.checklist`):
x_t then also has W_k k_t, the number of kinds that are left, and with d_ti how far cell i shows what has been named, each
head adds its own multiple g d_ti to its scores.

Keys and values of the cells are computed once for each picture: they are the memory. Those of the words are the state, so
that speaking reads each word once.

Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser, Polosukhin, "Attention Is All You Need", NeurIPS 2017,
arXiv:1706.03762, section 3; as a captioner: Sharma, Ding, Goodman, Soricut, "Conceptual Captions", ACL 2018. The order of
normalisation: Xiong et al., ICML 2020, arXiv:2002.04745.

Two systems have this network: the transformer captioner, and the contrastive captioner, which goes on from its weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast, runtime_checkable

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from mm_models.captioning.checklist import LEFT, Checklist, checklist, left_over, naming_words, told_cells
from mm_models.captioning.heads import by_head, later, one_vector, scores, weights
from mm_models.captioning.seeing import POSITIONS, positions
from mm_models.captioning.vocabulary import LONGEST, check_fingerprint


@runtime_checkable
class Size(Protocol):
    """What the network must be told; a system's own configuration has more."""

    @property
    def channels(self) -> int:
        """Of the annotations as they come."""

    @property
    def width(self) -> int:
        """Numbers of a word's or a cell's vector."""

    @property
    def heads(self) -> int:
        """Of each layer; they share the width."""

    @property
    def layers(self) -> int: ...

    @property
    def inner(self) -> int:
        """Units between W_1 and W_2."""

    @property
    def checklist(self) -> bool:
        """Whether it knows which of the kinds that are there have been named; needs annotations of the backbone."""

    @property
    def vocabulary(self) -> int: ...

    @property
    def trained_with(self) -> str:
        """The vocabulary's fingerprint."""


@dataclass(frozen=True)
class Memory:
    """A picture as words find it."""

    keys: Float[Tensor, "rows layers heads cells size"]
    values: Float[Tensor, "rows layers heads cells size"]
    items: Checklist | None = None


@dataclass(frozen=True)
class State:
    """The words so far, as later words find them."""

    keys: Float[Tensor, "rows layers heads said size"]
    values: Float[Tensor, "rows layers heads said size"]
    told: Float[Tensor, "rows kinds"] | None = (
        None  # 1 for a kind that has been named; None without a checklist
    )


@dataclass(frozen=True)
class Looked:
    """What one layer did with some words."""

    words: Float[Tensor, "rows words width"]  # x after the layer
    keys: Float[Tensor, "rows heads said size"]  # of all words so far
    values: Float[Tensor, "rows heads said size"]
    to_words: Float[Tensor, "rows heads words said"]  # α over words
    queries: Float[Tensor, "rows heads words size"]  # that words put to cells
    to_cells: Float[Tensor, "rows heads words cells"]  # α over cells


@dataclass(frozen=True)
class Trace:
    """What was computed for words; rows are captions while speaking, captions and words when captions are given."""

    queries: Float[Tensor, "*rows layers heads size"]  # that each word put to the cells
    attention: Float[Tensor, "*rows layers heads cells"]
    to_words: Float[Tensor, "*rows layers heads said"]  # attention to the words up to this one
    hidden: Float[Tensor, "*rows layers width"]  # x after each layer
    logits: Float[Tensor, "*rows vocabulary"]  # of the next word
    told: Float[Tensor, "*rows kinds"] | None  # which kinds have been named, this word's included
    state: State


class Layer(nn.Module):
    """Words look at words, then at cells, then each is changed by itself."""

    def __init__(self, config: Size) -> None:
        super().__init__()
        width, self.heads = config.width, config.heads
        self.before_words, self.before_cells, self.before_inner = (nn.LayerNorm(width) for _ in range(3))
        self.word_query = nn.Linear(width, width, bias=False)  # W_q
        self.word_key = nn.Linear(width, width, bias=False)  # W_k
        self.word_value = nn.Linear(width, width, bias=False)  # W_v
        self.word_out = nn.Linear(width, width)  # W_o
        self.cell_query = nn.Linear(width, width, bias=False)  # U_q
        self.cell_key = nn.Linear(width, width, bias=False)  # U_k
        self.cell_value = nn.Linear(width, width, bias=False)  # U_v
        self.cell_out = nn.Linear(width, width)  # U_o
        self.told = nn.Parameter(torch.zeros(self.heads)) if config.checklist else None  # g
        self.inner = nn.Sequential(nn.Linear(width, config.inner), nn.GELU(), nn.Linear(config.inner, width))

    def offered(self, cells: Float[Tensor, "rows cells width"]) -> tuple[Tensor, Tensor]:
        """Keys and values of cells, (rows, heads, cells, size) each."""
        return by_head(self.cell_key(cells), self.heads), by_head(self.cell_value(cells), self.heads)

    def forward(
        self,
        words: Float[Tensor, "rows words width"],
        cells: Memory,
        said: State,
        number: int,
        attention: Float[Tensor, "rows cells"] | None = None,
        told: Float[Tensor, "rows words cells"] | None = None,
    ) -> Looked:
        """One layer, the one of this `number`; `attention` is put in place of what words would have looked at, `told` says how
        far each cell shows what has been named."""
        normed = self.before_words(words)
        keys = torch.cat([said.keys[:, number], by_head(self.word_key(normed), self.heads)], dim=2)
        values = torch.cat([said.values[:, number], by_head(self.word_value(normed), self.heads)], dim=2)
        asked = by_head(self.word_query(normed), self.heads)
        to_words = weights(asked, keys, later(asked.shape[2], keys.shape[2], words.device))
        words = words + self.word_out(one_vector(to_words @ values))
        queries = by_head(self.cell_query(self.before_cells(words)), self.heads)
        to_cells = self.looks(queries, cells.keys[:, number], told)
        if attention is not None:
            to_cells = attention[:, None, None].expand_as(to_cells)
        words = words + self.cell_out(one_vector(to_cells @ cells.values[:, number]))
        words = words + self.inner(self.before_inner(words))
        return Looked(words, keys, values, to_words, queries, to_cells)

    def looks(
        self,
        queries: Float[Tensor, "rows heads words size"],
        keys: Float[Tensor, "rows heads cells size"],
        told: Float[Tensor, "rows words cells"] | None,
    ) -> Float[Tensor, "rows heads words cells"]:
        """Attention to cells."""
        found = scores(queries, keys)
        if self.told is not None and told is not None:
            found = found + self.told[:, None, None] * told[:, None]
        return found.softmax(dim=3)


class TransformerCaptioner(nn.Module):
    """Annotations, word and position vectors, layers, softmax.

    Raises:
        ValueError: the configuration belongs to another vocabulary.
    """

    names: Tensor

    def __init__(self, config: Size) -> None:
        super().__init__()
        check_fingerprint(config.trained_with)
        self.config: Any = config  # a system's own, which may have more than a size
        self.annotate = nn.Linear(config.channels + POSITIONS, config.width)
        self.normalise_cells = nn.LayerNorm(config.width)
        self.embed = nn.Embedding(config.vocabulary, config.width)
        self.position = nn.Embedding(LONGEST + 1, config.width)
        self.left = nn.Linear(LEFT + 1, config.width, bias=False) if config.checklist else None  # W_k
        self.register_buffer("names", naming_words(), persistent=False)  # the kinds that words name
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.normalise = nn.LayerNorm(config.width)
        self.out = nn.Linear(config.width, config.vocabulary)

    def forward(
        self, annotations: Float[Tensor, "batch channels side side"], ids: Int[Tensor, "batch words"]
    ) -> Trace:
        """Reads pictures and captions of them."""
        return self.tell(self.read(annotations), ids)

    def read(self, annotations: Float[Tensor, "rows channels side side"]) -> Memory:
        """What each cell offers to each head of each layer: a key, and a value."""
        where = positions(annotations.shape[-1]).to(annotations).expand(len(annotations), -1, -1, -1)
        cells = self.annotate(torch.cat([annotations, where], dim=1).flatten(2).transpose(1, 2))
        cells = self.normalise_cells(cells)
        keys, values = zip(*(cast(Layer, layer).offered(cells) for layer in self.layers), strict=True)
        items = checklist(annotations) if self.config.checklist else None
        return Memory(torch.stack(keys, dim=1), torch.stack(values, dim=1), items)

    def first(self, memory: Memory) -> State:
        """No words yet."""
        untold = None if memory.items is None else torch.zeros_like(memory.items.number)
        return State(memory.keys[:, :, :, :0], memory.values[:, :, :, :0], untold)

    def step(
        self,
        memory: Memory,
        state: State,
        ids: Int[Tensor, " rows"],
        attention: Float[Tensor, "rows cells"] | None = None,
    ) -> Trace:
        """Reads one word a row; `attention` is put in place of the network's own, in all layers and heads."""
        trace = self.go_on(memory, state, ids[:, None], attention)
        return Trace(
            queries=trace.queries[:, 0],
            attention=trace.attention[:, 0],
            to_words=trace.to_words[:, 0],
            hidden=trace.hidden[:, 0],
            logits=trace.logits[:, 0],
            told=None if trace.told is None else trace.told[:, 0],
            state=trace.state,
        )

    def tell(self, memory: Memory, ids: Int[Tensor, "rows words"]) -> Trace:
        """Reads whole captions."""
        return self.go_on(memory, self.first(memory), ids)

    def go_on(
        self,
        memory: Memory,
        state: State,
        ids: Int[Tensor, "rows words"],
        attention: Float[Tensor, "rows cells"] | None = None,
    ) -> Trace:
        """Reads words that follow those of the state.

        Raises:
            IndexError: there are more than LONGEST words after the first.
        """
        before = state.keys.shape[3]
        places = torch.arange(before, before + ids.shape[1], device=ids.device)
        words, looks = self.embed(ids) + self.position(places), []
        told, cells = self.told_by(ids, state), None
        if self.left is not None and memory.items is not None and told is not None:
            words, cells = words + self.left(left_over(memory.items, told)), told_cells(memory.items, told)
        for number, layer in enumerate(self.layers):
            looks.append(layer(words, memory, state, number, attention, cells))
            words = looks[-1].words
        return self.say(looks, told)

    def told_by(
        self, ids: Int[Tensor, "rows words"], state: State
    ) -> Float[Tensor, "rows words kinds"] | None:
        """Which kinds have been named when each word has been read; None without a checklist."""
        if state.told is None:
            return None
        return torch.maximum(self.names[ids].cummax(dim=1).values, state.told[:, None])

    def say(self, looks: Sequence[Looked], told: Float[Tensor, "rows words kinds"] | None) -> Trace:
        """The next words' logits after the last layer, and what all layers did."""
        return Trace(
            queries=word_by_word([look.queries for look in looks]),
            attention=word_by_word([look.to_cells for look in looks]),
            to_words=word_by_word([look.to_words for look in looks]),
            hidden=torch.stack([look.words for look in looks], dim=2),
            logits=self.out(self.normalise(looks[-1].words)),
            told=told,
            state=State(
                torch.stack([look.keys for look in looks], dim=1),
                torch.stack([look.values for look in looks], dim=1),
                None if told is None else told[:, -1],
            ),
        )


def word_by_word(
    layers: Sequence[Float[Tensor, "rows heads words numbers"]],
) -> Float[Tensor, "rows words layers heads numbers"]:
    """What layers did, with the words first."""
    return torch.stack(list(layers), dim=1).permute(0, 3, 1, 2, 4)
