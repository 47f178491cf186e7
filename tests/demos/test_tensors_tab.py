"""The tab of pictures as tensors: what it shows is what the network computes, with trained weights and without."""

import copy
import json
import time
from contextlib import contextmanager

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from PIL import Image

from demos.picture import read_clip, read_picture
from demos.tabs.represent import tensors as tab
from demos.tabs.represent.tensors_clip import CLIPS, feature_change, frame_matrix, pixel_change
from demos.tabs.represent.tensors_views import colours_of, kind_names, shrunk
from demos.views.packing import unpack
from mm_models import published
from mm_models.intake.errors import InputError
from mm_models.registry import SYSTEMS
from mm_models.systems.vision_backbone.infer import as_input, named, read
from mm_models.systems.vision_backbone.model import Config, VisionBackbone
from mm_models.systems.vision_backbone.receptive import looked_at, seen_side
from mm_models.world.rendering import render
from mm_models.world.scenes import scene
from tests.views.test_pictures import decoded

NAMES = (
    "named",
    "verdict",
    "numbers",
    "flow",
    "patch",
    "maps",
    "seen",
    "cell",
    "film",
    "alike",
    "panes",
    "kept",
)
CELL = (4, 9)
SCENE = "test:5"


@pytest.fixture(scope="module")
def untrained():
    torch.manual_seed(0)
    return VisionBackbone(Config()).eval()


@pytest.fixture(scope="module")
def trained():
    return published.load(SYSTEMS["vision-backbone"])


@pytest.fixture(scope="module", params=["untrained", "trained"])
def network(request):
    return request.getfixturevalue(request.param)


def using(monkeypatch, network):
    @contextmanager
    def use(key):
        assert key == "vision-backbone"
        yield network

    monkeypatch.setattr(tab.registry, "use", use)


@pytest.fixture
def model(monkeypatch, network):
    using(monkeypatch, network)
    return network


@pytest.fixture
def photo(tmp_path):
    """A tall photograph of nothing: noise."""
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (150, 90, 3)).astype(np.uint8)).save(path)
    return str(path)


def answered(code=SCENE, photo=None, cell=CELL, clip="clip:5"):
    return dict(zip(NAMES, tab.answer(code, photo, *cell, clip), strict=True))


def named_kinds(pane):
    """The kinds' numbers in a pane's first map."""
    return np.array(pane["maps"][0]["numbers"])[unpack(pane["maps"][0]["values"])]


def test_the_cells_names_are_the_networks(model):
    seen, shown = read_picture(SCENE, None), answered()
    assert np.array_equal(
        named_kinds(shown["named"]["panes"][0]), named(read(model, seen.image[None]))[0].numpy()
    )
    assert shown["named"]["mark"] == list(CELL)
    truth = shown["named"]["panes"][0]["maps"][2]
    assert np.array_equal(np.array(truth["numbers"])[unpack(truth["values"])], render(seen.scene).kinds)


def test_pixels_and_numbers_are_the_pictures(model):
    seen, shown = read_picture(SCENE, None), answered()
    assert np.array_equal(decoded(shown["named"]["panes"][0]["image"]), seen.image)
    assert np.array_equal(decoded(shown["numbers"]["panes"][0]["image"]), shrunk(seen.large))
    assert [pane["channel"] for pane in shown["numbers"]["panes"]] == [None, 0, 1, 2]
    numbers = unpack(shown["patch"]["values"]).reshape(3, 8, 8)
    assert np.allclose(numbers, as_input(seen.image[None])[0, :, 32:40, 72:80].numpy())


def test_shapes_and_maps_are_those_of_the_layers(model):
    shown = answered()
    trace = read(model, read_picture(SCENE, None).image[None])
    shapes = [step["shape"] for step in shown["flow"]["steps"]]
    assert shapes[2:] == [
        "(3, 112, 112)",
        "(32, 56, 56)",
        "(64, 28, 28)",
        *["(256, 14, 14)"] * 2,
        "(69, 14, 14)",
    ]
    maps = shown["maps"]["panes"][0]["maps"]
    assert len({each["group"]["en"] for each in maps}) == 11
    channel = int(maps[-1]["label"]["en"].split()[-1])
    levels = unpack(maps[-1]["values"]) / 255 * maps[-1]["values"]["high"]
    assert np.allclose(
        levels, trace.stages[-1][0, channel].numpy(), atol=maps[-1]["values"]["high"] / 500 + 1e-6
    )


def test_the_most_active_channels_come_first(model):
    maps = answered()["maps"]["panes"][0]["maps"]
    edges = [
        float(each["note"]["en"].split()[-1]) for each in maps if each["group"]["en"].startswith("Edges")
    ]
    assert len(edges) == 24
    assert edges == sorted(edges, reverse=True)


def test_the_gradient_is_that_of_the_cells_name(model):
    seen, shown = read_picture(SCENE, None), answered()
    looked = looked_at(model, seen.image, *CELL)
    fine = shown["seen"]["panes"][0]["maps"][0]
    assert kind_names()[looked.kind].en in fine["label"]["en"]
    assert "Simonyan" in fine["note"]["en"]
    assert np.argmax(unpack(fine["values"])) in np.flatnonzero(unpack(fine["values"]) == 255)
    assert np.isclose(fine["values"]["high"], float(looked.strength.max()))
    assert shown["cell"]["rows"][0]["label"]["en"] == kind_names()[looked.kind].en
    assert shown["cell"]["rows"][5]["value"] == "225 × 225"


def test_squares_stand_around_the_cell(model):
    for box, side in zip(answered()["seen"]["panes"][0]["boxes"], (33, 81, 129), strict=True):
        left, top, right, bottom = box["edges"]
        assert (right - left, bottom - top) == (side, side)
        assert ((left + right - 1) / 2, (top + bottom - 1) / 2) == (8 * CELL[1], 8 * CELL[0])


def test_a_photograph_has_no_truth_and_no_other_hand(model, photo):
    shown = answered("", photo)
    assert len(shown["panes"]["panes"]) == 5
    assert len(shown["named"]["panes"][0]["maps"]) == 2
    assert shown["verdict"]["rows"][-1]["label"]["en"] == "As a whole"
    assert shown["flow"]["steps"][0]["shape"] == "(90, 90, 3)"
    assert not any("right" in pane["note"]["en"] for pane in shown["panes"]["panes"])


def test_what_is_strange_is_said_to_be(monkeypatch, untrained, photo):
    wary = copy.deepcopy(untrained)
    wary.strange_above.fill_(-1e4)
    using(monkeypatch, wary)
    shown = answered("", photo)
    assert shown["verdict"]["rows"][0]["label"]["en"] == "This is not something I learnt."
    assert all("not something" in row["note"]["en"] for row in shown["kept"]["rows"])
    wary.strange_above.fill_(1e4)
    assert answered("", photo)["verdict"]["rows"][0]["label"]["en"] == "Something I learnt."


def test_a_cell_outside_is_the_nearest_one(model):
    assert tab.cell_of(-3, 99) == (0, 13)
    assert answered(cell=(99.0, -1.0))["named"]["mark"] == [13, 0]


@pytest.mark.parametrize(("scene", "clip"), [("no scene", "clip:5"), (SCENE, "clip:x"), (SCENE, "")])
def test_what_is_neither_scene_nor_clip_is_answered_with_a_sentence(scene, clip):
    with pytest.raises(InputError) as raised:
        tab.answer(scene, None, *CELL, clip)
    assert raised.value.text.en != raised.value.text.ko


def test_an_answer_is_small_and_quick(model, photo):
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        answered()
        started = time.process_time()
        assert len(json.dumps(answered(), allow_nan=False)) < 1_000_000
        assert time.process_time() - started < 0.6  # 0.22 s on an idle core
        assert len(json.dumps(answered("", photo), allow_nan=False)) < 1_000_000
    finally:
        torch.set_num_threads(threads)


def test_the_commonest_kinds_have_different_colours():
    table = np.repeat([0, 9, 17, 25, 33], 40)[:196].reshape(14, 14)
    assert len({colours_of(table)[kind] for kind in (9, 17, 25, 33)}) == 4


@pytest.mark.parametrize("code", CLIPS)
def test_clips_are_tensors_with_time(untrained, code):
    frames = read_clip(code)
    assert frames.shape == (12, 112, 112, 3)
    assert pixel_change(frames)[0] == 0
    assert pixel_change(frames).max() > 0.5
    cosines = unpack(frame_matrix(read(untrained, frames))["values"])
    assert np.allclose(np.diag(cosines), 1, atol=1e-4)
    assert np.allclose(cosines, cosines.T, atol=1e-4)


def test_features_that_do_not_change_are_said_not_to():
    same = torch.ones(3, 5)
    assert torch.allclose(feature_change(same), torch.zeros(3), atol=1e-6)


def test_what_one_takes_along_is_what_was_shown(model):
    made = tab.take(SCENE, None, *CELL, "clip:5")
    assert made.arrays["picture"].shape == (112, 112, 3)
    assert made.arrays["stage_8"].shape == (256, 14, 14)
    assert np.array_equal(made.arrays["names"], named_kinds(answered()["named"]["panes"][0]))
    assert isinstance(made.figure(), Figure)


def test_the_lines_one_takes_along_run(monkeypatch, trained, capsys):
    using(monkeypatch, trained)
    exec(tab.take(SCENE, None, *CELL, "clip:5").python, {})  # the lines that the tab shows
    assert "(1, 256, 14, 14)" in capsys.readouterr().out


@pytest.mark.parametrize("cell", [(4, 9), (10, 3), (0, 0)])
def test_what_the_lesson_says_of_looking_is_so(trained, cell):
    image = render(scene(5, "test")).image
    assert 45 < seen_side(looked_at(trained, image, *cell).strength, *cell, 8) < 150
