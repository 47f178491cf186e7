"""Scores of likeness against values worked out by other means."""

from collections import Counter

import numpy as np
import pytest

from mm_models.metrics.captions import bleu4, rouge_l
from mm_models.metrics.cider import cider_d, cider_d_each

SAID = [
    ["a", "dog", "is", "left", "of", "a", "cat"],
    ["two", "red", "cars", "in", "the", "snow"],
    ["a", "a", "a", "a"],
]
TRUE = [
    [["a", "dog", "is", "to", "the", "left", "of", "a", "cat"], ["a", "cat", "and", "a", "dog"]],
    [["two", "red", "cars", "in", "the", "snow"], ["in", "the", "snow", "there", "are", "two", "cars"]],
    [["a", "tree"], ["there", "is", "a", "tree", "on", "the", "beach"]],
]


def grams(text, n):
    return Counter(zip(*(text[i:] for i in range(n)), strict=False))


def cider_by_hand(said, references):
    """Dense vectors over all n-grams, as the paper writes it."""
    scores = []
    for caption, own in zip(said, references, strict=True):
        each = []
        for reference in own:
            cosines = []
            for n in range(1, 5):
                known = sorted(
                    {g for some in references for r in some for g in grams(r, n)} | set(grams(caption, n))
                )
                df = [sum(any(g in grams(r, n) for r in some) for some in references) for g in known]
                idf = np.log(len(references) / np.maximum(1, df))
                c = np.array([grams(caption, n)[g] for g in known]) * idf
                r = np.array([grams(reference, n)[g] for g in known]) * idf
                norm = np.linalg.norm(c) * np.linalg.norm(r)
                cosines.append(np.minimum(c, r) @ r / norm if norm else 0.0)
            each.append(np.mean(cosines) * np.exp(-((len(caption) - len(reference)) ** 2) / 72))
        scores.append(10 * np.mean(each))
    return scores


def bleu_by_hand(said, references):
    """Clipped precisions, their geometric mean, and the penalty for being short."""
    logs = []
    for n in range(1, 5):
        right = total = 0
        for caption, own in zip(said, references, strict=True):
            counts = grams(caption, n)
            right += sum(min(count, max(grams(r, n)[g] for r in own)) for g, count in counts.items())
            total += sum(counts.values())
        logs.append(np.log(right / total))
    ours = sum(map(len, said))
    theirs = sum(
        min((abs(len(r) - len(c)), len(r)) for r in own)[1] for c, own in zip(said, references, strict=True)
    )
    return np.exp(np.mean(logs)) * min(1.0, np.exp(1 - theirs / ours))


def test_cider_agrees_with_dense_vectors():
    assert cider_d_each(SAID, TRUE) == pytest.approx(cider_by_hand(SAID, TRUE), rel=1e-9)


def test_cider_of_the_very_references_is_ten():
    unlike = [[["one", "two", "three", "four", "five"]], [["six", "seven", "eight", "nine", "ten"]]]
    assert cider_d([some[0] for some in unlike], unlike) == pytest.approx(10)


def test_cider_needs_as_many_references_as_captions():
    with pytest.raises(ValueError, match="references of 1"):
        cider_d(SAID, TRUE[:1])
    with pytest.raises(ValueError, match="0 captions"):
        cider_d([], [])


def test_bleu_agrees_with_clipped_precisions():
    assert bleu4(SAID, TRUE) == pytest.approx(bleu_by_hand(SAID, TRUE), rel=1e-6)
    assert bleu4([some[0] for some in TRUE], TRUE) == pytest.approx(1)


def longest_common(one, other):
    row = [0] * (len(other) + 1)
    for word in one:
        new = [0]
        for i, each in enumerate(other):
            new.append(row[i] + 1 if word == each else max(row[i + 1], new[-1]))
        row = new
    return row[-1]


def test_rouge_is_the_f_measure_of_the_longest_common_subsequence():
    best = []
    for caption, own in zip(SAID, TRUE, strict=True):
        shared = [(longest_common(caption, r), len(r)) for r in own]
        best.append(max(2 * both / (len(caption) + length) for both, length in shared))
    assert rouge_l(SAID, TRUE) == pytest.approx(np.mean(best), rel=1e-6)


def test_korean_is_scored_token_by_token():
    said = [["개", "+가", "있다", "지금", "여기"]]
    assert bleu4(said, [said]) == pytest.approx(1)
