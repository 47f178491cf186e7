"""How well Show and Tell captions fresh scenes and photographs."""

from pathlib import Path

from mm_models.captioning import evaluation
from mm_models.captioning.seeing import Backbone
from mm_models.measurement import Figures, Measurement
from mm_models.systems.show_and_tell.model import ShowAndTell

# of others' programs, on photographs (COCO, Karpathy's split): another task, for orientation only
ANCHORS: dict[str, Figures] = {"ruotianluo FC, COCO, beam 5": {"cider.seen": 0.953}}


def evaluate(
    model: ShowAndTell, n: int | None, seed: int, data: Path | None, backbone: Backbone
) -> Measurement:
    """See `captioning.evaluation`.

    Raises:
        InputError: CIFAR-10 is not there.
    """
    return evaluation.evaluate(model, "show-and-tell", backbone, n, seed, data, ANCHORS)
