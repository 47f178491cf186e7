"""What happens to sounds in training, on mel levels, which is cheap: another stretch, a place's ambience under it, a
microphone's colour and gain, and masks in time and frequency (Park et al., "SpecAugment", Interspeech 2019).
"""

import torch
from jaxtyping import Float, Float32
from torch import Generator, Tensor

SNR_DB = (0.0, 40.0)  # of the ambience, in AMBIENT of all sounds
AMBIENT = 0.6
COLOUR_DB = 6.0  # spread of a microphone's frequency response
GAIN_DB = (-40.0, 0.0)

Levels = Float32[Tensor, "batch bands frames"]


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
