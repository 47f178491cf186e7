"""CLIP in the small: a head on the frozen vision backbone and a text transformer, trained to agree on pairs.

Picture i becomes a unit vector I_i, text j a unit vector T_j. The similarity matrix of a batch and its loss are

    S_ij = exp(t) · I_i · T_j,   exp(t) ≤ 100
    loss = ½ mean_i [ -ln softmax_j(S_ij) at j = i ] + ½ mean_j [ -ln softmax_i(S_ij) at i = j ]

so every picture must pick its text out of all N, and every text its picture. The temperature exp(-t) is learnt.

The picture: annotations of 14 × 14 cells (`captioning.seeing`) that some learnt queries attend to, layer by layer; their mean is
projected. The text: a causal transformer whose vector at `<end>`, the only place that has seen everything, is projected.

Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", ICML 2021, arXiv:2103.00020, sections
2.3 to 2.5 and figure 3. Learnt queries in place of the network's own class token: Jaegle et al., "Perceiver", ICML 2021,
arXiv:2103.03206, section 3.1, and CLIP's own attention pooling (section 2.4).
"""

from dataclasses import dataclass
from math import log

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

from mm_models.captioning.heads import by_head, later, one_vector, weights
from mm_models.captioning.seeing import CHANNELS, POSITIONS, positions
from mm_models.matching.losses import cosines
from mm_models.world.encoding import END, fingerprint, shared_vocabulary

FIRST_TEMPERATURE = 0.07  # of training (section 2.5)
SHARPEST = 100.0  # largest exp(t) (section 2.5)
SPREAD = 0.02  # standard deviation of word, position and query vectors at first


@dataclass(frozen=True)
class Config:
    """The network's size."""

    channels: int = CHANNELS  # of the annotations as they come
    width: int = 112  # numbers of a cell's, a query's or a word's vector
    heads: int = 4  # of each attention; they share the width
    inner: int = 224  # units of each layer's small network
    queries: int = 16  # that look at a picture
    picture_layers: int = 2
    text_layers: int = 2
    space: int = 192  # numbers of a picture's and of a text's final vector
    longest: int = 48  # tokens of a text, with `<start>` and `<end>`
    vocabulary: int = len(shared_vocabulary())
    words: str = fingerprint()  # of the vocabulary


@dataclass(frozen=True)
class Seen:
    """What was made of pictures."""

    cells: Float[Tensor, "pictures cells width"]  # each cell's annotation and position, mixed
    attention: tuple[Float[Tensor, "pictures heads queries cells"], ...]  # of each layer
    queries: Float[Tensor, "pictures queries width"]  # after the last layer
    projected: Float[Tensor, "pictures space"]  # before it is made a unit vector

    @property
    def vector(self) -> Float[Tensor, "pictures space"]:
        """I: the unit vector."""
        return functional.normalize(self.projected.float(), dim=1)


@dataclass(frozen=True)
class Read:
    """What was made of texts."""

    attention: tuple[
        Float[Tensor, "texts heads tokens tokens"], ...
    ]  # of each layer, to tokens up to this one
    hidden: Float[Tensor, "texts tokens width"]  # after the last layer
    projected: Float[Tensor, "texts space"]

    @property
    def vector(self) -> Float[Tensor, "texts space"]:
        """T: the unit vector."""
        return functional.normalize(self.projected.float(), dim=1)


@dataclass(frozen=True)
class Trace:
    """A batch of pairs: both sides, their vectors, and the sharpness of the softmax."""

    seen: Seen
    read: Read
    projected_image: Float[Tensor, "pictures space"]
    projected_text: Float[Tensor, "texts space"]
    image: Float[Tensor, "pictures space"]  # unit vectors
    text: Float[Tensor, "texts space"]
    scale: Float[Tensor, ""]  # exp(t)

    @property
    def logits(self) -> Float[Tensor, "pictures texts"]:
        """S: the scaled cosines of all pairs."""
        return self.scale * cosines(self.image, self.text)


class Attention(nn.Module):
    """Some vectors gather from others, with several heads. No biases: those of the keys would have no effect."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(width, width, bias=False) for _ in range(4))

    def forward(
        self,
        asking: Float[Tensor, "rows asking width"],
        asked: Float[Tensor, "rows asked width"],
        causal: bool = False,
    ) -> tuple[Float[Tensor, "rows asking width"], Float[Tensor, "rows heads asking asked"]]:
        """What each vector gathered, and from where; where `causal`, from no vector after its own place."""
        queries, keys, values = (
            by_head(each, self.heads) for each in (self.query(asking), self.key(asked), self.value(asked))
        )
        hidden = later(asking.shape[1], asked.shape[1], asked.device) if causal else None
        shares = weights(queries, keys, hidden)
        return self.out(one_vector(shares.to(values.dtype) @ values)), shares


def small_network(width: int, inner: int) -> nn.Sequential:
    """What changes each vector by itself."""
    return nn.Sequential(nn.LayerNorm(width), nn.Linear(width, inner), nn.GELU(), nn.Linear(inner, width))


class PictureLayer(nn.Module):
    """Queries look at the cells, then at one another, then each is changed by itself; all three add to what was there."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.before_cells, self.before_others = nn.LayerNorm(config.width), nn.LayerNorm(config.width)
        self.to_cells, self.to_others = (Attention(config.width, config.heads) for _ in range(2))
        self.alone = small_network(config.width, config.inner)

    def forward(
        self, queries: Float[Tensor, "pictures queries width"], cells: Float[Tensor, "pictures cells width"]
    ) -> tuple[Float[Tensor, "pictures queries width"], Float[Tensor, "pictures heads queries cells"]]:
        gathered, shares = self.to_cells(self.before_cells(queries), cells)
        queries = queries + gathered
        normed = self.before_others(queries)
        queries = queries + self.to_others(normed, normed)[0]
        return queries + self.alone(queries), shares


class TextLayer(nn.Module):
    """Words look at the words up to their own, then each is changed by itself."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.before = nn.LayerNorm(config.width)
        self.to_words = Attention(config.width, config.heads)
        self.alone = small_network(config.width, config.inner)

    def forward(
        self, words: Float[Tensor, "texts tokens width"]
    ) -> tuple[Float[Tensor, "texts tokens width"], Float[Tensor, "texts heads tokens tokens"]]:
        normed = self.before(words)
        gathered, shares = self.to_words(normed, normed, causal=True)
        words = words + gathered
        return words + self.alone(words), shares


class PictureHead(nn.Module):
    """From the frozen backbone's annotations to one vector."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.annotate = nn.Linear(config.channels + POSITIONS, config.width)
        self.normalise_cells, self.normalise = nn.LayerNorm(config.width), nn.LayerNorm(config.width)
        self.queries = nn.Parameter(SPREAD * torch.randn(config.queries, config.width))
        self.layers = nn.ModuleList(PictureLayer(config) for _ in range(config.picture_layers))
        self.project = nn.Linear(config.width, config.space, bias=False)

    def forward(self, annotations: Float[Tensor, "pictures channels side side"]) -> Seen:
        where = positions(annotations.shape[-1]).to(annotations).expand(len(annotations), -1, -1, -1)
        cells = self.annotate(torch.cat([annotations, where], dim=1).flatten(2).transpose(1, 2))
        cells = self.normalise_cells(functional.gelu(cells))
        queries, attention = self.queries.expand(len(cells), -1, -1), []
        for layer in self.layers:
            queries, shares = layer(queries, cells)
            attention.append(shares)
        return Seen(cells, tuple(attention), queries, self.project(self.normalise(queries).mean(dim=1)))


class TextHead(nn.Module):
    """From the numbers of tokens to one vector."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.words = nn.Embedding(config.vocabulary, config.width)
        self.places = nn.Parameter(SPREAD * torch.randn(config.longest, config.width))
        self.layers = nn.ModuleList(TextLayer(config) for _ in range(config.text_layers))
        self.normalise = nn.LayerNorm(config.width)
        self.project = nn.Linear(config.width, config.space, bias=False)
        nn.init.normal_(self.words.weight, std=SPREAD)

    def forward(self, ids: Int[Tensor, "texts tokens"]) -> Read:
        """Reads rows that `matching.reading` made; what follows `<end>` cannot reach it."""
        words, attention = self.words(ids) + self.places[: ids.shape[1]], []
        for layer in self.layers:
            words, shares = layer(words)
            attention.append(shares)
        end = (ids == END).long().argmax(dim=1)
        last = words[torch.arange(len(words), device=ids.device), end]
        return Read(tuple(attention), words, self.project(self.normalise(last)))


class Clip(nn.Module):
    """Both heads and the temperature.

    Raises:
        ValueError: the configuration belongs to another vocabulary.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        if config.words != fingerprint():
            raise ValueError(
                "the world's vocabulary has changed since this network was trained: train it again"
            )
        self.config = config
        self.picture, self.text = PictureHead(config), TextHead(config)
        self.sharpness = nn.Parameter(torch.tensor(log(1 / FIRST_TEMPERATURE)))  # t

    @property
    def scale(self) -> Float[Tensor, ""]:
        """exp(t), at most SHARPEST."""
        return self.sharpness.exp().clamp(max=SHARPEST)

    def forward(
        self, annotations: Float[Tensor, "pictures channels side side"], ids: Int[Tensor, "texts tokens"]
    ) -> Trace:
        """Reads a batch of pictures and of texts."""
        seen, read = self.picture(annotations), self.text(ids)
        return Trace(seen, read, seen.projected, read.projected, seen.vector, read.vector, self.scale)
