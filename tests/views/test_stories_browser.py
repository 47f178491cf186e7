"""Captions of clips in a real browser: words carry their bars, keys go from word to word, and every text is text."""

import pytest
from playwright.sync_api import Page, expect

from tests.views.gallery_pictures import HOSTILE
from tests.views.gallery_stories import FRAMES

pytestmark = pytest.mark.browser

GALLERY = "stories"
DRAWN = "() => [...document.querySelectorAll('.mmx-story-strip')].filter((canvas) => canvas.width > 100).length === 3"
# How bright the middle of the large frame is, 0 to 255.
LARGE = """() => {
  const canvas = document.querySelector("#story .mmx-story-large");
  return canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data[0];
}"""


def words(page: Page, view: str = "story"):
    return page.locator(f"#{view} .mmx-caption-word")


def pressed(page: Page, view: str = "story") -> list[int]:
    return [
        n for n, each in enumerate(words(page, view).all()) if each.get_attribute("aria-pressed") == "true"
    ]


def test_user_text_stays_text(page):
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("window.hacked") is None
    expect(page.locator("#several")).to_contain_text(HOSTILE)


def test_a_word_shows_the_frame_that_it_looked_at_most(page):
    assert pressed(page) == [1]
    expect(page.locator("#story .mmx-readout")).to_contain_text(
        "“dog” 60.0 % · wrong · looks most at frame 1: attention 50.0 % (uniform 12.5 %) · what truly happens: a dog spins"
    )
    assert page.evaluate(LARGE) == 20
    words(page).nth(1).focus()
    for key, expected in (("ArrowRight", 2), ("End", 3), ("ArrowRight", 3), ("ArrowLeft", 2), ("Home", 0)):
        page.keyboard.press(key)
        assert pressed(page) == [expected]
        assert page.evaluate(LARGE) == 20 * expected


def test_pointing_at_a_frame_shows_it_and_a_click_sends_it(page):
    strip = page.locator("#story .mmx-story-strip")
    box = strip.bounding_box()
    at = {"x": box["width"] * 5.5 / FRAMES, "y": 100}
    strip.hover(position=at)
    assert page.evaluate(LARGE) == 100
    expect(page.locator("#story .mmx-readout")).to_contain_text("frame 5")
    strip.click(position=at)
    expect(page.locator("#picked textarea")).to_have_value("word 1 pane 0 token None frame 5")


def test_a_likely_word_can_be_chosen_instead(page):
    page.locator("#story .mmx-caption-bar").nth(1).click()
    expect(page.locator("#picked textarea")).to_have_value("word 1 pane 0 token cat frame None")


def test_the_clip_and_the_words_play(page):
    page.locator("#story").get_by_role("button", name="Play the clip").click()
    page.wait_for_function(
        f"{LARGE}() === {20 * (FRAMES - 1)}".replace("}() ===", "})() ===").replace("() => {", "(() => {", 1)
    )
    page.locator("#story").get_by_role("button", name="Play", exact=True).click()
    expect(words(page).last).to_have_attribute("aria-pressed", "true")


def test_nothing_and_what_is_broken_leave_no_stale_caption(page):
    page.get_by_role("button", name="empty").click()
    expect(page.locator("#story .mmx-empty")).to_be_visible()
    page.get_by_role("button", name="broken").click()
    expect(page.locator("#story .mmx-empty")).to_be_visible()
    expect(page.locator("#story .mmx-story-pane")).to_have_count(0)


@pytest.mark.parametrize("query", ["lang=ko&__theme=dark", "lang=ko&__theme=light"])
def test_narrow_in_korean(opened, query):
    page = opened(390, query)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator("#story .mmx-readout")).to_contain_text("가장 많이 본 프레임 1")
    page.context.close()
