"""Pictures and clips in a real browser: what is under the cursor is what was sent, and every text is text."""

import re

import pytest
from playwright.sync_api import Page

from tests.views.test_browser import COLOURS, press, readout

pytestmark = pytest.mark.browser

GALLERY = "pictures"
DRAWN = """() => [...document.querySelectorAll('.mmx-stage canvas:first-child')].filter((canvas) => canvas.height > 200).length === 4"""


def picked(page: Page, words: str) -> str:
    field = page.locator("#picked textarea, #picked input")
    page.wait_for_function(
        "words => document.querySelector('#picked textarea, #picked input').value.includes(words)", arg=words
    )
    return field.input_value()


@pytest.mark.parametrize("view", ["picture", "panes", "tiles", "film"])
def test_canvases_draw_and_have_words(page, view):
    assert page.evaluate(COLOURS, f"#{view}") > 20
    stage = page.locator(f"#{view} .mmx-stage")
    assert stage.get_attribute("tabindex") == "0"
    assert re.search(r"\d", page.locator(f"#{stage.get_attribute('aria-describedby')}").inner_text())


def test_user_text_stays_text(page):
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_numbers_under_the_pointer_are_those_of_the_pixel(page):
    box = page.locator("#picture .mmx-stage").bounding_box()
    side = box["height"] - 2
    for x, y in ((10, 100), (77, 3)):
        page.mouse.move(box["x"] + (x + 0.5) / 112 * side, box["y"] + (y + 0.5) / 112 * side)
        assert f"x {x}, y {y} · R {x} G {y} B 200 · row {y // 8}, column {x // 8}" in readout(page, "picture")


def test_arrows_go_from_cell_to_cell_and_brackets_turn_the_maps(page):
    press(page, "picture", "ArrowLeft", "ArrowLeft", "ArrowDown", "]")
    assert "row 4, column 8" in readout(page, "picture")
    assert readout(page, "picture").endswith("spot: 0")
    press(page, "picture", "ArrowUp", "ArrowRight")
    assert readout(page, "picture").endswith("row 3, column 9 · spot: 1")
    press(page, "picture", "]", *["ArrowDown"] * 3, *["ArrowLeft"] * 3)
    assert readout(page, "picture").endswith("dog")


def test_choosing_tells_pixel_cell_and_value(page):
    press(page, "picture", "ArrowLeft", "]", "Enter")
    assert picked(page, "cell").endswith("cell 3,9 map 0 1")
    press(page, "picture", "[", "Enter")
    assert picked(page, "map None").startswith("pane 0 pixel 76,28")


def test_a_map_changes_the_picture_and_opacity_hides_it(page):
    plain = page.evaluate(COLOURS, "#picture")
    page.locator("#picture select").last.select_option("0")
    page.wait_for_function(f"({COLOURS})('#picture') !== {plain}")
    page.locator("#picture input[type=range]").fill("0")
    page.wait_for_function(f"({COLOURS})('#picture') === {plain}")


def test_a_tile_is_chosen_by_a_click_and_a_group_shows_its_own(page):
    page.locator("#tiles .mmx-stage").scroll_into_view_if_needed()
    box = page.locator("#tiles .mmx-stage").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.46 + 12 + 125, box["y"] + 20)
    assert readout(page, "tiles").startswith("channel 1 ")
    page.locator("#tiles select").first.select_option("layer 1")
    assert readout(page, "tiles").startswith("channel 20 ")


def test_panes_share_one_cursor(page):
    press(page, "panes", "ArrowLeft", "ArrowLeft")
    assert readout(page, "panes").startswith("x 55, y 56 · R 55 G 56 B 200")


def test_a_film_plays_to_its_end_and_steps(page):
    press(page, "film", "ArrowRight")
    assert "t = 1 (0 … 7)" in readout(page, "film")
    press(page, "film", " ")
    page.wait_for_function("document.querySelector('#film .mmx-readout').textContent.includes('t = 7')")
    press(page, "film", "ArrowDown", "Enter")
    assert "level 7 %" in readout(page, "film")
    assert picked(page, "frame") == "frame 7 row 0 7"


def test_a_frames_pixels_are_those_of_the_frame(page):
    press(page, "film", "End")
    box = page.locator("#film .mmx-stage").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 1)
    x = int(re.search(r"x (\d+)", readout(page, "film"))[1])
    assert f"y 0 · R {x // 2 + 56} G 0 B 100" in readout(page, "film")


def test_empty_and_broken_pictures_leave_nothing_stale(page):
    page.get_by_role("button", name="empty").click()
    page.wait_for_selector("#picture .mmx-is-empty")
    page.get_by_role("button", name="broken").click()
    page.wait_for_timeout(500)
    assert page.locator("#picture .mmx-is-empty").count() == 1


def test_a_phone_in_the_dark_in_korean(opened):
    page = opened(390, "lang=ko&__theme=dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert "나란히" in page.locator("#panes .mmx-title").inner_text()
    page.context.close()
