"""How well voices are separated, beside what needs no faces and what no mask can better."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from statistics import mean, median

import torch
from jaxtyping import Float
from torch import Tensor

from mm_models.measurement import Figures, Measurement
from mm_models.systems.speech_separation.infer import blank, look, offsets, separate
from mm_models.systems.speech_separation.losses import snr_db
from mm_models.systems.speech_separation.masks import MASKS, magnitude_only, masked
from mm_models.systems.speech_separation.model import LOUDNESS, Config, Separator
from mm_models.systems.speech_separation.protocol import ANCHORS, protocol
from mm_models.systems.speech_separation.trials import Judged, judged, people_only, scenes
from mm_models.talking.corpus import corpus
from mm_models.talking.mixtures import NEW_FACES, Batch, Mixer
from mm_models.talking.noises import noises
from mm_models.talking.voices import voices

SCENES = 80  # of each kind
RATED = 24  # at most: STOI and PESQ are slow
KINDS = ("different", "same", "three", "noise", "hidden", "listening", "digits")
TIMED = 15  # calls
OFF = (-12, -6, 0, 6, 12)  # frames of film

Sounds = Float[Tensor, "batch faces samples"]
Found = Mapping[str, Sounds]


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


def evaluate(model: Separator, n: int | None, seed: int, data: Path | None) -> Measurement:
    """Figures over `n` scenes of each kind (None: SCENES); raises InputError where something to make them is missing."""
    wanted, tally = n or SCENES, Tally()
    for kind, batch in drawn(wanted, seed, data):
        for system, sounds in answers(model, batch, kind).items():
            note(tally, system, kind, batch, sounds)
        if kind == "different":
            tally.add("", "sync", in_time(model, batch))
    rate(tally, model, wanted, seed, data)
    names = [name for name in tally.values if name]
    return Measurement(
        system="speech-separation",
        protocol=protocol(wanted, min(RATED, wanted), len(voices("test")), seed),
        metrics={**tally.means(""), **costs(model)},
        baselines={name: tally.means(name) for name in names},
        anchors=ANCHORS,
    )


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


def answers(model: Separator, batch: Batch, kind: str) -> Found:
    """The voices as the network and each baseline find them; the network's own name is empty."""
    trace = separate(model, batch)
    found = {"": trace.voices}
    if kind == "listening":
        return found
    blind = separate(model, replace(batch, mouths=blank(batch.mouths)))
    loudness = batch.mixture.square().mean(dim=1).sqrt()[:, None, None] / LOUDNESS
    plain = loudness * magnitude_only(model, trace.mask, trace.mixture, batch.mixture.shape[1])
    ideal = {name: masked(name, model, batch.mixture, batch.voices) for name in MASKS}
    return {**found, "blank_faces": blind.voices, "magnitude_mask": plain, **ideal}


def note(tally: Tally, system: str, kind: str, batch: Batch, sounds: Sounds) -> None:
    """The figures of a scene."""
    if kind == "listening":
        level = sounds[0, 1].square().mean() / batch.mixture[0].square().mean()
        tally.add(system, "listening_db", float(10 * torch.log10(level + 1e-6)))
        return
    scored: Judged = judged(sounds[0], batch.voices[0], batch.mixture[0])
    tally.add(system, f"si_sdri.{kind}", scored.improvement)
    if kind == "different":
        tally.add(system, "si_sdri.overlap", scored.overlap)
    if kind in ("different", "same", "three"):
        tally.add(system, "swap" if kind == "different" else f"swap.{kind}", scored.own)


def in_time(model: Separator, batch: Batch) -> float:
    """1 where the film is best as it is, against a film that is early or late."""
    found = offsets(model, batch.mixture, look(model, batch.mouths, batch.portraits))
    fit = {frames: float(snr_db(batch.voices, found[frames][None]).mean()) for frames in OFF}
    return float(max(fit, key=lambda frames: fit[frames]) == 0)


def rate(tally: Tally, model: Separator, count: int, seed: int, data: Path | None) -> None:
    """Improvements of SDR, STOI and PESQ over some scenes of different voices."""
    for batch in scenes("different", mixer(data), min(RATED, count), seed):
        for system, sounds in answers(model, batch, "different").items():
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


def costs(model: Separator) -> Figures:
    """How large it is, and median milliseconds of one core's time for two faces and 3 s."""
    sounds = torch.randn(1, 3 * model.config.sample_rate) * 0.1
    batch = Batch(
        sounds,
        sounds[:, None].expand(-1, 2, -1),
        torch.zeros(1, 2, 75, 24, 40, 3, dtype=torch.uint8),
        torch.zeros(1, 2, 32, 32, 3, dtype=torch.uint8),
    )
    threads, times = torch.get_num_threads(), []
    torch.set_num_threads(1)
    try:
        for _ in range(TIMED):
            started = time.thread_time()
            separate(model, batch)
            times.append(1000 * (time.thread_time() - started))
    finally:
        torch.set_num_threads(threads)
    parameters = sum(weight.numel() for weight in model.parameters())
    return {"latency_ms": median(times[TIMED // 3 :]), "parameters": float(parameters)}
