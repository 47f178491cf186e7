"""What word vectors are asked in a test: analogies, and how near two words are.

Both lists were made for this project from words that the books have at least six times, before any vector was looked at.
An analogy question pairs two rows of one list: man is to woman as king is to queen. The similarities are grades from
0 (nothing to do with each other) to 3 (alike, or of one kind), given by the makers of this project and not by a panel of
readers, which is why they are a sanity check and no benchmark.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from mm_models.systems.word2vec.infer import WordVectors

FOLDER = Path(__file__).resolve().parents[3] / "assets" / "word2vec"
AT_A_TIME = 2_000  # questions whose cosines with all words are in memory together


@dataclass(frozen=True)
class Questions:
    """Analogies as numbers of words: a is to b as c is to d."""

    words: Int[Tensor, "questions 4"]
    kinds: tuple[str, ...]  # of each question


@cache
def analogy_lists() -> Mapping[str, Sequence[tuple[str, str]]]:
    """The pairs of each kind: gender, plural, comparative, superlative, past_tense."""
    data = json.loads((FOLDER / "analogies.json").read_text(encoding="utf-8"))
    return {kind: [(first, second) for first, second in rows] for kind, rows in data.items()}


def questions(dictionary: Sequence[str]) -> Questions:
    """Every ordered pair of rows of one kind whose four words are different and in the dictionary."""
    number = {word: index for index, word in enumerate(dictionary)}
    rows, kinds = [], []
    for kind, pairs in analogy_lists().items():
        for first, second in permutations(pairs, 2):
            four = [*first, *second]
            if len(set(four)) == 4 and all(word in number for word in four):
                rows.append([number[word] for word in four])
                kinds.append(kind)
    return Questions(torch.tensor(rows).reshape(-1, 4), tuple(kinds))


def answered(
    vectors: WordVectors, asked: Questions, count: int, *, excluding: bool = True
) -> Bool[Tensor, " questions"]:
    """Whether d is among the `count` words nearest to b - a + c; a, b and c are out unless told otherwise."""
    parts = asked.words.split(AT_A_TIME)
    return torch.cat([_found(vectors.unit(), part, count, excluding) for part in parts])


def _found(
    unit: Float[Tensor, "words dimensions"], part: Int[Tensor, "questions 4"], count: int, excluding: bool
) -> Bool[Tensor, " questions"]:
    a, b, c, d = part.unbind(dim=1)
    cosines = (unit[b] - unit[a] + unit[c]) @ unit.T
    if excluding:
        cosines.scatter_(1, part[:, :3], -torch.inf)
    return (cosines.topk(count, dim=1).indices == d[:, None]).any(dim=1)


def similarities() -> list[tuple[str, str, int]]:
    """Pairs of words with their grade."""
    data = json.loads((FOLDER / "similarity.json").read_text(encoding="utf-8"))
    return [(first, second, grade) for first, second, grade in data]


def rank_correlation(vectors: WordVectors) -> float:
    """Spearman's ρ between the grades and the cosines, over the pairs that the dictionary has."""
    # Imported here: it loads transformers, which would add seconds to the application's start.
    from torchmetrics.functional import spearman_corrcoef

    known = [row for row in similarities() if row[0] in vectors.words and row[1] in vectors.words]
    first = torch.tensor([vectors.number(word) for word, _, _ in known])
    second = torch.tensor([vectors.number(word) for _, word, _ in known])
    unit = vectors.unit()
    cosines = (unit[first] * unit[second]).sum(dim=1)
    return float(spearman_corrcoef(cosines, torch.tensor([float(grade) for *_, grade in known])))
