"""A real face on film, as the network sees drawn ones: upright, as large, and the mouth in the same place of the picture.

Two eyes say how the picture is turned and scaled in every frame, so that nothing but the mouth moves in its crop:

    z' = a (z - z_1) + e_1,    a = (e_2 - e_1) / (z_2 - z_1)        z: pixels as x + iy; e: where a drawn face has its eyes

The middle of the mouth comes where that of drawn faces is by one shift for the whole film. Where the points lie says somebody else: any
function from a frame to six points, such as a model of `landmarks`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Complex128, Float, UInt8
from PIL import Image

from mm_models.intake.errors import InputError
from mm_models.talking.visemes import REST, Poses
from mm_models.text import Text
from mm_models.world.face_painting import MOUTH, SIDE, Film, cut
from mm_models.world.faces import CENTRE, GAP

EYES = np.array([0.375 + 0.48j, 0.625 + 0.48j]) * SIDE  # of a drawn face, left one of the picture first
LEAST = 0.5  # share of the frames in which a face must be found
CALM = 5  # frames over which the eyes' places are averaged: what jitters is the finder, not the head
THUMBNAIL = 32  # pixels a side of the whole face that the network sees once
NO_FACE = Text(
    en="No face could be followed through this film. Take one face that looks into the camera, near and well lit, for the whole film.",
    ko="이 동영상에서는 얼굴을 끝까지 따라갈 수 없습니다. 밝은 곳에서 카메라를 정면으로 보는 한 사람의 얼굴을 가까이에서 촬영해 주세요.",
)

Frame = UInt8[np.ndarray, "rows columns 3"]
Points = Float[
    np.ndarray, "6 2"
]  # x and y, pixels: left eye of the picture, right eye, corners of the mouth, inner edge of the upper and of the lower lip
Finder = Callable[[Frame], Points | None]  # None where there is no face


@dataclass(frozen=True)
class Filmed:
    """A face on film."""

    faces: UInt8[np.ndarray, "frames side side 3"]
    mouths: Film  # the crops that the network sees
    portrait: UInt8[np.ndarray, "small small 3"]
    pose: Poses  # how far the mouth is open, measured; the rest is as at rest

    def lasting(self, frames: int) -> "Filmed":
        """The first so many frames; where there are fewer, the last one stays."""
        kept = np.arange(frames).clip(max=len(self.faces) - 1)
        return replace(self, faces=self.faces[kept], mouths=self.mouths[kept], pose=self.pose[kept])


def filmed(frames: Film, find: Finder) -> Filmed:
    """The face in a film; InputError where none can be followed."""
    points = followed([find(frame) for frame in frames])
    turns, starts = placed(points)
    faces = np.stack([turned(*each) for each in zip(frames, turns, starts, strict=True)])
    return Filmed(faces, cut(faces, MOUTH), small(faces[0]), opened(points, turns))


def followed(found: Sequence[Points | None]) -> Complex128[np.ndarray, "frames 6"]:
    """Points of every frame as complex numbers; where none were found, those of the nearest frame."""
    there = np.array([number for number, points in enumerate(found) if points is not None])
    if len(there) < LEAST * len(found):
        raise InputError("no-face", NO_FACE)
    nearest = [there[np.abs(there - number).argmin()] for number in range(len(found))]
    known = np.stack([np.asarray(found[number], np.float64) for number in nearest])
    return known[..., 0] + 1j * known[..., 1]


def placed(
    points: Complex128[np.ndarray, "frames 6"],
) -> tuple[Complex128[np.ndarray, " frames"], Complex128[np.ndarray, " frames"]]:
    """How every frame is turned and scaled, and which of its points becomes the picture's corner: z' = turn · (z - start)."""
    eyes = np.stack([calmed(points[:, number]) for number in (0, 1)], axis=1)
    turns = (EYES[1] - EYES[0]) / (eyes[:, 1] - eyes[:, 0])
    starts = eyes[:, 0] - EYES[0] / turns
    mouths = turns * (points[:, 2:4].mean(axis=1) - starts)
    middle = np.median(mouths.real) + 1j * np.median(mouths.imag)
    return turns, starts - (SIDE * complex(*CENTRE) - middle) / turns


def calmed(places: Complex128[np.ndarray, " frames"]) -> Complex128[np.ndarray, " frames"]:
    """Averaged over some frames; the first and the last stand for what is before and after."""
    padded = np.pad(places, CALM // 2, mode="edge")
    return np.convolve(padded, np.full(CALM, 1 / CALM), "valid")


def turned(frame: Frame, turn: complex, start: complex) -> UInt8[np.ndarray, "side side 3"]:
    """The face of a frame, SIDE pixels a side."""
    back = 1 / turn
    rows = (back.real, -back.imag, start.real, back.imag, back.real, start.imag)
    picture = Image.fromarray(frame)
    return np.asarray(picture.transform((SIDE, SIDE), Image.Transform.AFFINE, rows, Image.Resampling.BICUBIC))


def small(face: UInt8[np.ndarray, "side side 3"]) -> UInt8[np.ndarray, "small small 3"]:
    """The whole face as the network sees it."""
    return np.asarray(Image.fromarray(face).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX))


def opened(points: Complex128[np.ndarray, "frames 6"], turns: Complex128[np.ndarray, " frames"]) -> Poses:
    """Poses with the gap between the lips, in that of a drawn mouth that is wide open."""
    pose = np.tile(np.array([REST], np.float32), (len(points), 1))
    gap = np.abs((points[:, 5] - points[:, 4]) * turns) / SIDE / GAP
    pose[:, 0] = np.clip(gap, 0, 1)
    return pose
