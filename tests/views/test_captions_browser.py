"""Captions in a real browser: words carry their maps, keys go from word to word, and every text is text."""

import pytest
from playwright.sync_api import Page, expect

from tests.views.gallery_pictures import HOSTILE

pytestmark = pytest.mark.browser

GALLERY = "captions"
DRAWN = "() => [...document.querySelectorAll('.mmx-caption-canvas')].filter((canvas) => canvas.width > 100).length === 4"
# How bright a cell of the first picture of a viewer is, 0 to 255.
BRIGHTNESS = """([viewer, pane, cell]) => {
  const canvas = document.querySelectorAll(`#${viewer} .mmx-caption-canvas`)[pane];
  const at = Math.round((cell + 0.5) / 14 * canvas.width);
  const [r, g, b] = canvas.getContext("2d").getImageData(at, at, 1, 1).data;
  return (r + g + b) / 3;
}"""


def words(page: Page, view: str = "caption"):
    return page.locator(f"#{view} .mmx-caption-word")


def pressed(page: Page, view: str = "caption") -> list[int]:
    return [
        n for n, each in enumerate(words(page, view).all()) if each.get_attribute("aria-pressed") == "true"
    ]


def brightness(page: Page, view: str, pane: int, cell: int) -> float:
    return page.evaluate(BRIGHTNESS, [view, pane, cell])


def test_user_text_stays_text(page):
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("window.hacked") is None
    expect(words(page).nth(2)).to_contain_text("onerror")
    expect(page.locator("#tree")).to_contain_text(HOSTILE)


def test_the_chosen_word_comes_first_and_says_what_it_knows(page):
    assert pressed(page) == [1]
    expect(page.locator("#caption .mmx-readout")).to_contain_text(
        "“dog” 60.0 % · wrong · peak of the map 50.0 %"
    )
    expect(page.locator("#caption .mmx-caption-bar")).to_have_count(3)
    expect(page.locator("#caption .mmx-fact")).to_contain_text("0.45")
    assert words(page).nth(1).get_attribute("aria-label") == "dog, 60 %, wrong"


def test_keys_go_from_word_to_word_and_pane_to_pane(page):
    words(page).nth(1).focus()
    for key, expected in (("ArrowRight", 2), ("End", 3), ("ArrowRight", 3), ("ArrowLeft", 2), ("Home", 0)):
        page.keyboard.press(key)
        assert pressed(page) == [expected]
    words(page, "several").nth(1).focus()
    page.keyboard.press("ArrowDown")
    assert pressed(page, "several") == [5]
    page.keyboard.press("ArrowDown")
    assert pressed(page, "several") == [9]


def test_pointing_moves_the_map(page):
    page.locator("#caption .mmx-view-tools button", has_text="Smooth").click()
    words(page).nth(1).hover()
    here = brightness(page, "caption", 0, 3)
    words(page).nth(2).hover()
    assert brightness(page, "caption", 0, 3) < here
    expect(page.locator("#caption .mmx-caption-bars")).to_be_visible()


def test_strength_hides_the_map_and_own_scale_lifts_a_flat_one(page):
    weak = brightness(page, "several", 1, 10)
    page.locator("#several .mmx-view-tools button", has_text="Own scale").click()
    assert brightness(page, "several", 1, 10) > weak
    page.locator("#several input[type=range]").fill("0")
    assert brightness(page, "several", 1, 10) == pytest.approx(brightness(page, "several", 2, 10), abs=1)


def test_clicks_and_enter_tell_the_word_and_a_bar_its_token(page):
    field = page.locator("#picked textarea, #picked input")
    words(page).nth(3).click()
    expect(field).to_have_value("word 3 pane 0 token None")
    page.locator("#caption .mmx-caption-bar").nth(1).click()
    expect(field).to_have_value("word 3 pane 0 token cat")
    words(page).nth(0).focus()
    page.keyboard.press("Enter")
    expect(field).to_have_value("word 0 pane 0 token None")


def test_a_caption_plays_to_its_end(page):
    words(page).nth(1).focus()
    page.keyboard.press(" ")
    page.wait_for_function(
        "document.querySelectorAll('#caption .mmx-caption-word')[3].getAttribute('aria-pressed') === 'true'"
    )
    expect(page.locator("#caption .mmx-primary")).to_contain_text("Play")


def test_empty_and_broken_payloads_are_said(page):
    page.get_by_role("button", name="broken").click()
    expect(page.locator("#caption .mmx-note")).to_be_visible()
    page.get_by_role("button", name="empty").click()
    expect(page.locator("#caption .mmx-empty")).to_be_visible()
    expect(page.locator("#caption .mmx-note")).to_have_count(0)


def test_the_tree_draws_each_node_once_and_lists_its_captions(page):
    assert page.locator("#tree rect").count() == 5
    assert page.locator("#tree path").count() == 4
    assert page.locator("#tree path.mmx-tree-best").count() == 2
    expect(page.locator("#tree li").first).to_contain_text("The.")


@pytest.mark.parametrize("width", [390, 1200])
def test_korean_in_the_dark_on_a_phone_fits(opened, width):
    page = opened(width, "lang=ko&__theme=dark")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    expect(page.locator("#caption .mmx-readout")).to_contain_text("틀림")
    page.context.close()
