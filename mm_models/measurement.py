"""What an evaluation gives back: figures by flat dotted names, beside those of baselines and of the literature."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import torch

from mm_models.text import Text

Figures = Mapping[str, float]
DIGITS = 4  # significant ones in what is stored
TIMED = 21  # calls of a latency; the first third warm up


@dataclass(frozen=True)
class Measurement:
    """The figures of one system; baselines and anchors name the same metrics under other systems' names."""

    system: str
    protocol: Text
    metrics: Figures
    baselines: Mapping[str, Figures] = field(default_factory=dict)
    anchors: Mapping[str, Figures] = field(default_factory=dict)  # published values
    details: Mapping[str, Figures] = field(default_factory=dict)  # a metric's parts, kind by kind

    def as_json(self) -> dict[str, Any]:
        """Plain data with rounded figures."""
        return {
            "system": self.system,
            "protocol": {"en": self.protocol.en, "ko": self.protocol.ko},
            "metrics": _rounded(self.metrics),
            "baselines": {name: _rounded(figures) for name, figures in self.baselines.items()},
            "anchors": {name: _rounded(figures) for name, figures in self.anchors.items()},
            **(
                {"details": {name: _rounded(parts) for name, parts in self.details.items()}}
                if self.details
                else {}
            ),
        }


Evaluation = Callable[
    [int | None, int], Measurement
]  # of how much to measure (None: the usual), and the seed


def core_milliseconds(once: Callable[[], object]) -> float:
    """Median milliseconds of one core's time that a call takes once it is warm; waiting for the core is not counted, but a busy
    machine's shared caches and half cores still slow it."""
    threads, times = torch.get_num_threads(), []
    torch.set_num_threads(1)
    try:
        for _ in range(TIMED):
            started = time.thread_time()
            once()
            times.append(1000 * (time.thread_time() - started))
    finally:
        torch.set_num_threads(threads)
    return median(times[TIMED // 3 :])


def json_text(data: Mapping[str, Any]) -> str:
    """JSON that stays the same while the figures do; ValueError for a figure that is not a number."""
    return json.dumps(data, allow_nan=False, ensure_ascii=False, indent=2, sort_keys=True)


def table(measurement: Measurement) -> str:
    """The figures as lines of text, each with those of the baselines and anchors that have the same metric."""
    data = measurement.as_json()
    width = max(len(metric) for metric in data["metrics"])
    lines = [
        f"{metric:<{width}}  {value:>10.4g}{_beside(data, metric)}"
        for metric, value in data["metrics"].items()
    ]
    return "\n".join([measurement.system, measurement.protocol.en, *lines])


def _beside(data: Mapping[str, Any], metric: str) -> str:
    others = {**data["baselines"], **data["anchors"]}
    return "".join(f"  {name} {figures[metric]:.4g}" for name, figures in others.items() if metric in figures)


def _rounded(figures: Figures) -> dict[str, float]:
    return {name: float(f"{value:.{DIGITS}g}") for name, value in figures.items()}
