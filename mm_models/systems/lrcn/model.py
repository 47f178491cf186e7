"""LRCN: words and picture meet in a stack of LSTMs, which sees the picture again before every word.

With v the picture's vector, E S_t the word before, [a; b] two vectors in a row, the three networks of the paper's figure 6
differ in how many LSTMs there are and where the picture enters:

    1u  h_t = LSTM_1([E S_t; v])
    2u  h_t = LSTM_2(LSTM_1([E S_t; v]))
    2f  h_t = LSTM_2([LSTM_1(E S_t); v])        "factored": the first LSTM is a language model that sees no picture

and p_{t+1} = softmax(W_o h_t). v is a linear map of the mean and the largest value of each channel of the picture's 14 × 14
annotations.

Donahue, Hendricks, Guadarrama, Rohrbach, Venugopalan, Saenko, Darrell, "Long-term Recurrent Convolutional Networks for
Visual Recognition and Description", CVPR 2015, arXiv:1411.4389, section 4.2 of version 4 (image description).
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from mm_models.captioning.remembering import remembering
from mm_models.captioning.rows import joined
from mm_models.captioning.seeing import CHANNELS, whole
from mm_models.captioning.vocabulary import check_fingerprint, fingerprint, words


@dataclass(frozen=True)
class Config:
    """The network's size and which of the three it is."""

    channels: int = CHANNELS  # of the annotations as they come
    embedding: int = 256  # numbers of a word's vector, and of the picture's
    hidden: int = 256  # of each LSTM
    layers: int = 2  # LSTMs
    factored: bool = True  # the picture enters at the last LSTM instead of the first; of no account with one
    vocabulary: int = len(words())
    trained_with: str = fingerprint()  # of the vocabulary


@dataclass(frozen=True)
class Memory:
    """A picture as the LSTMs see it, before every word."""

    image: Float[Tensor, "rows embedding"]  # v


@dataclass(frozen=True)
class State:
    """What the LSTMs carry from word to word."""

    hidden: Float[Tensor, "*rows layers hidden"]
    cell: Float[Tensor, "*rows layers hidden"]


@dataclass(frozen=True)
class Trace:
    """What was computed for words; rows are captions while speaking, captions and words when captions are given."""

    hidden: Float[Tensor, "*rows layers hidden"]  # of each LSTM
    cell: Float[Tensor, "*rows layers hidden"]
    logits: Float[Tensor, "*rows vocabulary"]  # of the next word

    @property
    def state(self) -> State:
        """The LSTMs', after the word."""
        return State(self.hidden, self.cell)

    @property
    def attention(self) -> None:
        """There is none: the picture is one vector."""


class Lrcn(nn.Module):
    """A linear map of the picture's vector, word vectors, LSTMs, softmax.

    Raises:
        ValueError: the configuration belongs to another vocabulary.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        check_fingerprint(config.trained_with)
        self.config = config
        self.entrance = config.layers - 1 if config.factored else 0  # the LSTM that the picture enters
        # channels differ a hundredfold in size: unless each has a spread of one, the LSTMs are saturated
        self.level = nn.BatchNorm1d(2 * config.channels, affine=False)
        self.see = nn.Linear(2 * config.channels, config.embedding)
        self.embed = nn.Embedding(config.vocabulary, config.embedding)  # E
        self.lstms = nn.ModuleList(
            remembering(nn.LSTMCell(inputs, config.hidden)) for inputs in input_sizes(config, self.entrance)
        )
        self.out = nn.Linear(config.hidden, config.vocabulary)  # W_o

    def forward(
        self, annotations: Float[Tensor, "batch channels side side"], ids: Int[Tensor, "batch words"]
    ) -> Trace:
        """Reads pictures and captions of them."""
        return self.tell(self.read(annotations), ids)

    def read(self, annotations: Float[Tensor, "rows channels side side"]) -> Memory:
        """The picture as one vector."""
        return Memory(self.see(self.level(whole(annotations))))

    def first(self, memory: Memory) -> State:
        """Zeros."""
        shape = (len(memory.image), self.config.layers, self.config.hidden)
        none = torch.zeros(shape, device=memory.image.device)
        return State(none, none)

    def step(self, memory: Memory, state: State, ids: Int[Tensor, " rows"]) -> Trace:
        """Reads one word a row."""
        return self.say(self.move(memory, state, self.embed(ids)))

    def tell(self, memory: Memory, ids: Int[Tensor, "rows words"]) -> Trace:
        """Reads whole captions."""
        states = [self.first(memory)]
        for said in self.embed(ids).unbind(dim=1):
            states.append(self.move(memory, states[-1], said))
        return self.say(joined(states[1:]))

    def move(self, memory: Memory, state: State, said: Float[Tensor, "rows embedding"]) -> State:
        """The LSTMs after one more word; the picture stands beside the input of one of them."""
        below, after = said, []
        for layer, lstm in enumerate(self.lstms):
            inputs = torch.cat([below, memory.image], dim=1) if layer == self.entrance else below
            after.append(lstm(inputs, (state.hidden[:, layer], state.cell[:, layer])))
            below = after[-1][0]
        hidden, cell = zip(*after, strict=True)
        return State(torch.stack(hidden, dim=1), torch.stack(cell, dim=1))

    def say(self, state: State) -> Trace:
        """The next word's logits, after the last LSTM."""
        return Trace(state.hidden, state.cell, self.out(state.hidden[..., -1, :]))


def input_sizes(config: Config, entrance: int) -> list[int]:
    """How many numbers each LSTM reads beside its own state."""
    below = [config.embedding] + [config.hidden] * (config.layers - 1)
    return [size + (config.embedding if layer == entrance else 0) for layer, size in enumerate(below)]
