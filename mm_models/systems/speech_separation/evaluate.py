"""How well voices are separated, beside what needs no faces and what no mask can better."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import TypeVar

import torch
from jaxtyping import Float
from torch import Tensor

from mm_models import published, weights
from mm_models.measurement import Figures, Measurement, core_milliseconds
from mm_models.systems.speech_separation.audio_only import NAME, AudioOnly
from mm_models.systems.speech_separation.fourier import Fourier
from mm_models.systems.speech_separation.infer import blank, by_ear, look, offsets, separate
from mm_models.systems.speech_separation.losses import in_order, snr_db
from mm_models.systems.speech_separation.masks import MASKS, magnitude_only, masked
from mm_models.systems.speech_separation.model import LOUDNESS, Config, Separator
from mm_models.systems.speech_separation.protocol import (
    ANCHORS,
    AUDIO_ANCHORS,
    audio_only_protocol,
    protocol,
)
from mm_models.systems.speech_separation.trials import Judged, judged, own_share, people_only, scenes
from mm_models.talking.corpus import corpus
from mm_models.talking.mixtures import NEW_FACES, Batch, Mixer
from mm_models.talking.noises import noises
from mm_models.talking.voices import voices

SCENES = 80  # of each kind
RATED = 24  # at most: STOI and PESQ are slow
KINDS = ("different", "same", "three", "noise", "hidden", "listening", "digits")
UNHEARD = ("three", "listening")  # kinds that are not of two sounds
BASELINE = "audio_only_pit"
OFF = (-12, -6, 0, 6, 12)  # frames of film

Sounds = Float[Tensor, "batch faces samples"]
Found = Mapping[str, Sounds]
Model = TypeVar("Model", Separator, AudioOnly)


@dataclass
class Tally:
    """Values by figure, for each system."""

    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)

    def add(self, system: str, figure: str, value: float | None) -> None:
        """Notes a value, if there is one."""
        if value is not None:
            self.values.setdefault(system, {}).setdefault(figure, []).append(value)

    def means(self, system: str) -> dict[str, float]:
        """The mean of each figure."""
        return {figure: mean(values) for figure, values in self.values.get(system, {}).items()}

    def baselines(self) -> dict[str, Figures]:
        """The means of every system that has a name."""
        return {system: self.means(system) for system in self.values if system}


def evaluate(model: Separator, n: int | None, seed: int, data: Path | None) -> Measurement:
    """Figures over `n` scenes of each kind (None: SCENES), beside those of ears alone where these have weights.

    Raises InputError where something to make the scenes is missing.
    """
    wanted, tally, ears = n or SCENES, Tally(), trained_ears()
    for kind, batch in drawn(wanted, seed, data):
        for system, sounds in answers(model, batch, kind).items():
            note(tally, system, kind, batch, sounds)
        if ears is not None:
            note_ears(tally, BASELINE, kind, batch, ears)
        if kind == "different":
            tally.add("", "sync", in_time(model, batch))
    rate(tally, lambda batch: {**answers(model, batch), **heard(BASELINE, ears, batch)}, wanted, seed, data)
    return Measurement(
        system="speech-separation",
        protocol=protocol(wanted, min(RATED, wanted), len(voices("test")), seed),
        metrics={**tally.means(""), **costs(model, separate)},
        baselines=tally.baselines(),
        anchors=ANCHORS,
    )


def evaluate_audio_only(ears: AudioOnly, n: int | None, seed: int, data: Path | None) -> Measurement:
    """The figures of ears alone, over the same scenes of two sounds."""
    wanted, tally = n or SCENES, Tally()
    for kind, batch in drawn(wanted, seed, data):
        if kind not in UNHEARD:
            note_ears(tally, "", kind, batch, ears)
            for system, sounds in ideal(ears.fourier, batch).items():
                note(tally, system, kind, batch, sounds)
    rate(tally, lambda batch: {**heard("", ears, batch), **ideal(ears.fourier, batch)}, wanted, seed, data)
    return Measurement(
        system=NAME,
        protocol=audio_only_protocol(wanted, min(RATED, wanted), len(voices("test")), seed),
        metrics={**tally.means(""), **costs(ears, lambda model, batch: by_ear(model, batch.mixture))},
        baselines=tally.baselines(),
        anchors=AUDIO_ANCHORS,
    )


def trained_ears() -> AudioOnly | None:
    """The network without eyes, None where it has no weights."""
    path = published.weights_file(NAME)
    if not path.is_file():
        return None
    kept = weights.load(path)
    ears = AudioOnly(Config(**kept.config))
    ears.load_state_dict(kept.tensors)
    return ears.eval()


def mixer(data: Path | None) -> Mixer:
    """The test's voices and noises, all equally loud."""
    return Mixer(corpus("test", data), noises("test", data), levels_db=0.0, faces=NEW_FACES)


def drawn(count: int, seed: int, data: Path | None) -> Iterator[tuple[str, Batch]]:
    """Every scene with its kind."""
    everyone = mixer(data)
    people = replace(everyone, corpus=people_only(everyone.corpus))
    for kind in KINDS:
        source, mixed = (people, "different") if kind == "digits" else (everyone, kind)
        yield from ((kind, batch) for batch in scenes(mixed, source, count, seed))


def answers(model: Separator, batch: Batch, kind: str = "different") -> Found:
    """The voices as the network and each baseline find them; the network's own name is empty."""
    trace = separate(model, batch)
    found = {"": trace.voices}
    if kind == "listening":
        return found
    blind = separate(model, replace(batch, mouths=blank(batch.mouths)))
    loudness = batch.mixture.square().mean(dim=1).sqrt()[:, None, None] / LOUDNESS
    plain = loudness * magnitude_only(model.fourier, trace.mask, trace.mixture, batch.mixture.shape[1])
    return {
        **found,
        "blank_faces": blind.voices,
        "magnitude_mask": plain,
        **ideal(model.fourier, batch),
    }


def ideal(fourier: Fourier, batch: Batch) -> Found:
    """What masks leave that know the truth."""
    return {name: masked(name, fourier, batch.mixture, batch.voices) for name in MASKS}


def heard(system: str, ears: AudioOnly | None, batch: Batch) -> Found:
    """What ears alone find, in the order that fits the voices best; nothing where there are none."""
    if ears is None:
        return {}
    return {system: in_order(by_ear(ears, batch.mixture).voices, batch.voices)}


def note_ears(tally: Tally, system: str, kind: str, batch: Batch, ears: AudioOnly) -> None:
    """The figures of ears alone in a scene of two sounds: in the order that fits best, but whose they are as they come."""
    if kind in UNHEARD:
        return
    outputs, truth = by_ear(ears, batch.mixture).voices, batch.voices
    own = own_share(outputs[0], truth[0]) if outputs.shape == truth.shape else None
    note(tally, system, kind, batch, in_order(outputs, truth), own)


def note(
    tally: Tally, system: str, kind: str, batch: Batch, sounds: Sounds, own: float | None = None
) -> None:
    """The figures of a scene; `own` where whose voices they are is already known."""
    if kind == "listening":
        level = sounds[0, 1].square().mean() / batch.mixture[0].square().mean()
        tally.add(system, "listening_db", float(10 * torch.log10(level + 1e-6)))
        return
    scored: Judged = judged(sounds[0], batch.voices[0], batch.mixture[0])
    tally.add(system, f"si_sdri.{kind}", scored.improvement)
    if kind == "different":
        tally.add(system, "si_sdri.overlap", scored.overlap)
    if kind in ("different", "same", "three"):
        tally.add(
            system, "swap" if kind == "different" else f"swap.{kind}", scored.own if own is None else own
        )


def in_time(model: Separator, batch: Batch) -> float:
    """1 where the film is best as it is, against a film that is early or late."""
    found = offsets(model, batch.mixture, look(model, batch.mouths, batch.portraits))
    fit = {frames: float(snr_db(batch.voices, found[frames][None]).mean()) for frames in OFF}
    return float(max(fit, key=lambda frames: fit[frames]) == 0)


def rate(tally: Tally, found: Callable[[Batch], Found], count: int, seed: int, data: Path | None) -> None:
    """Improvements of SDR, STOI and PESQ over some scenes of different voices."""
    for batch in scenes("different", mixer(data), min(RATED, count), seed):
        for system, sounds in found(batch).items():
            for name, measure in raters().items():
                before = measure(batch.mixture.expand_as(batch.voices[0]), batch.voices[0])
                tally.add(system, name, float(measure(sounds[0], batch.voices[0]).mean() - before.mean()))


def raters() -> Mapping[str, Callable[[Tensor, Tensor], Tensor]]:
    """The libraries' measures of sounds against their truth; they are needed to evaluate, and never by the application.

    PESQ only where `pesq` is installed: pip builds it from C, and no compiler is asked of anybody who only wants the tests.
    """
    from torchmetrics.functional.audio import signal_distortion_ratio
    from torchmetrics.functional.audio.stoi import short_time_objective_intelligibility

    rate_hz = Config().sample_rate
    usual = {
        "sdri.different": signal_distortion_ratio,
        "stoi": lambda found, truth: short_time_objective_intelligibility(found, truth, rate_hz),
    }
    if not find_spec("pesq"):
        return usual
    from torchmetrics.functional.audio.pesq import perceptual_evaluation_speech_quality

    return {
        **usual,
        "pesq": lambda found, truth: perceptual_evaluation_speech_quality(found, truth, rate_hz, "nb"),
    }


def costs(model: Model, run: Callable[[Model, Batch], object]) -> Figures:
    """How large it is, and median milliseconds of one core's time for two faces and 3 s."""
    sounds = torch.randn(1, 3 * model.config.sample_rate) * 0.1
    batch = Batch(
        sounds,
        sounds[:, None].expand(-1, 2, -1),
        torch.zeros(1, 2, 75, 24, 40, 3, dtype=torch.uint8),
        torch.zeros(1, 2, 32, 32, 3, dtype=torch.uint8),
    )
    parameters = sum(weight.numel() for weight in model.parameters())
    return {"latency_ms": core_milliseconds(lambda: run(model, batch)), "parameters": float(parameters)}
