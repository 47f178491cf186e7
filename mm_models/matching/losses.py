"""Losses over all pairs of a batch: row i of a similarity matrix is picture i, column j is text j, pairs lie on the diagonal."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

Square = Float[Tensor, "pictures texts"]
Alike = Bool[Tensor, "pictures texts"]  # pairs that must not be pushed apart


def cosines(
    pictures: Float[Tensor, "pictures space"], texts: Float[Tensor, "texts space"]
) -> Float[Tensor, "pictures texts"]:
    """The products of unit vectors, in full precision: halves would lose what tells good pairs from better ones."""
    with torch.autocast(pictures.device.type, enabled=False):
        return pictures.float() @ texts.float().T


def others_alike(alike: Alike) -> Alike:
    """The pairs off the diagonal."""
    return alike & ~torch.eye(len(alike), dtype=torch.bool, device=alike.device)


def pair_losses(
    logits: Square, alike: Alike | None = None
) -> tuple[Float[Tensor, " pictures"], Float[Tensor, " texts"]]:
    """The cross-entropy of each row, which must find its column, and of each column, which must find its row, in nats.

    A text that is true of another picture as well (`alike`) is left out of the softmax instead of counted as wrong.
    """
    shown = logits if alike is None else logits.masked_fill(others_alike(alike), -torch.inf)
    return -shown.log_softmax(dim=1).diagonal(), -shown.log_softmax(dim=0).diagonal()


def symmetric_cross_entropy(logits: Square, alike: Alike | None = None) -> dict[str, Float[Tensor, ""]]:
    """The mean of both directions, "loss", and each by itself (Radford et al. 2021, figure 3)."""
    rows, columns = pair_losses(logits, alike)
    to_text, to_image = rows.mean(), columns.mean()
    return {"loss": (to_text + to_image) / 2, "image_to_text": to_text, "text_to_image": to_image}


def hardest_hinge(cosines: Square, margin: float, alike: Alike | None = None) -> dict[str, Float[Tensor, ""]]:
    """max(0, α - s(i, i) + s(i, j)) with the hardest j of each row and the hardest i of each column (Faghri et al. 2018, equation 6)."""
    own = cosines.diagonal()
    wrong = torch.eye(len(cosines), dtype=torch.bool, device=cosines.device)
    others = cosines.masked_fill(wrong if alike is None else wrong | alike, -torch.inf)
    to_text = functional.relu(margin - own + others.amax(dim=1)).mean()
    to_image = functional.relu(margin - own + others.amax(dim=0)).mean()
    return {"loss": to_text + to_image, "image_to_text": to_text, "text_to_image": to_image}


def hardest_tag_hinge(
    cosines: Float[Tensor, "pictures tags"], true: Bool[Tensor, "pictures tags"], margin: float
) -> dict[str, Float[Tensor, ""]]:
    """The hinge of `hardest_hinge` where several tags are true of a picture, and a tag of several pictures.

    Each true pair is held against the picture's most similar wrong tag, and against the most similar picture without the
    tag; the two means over all true pairs are added.
    """
    wrong = cosines.masked_fill(true, -torch.inf)
    to_tag = functional.relu(margin - cosines + wrong.amax(dim=1, keepdim=True))[true].mean()
    to_image = functional.relu(margin - cosines + wrong.amax(dim=0, keepdim=True))[true].mean()
    return {"loss": to_tag + to_image, "image_to_text": to_tag, "text_to_image": to_image}
