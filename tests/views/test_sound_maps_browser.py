"""Sounds over pictures in a real browser: the map follows the sound, sliders never ask the server, and every text is text."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

GALLERY = "sound-maps"
DRAWN = "() => document.querySelector('#map .mmx-readout')?.textContent.length > 10"
READOUT = "#map .mmx-readout"


def test_user_text_stays_text(page):
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_whole_sound_comes_first_and_moments_are_a_key_away(page):
    expect(page.locator(READOUT)).to_contain_text(
        "Whole sound · confidence 90 % · peak: row 1, column 2 (dog)"
    )
    stage = page.locator("#map .mmx-stage")
    stage.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(READOUT)).to_contain_text("0.00 s · confidence 90 %")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator(READOUT)).to_contain_text("0.64 s · confidence 2 % · nothing sounds")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator(READOUT)).to_contain_text("peak: row 5, column 5")
    page.keyboard.press("Escape")
    expect(page.locator(READOUT)).to_contain_text("Whole sound")


def test_the_threshold_changes_what_is_covered_without_a_request(page):
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    before = page.locator(READOUT).text_content()
    slider = page.get_by_label("Threshold, share of the highest score")
    slider.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
    expect(page.locator(READOUT)).not_to_have_text(before)
    page.get_by_label("Opacity of the map").focus()
    page.keyboard.press("ArrowLeft")
    assert not [url for url in requests if not url.startswith("data:")]


def test_a_click_on_the_picture_sends_its_cell(page):
    stage = page.locator("#map .mmx-stage")
    side = page.evaluate("document.querySelector('#map .mmx-stage').clientWidth") * 0.46
    side = min(
        side,
        420
        * page.evaluate("parseFloat(getComputedStyle(document.querySelector('#map .mmx-stage')).fontSize)")
        / 12.5,
    )
    stage.click(position={"x": side * 5.5 / 7, "y": side * 5.5 / 7})
    expect(page.locator("#picked textarea")).to_have_value("row 5 column 5 value 0.10 time None")
    stage.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#picked textarea")).to_have_value("row 1 column 2 value 0.80 time None")


def test_playing_moves_the_map(page):
    page.locator("#map").get_by_role("button", name="Play").click()
    expect(page.locator(READOUT)).to_contain_text("row 5, column 5")


def test_nothing_and_what_is_broken_leave_no_stale_map(page):
    page.get_by_role("button", name="empty").click()
    expect(page.locator("#map .mmx-empty")).to_be_visible()
    page.get_by_role("button", name="broken").click()
    expect(page.locator("#map .mmx-empty")).to_be_visible()


@pytest.mark.parametrize("query", ["lang=ko&__theme=dark", "lang=ko&__theme=light"])
def test_narrow_in_korean(opened, query):
    page = opened(390, query)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(READOUT)).to_contain_text("소리 전체 · 확신도 90 %")
    page.context.close()
