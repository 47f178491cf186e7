"""Payloads of pictures and clips: lossless, small, and refused with a reason where they cannot be drawn."""

import base64
import io
import json

import gradio as gr
import numpy as np
import pytest
from PIL import Image

from demos.views.film_view import FilmView, film, row
from demos.views.packing import unpack
from demos.views.picture_view import PictureView, box, name_map, pane, picture, pictures, value_map
from mm_models.text import Text
from tests.views.gallery_pictures import channels, clip, one, ramp, side_by_side


def decoded(packed):
    content = base64.b64decode(packed["src"].split(",")[1])
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)


@pytest.mark.parametrize("shape", [(112, 112, 3), (7, 300, 3), (1, 1, 3)])
def test_pixels_survive_exactly(shape):
    image = noise(*shape)
    packed = picture(image)["panes"][0]["image"]
    assert np.array_equal(decoded(packed), image)
    assert (packed["height"], packed["width"]) == shape[:2]


def test_grey_pictures_get_three_equal_channels():
    grey = noise(20, 30)
    assert np.array_equal(decoded(picture(grey)["panes"][0]["image"]), np.dstack([grey] * 3))


def test_a_clip_is_its_frames_one_above_the_other():
    frames = noise(5, 16, 24, 3)
    made = film(frames)
    assert np.array_equal(decoded(made["sheet"]).reshape(5, 16, 24, 3), frames)
    assert made["shape_text"] == "(5, 16, 24, 3)"


def test_payloads_are_json_and_small():
    for made in (one(), side_by_side(), channels(), clip()):
        assert len(json.dumps(made, allow_nan=False)) < 100_000


def test_maps_keep_their_values_to_a_level():
    values = np.linspace(-1, 3, 196).reshape(14, 14)
    made = value_map("m", values)
    levels = unpack(made["values"]) / 255 * (made["values"]["high"] - made["values"]["low"])
    assert np.allclose(levels + made["values"]["low"], values, atol=4 / 510 + 1e-6)
    assert (made["values"]["low"], made["values"]["high"], made["peak"]) == (-1.0, 3.0, 3.0)


def test_maps_of_differences_are_symmetric_and_flat_maps_are_drawn():
    assert value_map("m", [[-1.0, 3.0]], colour_map="diverging")["values"]["low"] == -3.0
    assert value_map("m", np.full((2, 2), 5.0))["values"]["high"] == 6.0
    assert value_map("m", [[np.nan, np.inf]])["values"]["low"] == 0.0


def test_only_the_names_that_occur_travel():
    names = [f"name {number}" for number in range(69)]
    made = name_map("m", [[0, 68], [3, 3]], names)
    assert [each["en"] for each in made["names"]] == ["name 0", "name 3", "name 68"]
    assert (made["numbers"], made["background"]) == ([0, 3, 68], 0)
    assert np.array_equal(unpack(made["values"]), [[0, 2], [1, 1]])
    assert made["colours"] == [0, 3, 4]
    assert name_map("m", [[1]], names)["background"] is None


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda: picture(np.zeros((4, 4, 3))), "uint8"),
        (lambda: picture(np.zeros((4, 4, 4), np.uint8)), "uint8"),
        (lambda: picture(np.zeros((2000, 4, 3), np.uint8)), "at most 1024"),
        (lambda: pictures([]), "1 to 12"),
        (lambda: pictures([pane(None)]), "of its own"),
        (lambda: pane(ramp(), channel=3), "0, 1 and 2"),
        (lambda: picture(ramp(), mark=(1, 1)), "needs a grid"),
        (lambda: value_map("m", np.zeros(3)), "rows and columns"),
        (lambda: value_map("m", np.zeros((200, 200))), "at most 12,544"),
        (lambda: name_map("m", [[2]], ["a", "b"]), "do not all name"),
        (lambda: name_map("m", [[-1]], ["a", "b"]), "do not all name"),
        (lambda: film(np.zeros((4, 4, 3), np.uint8)), "a clip is"),
        (lambda: film(noise(2, 4, 4, 3), captions=["a"]), "2 captions"),
        (lambda: film(noise(2, 4, 4, 3), rows=[row("r", [1.0])]), "2 values"),
        (lambda: film(noise(2, 4, 4, 3), maps=[[]]), "2 lists"),
        (lambda: row("r", np.zeros((2, 2))), "one value for each"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_reason(build, reason):
    with pytest.raises(ValueError, match=reason):
        build()


def test_boxes_are_in_pixels():
    assert box("b", (1, 2, 3, 4))["edges"] == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize("view", [PictureView, FilmView])
def test_views_are_gradio_components(view):
    with gr.Blocks():
        made = view(Text("Picture", "그림"))
    assert f"mmx.mount('{view.kind}'" in made.get_config()["js_on_load"]
    with pytest.raises(TypeError, match="payload or None"):
        made.postprocess("text")
