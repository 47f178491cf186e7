"""What the world does to a sound before it is heard, as the evaluation tries it on clips that were not learnt."""

from collections.abc import Callable, Mapping
from functools import partial

import torch
from jaxtyping import Float32
from torch import Generator, Tensor

from mm_models.audio.augment import ambience, in_room, rms, room_response, through_telephone, with_gain
from mm_models.audio.stretch import loudest
from mm_models.intake.sound import SAMPLE_RATE

SILENT = 1e-4  # amplitude; clips of ESC-10 that were too short were filled up with digital silence
ROOM_S = 0.6  # reverberation of a living room

Waveform = Float32[Tensor, "_samples"]
Change = Callable[[Waveform, Generator], Waveform]


def noisy(snr_db: float, sound: Waveform, chance: Generator) -> Waveform:
    """With a place's ambience all through it, at this ratio to the part of the sound that is not digital silence."""
    place = ambience(len(sound) / SAMPLE_RATE, SAMPLE_RATE, chance)[: len(sound)]
    audible = sound[sound.abs() > SILENT]
    return sound + place * rms(audible if len(audible) else sound) * 10 ** (-snr_db / 20)


def louder(gain_db: float, sound: Waveform, chance: Generator) -> Waveform:
    """Louder by so many dB; no chance is involved."""
    return with_gain(sound, gain_db)


def roomy(sound: Waveform, chance: Generator) -> Waveform:
    """From across a living room, its reverberation as strong as the sound itself."""
    return in_room(sound, room_response(ROOM_S, SAMPLE_RATE, chance))


def telephoned(sound: Waveform, chance: Generator) -> Waveform:
    """Through a telephone; no chance is involved."""
    return through_telephone(sound, SAMPLE_RATE)


def shortened(sound: Waveform, chance: Generator) -> Waveform:
    """Nothing but the loudest two seconds."""
    return loudest(sound, 2 * SAMPLE_RATE).waveform


def surrounded(sound: Waveform, chance: Generator) -> Waveform:
    """One second into ten seconds that are silent otherwise."""
    return torch.nn.functional.pad(sound, (SAMPLE_RATE, 9 * SAMPLE_RATE - len(sound)))


def unchanged(sound: Waveform, chance: Generator) -> Waveform:
    """The clip as it is."""
    return sound


CONDITIONS: Mapping[str, Change] = {
    "": unchanged,
    **{f".snr_{level}": partial(noisy, level) for level in (20, 10, 0)},
    **{f".gain_{level}": partial(louder, level) for level in (-20, -40, -60)},
    ".room": roomy,
    ".telephone": telephoned,
    ".loudest_2_s": shortened,
    ".in_10_s": surrounded,
}


def disturbed(sounds: list[Waveform], change: Change, seed: int) -> list[Waveform]:
    """Each sound changed by a chance of its own."""
    return [change(sound, Generator().manual_seed(seed + number)) for number, sound in enumerate(sounds)]
