"""The viewers in a real browser: they draw, read out, play, and treat every text as text."""

import re

import numpy as np
import pytest

pytestmark = pytest.mark.browser

GALLERY = ""
DRAWN = """() => document.querySelectorAll(".mmx-figure").length === 5
  && document.querySelector("#player canvas").width > 300"""

COLOURS = """selector => {
  const canvas = document.querySelector(selector + ' canvas');
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  return new Set(new Uint32Array(pixels.buffer)).size;
}"""


def readout(page, view) -> str:
    return page.locator(f"#{view} .mmx-readout").inner_text()


def press(page, view, *keys) -> None:
    page.locator(f"#{view} .mmx-stage").focus()
    for key in keys:
        page.keyboard.press(key)


# The leftmost reddish pixel of the upper canvas: where the playing cursor is.
CURSOR = """view => {
  const canvas = document.querySelectorAll(`#${view} canvas`)[1];
  const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let x = width;
  for (let i = 0; i < data.length; i += 4)
    if (data[i] > 200 && data[i + 1] < 90 && data[i + 3] > 200) x = Math.min(x, (i / 4) % width);
  return x;
}"""
# Counts what is played: a short sound may have ended before one could ask whether it plays.
LISTEN = """() => {
  const play = mmx.audio.play;
  window.heard = 0;
  mmx.audio.play = (...all) => { window.heard += 1; return play(...all); };
}"""
# Presses the space bar twice at once, before any sound can end by itself: whether it plays after each.
TWICE = """() => [1, 2].map(() => {
  document.querySelector('#signal .mmx-stage').dispatchEvent(new KeyboardEvent('keydown', { key: ' ' }));
  return mmx.audio.isPlaying();
})"""


def reached(page, view, x) -> None:
    """Waits until the playing cursor is right of a place."""
    page.wait_for_function(f"([view, x]) => ({CURSOR})(view) > x", arg=[view, x])


@pytest.mark.parametrize("view", ["signal", "plot", "matrix", "player"])
def test_canvases_draw(page, view):
    assert page.evaluate(COLOURS, f"#{view}") > 3


def test_user_text_stays_text(page):
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("window.hacked") is None
    assert "<img src=x" in page.locator("#facts").inner_text()
    assert "<img src=x" in page.locator("#player .mmx-stems").inner_text()


def test_figures_have_names_and_summaries(page):
    for view in ("signal", "plot", "matrix", "player"):
        stage = page.locator(f"#{view} .mmx-stage")
        assert stage.get_attribute("aria-label") and stage.get_attribute("tabindex") == "0"
        summary = page.locator(f"#{stage.get_attribute('aria-describedby')}").inner_text()
        assert re.search(r"\d", summary)
    assert "1,000 Hz" in page.locator("#signal .mmx-spoken").inner_text()


def test_signal_keyboard_moves_cell_by_cell(page):
    press(page, "signal", "ArrowDown", "Home")
    assert "8,000 Hz" in readout(page, "signal")
    press(page, "signal", *["ArrowDown"] * 2)
    assert readout(page, "signal").startswith("0.000 s · 7,875 Hz (2,824 mel)")
    press(page, "signal", *["ArrowRight"] * 3)
    assert readout(page, "signal").startswith("0.030 s")


def move_until(page, points, words) -> tuple[float, float]:
    """Moves the pointer through the points until the signal's read-out contains the words; where that was."""
    for x, y in points:
        page.mouse.move(x, y)
        if words in readout(page, "signal"):
            return x, y
    return pytest.fail(f"never read {words!r}, last {readout(page, 'signal')!r}")


def test_signal_reads_the_level_of_the_cell_under_the_pointer(page):
    box = page.locator("#signal .mmx-stage").bounding_box()
    x, y = box["x"] + box["width"] / 2 + 60, box["y"] + 160
    x, y = move_until(page, [(x, y + step) for step in range(260)], " 1,000 Hz (1,000 mel) · −80.0 dB")
    move_until(page, [(x - step, y) for step in range(100)], " 1,000 Hz (1,000 mel) · −6.0 dB")
    assert readout(page, "signal").startswith(("0.74", "0.75"))


def test_playing_moves_the_cursor(page):
    before = page.evaluate(CURSOR, "signal")
    press(page, "signal", " ")
    reached(page, "signal", before + 50)


def test_the_space_bar_plays_and_stops(page):
    assert page.evaluate(TWICE) == [True, False]


def test_a_click_plays_the_band_and_tells_the_server(page):
    press(page, "signal", "ArrowDown", *["PageDown"] * 3, "Enter")
    page.wait_for_function(
        "document.querySelector('#picked textarea, #picked input').value.includes('track 1')"
    )
    assert "band" in readout(page, "signal") and "dBFS" in readout(page, "signal")


def boxed(page) -> tuple[float, ...]:
    """The box in the signal's read-out: from, to in seconds, lowest, highest in Hz."""
    found = re.search(r"box ([\d.]+)–([\d.]+) s, ([\d,]+)–([\d,]+) Hz", readout(page, "signal"))
    assert found, readout(page, "signal")
    return tuple(float(number.replace(",", "")) for number in found.groups())


def test_the_keyboard_draws_a_box_and_plays_it(page):
    press(page, "signal", "ArrowDown", "PageDown", "Home", *["ArrowRight"] * 10)
    press(page, "signal", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown")
    start, end, low, high = boxed(page)
    assert (start, end) == pytest.approx((0.1, 0.2), abs=0.011)
    assert high - low == pytest.approx(6 * 62.5, abs=2)
    page.evaluate(LISTEN)
    press(page, "signal", "Enter")
    page.wait_for_function("window.heard === 1")
    assert f"band {low:,.0f}–{high:,.0f} Hz" in readout(page, "signal")
    press(page, "signal", "Escape", "ArrowUp", "Enter")
    assert f"band {low:,.0f}–{high:,.0f} Hz" not in readout(page, "signal")


def drag_finger(page, x, y, dx, dy) -> None:
    """A finger that goes down at (x, y), moves in ten steps and lifts, as a touch screen sends it."""
    screen = page.context.new_cdp_session(page)
    path = [{"x": x + step * dx / 10, "y": y + step * dy / 10} for step in range(11)]
    for place, kind in zip(path, ["touchStart", *["touchMove"] * 10], strict=True):
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_draws_a_box_after_its_button(page):
    page.locator("#signal .mmx-view-tools button", has_text="Box").click()
    bounds = page.locator("#signal .mmx-stage").bounding_box()
    page.evaluate(LISTEN)
    drag_finger(page, bounds["x"] + bounds["width"] / 3, bounds["y"] + 200, 100, 100)
    page.wait_for_function("window.heard === 1")
    heard = re.search(r"band ([\d,]+)–([\d,]+) Hz", readout(page, "signal"))
    low, high = (int(number.replace(",", "")) for number in heard.groups())
    assert high - low > 1000


def test_the_box_button_is_a_toggle_with_a_korean_name(page):
    button = page.locator("#signal .mmx-view-tools button", has_text="Box")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert (
        page.locator("#signal .mmx-stage").evaluate("stage => getComputedStyle(stage).touchAction") == "pan-y"
    )
    page.evaluate("document.documentElement.lang = 'ko'")
    page.locator("#signal").get_by_role("button", name="상자").wait_for()


def test_zoom_survives_an_update(page):
    press(page, "signal", "+", "+", "End")
    assert readout(page, "signal") != "" and not readout(page, "signal").startswith("1.500")
    zoomed = readout(page, "signal").split(" ")[0]
    page.get_by_text("lower").click()
    page.wait_for_function("document.querySelector('#signal .mmx-spoken').textContent.includes('500 Hz')")
    press(page, "signal", "Home", "End")
    assert readout(page, "signal").split(" ")[0] == zoomed
    assert page.evaluate(COLOURS, "#signal") > 3


def test_empty_and_broken_payloads_say_so_and_recover(page):
    page.get_by_text("empty").click()
    page.locator("#signal .mmx-empty").get_by_text("Nothing to show yet.").wait_for()
    page.locator("#matrix .mmx-empty").get_by_text("No rows.").wait_for()
    page.get_by_text("broken").click()
    page.get_by_text("This figure could not be drawn.").wait_for()
    page.get_by_text("lower").click()
    page.get_by_text("This figure could not be drawn.").wait_for(state="detached")
    assert page.evaluate(COLOURS, "#signal") > 3


def test_plot_reads_all_lines_toggles_and_plays_its_film(page):
    press(page, "plot", "Home", *["ArrowRight"] * 10)
    assert readout(page, "plot").startswith("0.100 s · rising 0 ·")
    page.locator("#plot .mmx-key").nth(1).click()
    assert readout(page, "plot").count("·") <= 2
    page.locator("#plot .mmx-primary").click()
    page.get_by_text("step 3").wait_for()
    press(page, "plot", "End")
    assert "rising 3" in readout(page, "plot")


def test_matrix_keyboard_and_cross_sections(page):
    press(page, "matrix", "ArrowRight")
    assert readout(page, "matrix") == "row 1 · column 1 · 9"
    press(page, "matrix", "ArrowRight", "ArrowUp")
    assert readout(page, "matrix") == "row 0 · column 2 · 3"


def test_player_switches_and_shows_true_levels(page):
    levels = page.locator("#player .mmx-stem-levels").all_inner_texts()
    assert levels == ["peak −12.0 · RMS −15.1 dBFS", "peak −32.0 · RMS −35.1 dBFS"]
    press(page, "player", "2")
    pressed = page.locator("#player .mmx-stem-name")
    assert [pressed.nth(index).get_attribute("aria-pressed") for index in (0, 1)] == ["false", "true"]
    page.locator("#player canvas").first.click(position={"x": 20, "y": 50})  # the first one's film
    assert [pressed.nth(index).get_attribute("aria-pressed") for index in (0, 1)] == ["true", "false"]
    press(page, "player", " ")
    reached(page, "player", 160)


def test_wav_and_png_are_saved(page):
    with page.expect_download() as wav:
        page.locator("#player .mmx-stem .mmx-quiet").first.click()
    assert wav.value.suggested_filename == "loud.wav"
    data = wav.value.path().read_bytes()
    assert data[:4] == b"RIFF" and len(data) == 44 + 2 * 24_000
    with page.expect_download() as png:
        page.locator("#matrix .mmx-view-tools .mmx-quiet").click()
    assert png.value.path().read_bytes()[:4] == b"\x89PNG"


def test_dark_theme_and_narrow_page_redraw(page):
    sample = "() => mmx.palette(document.querySelector('#plot .mmx-stage'))('ink')"
    light = page.evaluate(sample)
    page.evaluate("document.body.classList.add('dark')")
    assert page.evaluate(sample) != light
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_function("document.querySelector('#signal canvas').width < 400")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(COLOURS, "#signal") > 3


def test_korean_page_speaks_korean(page):
    page.evaluate("document.documentElement.lang = 'ko'")
    page.locator("#signal").get_by_text("재생", exact=True).wait_for()
    assert "칸을 가리키거나" in readout(page, "matrix")


def test_scales_agree_with_numpy(page):
    hertz = np.array([0.0, 440.0, 1000.0, 8000.0])
    mels = page.evaluate("values => values.map(mmx.hertzToMel)", hertz.tolist())
    np.testing.assert_allclose(mels, 2595 * np.log10(1 + hertz / 700), rtol=1e-12)
    back = page.evaluate("values => values.map(mmx.melToHertz)", mels)
    np.testing.assert_allclose(back, hertz, atol=1e-9)
    for kind in ("linear", "mel", "log"):
        script = (
            "([kind, x]) => { const s = mmx.scale(kind, 20, 8000); return [s.unit(x), s.value(s.unit(x))]; }"
        )
        unit, value = page.evaluate(script, [kind, 440])
        warp = {"linear": float, "mel": lambda f: np.log1p(f / 700), "log": np.log}[kind]
        assert unit == pytest.approx((warp(440) - warp(20)) / (warp(8000) - warp(20)))
        assert value == pytest.approx(440)
    assert page.evaluate("mmx.linearTicks(-0.5, 1.05, 4)") == [-0.5, 0, 0.5, 1]
    np.testing.assert_allclose(page.evaluate("mmx.edges([1, 2, 4])"), [0.5, 1.5, 3, 5])


def test_fft_and_band_pass_agree_with_numpy(page):
    noise = np.random.default_rng(0).standard_normal(1024)
    script = """samples => {
      const re = Float64Array.from(samples), im = new Float64Array(samples.length);
      mmx.audio.fft(re, im);
      return [[...re], [...im]];
    }"""
    re, im = page.evaluate(script, noise.tolist())
    np.testing.assert_allclose(np.array(re) + 1j * np.array(im), np.fft.fft(noise), atol=1e-9)
    script = "samples => [...mmx.audio.bandPass(Float32Array.from(samples), 1024, 100, 200)]"
    spectrum = np.abs(np.fft.rfft(page.evaluate(script, noise.tolist())))
    np.testing.assert_allclose(spectrum[100:201], np.abs(np.fft.rfft(noise))[100:201], rtol=1e-3)
    assert spectrum[:89].max() < 1e-3 and spectrum[212:].max() < 1e-3


def test_unpacking_agrees_with_numpy(page):
    from demos.views.packing import pack

    for dtype in ("uint8", "int16", "float32"):
        values = np.array([0, 1, 200, 100], dtype)
        assert page.evaluate("packed => [...mmx.unpack(packed)]", pack(values)) == values.tolist()
