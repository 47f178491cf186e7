"""From the sounds of speech to the pose of the mouth, 25 times a second.

Each speech sound has a viseme, the pose that it looks like (lips closed for p, b and m, lower lip under the teeth for f and v,
rounded for u and w, ...); poses are blended over time, because a mouth is on its way to the next sound before it has
finished this one (coarticulation).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Float32

from mm_models.world.faces import FPS


class Viseme(NamedTuple):
    """A pose: see `mm_models.world.faces`."""

    opening: float
    spread: float
    pressed: float
    teeth: float


@dataclass(frozen=True)
class Spoken:
    """One speech sound, named by a synthesiser, and when it is heard."""

    name: str
    start_s: float
    end_s: float


REST = Viseme(0.0, 0.5, 0.0, 0.0)
OPEN, HALF, NARROW = Viseme(0.95, 0.5, 0, 0.6), Viseme(0.5, 0.55, 0, 0.5), Viseme(0.3, 0.5, 0, 0.5)
SPREAD, MID_SPREAD = Viseme(0.28, 1.0, 0, 0.9), Viseme(0.5, 0.85, 0, 0.8)
ROUND, HALF_ROUND = Viseme(0.22, 0.0, 0, 0), Viseme(0.55, 0.18, 0, 0.1)
CLOSED, LIP_TEETH = Viseme(0, 0.5, 1, 0), Viseme(0.14, 0.55, 0.5, 1)
HISS, HUSH = Viseme(0.12, 0.75, 0, 1), Viseme(0.24, 0.12, 0, 0.9)
TONGUE, BACK, GLIDE = Viseme(0.24, 0.6, 0, 0.5), Viseme(0.3, 0.5, 0, 0.3), Viseme(0.25, 0.3, 0, 0.2)

ARPABET: Mapping[str, Viseme] = {
    "pau": REST,
    "aa": OPEN,
    "ae": OPEN,
    "ah": HALF,
    "ax": NARROW,
    "ao": HALF_ROUND,
    "er": GLIDE,
    "axr": GLIDE,
    "eh": MID_SPREAD,
    "ih": SPREAD,
    "iy": SPREAD,
    "uh": ROUND,
    "uw": ROUND,
    "aw": OPEN,
    "ay": OPEN,
    "ey": MID_SPREAD,
    "ow": HALF_ROUND,
    "oy": HALF_ROUND,
    "p": CLOSED,
    "b": CLOSED,
    "m": CLOSED,
    "f": LIP_TEETH,
    "v": LIP_TEETH,
    "s": HISS,
    "z": HISS,
    "sh": HUSH,
    "zh": HUSH,
    "ch": HUSH,
    "jh": HUSH,
    "w": ROUND,
    "r": GLIDE,
    "l": TONGUE,
    "t": TONGUE,
    "d": TONGUE,
    "n": TONGUE,
    "th": TONGUE,
    "dh": TONGUE,
    "k": BACK,
    "g": BACK,
    "ng": BACK,
    "hh": BACK,
    "y": SPREAD,
}  # fmt: skip  (of flite's English voices)
GLIDES: Mapping[str, Viseme] = {
    "aw": ROUND,
    "ow": ROUND,
    "ay": SPREAD,
    "ey": SPREAD,
    "oy": SPREAD,
}  # ends of diphthongs
SIGNS: Mapping[str, Viseme] = {
    "a": OPEN,
    "A": OPEN,
    "0": HALF_ROUND,
    "O": HALF_ROUND,
    "o": HALF_ROUND,
    "Q": HALF_ROUND,
    "V": HALF,
    "@": NARROW,
    "3": GLIDE,
    "E": MID_SPREAD,
    "e": MID_SPREAD,
    "I": SPREAD,
    "i": SPREAD,
    "y": ROUND,
    "Y": ROUND,
    "u": ROUND,
    "U": ROUND,
    "w": ROUND,
    "p": CLOSED,
    "b": CLOSED,
    "m": CLOSED,
    "f": LIP_TEETH,
    "v": LIP_TEETH,
    "s": HISS,
    "z": HISS,
    "S": HUSH,
    "Z": HUSH,
    "t": TONGUE,
    "d": TONGUE,
    "n": TONGUE,
    "l": TONGUE,
    "T": TONGUE,
    "D": TONGUE,
    "r": GLIDE,
    "R": GLIDE,
    "j": SPREAD,
    "k": BACK,
    "g": BACK,
    "N": BACK,
    "h": BACK,
    "x": BACK,
    "_": REST,
}  # fmt: skip  (of eSpeak's ASCII names: each sign stands for a sound, except that tS is one hush)

FINER = 8  # steps of a frame in which trajectories are made
LEAD_S = 0.04  # by how much the lips are ahead of the sound
SMOOTHING_S = 0.035  # standard deviation of the blending
VISEME_COUNT = len(REST)

Poses = Float32[np.ndarray, "frames 4"]


def poses_of(name: str) -> tuple[Viseme, ...]:
    """The pose of a sound, or the first and the last of a diphthong; of an unknown one a half-open mouth."""
    if name in ARPABET:
        return (ARPABET[name], *([GLIDES[name]] if name in GLIDES else []))
    signs = re.sub("[td](?=[SZ])", "", name.strip("';,%=|"))
    return tuple(SIGNS[sign] for sign in signs if sign in SIGNS)[:2] or (NARROW,)


def trajectory(sounds: Sequence[Spoken], seconds: float) -> Poses:
    """The mouth's pose in every frame of so many seconds."""
    steps = round(seconds * FPS) * FINER
    fine = np.tile(np.array(REST, np.float32), (steps, 1))
    for sound in sounds:
        poses = poses_of(sound.name)
        ends = np.linspace(sound.start_s - LEAD_S, sound.end_s - LEAD_S, len(poses) + 1)
        for pose, first, last in zip(poses, ends, ends[1:], strict=False):
            fine[max(0, round(first * FPS * FINER)) : max(0, round(last * FPS * FINER))] = pose
    return blended(fine)[FINER // 2 :: FINER]


def blended(fine: Float[np.ndarray, "steps 4"]) -> Float32[np.ndarray, "steps 4"]:
    """Each pose averaged with those around it, with a Gaussian's weights."""
    reach = round(3 * SMOOTHING_S * FPS * FINER)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / (SMOOTHING_S * FPS * FINER)) ** 2)
    padded = np.pad(fine, ((reach, reach), (0, 0)), mode="edge")
    kernel = weights / weights.sum()
    return np.stack(
        [np.convolve(padded[:, k], kernel, "valid") for k in range(fine.shape[1])], axis=1
    ).astype(np.float32)


def lively(poses: Poses, rng: np.random.Generator) -> Poses:
    """As another person would move: wider or less wide, each number with a little wander of its own."""
    gain = rng.uniform((0.75, 0.7, 0.8, 0.6), (1.15, 1.1, 1.0, 1.0)).astype(np.float32)
    wander = blended(rng.normal(0, 0.05, poses.shape))
    moved = (poses - np.array(REST)) * gain + np.array(REST)
    return np.clip(moved + wander * (0.3 + poses[:, :1]), 0, 1).astype(np.float32)
