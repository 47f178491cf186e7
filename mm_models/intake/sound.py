"""Sounds from files and from the microphone, as mono waveforms that the rest can rely on.

    bytes → header checked → first seconds decoded → channels mixed → resampled → within [-1, 1]

Whatever was done to the sound, or is odd about it, is said in `Sound.notes`; what cannot be used is an InputError.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import torch
import torchaudio.functional
from jaxtyping import Float32
from torch import Tensor

from mm_models.intake import sound_texts as texts
from mm_models.intake.decoding import BLOCK, Stream, open_stream
from mm_models.intake.errors import InputError
from mm_models.intake.files import read_bytes
from mm_models.intake.limits import SOUND_LIMITS, SoundLimits
from mm_models.intake.mixing import Block, Mix, mix
from mm_models.text import Text

SAMPLE_RATE = 16_000  # Hz: the rate of the speech and sound models of the lecture

_SILENT_PEAK = 1e-4  # -80 dB of full scale: the dither of a 16-bit recording of nothing
_FAINT_PEAK = 1e-2  # -40 dB
_CLIPPED_SHARE = 1e-4
# Resampling by p/q makes p filters of q taps: 44.1 to 16 kHz is 160/441, but 44 099 Hz would fill 3 GB.
_LARGEST_RATIO_TERM = 2000


@dataclass(frozen=True)
class Sound:
    """A checked sound: finite, within [-1, 1], not empty."""

    waveform: Float32[Tensor, "samples"]
    sample_rate: int  # Hz, of the waveform
    source_rate: int  # Hz, of what came in
    channels: int  # of what came in
    notes: tuple[Text, ...] = ()

    @property
    def seconds(self) -> float:
        return len(self.waveform) / self.sample_rate


def read_sound(
    path: Path | str | None, *, limits: SoundLimits = SOUND_LIMITS, target_rate: int | None = SAMPLE_RATE
) -> Sound:
    """The first seconds of a sound file or of a video's sound track; InputError where there is none.

    Reads WAV, FLAC, Ogg, MP3, AIFF, M4A/MP4, WebM and AAC at `target_rate` Hz, or at the file's own where it is None.
    """
    with open_stream(read_bytes(path, limits.max_bytes)) as stream:
        return _take(stream, limits, target_rate)


def from_microphone(
    sample_rate: int | None,
    array: np.ndarray | None,
    *,
    limits: SoundLimits = SOUND_LIMITS,
    target_rate: int | None = SAMPLE_RATE,
) -> Sound:
    """A recording as Gradio hands it over: the rate in Hz and whole or floating-point samples, (n,) or (n, channels).

    Raises InputError for nothing recorded and for an array that cannot be a recording.
    """
    if sample_rate is None or array is None or array.size == 0:
        raise InputError("microphone-empty", texts.NOTHING_RECORDED)
    if array.ndim > 2 or array.dtype.kind not in "iuf":
        raise InputError("microphone-unreadable", texts.NOT_A_RECORDING)
    frames = array.reshape(len(array), -1)
    stream = Stream(
        rate=sample_rate,
        channels=frames.shape[1],
        seconds=len(frames) / sample_rate if sample_rate > 0 else None,
        cut_short=False,
        top=_top(array.dtype),
        blocks=_array_blocks(frames),
    )
    return _take(stream, limits, target_rate)


def _array_blocks(frames: np.ndarray) -> Iterator[Block]:
    for start in range(0, len(frames), BLOCK):
        yield _to_float(frames[start : start + BLOCK])


def _to_float(samples: np.ndarray) -> Float32[np.ndarray, "frames channels"]:
    """Whole numbers onto [-1, 1); unsigned ones are silent in the middle of their range."""
    if samples.dtype.kind == "f":
        with np.errstate(over="ignore"):
            return samples.astype(np.float32)
    bits = 8 * samples.dtype.itemsize
    middle = 2.0 ** (bits - 1) if samples.dtype.kind == "u" else 0.0
    return ((samples.astype(np.float64) - middle) / 2.0 ** (bits - 1)).astype(np.float32)


def _top(dtype: np.dtype) -> float:
    return 127 / 128 if dtype.itemsize == 1 else 0.999


def _take(stream: Stream, limits: SoundLimits, target_rate: int | None) -> Sound:
    _check_header(stream, limits)
    mixed = mix(stream.blocks, int(limits.max_seconds * stream.rate), stream.top)
    _check_content(mixed, stream, limits)
    rate = target_rate or stream.rate
    peak = float(np.abs(mixed.mono).max())
    waveform = _within_full_scale(torch.from_numpy(mixed.mono))
    return Sound(
        waveform=_within_full_scale(resample(waveform, stream.rate, rate)),
        sample_rate=rate,
        source_rate=stream.rate,
        channels=stream.channels,
        notes=(*_source_notes(mixed, stream, limits, rate), *_level_notes(mixed, peak)),
    )


def _check_header(stream: Stream, limits: SoundLimits) -> None:
    if not limits.min_rate <= stream.rate <= limits.max_rate:
        raise InputError("sound-rate", texts.wrong_rate(stream.rate, limits))
    if not 1 <= stream.channels <= limits.max_channels:
        raise InputError("sound-channels", texts.too_many_channels(stream.channels, limits))


def _check_content(mixed: Mix, stream: Stream, limits: SoundLimits) -> None:
    if mixed.damaged and len(mixed.mono) == 0:
        raise InputError("sound-damaged", texts.ALL_DAMAGED)
    if len(mixed.mono) < max(1.0, limits.min_seconds * stream.rate):
        raise InputError("sound-too-short", texts.too_short(len(mixed.mono) / stream.rate, limits))
    if mixed.broken_share == 1:
        raise InputError("sound-not-numbers", texts.ALL_BROKEN)


def _source_notes(mixed: Mix, stream: Stream, limits: SoundLimits, rate: int) -> Iterator[Text]:
    if mixed.more:
        yield texts.cut(stream.seconds, limits.max_seconds)
    if mixed.damaged or (stream.cut_short and not mixed.more):
        yield texts.partly_damaged(len(mixed.mono) / stream.rate)
    if stream.channels > 1:
        yield texts.mixed(stream.channels)
    if rate != stream.rate:
        yield texts.resampled(stream.rate, rate)


def _level_notes(mixed: Mix, peak: float) -> Iterator[Text]:
    if mixed.broken_share:
        yield texts.broken(mixed.broken_share)
    if mixed.clipped_share > _CLIPPED_SHARE:
        yield texts.clipped(mixed.clipped_share)
    if peak > 1:
        yield texts.turned_down(20 * float(np.log10(peak)))
    if peak < _SILENT_PEAK:
        yield texts.SILENT
    elif peak < _FAINT_PEAK:
        yield texts.faint(20 * float(np.log10(peak)))


def _within_full_scale(waveform: Float32[Tensor, "samples"]) -> Float32[Tensor, "samples"]:
    """Turned down where it goes beyond ±1, as floats may and as the ringing of a resampled edge does."""
    return waveform / waveform.abs().max().clamp(min=1)


def resample(
    waveform: Float32[Tensor, "samples"], source_rate: int, rate: int
) -> Float32[Tensor, "resampled"]:
    """The same sound at another rate, by a windowed sinc.

    The ratio of an odd pair of rates is rounded to one with terms of at most 2000, which detunes by less than half a
    cent, a hundredth of a semitone; every pair of usual rates is exact.
    """
    ratio = _small_ratio(Fraction(rate, source_rate))
    return torchaudio.functional.resample(waveform, ratio.denominator, ratio.numerator)


def _small_ratio(ratio: Fraction) -> Fraction:
    if ratio > 1:
        return 1 / (1 / ratio).limit_denominator(_LARGEST_RATIO_TERM)
    return ratio.limit_denominator(_LARGEST_RATIO_TERM)
