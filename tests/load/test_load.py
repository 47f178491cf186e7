"""Many visitors at once: no error, one job at a time on the shared group, and no growth of memory."""

import math
import statistics
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
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
# Until every heap and cache has its size. Measured over 300 s: it grows for 150 s, then stays within 0.1 %.
WARM_UP_SECONDS = 150.0
MEASURED_SECONDS = 120.0
GROWTH = 1.03  # of the median resident memory after the warm-up, last third over first
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


def visit(
    server: Server, turns: Iterable[int], until: float, sounds: tuple[Path, Path], seen: Visitors
) -> None:
    """One client: examples, recordings and now and then a file that is no sound, for its turns or until the time is over."""
    good, bad = sounds
    client = Client(server.url, verbose=False)
    try:
        for turn in turns:
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
        seen.failures.append(f"{type(error).__name__}: {error}")
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


def crowd(
    server: Server, visits: Sequence[Iterable[int]], sounds: tuple[Path, Path], seconds: float = math.inf
) -> Visitors:
    """As many clients at once as there are visits, for at most `seconds`, while the server's resident memory is sampled."""
    seen, stop = Visitors(), threading.Event()
    watcher = threading.Thread(target=watch, args=(server, stop, seen))
    watcher.start()
    until = time.monotonic() + seconds
    try:
        with ThreadPoolExecutor(len(visits)) as pool:
            for turns in visits:
                pool.submit(visit, server, turns, until, sounds, seen)
    finally:
        stop.set()
        watcher.join()
    return seen


def growth(memory: list[int]) -> float:
    """The median of the last third over the median of the first, after the warm-up."""
    warm = memory[int(WARM_UP_SECONDS / SAMPLE_SECONDS) :]
    third = max(1, len(warm) // 3)
    return statistics.median(warm[-third:]) / statistics.median(warm[:third])


@pytest.fixture
def sounds(tone_wav: Path, tmp_path: Path) -> tuple[Path, Path]:
    text = tmp_path / "text.wav"
    text.write_text("This is not a sound.\n" * 20, encoding="utf-8")
    return tone_wav, text


def test_eight_clients_with_three_turns_each(counted, sounds):
    server, file = counted
    seen = crowd(server, [range(number, number + 3) for number in range(8)], sounds)
    jobs, peak = map(int, file.read_text().split())
    assert not seen.failures
    assert jobs == len(seen.answers) == 24
    assert peak == 1


@pytest.mark.load
def test_thirty_clients_for_two_minutes(counted, sounds, capsys):
    server, file = counted
    seen = crowd(server, [count(number) for number in range(30)], sounds, WARM_UP_SECONDS + MEASURED_SECONDS)
    jobs, peak = map(int, file.read_text().split())
    grown = growth(seen.memory)
    with capsys.disabled():
        largest = max(seen.memory) / 2**20
        print(f"\n{jobs} jobs, {peak} at a time, memory × {grown:.3f}, at most {largest:.0f} MiB")
    assert not seen.failures
    assert peak == 1
    assert grown <= GROWTH
