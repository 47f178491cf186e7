"""What can be asked of word vectors: who is near, what an arithmetic of words gives, and a map of some words."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from mm_models.intake.errors import InputError
from mm_models.systems.word2vec.model import LETTERS, SkipGram
from mm_models.systems.word2vec.sampling import noise_share
from mm_models.text import Text


@dataclass(frozen=True)
class Near:
    """A word, and the cosine of the angle between its vector and the one asked about."""

    word: str
    cosine: float


@dataclass(frozen=True)
class WordVectors:
    """A dictionary and one vector for each of its words, most frequent first."""

    words: tuple[str, ...]
    counts: tuple[int, ...]
    vectors: Float[Tensor, "words dimensions"]

    def number(self, word: str) -> int:
        """Which row is the word's; raises InputError, with near spellings, for a word that was never learnt."""
        if word not in self.words:
            raise unknown_word(word, self.words)
        return self.words.index(word)

    def unit(self) -> Float[Tensor, "words dimensions"]:
        """The vectors at length 1, so that a product of two is a cosine."""
        return functional.normalize(self.vectors, dim=1)

    def frequent(self, at_least: float, keeping: Sequence[str] = ()) -> "WordVectors":
        """Only the words that occur `at_least` so often, and those of `keeping`; InputError for one never learnt."""
        wanted = {self.number(word) for word in keeping}
        kept = [n for n, count in enumerate(self.counts) if count >= at_least or n in wanted]
        return WordVectors(
            tuple(self.words[n] for n in kept), tuple(self.counts[n] for n in kept), self.vectors[kept]
        )


def word_vectors(model: SkipGram) -> WordVectors:
    """The trained centre vectors with their dictionary."""
    return WordVectors(spelt(model.letters), tuple(model.counts.tolist()), model.vectors.detach().cpu())


def spelt(letters: Tensor) -> tuple[str, ...]:
    """Words from rows of UTF-8 bytes that end in zeros."""
    return tuple(bytes(row).rstrip(b"\0").decode() for row in letters.tolist())


def spelling(words: Sequence[str]) -> Tensor:
    """The rows of UTF-8 bytes that `spelt` reads, (words, LETTERS)."""
    return torch.tensor([list(word.encode().ljust(LETTERS, b"\0")) for word in words], dtype=torch.uint8)


def nearest(
    vectors: WordVectors, query: Float[Tensor, " dimensions"], count: int, without: Sequence[str] = ()
) -> list[Near]:
    """The `count` words whose vectors make the smallest angle with `query`, apart from those `without`."""
    cosines = vectors.unit() @ functional.normalize(query, dim=0)
    for word in without:
        cosines[vectors.words.index(word)] = -torch.inf
    best = cosines.topk(min(count, len(vectors.words) - len(without)))
    return [
        Near(vectors.words[i], c) for i, c in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    ]


def neighbours(vectors: WordVectors, word: str, count: int = 10) -> list[Near]:
    """The nearest words of a word, itself left out."""
    return nearest(vectors, vectors.vectors[vectors.number(word)], count, without=[word])


def analogy_query(vectors: WordVectors, a: str, b: str, c: str) -> Float[Tensor, " dimensions"]:
    """b - a + c of the vectors at length 1: what is to c as b is to a."""
    unit = vectors.unit()
    first, second, third = (unit[vectors.number(word)] for word in (a, b, c))
    return second - first + third


def analogy(
    vectors: WordVectors, a: str, b: str, c: str, count: int = 5, *, excluding: bool = True
) -> list[Near]:
    """What is to `c` as `b` is to `a`; the three words are left out of the answer, as is usual, unless told otherwise."""
    return nearest(
        vectors, analogy_query(vectors, a, b, c), count, without=sorted({a, b, c}) if excluding else ()
    )


def context_scores(model: SkipGram, word: str) -> Float[Tensor, " words"]:
    """u_o · v_c of every word o as a context of `word`."""
    number = word_vectors(model).number(word)
    return (model.contexts @ model.vectors[number]).detach().cpu()


def context_shares(model: SkipGram, scores: Float[Tensor, " words"]) -> Float[Tensor, " words"]:
    """How likely each word is as a neighbour, P(o | c), as the scores imply.

    Where negative sampling's loss is least, u_o · v_c = log P(o | c) / (k P_noise(o)) (Levy and Goldberg 2014, section 3.1);
    solved for P(o | c) and made to sum to 1.
    """
    noise = noise_share(model.counts.cpu(), model.config.noise_power)
    return (scores + noise.log()).softmax(dim=0)


def random_vectors(learnt: WordVectors, seed: int) -> WordVectors:
    """A random direction for each word of the same dictionary."""
    generator = torch.Generator().manual_seed(seed)
    return WordVectors(learnt.words, learnt.counts, torch.randn(learnt.vectors.shape, generator=generator))


def as_frequent(vectors: WordVectors, word: str, count: int = 10) -> list[str]:
    """The words that occur about as often as `word`: all that one can know of it without any context."""
    number = vectors.number(word)
    logs = torch.tensor(vectors.counts, dtype=torch.float64).log()
    order = (logs - logs[number]).abs().argsort(stable=True).tolist()
    return [vectors.words[index] for index in order if index != number][:count]


def flat_map(
    vectors: Float[Tensor, "words dimensions"],
) -> tuple[Float[Tensor, "words 2"], tuple[float, float]]:
    """The vectors on the plane that keeps most of their variance (PCA), and the shares that its two axes keep."""
    centred = vectors - vectors.mean(dim=0)
    _, sizes, axes = torch.linalg.svd(centred, full_matrices=False)
    shares = (sizes**2 / (sizes**2).sum()).tolist()
    return centred @ axes[:2].T, (shares[0], shares[1])


def turned_to(flat: Float[Tensor, "words 2"], before: Float[Tensor, "words 2"]) -> Float[Tensor, "words 2"]:
    """A map rotated or mirrored so that it lies closest to an earlier one (orthogonal Procrustes); distances stay."""
    left, _, right = torch.linalg.svd(flat.T @ before)
    return flat @ (left @ right)


def unknown_word(word: str, known: Sequence[str]) -> InputError:
    """The sentence for a word that the books do not have, or hardly."""
    near = get_close_matches(word, known, n=3, cutoff=0.7)
    hint_en = f" Near spellings: {', '.join(near)}." if near else ""
    hint_ko = f" 비슷한 철자: {', '.join(near)}." if near else ""
    return InputError(
        "unknown-word",
        Text(
            f"“{word}” is not among the {len(known):,} words that were learnt from the books.{hint_en}",
            f"“{word}”은(는) 책에서 학습한 낱말 {len(known):,}개에 없습니다.{hint_ko}",
        ),
    )
