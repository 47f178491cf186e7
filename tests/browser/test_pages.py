"""Every page as a visitor meets it: both languages, both themes, a phone and a desktop, with nothing but a keyboard."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from demos.catalogue import ENTRIES, Entry
from demos.catalogue import Page as SitePage
from demos.marks import is_built
from demos.pages import listed_pages
from tests.chromium import PATIENCE_MS

pytestmark = pytest.mark.browser

BUILT = tuple(each for each in ENTRIES if is_built(each) and each.tab is None)
SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 900},
}
# Every pair of a language, a theme and a width is in one of these.
EVERY_PAIR = [
    ("en", "light", "desktop"),
    ("en", "dark", "phone"),
    ("ko", "light", "phone"),
    ("ko", "dark", "desktop"),
]

# The share of pixels that differ from the canvas's own most common colour.
DRAWN_SHARE = """canvas => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const pixels = new Uint32Array(data.buffer);
  const counts = new Map();
  for (let i = 0; i < pixels.length; i += 7) counts.set(pixels[i], (counts.get(pixels[i]) || 0) + 1);
  const most = Math.max(...counts.values());
  return 1 - most / Math.ceil(pixels.length / 7);
}"""
DROP = ".mmx-sound-input input[type=file]"
KOREAN_SENTENCE = re.compile("[가-힣]{2}.*[다요]\\.")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Visit:
    """An open page, and what went wrong or out while it was open."""

    page: Page
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@contextmanager
def visiting(
    browser: Browser, site_url: str, width: str = "desktop", language: str = "en"
) -> Iterator[Visit]:
    """A fresh browser profile; at the end, no error and no request to another host may have happened."""
    context = browser.new_context(viewport=SIZES[width], locale="ko-KR" if language == "ko" else "en-US")
    context.set_default_timeout(PATIENCE_MS)
    visit = Visit(context.new_page())
    host = urlparse(site_url).netloc
    visit.page.on(
        "console", lambda message: visit.errors.append(message.text) if message.type == "error" else None
    )
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on(
        "request", lambda request: visit.foreign.append(request.url) if outside(request.url, host) else None
    )
    try:
        yield visit
        assert not visit.errors
        assert not visit.foreign
    finally:
        context.close()


def outside(url: str, host: str) -> bool:
    parts = urlparse(url)
    return parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host


def settle(page: Page, path: SitePage) -> None:
    """Waits until what the page is for is on the screen."""
    if path in (SitePage.HOME, SitePage.MODELS):
        expect(page.locator(f".mmx-{path.name.lower()}").first).to_be_visible()
    else:
        answered(page)


def answered(page: Page) -> None:
    """Waits for the answer in the tab on the screen: its chip says how long it took."""
    expect(page.locator(".mmx-chip:visible").first).to_be_visible()


def drawn(page: Page) -> None:
    """Waits until every figure on the screen shows more than its background; its upper canvas is for the cursor."""
    canvases = page.locator(".mmx-stage canvas:first-child:visible")
    expect(canvases.first).to_be_visible()
    for canvas in canvases.all():
        canvas.scroll_into_view_if_needed()
        page.wait_for_function(f"canvas => ({DRAWN_SHARE})(canvas) > 0.002", arg=canvas.element_handle())


@pytest.mark.parametrize(("language", "theme", "width"), EVERY_PAIR)
def test_every_page_opens(browser, site_url, language, theme, width):
    with visiting(browser, site_url, width, language) as visit:
        for path in listed_pages():
            visit.page.goto(f"{site_url}/{path.value}?lang={language}&__theme={theme}")
            settle(visit.page, path)
            assert visit.page.locator("html").get_attribute("lang") == language
            assert ("dark" in (visit.page.locator("body").get_attribute("class") or "")) is (theme == "dark")
            assert visit.page.evaluate(OVERFLOW) <= 0, f"{path.name} scrolls sideways"
            assert_one_language(visit.page, language)


def assert_one_language(page: Page, language: str) -> None:
    """No untranslated label, and nothing of the other language beside the language button."""
    assert "__i18n__" not in page.content().split("window.gradio_config")[0].split("</head>")[0]
    other = "en" if language == "ko" else "ko"
    assert page.locator(f"span[lang={other}]:visible").count() == 0


@pytest.mark.parametrize("each", BUILT, ids=lambda each: each.name)
def test_every_task_draws_and_fits_a_phone(browser, site_url, each: Entry):
    with visiting(browser, site_url) as visit:
        visit.page.goto(f"{site_url}/{each.page.value}?task={each.name}")
        answered(visit.page)
        expect(visit.page.locator(f"#tab-{each.name}-button")).to_have_attribute("aria-selected", "true")
        drawn(visit.page)
        assert visit.page.evaluate(OVERFLOW) <= 0
        visit.page.set_viewport_size(SIZES["phone"])
        visit.page.wait_for_function(f"{OVERFLOW} <= 0")


def test_a_link_opens_its_task_with_its_controls(browser, site_url):
    with visiting(browser, site_url) as visit:
        visit.page.goto(f"{site_url}/represent?task=mel&example=chord&lang=en")
        answered(visit.page)
        expect(visit.page.locator("#tab-mel-button")).to_have_attribute("aria-selected", "true")
        expect(visit.page.locator('.mmx-examples input[value="chord"]')).to_be_checked()
        visit.page.wait_for_function("new URLSearchParams(location.search).get('example') === 'chord'")


def test_what_a_link_cannot_say_leaves_the_controls_alone(browser, site_url):
    with visiting(browser, site_url) as visit:
        visit.page.goto(f"{site_url}/represent?task=mel&example=nonsense&n_mels=-5&lang=en")
        answered(visit.page)
        expect(visit.page.locator(".mmx-examples input:checked")).to_have_count(1)
        visit.page.wait_for_function("new URLSearchParams(location.search).get('n_mels') > 0")


def test_a_phone_has_all_tabs_in_sight_so_that_links_open_them(browser, site_url):
    last = [each for each in BUILT if each.page is SitePage.MATCH][-1]
    with visiting(browser, site_url, "phone") as visit:
        visit.page.goto(f"{site_url}/match?task={last.name}")
        answered(visit.page)
        expect(visit.page.locator(f"#tab-{last.name}-button")).to_have_attribute("aria-selected", "true")
        assert visit.page.locator(".overflow-dropdown button").count() == 0
        tops = visit.page.locator("[role=tab]").evaluate_all(
            "tabs => tabs.map(tab => tab.getBoundingClientRect().top)"
        )
        assert len(set(tops)) > 1, "the tabs fit one line: nothing was tried"
        assert visit.page.evaluate(OVERFLOW) <= 0


def test_a_link_hides_what_a_teacher_hides(browser, site_url):
    with visiting(browser, site_url) as visit:
        visit.page.goto(f"{site_url}/represent?task=spectrogram&hide=result,measured")
        answered(visit.page)
        assert visit.page.locator(".part-result:visible").count() == 0
        assert visit.page.locator(".part-inside:visible").count() == 1


def test_the_language_button_switches_and_is_remembered(browser, site_url):
    with visiting(browser, site_url) as visit:
        visit.page.goto(f"{site_url}/represent?task=spectrogram")
        answered(visit.page)
        visit.page.locator('[data-mmx-language="ko"]').click()
        expect(visit.page.locator("html")).to_have_attribute("lang", "ko")
        expect(visit.page.get_by_role("button", name="실행").locator("visible=true").first).to_be_visible()
        answered(visit.page)  # leaving while an answer is on its way is an error to Gradio
        assert "task=spectrogram" in visit.page.url
        visit.page.goto(f"{site_url}/")
        expect(visit.page.locator("html")).to_have_attribute("lang", "ko")


def test_the_theme_button_switches(browser, site_url):
    with visiting(browser, site_url) as visit:
        visit.page.goto(f"{site_url}/?__theme=light")
        settle(visit.page, SitePage.HOME)
        visit.page.locator("[data-mmx-theme]").click()
        expect(visit.page.locator("body.dark")).to_be_visible()


def test_the_keyboard_reaches_run_with_a_focus_that_shows(browser, site_url):
    with visiting(browser, site_url) as visit:
        visit.page.goto(f"{site_url}/represent?task=spectrogram")
        answered(visit.page)
        visit.page.locator(".mmx-brand").focus()
        assert tab_to(visit.page, "mmx-run"), "Tab never reached the Run button"
        assert visit.page.evaluate(FOCUS_SHOWS)
        before = visit.page.locator(".mmx-chip:visible").first.inner_text()
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator(".mmx-chip:visible").first).not_to_have_text(before)


FOCUS_SHOWS = """() => {
  const style = getComputedStyle(document.activeElement);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
}"""


def tab_to(page: Page, name: str, presses: int = 60) -> bool:
    """Presses Tab until an element of that class has the focus."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate("name => document.activeElement.classList.contains(name)", name):
            return True
    return False


def test_a_lesson_opens_in_the_language_of_the_page(browser, site_url):
    with visiting(browser, site_url, language="ko") as visit:
        visit.page.goto(f"{site_url}/represent?task=spectrogram&lang=ko")
        answered(visit.page)
        visit.page.locator(".part-how:visible button").first.click()
        expect(visit.page.locator("div[data-testid=markdown].mmx-lesson:visible")).to_contain_text("다.")
        expect(
            visit.page.locator("div[data-testid=markdown].mmx-lesson:visible .katex").first
        ).to_be_visible()


def test_a_dropped_sound_is_answered(browser, site_url, tone_wav):
    with visiting(browser, site_url) as visit:
        visit.page.goto(f"{site_url}/represent?task=spectrogram&lang=en")
        answered(visit.page)
        visit.page.locator(DROP).set_input_files(tone_wav)
        expect(visit.page.get_by_text("1.00 s").locator("visible=true").first).to_be_visible()


def test_a_dropped_text_is_refused_in_korean_and_an_example_works_again(browser, site_url, tmp_path):
    text = tmp_path / "text.wav"
    text.write_text("This is not a sound.\n" * 20, encoding="utf-8")
    with visiting(browser, site_url, language="ko") as visit:
        visit.page.goto(f"{site_url}/represent?task=spectrogram&lang=ko")
        answered(visit.page)
        visit.page.locator(DROP).set_input_files(text)
        expect(visit.page.locator(".toast-body").first).to_contain_text(KOREAN_SENTENCE)
        expect(visit.page.locator(".toast-title").first).to_have_text("오류")
        visit.page.locator('.mmx-examples input[value="chord"]').check()
        expect(visit.page.get_by_text("3.00 s").locator("visible=true").first).to_be_visible()
        visit.errors.clear()  # the browser itself complains that it cannot play a text
