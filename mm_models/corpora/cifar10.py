"""CIFAR-10 (Krizhevsky 2009): 60,000 real photographs of 32 × 32 pixels in ten classes, as a bank for the world.

Read from `cifar10-train.zip` and `cifar10-test.zip` (`part/class/number.jpg`). The last tenth of each class of the
training part is held back as "validation", to choose on; "test" is the official test part, to report on.
"""

import io
import zipfile
from pathlib import Path
from threading import Lock

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from mm_models.corpora.books import data_folder
from mm_models.intake.errors import InputError
from mm_models.text import Text

PARTS: tuple[str, ...] = ("train", "validation", "test")
KIND_OF_CLASS: dict[str, str] = {"automobile": "car"}  # where the world calls a class something else
HELD_BACK = 10  # one in so many training photographs is for validation
MISSING = Text(
    en="CIFAR-10 is not there. Get it with torchvision.datasets.CIFAR10, save it as part/class/number.jpg in "
    "cifar10-train.zip and cifar10-test.zip, and name their folder with --data.",
    ko="CIFAR-10이 없습니다. torchvision.datasets.CIFAR10으로 내려받아 part/class/number.jpg 형태로 cifar10-train.zip과 "
    "cifar10-test.zip에 저장한 뒤, 그 폴더를 --data로 지정하세요.",
)

Photo = UInt8[np.ndarray, "height width 3"]


class Cifar10:
    """The photographs of one part, by kind; decoded when first asked for, then kept (3 KB each)."""

    def __init__(self, data: Path | None = None, part: str = "train") -> None:
        """Opens a part ("train", "validation" or "test") in the data folder.

        Raises:
            ValueError: no such part.
            InputError: the zip is not there; it says where to get it.
        """
        if part not in PARTS:
            raise ValueError(f"no part {part!r}; there are {', '.join(PARTS)}")
        path = data_folder(data) / f"cifar10-{'test' if part == 'test' else 'train'}.zip"
        if not path.exists():
            raise InputError("no-cifar10", MISSING)
        self._zip = zipfile.ZipFile(path)
        self._names = _by_kind(self._zip.namelist(), part)
        self._photos: dict[tuple[str, int], Photo] = {}
        self._lock = Lock()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The ten kinds, by the world's names."""
        return tuple(self._names)

    def count(self, kind: str) -> int:
        """How many photographs of the kind there are; 0 for a kind without any."""
        return len(self._names.get(kind, ()))

    def pixels(self, kind: str, number: int) -> Photo:
        """The photograph of that number, 32 × 32 × 3."""
        key = (kind, number)
        if key not in self._photos:
            with self._lock:
                encoded = self._zip.read(self._names[kind][number])
            self._photos[key] = np.array(Image.open(io.BytesIO(encoded)).convert("RGB"))
        return self._photos[key]


def _by_kind(names: list[str], part: str) -> dict[str, list[str]]:
    """File names of a part by kind, in order."""
    found: dict[str, list[str]] = {}
    for name in sorted(name for name in names if name.endswith(".jpg")):
        label = Path(name).parent.name
        found.setdefault(KIND_OF_CLASS.get(label, label), []).append(name)
    return {kind: _share(files, part) for kind, files in found.items()}


def _share(files: list[str], part: str) -> list[str]:
    border = len(files) - len(files) // HELD_BACK
    return {"train": files[:border], "validation": files[border:], "test": files}[part]
