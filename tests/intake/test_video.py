"""Films from files: what is read, what is refused, and that the content decides."""

import io

import av
import numpy as np
import pytest
from PIL import Image

from mm_models.intake.errors import InputError
from mm_models.intake.limits import VideoLimits
from mm_models.intake.video import container_of, read_video


def written(path, codec="mpeg4", size=(64, 48), count=10):
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(count):
            level = np.full((size[1], size[0], 3), 20 * number, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(level, "rgb24")))
        container.mux(stream.encode())
    return path


def code_of(path, **limits):
    with pytest.raises(InputError) as raised:
        read_video(path, 4, limits=VideoLimits(**limits))
    assert raised.value.text.ko
    return raised.value.code


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "mpeg4"), ("a.mkv", "mpeg4"), ("a.webm", "libvpx")])
def test_frames_come_evenly_and_small(tmp_path, name, codec):
    film = read_video(written(tmp_path / name, codec), 4)
    assert film.decoded == 10
    assert film.frames.shape == (4, 112, 149, 3)
    assert film.frames.mean(axis=(1, 2, 3)) == pytest.approx([0, 60, 120, 180], abs=6)


def test_a_gif_is_a_film(tmp_path):
    pictures = [Image.new("RGB", (40, 40), (level, level, level)) for level in (0, 120, 240)]
    pictures[0].save(tmp_path / "a.gif", save_all=True, append_images=pictures[1:], duration=100)
    film = read_video(tmp_path / "a.gif", 6)
    assert len(film.frames) == 6
    assert film.frames[-1].mean() > film.frames[0].mean() + 200


def test_the_content_decides_and_not_the_name(tmp_path):
    path = written(tmp_path / "a.mp4")
    renamed = path.rename(tmp_path / "a.txt")
    assert container_of(renamed.read_bytes()) == "mp4"
    assert read_video(renamed, 2).decoded == 10


def test_what_is_no_film_is_refused(tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    for name, content in {
        "text": b"This is no film. " * 99,
        "png": picture.getvalue(),
        "playlist": b"#EXTM3U\nhttp://x/y.ts\n",
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert code_of(path) == "video-unreadable"
    for head in (b"\0\0\0\x18ftypmp42" + bytes(99), b"\x1a\x45\xdf\xa3" + bytes(99), b"GIF89a" + bytes(9)):
        path.write_bytes(head)
        assert code_of(path) in ("video-damaged", "video-unreadable")
    path.write_bytes(b"")
    assert code_of(path) == "file-empty"


def test_what_is_too_much_is_refused(tmp_path):
    path = written(tmp_path / "a.mp4")
    assert code_of(path, max_seconds=0.5) == "video-too-long"
    assert code_of(path, max_frames=5) == "video-too-long"
    assert code_of(path, max_pixels=1000) == "video-too-large"
    assert code_of(path, max_bytes=100) == "file-too-large"


def test_a_codec_that_is_not_listed_is_refused(tmp_path):
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(3):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), "rgb24")))
        container.mux(stream.encode())
    assert code_of(path) in ("video-unreadable", "video-damaged")
