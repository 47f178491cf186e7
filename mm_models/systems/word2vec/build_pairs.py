"""Makes the table of pairs from which the tab's small skip-gram learns: `python -m mm_models.systems.word2vec.build_pairs`.

It holds the most frequent words of the books and those of the maps: `assets/word2vec/pairs.safetensors`.
"""

import argparse
from pathlib import Path

import torch

from mm_models import weights
from mm_models.corpora.books import Books, read_books
from mm_models.systems.word2vec.cooccurrence import cooccurrences
from mm_models.systems.word2vec.groups import groups, words_of
from mm_models.systems.word2vec.infer import spelling
from mm_models.systems.word2vec.live import TABLE
from mm_models.systems.word2vec.model import Config
from mm_models.systems.word2vec.sampling import encode, most_frequent

FREQUENT = 500


def build(books: Books, path: Path) -> str:
    """Writes the table of the books' pairs; returns the file's SHA-256."""
    config = Config()
    counts = most_frequent(books.train, config.vocabulary)
    wanted = {*list(counts)[:FREQUENT], *(word for group in groups() for word in words_of(group))}
    chosen = [word for word in counts if word in wanted]
    # The whole dictionary first: a word between two others keeps them apart, even if it is not in the table.
    seen = cooccurrences(encode(books.train, list(counts)), config.window, len(counts))
    numbers = torch.tensor([index for index, word in enumerate(counts) if word in wanted])
    small = seen.index_select(0, numbers).index_select(1, numbers).to_dense()
    rows, columns = torch.triu_indices(*small.shape)
    tensors = {
        "letters": spelling(chosen),
        "counts": torch.tensor([counts[word] for word in chosen], dtype=torch.int32),
        "upper": small[rows, columns],
    }
    return weights.save(path, tensors)


def main() -> None:
    """Reads the books and writes the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--data", type=Path, help="folder of real data (default: MM_DATA, else ../shared/data)"
    )
    print(build(read_books(parser.parse_args().data), TABLE))


if __name__ == "__main__":
    main()
