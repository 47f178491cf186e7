"""Show, Attend and Tell: before every word, the LSTM chooses where to look.

The picture is a set of annotation vectors a_i, one for each of 14 × 14 cells. Before word t, with h the LSTM's output and
E y the vector of the word before,

    e_ti = v · tanh(W_a a_i + W_h h_{t-1} + W_c Σ_{s<t} α_si)   scores (equation 4, and what has been looked at)
    α_t = softmax(e_t)                                          where to look (5)
    z_t = β_t Σ_i α_ti a_i,  β_t = σ(f_β(h_{t-1}))              what is seen there, and how much it counts (13 and section 4.2.1)
    h_t, c_t = LSTM([E y_{t-1}; z_t], h_{t-1}, c_{t-1})
    p(y_t) ∝ exp(L_o(E y_{t-1} + L_h h_t + L_z z_t))   (7)

Soft attention sums over all cells; hard attention looks at one cell s_t, drawn from α_t while training and the likeliest
when it speaks. h_0 and c_0 come from the mean of the annotations and, where the configuration says so, from the largest value
of each channel of the backbone: which kinds of thing there are at all. The sum of the maps so far is no part of the paper: it is
the coverage of Tu et al. (ACL 2016, arXiv:1601.04811), without which the network names things twice. Where the configuration
says so, a checklist of kinds stands beside it (`captioning.checklist`): with d_i how far cell i shows what has been named, the scores
read W_d d_i as well, and the LSTM reads how many kinds are left and how many things there are of the kind that α looks at.

Xu, Ba, Kiros, Cho, Courville, Salakhutdinov, Zemel, Bengio, "Show, Attend and Tell: Neural Image Caption Generation with
Visual Attention", ICML 2015, arXiv:1502.03044, sections 3.1, 4.1 and 4.2.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional

from mm_models.captioning.checklist import CHECKS, Checklist, checklist, checks, naming_words, told_cells
from mm_models.captioning.losses import LEAST
from mm_models.captioning.remembering import remembering
from mm_models.captioning.rows import joined
from mm_models.captioning.seeing import CHANNELS, POSITIONS, positions
from mm_models.captioning.vocabulary import check_fingerprint, fingerprint, words


@dataclass(frozen=True)
class Config:
    """The network's size, and the weights of the parts of its loss."""

    channels: int = CHANNELS  # of the annotations as they come
    annotation: int = 256  # numbers of an annotation vector
    inner: int = 96  # units that compare annotations with the LSTM's output
    embedding: int = 128  # numbers of a word's vector
    hidden: int = 320  # of the LSTM
    peak: bool = False  # h_0 and c_0 also read each channel's largest value; the paper's read only the mean
    checklist: bool = (
        False  # which of the kinds that are there have been named; needs annotations of the backbone
    )
    hard: bool = False  # look at one cell instead of all
    supervision: float = 0.5  # weight of showing where the named things are; 0: attention must emerge
    spread: float = 0.05  # weight of doubly stochastic attention (λ)
    vocabulary: int = len(words())
    trained_with: str = fingerprint()  # of the vocabulary


@dataclass(frozen=True)
class Memory:
    """A picture as the LSTM finds it."""

    cells: Float[Tensor, "rows cells annotation"]  # a_i
    keys: Float[Tensor, "rows cells inner"]  # W_a a_i
    whole: Float[Tensor, "rows whole"]  # what h_0 and c_0 read: the mean annotation, and the channels' peaks
    items: Checklist | None = None


@dataclass(frozen=True)
class State:
    """What the LSTM carries from word to word."""

    hidden: Float[Tensor, "*rows hidden"]  # h
    cell: Float[Tensor, "*rows hidden"]  # c
    covered: Float[Tensor, "*rows cells"]  # the sum of all maps so far
    told: Float[Tensor, "*rows kinds"] | None = (
        None  # 1 for a kind that has been named; None without a checklist
    )


@dataclass(frozen=True)
class Glance:
    """Where a word looked, and the LSTM after it."""

    scores: Float[Tensor, "*rows cells"]  # e
    attention: Float[Tensor, "*rows cells"]  # α
    looked: Float[Tensor, "*rows cells"]  # the weights of the sum: α, or 1 at one cell if attention is hard
    gate: Float[Tensor, "*rows one"]  # β
    context: Float[Tensor, "*rows annotation"]  # z
    state: State


@dataclass(frozen=True)
class Trace:
    """What was computed for words; rows are captions while speaking, captions and words when captions are given."""

    scores: Float[Tensor, "*rows cells"]
    attention: Float[Tensor, "*rows cells"]
    looked: Float[Tensor, "*rows cells"]
    gate: Float[Tensor, "*rows one"]
    context: Float[Tensor, "*rows annotation"]
    hidden: Float[Tensor, "*rows hidden"]
    cell: Float[Tensor, "*rows hidden"]
    covered: Float[Tensor, "*rows cells"]  # the sum of the maps up to this word's
    told: Float[Tensor, "*rows kinds"] | None  # which kinds have been named, this word's included
    logits: Float[Tensor, "*rows vocabulary"]  # of the next word

    @property
    def state(self) -> State:
        """What the next step needs, after the word."""
        return State(self.hidden, self.cell, self.covered, self.told)


class ShowAttendTell(nn.Module):
    """Annotations, additive attention, gate, LSTM, deep output.

    Raises:
        ValueError: the configuration belongs to another vocabulary.
    """

    running_reward: Tensor
    names: Tensor

    def __init__(self, config: Config) -> None:
        super().__init__()
        check_fingerprint(config.trained_with)
        self.config = config
        self.annotate = nn.Linear(config.channels + POSITIONS, config.annotation)
        whole = config.annotation + (config.channels if config.peak else 0)
        # channels differ a hundredfold in size: unless each has a spread of one, the LSTM starts saturated
        self.level = nn.BatchNorm1d(config.channels, affine=False) if config.peak else nn.Identity()
        self.first_hidden = nn.Linear(whole, config.hidden)
        self.first_cell = nn.Linear(whole, config.hidden)
        self.from_cells = nn.Linear(config.annotation, config.inner)  # W_a
        self.from_hidden = nn.Linear(config.hidden, config.inner, bias=False)  # W_h
        self.from_covered = nn.Linear(1, config.inner, bias=False)  # W_c
        self.score = nn.Linear(config.inner, 1, bias=False)  # v
        self.gate = nn.Linear(config.hidden, 1)  # f_β
        self.embed = nn.Embedding(config.vocabulary, config.embedding)  # E
        self.from_told = nn.Linear(1, config.inner, bias=False) if config.checklist else None
        read = config.embedding + config.annotation + (CHECKS if config.checklist else 0)
        self.lstm = remembering(nn.LSTMCell(read, config.hidden))
        self.hidden_out = nn.Linear(config.hidden, config.embedding, bias=False)  # L_h
        self.context_out = nn.Linear(config.annotation, config.embedding, bias=False)  # L_z
        self.out = nn.Linear(config.embedding, config.vocabulary)  # L_o
        guessing = -torch.tensor(float(config.vocabulary)).log()
        self.register_buffer("running_reward", guessing)  # b of hard attention, see train.py
        self.register_buffer("names", naming_words(), persistent=False)  # the kinds that words name

    def forward(
        self,
        annotations: Float[Tensor, "batch channels side side"],
        ids: Int[Tensor, "batch words"],
        noise: Float[Tensor, "batch words cells"] | None = None,
        expected: Bool[Tensor, " batch"] | None = None,
    ) -> Trace:
        """Reads pictures and captions of them; see `tell`."""
        return self.tell(self.read(annotations), ids, noise, expected)

    def read(self, annotations: Float[Tensor, "rows channels side side"]) -> Memory:
        """Each cell's annotation, with where it is."""
        where = positions(annotations.shape[-1]).to(annotations).expand(len(annotations), -1, -1, -1)
        cells = self.annotate(torch.cat([annotations, where], dim=1).flatten(2).transpose(1, 2))
        peaks = [self.level(annotations.amax(dim=(2, 3)))] if self.config.peak else []
        items = checklist(annotations) if self.config.checklist else None
        return Memory(cells, self.from_cells(cells), torch.cat([cells.mean(dim=1), *peaks], dim=1), items)

    def first(self, memory: Memory) -> State:
        """h_0 and c_0 from the picture as a whole; nothing has been looked at."""
        none = torch.zeros(memory.cells.shape[:2], device=memory.cells.device)
        untold = None if memory.items is None else torch.zeros_like(memory.items.number)
        return State(
            self.first_hidden(memory.whole).tanh(), self.first_cell(memory.whole).tanh(), none, untold
        )

    def step(
        self,
        memory: Memory,
        state: State,
        ids: Int[Tensor, " rows"],
        attention: Float[Tensor, "rows cells"] | None = None,
    ) -> Trace:
        """Reads one word a row; `attention` is put in place of the network's own."""
        return self.say(self.embed(ids), self.glance(memory, state, ids, attention))

    def tell(
        self,
        memory: Memory,
        ids: Int[Tensor, "rows words"],
        noise: Float[Tensor, "rows words cells"] | None = None,
        expected: Bool[Tensor, " rows"] | None = None,
    ) -> Trace:
        """Reads whole captions.

        Hard attention looks at the cell where log α + `noise` is largest, which draws from α if the noise is Gumbel
        distributed, and takes the likeliest cell without noise; rows that are `expected` look at all cells, softly.
        """
        state, glances = self.first(memory), []
        for word in range(ids.shape[1]):
            drawn = None if noise is None else noise[:, word]
            glances.append(self.glance(memory, state, ids[:, word], noise=drawn, expected=expected))
            state = glances[-1].state
        return self.say(self.embed(ids), joined(glances))

    def glance(
        self,
        memory: Memory,
        state: State,
        ids: Int[Tensor, " rows"],
        attention: Float[Tensor, "rows cells"] | None = None,
        noise: Float[Tensor, "rows cells"] | None = None,
        expected: Bool[Tensor, " rows"] | None = None,
    ) -> Glance:
        """Reads a word, looks somewhere and moves the LSTM on."""
        told = None if state.told is None else torch.maximum(state.told, self.names[ids])
        scores = self.scores(memory, state, told)
        attention = scores.softmax(dim=1) if attention is None else attention
        looked = one_cell(attention, noise, expected) if self.config.hard else attention
        gate = self.gate(state.hidden).sigmoid()
        context = gate * torch.bmm(looked[:, None], memory.cells)[:, 0]
        listed = [] if memory.items is None or told is None else [checks(memory.items, told, looked)]
        read = torch.cat([self.embed(ids), context, *listed], dim=1)
        hidden, cell = self.lstm(read, (state.hidden, state.cell))
        return Glance(
            scores, attention, looked, gate, context, State(hidden, cell, state.covered + looked, told)
        )

    def scores(
        self, memory: Memory, state: State, told: Float[Tensor, "rows kinds"] | None
    ) -> Float[Tensor, "rows cells"]:
        """e: how much each cell is worth a look, given what was said and seen so far."""
        asked = self.from_hidden(state.hidden)[:, None] + self.from_covered(state.covered[:, :, None])
        if self.from_told is not None and memory.items is not None and told is not None:
            asked = asked + self.from_told(told_cells(memory.items, told)[:, :, None])
        return self.score((memory.keys + asked).tanh())[:, :, 0]

    def say(self, said: Float[Tensor, "*rows embedding"], glance: Glance) -> Trace:
        """The next word's logits, after the word before, the LSTM and what was seen (equation 7)."""
        mixed = said + self.hidden_out(glance.state.hidden) + self.context_out(glance.context)
        return Trace(
            scores=glance.scores,
            attention=glance.attention,
            looked=glance.looked,
            gate=glance.gate,
            context=glance.context,
            hidden=glance.state.hidden,
            cell=glance.state.cell,
            covered=glance.state.covered,
            told=glance.state.told,
            logits=self.out(mixed),
        )


def one_cell(
    attention: Float[Tensor, "rows cells"],
    noise: Float[Tensor, "rows cells"] | None,
    expected: Bool[Tensor, " rows"] | None,
) -> Float[Tensor, "rows cells"]:
    """1 at the cell that is looked at; rows that are `expected` keep their attention."""
    logs = attention.detach().clamp(min=LEAST).log()
    chosen = (logs if noise is None else logs + noise).argmax(dim=1)
    one = functional.one_hot(chosen, attention.shape[1]).to(attention)
    return one if expected is None else torch.where(expected[:, None], attention, one)
