"""The site as it is built: catalogue, tabs, lessons, labels, marks and the weight of its pages agree."""

import gzip
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from demos import shell
from demos.catalogue import ENTRIES, Entry, Page, entry
from demos.language import translations
from demos.lessons import lesson
from demos.marks import TITLES, State, is_built, marks
from demos.pages import home, listed_pages
from demos.site import DRAWN, build
from mm_models import registry

BUILT = tuple(each for each in ENTRIES if is_built(each) and each.tab is None)
PAGE_BYTES = 250_000  # compressed; the design's budget
LESSON_WORDS = 150


@pytest.fixture(scope="module")
def site() -> gr.Blocks:
    registry.configure(device="cpu", offline=True)
    return build()


def test_names_are_unique():
    assert len({each.name for each in ENTRIES}) == len(ENTRIES)


GROUPS = {"sound-lab"}  # tabs that hold tasks and are none


def test_the_tabs_are_the_entries_that_are_built(site):
    tabs = {block.id for block in site.blocks.values() if isinstance(block, gr.Tab) and block.id is not None}
    assert tabs == GROUPS | {each.name for each in BUILT}


def test_every_listed_page_is_drawn():
    assert set(listed_pages()) - {Page.HOME} == set(DRAWN)


@pytest.mark.parametrize("each", BUILT, ids=lambda each: each.name)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_task_has_its_lesson(each: Entry, language: str):
    text = lesson(each.name, language)
    assert len(text.split()) >= LESSON_WORDS
    assert ("다." in text) is (language == "ko")


def test_home_links_to_what_is_built_and_to_nothing_else():
    markup = home.markup()
    for each in ENTRIES:
        assert (f'href="{escape(each.address)}"' in markup) is is_built(each)


def test_every_label_has_both_languages():
    both = translations().translations
    assert both["en"].keys() == both["ko"].keys()
    assert all(sentence.strip() for language in both.values() for sentence in language.values())


def test_no_component_shows_words_of_one_language_only(site):
    alone = {word for block in site.blocks.values() for word in words_of_one_language(block)}
    assert not alone


def words_of_one_language(block: Any) -> Iterator[str]:
    """What a component would show in one language only; figures and names in capitals (PNG) need no translation."""
    for said in sayings(block):
        if isinstance(said, str) and "__i18n__" not in said and re.search("[a-z]{2}|[가-힣]", said):
            yield f"{type(block).__name__}: {said}"


def sayings(block: Any) -> Iterator[Any]:
    """The words of a component that a person reads as they are."""
    yield from (getattr(block, name, None) for name in ("label", "placeholder", "info"))
    yield from (shown for shown, _ in getattr(block, "choices", None) or ())
    if isinstance(block, gr.Button):
        yield block.value


@pytest.mark.parametrize("page", listed_pages(), ids=lambda page: page.name.lower())
def test_a_page_is_light_and_starts_with_our_head(site_url, page):
    body = fetch(f"{site_url}/{page.value}")
    text = gzip.decompress(body).decode()
    assert len(body) <= PAGE_BYTES
    assert text.index("<head>") < text.index("mmxRestore") < text.index("gradio_config")


def fetch(url: str) -> bytes:
    """The compressed body of a page, as a browser gets it."""
    asked = urllib.request.Request(url, headers={"Accept-Encoding": "gzip", "Accept": "text/html"})
    with urllib.request.urlopen(asked, timeout=60) as reply:
        assert reply.headers["Content-Encoding"] == "gzip"
        return reply.read()


def test_every_script_and_style_of_the_head_is_served(site_url):
    for name in (*shell.SCRIPTS, *shell.STYLES):
        with urllib.request.urlopen(f"{site_url}/shell/{name}", timeout=30) as reply:
            assert reply.read()


# The marks, on a repository of our own making.

LEARNT = replace(entry("show-attend-tell"), pretrained="someone/something")
FILES = {
    0: ("mm_models/systems/show_attend_tell/model.py", "assets/cards/show-attend-tell.md"),
    1: ("assets/weights/show-attend-tell.safetensors",),
    2: ("demos/tabs/caption/captioning.py",),
    5: ("assets/results/show-attend-tell.json",),
    6: ("mm_models/pretrained/adapter.py",),
}


def states(entry: Entry, root: Path) -> list[State]:
    return [mark.state for mark in marks(entry, root)]


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_an_empty_repository_has_no_mark(tmp_path):
    assert states(LEARNT, tmp_path) == [State.NO] * 7
    assert not is_built(LEARNT, tmp_path)


@pytest.mark.parametrize("number", FILES, ids=lambda number: TITLES[number].en)
def test_each_mark_comes_from_its_own_files(tmp_path, number):
    for name in FILES[number]:
        write(tmp_path, name, f'## Departures\nHub("{LEARNT.pretrained}")\n')
    assert states(LEARNT, tmp_path) == [State.YES if mark == number else State.NO for mark in range(7)]


def test_inside_and_what_if_are_read_from_the_tab(tmp_path):
    write(tmp_path, FILES[2][0], 'with part("inside"):\n    pass\n')
    assert states(LEARNT, tmp_path)[2:5] == [State.YES, State.YES, State.NO]
    write(tmp_path, FILES[2][0], 'with part("inside"), part("what-if"):\n    pass\n')
    assert states(LEARNT, tmp_path)[2:5] == [State.YES, State.YES, State.YES]


def test_a_card_that_names_no_departure_is_not_faithful(tmp_path):
    write(tmp_path, FILES[0][0], "")
    write(tmp_path, FILES[0][1], "# A card\n")
    assert states(LEARNT, tmp_path)[0] is State.NO


def test_what_learns_nothing_needs_no_card_weights_or_checkpoint(tmp_path):
    found = states(entry("spectrogram"), tmp_path)
    assert [found[0], found[1], found[6]] == [State.NOT_NEEDED] * 3
    assert State.YES not in found
