"""The gallery's vectors by the CLIP of this repository."""

from typing import cast

import numpy as np
from torch import Tensor

from demos.tabs.match import gallery
from demos.tabs.match.clip_match import OURS
from mm_models import registry
from mm_models.systems.clip.infer import picture_vectors, text_vectors
from mm_models.systems.clip.model import Clip


def our_gallery() -> Tensor:
    """The vectors of the gallery's pictures."""
    with registry.use(OURS) as used:
        return gallery.picture_vectors(OURS, lambda looked: picture_vectors(cast(Clip, used), looked))


def our_gallery_texts(language: str) -> Tensor:
    """The vectors of the gallery's texts."""
    with registry.use(OURS) as used:
        return gallery.text_vectors(OURS, language, lambda texts: text_vectors(cast(Clip, used), texts))


def gallery_cosines(language: str, count: int) -> np.ndarray:
    """The cosines of the gallery's first pictures with its first texts."""
    cosines: np.ndarray = (our_gallery()[:count] @ our_gallery_texts(language)[:count].T).numpy()
    return cosines
