"""The seven marks of a finished system, read from the files of the repository and never typed in."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from demos.catalogue import Entry
from mm_models.text import Text

ROOT = Path(__file__).resolve().parents[1]


class State(Enum):
    """Whether a mark is there."""

    YES = "yes"
    NO = "no"
    NOT_NEEDED = "not-needed"


@dataclass(frozen=True)
class Mark:
    """One of the seven marks, and whether an entry has it."""

    title: Text
    state: State


TITLES: tuple[Text, ...] = (
    Text("Faithful", "충실함"),
    Text("Trained", "학습됨"),
    Text("Usable", "사용 가능"),
    Text("Transparent", "투명함"),
    Text("Controlled", "대조됨"),
    Text("Measured", "측정됨"),
    Text("Scaled up", "대규모 모델"),
)


def tab_file(entry: Entry, root: Path = ROOT) -> Path:
    """Where the tab that shows an entry lives."""
    name = (entry.tab or entry.name).replace("-", "_")
    return root / "demos" / "tabs" / entry.page.value / f"{name}.py"


def is_built(entry: Entry, root: Path = ROOT) -> bool:
    """Whether the application has a tab for the entry."""
    return tab_file(entry, root).is_file()


def marks(entry: Entry, root: Path = ROOT) -> tuple[Mark, ...]:
    """The seven marks of an entry, in the order of the design.

    A task that computes and does not learn (`learnt` is false) needs neither architecture card, weights nor a larger
    checkpoint: those marks are "not needed", never "yes".
    """
    return tuple(Mark(title, state) for title, state in zip(TITLES, _states(entry, root), strict=True))


def _states(entry: Entry, root: Path) -> tuple[State, ...]:
    name = entry.runs or entry.name  # of the system whose weights and figures the tab shows
    folders = [root / "mm_models" / "systems" / each.replace("-", "_") for each in (name, entry.name)]
    tab = _source(tab_file(entry, root))
    return (
        _learnt(
            entry,
            any((folder / "model.py").is_file() for folder in folders) and _names_departures(root, name),
        ),
        _learnt(entry, (root / "assets" / "weights" / f"{name}.safetensors").is_file()),
        _state(bool(tab)),
        _state('part("inside"' in tab),
        _state('part("what-if"' in tab),
        _state((root / "assets" / "results" / f"{name}.json").is_file()),
        _scaled_up(entry, root),
    )


def _names_departures(root: Path, name: str) -> bool:
    return "## Departures" in _source(root / "assets" / "cards" / f"{name}.md")


def _scaled_up(entry: Entry, root: Path) -> State:
    if entry.pretrained is None:
        return State.NOT_NEEDED
    adapters = (root / "mm_models" / "pretrained").glob("*.py")
    return _state(any(f'"{entry.pretrained}"' in _source(adapter) for adapter in adapters))


def _learnt(entry: Entry, has: bool) -> State:
    return _state(has) if entry.learnt else State.NOT_NEEDED


def _state(has: bool) -> State:
    return State.YES if has else State.NO


def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
