"""From blocks of channels to one mono waveform, counting what is wrong with it on the way."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32

Block = Float32[np.ndarray, "frames channels"]


@dataclass(frozen=True)
class Mix:
    """The plain mean of the channels."""

    mono: Float32[np.ndarray, "samples"]
    more: bool  # the sound goes on after the last frame that was asked for
    damaged: bool  # the decoder gave up on the way
    broken_share: float  # of all samples of all channels: NaN or infinite, taken as 0
    clipped_share: float  # flat at full scale for two samples and more


@dataclass(frozen=True)
class _Part:
    mono: Float32[np.ndarray, "frames"]
    values: int
    broken: int
    clipped: int


def mix(blocks: Iterator[Block], frames: int, top: float) -> Mix:
    """Mix the first `frames` frames and decode no further; what comes before a damaged place is kept.

    A sample that reaches `top`, the format's greatest value, counts as clipped where it equals the one before: a
    tone may touch full scale, but only a clipped one stays there.
    """
    parts, taken, damaged = [_mix_block(np.zeros((0, 1), np.float32), top)], 0, False
    try:
        for block in blocks:
            parts.append(_mix_block(block[: frames - taken], top))
            taken += len(block)
            if taken > frames:
                break
    except Exception:  # a decoder of hostile bytes may raise anything
        damaged = True
    values = max(1, sum(part.values for part in parts))
    return Mix(
        mono=np.concatenate([part.mono for part in parts]),
        more=taken > frames,
        damaged=damaged,
        broken_share=sum(part.broken for part in parts) / values,
        clipped_share=sum(part.clipped for part in parts) / values,
    )


def _mix_block(block: Block, top: float) -> _Part:
    finite = np.isfinite(block)
    mended = np.where(finite, block, np.float32(0))
    # Channels of huge floats would overflow in single precision on their way to the mean.
    mono = mended.mean(axis=1, dtype=np.float64).astype(np.float32)
    flat = (np.abs(mended[1:]) >= top) & (mended[1:] == mended[:-1])
    return _Part(mono, block.size, block.size - int(finite.sum()), int(flat.sum()))
