"""Watching: what a captioner sees of a clip, a map of 7 × 7 cells for each frame that the frozen vision backbone wrote.

What a frame's cells show (see `seeing.shown`) is averaged over blocks of 2 × 2 cells: how things move is a matter of where they are, so
positions stay, and a clip of twelve frames takes a quarter of the room.
"""

import numpy as np
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn import functional

from mm_models.captioning.seeing import GREY, Backbone, look, shown
from mm_models.world.rendering import CELLS
from mm_models.world.scenes import SIDE

FRAMES = 12  # of a clip, as captioners of clips read it
BLOCK = 2  # cells along a side that become one
GRID = CELLS // BLOCK  # cells along a side of a frame's map

Frames = UInt8[np.ndarray, "frames side side 3"]
Sight = Float[Tensor, "clips channels frames grid grid"]


def gridded(frames: Float[Tensor, "pictures channels cells cells"], clips: int) -> Sight:
    """What the cells show of all frames of some clips of equal length, one clip after the other, as what is seen of each clip."""
    return functional.avg_pool2d(frames, BLOCK).unflatten(0, (clips, -1)).transpose(1, 2).contiguous()


def watch(
    backbone: Backbone, clips: UInt8[np.ndarray, "clips frames side side 3"], device: str = "cpu"
) -> Sight:
    """What is seen of clips that have the same number of frames."""
    images = clips.reshape(-1, *clips.shape[2:])
    return gridded(look(backbone, images, device, shown), len(clips))


def blank_clip(backbone: Backbone, device: str = "cpu") -> Sight:
    """What is seen of a clip that shows nothing."""
    return watch(backbone, np.full((1, FRAMES, SIDE, SIDE, 3), GREY, np.uint8), device)


def sampled_frames(frames: Frames, count: int = FRAMES) -> UInt8[np.ndarray, "chosen side side 3"]:
    """`count` frames of a clip, from the first to the last, as evenly as there are some; short clips repeat frames."""
    return frames[np.linspace(0, len(frames) - 1, count).round().astype(int)]
