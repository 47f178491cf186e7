"""How pairs of words are drawn from a text: the dictionary, subsampling, windows of random width, and noise words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int, Num
from torch import Tensor

from mm_models.systems.word2vec.model import LETTERS

Paragraph = Sequence[str]


@dataclass(frozen=True)
class Tokens:
    """A text as the numbers of its words; words outside the dictionary are gone, as in the authors' program."""

    words: Int[Tensor, " tokens"]
    paragraphs: Int[Tensor, " tokens"]  # the number of the paragraph that each stands in


@dataclass(frozen=True)
class Pairs:
    """Words and their neighbours."""

    centres: Int[Tensor, " pairs"]
    contexts: Int[Tensor, " pairs"]


def most_frequent(paragraphs: Iterable[Paragraph], vocabulary: int) -> dict[str, int]:
    """The `vocabulary` most frequent words with their counts, most frequent first, equals in alphabetical order."""
    counts = Counter(word for paragraph in paragraphs for word in paragraph)
    fitting = (item for item in counts.items() if len(item[0].encode()) <= LETTERS)
    ranked = sorted(fitting, key=lambda item: (-item[1], item[0]))
    return dict(ranked[:vocabulary])


def encode(paragraphs: Iterable[Paragraph], dictionary: Sequence[str]) -> Tokens:
    """The numbers of the words that the dictionary has."""
    number = {word: index for index, word in enumerate(dictionary)}
    rows = [[number[word] for word in paragraph if word in number] for paragraph in paragraphs]
    lengths = torch.tensor([len(row) for row in rows])
    return Tokens(
        words=torch.tensor([word for row in rows for word in row], dtype=torch.int64),
        paragraphs=torch.repeat_interleave(torch.arange(len(rows)), lengths),
    )


def kept_share(counts: Int[Tensor, " words"], subsampling: float) -> Float[Tensor, " words"]:
    """How likely an occurrence of each word is kept: √(t / f) + t / f for its frequency f, at most 1.

    That is what the authors' program does, and gensim; the paper has the first term only (equation 5).
    """
    ratio = subsampling / (counts / counts.sum()).clamp(min=1e-12)
    return (ratio.sqrt() + ratio).clamp(max=1.0)


def noise_share(counts: Num[Tensor, " words"], power: float) -> Float[Tensor, " words"]:
    """How likely each word is drawn as noise: its frequency to the power of ¾, made to sum to 1 (section 2.2)."""
    weight = counts.double() ** power
    return (weight / weight.sum()).float()


def thinned(tokens: Tokens, share: Float[Tensor, " words"], generator: torch.Generator) -> Tokens:
    """The text with frequent words thinned out; what is left moves together, so that windows reach farther."""
    kept = torch.rand(len(tokens.words), generator=generator) < share[tokens.words]
    return Tokens(tokens.words[kept], tokens.paragraphs[kept])


def pairs(tokens: Tokens, window: int, generator: torch.Generator) -> Pairs:
    """Every word with the words around it, for a width that each centre draws from 1 to `window`, shuffled."""
    widths = torch.randint(1, window + 1, tokens.words.shape, generator=generator)
    found = [_at_distance(tokens, widths, distance) for distance in range(1, window + 1)]
    centres = torch.cat([each.centres for each in found])
    contexts = torch.cat([each.contexts for each in found])
    order = torch.randperm(len(centres), generator=generator)
    return Pairs(centres[order], contexts[order])


def _at_distance(tokens: Tokens, widths: Int[Tensor, " tokens"], distance: int) -> Pairs:
    """The pairs of words `distance` apart, both ways round, where the centre's width reaches that far."""
    left, right = tokens.words[:-distance], tokens.words[distance:]
    together = tokens.paragraphs[:-distance] == tokens.paragraphs[distance:]
    from_left = together & (widths[:-distance] >= distance)
    from_right = together & (widths[distance:] >= distance)
    return Pairs(
        centres=torch.cat([left[from_left], right[from_right]]),
        contexts=torch.cat([right[from_left], left[from_right]]),
    )


def noise_words(
    share: Float[Tensor, " words"], shape: tuple[int, int], generator: torch.Generator
) -> Int[Tensor, "pairs negatives"]:
    """Words drawn from the noise distribution, with replacement."""
    return torch.multinomial(share, shape[0] * shape[1], replacement=True, generator=generator).view(shape)
