"""Caltech-101 (Li, Andreeto, Ranzato, Perona; CC BY 4.0): real photographs of many kinds of thing, as banks for the world.

Read from `caltech101.zip` (`class/image_number.jpg`). Classes that the world has a word for are photographs of that
kind; classes close to one of them ("cougar", "watch") belong nowhere, because calling them wrong would be unfair; all
others are photographs of what the world does not know. Of those, every second class teaches what strange looks like
and the rest test it, so that no class is on both sides. Of every class, the last tenth but two is "validation" and
the last two tenths are "test".
"""

import io
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image

from mm_models.corpora.books import data_folder
from mm_models.intake.errors import InputError
from mm_models.text import Text
from mm_models.world.photos import Photo, resized

PARTS: tuple[str, ...] = ("train", "validation", "test")
KIND_OF_CLASS: dict[str, str] = {
    "airplanes": "airplane", "butterfly": "butterfly", "camera": "camera", "car_side": "car", "chair": "chair",
    "windsor_chair": "chair", "crab": "crab", "dalmatian": "dog", "electric_guitar": "guitar", "elephant": "elephant",
    "emu": "bird", "ferry": "ship", "flamingo": "bird", "grand_piano": "piano", "hawksbill": "turtle",
    "helicopter": "helicopter", "ibis": "bird", "ketch": "ship", "lotus": "flower", "octopus": "octopus",
    "pigeon": "bird", "pizza": "pizza", "rooster": "rooster", "schooner": "ship", "soccer_ball": "ball",
    "strawberry": "strawberry", "sunflower": "flower", "umbrella": "umbrella", "water_lilly": "flower",
}  # fmt: skip
NEITHER: frozenset[str] = frozenset({
    "Leopards", "Motorbikes", "bass", "bonsai", "cougar_body", "cougar_face", "crayfish", "dolphin", "flamingo_head",
    "garfield", "gerenuk", "joshua_tree", "lobster", "mandolin", "minaret", "okapi", "pagoda", "snoopy", "starfish",
    "watch", "wheelchair", "wild_cat",
})  # fmt: skip
SIDE = 128  # pixels to which photographs are reduced: a little more than a picture of the world has
MISSING = Text(
    en="Caltech-101 is not there. Get it with torchvision.datasets.Caltech101, save its photographs as "
    "class/image_number.jpg in caltech101.zip, and name its folder with --data.",
    ko="Caltech-101이 없습니다. torchvision.datasets.Caltech101으로 내려받아 사진을 class/image_number.jpg 형태로 "
    "caltech101.zip에 저장한 뒤, 그 폴더를 --data로 지정하세요.",
)


@dataclass(frozen=True)
class Caltech101:
    """The photographs of one part, cut to their middle square and reduced to `side` pixels; read when first needed."""

    data: Path | None = None
    part: str = "train"
    side: int = SIDE

    def count(self, kind: str) -> int:
        """How many photographs of the kind there are; 0 for a kind without any."""
        return len(self._known.get(kind, ()))

    def pixels(self, kind: str, number: int) -> Photo:
        """The photograph of that number, side × side × 3."""
        return self._known[kind][number]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that have photographs, by the world's names."""
        return tuple(self._known)

    @cached_property
    def strange(self) -> tuple[Photo, ...]:
        """Photographs of what the world has no word for: of other classes in "test" than in the other two parts."""
        classes = [name for name in self._names if name not in KIND_OF_CLASS and name not in NEITHER]
        ours = classes[1::2] if self.part == "test" else classes[::2]
        whole = {
            name: self._names[name] if self.part == "test" else _share(self._names[name], self.part)
            for name in ours
        }
        return self._photos([name for names in whole.values() for name in names])

    @cached_property
    def _known(self) -> dict[str, tuple[Photo, ...]]:
        names: dict[str, list[str]] = {}
        for label, kind in KIND_OF_CLASS.items():
            names.setdefault(kind, []).extend(_share(self._names.get(label, []), self.part))
        return {kind: self._photos(files) for kind, files in names.items() if files}

    @cached_property
    def _zip(self) -> zipfile.ZipFile:
        if self.part not in PARTS:
            raise ValueError(f"no part {self.part!r}; there are {', '.join(PARTS)}")
        path = data_folder(self.data) / "caltech101.zip"
        if not path.exists():
            raise InputError("no-caltech101", MISSING)
        return zipfile.ZipFile(path)

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """File names by class, both in order."""
        found: dict[str, list[str]] = {}
        for name in sorted(name for name in self._zip.namelist() if name.endswith(".jpg")):
            found.setdefault(Path(name).parent.name, []).append(name)
        return found

    def _photos(self, names: list[str]) -> tuple[Photo, ...]:
        decoded = (np.array(Image.open(io.BytesIO(self._zip.read(name))).convert("RGB")) for name in names)
        return tuple(resized(photo, self.side) for photo in decoded)


def _share(files: list[str], part: str) -> list[str]:
    """Seven tenths of a class to learn from, one to choose on, two to report on."""
    first, second = len(files) * 7 // 10, len(files) * 8 // 10
    return {"train": files[:first], "validation": files[first:second], "test": files[second:]}[part]
