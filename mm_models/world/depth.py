"""How near everything in a scene is: the map that a depth camera would give of it, as a pure function of the scene.

A map holds disparity, the inverse of depth: 0 at infinity, 1 at the nearest that there is. The ground rises towards the
horizon as in a photograph: its disparity falls in a straight line with the row. What stands behind it (houses, a wall)
has one disparity, the sky none. Equally large things look the smaller the farther they are, so a thing's disparity
follows its size in the picture; its silhouette is all that is left of how it is drawn.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32

from mm_models.world.places import CANVAS
from mm_models.world.rendering import Picture
from mm_models.world.scenes import SIDE, SIZES, Scene

DEPTH_SIDE = 56  # pixels of a map's side
NEAREST_SIZE = SIZES[-1]  # pixels of a thing's longer side at which it is as near as can be
FARTHEST = 0.2  # disparity that a thing without any size would have
ROWS = CANVAS // 2  # of a small canvas, which pictures are cut out of

Map = Float32[np.ndarray, "rows columns"]


@dataclass(frozen=True)
class Ground:
    """Where the ground of a place ends, and what stands behind it."""

    horizon: float  # share of the canvas above the ground, as its painter has it on average
    behind: float = 0.0  # disparity above the horizon


GROUNDS: dict[str, Ground] = {
    "grass": Ground(0.19),
    "beach": Ground(0.19),
    "snow": Ground(0.3),
    "desert": Ground(0.39),
    "city": Ground(0.71, behind=0.12),
    "room": Ground(0.66, behind=0.3),
    "night sky": Ground(0.87),
}


def depth_map(scene: Scene, picture: Picture) -> Float32[np.ndarray, "56 56"]:
    """The disparity of a scene that was rendered, as `picture`.

    Raises:
        ValueError: a photograph fills the picture; nobody knows how deep it is.
    """
    near = background(scene, picture.masks.shape[-1])
    for thing, mask in zip(scene.things, picture.masks, strict=True):
        near = over(near, mask, disparity_of(thing.size))
    return reduced(near, DEPTH_SIDE)


def disparity_of(size: int) -> float:
    """How near a thing is whose longer side has so many of a picture's 112 pixels."""
    return min(1.0, FARTHEST + (1 - FARTHEST) * size / NEAREST_SIZE)


def background(scene: Scene, side: int = SIDE) -> Map:
    """The disparity of a scene's place without its things. ValueError: a photograph fills the picture."""
    if scene.place is None:
        raise ValueError("the depth of a photograph is not known")
    ground = GROUNDS[scene.place]
    row = scene.window[1] + (np.arange(side) + 0.5) * SIDE / side
    down = np.clip((row / ROWS - ground.horizon) / (1 - ground.horizon), 0, 1)
    near = ground.behind + (1 - ground.behind) * down
    return np.repeat(near.astype(np.float32)[:, None], side, axis=1)


def over(near: Map, mask: Bool[np.ndarray, "rows columns"], disparity: float) -> Map:
    """A map with a thing of one disparity over it."""
    return np.where(mask, np.float32(disparity), near)


def reduced(near: Map, side: int) -> Float32[np.ndarray, "smaller smaller"]:
    """A map at a smaller size that divides its own, averaged."""
    block = near.shape[0] // side
    whole: Float32[np.ndarray, "smaller smaller"] = near.reshape(side, block, side, block).mean(
        axis=(1, 3), dtype=np.float32
    )
    return whole
