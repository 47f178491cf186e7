"""What the benchmark measures, each as a generator of figures; the budgets are the design's."""

import gzip
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from gradio_client import Client
from playwright.sync_api import Browser, Page

from demos.catalogue import Page as SitePage
from demos.pages import listed_pages
from tests.bench.figures import Figure
from tests.server import ROOT, Server

START_S = 10.0
PAGE_KB = 250.0
ANSWER_MS = 1000.0
MEMORY_MB = 2048.0

LONG_BY_DESIGN = ("/word2vec-learn",)  # trains for twenty seconds while one watches
LOADS = 3
WHOLE_PERCENTILES = 100
IMPORTS = {"import.options": "import app, demos.options", "import.site": "import demos.site"}


def machine() -> Iterator[Figure]:
    """What else the machine was doing: seconds mean little without it."""
    yield Figure("machine.cores", os.cpu_count() or 1, "")
    if hasattr(os, "getloadavg"):
        yield Figure("machine.load", os.getloadavg()[0], "")


def start_up(server: Server) -> Iterator[Figure]:
    """From no process to the first page that answers, and what of that is imports."""
    yield Figure("start.first_page", server.ready_seconds, "s", START_S)
    for name, code in IMPORTS.items():
        yield Figure(name, milliseconds(partial(run_python, code)) / 1000, "s")


def run_python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)


def milliseconds(action: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - started)


def page_weights(server: Server) -> Iterator[Figure]:
    """The HTML of each page, as it is and as it travels."""
    for page in listed_pages():
        asked = urllib.request.Request(
            f"{server.url}/{page.value}", headers={"Accept": "text/html", "Accept-Encoding": "gzip"}
        )
        with urllib.request.urlopen(asked, timeout=60) as reply:
            body = reply.read()
        yield Figure(f"page.{page.name.lower()}.raw", len(gzip.decompress(body)) / 1000, "kB")
        yield Figure(f"page.{page.name.lower()}.compressed", len(body) / 1000, "kB", PAGE_KB)


def interactive(server: Server, browser: Browser) -> Iterator[Figure]:
    """From typing an address to what can be used: the median of cold loads in a fresh profile."""
    for page in listed_pages():
        name = page.name.lower()
        loads = [cold_load(browser, f"{server.url}/{page.value}", page) for _ in range(LOADS)]
        usable, filled, sent = (statistics.median(column) for column in zip(*loads, strict=True))
        yield Figure(f"browser.{name}.usable", usable, "s")
        if page not in (SitePage.HOME, SitePage.MODELS):
            yield Figure(f"browser.{name}.filled", filled, "s")
        yield Figure(f"browser.{name}.sent", sent, "kB")


def cold_load(browser: Browser, url: str, page: SitePage) -> tuple[float, float, float]:
    """Seconds until the page can be used, seconds until its first answer is drawn, kB over the network."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        tab = context.new_page()
        started = time.perf_counter()
        tab.goto(url, wait_until="commit")
        wait_usable(tab, page)
        usable = time.perf_counter() - started
        if page not in (SitePage.HOME, SitePage.MODELS):
            tab.locator(".mmx-chip:visible").first.wait_for()
        return usable, time.perf_counter() - started, tab.evaluate(SENT) / 1000
    finally:
        context.close()


SENT = "performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize || 0), 0)"


def wait_usable(tab: Page, page: SitePage) -> None:
    """Home and Models: their content. A task: its Run button can be pressed."""
    shown = f".mmx-{page.name.lower()}" if page in (SitePage.HOME, SitePage.MODELS) else ".mmx-run:visible"
    tab.locator(shown).first.wait_for()
    tab.locator(shown).first.click(trial=True)


def latencies(server: Server, calls: int) -> Iterator[Figure]:
    """Each public endpoint, warm, over HTTP: median and 95th percentile."""
    client = Client(server.url, verbose=False)
    named = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    for name, endpoint in named.items():
        if name in LONG_BY_DESIGN:
            continue
        call = partial(client.predict, **first_values(endpoint["parameters"]), api_name=name)
        call()
        times = [milliseconds(call) for _ in range(calls)]
        yield Figure(f"answer{name.replace('/', '.')}.median", statistics.median(times), "ms", ANSWER_MS)
        yield Figure(f"answer{name.replace('/', '.')}.p95", percentile(times, 95), "ms", ANSWER_MS)
    client.close()


def first_values(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    """What an endpoint is called with where it has no default of its own: no recording, hence the first example."""
    return {each["parameter_name"]: None for each in parameters if not each["parameter_has_default"]}


def percentile(values: list[float], percent: int) -> float:
    """Interpolated between the two values around it."""
    return statistics.quantiles(values, n=WHOLE_PERCENTILES, method="inclusive")[percent - 1]


def memory(server: Server) -> Iterator[Figure]:
    """The server's resident memory, at its peak where the system keeps it."""
    yield Figure("memory.peak", peak_bytes(server.process.pid) / 2**20, "MiB", MEMORY_MB)


def peak_bytes(process: int) -> int:
    """The high-water mark that Linux keeps of a process; elsewhere what it has now."""
    status = Path("/proc") / str(process) / "status"
    if not status.is_file():
        return int(psutil.Process(process).memory_info().rss)
    marks = [row for row in status.read_text().splitlines() if row.startswith("VmHWM")]
    return int(marks[0].split()[1]) * 1024
