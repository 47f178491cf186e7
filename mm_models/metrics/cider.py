"""CIDEr-D: how much a caption agrees with its references on what few other pictures' references say.

Captions become vectors of the counts of their n-grams, n from 1 to 4, weighted by log(pictures / pictures whose
references have the n-gram). For each n the caption c is compared with a reference r by

    10 · exp(-(|c| - |r|)² / 2σ²) · min(c, r) · r / (‖c‖ ‖r‖),   σ = 6

and the mean is taken over n and references. The minimum keeps a caption from winning by repetition.

Vedantam, Zitnick, Parikh, "CIDEr: Consensus-based Image Description Evaluation", CVPR 2015, arXiv:1411.5726, sections 3
and 6. No maintained library has it; the tests compare it with dense vectors.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

LONGEST = 4  # words of an n-gram
SIGMA = 6.0  # words by which lengths may differ
SCALE = 10.0

Gram = tuple[str, ...]
Tokens = Sequence[str]


@dataclass(frozen=True)
class Vector:
    """The weighted n-grams of a text, n by n."""

    weights: tuple[Mapping[Gram, float], ...]
    norms: tuple[float, ...]
    length: int  # bigrams, by which the authors' program compares lengths


def cider_d(captions: Sequence[Tokens], references: Sequence[Sequence[Tokens]]) -> float:
    """The mean over pictures, from 0 to 10; document frequencies come from the references."""
    scores = cider_d_each(captions, references)
    return sum(scores) / len(scores)


def cider_d_each(captions: Sequence[Tokens], references: Sequence[Sequence[Tokens]]) -> list[float]:
    """The score of each caption.

    Raises:
        ValueError: there are not as many captions as lists of references, or none.
    """
    if not captions or len(captions) != len(references):
        raise ValueError(f"{len(captions)} captions and references of {len(references)} pictures")
    frequency = document_frequency(references)
    return [
        score(
            vector(caption, frequency, len(captions)),
            [vector(each, frequency, len(captions)) for each in some],
        )
        for caption, some in zip(captions, references, strict=True)
    ]


def grams(text: Tokens, n: int) -> Counter[Gram]:
    """How often each run of `n` words occurs."""
    return Counter(tuple(text[i : i + n]) for i in range(len(text) - n + 1))


def document_frequency(references: Sequence[Sequence[Tokens]]) -> Counter[Gram]:
    """Of how many pictures the references have each n-gram."""
    return Counter(
        gram
        for some in references
        for gram in {gram for text in some for n in range(1, LONGEST + 1) for gram in grams(text, n)}
    )


def vector(text: Tokens, frequency: Mapping[Gram, int], pictures: int) -> Vector:
    """The text's n-grams, weighted by how few pictures have them."""
    weights = tuple(
        {gram: count * log(pictures / max(1, frequency[gram])) for gram, count in grams(text, n).items()}
        for n in range(1, LONGEST + 1)
    )
    norms = tuple(sqrt(sum(value * value for value in some.values())) for some in weights)
    return Vector(weights, norms, max(0, len(text) - 1))


def score(caption: Vector, references: Sequence[Vector]) -> float:
    """The caption's mean likeness to its references."""
    return SCALE * sum(similarity(caption, each) for each in references) / len(references)


def similarity(caption: Vector, reference: Vector) -> float:
    """The mean over n of the clipped cosines, less for lengths that differ."""
    cosines = (clipped_cosine(caption, reference, n) for n in range(LONGEST))
    difference = caption.length - reference.length
    return sum(cosines) / LONGEST * exp(-(difference**2) / (2 * SIGMA**2))


def clipped_cosine(caption: Vector, reference: Vector, n: int) -> float:
    """The cosine for one length of n-grams, counting no more of an n-gram than the reference has."""
    ours, theirs = caption.weights[n], reference.weights[n]
    norm = caption.norms[n] * reference.norms[n]
    shared = sum(min(value, theirs[gram]) * theirs[gram] for gram, value in ours.items() if gram in theirs)
    return shared / norm if norm else 0.0
