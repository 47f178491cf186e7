"""What the tests share: one running application, one browser, and which tests run when nobody asked for others."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch
from playwright.sync_api import Browser, expect

from tests.chromium import MISSING, PATIENCE_MS, chromium
from tests.server import running

SAMPLE_RATE = 16_000
expect.set_options(timeout=PATIENCE_MS)

# One thread for each process: two test processes and the applications that they start share the cores, and threads that
# wait for each other on a busy machine take a hundred times as long. It also fixes the order in which gradients add up.
os.environ["OMP_NUM_THREADS"] = "1"
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def site_url() -> Iterator[str]:
    """The address of the real application, started once for all tests."""
    with running() as server:
        yield server.url


# Not for the whole session: while Playwright runs, no other test may run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Without one the test is skipped on a person's machine and fails in CI."""
    with chromium() as found:
        if found is None and os.environ.get("CI"):
            pytest.fail(MISSING)
        if found is None:
            pytest.skip(MISSING)
        yield found


@pytest.fixture(scope="session")
def tone_wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording: one second of 440 Hz, 16-bit, mono."""
    path = tmp_path_factory.mktemp("recordings") / "tone.wav"
    seconds = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    soundfile.write(path, 0.5 * np.sin(2 * np.pi * 440 * seconds), SAMPLE_RATE, subtype="PCM_16")
    return path


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is long or needs a network: it runs only when marks are asked for (`make load`, `-m online`)."""
    if config.option.markexpr:
        return
    asked = [item for item in items if item.get_closest_marker("load") or item.get_closest_marker("online")]
    config.hook.pytest_deselected(items=asked)
    items[:] = [item for item in items if item not in asked]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for browser tests that were skipped, which `-q` would not say."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any(MISSING in str(report.longrepr) for report in skipped):
        terminalreporter.write_line(f"Browser tests were skipped: {MISSING}.")
