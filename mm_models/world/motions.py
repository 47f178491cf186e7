"""How things move in clips: eight ways, each a function of time from 0 (not yet begun) to 1 (done)."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from mm_models.text import Text

OUT = 36  # pixels beyond the picture's edge where a thing waits before it enters
SIDE = 112


@dataclass(frozen=True)
class Pose:
    """Where a thing is at one moment: its centre, its size and its angle (pixels and degrees)."""

    x: float
    y: float
    size: float
    angle: float = 0.0


Path = Callable[[Pose, float, int], Pose]  # the pose at rest, time from 0 to 1, direction (-1 left, 1 right)


def _enters(rest: Pose, time: float, direction: int) -> Pose:
    """Comes in from the edge; `direction` is the way it moves."""
    start = -OUT if direction > 0 else SIDE + OUT
    return Pose(start + (rest.x - start) * time, rest.y, rest.size)


def _leaves(rest: Pose, time: float, direction: int) -> Pose:
    end = SIDE + OUT if direction > 0 else -OUT
    return Pose(rest.x + (end - rest.x) * time, rest.y, rest.size)


def _crosses(rest: Pose, time: float, direction: int) -> Pose:
    start, end = (-OUT, SIDE + OUT) if direction > 0 else (SIDE + OUT, -OUT)
    return Pose(start + (end - start) * time, rest.y, rest.size)


def _rises(rest: Pose, time: float, direction: int) -> Pose:
    return Pose(rest.x, 88 - 64 * time, rest.size)


def _falls(rest: Pose, time: float, direction: int) -> Pose:
    return Pose(rest.x, 24 + 64 * time**2, rest.size)


def _grows(rest: Pose, time: float, direction: int) -> Pose:
    return Pose(rest.x, rest.y, rest.size * (0.5 + 0.9 * time))


def _shrinks(rest: Pose, time: float, direction: int) -> Pose:
    return Pose(rest.x, rest.y, rest.size * (1.4 - 0.9 * time))


def _spins(rest: Pose, time: float, direction: int) -> Pose:
    return Pose(rest.x, rest.y, rest.size, -direction * 360 * time)


def _jumps(rest: Pose, time: float, direction: int) -> Pose:
    return Pose(rest.x, 78 - 44 * abs(math.sin(2 * math.pi * time)), rest.size)


@dataclass(frozen=True)
class Motion:
    """A way to move: its path, and how it is said. `{thing}` is the thing, `{side}` a side of the picture."""

    path: Path
    says: tuple[Text, ...]
    sided: bool = False  # whether it matters from which side


MOTIONS: dict[str, Motion] = {
    "enters": Motion(
        _enters,
        (
            Text(en="{thing} enters from the {side}", ko="{thing}[이/가] {side}에서 들어옵니다"),
            Text(en="{thing} comes in from the {side}", ko="{thing}[이/가] {side}에서 나타납니다"),
        ),
        True,
    ),
    "leaves": Motion(
        _leaves,
        (
            Text(en="{thing} leaves to the {side}", ko="{thing}[이/가] {side}으로 나갑니다"),
            Text(en="{thing} goes out to the {side}", ko="{thing}[이/가] {side}으로 사라집니다"),
        ),
        True,
    ),
    "crosses": Motion(
        _crosses,
        (
            Text(en="{thing} crosses to the {side}", ko="{thing}[이/가] {side}으로 가로질러 갑니다"),
            Text(en="{thing} passes by to the {side}", ko="{thing}[이/가] {side}으로 지나갑니다"),
        ),
        True,
    ),
    "rises": Motion(
        _rises,
        (
            Text(en="{thing} rises", ko="{thing}[이/가] 올라갑니다"),
            Text(en="{thing} goes up", ko="{thing}[이/가] 위로 떠오릅니다"),
        ),
    ),
    "falls": Motion(
        _falls,
        (
            Text(en="{thing} falls", ko="{thing}[이/가] 떨어집니다"),
            Text(en="{thing} drops down", ko="{thing}[이/가] 아래로 떨어집니다"),
        ),
    ),
    "grows": Motion(
        _grows,
        (
            Text(en="{thing} grows", ko="{thing}[이/가] 커집니다"),
            Text(en="{thing} gets larger", ko="{thing}[이/가] 점점 커집니다"),
        ),
    ),
    "shrinks": Motion(
        _shrinks,
        (
            Text(en="{thing} shrinks", ko="{thing}[이/가] 작아집니다"),
            Text(en="{thing} gets smaller", ko="{thing}[이/가] 점점 작아집니다"),
        ),
    ),
    "spins": Motion(
        _spins,
        (
            Text(en="{thing} spins", ko="{thing}[이/가] 빙글빙글 돕니다"),
            Text(en="{thing} turns round", ko="{thing}[이/가] 한 바퀴 돕니다"),
        ),
    ),
    "jumps": Motion(
        _jumps,
        (
            Text(en="{thing} jumps", ko="{thing}[이/가] 뜁니다"),
            Text(en="{thing} hops up and down", ko="{thing}[이/가] 깡충깡충 뜁니다"),
        ),
    ),
}
SIDES: dict[str, Text] = {"left": Text(en="left", ko="왼쪽"), "right": Text(en="right", ko="오른쪽")}
CONNECTED: tuple[Text, ...] = (
    Text(en="{first}, then {second}.", ko="{first}. 그다음에 {second}."),
    Text(en="{first} and after that {second}.", ko="{first}. 그 후에 {second}."),
    Text(en="First {first}, then {second}.", ko="먼저 {first}. 다음으로 {second}."),
)
BACKWARDS: tuple[Text, ...] = (Text(en="{second} after {first}.", ko="{first}. 그러고 나서 {second}."),)
TOGETHER: tuple[Text, ...] = (
    Text(en="{first} while {second}.", ko="{first}. 동시에 {second}."),
    Text(en="{first} and at the same time {second}.", ko="{first}. 그와 동시에 {second}."),
)
