"""Many visitors at once: no error, one job at a time on the shared group, and no growth of memory."""

import statistics
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psutil
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from demos.catalogue import ENTRIES, Modality
from demos.marks import is_built
from tests.server import Server, running

# Tasks on one sound: they share their first two inputs.
TASKS = tuple(each.name for each in ENTRIES if is_built(each) and each.modalities == (Modality.SOUND,))
EXAMPLES = ("chord", "chirp")
WARM_UP = 0.2  # the share of the time after which memory may not grow
GROWTH = 1.03  # of the median resident memory, last third over first
SAMPLE_SECONDS = 0.5


@dataclass
class Visitors:
    """What the clients of one run saw together."""

    answers: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """The application with the counter, and the file that it writes."""
    file = tmp_path / "count"
    with running((sys.executable, "-m", "tests.load.counting_app", str(file))) as server:
        yield server, file


def visit(server: Server, number: int, until: float, sounds: tuple[Path, Path], seen: Visitors) -> None:
    """One client: examples, recordings and now and then a file that is no sound, until the time is over."""
    good, bad = sounds
    client = Client(server.url, verbose=False)
    try:
        for turn in count(number):
            if time.monotonic() > until:
                return
            task = f"/{TASKS[turn % len(TASKS)]}"
            if turn % 10 == 9:
                _refused(client, task, bad, seen)
            else:
                recording = handle_file(good) if turn % 3 == 2 else None
                client.predict(recording, EXAMPLES[turn % len(EXAMPLES)], api_name=task)
                seen.answers.append(task)
    except Exception as error:
        seen.failures.append(f"client {number}: {type(error).__name__}: {error}")
    finally:
        client.close()


def _refused(client: Client, task: str, bad: Path, seen: Visitors) -> None:
    try:
        client.predict(handle_file(bad), EXAMPLES[0], api_name=task)
        seen.failures.append(f"{task} took a text for a sound")
    except AppError:
        seen.answers.append(task)


def watch(server: Server, stop: threading.Event, seen: Visitors) -> None:
    process = psutil.Process(server.process.pid)
    while not stop.wait(SAMPLE_SECONDS):
        seen.memory.append(process.memory_info().rss)


def crowd(server: Server, clients: int, seconds: float, sounds: tuple[Path, Path]) -> Visitors:
    """`clients` at once for `seconds`, while the server's resident memory is sampled."""
    seen, stop = Visitors(), threading.Event()
    watcher = threading.Thread(target=watch, args=(server, stop, seen))
    watcher.start()
    until = time.monotonic() + seconds
    try:
        with ThreadPoolExecutor(clients) as pool:
            for number in range(clients):
                pool.submit(visit, server, number, until, sounds, seen)
    finally:
        stop.set()
        watcher.join()
    return seen


def growth(memory: list[int]) -> float:
    """The median of the last third over the median of the first, after the warm-up."""
    warm = memory[int(WARM_UP * len(memory)) :]
    third = max(1, len(warm) // 3)
    return statistics.median(warm[-third:]) / statistics.median(warm[:third])


@pytest.fixture
def sounds(tone_wav: Path, tmp_path: Path) -> tuple[Path, Path]:
    text = tmp_path / "text.wav"
    text.write_text("This is not a sound.\n" * 20, encoding="utf-8")
    return tone_wav, text


def test_eight_clients_for_ten_seconds(counted, sounds):
    server, file = counted
    seen = crowd(server, 8, 10.0, sounds)
    jobs, peak = map(int, file.read_text().split())
    assert not seen.failures
    assert jobs >= len(seen.answers) >= 8
    assert peak == 1


@pytest.mark.load
def test_thirty_clients_for_two_minutes(counted, sounds, capsys):
    server, file = counted
    seen = crowd(server, 30, 120.0, sounds)
    jobs, peak = map(int, file.read_text().split())
    grown = growth(seen.memory)
    with capsys.disabled():
        largest = max(seen.memory) / 2**20
        print(f"\n{jobs} jobs, {peak} at a time, memory × {grown:.3f}, at most {largest:.0f} MiB")
    assert not seen.failures
    assert peak == 1
    assert grown <= GROWTH
