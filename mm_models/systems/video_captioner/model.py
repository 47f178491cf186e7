"""Video captioning with temporal attention: before every word, the LSTM chooses which frames to look at.

A clip of n frames is a set of vectors V = {v_1 ... v_n}. Each joins what a frame shows with how things move around it:

    v_i = W [a_i; d_i; m_i] + p_i

with a_i the backbone's cells of frame i, each weighted by how much it is changing, summed in the left and in the right half; d_i the
largest changes in both halves; m_i a 3-D CNN's output around frame i; and p_i a learnt vector that says when it is. From m_i alone a
linear layer names the motions that go on in frame i: the paper's 3-D CNN, too, learns actions. Before word t, with h the LSTM's
output and E y the vector of the word before,

    e_i = w · tanh(W_a h_{t-1} + U_a v_i + b_a)      relevance of frame i (section 3.3)
    α   = softmax(e)                                  where in time to look (equation 8)
    φ_t = Σ_i α_i v_i                                 what is seen there (equation 7)
    h_t, c_t = LSTM([E y_{t-1}; φ_t], h_{t-1}, c_{t-1})
    p(y_t) = softmax(U_p tanh(W_p [h_t; φ_t; E y_{t-1}] + b_p) + d)   (equation 3 and below)

The 3-D CNN sees local temporal structure, what happens within a few frames; attention sees global temporal structure, which
frames of the whole clip matter. h_0 and c_0 come from the mean of all v_i, as in the authors' program.

Yao, Torabi, Cho, Ballas, Pal, Larochelle, Courville, "Describing Videos by Exploiting Temporal Structure", ICCV 2015,
arXiv:1502.08029, sections 2.2, 3.2 and 3.3.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

from mm_models.captioning.clip_judging import ACTIONS
from mm_models.captioning.rows import joined
from mm_models.captioning.seeing import POSITIONS, SHOWN, positions
from mm_models.captioning.vocabulary import check_fingerprint, fingerprint, words
from mm_models.captioning.watching import FRAMES

LEAST = 1e-6  # change of a frame below which nothing moves


@dataclass(frozen=True)
class Config:
    """The network's size."""

    channels: int = SHOWN  # of a frame's map as it comes
    frames: int = FRAMES  # of a clip
    squeezed: int = 24  # channels that the 3-D CNN reads
    motion: int = 48  # channels of the 3-D CNN's layers
    vector: int = 256  # numbers of a frame's vector v
    inner: int = 96  # units that compare frames with the LSTM's output
    embedding: int = 128  # numbers of a word's vector
    hidden: int = 256  # of the LSTM
    vocabulary: int = len(words())
    trained_with: str = fingerprint()  # of the vocabulary


@dataclass(frozen=True)
class Memory:
    """A clip as the LSTM finds it."""

    frames: Float[Tensor, "rows frames vector"]  # v
    keys: Float[Tensor, "rows frames inner"]  # U_a v + b_a
    actions: Float[Tensor, "rows frames actions"]  # logits: what the 3-D CNN believes to go on in each frame


@dataclass(frozen=True)
class State:
    """What the LSTM carries from word to word."""

    hidden: Float[Tensor, "*rows hidden"]  # h
    cell: Float[Tensor, "*rows hidden"]  # c


@dataclass(frozen=True)
class Glance:
    """Which frames a word looked at, and the LSTM after it."""

    scores: Float[Tensor, "*rows frames"]  # e
    attention: Float[Tensor, "*rows frames"]  # α
    context: Float[Tensor, "*rows vector"]  # φ
    state: State


@dataclass(frozen=True)
class Trace:
    """What was computed for words; rows are captions while speaking, captions and words when captions are given."""

    scores: Float[Tensor, "*rows frames"]
    attention: Float[Tensor, "*rows frames"]
    context: Float[Tensor, "*rows vector"]
    hidden: Float[Tensor, "*rows hidden"]
    cell: Float[Tensor, "*rows hidden"]
    logits: Float[Tensor, "*rows vocabulary"]  # of the next word
    actions: Float[Tensor, "clips frames actions"]  # logits: what goes on in each frame, see `Memory`

    @property
    def state(self) -> State:
        """What the next step needs, after the word."""
        return State(self.hidden, self.cell)


class Motion(nn.Module):
    """The 3-D CNN: squeezes each cell, then two convolutions over time and space of cells and their changes.

    The paper's reads histograms of oriented gradients, optical flow and motion boundaries.
    """

    def __init__(self, channels: int, squeezed: int, motion: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv3d(channels + POSITIONS, squeezed, 1)
        self.near = nn.Conv3d(2 * squeezed, motion, 3, padding=1)
        self.pool = nn.MaxPool3d((1, 2, 2), ceil_mode=True)
        self.far = nn.Conv3d(motion, motion, 3, padding=1)

    def forward(
        self, clips: Float[Tensor, "rows channels frames side side"]
    ) -> Float[Tensor, "rows frames numbers"]:
        where = positions(clips.shape[-1]).to(clips)[:, None].expand(len(clips), -1, clips.shape[2], -1, -1)
        squeezed = self.squeeze(torch.cat([clips, where], dim=1)).relu()
        seen = torch.cat([squeezed, changes(squeezed)], dim=1)
        return halves(self.far(self.pool(self.near(seen).relu())).relu())


def changes(
    clips: Float[Tensor, "rows channels frames height width"],
) -> Float[Tensor, "rows channels frames height width"]:
    """The difference to the frame before; 0 for the first."""
    return clips - torch.cat([clips[:, :, :1], clips[:, :, :-1]], dim=2)


def halves(clips: Float[Tensor, "rows channels frames height width"]) -> Float[Tensor, "rows frames numbers"]:
    """The largest value of each channel in the left half of each frame, and in the right half."""
    largest = functional.adaptive_max_pool3d(clips, (clips.shape[2], 1, 2))
    return largest.permute(0, 2, 1, 4, 3).flatten(2)


def what_moves(
    clips: Float[Tensor, "rows channels frames height width"],
) -> Float[Tensor, "rows frames numbers"]:
    """The cells of each frame, weighted by their share of the frame's change since the one before and until the next, summed in
    the left half and in the right half (an odd column in the middle belongs to both).

    Without it a vector says which things there are and not which of them moves, and the captions name one thing twice.
    """
    change = changes(clips).square().sum(dim=1, keepdim=True)
    change = change + torch.cat([change[:, :, 1:], torch.zeros_like(change[:, :, :1])], dim=2)
    shares = change / change.sum(dim=(3, 4), keepdim=True).clamp(min=LEAST)
    weighted, width = clips * shares, clips.shape[4]
    left, right = weighted[..., : (width + 1) // 2], weighted[..., width // 2 :]
    return torch.cat([half.sum(dim=(3, 4)) for half in (left, right)], dim=1).transpose(1, 2)


class VideoCaptioner(nn.Module):
    """Frames and motion, attention over time, LSTM, deep output.

    Raises:
        ValueError: the configuration belongs to another vocabulary.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        check_fingerprint(config.trained_with)
        self.config = config
        self.motion = Motion(config.channels, config.squeezed, config.motion)
        self.join = nn.Linear(4 * config.channels + 2 * config.motion, config.vector)  # W
        self.acts = nn.Linear(2 * config.motion, len(ACTIONS))
        self.when = nn.Parameter(torch.randn(config.frames, config.vector) / 10)  # p
        self.first_hidden = nn.Linear(config.vector, config.hidden)
        self.first_cell = nn.Linear(config.vector, config.hidden)
        self.from_frames = nn.Linear(config.vector, config.inner)  # U_a, b_a
        self.from_hidden = nn.Linear(config.hidden, config.inner, bias=False)  # W_a
        self.score = nn.Linear(config.inner, 1, bias=False)  # w
        self.embed = nn.Embedding(config.vocabulary, config.embedding)  # E
        self.lstm = nn.LSTMCell(config.embedding + config.vector, config.hidden)
        self.mix = nn.Linear(config.hidden + config.vector + config.embedding, config.embedding)  # W_p, b_p
        self.out = nn.Linear(config.embedding, config.vocabulary)  # U_p, d

    def forward(
        self, clips: Float[Tensor, "batch channels frames side side"], ids: Int[Tensor, "batch words"]
    ) -> Trace:
        """Reads clips and captions of them."""
        return self.tell(self.read(clips), ids)

    def read(self, annotations: Float[Tensor, "rows channels frames side side"]) -> Memory:
        """One vector a frame: what it shows, how things move around it, and when it is."""
        shown = torch.cat([what_moves(annotations), halves(changes(annotations).abs())], dim=2)
        moved = self.motion(annotations)
        frames = self.join(torch.cat([shown, moved], dim=2)) + self.when
        return Memory(frames, self.from_frames(frames), self.acts(moved))

    def first(self, memory: Memory) -> State:
        """h_0 and c_0 from the clip as a whole."""
        whole = memory.frames.mean(dim=1)
        return State(self.first_hidden(whole).tanh(), self.first_cell(whole).tanh())

    def step(
        self,
        memory: Memory,
        state: State,
        ids: Int[Tensor, " rows"],
        attention: Float[Tensor, "rows frames"] | None = None,
    ) -> Trace:
        """Reads one word a row; `attention` is put in place of the network's own."""
        said = self.embed(ids)
        return self.say(memory, said, self.glance(memory, state, said, attention))

    def tell(self, memory: Memory, ids: Int[Tensor, "rows words"]) -> Trace:
        """Reads whole captions."""
        said, state, glances = self.embed(ids), self.first(memory), []
        for word in said.unbind(dim=1):
            glances.append(self.glance(memory, state, word))
            state = glances[-1].state
        return self.say(memory, said, joined(glances))

    def glance(
        self,
        memory: Memory,
        state: State,
        said: Float[Tensor, "rows embedding"],
        attention: Float[Tensor, "rows frames"] | None = None,
    ) -> Glance:
        """Looks at some frames and moves the LSTM on."""
        asked = self.from_hidden(state.hidden)[:, None]
        scores = self.score((memory.keys + asked).tanh())[:, :, 0]
        attention = scores.softmax(dim=1) if attention is None else attention
        context = torch.bmm(attention[:, None], memory.frames)[:, 0]
        hidden, cell = self.lstm(torch.cat([said, context], dim=1), (state.hidden, state.cell))
        return Glance(scores, attention, context, State(hidden, cell))

    def say(self, memory: Memory, said: Float[Tensor, "*rows embedding"], glance: Glance) -> Trace:
        """The next word's logits, after the word before, the LSTM and what was seen."""
        mixed = self.mix(torch.cat([glance.state.hidden, glance.context, said], dim=-1)).tanh()
        return Trace(
            scores=glance.scores,
            attention=glance.attention,
            context=glance.context,
            hidden=glance.state.hidden,
            cell=glance.state.cell,
            logits=self.out(mixed),
            actions=memory.actions,
        )
