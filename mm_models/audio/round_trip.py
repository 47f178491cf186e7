"""There and back: what a representation keeps of a sound, and the sound that can be made from that alone.

Five representations, each keeping less than the one before:

    stft       the complex spectrogram: everything
    magnitude  its absolute value: the phase is gone
    mel        power in mel bands: the detail inside a band is gone as well
    log-mel    a few mel bands in dB: the pitch is gone as well
    mfcc       the first cepstral coefficients: only a smooth outline is left

What is kept is first turned back into magnitudes, whose phase Griffin and Lim's iteration then invents (see
`invert`, with the papers). All of it starts from a complex spectrogram and not from a sound, so that a spectrogram
that was tampered with (see `edits`) can be sent through as well: shuffled phases ruin the first of the five and
leave no trace in the other four.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from jaxtyping import Complex, Float, Shaped
from torch import Tensor

from mm_models.audio.decibels import FLOOR_DB, db_to_power, power_to_db
from mm_models.audio.invert import griffin_lim, mel_to_magnitude, mfcc_to_log_mel
from mm_models.audio.mel import MelConfig, dct_matrix, filter_bank
from mm_models.audio.stft import StftConfig, istft

_SILENT_DB = FLOOR_DB + 0.01  # what is not above the floor was silence, up to rounding


@dataclass(frozen=True)
class RoundTripConfig:
    """How large the five representations are, and how long the phase is searched for."""

    stft: StftConfig
    mel: MelConfig = field(default_factory=MelConfig)
    few_bands: int = 20  # of "log-mel"
    n_mfcc: int = 13  # of "mfcc", out of `mel.n_mels` bands
    iterations: int = 32  # of Griffin and Lim


@dataclass(frozen=True)
class Kept:
    """What a representation stores of a sound, and the magnitudes that can be worked out from it again."""

    values: Shaped[Tensor, "rows frames"]
    magnitude: Float[Tensor, "bins frames"]


@dataclass(frozen=True)
class RoundTripTrace:
    """A sound that was made from nothing but what `representation` keeps."""

    representation: str
    kept: Kept
    waveform: Float[Tensor, "samples"]
    consistency_db: Float[Tensor, "iterations"]  # of Griffin and Lim; empty where the phase was kept
    numbers_per_second: float  # real ones; a complex number counts twice


def keep(representation: str, spectrogram: Complex[Tensor, "bins frames"], config: RoundTripConfig) -> Kept:
    """What `representation` keeps of a spectrogram; ValueError for a name not in `REPRESENTATIONS`."""
    if representation not in _KEEP:
        known = ", ".join(REPRESENTATIONS)
        raise ValueError(f"no representation named {representation!r}; choose one of {known}")
    return _KEEP[representation](spectrogram, config)


def round_trip(
    representation: str,
    spectrogram: Complex[Tensor, "bins frames"],
    samples: int,
    config: RoundTripConfig,
    generator: torch.Generator,
) -> RoundTripTrace:
    """A sound of `samples` samples from what `representation` keeps of `spectrogram`, at its own level."""
    kept = keep(representation, spectrogram, config)
    with_phase = kept.values.is_complex()
    if with_phase:
        waveform, consistency = istft(kept.values, config.stft, samples), torch.zeros(0)
    else:
        waveform, consistency = _with_invented_phase(kept.magnitude, samples, config, generator)
    return RoundTripTrace(
        representation=representation,
        kept=kept,
        waveform=waveform,
        consistency_db=consistency,
        numbers_per_second=len(kept.values) * (2 if with_phase else 1) / config.stft.hop_s,
    )


def _with_invented_phase(
    magnitude: Float[Tensor, "bins frames"],
    samples: int,
    config: RoundTripConfig,
    generator: torch.Generator,
) -> tuple[Float[Tensor, "samples"], Float[Tensor, "iterations"]]:
    levels, waveform = [], torch.zeros(samples)
    for trace in griffin_lim(
        magnitude, config.stft, samples, generator=generator, iterations=config.iterations
    ):
        levels.append(trace.consistency_db)
        waveform = trace.waveform
    return waveform, torch.tensor(levels)


def _stft(spectrogram: Tensor, config: RoundTripConfig) -> Kept:
    return Kept(spectrogram, spectrogram.abs())


def _magnitude(spectrogram: Tensor, config: RoundTripConfig) -> Kept:
    return Kept(spectrogram.abs(), spectrogram.abs())


def _mel(spectrogram: Tensor, config: RoundTripConfig) -> Kept:
    filters = filter_bank(config.mel, config.stft)
    mel_power = filters @ spectrogram.abs().square()
    return Kept(mel_power, mel_to_magnitude(mel_power, filters))


def _log_mel(spectrogram: Tensor, config: RoundTripConfig) -> Kept:
    few = dataclasses.replace(config.mel, n_mels=config.few_bands)
    levels = _levels(spectrogram, config.stft, few)
    return Kept(levels, _from_levels(levels, config.stft, few))


def _mfcc(spectrogram: Tensor, config: RoundTripConfig) -> Kept:
    levels = _levels(spectrogram, config.stft, config.mel)
    coefficients = dct_matrix(config.n_mfcc, config.mel.n_mels) @ levels
    outline = mfcc_to_log_mel(coefficients, config.mel.n_mels)
    return Kept(coefficients, _from_levels(outline, config.stft, config.mel))


def _levels(spectrogram: Tensor, stft: StftConfig, mel: MelConfig) -> Float[Tensor, "bands frames"]:
    mel_power = filter_bank(mel, stft) @ spectrogram.abs().square()
    return power_to_db(mel_power, reference=stft.full_scale() ** 2)


def _from_levels(levels_db: Tensor, stft: StftConfig, mel: MelConfig) -> Float[Tensor, "bins frames"]:
    mel_power = db_to_power(levels_db, reference=stft.full_scale() ** 2)
    return mel_to_magnitude(mel_power * (levels_db > _SILENT_DB), filter_bank(mel, stft))


_KEEP: dict[str, Callable[[Tensor, RoundTripConfig], Kept]] = {
    "stft": _stft,
    "magnitude": _magnitude,
    "mel": _mel,
    "log-mel": _log_mel,
    "mfcc": _mfcc,
}
REPRESENTATIONS: tuple[str, ...] = tuple(_KEEP)
