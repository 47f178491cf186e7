"""What is lost when time is lost: different sounds whose magnitude spectra are one and the same."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from demos.tabs.represent.curves import upper
from demos.tabs.represent.sound_lab import SAMPLE_RATE
from demos.views.facts_view import facts
from demos.views.packing import Payload
from demos.views.player_view import player, stem
from demos.views.plot_view import line, plot
from mm_models.audio.fourier import same_magnitude_partner, spectrum
from mm_models.audio.stretch import loudest
from mm_models.text import Text

SECONDS = 3.0
POINTS = 1_000

QUESTION = Text(
    "The magnitudes say which frequencies are in a sound and how strongly, but nothing about when. "
    "These sounds differ, and their magnitudes do not: all the difference is in the phases.",
    "크기는 소리에 어떤 주파수가 얼마나 들어 있는지 말해 주지만, 언제 울리는지는 말해 주지 않습니다. "
    "아래 소리들은 서로 다른데 크기 스펙트럼은 같습니다. 차이는 모두 위상에 있습니다.",
)
NAMES = (
    Text("The sound", "원래 소리"),
    Text("Backwards", "거꾸로"),
    Text("Random phases", "무작위 위상"),
)


@dataclass(frozen=True)
class Partners:
    """Sounds of equal length with equal magnitude spectra, the given one first."""

    waveforms: tuple[Float[Tensor, "samples"], ...]
    magnitudes: tuple[Float[Tensor, "bins"], ...]
    decibels: tuple[Float[Tensor, "bins"], ...]
    frequencies_hz: Float[Tensor, "bins"]


def partners(waveform: Float[Tensor, "samples"]) -> Partners:
    """The loudest seconds of a sound, the same backwards, and the same with phases thrown anew."""
    near = loudest(waveform, round(SECONDS * SAMPLE_RATE)).waveform
    seeded = torch.Generator().manual_seed(0)
    others = (same_magnitude_partner(near, how, seeded) for how in ("reverse", "random_phase"))
    waveforms = (near, *others)
    traces = [spectrum(each, SAMPLE_RATE) for each in waveforms]
    return Partners(
        waveforms=waveforms,
        magnitudes=tuple(trace.magnitude for trace in traces),
        decibels=tuple(trace.decibels for trace in traces),
        frequencies_hz=traces[0].frequencies_hz,
    )


def listen(found: Partners) -> Payload:
    """The sounds side by side, their waveforms drawn."""
    named = zip(NAMES, found.waveforms, strict=True)
    return player([stem(name, each, colour=place) for place, (name, each) in enumerate(named)], SAMPLE_RATE)


def spectra(found: Partners) -> Payload:
    """Their magnitude spectra, drawn over each other: the later ones dashed, so that the first shows through."""
    named = zip(NAMES, found.decibels, strict=True)
    return plot(
        [
            line(name, *upper(found.frequencies_hz, levels, POINTS), colour=place, dashed=place > 0)
            for place, (name, levels) in enumerate(named)
        ],
        x_label=Text("Frequency", "주파수"),
        y_label=Text("Magnitude", "크기"),
        x_unit="Hz",
        y_unit="dB",
        x_scale="log",
        x_range=(20.0, SAMPLE_RATE / 2),
    )


def differences(found: Partners) -> Payload:
    """The largest difference to the sound itself, of magnitudes and of samples, in % of the largest value."""
    rounding = Text("nothing but rounding", "반올림 오차뿐입니다")
    rows = []
    for place in (1, 2):
        of_magnitudes = _largest_difference(found.magnitudes[0], found.magnitudes[place])
        of_samples = _largest_difference(found.waveforms[0], found.waveforms[place])
        name = NAMES[place]
        rows += [
            (_joined(name, Text("magnitudes", "크기")), f"{of_magnitudes:.5f} %", rounding),
            (_joined(name, Text("samples", "표본")), f"{of_samples:.0f} %", None),
        ]
    return facts(rows)


def _largest_difference(reference: Tensor, other: Tensor) -> float:
    return 100 * float((other - reference).abs().max()) / (float(reference.abs().max()) or 1.0)


def _joined(first: Text, second: Text) -> Text:
    return Text(f"{first.en}: {second.en}", f"{first.ko}: {second.ko}")
