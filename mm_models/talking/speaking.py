"""A voice says a text: its sound at 8 kHz, and its mouth's pose 25 times a second."""

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import torch
from jaxtyping import Float32, Int16
from torch import Tensor

from mm_models.audio.augment import at_speed
from mm_models.corpora import fsdd
from mm_models.intake.errors import InputError
from mm_models.intake.sound import resample
from mm_models.talking.espeak import speak
from mm_models.talking.proxy import mouth_of
from mm_models.talking.visemes import Poses, Spoken, lively, trajectory
from mm_models.talking.voices import Voice
from mm_models.text import Text
from mm_models.world.faces import FPS

SAMPLE_RATE = 8000  # Hz: the rate of the real digits; speech is understood, hisses are dull
LEVEL = 0.08  # root mean square of every utterance
NO_FLITE = Text(
    en="flite is not there. Install it (Debian: apt-get install flite); it is needed to train and to evaluate only.",
    ko="flite가 없습니다. 설치해 주세요(Debian: apt-get install flite). 학습과 평가에만 필요합니다.",
)


@dataclass(frozen=True)
class Utterance:
    """Something said."""

    samples: Int16[np.ndarray, " samples"]  # at SAMPLE_RATE
    pose: Poses


def say(text: str, voice: Voice, rng: np.random.Generator) -> Utterance:
    """A synthetic voice says a text; raises InputError where the synthesiser is not installed."""
    samples, rate, sounds = (
        with_flite(text, voice.base)
        if voice.engine == "flite"
        else speak(text, voice.base, voice.words_a_minute, voice.pitch)
    )
    heard = torch.from_numpy(samples.astype(np.float32) / 2**15)
    heard = at_speed(resample(heard, rate, SAMPLE_RATE), voice.faster)
    timed = [Spoken(each.name, each.start_s / voice.faster, each.end_s / voice.faster) for each in sounds]
    return utterance(heard, lively(trajectory(timed, len(heard) / SAMPLE_RATE), rng))


def with_flite(text: str, base: str) -> tuple[np.ndarray, int, list[Spoken]]:
    """Samples as 16-bit numbers, their rate in Hz, and the speech sounds; `-psdur` prints each one's name and end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        command = ["flite", "-voice", base, "-psdur", "-t", text, "-o", str(path)]
        try:
            printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        except FileNotFoundError as missing:
            raise InputError("no-flite", NO_FLITE) from missing
        samples, rate = soundfile.read(path, dtype="int16")
    names, ends = zip(
        *((name, float(end)) for name, _, end in (each.rpartition(":") for each in printed)), strict=True
    )
    return (
        samples,
        rate,
        [Spoken(name, start, end) for name, start, end in zip(names, (0.0, *ends), ends, strict=False)],
    )


def digits_said(words: list[Float32[Tensor, "_samples"]], count: int, rng: np.random.Generator) -> Utterance:
    """Real digits one after another, with a mouth that is guessed from the sound."""
    pieces = [torch.zeros(round(rng.uniform(0.0, 0.3) * SAMPLE_RATE))]
    for number in rng.integers(len(words), size=count):
        said = words[int(number)]
        pieces += [
            said / said.square().mean().sqrt(),
            torch.zeros(round(rng.uniform(0.04, 0.35) * SAMPLE_RATE)),
        ]
    heard = torch.cat(pieces)
    return utterance(heard, lively(mouth_of(heard, SAMPLE_RATE), rng))


def person(name: str, data: Path | None) -> list[Float32[Tensor, "_samples"]]:
    """All recordings of a person's digits at 8 kHz."""
    spoken = [each for each in fsdd.digits(data) if each.speaker == name]
    return [resample(fsdd.waveform(each), 2 * SAMPLE_RATE, SAMPLE_RATE) for each in spoken]


def utterance(heard: Float32[Tensor, "samples"], pose: Poses) -> Utterance:
    """Sound and mouth of one length, at the usual level."""
    frames = min(len(pose), len(heard) * FPS // SAMPLE_RATE)
    heard = heard[: frames * SAMPLE_RATE // FPS]
    levelled = heard * (LEVEL / heard.square().mean().sqrt().clamp(min=1e-6))
    samples = (levelled.clamp(-0.99, 0.99) * 2**15).round().to(torch.int16)
    return Utterance(samples.numpy(), pose[:frames])
