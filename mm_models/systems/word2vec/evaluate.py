"""How good the word vectors are: analogies and similarities, beside random vectors, counting, and gensim's skip-gram."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor

from mm_models.corpora.books import Books, read_books
from mm_models.measurement import Figures, Measurement
from mm_models.systems.word2vec.cooccurrence import cooccurrences, mutual_information, svd_vectors
from mm_models.systems.word2vec.infer import WordVectors, random_vectors, word_vectors
from mm_models.systems.word2vec.model import Config, SkipGram
from mm_models.systems.word2vec.questions import (
    Questions,
    answered,
    questions,
    rank_correlation,
    similarities,
)
from mm_models.systems.word2vec.sampling import encode
from mm_models.systems.word2vec.train import EPOCHS, Batches, losses
from mm_models.text import Text

HELD_OUT_BATCHES = 100


def evaluate(model: SkipGram, n: int | None, seed: int, data: Path | None) -> Measurement:
    """The trained vectors and their baselines on `n` questions drawn at random (None: all).

    Raises InputError when the books are not there: counting and gensim need them.
    """
    learnt, books = word_vectors(model), read_books(data)
    asked = some(questions(learnt.words), n, seed)
    return Measurement(
        system="word2vec",
        protocol=protocol(asked, learnt, seed),
        metrics={**figures(learnt, asked), "loss.held_out": held_out_loss(model, books, seed)},
        baselines={
            name: figures(each, asked) for name, each in baselines(learnt, books, model.config, seed).items()
        },
        anchors={"Mikolov 2013": {"analogy.hit1": 0.61}},
    )


def figures(vectors: WordVectors, asked: Questions) -> Figures:
    """Shares of questions answered right, in all and of each kind, and the rank correlation of the similarities."""
    first, five = answered(vectors, asked, 1), answered(vectors, asked, 5)
    return {
        "analogy.hit1": share(first),
        "analogy.hit5": share(five),
        **{f"analogy.hit1.{kind}": share(right) for kind, right in by_kind(first, asked).items()},
        "analogy.hit1.query_words_allowed": share(answered(vectors, asked, 1, excluding=False)),
        "similarity.rho": rank_correlation(vectors),
    }


def baselines(learnt: WordVectors, books: Books, config: Config, seed: int) -> dict[str, WordVectors]:
    """Other vectors for the same dictionary; gensim's only where it is installed, which users need not."""
    others = {"random": random_vectors(learnt, seed), "svd": counted(learnt, books, config, seed)}
    return {**others, "gensim": gensims(learnt, books, config, seed)} if find_spec("gensim") else others


def counted(learnt: WordVectors, books: Books, config: Config, seed: int) -> WordVectors:
    """Singular vectors of the mutual information of the same text in the same windows."""
    seen = cooccurrences(encode(books.train, learnt.words), config.window, len(learnt.words))
    information = mutual_information(seen, config.noise_power)
    return WordVectors(learnt.words, learnt.counts, svd_vectors(information, config.dimensions, seed))


def gensims(learnt: WordVectors, books: Books, config: Config, seed: int) -> WordVectors:
    """gensim's skip-gram, trained here and now on the same text with the same settings, on one thread."""
    from gensim.models import Word2Vec

    theirs = Word2Vec(
        [list(paragraph) for paragraph in books.train],
        sg=1,
        vector_size=config.dimensions,
        window=config.window,
        negative=config.negatives,
        ns_exponent=config.noise_power,
        sample=config.subsampling,
        min_count=min(learnt.counts),
        epochs=EPOCHS,
        workers=1,
        seed=seed,
    ).wv
    return WordVectors(learnt.words, learnt.counts, torch.from_numpy(theirs[list(learnt.words)]))


def held_out_loss(model: SkipGram, books: Books, seed: int) -> float:
    """The mean loss of a pair in the ends of the books, which were not trained on, with noise words drawn anew."""
    tokens = encode(books.held_out, word_vectors(model).words)
    batches = Batches(tokens, model.counts, model.config, seed)
    steps = range(min(HELD_OUT_BATCHES, batches.an_epoch))
    with torch.no_grad():
        return float(torch.stack([losses(model, batches(index))["loss.pair"] for index in steps]).mean())


def some(asked: Questions, n: int | None, seed: int) -> Questions:
    """`n` of the questions, drawn at random, or all."""
    if n is None or n >= len(asked.words):
        return asked
    kept = torch.randperm(len(asked.words), generator=torch.Generator().manual_seed(seed))[:n].sort().values
    return Questions(asked.words[kept], tuple(asked.kinds[index] for index in kept.tolist()))


def by_kind(right: Tensor, asked: Questions) -> Mapping[str, Tensor]:
    """The questions of each kind apart."""
    return {
        kind: right[torch.tensor([each == kind for each in asked.kinds])]
        for kind in dict.fromkeys(asked.kinds)
    }


def share(right: Tensor) -> float:
    return float(right.float().mean())


def protocol(asked: Questions, learnt: WordVectors, seed: int) -> Text:
    """How it was measured, for the tables."""
    count, words = len(asked.words), len(learnt.words)
    chance, pairs = 1 / (words - 3), len(similarities())
    return Text(
        f"{count:,} analogy questions in five kinds, made for this project from words that the books have at least "
        f"{min(learnt.counts)} times; every ordered pair of rows of a kind is one question, answered by the word nearest to "
        f"b − a + c among {words:,}, a, b and c left out unless named otherwise (chance {chance:.5f}). similarity.rho: "
        f"Spearman's ρ over {pairs} pairs graded 0 to 3 by the makers, a sanity check. Baselines: random directions; PPMI and "
        f"SVD; gensim's skip-gram with the same settings and {EPOCHS} epochs on the same text. The published figure is from "
        f"other questions and a text some five hundred times as large (a billion words). Seed {seed}.",
        f"유추 문제 {count:,}개(다섯 종류)로 쟀습니다. 책에 {min(learnt.counts)}번 이상 나오는 낱말로 이 프로젝트가 만들었으며, 같은 종류의 두 줄을 "
        f"차례대로 짝지은 것이 한 문제입니다. 낱말 {words:,}개 가운데 b − a + c에 가장 가까운 낱말이 답이고, 따로 적지 않으면 a, b, c는 "
        f"뺍니다(무작위 확률 {chance:.5f}). similarity.rho는 만든 이들이 0~3점으로 매긴 {pairs}쌍에 대한 스피어만 ρ로, 간단한 점검용입니다. "
        f"비교 기준은 무작위 방향, PPMI와 SVD, 같은 글을 같은 설정으로 {EPOCHS} 에포크 학습한 gensim의 스킵그램입니다. 발표된 값은 다른 문제와 "
        f"오백 배쯤 큰 글(10억 낱말)에서 나온 것입니다. 시드 {seed}.",
    )
