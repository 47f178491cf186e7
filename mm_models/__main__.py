"""The command line: `python -m mm_models train NAME` makes a system's weights, `... evaluate NAME` measures it.

Both can store the figures that the app shows; `train` always does.
"""

import argparse
import difflib
import os
import sys
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

from mm_models import published
from mm_models.audio.measure import EVALUATIONS as SOUND_EVALUATIONS
from mm_models.intake.errors import InputError
from mm_models.measurement import Evaluation, Measurement, json_text, table
from mm_models.registry.listed import SYSTEMS
from mm_models.system import System
from mm_models.train_command import needed, train_system
from mm_models.training import Run


def evaluate_system(system: System, n: int | None, seed: int) -> Measurement:
    """The figures of the weights that are in the repository; raises InputError where data is missing."""
    return system.evaluate(published.load(system), n, seed, None, *needed(system))


EVALUATIONS: Mapping[str, Evaluation] = {
    **SOUND_EVALUATIONS,
    **{name: partial(evaluate_system, system) for name, system in SYSTEMS.items()},
}
RESULTS = Path(__file__).resolve().parents[1] / "assets" / "results"
ALL = "all"


def main(arguments: list[str]) -> int:
    """Runs one command and returns its exit code; argparse itself leaves with code 2 for a bad option."""
    options = _parser().parse_args(arguments)
    if options.data:
        os.environ["MM_DATA"] = str(options.data)
    try:
        options.command(options)
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def train(options: argparse.Namespace) -> None:
    """Trains one system, or all in the order of the list, in which those that others need come first."""
    run = Run(
        device=options.device,
        minutes=options.minutes,
        seed=options.seed,
        data=options.data,
        mixed=options.mixed,
        compiled=options.compile,
    )
    for name in SYSTEMS if options.name == ALL else [options.name]:
        train_system(SYSTEMS[name], run)


def evaluate(options: argparse.Namespace) -> None:
    """Measures one system or all, and prints a table or one JSON object."""
    names = list(EVALUATIONS) if options.name == ALL else [options.name]
    measured = {}
    for name in names:
        measured[name] = EVALUATIONS[name](options.n, options.seed)
        if options.write:
            store(measured[name], RESULTS)
        if not options.json:
            print(table(measured[name]), end="\n\n")
    if options.json:
        print(json_text(_one_object(options.name, measured)))


def store(measurement: Measurement, folder: Path) -> Path:
    """Writes the figures to `folder`/SYSTEM.json and says where."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{measurement.system}.json"
    path.write_text(json_text(measurement.as_json()) + "\n", encoding="utf-8")
    return path


def _one_object(name: str, measured: Mapping[str, Measurement]) -> Mapping[str, object]:
    """The figures of one system, or those of all by name."""
    data = {each: measurement.as_json() for each, measurement in measured.items()}
    return data if name == ALL else data[name]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mm_models")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_train(commands.add_parser("train", help="train a system and write its weights, card and figures"))
    _add_evaluate(commands.add_parser("evaluate", help="measure a system against ground truth and baselines"))
    return parser


def _add_train(parser: argparse.ArgumentParser) -> None:
    _add_shared(parser, train, SYSTEMS)
    parser.add_argument("--device", default="cpu", metavar="D", help="cpu (default), cuda or mps")
    parser.add_argument("--minutes", type=float, metavar="M", help="stop after so long; run again to go on")
    parser.add_argument(
        "--mixed", action="store_true", help="bfloat16 on the CPU too: faster where the CPU computes in it"
    )
    parser.add_argument(
        "--compile", action="store_true", help="through torch.compile: faster, needs a C++ compiler"
    )


def _add_evaluate(parser: argparse.ArgumentParser) -> None:
    _add_shared(parser, evaluate, EVALUATIONS)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--write", action="store_true", help="store the figures in assets/results")
    parser.add_argument(
        "--n", type=_positive, metavar="N", help="probes, trials, questions or example sounds to measure"
    )


def _add_shared(
    parser: argparse.ArgumentParser, command: Callable[[argparse.Namespace], None], names: Collection[str]
) -> None:
    parser.set_defaults(command=command)
    known = partial(_known, names)
    parser.add_argument("name", type=known, metavar="NAME", help=f"{', '.join(names)} or {ALL}")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of everything random (default 0)")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="folder of real data (default: MM_DATA, else ../shared/data)"
    )


def _known(names: Collection[str], name: str) -> str:
    if name == ALL or name in names:
        return name
    near = difflib.get_close_matches(name, [*names, ALL], n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names)} and {ALL}"
    raise argparse.ArgumentTypeError(f"no system named {name!r}; {hint}")


def _positive(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on is needed, not {word!r}")
    return int(word)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
