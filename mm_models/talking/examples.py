"""The talkers that the application offers: drawn faces with synthetic voices that no training has heard.

Their sounds and mouths are files, which `assets/examples/make_talkers.py` makes; a mouth can also be made for a recording.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soundfile
from jaxtyping import Float32
from safetensors.numpy import load_file

from mm_models.talking.visemes import Poses
from mm_models.text import Text
from mm_models.world.faces import Face, face

FOLDER = Path(__file__).parents[2] / "assets" / "examples" / "talkers"
POSES = "poses.safetensors"
LEVELS = 255  # of a pose's numbers in the file


@dataclass(frozen=True)
class Example:
    """Someone who talks."""

    key: str
    name: Text
    says: str
    voice: str  # a name in the test part of `mm_models.talking.voices`
    face: int  # a face that no training has seen
    language: str | None = None  # of eSpeak; None: the voice's own


EXAMPLES: tuple[Example, ...] = (
    Example(
        "anna",
        Text("Anna", "안나"),
        "The boat leaves the harbour at nine, whatever the weather does.",
        "f5 0",
        1_000_003,
    ),
    Example(
        "bruno",
        Text("Bruno", "브루노"),
        "My neighbour bought a huge yellow umbrella yesterday.",
        "rms 0.94",
        1_000_006,
    ),
    Example(
        "bruno-again",
        Text("Bruno's voice once more", "브루노의 목소리 하나 더"),
        "Five black horses ran across the open field this morning.",
        "rms 0.94",
        1_000_011,
    ),
    Example(
        "carl",
        Text("Carl", "카를"),
        "Please put the blue cup beside the window, and then sit down.",
        "m8 0",
        1_000_002,
    ),
    Example(
        "dora",
        Text("Dora", "도라"),
        "We heard the rooster long before the sun came up.",
        "steph2 0",
        1_000_009,
    ),
    Example(
        "emil",
        Text("Emil", "에밀"),
        "Nobody knows why the old clock stopped at half past seven.",
        "grandpa 0",
        1_000_001,
    ),
    Example(
        "fumi",
        Text("Fumi, in Korean", "후미 (한국어)"),
        "내일은 아침부터 비가 많이 온다고 합니다.",
        "anika 0",
        1_000_013,
        language="ko",
    ),
)


@dataclass(frozen=True)
class Heard:
    """What an example says, as samples from -1 to 1 and poses."""

    voice: Float32[np.ndarray, " samples"]
    pose: Poses
    face: Face


@cache
def talker(key: str) -> Heard:
    """An example's voice, mouth and face; KeyError where there is none of that name."""
    named = {each.key: each for each in EXAMPLES}[key]
    voice, _ = soundfile.read(FOLDER / f"{key}.flac", dtype="float32")
    pose = load_file(FOLDER / POSES)[key].astype(np.float32) / LEVELS
    return Heard(voice, pose, face(named.face))
