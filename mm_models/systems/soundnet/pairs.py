"""Batches of pairs: a sound as it might have been recorded with a scene, and what the teacher says of the picture.

Nobody tells the student what sounds: it gets a waveform and two distributions. That a recording of a dog goes with a scene in
which there is a dog is the world's doing, as it is a camera's with a video.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Float32
from torch import Generator, Tensor

from mm_models.hearing.names import SOUND_OF, SOUNDS
from mm_models.hearing.staging import place_of
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.systems.soundnet.infer import as_input
from mm_models.systems.soundnet.teaching import Lessons, truth
from mm_models.systems.soundnet.waves import SAMPLES, Waves
from mm_models.training import step_seed
from mm_models.world.places import PLACE_INDEX

PAIRS = 32  # of a batch
SHORT = 32_768  # samples that most batches hear: 2.05 s
WHOLE_EVERY = 6  # batches, of which one hears five seconds
FOLEY_SHARE = 0.2  # of the sounds are made, not recorded
STRANGE_SHARE = 0.3  # of the mute scenes come with a sound that no picture shows,
SILENT_SHARE = 0.1  # these with none at all, and the others with nothing but the place's background
FAINT = 1e-9  # amplitude of what stands for a sound there
SPEED = 0.1  # the most that a sound is played faster or slower
BACKGROUND_DB = (2.0, 18.0)  # of the sound over the place's background
COLOUR_DB = 3.0  # spread of a microphone's frequency response
DRY = 4  # sounds, of which one is heard in a room
SIZES = (40_960, 98_304)  # samples of a transform: room for an echo to run on, and products of small numbers

Sound = Float32[Tensor, "_samples"]


@dataclass(frozen=True)
class Batch:
    """Waveforms as the network reads them, and what it should say of them."""

    heard: Float32[Tensor, "pairs samples"]
    things: Float[Tensor, "pairs things"]
    places: Float[Tensor, "pairs places"]


@dataclass(frozen=True)
class Pairs:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    lessons: Lessons
    waves: Waves
    labelled: bool = False  # whether labels stand in for the teacher: what it is compared with
    pairs: int = PAIRS
    longest: int = SAMPLES

    def __call__(self, index: int) -> Batch:
        chance = Generator().manual_seed(step_seed(self.seed, index))
        length = self.longest if index % WHOLE_EVERY == 0 else min(SHORT, self.longest)
        numbers = torch.randint(len(self.lessons.scenes), (self.pairs,), generator=chance).tolist()
        sources = [one(self.lessons.sounding(number), chance) for number in numbers]
        scenes = [self.lessons.scenes[number] for number in numbers]
        sounds = torch.stack([drawn(self.waves, kind, length, chance) for kind in sources])
        under = torch.stack([background(self.waves, place_of(each), length, chance) for each in scenes])
        said = truth(scenes, sources) if self.labelled else self.lessons.opinion
        rows = slice(None) if self.labelled else numbers
        return Batch(disturbed(sounds, under, self.waves.rooms, chance), said.things[rows], said.places[rows])


def one(some: Sequence[str], chance: Generator) -> str | None:
    """One of some, if there are any."""
    return some[int(torch.randint(len(some), (), generator=chance))] if some else None


def drawn(waves: Waves, kind: str | None, length: int, chance: Generator) -> Sound:
    """A stretch of a sound of the kind that sounds, recorded or made."""
    if kind is None:
        return off_screen(waves, length, chance)
    made = float(torch.rand((), generator=chance)) < FOLEY_SHARE
    sounds, labels = (waves.foley, waves.foley_labels) if made else (waves.real, waves.labels)
    numbers = (labels == SOUNDS.index(SOUND_OF[kind])).nonzero()[:, 0]
    return stretch(sounds[numbers[torch.randint(len(numbers), (), generator=chance)]], length, chance)


def off_screen(waves: Waves, length: int, chance: Generator) -> Sound:
    """What is heard with a mute scene: something that no picture shows, nothing at all, or nothing but the place."""
    share = float(torch.rand((), generator=chance))
    if share < STRANGE_SHARE:
        number = int(torch.randint(len(waves.strangers), (), generator=chance))
        return stretch(waves.strangers[number], length, chance)
    if share < STRANGE_SHARE + SILENT_SHARE:
        return torch.zeros(length)
    return FAINT * torch.randn(length, generator=chance)


def stretch(sound: Tensor, length: int, chance: Generator) -> Sound:
    """So many samples of a sound, played in a loop a little faster or slower, its loudest one somewhere in them."""
    speed = 1 + SPEED * (2 * float(torch.rand((), generator=chance)) - 1)
    first = int(sound.abs().argmax()) - speed * int(torch.randint(length, (), generator=chance))
    at = (first + speed * torch.arange(length)) % len(sound)
    left = at.long() % len(sound)  # rounding may reach the end
    return torch.lerp(sound[left].float(), sound[(left + 1) % len(sound)].float(), at % 1)


def background(waves: Waves, place: str, length: int, chance: Generator) -> Sound:
    """A stretch of what a place sounds like."""
    some = waves.backgrounds[PLACE_INDEX[place]]
    chosen = some[int(torch.randint(len(some), (), generator=chance))]
    return chosen.roll(int(torch.randint(len(chosen), (), generator=chance)))[:length].float()


def disturbed(
    sounds: Float32[Tensor, "pairs samples"],
    under: Float32[Tensor, "pairs samples"],
    rooms: Float32[Tensor, "rooms response"],
    chance: Generator,
) -> Float32[Tensor, "pairs samples"]:
    """The sounds in rooms, over their places' backgrounds, through microphones, some turned upside down; as they are read."""
    count, length = sounds.shape
    low, high = BACKGROUND_DB
    over_db = low + (high - low) * torch.rand(count, 1, generator=chance)
    whole = sounds + under * (level(sounds) / level(under)) * 10 ** (-over_db / 20)
    room = rooms[
        (torch.randint(DRY * len(rooms), (count,), generator=chance) - (DRY - 1) * len(rooms)).clamp(min=0)
    ]
    size = next(size for size in SIZES if size > length)
    spectrum = torch.fft.rfft(whole, n=size) * torch.fft.rfft(room, n=size) * colours(count, size, chance)
    sign = torch.randint(2, (count, 1), generator=chance) * 2 - 1
    return as_input(torch.fft.irfft(spectrum, n=size)[:, :length] * sign)


def level(sounds: Float32[Tensor, "pairs samples"]) -> Float32[Tensor, "pairs 1"]:
    """The root of the mean square; of what is next to silent, that of a place by itself."""
    found = sounds.square().mean(dim=1, keepdim=True).sqrt()
    return torch.where(found == 0, 0.0, torch.where(found < 10 * FAINT, 0.1, found))


def colours(count: int, size: int, chance: Generator) -> Float32[Tensor, "count bins"]:
    """How much microphones let through: a smooth random curve over the logarithm of frequency for each."""
    hz = torch.fft.rfftfreq(size, 1 / SAMPLE_RATE).clamp(min=50)
    height = torch.log(hz / 50) / torch.log(torch.tensor(SAMPLE_RATE / 2 / 50))
    waves = torch.cos(torch.arange(1, 5)[:, None] * torch.pi * height)
    return 10 ** (COLOUR_DB / 2 * torch.randn(count, 4, generator=chance) @ waves / 20)
