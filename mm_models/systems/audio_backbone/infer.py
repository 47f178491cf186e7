"""Listening with the audio backbone: what it names in a recording, how sure it is, and what it names when."""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Float32
from torch import Tensor

from mm_models.hearing.levels import STFT, heard
from mm_models.hearing.names import NONE, SOUNDS
from mm_models.systems.audio_backbone.model import FRAMES_A_STEP, AudioBackbone, Trace

SURE = 0.5  # the least probability that is called an answer
STEP_S = FRAMES_A_STEP * STFT.hop_s  # between two feature vectors


@dataclass(frozen=True)
class Verdict:
    """What a person is told."""

    sound: str  # the likeliest of SOUNDS
    probability: float
    sure: bool  # whether it is one of the ten, and likely enough to say so


@torch.no_grad()
def listen(model: AudioBackbone, waveform: Float32[Tensor, "samples"]) -> Trace:
    """What the network hears in a sound of 16 kHz, of any length from one sample on."""
    return model(heard(waveform).to(next(model.parameters()).device))


def probabilities(trace: Trace) -> Float[Tensor, "batch sounds"]:
    """Of each of SOUNDS, for the whole recording."""
    return trace.logits.softmax(dim=1)


def over_time(trace: Trace) -> Float[Tensor, "batch sounds steps"]:
    """The same for the 1.12 s around each step."""
    return trace.moments.softmax(dim=1)


def verdict(trace: Trace) -> Verdict:
    """The answer for the first recording of a batch."""
    shares = probabilities(trace)[0]
    best = int(shares.argmax())
    probability = float(shares[best])
    return Verdict(SOUNDS[best], probability, best != NONE and probability >= SURE)


@torch.no_grad()
def evidence(model: AudioBackbone, trace: Trace, sound: int) -> Float[Tensor, " steps"]:
    """How much each step adds to one sound's logit: the steps' sum and the bias are the logit exactly.

    The vector is a mean plus a maximum over time; each step gets its share of the mean, and of every maximum that it holds.
    """
    steps = trace.over_time[0]
    holds = torch.nn.functional.one_hot(steps.argmax(dim=1), steps.shape[1])
    parts = steps / steps.shape[1] + steps * holds
    return model.classify.weight[sound] @ parts
