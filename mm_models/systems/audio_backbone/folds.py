"""Cross-validation: for each fold a network that never heard it, and what that network says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from mm_models.corpora.esc10 import waveform
from mm_models.hearing.bank import Bank, Waveform
from mm_models.hearing.levels import relative
from mm_models.systems.audio_backbone.baseline import linear_on_mfcc
from mm_models.systems.audio_backbone.conditions import CONDITIONS, disturbed
from mm_models.systems.audio_backbone.infer import SOUNDS, listen, probabilities
from mm_models.systems.audio_backbone.model import AudioBackbone, Config
from mm_models.systems.audio_backbone.train import learn
from mm_models.training import Run


@dataclass(frozen=True)
class Fold:
    """What is said of the clips of one fold, by condition ("" is the clip as it is)."""

    number: int
    labels: Int64[Tensor, " clips"]
    said: Mapping[str, Float[Tensor, "clips sounds"]]  # probabilities by the network
    baseline: Mapping[str, Float[Tensor, "clips classes"]]  # logits by the linear classifier
    voices: Float[Tensor, "strings sounds"]  # probabilities for a speaker who was not learnt


def tested(config: Config, bank: Bank, number: int, seed: int) -> Fold:
    """Trains a network and the baseline without the fold `number`, and tries them on it."""
    kept, held = bank.without(number), [clip for clip in bank.clips if clip.fold == number]
    model = learnt(config, kept, seed)
    linear = linear_on_mfcc([waveform(clip) for clip in kept.clips], kept.labels)
    sounds = [waveform(clip) for clip in held]
    changed = {name: disturbed(sounds, change, seed) for name, change in CONDITIONS.items()}
    return Fold(
        number=number,
        labels=torch.tensor([SOUNDS.index(clip.label) for clip in held]),
        said={name: said(model, some) for name, some in changed.items()},
        baseline={name: linear(some) for name, some in changed.items()},
        voices=said_of_levels(model, bank.voices[(number - 1) % len(bank.speakers)].float()),
    )


def learnt(config: Config, bank: Bank, seed: int) -> AudioBackbone:
    """A network trained as the shipped one is, on what is in the bank."""
    torch.manual_seed(seed)
    model = AudioBackbone(config)
    for _ in learn(model, bank, Run(seed=seed)):
        pass
    return model


def said(model: AudioBackbone, sounds: Sequence[Waveform]) -> Float[Tensor, "clips sounds"]:
    """Probabilities of each sound."""
    return torch.cat([probabilities(listen(model, sound)) for sound in sounds])


@torch.no_grad()
def said_of_levels(
    model: AudioBackbone, levels: Float[Tensor, "clips bands frames"]
) -> Float[Tensor, "clips sounds"]:
    """The same for sounds that are mel levels already."""
    return probabilities(model(relative(levels)))
