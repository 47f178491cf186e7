"""The bank of photographs, on a small archive made here; the real one is not needed."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from mm_models.corpora.cifar10 import Cifar10
from mm_models.intake.errors import InputError
from mm_models.world.photos import PhotoBank


@pytest.fixture
def folder(tmp_path):
    for part in ("train", "test"):
        with zipfile.ZipFile(tmp_path / f"cifar10-{part}.zip", "w") as archive:
            for label in ("automobile", "dog"):
                for number in range(20):
                    encoded = io.BytesIO()
                    Image.new("RGB", (32, 32), (number, 100, 50)).save(encoded, "JPEG", quality=95)
                    archive.writestr(f"{part}/{label}/{number:04}.jpg", encoded.getvalue())
    return tmp_path


def test_the_bank_calls_kinds_as_the_world_does(folder):
    bank = Cifar10(folder)
    assert isinstance(bank, PhotoBank)
    assert bank.kinds == ("car", "dog")
    assert bank.count("lemon") == 0
    assert bank.pixels("car", 0).shape == (32, 32, 3)


def test_parts_share_no_photograph(folder):
    train, validation = Cifar10(folder, "train"), Cifar10(folder, "validation")
    assert (train.count("dog"), validation.count("dog")) == (18, 2)
    assert Cifar10(folder, "test").count("dog") == 20
    assert not np.array_equal(train.pixels("dog", 0), validation.pixels("dog", 1))


def test_a_missing_archive_says_where_to_get_it(tmp_path):
    with pytest.raises(InputError):
        Cifar10(tmp_path)


def test_an_unknown_part_is_an_error(folder):
    with pytest.raises(ValueError, match="validation"):
        Cifar10(folder, "dev")
