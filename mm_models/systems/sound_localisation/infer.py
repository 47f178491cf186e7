"""Localising a sound: a picture's features and a recording in, maps out, for the whole sound and along its time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Float32, UInt8
from torch import Tensor
from torch.nn import functional

from mm_models.hearing.levels import STFT, heard
from mm_models.systems.sound_localisation.model import FRAMES_A_STEP, SoundLocaliser, Trace, attend

STEP_S = FRAMES_A_STEP * STFT.hop_s  # between two moments
WINDOW_STEPS = 7  # 1.12 s: how much of the sound a moment hears
HALVES = 0.5  # the confidence from which on it is said that the sound comes from the picture

Features = Float[Tensor, "pictures channels cells cells"]


@dataclass(frozen=True)
class Moments:
    """What a sound says of a picture, 1.12 s at a time."""

    scores: Float[Tensor, "steps cells cells"]
    match: Float[Tensor, " steps"]
    confidence: Float[Tensor, " steps"]


@torch.no_grad()
def seen_by(
    backbone: Any, images: UInt8[np.ndarray, "pictures side side 3"], device: str = "cpu"
) -> Features:
    """The vision backbone's features of pictures: what it would name things is not used."""
    pixels = torch.from_numpy(images).permute(0, 3, 1, 2).float() / 127.5 - 1.0
    return backbone(pixels.to(device)).features


@torch.no_grad()
def localise(
    model: SoundLocaliser,
    features: Float[Tensor, "1 channels cells cells"],
    waveform: Float32[Tensor, "samples"],
) -> Trace:
    """Where in a picture a sound of 16 kHz, of any length from one sample on, comes from."""
    return model(features, heard(waveform).to(features.device))


@torch.no_grad()
def moments(model: SoundLocaliser, trace: Trace) -> Moments:
    """The same for the 1.12 s around each 160 ms."""
    around = pooled_around(trace.over_time, WINDOW_STEPS)[0].T
    scores = torch.einsum("vij,sv->sij", trace.visual[0], model.place(around))
    match = (attend(scores, model.config.temperature) * scores).sum(dim=(1, 2))
    return Moments(scores, match, model.confidence(match))


def pooled_around(
    over_time: Float[Tensor, "batch features steps"], window: int
) -> Float[Tensor, "batch features steps"]:
    """Mean plus maximum, as the summary of the whole sound has it, over an odd `window` of steps around each."""
    edge = window // 2
    mean = functional.avg_pool1d(over_time, window, stride=1, padding=edge, count_include_pad=False)
    return mean + functional.max_pool1d(over_time, window, stride=1, padding=edge)
