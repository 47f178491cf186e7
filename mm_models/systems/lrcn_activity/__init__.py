"""LRCN on clips: what moves how, told at every frame by an LSTM and averaged over the frames (Donahue et al. 2015)."""

import torch
from torch import Tensor

from mm_models.captioning.watching import FRAMES
from mm_models.system import Card, Family, System
from mm_models.systems.lrcn_activity.evaluate import evaluate
from mm_models.systems.lrcn_activity.model import Config, LrcnActivity
from mm_models.systems.lrcn_activity.train import rehearse, train
from mm_models.text import Text


def example(config: Config, generator: torch.Generator) -> tuple[Tensor]:
    """Some noise as what is seen of clips."""
    return (torch.randn(3, config.channels, FRAMES, config.grid, config.grid, generator=generator),)


SYSTEM = System(
    name="lrcn-activity",
    title=Text("LRCN activity recognition", "LRCN 동작 인식"),
    family=Family.TRANSLATING,
    sources=("Donahue, Hendricks, Guadarrama, Rohrbach, Venugopalan, Saenko, Darrell 2015, arXiv:1411.4389",),
    config=Config(),
    tiny=Config(channels=16, squeezed=4, vector=16, hidden=24),
    build=LrcnActivity,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=Card(
        about=(
            "Names the motion in a clip, one of twelve: entering, leaving or crossing, each from or to the left or the right, rising, "
            "falling, growing, shrinking, spinning, jumping. It knows clips in which one drawn thing moves from beginning to end and the "
            "camera stands still. In them what rises begins low, so it may answer from the first frame alone; figures with .frozen say "
            "how often. Of any other video it names one of the twelve with the same confidence. Not fit for recognising what people do."
        ),
        data=(
            "Clips made by `mm_models.world`; its drawings and their licences are listed in assets/world/LICENCES.md.",
        ),
        licence="Apache-2.0",
        departures=(
            "A world of drawings with twelve motions instead of UCF-101's 101 activities of people; 12 frames that are the whole clip "
            "instead of 16 cut out of a video, so nothing is averaged over several cuts.",
            "Colours only: no second network reads optical flow.",
            "Our vision backbone's map with its heads' probabilities, frozen, averaged to 7 × 7 cells, in place of the convolutions of "
            "CaffeNet; what comes after, the paper's fc6, is one layer of 128 units on 16 channels of each cell, learnt from nothing.",
            "LRCN and the single-frame network learn at the same time from the same clips, without a common weight.",
            "Half of the clips to learn from are played backwards, with what then happens.",
            "The LSTM's forget gates are open at first; half of its input is left out in training; AdamW instead of gradient descent "
            "with momentum.",
        ),
    ),
    needs=("vision-backbone",),
    compact=True,
)
