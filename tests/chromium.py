"""A headless Chromium for the browser tests and the benchmark: the machine's own, or Playwright's."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

# The headless shell first: it starts in half the time, for it has no window to draw.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
# A container gives no user namespaces to root and little shared memory.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"]

# How long a page may take to show what is expected: a bound for what never comes, not a promise of speed.
PATIENCE_MS = 120_000
MISSING = "no Chromium on this machine: the browser tests need one (Debian: apt-get install chromium-headless-shell)"


def executable(playwright: Playwright) -> str | None:
    """Where a Chromium is, or None."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    own = playwright.chromium.executable_path
    return found or (own if Path(own).is_file() else None)


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """A running browser, or None where there is none."""
    with sync_playwright() as playwright:
        path = executable(playwright)
        if path is None:
            yield None
            return
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
