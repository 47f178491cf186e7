"""The real application with a counter around every task, for the load test: `counting_app FILE [options of app.py]`.

FILE then holds how many jobs have run and how many of them ran at the same moment at most.
"""

import sys
import threading
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from app import main
from demos import frame, take


class Counter:
    """Counts the calls of the functions that it wraps, and how many of them overlap."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lock = threading.Lock()
        self.jobs = self.running = self.peak = 0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def counted(*values: Any) -> Any:
            self._begin()
            try:
                return function(*values)
            finally:
                self._end()

        return counted

    def _begin(self) -> None:
        with self.lock:
            self.jobs += 1
            self.running += 1
            self.peak = max(self.peak, self.running)
            self.file.write_text(f"{self.jobs} {self.peak}", encoding="ascii")

    def _end(self) -> None:
        with self.lock:
            self.running -= 1


def install(counter: Counter) -> None:
    """Every handler in the shared group is made by `asking`; counts inside it."""
    original = frame.asking

    def asking(answer: Callable[..., Any], handler: Callable[..., Any]) -> Callable[..., Any]:
        return original(answer, counter.around(handler))

    frame.asking = take.asking = asking


if __name__ == "__main__":
    install(Counter(Path(sys.argv[1])))
    sys.exit(main(sys.argv[2:]))
