"""Counting instead of learning: how often words stand near each other, and vectors from the singular values of that.

Skip-gram with negative sampling factors, without ever writing it down, a matrix of shifted pointwise mutual information
(Levy and Goldberg, "Neural Word Embedding as Implicit Matrix Factorization", NIPS 2014); here it is written down.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from mm_models.systems.word2vec.sampling import Tokens, noise_share

POWER_STEPS = 4  # of the randomised singular value decomposition


@torch.sparse.check_sparse_tensor_invariants(enable=True)
def cooccurrences(tokens: Tokens, window: int, vocabulary: int) -> Float[Tensor, "words words"]:
    """How often each pair of words is seen `window` words apart or less, as a sparse matrix.

    Nearer words count for more, as often as a window whose width is drawn from 1 to `window` reaches them.
    """
    shape = (vocabulary, vocabulary)
    total = torch.sparse_coo_tensor(torch.zeros(2, 0, dtype=torch.int64), torch.zeros(0), shape)
    for distance in range(1, window + 1):
        together = tokens.paragraphs[:-distance] == tokens.paragraphs[distance:]
        left, right = tokens.words[:-distance][together], tokens.words[distance:][together]
        indices = torch.stack([torch.cat([left, right]), torch.cat([right, left])])
        weights = torch.full((indices.shape[1],), (window + 1 - distance) / window)
        total = (total + torch.sparse_coo_tensor(indices, weights, shape)).coalesce()
    return total


@torch.sparse.check_sparse_tensor_invariants(enable=True)
def mutual_information(seen: Float[Tensor, "words words"], power: float) -> Float[Tensor, "words words"]:
    """Positive pointwise mutual information, max(0, log P(c, o) / (P(c) P(o)^power)), sparse.

    A power below 1 keeps rare contexts from looking important, as it does in the noise distribution.
    """
    rows, columns = seen.indices()
    counts = torch.sparse.sum(seen, dim=1).to_dense()
    centre, context = (counts / counts.sum()).clamp(min=1e-12), noise_share(counts, power).clamp(min=1e-12)
    information = (seen.values() / counts.sum() / (centre[rows] * context[columns])).log().clamp(min=0)
    return torch.sparse_coo_tensor(seen.indices(), information, seen.shape, is_coalesced=True)


def svd_vectors(
    information: Float[Tensor, "words words"], dimensions: int, seed: int
) -> Float[Tensor, "words dimensions"]:
    """Vectors U √S from the largest singular values S of the matrix, found by a randomised method (Halko 2011)."""
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        left, sizes, _ = torch.svd_lowrank(information, dimensions, POWER_STEPS)
    return left * sizes.sqrt()
