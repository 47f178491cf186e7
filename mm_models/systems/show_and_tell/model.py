"""Show and Tell: the picture is the LSTM's first word, and it never sees it again.

With v the picture's vector, S_0 the start token and S_t the words of the caption,

    x_{-1} = W_v v,   x_t = E S_t,   p_{t+1} = softmax(W_o LSTM(x_t))     (equations 10 to 12)

v is the mean of the picture's 14 × 14 annotations, as GoogLeNet's last layer averages its own map, and the largest value of
each of their channels, without which a small thing drowns in the mean: what the picture shows survives, where it is hardly
does.

Vinyals, Toshev, Bengio, Erhan, "Show and Tell: A Neural Image Caption Generator", CVPR 2015, arXiv:1411.4555, section 3.
"""

from dataclasses import dataclass

from jaxtyping import Float, Int
from torch import Tensor, nn

from mm_models.captioning.remembering import remembering
from mm_models.captioning.rows import joined
from mm_models.captioning.seeing import CHANNELS, whole
from mm_models.captioning.vocabulary import check_fingerprint, fingerprint, words


@dataclass(frozen=True)
class Config:
    """The network's size."""

    channels: int = CHANNELS  # of the annotations as they come
    embedding: int = 256  # numbers of a word's vector, and of the picture's
    hidden: int = 320  # of the LSTM
    vocabulary: int = len(words())
    trained_with: str = fingerprint()  # of the vocabulary


@dataclass(frozen=True)
class Memory:
    """A picture as the LSTM is shown it, once."""

    image: Float[Tensor, "rows embedding"]  # x_{-1}


@dataclass(frozen=True)
class State:
    """What the LSTM carries from word to word."""

    hidden: Float[Tensor, "*rows hidden"]
    cell: Float[Tensor, "*rows hidden"]


@dataclass(frozen=True)
class Trace:
    """What was computed for words; rows are captions while speaking, captions and words when captions are given."""

    hidden: Float[Tensor, "*rows hidden"]
    cell: Float[Tensor, "*rows hidden"]
    logits: Float[Tensor, "*rows vocabulary"]  # of the next word

    @property
    def state(self) -> State:
        """The LSTM's, after the word."""
        return State(self.hidden, self.cell)

    @property
    def attention(self) -> None:
        """There is none: the picture is one vector."""


class ShowAndTell(nn.Module):
    """A linear map of the picture's vector, word vectors, LSTM, softmax.

    Raises:
        ValueError: the configuration belongs to another vocabulary.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        check_fingerprint(config.trained_with)
        self.config = config
        # channels differ a hundredfold in size: unless each has a spread of one, the LSTM starts saturated
        self.level = nn.BatchNorm1d(2 * config.channels, affine=False)
        self.see = nn.Linear(2 * config.channels, config.embedding)  # W_v
        self.embed = nn.Embedding(config.vocabulary, config.embedding)  # E
        self.lstm = remembering(nn.LSTMCell(config.embedding, config.hidden))
        self.out = nn.Linear(config.hidden, config.vocabulary)  # W_o

    def forward(
        self, annotations: Float[Tensor, "batch channels side side"], ids: Int[Tensor, "batch words"]
    ) -> Trace:
        """Reads pictures and captions of them."""
        return self.tell(self.read(annotations), ids)

    def read(self, annotations: Float[Tensor, "rows channels side side"]) -> Memory:
        """The picture as a word."""
        return Memory(self.see(self.level(whole(annotations))))

    def first(self, memory: Memory) -> State:
        """The LSTM after the picture, from a state of zeros."""
        return State(*self.lstm(memory.image))

    def step(self, memory: Memory, state: State, ids: Int[Tensor, " rows"]) -> Trace:
        """Reads one word a row."""
        return self.say(State(*self.lstm(self.embed(ids), (state.hidden, state.cell))))

    def tell(self, memory: Memory, ids: Int[Tensor, "rows words"]) -> Trace:
        """Reads whole captions."""
        states = [self.first(memory)]
        for said in self.embed(ids).unbind(dim=1):
            states.append(State(*self.lstm(said, (states[-1].hidden, states[-1].cell))))
        return self.say(joined(states[1:]))

    def say(self, state: State) -> Trace:
        """The next word's logits."""
        return Trace(state.hidden, state.cell, self.out(state.hidden))
