"""The Measured part: what `python -m mm_models evaluate NAME` wrote, as a table. No figure is typed in."""

import json
from html import escape
from pathlib import Path
from typing import Any

from demos.language import spans
from mm_models.text import Text

RESULTS = Path(__file__).resolve().parents[1] / "assets" / "results"

NOTHING_YET = Text("Nothing has been measured yet.", "아직 측정한 것이 없습니다.")
HEADS = (
    Text("What", "항목"),
    Text("Measured", "측정값"),
    Text("Baselines", "비교 기준"),
    Text("Published", "발표된 값"),
)
PRINTED_BY = Text("Printed by", "출력한 명령")


def measured_markup(name: str) -> str:
    """The figures of the task `name` beside their baselines and anchors, with their protocol, as HTML."""
    path = RESULTS / f"{name}.json"
    if not path.is_file():
        return f"<p>{spans(NOTHING_YET)}</p>"
    result = json.loads(path.read_text(encoding="utf-8"))
    rows = "".join(_row(metric, result) for metric in result["metrics"])
    heads = "".join(f"<th>{spans(head)}</th>" for head in HEADS)
    protocol = Text(result["protocol"]["en"], result["protocol"]["ko"])
    command = f"python -m mm_models evaluate {name} --json"
    return (
        f'<div class="mmx-measured"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"<p>{spans(protocol)}</p><p>{spans(PRINTED_BY)} <code>{escape(command)}</code></p></div>"
    )


def _row(metric: str, result: dict[str, Any]) -> str:
    baselines = _beside(metric, result.get("baselines", {}))
    anchors = _beside(metric, result.get("anchors", {}))
    value = _number(result["metrics"][metric])
    return f"<tr><td><code>{escape(metric)}</code></td><td>{value}</td><td>{baselines}</td><td>{anchors}</td></tr>"


def _beside(metric: str, others: dict[str, dict[str, float]]) -> str:
    """The values of the same metric under other systems: `{"gate": {"si_sdri": 5.7}}`."""
    return "<br>".join(
        f"{escape(name)}: {_number(values[metric])}" for name, values in others.items() if metric in values
    )


def _number(value: float) -> str:
    return f"{value:.4g}"
