"""How well the transformer captioner captions fresh scenes and photographs, and whether its maps can be believed."""

from pathlib import Path

from mm_models.captioning import evaluation
from mm_models.captioning.seeing import Backbone
from mm_models.measurement import Measurement
from mm_models.systems.transformer_captioner.model import TransformerCaptioner


def evaluate(
    model: TransformerCaptioner, n: int | None, seed: int, data: Path | None, backbone: Backbone
) -> Measurement:
    """See `captioning.evaluation`.

    Raises:
        InputError: CIFAR-10 is not there.
    """
    return evaluation.evaluate(model, "transformer-captioner", backbone, n, seed, data)
