"""The shared picture input: scenes by text, photographs by file, and one sentence for everything else."""

import numpy as np
import pytest
from PIL import Image

from demos.picture import CANNOT, EXAMPLES, _composed, read_clip, read_picture
from demos.views.composer_view import GROUP_TEXT, catalogue, composer
from mm_models.intake.errors import InputError
from mm_models.world.checking import check
from mm_models.world.exchange import scene_of
from mm_models.world.kinds import KINDS
from mm_models.world.rendering import render


@pytest.fixture
def photo(tmp_path):
    """A wide picture: black, with a white square in the middle."""
    pixels = np.zeros((300, 500, 3), np.uint8)
    pixels[100:200, 200:300] = 255
    path = tmp_path / "photo.png"
    Image.fromarray(pixels).save(path)
    return str(path)


@pytest.mark.parametrize("code", EXAMPLES)
def test_every_example_is_a_scene_with_things(code):
    seen = read_picture(code, None)
    assert seen.scene is not None
    assert seen.scene.things
    assert np.array_equal(seen.image, render(seen.scene).image)
    assert seen.large.shape == (448, 448, 3)


def test_examples_have_a_hand_that_training_never_saw():
    assert any(code.startswith("unseen:") for code in EXAMPLES)


def test_a_photograph_wins_and_is_cut_to_its_middle_square_without_stretching(photo):
    seen = read_picture("test:4", photo)
    assert seen.scene is None
    assert seen.image.shape == (112, 112, 3)
    white = seen.image[..., 0] > 128
    rows, columns = np.flatnonzero(white.any(axis=1)), np.flatnonzero(white.any(axis=0))
    assert abs(len(rows) - len(columns)) <= 1
    assert len(rows) == pytest.approx(112 / 3, abs=1.5)


def test_a_small_photograph_is_not_blown_up_for_people(tmp_path):
    path = tmp_path / "small.png"
    Image.new("RGB", (40, 60), (9, 9, 9)).save(path)
    assert read_picture("", str(path)).large.shape == (40, 40, 3)


@pytest.mark.parametrize("text", ["", "nothing", "test:99999999999", '{"things": []}'])
def test_what_is_no_scene_is_one_sentence(text):
    with pytest.raises(InputError):
        read_picture(text, None)


def test_a_file_that_is_no_picture_is_one_sentence(tmp_path):
    path = tmp_path / "photo.jpg"
    path.write_text("hello")
    with pytest.raises(InputError):
        read_picture("test:4", str(path))


@pytest.mark.parametrize(
    "sentence", ["a red car left of two dogs on the beach", "해변에 빨간 자동차와 개 두 마리가 있습니다"]
)
def test_a_sentence_becomes_a_scene_of_which_it_is_true(sentence):
    text, picked, photo = _composed(sentence)
    verdict = check(sentence, scene_of(text))
    assert verdict.true
    assert verdict.complete
    assert picked is photo is None


@pytest.mark.parametrize("sentence", ["a unicorn", "42"])
def test_a_sentence_of_which_no_scene_is_true_is_one_sentence(sentence):
    with pytest.raises(InputError) as told:
        _composed(sentence)
    assert told.value.text == CANNOT


def test_a_clip_has_frames_that_differ():
    frames = read_clip("clip:5")
    assert frames.shape[1:] == (112, 112, 3)
    assert np.abs(np.diff(frames.astype(int), axis=0)).max() > 50


@pytest.mark.parametrize("code", ["", "clip", "clip:x", "film:3", "clip:999999999999"])
def test_no_other_clip(code):
    with pytest.raises(InputError):
        read_clip(code)


def test_the_composer_shows_the_boxes_that_the_world_knows():
    view = scene_of("test:33")
    shown = composer("test:33")
    assert [tuple(each["box"]) for each in shown["looks"]] == [
        (thing.x, thing.y, thing.width, thing.height) for thing in view.things
    ]
    assert shown["scene"]["place"] == view.place
    assert all(each["src"].startswith("data:image/webp;base64,") for each in shown["looks"])


def test_every_kind_can_be_chosen_in_both_languages_and_has_a_drawing():
    choices = {choice["kind"]: choice for choice in catalogue()["kinds"]}
    assert set(choices) == {kind.name for kind in KINDS}
    for choice in choices.values():
        assert choice["name"]["en"] != choice["name"]["ko"]
        assert choice["group"] in GROUP_TEXT
        assert "fluent" in choice["glyphs"]
        assert all(choice["glyphs"].values())
