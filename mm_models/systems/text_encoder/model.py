"""The text encoder: a transformer that reads a whole sentence at once, each word looking at all others.

Tokens become vectors, a vector for each position is added, and every layer lets each token gather from the others what
its attention weights say,

    A = softmax(Q Kᵀ / √d),   x ← x + A V W_O,   x ← x + W₂ gelu(W₁ x)

with layer normalisation before each of the two steps. The mean over all tokens becomes the sentence's vector. Guessing a hidden word compares the vector at its place with the vectors of all words.

Vaswani et al., "Attention Is All You Need", NIPS 2017, sections 3.2 and 3.3; Devlin, Chang, Lee, Toutanova, "BERT",
NAACL 2019, arXiv:1810.04805, section 3; the mean: Reimers and Gurevych,
"Sentence-BERT", EMNLP 2019, arXiv:1908.10084, section 3; normalisation first: Xiong et al. 2020, arXiv:2002.04745, figure 1b.
"""

from dataclasses import dataclass

import torch
from einops import rearrange
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from mm_models.world.encoding import LONGEST, fingerprint, shared_vocabulary

SPREAD = 0.02  # standard deviation of the first weights, as in BERT


@dataclass(frozen=True)
class Config:
    """The network's size."""

    layers: int = 4
    heads: int = 4
    width: int = 128  # numbers of a token's vector
    inner: int = 512  # and between the two matrices of a layer's second step
    longest: int = LONGEST  # tokens of a sentence, with `<start>` and `<end>`
    vocabulary: int = len(shared_vocabulary())
    words: str = fingerprint()  # of the vocabulary: numbers mean other words in another one


@dataclass(frozen=True)
class Trace:
    """What every layer saw. At padded places there are numbers too; they mean nothing and nothing depends on them."""

    attention: Float[Tensor, "batch layers heads tokens tokens"]  # each row: where a token looks; sums to 1
    hidden: Float[Tensor, "batch depths tokens width"]  # before the first layer and after each
    features: Float[Tensor, "batch tokens width"]  # the last of them, normalised: what other systems read
    sentence: Float[Tensor, "batch width"]  # of the whole sentence; compare by the cosine


def waves(places: int, width: int) -> Float[Tensor, "places width"]:
    """Sines and cosines of the place, of wavelengths from 2π to 20,000π (Vaswani 2017, section 3.5).

    Learnt positions start from them, because a shift by some places is then a rotation, which attention finds soon.
    """
    speeds = 10_000 ** -(torch.arange(0, width, 2) / width)
    angles = torch.arange(places)[:, None] * speeds
    return torch.stack([angles.sin(), angles.cos()], dim=2).flatten(1)


def start_small(module: nn.Module) -> None:
    """First weights as in BERT: with larger ones, what attention gathers drowns the tokens' own small vectors."""
    if isinstance(module, nn.Linear | nn.Embedding):
        nn.init.normal_(module.weight, std=SPREAD)
    if isinstance(module, nn.Linear) and module.bias is not None:
        nn.init.zeros_(module.bias)


class Attention(nn.Module):
    """Each token gathers from all others, with several heads. No biases: those of the keys would have no effect."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.queries_keys_values = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def forward(
        self, x: Float[Tensor, "batch tokens width"], mask: Bool[Tensor, "batch tokens"]
    ) -> tuple[Float[Tensor, "batch tokens width"], Float[Tensor, "batch heads tokens tokens"]]:
        """What each token gathered, and from where; nobody looks at tokens whose mask is False."""
        split = rearrange(
            self.queries_keys_values(x),
            "batch tokens (three heads d) -> three batch heads tokens d",
            three=3,
            heads=self.heads,
        )
        queries, keys, values = split.unbind()
        scores = queries @ keys.mT / keys.shape[-1] ** 0.5
        weights = scores.masked_fill(~mask[:, None, None, :], -torch.inf).softmax(dim=-1)
        gathered = rearrange(weights @ values, "batch heads tokens d -> batch tokens (heads d)")
        return self.out(gathered), weights


class Layer(nn.Module):
    """Attention between tokens, then a small network on each token alone; both add to what was there."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.before_attention = nn.LayerNorm(config.width)
        self.attention = Attention(config.width, config.heads)
        self.before_inner = nn.LayerNorm(config.width)
        self.inner = nn.Sequential(
            nn.Linear(config.width, config.inner), nn.GELU(), nn.Linear(config.inner, config.width)
        )

    def forward(
        self, x: Float[Tensor, "batch tokens width"], mask: Bool[Tensor, "batch tokens"]
    ) -> tuple[Float[Tensor, "batch tokens width"], Float[Tensor, "batch heads tokens tokens"]]:
        gathered, weights = self.attention(self.before_attention(x), mask)
        x = x + gathered
        return x + self.inner(self.before_inner(x)), weights


class TextEncoder(nn.Module):
    """Embeddings, layers, and a matrix that makes the tokens' mean the sentence's vector.

    Raises:
        ValueError: the configuration belongs to another vocabulary.
    """

    def __init__(self, config: Config) -> None:
        super().__init__()
        if config.words != fingerprint():
            raise ValueError(
                "the world's vocabulary has changed since this text encoder was trained: train it again"
            )
        self.config = config
        self.words = nn.Embedding(config.vocabulary, config.width)
        self.positions = nn.Parameter(waves(config.longest, config.width) * 2**0.5 * SPREAD)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.normalise = nn.LayerNorm(config.width)
        self.sentence = nn.Linear(config.width, config.width, bias=False)
        self.apply(start_small)

    def forward(self, ids: Int[Tensor, "batch tokens"], mask: Bool[Tensor, "batch tokens"]) -> Trace:
        """Reads rows of at most `config.longest` numbers that `world.encoding` made."""
        hidden, attention = [self.words(ids) + self.positions[: ids.shape[1]]], []
        for layer in self.layers:
            x, weights = layer(hidden[-1], mask)
            hidden.append(x)
            attention.append(weights)
        features = self.normalise(hidden[-1])
        real = mask[:, :, None]
        return Trace(
            attention=torch.stack(attention, dim=1),
            hidden=torch.stack(hidden, dim=1),
            features=features,
            sentence=self.sentence((features * real).sum(dim=1) / real.sum(dim=1)),
        )

    def guess(self, features: Float[Tensor, "*places width"]) -> Float[Tensor, "*places vocabulary"]:
        """Logits of the word at a place, from its vector: products with the vectors of all words (tied, as in BERT)."""
        return features @ self.words.weight.T
