"""What excites a unit, what the first layer lets through, and what student and teacher say."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor

from demos.figures.style import LEVEL_MAP, new_figure
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.world.kinds import KINDS
from mm_models.world.places import PLACES

THINGS_SHOWN = 8
FLOOR_DB = -30.0


@dataclass(frozen=True)
class Excitement:
    """How much the moments of a sound excite a unit."""

    name: str
    values: Float[Tensor, " steps"]
    step_s: float


@dataclass(frozen=True)
class Compared:
    """What teacher and student say."""

    things: tuple[Tensor, Tensor]
    places: tuple[Tensor, Tensor]


def soundnet_figure(
    waveform: Float[Tensor, " samples"],
    unit: Excitement,
    responses: Float[Tensor, "filters points"],
    said: Compared,
) -> Figure:
    """Waveform with a unit's excitation, frequency responses in dB, and both distributions."""
    figure, (above, middle, things, places) = new_figure(4, height_inches=9.0, ratios=[1.2, 1.2, 1, 1])
    excitement(above, waveform, unit)
    order = responses.argmax(dim=1).argsort()
    image = middle.imshow(
        responses[order].numpy(),
        aspect="auto",
        cmap=LEVEL_MAP,
        vmin=FLOOR_DB,
        vmax=0,
        extent=(0, SAMPLE_RATE / 2000, len(responses) - 0.5, -0.5),
    )
    middle.set(xlabel="frequency (kHz)", ylabel="filter, by its peak")
    figure.colorbar(image, ax=middle, label="dB")
    teacher, student = said.things
    likely = torch.maximum(teacher, student).argsort(descending=True)[:THINGS_SHOWN].tolist()
    bars(things, teacher[likely], student[likely], [KINDS[number].name for number in likely])
    bars(places, *said.places, [*PLACES, "photograph"])
    things.legend(frameon=False, fontsize=9)
    return figure


def excitement(axes: Axes, waveform: Tensor, unit: Excitement) -> None:
    """A waveform, and over it how much each moment excites a unit."""
    seconds = np.arange(len(waveform)) / SAMPLE_RATE
    axes.plot(seconds, waveform.numpy(), linewidth=0.4, color="0.6")
    times = (np.arange(len(unit.values)) + 0.5) * unit.step_s
    axes.plot(times, unit.values.numpy() / max(float(unit.values.max()), 1e-9), color="C1")
    axes.set(xlabel="time (s)", ylabel=unit.name, xlim=(0, seconds[-1]))


def bars(axes: Axes, teacher: Tensor, student: Tensor, names: list[str]) -> None:
    """Two distributions side by side."""
    at = np.arange(len(names))
    axes.bar(at - 0.2, teacher.numpy(), 0.4, label="teacher (sees)")
    axes.bar(at + 0.2, student.numpy(), 0.4, label="student (hears)")
    axes.set_xticks(at, names, fontsize=8)
    axes.set(ylabel="probability", ylim=(0, 1))
