"""Arrays on their way to a viewer: small enough to send, exact enough to read values from.

A viewer's payload is plain JSON. Arrays travel as base64 of a little-endian typed array, which a browser
turns into a `Float32Array`, `Int16Array` or `Uint8Array` without parsing numbers. What is too fine for a
screen is thinned first, and always so that peaks survive: a click of one sample must not vanish from a
waveform, nor a short tone from a spectrogram.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from torchaudio.functional import resample

from mm_models.text import Text

Payload = dict[str, Any]
Array = np.ndarray | torch.Tensor | Sequence[float] | Sequence[Sequence[float]]
Caption = Text | str
Pooling = Literal["max", "pick"]

LINE_POINTS = 4_000
IMAGE_COLUMNS = 1_600
IMAGE_ROWS = 512
PCM_SAMPLES = 480_000  # 10 s at 48 kHz, 30 s at 16 kHz, 60 s at 8 kHz: 1.3 MB of base64
PCM_RATES = (
    48_000,
    24_000,
    16_000,
    8_000,
    4_000,
)  # Hz, tried in this order when a signal is longer than that
PCM_SECONDS = 120.0
_DTYPES = {"uint8": "<u1", "int16": "<i2", "float32": "<f4"}


@dataclass(frozen=True)
class Pcm:
    """Sound as a browser plays it. `gain` is what the samples were multiplied by to fit into 16 bits: 1
    unless clipped.
    """

    samples: np.ndarray  # int16, (samples,)
    sample_rate: int  # Hz
    gain: float


def to_numpy(array: Array) -> np.ndarray:
    """The array on the CPU as numpy, whichever library it came from."""
    return array.detach().cpu().numpy() if isinstance(array, torch.Tensor) else np.asarray(array)


def caption(words: Caption) -> dict[str, str]:
    """A sentence in both languages, as `mmx.text` reads it; a plain string is the same in both."""
    return {"en": words.en, "ko": words.ko} if isinstance(words, Text) else {"en": words, "ko": words}


def pack(array: Array) -> Payload:
    """A uint8, int16 or float array as {"dtype", "shape", "data"}; floats become float32, bools uint8."""
    values = to_numpy(array)
    dtype = _wire_dtype(values.dtype)
    raw = np.ascontiguousarray(values, dtype=_DTYPES[dtype]).tobytes()
    return {"dtype": dtype, "shape": list(values.shape), "data": base64.b64encode(raw).decode("ascii")}


def unpack(packed: Payload) -> np.ndarray:
    """What `pack` packed."""
    raw = base64.b64decode(packed["data"])
    return np.frombuffer(raw, dtype=_DTYPES[packed["dtype"]]).reshape(packed["shape"])


def quantise(values: Array, low: float, high: float) -> Payload:
    """Values as 256 evenly spaced levels from `low` to `high`, with that scale beside them.

    The error inside the range is at most (high - low) / 510; what lies outside, and NaN, becomes the
    nearest end (NaN: low).
    """
    if not low < high:
        raise ValueError(f"low must be below high, got {low} and {high}")
    levels = (to_numpy(values).astype(np.float64) - low) / (high - low) * 255.0
    codes = np.rint(np.clip(np.nan_to_num(levels, nan=0.0, posinf=255.0, neginf=0.0), 0.0, 255.0))
    return {**pack(codes.astype(np.uint8)), "low": float(low), "high": float(high)}


def pool(values: np.ndarray, limit: int, axis: int, pooling: Pooling = "max") -> tuple[np.ndarray, int]:
    """At most `limit` entries along `axis`, and how many neighbours each one stands for.

    "max" keeps the largest neighbour (levels); "pick" keeps the first (phases, where a maximum means
    nothing).
    """
    factor = -(-values.shape[axis] // limit)
    if factor <= 1:
        return values, 1
    starts = np.arange(0, values.shape[axis], factor)
    if pooling == "pick":
        return np.take(values, starts, axis=axis), factor
    return np.maximum.reduceat(values, starts, axis=axis), factor


def thin(x: np.ndarray, y: np.ndarray, points: int = LINE_POINTS) -> tuple[np.ndarray, np.ndarray]:
    """A curve of at most `points` points that looks the same: the lowest and highest point of every
    stretch, in order.
    """
    if len(y) <= points:
        return x, y
    stretches = np.array_split(np.arange(len(y)), points // 2)
    finite = np.nan_to_num(y, nan=0.0)
    keep = np.concatenate([np.unique(_extremes(finite, stretch)) for stretch in stretches])
    return x[keep], y[keep]


def envelope(waveform: Array, columns: int) -> np.ndarray:
    """The lowest and highest sample of each of at most `columns` stretches, shape (2, columns)."""
    samples = to_numpy(waveform)
    factor = max(1, -(-len(samples) // columns))
    starts = np.arange(0, len(samples), factor)
    return np.stack([np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)])


def pcm(waveforms: list[np.ndarray], sample_rate: int, limit: int = PCM_SAMPLES) -> list[Pcm]:
    """Float waveforms (±1 is full scale) of one sample rate as 16-bit sound with one shared gain, so levels
    stay true.

    More than `limit` samples together: resampled to the highest rate of `PCM_RATES` that fits. Nothing is
    ever made louder; only where a sample exceeds full scale are all of them turned down. ValueError: empty,
    or over `PCM_SECONDS`.
    """
    total = sum(len(waveform) for waveform in waveforms)
    if not waveforms or min(len(waveform) for waveform in waveforms) == 0:
        raise ValueError("a viewer needs at least one sample of sound")
    if max(len(waveform) for waveform in waveforms) > PCM_SECONDS * sample_rate:
        raise ValueError(f"a viewer shows at most {PCM_SECONDS:.0f} s of sound")
    rate = _playable_rate(total, sample_rate, limit)
    resampled = [_resampled(waveform, sample_rate, rate) for waveform in waveforms]
    peak = max(float(np.abs(waveform).max()) for waveform in resampled)
    gain = 1.0 if peak <= 1.0 else 1.0 / peak
    return [Pcm(np.rint(waveform * gain * 32767.0).astype(np.int16), rate, gain) for waveform in resampled]


def _playable_rate(total: int, sample_rate: int, limit: int) -> int:
    if total <= limit and sample_rate <= 48_000:
        return sample_rate
    fitting = [rate for rate in PCM_RATES if rate < sample_rate and total * rate / sample_rate <= limit]
    return fitting[0] if fitting else min(sample_rate, PCM_RATES[-1])


def _resampled(waveform: np.ndarray, sample_rate: int, rate: int) -> np.ndarray:
    finite = np.nan_to_num(waveform.astype(np.float32), nan=0.0, posinf=1.0, neginf=-1.0)
    return finite if rate == sample_rate else resample(torch.from_numpy(finite), sample_rate, rate).numpy()


def _extremes(values: np.ndarray, stretch: np.ndarray) -> np.ndarray:
    part = values[stretch]
    return stretch[[int(part.argmin()), int(part.argmax())]]


def _wire_dtype(dtype: np.dtype) -> str:
    if dtype == np.bool_ or dtype == np.uint8:
        return "uint8"
    if dtype == np.int16:
        return "int16"
    if np.issubdtype(dtype, np.floating) or np.issubdtype(dtype, np.integer):
        return "float32"
    raise TypeError(f"cannot send an array of {dtype}; make it uint8, int16 or float32")
