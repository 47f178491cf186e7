"""Runs the real application in a process of its own, for the tests and the benchmark that talk to it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
APP = (sys.executable, "app.py")
PATIENCE_SECONDS = 300.0  # a cold disk and a busy machine, not what we promise
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Server:
    """An application that answers at `url`; `ready_seconds` is how long it took from nothing to its first page."""

    url: str
    process: subprocess.Popen[bytes]
    ready_seconds: float


def free_port() -> int:
    """A port of this machine that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str] = APP, options: Sequence[str] = ("--offline",)) -> Iterator[Server]:
    """The application from its start to its end; raises `RuntimeError` with what it printed if it does not come up."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with TemporaryDirectory(prefix="mmx-test-") as folder:
        log = Path(folder) / "log"
        started = time.perf_counter()
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--port", str(port), *options],
                cwd=ROOT,
                env=_environment(folder),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_until_up(url, process, log)
            yield Server(url, process, time.perf_counter() - started)
        finally:
            _stop(process)


def _environment(folder: str) -> dict[str, str]:
    """This process's environment without the person's own settings, and with a folder of its own for uploads."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("MMX_", "GRADIO_", "SPACE"))
    }
    return {**kept, "GRADIO_TEMP_DIR": folder, "PYTHONUNBUFFERED": "1"}


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the application did not come up; it printed:\n{log.read_text()[-4000:]}")
        time.sleep(POLL_SECONDS)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=30) as reply:
            return bool(reply.status == 200 and reply.read())
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
