"""The casts of scenes in which sources are looked for, and where things show in a picture."""

import numpy as np
from jaxtyping import Bool

from mm_models.captioning.seeing import cells_of
from mm_models.hearing.staging import Cast
from mm_models.world.rendering import CELLS, Picture

Box = tuple[int, int, int, int]

TRAINING = Cast(photos=0.15)
CANDIDATES = Cast(things=(2, 4), alone=0.0, silent=0.0)


def visible_box(mask: Bool[np.ndarray, "side side"]) -> Box:
    """Left, upper, right and lower edge of what shows of a thing; the last two are the first pixels outside."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def cells_shown(picture: Picture) -> Bool[np.ndarray, "things cells cells"]:
    """The cells of each thing of a picture."""
    return cells_of(picture.masks).reshape(-1, CELLS, CELLS)
