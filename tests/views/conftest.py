"""The viewers' galleries, served once, and the gallery of a module opened afresh for every test."""

import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import PATIENCE_MS
from tests.server import running

GALLERIES = (sys.executable, "-m", "tests.views.galleries")

# Opens the module's gallery at a width, with the rest of the address.
Opener = Callable[[int, str], Page]


@pytest.fixture(scope="session")
def galleries_url() -> Iterator[str]:
    """The address of all galleries."""
    with running(GALLERIES, options=()) as server:
        yield server.url


@pytest.fixture
def opened(request: pytest.FixtureRequest, galleries_url: str, browser: Browser) -> Iterator[Opener]:
    """Opens the gallery that the test's module names as `GALLERY` and waits until its `DRAWN` holds.

    Fails if anything but a viewer's own complaint about a broken payload was written to the console as an error.
    """
    gallery, drawn = request.module.GALLERY, request.module.DRAWN
    problems: list[str] = []

    def open_page(width: int, query: str) -> Page:
        page = browser.new_context(viewport={"width": width, "height": 1000}).new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.goto(f"{galleries_url}/{gallery}?{query}")
        page.wait_for_function(drawn)
        return page

    yield open_page
    for context in browser.contexts:
        context.close()
    assert not [problem for problem in problems if not problem.startswith("viewer:")]


@pytest.fixture
def page(opened: Opener) -> Page:
    """The module's gallery in English and light, on a desktop."""
    return opened(1200, "lang=en&__theme=light")
