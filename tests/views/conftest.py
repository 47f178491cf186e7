"""The viewers' own page, served once, and opened afresh for every test."""

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.server import running

GALLERY = (sys.executable, "-m", "tests.views.gallery")


@pytest.fixture(scope="session")
def gallery_url() -> Iterator[str]:
    """The address of a page with one viewer of every kind."""
    with running(GALLERY, options=()) as server:
        yield server.url


@pytest.fixture
def page(gallery_url: str, browser: Browser) -> Iterator[Page]:
    """The page in English and light, with all viewers drawn; fails if anything was written to its console as an error."""
    with browser.new_context(viewport={"width": 1200, "height": 900}) as context:
        opened = context.new_page()
        problems: list[str] = []
        opened.on("pageerror", lambda error: problems.append(str(error)))
        opened.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        opened.goto(f"{gallery_url}/?lang=en&__theme=light")
        opened.wait_for_function("document.querySelectorAll('.mmx-figure').length === 5")
        opened.wait_for_function("document.querySelector('#player canvas').width > 300")
        yield opened
        expected = [problem for problem in problems if not problem.startswith("viewer:")]
        assert not expected, expected
