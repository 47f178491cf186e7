"""A measured figure beside its budget."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, in what unit, and what it may be at most (None: the design promises nothing)."""

    name: str
    value: float
    unit: str
    budget: float | None = None

    @property
    def within(self) -> bool:
        return self.budget is None or self.value <= self.budget


def line(figure: Figure) -> str:
    """One line of the printed table."""
    verdict = (
        "" if figure.budget is None else f"of {figure.budget:>9,.6g}  {'ok' if figure.within else 'OVER'}"
    )
    return f"{figure.name:58s} {figure.value:>11,.5g} {figure.unit:3s} {verdict}".rstrip()


def as_json(figures: Sequence[Figure]) -> dict[str, object]:
    """Flat metrics by dotted name, and their budgets."""
    return {
        "metrics": {figure.name: figure.value for figure in figures},
        "units": {figure.name: figure.unit for figure in figures},
        "budgets": {figure.name: figure.budget for figure in figures if figure.budget is not None},
        "over": [figure.name for figure in figures if not figure.within],
    }
