"""Sounds that are none of the ten: voices, tones, chords, vowels, and next to nothing.

Without them a network that only knows ten sounds calls everything one of them. A steady broad hiss is left out on
purpose: it is what rain sounds like.
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float32
from torch import Generator, Tensor

from mm_models.audio.augment import ambience
from mm_models.audio.synth import VOWEL_HZ, chirp, fade, finish, plucked, tones, vowel
from mm_models.intake.sound import SAMPLE_RATE

SECONDS = 5.0
MADE = ("beeps", "sweep", "melody", "sung", "nothing")

Waveform = Float32[Tensor, "_samples"]


def made(number: int) -> Waveform:
    """Sound number `number` of an endless list: the kinds in `MADE`, by turns."""
    chance = Generator().manual_seed(number)
    kind = MADE[number % len(MADE)]
    if kind == "nothing":
        return 10 ** between(-6, -3.5, chance) * ambience(SECONDS, SAMPLE_RATE, chance)
    if kind == "sweep":
        low, high = between(80, 800, chance), between(1500, 7500, chance)
        sound = chirp(low, high, SECONDS, SAMPLE_RATE, logarithmic=number % 2 == 0)
        return finish(fade(sound.flip(0) if number % 3 == 0 else sound, SAMPLE_RATE))
    return finish(torch.cat([part(kind, chance) for _ in range(12)])[: round(SECONDS * SAMPLE_RATE)])


def part(kind: str, chance: Generator) -> Waveform:
    """One beep, note or vowel, and a pause after it."""
    length = between(0.15, 0.9, chance)
    pitch_hz = 110 * 2 ** between(0, 4, chance)
    if kind == "beeps":
        sound = tones(
            [pitch_hz * ratio for ratio in (1.0, 1.26, 1.5)][: number_to(3, chance)], length, SAMPLE_RATE
        )
    elif kind == "melody":
        sound = plucked(pitch_hz, length, SAMPLE_RATE)
    else:
        symbol = list(VOWEL_HZ)[number_to(len(VOWEL_HZ), chance) - 1]
        sound = vowel(symbol, length, SAMPLE_RATE, pitch_hz=between(90, 300, chance))
    pause = torch.zeros(round(between(0.02, 0.3, chance) * SAMPLE_RATE), dtype=sound.dtype)
    return torch.cat([fade(sound, SAMPLE_RATE), pause]).float()


def strung(words: Sequence[Waveform], chance: Generator) -> Waveform:
    """Words in a random order with pauses between them, of five seconds in all."""
    order = torch.randint(len(words), (16,), generator=chance).tolist()
    spoken = [
        piece
        for number in order
        for piece in (words[number], torch.zeros(round(between(0.05, 0.6, chance) * SAMPLE_RATE)))
    ]
    return torch.cat(spoken)[: round(SECONDS * SAMPLE_RATE)]


def between(low: float, high: float, chance: Generator) -> float:
    """A random number."""
    return low + (high - low) * torch.rand((), generator=chance).item()


def number_to(most: int, chance: Generator) -> int:
    """A random whole number from 1 to `most`."""
    return 1 + int(torch.randint(most, (), generator=chance))
