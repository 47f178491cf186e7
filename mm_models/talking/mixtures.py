"""Mixtures of talking faces, with everything that was mixed: what separation learns from and is tested on.

mixture = sum of all voices + noise,      every voice with its face, except where the kind says otherwise
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Float32, UInt8
from torch import Tensor

from mm_models.talking.corpus import PER_FRAME, Corpus
from mm_models.talking.filmed import THUMBNAIL, Filmed
from mm_models.talking.speaking import LEVEL
from mm_models.talking.visemes import REST, Poses
from mm_models.world.face_painting import Film, mouth_crops, portrait
from mm_models.world.faces import Face, face

LEARNT_FACES = range(400)  # all others are new
NEW_FACES = range(10**6, 2 * 10**6)
Sound = Float32[np.ndarray, "_samples"]


@dataclass(frozen=True)
class Kind:
    """What is mixed."""

    voices: int
    faces: int
    same: bool = False  # all voices are one person's
    noise: bool = False


KINDS: Mapping[str, Kind] = {
    "different": Kind(2, 2),
    "same": Kind(2, 2, same=True),
    "three": Kind(3, 3),
    "noise": Kind(1, 1, noise=True),
    "hidden": Kind(2, 1),  # one of the two has no face
    "listening": Kind(1, 2),  # one of the two faces keeps silent
}


@dataclass(frozen=True)
class Talker:
    """A face with what its mouth does and what it says."""

    face: Face
    pose: Poses
    voice: Sound  # silence for one who listens
    filmed: Filmed | None = None  # what is seen instead of the drawn face


@dataclass(frozen=True)
class Scene:
    """Some talkers, and what is heard beside them."""

    talkers: tuple[Talker, ...]
    others: Sound  # voices without a face, and noise

    @property
    def mixture(self) -> Sound:
        """What a microphone hears."""
        return sum((each.voice for each in self.talkers), self.others)


@dataclass(frozen=True)
class Batch:
    """Scenes of one kind and length as tensors."""

    mixture: Float32[Tensor, "batch samples"]
    voices: Float32[Tensor, "batch faces samples"]
    mouths: UInt8[Tensor, "batch faces frames rows columns 3"]
    portraits: UInt8[Tensor, "batch faces side side 3"]

    def to(self, device: torch.device) -> "Batch":
        """The same on another device."""
        return Batch(*(part.to(device) for part in (self.mixture, self.voices, self.mouths, self.portraits)))


@dataclass(frozen=True)
class Mixer:
    """Draws scenes from a corpus and noises."""

    corpus: Corpus
    noises: Sequence[Float[Tensor, "_samples"]]  # at the corpus's rate, of RMS 1
    levels_db: float = 3.0  # a voice is at most so much louder or quieter than the others
    faces: range = LEARNT_FACES

    def scene(self, kind: str, frames: int, rng: np.random.Generator) -> Scene:
        """A scene of so many frames of video."""
        what = KINDS[kind]
        pieces = [self.piece(number, frames, rng) for number in self.speakers(what, rng)]
        faces = [face(self.faces[number]) for number in rng.integers(len(self.faces), size=what.faces)]
        rest = np.tile(np.array([REST], np.float32), (frames, 1))
        pieces += [(np.zeros(frames * PER_FRAME, np.float32), rest)] * (what.faces - what.voices)
        hidden = [voice for voice, _ in pieces[what.faces :]]
        noise = self.noise(frames, rng) if what.noise else np.zeros(frames * PER_FRAME, np.float32)
        return Scene(
            tuple(Talker(of, pose, voice) for of, (voice, pose) in zip(faces, pieces, strict=False)),
            sum(hidden, noise),
        )

    def speakers(self, what: Kind, rng: np.random.Generator) -> list[int]:
        """Utterances of different voices, or of one."""
        voices = self.corpus.voices
        drawn = [int(rng.integers(len(voices)))]
        while len(drawn) < what.voices:
            fits = torch.isin(voices, voices[drawn]) == what.same
            fits[drawn] = False
            options = fits.nonzero().flatten()
            drawn.append(int(options[int(rng.integers(len(options)))]))
        return drawn

    def piece(self, number: int, frames: int, rng: np.random.Generator) -> tuple[Sound, Poses]:
        """Part of an utterance, a little louder or quieter."""
        spare = max(0, self.corpus.frames(number) - frames)
        voice, pose = self.corpus.piece(number, int(rng.integers(spare + 1)), frames)
        gain_db = rng.uniform(-self.levels_db, self.levels_db)
        return voice * np.float32(10 ** (gain_db / 20)), pose

    def noise(self, frames: int, rng: np.random.Generator) -> Sound:
        """A noise as loud as a voice, give or take."""
        noise = self.noises[int(rng.integers(len(self.noises)))].numpy()
        first = int(rng.integers(max(1, len(noise) - frames * PER_FRAME)))
        piece = np.resize(noise[first:], frames * PER_FRAME)
        gain_db = rng.uniform(-2 * self.levels_db, self.levels_db)
        level = LEVEL * 10 ** (gain_db / 20) / max(1e-6, float(np.sqrt(np.mean(piece**2))))
        return (level * piece).astype(np.float32)


def batched(scenes: Sequence[Scene]) -> Batch:
    """Scenes of one kind and length as tensors."""
    return Batch(
        mixture=torch.from_numpy(np.stack([scene.mixture for scene in scenes])),
        voices=torch.from_numpy(np.stack([[each.voice for each in scene.talkers] for scene in scenes])),
        mouths=torch.from_numpy(np.stack([[seen(each) for each in scene.talkers] for scene in scenes])),
        portraits=torch.from_numpy(
            np.stack([[portrayed(each) for each in scene.talkers] for scene in scenes])
        ),
    )


def seen(talker: Talker) -> Film:
    """The crops of a talker's mouth."""
    return talker.filmed.mouths if talker.filmed else mouth_crops(talker.face, talker.pose)


def portrayed(talker: Talker) -> UInt8[np.ndarray, "side side 3"]:
    """A talker's whole face, small."""
    return talker.filmed.portrait if talker.filmed else thumbnail(talker.face)


def thumbnail(of: Face) -> UInt8[np.ndarray, "side side 3"]:
    """The whole face, small."""
    pixels = portrait(of, False)
    finer = len(pixels) // THUMBNAIL
    blocks = pixels.reshape(THUMBNAIL, finer, THUMBNAIL, finer, 3)
    return (blocks.mean(axis=(1, 3)) + 0.5).astype(np.uint8)
