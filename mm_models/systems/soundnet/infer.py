"""Hearing with SoundNet: a waveform in, distributions over things and places out, and what excites a unit when."""

import torch
from jaxtyping import Float, Float32
from torch import Tensor

from mm_models.intake.sound import SAMPLE_RATE
from mm_models.systems.soundnet.model import FULL_SCALE, SoundNet, Trace, samples_a_step

QUIETEST = 1e-3  # of full scale, -60 dB: what is fainter is not turned up to the full range
SHORTEST = SAMPLE_RATE  # samples; shorter sounds get silence after them


def as_input(waveforms: Float32[Tensor, "*batch samples"]) -> Float32[Tensor, "*batch samples"]:
    """Waveforms as the network reads them: the loudest sample of each at ±256."""
    loudest = waveforms.abs().amax(dim=-1, keepdim=True).clamp(min=QUIETEST)
    return waveforms / loudest * FULL_SCALE


@torch.no_grad()
def hear(model: SoundNet, waveform: Float32[Tensor, "samples"]) -> Trace:
    """What the network hears in a sound of 16 kHz, of any length from one sample on."""
    missing = max(0, SHORTEST - len(waveform))
    whole = torch.nn.functional.pad(waveform, (0, missing))
    return model(as_input(whole)[None].to(next(model.parameters()).device))


def seconds_a_step(layer: int) -> float:
    """The time between two steps of a layer; they are counted from 1, the eighth is that of the heads."""
    return samples_a_step(layer) / SAMPLE_RATE


def exciting(trace: Trace, layer: int, unit: int) -> Float[Tensor, " steps"]:
    """How much each moment excites a unit of a layer; layers are counted from 1."""
    return trace.layers[layer - 1][0, unit]


@torch.no_grad()
def responses_db(model: SoundNet, points: int = 257) -> Float[Tensor, "filters points"]:
    """How much each filter of the first layer lets through at frequencies from 0 to half the sample rate, its peak at 0 dB."""
    magnitude = torch.fft.rfft(model.filters, n=2 * (points - 1)).abs()
    return 20 * torch.log10((magnitude / magnitude.amax(dim=1, keepdim=True)).clamp(min=1e-4))
