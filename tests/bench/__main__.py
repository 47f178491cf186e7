"""`python -m tests.bench`: start-up, page weights, time to interactive, answers and memory, against their budgets."""

import argparse
import json
import sys
from collections.abc import Iterator

from tests.bench.figures import Figure, as_json, line
from tests.bench.measures import interactive, latencies, machine, memory, page_weights, start_up
from tests.chromium import MISSING, chromium
from tests.server import running


def main() -> int:
    """Prints the figures as they come, or one JSON object; with --strict 1 if any is over its budget."""
    options = _options()
    figures = []
    for figure in _measure(options.calls):
        figures.append(figure)
        if not options.json:
            print(line(figure), flush=True)
    if options.json:
        print(json.dumps(as_json(figures), indent=2))
    over = [figure for figure in figures if not figure.within]
    print(f"{len(over)} of {len(figures)} figures are over their budget", file=sys.stderr)
    return 1 if options.strict and over else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--calls", type=int, default=10, help="calls of each endpoint (at least 2; default 10)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--strict", action="store_true", help="exit code 1 if a figure is over its budget")
    return parser.parse_args()


def _measure(calls: int) -> Iterator[Figure]:
    yield from machine()
    with running() as server:
        yield from start_up(server)
        yield from page_weights(server)
        with chromium() as browser:
            if browser is None:
                print(MISSING, file=sys.stderr)
            else:
                yield from interactive(server, browser)
        yield from latencies(server, calls)
        yield from memory(server)


if __name__ == "__main__":
    sys.exit(main())
