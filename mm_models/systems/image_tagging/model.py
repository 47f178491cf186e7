"""Image tagging by joint embedding: pictures and words as vectors of one space, so that words can be added and taken away.

A picture's vector is a linear map of what a frozen network saw, a word's is a row of a table; both become unit vectors and are
compared by their cosine s. For a picture i, a tag p that is true of it, and the hardest tag n that is not,

    loss = max(0, α - s(i, p) + s(i, n))  +  the same from the tag's side: s(j, p) of the hardest picture j without p

No layer lies between the picture and the space, so what each cell contributes to the cosine with a word can be told exactly:
the mean and the largest value of each channel are sums over cells (`cell_shares`).

Frome et al., "DeViSE", NIPS 2013, section 3 (a linear transformation into a space of words, hinge rank loss with margin 0.1); Kiros, Salakhutdinov, Zemel,
"Unifying Visual-Semantic Embeddings", arXiv:1411.2539, section 2.5 (image - word + word); hardest negatives: Faghri et al., "VSE++", BMVC 2018,
arXiv:1707.05612, equation 6.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn import functional

from mm_models.captioning.seeing import CHANNELS, whole
from mm_models.systems.image_tagging.tags import WORDS, fingerprint

SPREAD = 0.1  # standard deviation of the words' first vectors


@dataclass(frozen=True)
class Config:
    """The network's size, and the loss's margin."""

    channels: int = CHANNELS  # of the annotations as they come
    space: int = 128  # numbers of a picture's and of a word's vector
    margin: float = 0.2  # α, in cosines
    words: int = len(WORDS)
    trained_with: str = fingerprint()  # of the words


@dataclass(frozen=True)
class Trace:
    """Pictures and words in one space."""

    seen: Float[Tensor, "pictures twice"]  # the mean and the largest value of each channel
    projected: Float[Tensor, "pictures space"]  # before it is made a unit vector
    image: Float[Tensor, "pictures space"]  # unit vectors
    rows: Float[Tensor, "pictures words space"]  # of the table
    cosines: Float[Tensor, "pictures words"]


class ImageTagging(nn.Module):
    """A matrix for pictures, a table for words, and from which cosine on a word is a tag.

    Raises:
        ValueError: the configuration belongs to other words.
    """

    threshold: Float[Tensor, " words"]  # the cosine above which a word is a tag
    strength: Float[Tensor, ""]  # of arithmetic

    def __init__(self, config: Config) -> None:
        super().__init__()
        if config.trained_with != fingerprint():
            raise ValueError("the world's tags have changed since this network was trained: train it again")
        self.config = config
        self.project = nn.Linear(2 * config.channels, config.space, bias=False)
        self.table = nn.Embedding(config.words, config.space)
        nn.init.normal_(self.table.weight, std=SPREAD)
        self.register_buffer("threshold", torch.zeros(config.words))  # set by `calibrate`
        self.register_buffer("strength", torch.ones(()))  # of arithmetic, set by `calibrate`

    def forward(
        self, annotations: Float[Tensor, "pictures channels side side"], ids: Int[Tensor, "pictures words"]
    ) -> Trace:
        """Compares each picture with some words."""
        seen, rows = whole(annotations), self.table(ids)
        projected = self.project(seen)
        image = functional.normalize(projected, dim=1)
        cosines = (functional.normalize(rows, dim=2) @ image[:, :, None])[:, :, 0]
        return Trace(seen, projected, image, rows, cosines)

    def pictures(
        self, annotations: Float[Tensor, "pictures channels side side"]
    ) -> Float[Tensor, "pictures space"]:
        """The unit vectors of pictures."""
        return functional.normalize(self.project(whole(annotations)), dim=1)

    @property
    def vectors(self) -> Float[Tensor, "words space"]:
        """The unit vectors of all words."""
        return functional.normalize(self.table.weight, dim=1)


def cell_shares(
    model: ImageTagging, annotations: Float[Tensor, "channels side side"], word: int
) -> Float[Tensor, "side side"]:
    """What each cell contributes to a picture's cosine with a word; the sum over all cells is the cosine.

    A channel's mean comes from all cells alike, its largest value from the cell where it is found.
    """
    channels, cells = annotations.shape[0], annotations.flatten(1)
    weight = model.project.weight.T @ model.vectors[word]  # of each number of `whole`
    mean, largest = weight[:channels], weight[channels:]
    shares = (mean @ cells) / cells.shape[1]
    highest = cells.max(dim=1)
    shares = shares.index_add(0, highest.indices, largest * highest.values)
    length = model.project(whole(annotations[None])).norm()
    return (shares / length).view(annotations.shape[1:])
