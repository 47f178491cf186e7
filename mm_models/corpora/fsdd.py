"""FSDD (Jackson et al.): 2,000 real spoken digits by four speakers, at 8 kHz.

Read from `fsdd/DIGIT_SPEAKER_INDEX.wav` below the data folder. Free Spoken Digit Dataset,
github.com/Jakobovski/free-spoken-digit-dataset; CC BY-SA 4.0.
"""

from dataclasses import dataclass
from pathlib import Path

from jaxtyping import Float32
from torch import Tensor

from mm_models.corpora.books import data_folder
from mm_models.intake.errors import InputError
from mm_models.intake.sound import SAMPLE_RATE, read_sound
from mm_models.text import Text

MISSING = Text(
    en="The spoken digits are not there. Copy the folder recordings of github.com/Jakobovski/free-spoken-digit-dataset as "
    "fsdd, and name the folder above it with --data or MM_DATA.",
    ko="숫자 음성이 없습니다. github.com/Jakobovski/free-spoken-digit-dataset의 recordings 폴더를 fsdd라는 이름으로 복사하고, 그 위의 "
    "폴더를 --data 또는 MM_DATA로 지정하세요.",
)


@dataclass(frozen=True)
class Digit:
    """One recording of one spoken digit."""

    path: Path
    digit: int
    speaker: str
    index: int  # 0 to 4 is the official test part


def digits(data: Path | None = None) -> tuple[Digit, ...]:
    """All recordings, in the order of their names; raises InputError, which says where to get them, for none."""
    found = tuple(digit(path) for path in sorted((data_folder(data) / "fsdd").glob("*_*_*.wav")))
    if not found:
        raise InputError("no-fsdd", MISSING)
    return found


def digit(path: Path) -> Digit:
    """What a file's name says, as `7_jackson_32.wav`."""
    number, speaker, index = path.stem.split("_")
    return Digit(path, int(number), speaker, int(index))


def waveform(of: Digit) -> Float32[Tensor, "samples"]:
    """A digit as any recording is read: mono, 16 kHz (with nothing above 4 kHz)."""
    return read_sound(of.path, target_rate=SAMPLE_RATE).waveform
