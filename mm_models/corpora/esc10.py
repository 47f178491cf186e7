"""ESC-10 (Piczak 2015): real recordings of ten environmental sounds, five seconds each, in official folds.

Read from `esc10/CLASS/FOLD-SOURCE-TAKE.ogg` below the data folder, as in the author's ESC-10 repository. SOURCE is the
number of the recording on freesound.org from which a clip was cut. All clips of one recording lie in one fold, so
whoever splits by fold never tests on a recording that was learnt; the loader insists on it.

K. J. Piczak, "ESC: Dataset for Environmental Sound Classification", ACM Multimedia 2015, doi:10.1145/2733373.2806390;
CC BY 3.0, the attribution of each clip in `esc10/README.txt`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jaxtyping import Float32
from torch import Tensor

from mm_models.corpora.books import data_folder
from mm_models.intake.errors import InputError
from mm_models.intake.sound import SAMPLE_RATE, read_sound
from mm_models.text import Text

CLASSES: tuple[str, ...] = (
    "dog_bark",
    "rain",
    "sea_waves",
    "baby_cry",
    "clock_tick",
    "person_sneeze",
    "helicopter",
    "chainsaw",
    "rooster",
    "fire_crackling",
)
MISSING = Text(
    en="ESC-10 is not there. Download it from github.com/karolpiczak/ESC-10, name its folders of clips dog_bark, rain and so "
    "on in a folder esc10, and name the folder above it with --data or MM_DATA.",
    ko="ESC-10이 없습니다. github.com/karolpiczak/ESC-10에서 내려받아 클립 폴더의 이름을 dog_bark, rain 등으로 하여 esc10 폴더에 두고, "
    "그 위의 폴더를 --data 또는 MM_DATA로 지정하세요.",
)


@dataclass(frozen=True)
class Clip:
    """One clip: its class, its fold, and the recording that it was cut from."""

    path: Path
    label: str
    fold: int
    source: int  # the recording's number on freesound.org
    take: str  # A, B, ... of one recording


class Esc10:
    """The clips of the folds that are there."""

    def __init__(self, data: Path | None = None) -> None:
        """Lists the clips in the data folder.

        Raises:
            InputError: there are none; it says where to get them.
            ValueError: clips of one recording lie in different folds.
        """
        folder = data_folder(data) / "esc10"
        self.clips = tuple(clip(path) for label in CLASSES for path in sorted((folder / label).glob("*.ogg")))
        if not self.clips:
            raise InputError("no-esc10", MISSING)
        if shared := sources_in_two_folds(self.clips):
            raise ValueError(f"recordings in more than one fold: {', '.join(map(str, shared))}")

    @property
    def folds(self) -> tuple[int, ...]:
        """The folds that are there, in order."""
        return tuple(sorted({each.fold for each in self.clips}))


def clip(path: Path) -> Clip:
    """What a file's name says, as `1-100032-A.ogg` in the folder `dog_bark`."""
    fold, source, take = path.stem.split("-")
    return Clip(path, path.parent.name, int(fold), int(source), take)


def sources_in_two_folds(clips: Sequence[Clip]) -> list[int]:
    """Recordings on both sides of some split by folds: none, if the split is sound."""
    folds = defaultdict(set)
    for each in clips:
        folds[each.source].add(each.fold)
    return sorted(source for source, found in folds.items() if len(found) > 1)


def waveform(of: Clip) -> Float32[Tensor, "samples"]:
    """A clip as any recording is read: mono, 16 kHz."""
    return read_sound(of.path, target_rate=SAMPLE_RATE).waveform
