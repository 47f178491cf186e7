"""What is heard beside voices: real recordings of the environment, and the noise of places."""

from pathlib import Path

from jaxtyping import Float32
from torch import Generator, Tensor

from mm_models.audio.augment import ambience
from mm_models.corpora.esc10 import Esc10, waveform
from mm_models.intake.sound import resample
from mm_models.talking.speaking import SAMPLE_RATE

FOLDS = {"train": (1, 2), "validation": (3,), "test": (4,)}
PLACES = {"train": 24, "validation": 4, "test": 8}
SECONDS = 5.0

Sound = Float32[Tensor, "_samples"]


def noises(part: str, data: Path | None = None) -> list[Sound]:
    """The noises of "train", "validation" or "test"; raises InputError where ESC-10 is not there."""
    clips = [each for each in Esc10(data).clips if each.fold in FOLDS[part]]
    recorded = [resample(waveform(each), 2 * SAMPLE_RATE, SAMPLE_RATE) for each in clips]
    return [*recorded, *places(part)]


def places(part: str) -> list[Sound]:
    """Places where nothing happens: these need no files."""
    chance = Generator().manual_seed(sorted(FOLDS).index(part))
    return [ambience(SECONDS, SAMPLE_RATE, chance) for _ in range(PLACES[part])]
