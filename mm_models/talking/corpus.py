"""The talking corpus: who says what with which mouth, made once for each part and then kept in `.cache`.

Texts are sentences of public-domain books; the test's come from two books of which training has not heard a sentence.
Making the training part takes some minutes; it needs espeak-ng, flite, the books and the spoken digits.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float16, Int16, Int64
from safetensors.torch import load_file, save_file
from torch import Tensor

from mm_models.corpora.books import data_folder, read_books
from mm_models.talking.speaking import SAMPLE_RATE, Utterance, digits_said, person, say
from mm_models.talking.visemes import Poses
from mm_models.talking.voices import PARTS, Voice, voices
from mm_models.world.faces import FPS

CACHE = Path(__file__).resolve().parents[2] / ".cache"
VERSION = 1  # of what is kept
PER_FRAME = SAMPLE_RATE // FPS
COUNTS = {"train": 26, "validation": 12, "test": 14}  # utterances of a synthetic voice
DIGITS = 3  # times as many of a person's
TEST_BOOKS = ("pride-and-prejudice", "the-adventures-of-sherlock-holmes")
VALIDATION_BOOKS = ("alices-adventures-in-wonderland",)
WORDS = (7, 15)  # of a sentence


@dataclass(frozen=True)
class Corpus:
    """All utterances of a part, one after another."""

    samples: Int16[Tensor, " samples"]
    poses: Float16[Tensor, "frames 4"]
    firsts: Int64[Tensor, " utterances"]  # the frame with which each begins
    ends: Int64[Tensor, " utterances"]  # and the one after its last
    voices: Int64[Tensor, " utterances"]  # who says it: a number of `mm_models.talking.voices.voices`

    def __len__(self) -> int:
        return len(self.voices)

    def frames(self, number: int) -> int:
        """How long an utterance is, in frames of the video."""
        return int(self.ends[number] - self.firsts[number])

    def only(self, chosen: Sequence[int]) -> "Corpus":
        """The chosen utterances; the others' sound stays where it is."""
        numbers = torch.tensor(chosen)
        return replace(
            self, firsts=self.firsts[numbers], ends=self.ends[numbers], voices=self.voices[numbers]
        )

    def piece(self, number: int, first: int, frames: int) -> tuple[np.ndarray, Poses]:
        """Samples from -1 to 1 and poses from frame `first` of an utterance on; silence and a closed mouth after its end."""
        begin = int(self.firsts[number]) + first
        end = min(begin + frames, int(self.ends[number]))
        samples = self.samples[begin * PER_FRAME : end * PER_FRAME].numpy().astype(np.float32) / 2**15
        poses = self.poses[begin:end].numpy().astype(np.float32)
        missing = frames - len(poses)
        rest = np.tile(np.array([[0, 0.5, 0, 0]], np.float32), (missing, 1))
        return np.pad(samples, (0, missing * PER_FRAME)), np.concatenate([poses, rest])


def corpus(part: str, data: Path | None = None) -> Corpus:
    """The utterances of "train", "validation" or "test"; raises InputError where something to make them is missing."""
    kept = CACHE / f"talking-{part}-{VERSION}.safetensors"
    if not kept.is_file():
        CACHE.mkdir(exist_ok=True)
        save_file(packed(list(spoken(part, data))), kept)
    return Corpus(**load_file(kept))


def packed(said: Sequence[tuple[int, Utterance]]) -> dict[str, Tensor]:
    """Utterances and the numbers of their voices as the tensors of a `Corpus`."""
    ends = torch.tensor([len(each.pose) for _, each in said]).cumsum(0)
    return {
        "samples": torch.from_numpy(np.concatenate([each.samples for _, each in said])),
        "poses": torch.from_numpy(np.concatenate([each.pose for _, each in said])).half(),
        "firsts": torch.cat([torch.zeros(1, dtype=ends.dtype), ends[:-1]]),
        "ends": ends,
        "voices": torch.tensor([number for number, _ in said]),
    }


def spoken(part: str, data: Path | None) -> Iterator[tuple[int, Utterance]]:
    """Every utterance of a part with the number of its voice."""
    rng = np.random.default_rng((PARTS.index(part), VERSION))
    texts = sentences(part, data)
    for number, voice in enumerate(voices(part)):
        for each in sayings(voice, COUNTS[part], texts, data, rng):
            yield number, each


def sayings(
    voice: Voice, count: int, texts: Sequence[str], data: Path | None, rng: np.random.Generator
) -> Iterator[Utterance]:
    """What one voice says."""
    if voice.engine == "person":
        words = person(voice.base, data)
        yield from (digits_said(words, int(rng.integers(5, 9)), rng) for _ in range(DIGITS * count))
        return
    for text in rng.choice(len(texts), count, replace=False):
        yield say(texts[int(text)], voice, rng)


def sentences(part: str, data: Path | None) -> list[str]:
    """The sentences of the part's books that are neither short nor long, without their capitals' glory and their marks."""
    read_books(data)  # says where to get them where they are missing
    found: list[str] = []
    for path in sorted((data_folder(data) / "books").glob("*.txt")):
        if part_of(path.stem) == part:
            text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8").replace("’", "'"))
            found += [plain for raw in re.split(r"[.!?;:]", text) if (plain := tidy(raw))]
    return found


def part_of(book: str) -> str:
    """In which part a book is read."""
    if book in TEST_BOOKS:
        return "test"
    return "validation" if book in VALIDATION_BOOKS else "train"


def tidy(raw: str) -> str:
    """Letters, commas and apostrophes of a sentence; nothing for one that is too short or too long."""
    plain = re.sub(r"[^A-Za-z', ]", "", raw).strip(" ,'")
    return plain if WORDS[0] <= len(plain.split()) <= WORDS[1] else ""
