"""Batches for the two lessons: which texts mean the same, and which word is hidden.

Words are hidden in single texts, and in pairs that say the same, where one text tells what is hidden in the other
("translation language modelling": Conneau and Lample, NeurIPS 2019, arXiv:1901.07291, section 3.3). Texts of like length share a block, because every row of a block is padded to its longest.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Int
from torch import Tensor

from mm_models.systems.text_encoder.telling import SOURCES, Tokens, Trio, text, trio
from mm_models.training import step_seed
from mm_models.world.captions import LANGUAGES
from mm_models.world.encoding import END, MASK, UNKNOWN, Encoded, encode_tokens, shared_vocabulary
from mm_models.world.scenes import SPLITS
from mm_models.world.tokens import SPECIAL

HIDDEN = (
    0.25  # share of the words that are to be guessed: more than BERT's 0.15 teaches a small network faster
)
LOOKS_HIDDEN, LOOKS_WRONG = 0.8, 0.9  # of these show <mask>; of the rest half another word, half themselves
LOST = 0.02  # share of the words of any text that are made unknown, so that unknown words are nothing new
NOT_ASKED = -1  # target of a place where nothing is to be guessed
BLOCKS = 8


@dataclass(frozen=True)
class Block:
    """Some rows of a batch."""

    ids: Int[Tensor, "rows tokens"]
    mask: Bool[Tensor, "rows tokens"]
    targets: Int[Tensor, "rows tokens"]  # the words that are to be guessed, else NOT_ASKED
    places: Int[Tensor, " rows"]  # of the rows in the whole batch


@dataclass(frozen=True)
class Batch:
    """Rows: the texts of all trios, the same told otherwise, the near misses, and texts with hidden words."""

    blocks: tuple[Block, ...]
    trios: int
    alike: Bool[Tensor, "trios both"]  # whether text i means what text j, or what near miss j - trios, means


@dataclass(frozen=True)
class Batches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    longest: int  # tokens of a row
    trios: int = 56
    texts: int = 40  # with hidden words
    both: int = 32  # rows with hidden words that hold a text and the same told otherwise

    def __call__(self, index: int) -> Batch:
        step = step_seed(self.seed, index)
        rng = np.random.default_rng((step, 9))
        found = [trio(self._number(step, offset)) for offset in range(self.trios)]
        hidden = [a_text(self._number(step, self.trios + offset), offset) for offset in range(self.texts)]
        hidden += [[*each.one, SPECIAL[END], *each.same] for each in found[: self.both]]
        rows = encode_tokens(
            [*(t.one for t in found), *(t.same for t in found), *(t.near for t in found), *hidden],
            self.longest,
        )
        ids, targets = hide(rows, 3 * self.trios, rng)
        return Batch(blocks(ids, rows.mask, targets), self.trios, alike(found))

    def _number(self, step: int, offset: int) -> int:
        return (step * (self.trios + self.texts) + offset) % SPLITS["train"].count


def a_text(number: int, offset: int) -> Tokens:
    """A text with hidden words: languages by turns, half of the texts captions, the other sources by turns."""
    others = [name for name in SOURCES if name != "scene"]
    turn, language = offset // 2, LANGUAGES[offset % 2]
    return text(number, "train", "scene" if turn % 2 else others[turn // 2 % len(others)], language)


def hide(
    rows: Encoded, first: int, rng: np.random.Generator
) -> tuple[Int[np.ndarray, "rows tokens"], Int[np.ndarray, "rows tokens"]]:
    """Hides words in the rows from `first` on (Devlin 2019, section 3.1), and loses a few words everywhere.

    Returns the numbers that the network sees, and the targets.
    """
    words = rows.ids >= len(SPECIAL)
    asked = words & (rng.random(words.shape) < HIDDEN) & (np.arange(len(words)) >= first)[:, None]
    look = rng.random(words.shape)
    others = rng.integers(len(SPECIAL), len(shared_vocabulary()), words.shape)
    ids = np.where(words & (rng.random(words.shape) < LOST), UNKNOWN, rows.ids)
    ids = np.where(
        asked, np.where(look < LOOKS_HIDDEN, MASK, np.where(look < LOOKS_WRONG, others, rows.ids)), ids
    )
    return ids, np.where(asked, rows.ids, NOT_ASKED)


def blocks(
    ids: Int[np.ndarray, "rows tokens"],
    mask: Bool[np.ndarray, "rows tokens"],
    targets: Int[np.ndarray, "rows tokens"],
) -> tuple[Block, ...]:
    """The rows in blocks of like length, each cut to its longest."""
    lengths = mask.sum(axis=1)
    found = []
    for places in np.array_split(np.argsort(lengths, kind="stable"), BLOCKS):
        longest = int(lengths[places].max(initial=0))
        rows, real, asked = (torch.from_numpy(each[places, :longest]) for each in (ids, mask, targets))
        found.append(Block(rows, real, asked, torch.from_numpy(places)))
    return tuple(found)


def alike(trios: Sequence[Trio]) -> Bool[Tensor, "trios both"]:
    """Where a text means what another text or a near miss of the batch means: such pairs must not be pushed apart."""
    meant: list[Hashable] = [each.meaning for each in trios]
    others = [*meant, *(each.near_meaning for each in trios)]
    same = torch.tensor([[mine == other for other in others] for mine in meant])
    same[torch.arange(len(trios)), torch.arange(len(trios))] = False
    return same
