"""Files to take away: written quickly and legibly, and nothing of them stays behind."""

import base64
import io
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
import soundfile
from matplotlib.figure import Figure
from PIL import Image

from demos import take as module
from demos.figures.style import DPI, new_figure
from demos.take import KINDS, Take, write

SIZE_INCHES = (8.0, 3.0)


def figure() -> Figure:
    made, (axes,) = new_figure(1, height_inches=SIZE_INCHES[1])
    axes.imshow(np.arange(600.0).reshape(20, 30), aspect="auto")
    axes.set(xlabel="time (s)")
    return made


def made() -> Take:
    return Take(figure, {"numbers": np.arange(3)}, "print()", np.zeros(800, np.float32), 16_000)


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    """The folder in which temporary folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_lies_in_the_cache_only(tmp_path, temporary, kind):
    with gr.Blocks():
        file = gr.File()
    file.GRADIO_CACHE = str(tmp_path / "cache")
    shown = module._saved(file, f"task.{kind}", made())
    path = Path(shown["value"])
    assert path.name == f"task.{kind}"
    assert path.is_relative_to(file.GRADIO_CACHE)
    assert str(path) in file.temp_files  # what `delete_cache` looks through
    assert list(temporary.iterdir()) == []


def test_nothing_stays_behind_when_a_file_cannot_be_made(temporary):
    def fails() -> Figure:
        raise RuntimeError("no figure")

    with pytest.raises(RuntimeError, match="no figure"):
        module._saved(gr.File(), "task.png", Take(fails, {}, ""))
    assert list(temporary.iterdir()) == []


def test_an_unknown_kind_is_named(tmp_path):
    with pytest.raises(ValueError, match="'gif'"):
        write(made(), tmp_path / "task.gif")


def test_a_picture_is_as_large_as_the_figure(tmp_path):
    write(made(), tmp_path / "task.png")
    with Image.open(tmp_path / "task.png") as image:
        assert image.size == tuple(round(DPI * inches) for inches in SIZE_INCHES)


def test_a_vector_file_has_the_cells_of_an_image_as_they_are(tmp_path):
    write(made(), tmp_path / "task.svg")
    (image,) = ElementTree.parse(tmp_path / "task.svg").iter("{http://www.w3.org/2000/svg}image")
    encoded = image.attrib["{http://www.w3.org/1999/xlink}href"].split(",", 1)[1]
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as cells:
        assert cells.size == (30, 20)


def test_arrays_and_sound_are_as_they_were(tmp_path):
    write(made(), tmp_path / "task.npz")
    write(made(), tmp_path / "task.wav")
    with np.load(tmp_path / "task.npz") as arrays:
        np.testing.assert_array_equal(arrays["numbers"], np.arange(3))
    sound, rate = soundfile.read(tmp_path / "task.wav")
    assert (len(sound), rate) == (800, 16_000)
