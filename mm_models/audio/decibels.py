"""Decibels with a floor, so that silence is a number and never minus infinity.

    L = 20 log10(a / a_ref)  for amplitudes,    L = 10 log10(p / p_ref)  for powers

and whatever lies under the floor is drawn at the floor. The reference is always said: in this package 0 dB is
what a sine wave of full scale (amplitude 1) would read, so that a spectrum, a spectrogram and a level meter
agree.
"""

import math

import torchaudio.functional
from jaxtyping import Float
from torch import Tensor

FLOOR_DB = -120.0  # under the noise of 16-bit sound (-98 dB), above the rounding of float32 (-140 dB)


def amplitude_to_db(
    amplitude: Float[Tensor, "*shape"], reference: float = 1.0, floor_db: float = FLOOR_DB
) -> Float[Tensor, "*shape"]:
    """20 log10(amplitude / reference), never under `floor_db`."""
    return power_to_db(amplitude.square(), reference**2, floor_db)


def power_to_db(
    power: Float[Tensor, "*shape"], reference: float = 1.0, floor_db: float = FLOOR_DB
) -> Float[Tensor, "*shape"]:
    """10 log10(power / reference), never under `floor_db`."""
    quietest = reference * 10 ** (floor_db / 10)
    return torchaudio.functional.amplitude_to_DB(
        power, multiplier=10.0, amin=quietest, db_multiplier=math.log10(reference)
    )


def db_to_power(level_db: Float[Tensor, "*shape"], reference: float = 1.0) -> Float[Tensor, "*shape"]:
    """The power that reads `level_db` against `reference`."""
    return torchaudio.functional.DB_to_amplitude(level_db, ref=reference, power=1.0)
