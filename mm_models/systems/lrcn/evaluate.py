"""How well LRCN captions fresh scenes and photographs."""

from pathlib import Path

from mm_models.captioning import evaluation
from mm_models.captioning.seeing import Backbone
from mm_models.measurement import Measurement
from mm_models.systems.lrcn.model import Lrcn


def evaluate(
    model: Lrcn, n: int | None, seed: int, data: Path | None, backbone: Backbone, name: str = "lrcn-2f"
) -> Measurement:
    """See `captioning.evaluation`; `name` is that of the variant.

    Raises:
        InputError: CIFAR-10 is not there.
    """
    return evaluation.evaluate(model, name, backbone, n, seed, data)
