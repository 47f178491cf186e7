"""Training the audio backbone on real clips, on foley, and on sounds that are none of the ten.

Every batch is disturbed anew, on mel levels, which is cheap: another stretch of the sound, some place's ambience under
it (powers add), a microphone's colour, another gain, masks in time and frequency (Park et al., "SpecAugment",
Interspeech 2019), and mixtures of two sounds with two labels (Zhang et al., "mixup", ICLR 2018).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import cos, pi

import torch
from jaxtyping import Float, Float32, Int64
from torch import Generator, Tensor
from torch.nn import functional

from mm_models.system import Step
from mm_models.systems.audio_backbone.bank import FRAMES, Bank, made_bank, real_bank
from mm_models.systems.audio_backbone.hearing import relative
from mm_models.systems.audio_backbone.infer import NONE, SOUNDS
from mm_models.systems.audio_backbone.model import AudioBackbone, Trace
from mm_models.systems.audio_backbone.others import between
from mm_models.training import Recipe, Run, fit, step_seed

STEPS = 600
REAL, FOLEY, VOICES, OTHERS = 32, 8, 4, 4  # sounds in a batch
RATE = 3e-3  # of AdamW at its highest
DECAY = 0.02  # of the weights
SHORTEST = 75  # frames that a batch hears at least: 1.5 s
SNR_DB = (0.0, 40.0)  # of the ambience, in AMBIENT of all sounds
AMBIENT = 0.6
COLOUR_DB = 6.0  # spread of a microphone's frequency response
GAIN_DB = (-40.0, 0.0)
MIXED = 0.5  # share of the batches that are mixtures
SMOOTHING = 0.05  # of the labels
WARM = 0.1  # share of the steps in which the rate rises

Levels = Float32[Tensor, "batch bands frames"]


@dataclass(frozen=True)
class Batch:
    """Log-mel spectrograms as the network reads them, and how much of each label they hold."""

    heard: Levels
    labels: Float[Tensor, "batch sounds"]


@dataclass(frozen=True)
class Batches:
    """The batches of training: number i depends on nothing but the seed and i."""

    seed: int
    bank: Bank
    share: float = 1.0  # of the usual size

    def __call__(self, index: int) -> Batch:
        chance = Generator().manual_seed(step_seed(self.seed, index))
        levels, labels = drawn(self.bank, chance, self.share)
        length = int(torch.randint(SHORTEST, FRAMES + 1, (), generator=chance)) if index % 2 else FRAMES
        levels = with_ambience(stretch(levels, length, chance), self.bank.ambiences, chance)
        heard = masked(relative(levels + colours(levels, chance)), chance)
        wanted = functional.one_hot(labels, len(SOUNDS)).float()
        return mixture(heard, wanted, chance) if between(0, 1, chance) < MIXED else Batch(heard, wanted)


def drawn(bank: Bank, chance: Generator, share: float = 1.0) -> tuple[Levels, Int64[Tensor, " batch"]]:
    """Real clips in random versions, foley, voices and other sounds, with their labels."""
    real, voices = bank.real.flatten(0, 1), bank.voices.flatten(0, 1)
    sizes = ((real, REAL), (bank.foley, FOLEY), (voices, VOICES), (bank.others, OTHERS))
    at = [torch.randint(len(sounds), (round(count * share),), generator=chance) for sounds, count in sizes]
    levels = torch.cat([sounds[numbers] for (sounds, _), numbers in zip(sizes, at, strict=True)]).float()
    none = torch.full((len(at[2]) + len(at[3]),), NONE)
    return levels, torch.cat([bank.labels[at[0] % len(bank.labels)], bank.foley_labels[at[1]], none])


def stretch(levels: Levels, length: int, chance: Generator) -> Float32[Tensor, "batch bands {length}"]:
    """`length` frames of each sound, played in a loop, with its loudest frame somewhere in them."""
    loudest = levels.amax(dim=1).argmax(dim=1)
    first = loudest - torch.randint(length, (len(levels),), generator=chance)
    at = (first[:, None] + torch.arange(length)) % levels.shape[2]
    return levels.gather(2, at[:, None, :].expand(-1, levels.shape[1], -1))


def with_ambience(levels: Levels, ambiences: Float[Tensor, "places bands all"], chance: Generator) -> Levels:
    """Some of the sounds with another place's noise under them, at a random ratio of their mean powers."""
    count, length = len(levels), levels.shape[2]
    place = torch.randint(len(ambiences), (count,), generator=chance)
    under = ambiences[place, :, :length].float()
    snr_db = SNR_DB[0] + (SNR_DB[1] - SNR_DB[0]) * torch.rand(count, 1, 1, generator=chance)
    snr_db = torch.where(torch.rand(count, 1, 1, generator=chance) < AMBIENT, snr_db, 200.0)
    under = under + mean_level(levels) - mean_level(under) - snr_db
    return 10 * torch.log10(power(levels) + power(under))


def power(levels: Levels) -> Levels:
    """dB as powers."""
    return 10 ** (levels / 10)


def mean_level(levels: Levels) -> Float32[Tensor, "batch 1 1"]:
    """The level of the mean power, dB."""
    return 10 * torch.log10(power(levels).mean(dim=(1, 2), keepdim=True))


def colours(levels: Levels, chance: Generator) -> Float32[Tensor, "batch bands 1"]:
    """How much louder or quieter a microphone makes each band: a random smooth curve and gain, dB."""
    count, bands = levels.shape[:2]
    waves = torch.cos(torch.arange(1, 5)[:, None] * torch.pi * (torch.arange(bands) + 0.5) / bands)
    response = COLOUR_DB / 2 * torch.randn(count, 4, generator=chance) @ waves
    gain = GAIN_DB[0] + (GAIN_DB[1] - GAIN_DB[0]) * torch.rand(count, 1, generator=chance)
    return (response + gain)[..., None]


def masked(heard: Levels, chance: Generator) -> Levels:
    """Up to a fifth of the frames and an eighth of the bands of each sound silenced."""
    count, bands, frames = heard.shape
    hidden = (
        stripes(count, frames, frames // 5, chance)[:, None]
        | stripes(count, bands, bands // 8, chance)[..., None]
    )
    return heard.masked_fill(hidden, -1.0)


def stripes(count: int, of: int, widest: int, chance: Generator) -> Tensor:
    """One random stretch of at most `widest` in each of `count` rows: true there."""
    width = torch.randint(widest + 1, (count, 1), generator=chance)
    first = (torch.rand(count, 1, generator=chance) * (of - width)).long()
    at = torch.arange(of)
    return (at >= first) & (at < first + width)


def mixture(heard: Levels, labels: Float[Tensor, "batch sounds"], chance: Generator) -> Batch:
    """Each sound with a part of another, and the labels in the same shares."""
    other = torch.randperm(len(heard), generator=chance)
    share = 0.5 + 0.5 * torch.rand(len(heard), generator=chance) ** 0.5
    mixed = heard * share[:, None, None] + heard[other] * (1 - share[:, None, None])
    return Batch(mixed, labels * share[:, None] + labels[other] * (1 - share[:, None]))


def losses(model: AudioBackbone, batch: Batch) -> Mapping[str, Tensor]:
    """Cross-entropy of what is named in the whole sound."""
    device = next(model.parameters()).device
    trace: Trace = model(batch.heard.to(device))
    return {
        "loss": functional.cross_entropy(trace.logits, batch.labels.to(device), label_smoothing=SMOOTHING)
    }


def one_cycle(done: float) -> float:
    """The learning rate's factor: up over a tenth of the steps, then down along a cosine."""
    return done / WARM + 1e-3 if done < WARM else 0.5 * (1 + cos(pi * (done - WARM) / (1 - WARM))) + 1e-4


def recipe(model: AudioBackbone, batches: Batches, steps: int, every: int = 25) -> Recipe:
    """AdamW with a moving average of the weights."""
    return Recipe(
        steps=steps,
        optimiser=torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=DECAY),
        batch=batches,
        loss=losses,
        rate=one_cycle,
        average=0.99,
        clip=5.0,
        every=every,
    )


def train(model: AudioBackbone, run: Run) -> Iterator[Step]:
    """Learns all folds that are there; what that is worth only `evaluate` can say, by leaving folds out.

    Raises:
        InputError: ESC-10 or the spoken digits are not there; it says where to get them.
    """
    yield from learn(model, real_bank(run.data, run.seed), run)


def learn(model: AudioBackbone, bank: Bank, run: Run) -> Iterator[Step]:
    """Learns what is in a bank; in bfloat16 where that is safe, which is faster."""
    yield from fit(model, recipe(model, Batches(run.seed, bank), STEPS), replace(run, mixed=True))


def rehearse(model: AudioBackbone, run: Run) -> Iterator[Step]:
    """Learns foley only, for a moment."""
    yield from fit(model, recipe(model, Batches(run.seed, made_bank(), share=0.25), 40, every=10), run)
