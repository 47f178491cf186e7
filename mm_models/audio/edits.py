"""What if: break one thing in a spectrogram and hear what it carried.

Each edit changes the complex STFT, turns it back into sound, and looks at that sound again. What was asked
for is in general the STFT of no sound (its frames disagree where they overlap), so what comes out differs
from it; both are kept.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from mm_models.audio.stft import StftConfig, StftTrace, istft, stft


@dataclass(frozen=True)
class EditTrace:
    """An edited sound: the spectrogram asked for, the nearest sound, and that sound's own spectrogram."""

    asked: Complex[Tensor, "bins frames"]
    waveform: Float[Tensor, "samples"]
    result: StftTrace


def shuffle_phase(
    waveform: Float[Tensor, "samples"], config: StftConfig, generator: torch.Generator
) -> EditTrace:
    """Deal the phases of all cells out anew and leave every magnitude in its place."""
    trace = stft(waveform, config)
    phases = trace.phase_rad.flatten()
    dealt = phases[torch.randperm(len(phases), generator=generator)]
    return _heard(torch.polar(trace.magnitude, dealt.reshape(trace.spectrogram.shape)), trace)


def drop_bands(
    waveform: Float[Tensor, "samples"],
    config: StftConfig,
    low_hz: float,
    high_hz: float,
    *,
    keep: bool = False,
) -> EditTrace:
    """Silence the bins from `low_hz` to `high_hz`, or, with `keep`, all others."""
    if low_hz > high_hz:
        raise ValueError(f"the band's lower end ({low_hz:g} Hz) is above its upper end ({high_hz:g} Hz)")
    trace = stft(waveform, config)
    inside = (trace.frequencies_hz >= low_hz) & (trace.frequencies_hz <= high_hz)
    audible = inside if keep else ~inside
    return _heard(trace.spectrogram * audible[:, None], trace)


def shuffle_frames(
    waveform: Float[Tensor, "samples"], config: StftConfig, generator: torch.Generator, *, block: int = 1
) -> EditTrace:
    """Play blocks of `block` frames in a random order; ValueError for blocks of less than one frame."""
    if block < 1:
        raise ValueError(f"a block needs at least one frame, got {block}")
    trace = stft(waveform, config)
    blocks = torch.arange(trace.spectrogram.shape[1]).split(block)
    order = torch.cat([blocks[i] for i in torch.randperm(len(blocks), generator=generator).tolist()])
    return _heard(trace.spectrogram[:, order], trace)


def _heard(asked: Complex[Tensor, "bins frames"], before: StftTrace) -> EditTrace:
    waveform = istft(asked, before.config, before.samples)
    return EditTrace(asked, waveform, stft(waveform, before.config))
