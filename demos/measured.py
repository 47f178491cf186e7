"""The Measured part: what `python -m mm_models evaluate NAME` wrote, as tables. No figure is typed in.

A figure's name says what was measured and under which condition (`things.recall.unseen.ko`): the conditions become columns,
and what a system is judged by comes before everything else.
"""

import json
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from demos.language import spans
from mm_models.text import Text

RESULTS = Path(__file__).resolve().parents[1] / "assets" / "results"

NOTHING_YET = Text("Nothing has been measured yet.", "아직 측정한 것이 없습니다.")
WHAT = Text("What", "항목")
PUBLISHED = Text("Published", "발표된 값")
PRINTED_BY = Text("Printed by", "출력한 명령")
# What the endings of names say: the designer of the drawings, and the language.
ENDINGS = frozenset({"seen", "unseen", "ko"})
CONDITIONS = (
    Text("Measured", "측정값"),
    Text("Unseen hand", "처음 보는 그림체"),
    Text("Korean", "한국어"),
    Text("Unseen hand, Korean", "처음 보는 그림체, 한국어"),
)
# The first words of names that are shown at once where a system has many figures.
MAIN = (
    "caption", "things", "attention", "cells", "whole_photo", "ood_auroc", "accuracy", "teacher_kl", "teacher_top1", "pointing",
    "swap", "ciou50", "si_sdri", "f1", "analogy", "medr", "emergent", "zero_shot", "retrieval", "verb",
)  # fmt: skip
FEW = 16  # rows that need no hiding

Row = dict[int, str]  # the metric under each condition


def measured_markup(name: str) -> str:
    """The figures of the task `name` beside their baselines and anchors, with their protocol, as HTML."""
    path = RESULTS / f"{name}.json"
    if not path.is_file():
        return f"<p>{spans(NOTHING_YET)}</p>"
    result = json.loads(path.read_text(encoding="utf-8"))
    protocol = Text(result["protocol"]["en"], result["protocol"]["ko"])
    command = f"python -m mm_models evaluate {name} --json"
    return (
        f'<div class="mmx-measured">{tables(result)}<p>{spans(protocol)}</p>'
        f"<p>{spans(PRINTED_BY)} <code>{escape(command)}</code></p></div>"
    )


def tables(result: Mapping[str, Any]) -> str:
    """One table, or where there are many rows the main ones, and the others behind a fold."""
    rows = by_condition(result["metrics"])
    main = {name: row for first in MAIN for name, row in rows.items() if name.split(".")[0] == first}
    others = {name: row for name, row in rows.items() if name not in main}
    if len(rows) <= FEW or not main or not others:
        return table(rows, result)
    more = Text(f"{len(others)} more", f"{len(others)}개 더 보기")
    return f"{table(main, result)}<details><summary>{spans(more)}</summary>{table(others, result)}</details>"


def by_condition(metrics: Iterable[str]) -> dict[str, Row]:
    """What was measured, without its conditions, and the metric's whole name under each of them."""
    rows: dict[str, Row] = {}
    for metric in metrics:
        name, condition = parted(metric)
        rows.setdefault(name, {})[condition] = metric
    return rows


def parted(metric: str) -> tuple[str, int]:
    """A metric's name without its conditions, and the number of its condition in CONDITIONS."""
    words = metric.split(".")
    kept = [word for word in words if word not in ENDINGS]
    return ".".join(kept), ("unseen" in words) + 2 * ("ko" in words)


def table(rows: Mapping[str, Row], result: Mapping[str, Any]) -> str:
    """Rows under the conditions that they have, and what was published where anything was."""
    used = sorted({condition for row in rows.values() for condition in row})
    anchors = result.get("anchors", {})
    published = any(
        metric in values for row in rows.values() for metric in row.values() for values in anchors.values()
    )
    heads = [WHAT, *(CONDITIONS[condition] for condition in used), *([PUBLISHED] if published else [])]
    body = "".join(_line(name, row, used, result, published) for name, row in rows.items())
    head = "".join(f"<th>{spans(each)}</th>" for each in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _line(name: str, row: Row, used: Iterable[int], result: Mapping[str, Any], published: bool) -> str:
    values = "".join(f"<td>{_value(row[each], result) if each in row else ''}</td>" for each in used)
    anchors = [_beside(metric, result.get("anchors", {})) for metric in row.values()]
    last = f"<td>{next(filter(None, anchors), '')}</td>" if published else ""
    return f"<tr><td><code>{escape(name)}</code></td>{values}{last}</tr>"


def _value(metric: str, result: Mapping[str, Any]) -> str:
    """A figure, and below it those of the baselines."""
    beside = _beside(metric, result.get("baselines", {}))
    return _number(result["metrics"][metric]) + (f"<small>{beside}</small>" if beside else "")


def _beside(metric: str, others: Mapping[str, Mapping[str, float]]) -> str:
    """The values of the same metric under other systems: `{"gate": {"si_sdri": 5.7}}`."""
    return "<br>".join(
        f"{escape(name)} {_number(values[metric])}" for name, values in others.items() if metric in values
    )


def _number(value: float) -> str:
    return f"{value:.4g}"
