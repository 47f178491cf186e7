"""What is chosen on validation scenes once the vectors are learnt: from which cosine on a word is a tag, and how strong arithmetic is."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from mm_models.systems.image_tagging.analogies import analogies, both_right, searched
from mm_models.systems.image_tagging.infer import picture_vectors
from mm_models.systems.image_tagging.model import ImageTagging
from mm_models.systems.image_tagging.tags import tags_of, words_true
from mm_models.world.scenes import Scene

STRENGTHS: tuple[float, ...] = (0.3, 0.45, 0.6, 0.8, 1.0, 1.3)


@torch.no_grad()
def calibrate(
    model: ImageTagging, scenes: Sequence[Scene], annotations: Float[Tensor, "scenes channels side side"]
) -> None:
    """Sets the thresholds of all words, and the strength with which most analogies come out right; in place."""
    pictures = picture_vectors(model, annotations)
    true = words_true([tags_of(each) for each in scenes])
    cosines = (pictures @ model.vectors.cpu().T).numpy()
    best = [best_threshold(cosines[:, word], true[:, word]) for word in range(true.shape[1])]
    model.threshold.copy_(torch.tensor(best))
    cases = analogies(scenes, seed=0)
    shares = [both_right(cases, scenes, searched(model, cases, pictures, strength)) for strength in STRENGTHS]
    model.strength.fill_(STRENGTHS[int(np.argmax(shares))])


def best_threshold(cosines: Float[np.ndarray, " scenes"], true: Bool[np.ndarray, " scenes"]) -> float:
    """The middle of the gap at which F1 is highest; above all cosines for a word that is true of no scene."""
    order = np.argsort(-cosines)
    hits = true[order].cumsum()
    if not hits[-1]:
        return float(cosines.max()) + 1.0
    f1 = 2 * hits / (np.arange(1, len(hits) + 1) + hits[-1])
    at = int(f1.argmax())
    lower = cosines[order[at + 1]] if at + 1 < len(order) else -1.0
    return float((cosines[order[at]] + lower) / 2)
