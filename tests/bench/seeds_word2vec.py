"""Is our skip-gram as good as gensim's? Both trained from several seeds on the same text, and asked the same questions.

`python -m tests.bench.seeds_word2vec --seeds 0 1 2` prints the share of analogies answered right for each seed and the mean and
range over the seeds. A seed takes some ten minutes of a CPU core, most of it ours.
"""

import argparse
import json
from pathlib import Path
from statistics import mean

import torch

from mm_models.corpora.books import Books, read_books
from mm_models.measurement import Figures
from mm_models.systems.word2vec import SYSTEM
from mm_models.systems.word2vec.evaluate import figures, gensims
from mm_models.systems.word2vec.infer import WordVectors, word_vectors
from mm_models.systems.word2vec.model import Config, SkipGram
from mm_models.systems.word2vec.questions import questions
from mm_models.systems.word2vec.train import train
from mm_models.training import Run

METRIC = "analogy.hit1"


def trained(config: Config, seed: int, data: Path | None) -> WordVectors:
    """Our vectors after the whole training from one seed."""
    torch.manual_seed(seed)
    model = SkipGram(config)
    list(train(model, Run(seed=seed, data=data)))
    return word_vectors(model)


def compared(config: Config, books: Books, seed: int, data: Path | None) -> Figures:
    """The figure of both from one seed."""
    ours = trained(config, seed, data)
    asked = questions(ours.words)
    theirs = gensims(ours, books, config, seed)
    return {"ours": figures(ours, asked)[METRIC], "gensim": figures(theirs, asked)[METRIC]}


def main() -> None:
    """Prints one JSON line for each seed, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    asked = parser.parse_args()
    books, rows = read_books(asked.data), []
    for seed in asked.seeds:
        rows.append(compared(SYSTEM.config, books, seed, asked.data))
        print(json.dumps({"seed": seed, **rows[-1]}), flush=True)
    for name in ("ours", "gensim"):
        values = [row[name] for row in rows]
        print(json.dumps({"of": name, "mean": mean(values), "range": [min(values), max(values)]}))


if __name__ == "__main__":
    main()
