"""How well Show, Attend and Tell captions fresh scenes and photographs, and whether its maps can be believed."""

from pathlib import Path

from mm_models.captioning import evaluation
from mm_models.captioning.seeing import Backbone
from mm_models.measurement import Figures, Measurement
from mm_models.systems.show_attend_tell.model import ShowAttendTell

# of others' programs, on photographs (COCO, Karpathy's split): another task, for orientation only
ANCHORS: dict[str, Figures] = {"sgrvinod, COCO, beam 5": {"bleu4.seen": 0.3329}}


def evaluate(
    model: ShowAttendTell,
    n: int | None,
    seed: int,
    data: Path | None,
    backbone: Backbone,
    name: str = "show-attend-tell",
) -> Measurement:
    """See `captioning.evaluation`; `name` is that of the variant.

    Raises:
        InputError: CIFAR-10 is not there.
    """
    return evaluation.evaluate(model, name, backbone, n, seed, data, ANCHORS)
