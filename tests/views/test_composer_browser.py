"""The scene composer in a real browser: what a person does to a thing is what the scene's text says."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from mm_models.world.exchange import scene_of

pytestmark = pytest.mark.browser

GALLERY = "composer"
DRAWN = "() => document.querySelector('.mmx-thing img')"
FIELD = "document.querySelector('#scene-text textarea, #scene-text input')"


def text_after(page: Page, act: Callable[[], Any]) -> str:
    """The scene's text once it has changed by what is done."""
    before = page.evaluate(f"{FIELD}.value")
    act()
    page.wait_for_function(f"before => {FIELD}.value !== before", arg=before)
    return page.evaluate(f"{FIELD}.value")


def things_after(page: Page, act: Callable[[], Any]) -> list[dict[str, Any]]:
    return json.loads(text_after(page, act))["things"]


def say(page: Page, sentence: str) -> None:
    page.get_by_label("Or say what").fill(sentence)
    page.keyboard.press("Enter")


def drag(page: Page, number: int, across: int, down: int) -> None:
    box = page.locator(".mmx-thing").nth(number).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=4)
    page.mouse.up()


def test_a_dragged_thing_goes_where_it_is_dropped(page):
    first = things_after(page, lambda: say(page, "a red car and a dog"))
    pixel = page.locator(".mmx-board").bounding_box()["width"] / 112
    moved = things_after(page, lambda: drag(page, 0, -round(20 * pixel), 0))
    assert moved[0]["x"] == pytest.approx(first[0]["x"] - 20, abs=1.5)
    assert moved[0]["y"] == pytest.approx(first[0]["y"], abs=1.5)
    assert moved[1] == first[1]


def test_keys_resize_move_and_take_away(page):
    first = things_after(page, lambda: say(page, "a red car and a dog"))
    page.locator(".mmx-thing").first.focus()
    larger = things_after(page, lambda: page.keyboard.press("+"))
    assert larger[0]["size"] > first[0]["size"]
    moved = things_after(page, lambda: page.keyboard.press("ArrowLeft"))
    assert moved[0]["x"] < larger[0]["x"]
    left = things_after(page, lambda: page.keyboard.press("Delete"))
    assert [thing["kind"] for thing in left] == [first[1]["kind"]]


def test_the_palette_adds_and_undo_takes_back(page):
    before = text_after(page, lambda: say(page, "a dog"))
    page.get_by_label("Find a thing").fill("umbr")
    assert page.locator(".mmx-chip-thing").count() == 1
    more = things_after(page, lambda: page.locator(".mmx-chip-thing").click())
    assert [thing["kind"] for thing in more] == ["dog", "umbrella"]
    after = text_after(page, lambda: page.get_by_role("button", name="Undo").click())
    assert scene_of(after).things == scene_of(before).things


def test_a_sentence_that_makes_no_scene_is_answered_and_loses_nothing(page):
    text_after(page, lambda: say(page, "two dogs"))
    say(page, "a unicorn")
    page.wait_for_selector(".toast-body")
    assert "No scene could be made" in page.locator(".toast-body").inner_text()
    assert page.locator(".mmx-thing").count() == 2


def test_the_palette_shows_every_kind_by_a_picture(page):
    stamps = page.locator(".mmx-stamp")
    places = stamps.evaluate_all("all => all.map((one) => getComputedStyle(one).backgroundPosition)")
    assert len(set(places)) == len(places) == 68
