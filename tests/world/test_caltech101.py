"""The second bank of photographs, on a small archive made here; the real one is not needed."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from mm_models.corpora.caltech101 import KIND_OF_CLASS, NEITHER, Caltech101
from mm_models.intake.errors import InputError
from mm_models.world.kinds import KIND
from mm_models.world.photos import PhotoBank

CLASSES = ("airplanes", "ferry", "ketch", "anchor", "barrel", "cougar_body", "laptop", "wrench")
PICTURES = 10  # of each class
ODD, EVEN = ("anchor", "laptop"), ("barrel", "wrench")  # unknown classes, every second one


@pytest.fixture
def folder(tmp_path):
    """An archive in which the red channel tells the class and the green one the picture."""
    with zipfile.ZipFile(tmp_path / "caltech101.zip", "w") as archive:
        for number, label in enumerate(CLASSES):
            for picture in range(PICTURES):
                encoded = io.BytesIO()
                Image.new("RGB", (60, 40), (30 * number, 20 * picture, 0)).save(encoded, "PNG")
                archive.writestr(f"{label}/image_{picture:04}.jpg", encoded.getvalue())
    return tmp_path


def classes(photos):
    return {CLASSES[round(int(photo[0, 0, 0]) / 30)] for photo in photos}


def test_every_class_with_a_word_has_a_kind_of_the_world():
    assert set(KIND_OF_CLASS.values()) <= set(KIND)
    assert not NEITHER & set(KIND_OF_CLASS)


def test_photographs_of_several_classes_are_one_kind(folder):
    bank = Caltech101(folder)
    assert isinstance(bank, PhotoBank)
    assert bank.kinds == ("airplane", "ship")
    assert (bank.count("airplane"), bank.count("ship"), bank.count("lemon")) == (7, 14, 0)
    assert bank.pixels("ship", 0).shape == (128, 128, 3)
    assert Caltech101(folder, side=32).pixels("ship", 0).shape == (32, 32, 3)


def test_parts_share_no_photograph_and_use_them_all(folder):
    parts = [Caltech101(folder, part) for part in ("train", "validation", "test")]
    seen = [
        tuple(part.pixels("airplane", number)[0, 0])
        for part in parts
        for number in range(part.count("airplane"))
    ]
    assert len(seen) == len(set(seen)) == PICTURES


def test_what_is_strange_in_training_is_of_other_classes_than_in_the_test(folder):
    assert classes(Caltech101(folder).strange) == set(ODD)
    assert classes(Caltech101(folder, "validation").strange) == set(ODD)
    assert classes(Caltech101(folder, "test").strange) == set(EVEN)


def test_wide_photographs_are_cut_and_not_squeezed(folder):
    path = folder / "caltech101.zip"
    wide = np.zeros((40, 80, 3), np.uint8)
    wide[:, 20:60, 0] = 255
    encoded = io.BytesIO()
    Image.fromarray(wide).save(encoded, "PNG")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pizza/image_0001.jpg", encoded.getvalue())
        archive.writestr("pizza/image_0002.jpg", encoded.getvalue())
    assert (Caltech101(folder, side=40).pixels("pizza", 0)[..., 0] > 200).all()


def test_a_missing_archive_says_where_to_get_it(tmp_path):
    with pytest.raises(InputError):
        _ = Caltech101(tmp_path).kinds


def test_an_unknown_part_is_an_error(folder):
    with pytest.raises(ValueError, match="validation"):
        _ = Caltech101(folder, "dev").kinds
