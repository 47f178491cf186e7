"""Every payload is plain JSON of a bounded size, and what cannot be drawn is refused with a reason."""

import json
from pathlib import Path

import gradio as gr
import numpy as np
import pytest

import demos.views
from demos.views.facts_view import FactsView, facts, step
from demos.views.matrix_view import MatrixView, matrix
from demos.views.packing import unpack
from demos.views.player_view import PlayerView, decibels, player, stem
from demos.views.plot_view import PlotView, band, frame, line, marker, plot
from demos.views.signal_view import SignalView, image_track, line_track, signal, wave_track
from mm_models.text import Text
from tests.views.gallery import film, sound, tone

MEGABYTE = 1_000_000
STATIC = Path(demos.views.__file__).parents[1] / "shell" / "static"


def size(payload) -> int:
    """Bytes of the payload as strict JSON."""
    return len(json.dumps(payload, allow_nan=False))


def test_payloads_are_json_and_small():
    noise = np.random.default_rng(0).standard_normal((1025, 6000))
    minute = tone(440, 60)
    tracks = [wave_track("w"), image_track("i", noise, hop_seconds=0.01, y_values=np.arange(1025.0))]
    assert size(signal(minute, 16_000, tracks)) < 2.6 * MEGABYTE
    assert size(player([stem(str(n), minute) for n in range(5)], 16_000)) < 3.5 * MEGABYTE
    assert size(matrix(noise, x_label="x", y_label="y")) < 0.5 * MEGABYTE
    assert size(plot([line("l", minute, minute)], x_label="x", y_label="y")) < 0.1 * MEGABYTE
    assert size(sound(500)) < 0.2 * MEGABYTE and size(film()) < 0.1 * MEGABYTE


def test_pooled_image_keeps_its_peak_and_its_place():
    values = np.full((600, 4000), -80.0)
    values[401, 3001] = 0.0
    track = image_track("i", values, hop_seconds=0.01, y_values=np.arange(600.0))
    codes = unpack(track["image"])
    row, column = np.unravel_index(codes.argmax(), codes.shape)
    assert codes.max() == 255 and track["pooled"] == [2, 3] and track["shape"] == [600, 4000]
    assert abs(track["y"][row] - 401) <= 1
    assert abs(track["first"] + column * track["hop"] - 30.01) <= 0.015


def test_frame_times_are_a_grid():
    values = np.zeros((4, 3))
    track = image_track("i", values, frame_times=np.array([0.5, 0.6, 0.7]))
    assert (track["first"], round(track["hop"], 9)) == (0.5, 0.1)
    with pytest.raises(ValueError, match="equal steps"):
        image_track("i", values, frame_times=np.array([0.0, 0.1, 0.5]))
    with pytest.raises(ValueError, match="3 frames need 3 times"):
        image_track("i", values, frame_times=np.zeros(2))
    with pytest.raises(ValueError, match="either"):
        image_track("i", values)


def test_image_ranges_survive_silence_and_infinities():
    assert image_track("i", np.full((2, 2), -np.inf), hop_seconds=0.1)["image"]["low"] == 0.0
    image = image_track("i", np.array([[-np.inf, -3.0], [2.0, np.nan]]), hop_seconds=0.1)["image"]
    assert (image["low"], image["high"]) == (-3.0, 2.0)
    assert image_track("i", np.zeros((2, 2)), hop_seconds=0.1, low=-80.0, high=0.0)["image"]["low"] == -80.0


def test_bands_are_playable_only_in_hertz():
    assert image_track("i", np.zeros((2, 2)), hop_seconds=0.1)["playable"]
    assert not image_track("i", np.zeros((2, 2)), hop_seconds=0.1, y_unit="")["playable"]


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda: signal(tone(1), 16_000, []), "at least one track"),
        (lambda: signal(np.zeros(0), 16_000, [wave_track("w")]), "at least one sample"),
        (lambda: wave_track("w", np.zeros(3)), "sample rate"),
        (lambda: image_track("i", np.zeros((2, 2)), hop_seconds=0.1, y_values=np.zeros(3)), "2 bins need 2"),
        (lambda: plot([], x_label="x", y_label="y"), "at least one line"),
        (lambda: line("l", np.zeros(2), np.zeros(3)), "equally long"),
        (lambda: matrix(np.zeros(3), x_label="x", y_label="y"), "rows and columns"),
        (lambda: matrix(np.zeros((2, 2)), x_label="x", y_label="y", x_values=["a"]), "2 cells need 2 names"),
        (lambda: player([], 16_000), "one to nine"),
        (lambda: player([stem("s", np.zeros(0))], 16_000), "at least one sample"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_reason(build, reason):
    with pytest.raises(ValueError, match=reason):
        build()


def test_a_film_may_not_grow_without_end():
    x = np.arange(4_000.0)
    frames = [frame("f", {0: (x, x)}) for _ in range(60)]
    with pytest.raises(ValueError, match="400,000 numbers"):
        plot([line("l", x, x)], x_label="x", y_label="y", frames=frames)


def test_plot_carries_its_marks():
    made = plot(
        [line("l", [0.0, 1.0], [np.nan, 2.0], style="stem")],
        x_label="x",
        y_label=Text("power", "파워"),
        markers=[marker(0.5, "m")],
        bands=[band(0.1, 0.2, "b")],
        y_range=(0, 1),
    )
    assert made["markers"][0]["x"] == 0.5 and made["bands"][0]["high"] == 0.2
    assert made["y"] == {
        "label": {"en": "power", "ko": "파워"},
        "unit": "",
        "scale": "linear",
        "range": [0.0, 1.0],
    }


def test_matrix_pools_to_the_largest_magnitude():
    values = np.zeros((300, 2))
    values[7, 1] = -5.0
    made = matrix(values, x_label="x", y_label="y", y_values=np.arange(300) * 10, colour_map="diverging")
    assert made["shape_text"] == "300 × 2" and made["pooled"] == [2, 1]
    assert unpack(made["values"])[3, 1] == -5.0 and made["y"]["ticks"][3] == 60.0
    assert (made["low"], made["high"]) == (-5.0, 5.0)


def test_stems_say_their_true_level():
    made = player(
        [stem("full", tone(100) * 4), stem("tenth", tone(100) * 0.4), stem("none", np.zeros(9))], 16_000
    )
    peaks = [one["peak_db"] for one in made["stems"]]
    assert peaks[0] == pytest.approx(0, abs=0.01) and peaks[1] == pytest.approx(-20, abs=0.01)
    assert peaks[2] == decibels(0.0) == -120.0
    assert made["stems"][0]["rms_db"] == pytest.approx(-3.01, abs=0.01)


def test_a_stem_may_have_a_film():
    frames = np.zeros((3, 4, 5, 3), np.uint8)
    one, other = player([stem("a", tone(100), film=frames, fps=25), stem("b", tone(100))], 16_000)["stems"]
    assert (one["film"]["count"], one["film"]["width"], one["film"]["height"]) == (3, 5, 4)
    assert one["film"]["sheet"]["height"] == 12
    assert other["film"] is None


def test_line_tracks_keep_gaps():
    assert np.isnan(unpack(line_track("l", [0, 1], [np.nan, 1.0])["values"])[0])


def test_shapes_read_as_tuples():
    assert step("w", (16_000,))["shape"] == "(16000,)"
    assert step("w", (101, 400))["shape"] == "(101, 400)"
    assert facts([("a", "1", None)])["rows"][0]["note"] is None


@pytest.mark.parametrize("view", [SignalView, PlotView, MatrixView, PlayerView, FactsView])
def test_views_are_gradio_components(view):
    with gr.Blocks():
        made = view(Text("Sound", "소리"), elem_classes="extra")
    assert made.api_info()["type"] == "object"
    assert made.postprocess(None) is None and made.postprocess({"a": 1}) == {"a": 1}
    assert f"mmx.mount('{view.kind}'" in made.get_config()["js_on_load"]
    assert made.get_config()["props"]["name"] == {"en": "Sound", "ko": "소리"}
    with pytest.raises(TypeError, match="payload or None"):
        made.postprocess("text")


def test_gradio_leaves_no_stub_files_beside_the_viewers():
    assert not list(Path(demos.views.__file__).parent.glob("*.pyi"))


def test_scripts_exist_are_short_and_never_write_markup():
    for name in (*demos.views.SCRIPTS, *demos.views.STYLES):
        source = (STATIC / name).read_text(encoding="utf-8")
        assert len(source.splitlines()) <= 400, name
        assert "innerHTML" not in source and "insertAdjacentHTML" not in source, name
        assert "http://" not in source.replace("http://www.w3.org/2000/svg", "") and "https://" not in source
