"""Separating in the tab: the scene as tensors, what the network finds, and what it finds when it sees something else."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from demos.tabs.refer.localisation_hearing import on_cpu
from demos.tabs.refer.separation_scenes import Given
from mm_models.audio.quality import si_sdr_db
from mm_models.systems.speech_separation.infer import (
    blank,
    frozen,
    influence,
    late,
    look,
    offsets,
    separate,
)
from mm_models.systems.speech_separation.masks import MASKS, magnitude_only, masked
from mm_models.systems.speech_separation.model import LOUDNESS, Separator, Trace
from mm_models.talking.mixtures import Batch, batched
from mm_models.text import Text

SILENT = 1e-4  # root mean square of a voice that says nothing

UNMIXED_DB = 60.0  # SI-SDR of a mixture that is a voice alone

Sounds = Float[Tensor, "faces samples"]

CHANGES: dict[str, Text] = {
    "swapped": Text("Faces exchanged", "얼굴을 서로 바꿈"),
    "late": Text("Film shifted", "영상을 밀어 놓음"),
    "frozen": Text("Film frozen", "영상 정지"),
    "blank": Text("Nothing to see", "아무것도 안 보임"),
    "magnitude": Text("Masks without phase", "위상 없는 마스크"),
    "gate": Text("A gate, from the true loudness", "실제 크기로 여닫는 게이트"),
    "ideal_ratio_mask": Text("Ideal ratio mask", "이상적 비율 마스크"),
    "ideal_complex_mask": Text("Ideal complex mask", "이상적 복소 마스크"),
}


@dataclass(frozen=True)
class Heard:
    """A scene, and what was found in it."""

    given: Given
    batch: Batch
    trace: Trace

    @property
    def voices(self) -> Sounds:
        return self.trace.voices[0]

    @property
    def truth(self) -> Sounds:
        return self.batch.voices[0]

    @property
    def mixture(self) -> Float[Tensor, " samples"]:
        return self.batch.mixture[0]

    @property
    def residual(self) -> Float[Tensor, " samples"]:
        """What no face was given."""
        return self.mixture - self.voices.sum(dim=0)

    @property
    def loudness(self) -> float:
        """What the network's loudness is multiplied by to be the mixture's."""
        return float(self.mixture.square().mean().sqrt()) / LOUDNESS


def heard(model: Separator, given: Given) -> Heard:
    """What the network finds, on the CPU wherever it is."""
    batch = batched([given.scene])
    trace = separate(model, batch.to(device_of(model)))
    return Heard(given, batch, Trace(**on_cpu(trace)))


def device_of(model: Separator) -> torch.device:
    """Where the weights are."""
    return next(model.parameters()).device


@torch.no_grad()
def changed(model: Separator, found: Heard, shift: int) -> dict[str, Sounds]:
    """The voices when the films are others, and those that other masks would give."""
    batch = found.batch.to(device_of(model))
    seen = look(model, batch.mouths, batch.portraits)
    films = {
        "swapped": seen.roll(1, dims=1),
        "late": late(seen, shift),
        "frozen": look(model, frozen(batch.mouths), batch.portraits),
        "blank": look(model, blank(batch.mouths), batch.portraits),
    }
    if seen.shape[1] == 1:
        films.pop("swapped")
    trace = model.separate(batch.mixture, torch.cat(list(films.values())))
    seen_otherwise = dict(zip(films, trace.voices.cpu(), strict=True))
    mask, spectrum = (part.to(batch.mixture.device) for part in (found.trace.mask, found.trace.mixture))
    plain = magnitude_only(model.fourier, mask, spectrum, len(found.mixture))[0].cpu()
    ideal = {name: masked(name, model.fourier, batch.mixture, batch.voices)[0].cpu() for name in MASKS}
    return {**seen_otherwise, "magnitude": found.loudness * plain, **ideal}


def shifted(model: Separator, found: Heard) -> dict[int, Sounds]:
    """The voices with the film early and late, by frames."""
    batch = found.batch.to(device_of(model))
    voices = offsets(model, batch.mixture, look(model, batch.mouths, batch.portraits))
    return {frames: sounds.cpu() for frames, sounds in voices.items()}


def weighed(model: Separator, found: Heard, face: int) -> Float[Tensor, "frames rows columns"]:
    """How much each pixel of a mouth's film matters."""
    return influence(model, found.batch.to(device_of(model)), face).cpu()


def improvement_db(sound: Tensor, truth: Tensor, mixture: Tensor) -> float | None:
    """How much nearer to the truth than the mixture it is; None for a voice that says nothing, and where nothing was mixed."""
    before, after = si_sdr_db(truth, mixture), si_sdr_db(truth, sound)
    if before is None or after is None or says_nothing(truth) or before > UNMIXED_DB:
        return None
    return after - before


def says_nothing(truth: Tensor) -> bool:
    """Whether a voice is silent all the time."""
    return float(truth.square().mean().sqrt()) < SILENT


def nearest(sound: Tensor, truths: Sounds) -> int | None:
    """Whose voice a sound is: the number of the one that it is nearest to."""
    near = [
        (si_sdr_db(truth, sound), number) for number, truth in enumerate(truths) if not says_nothing(truth)
    ]
    known = [(value, number) for value, number in near if value is not None]
    return max(known)[1] if known else None
