"""Pictures of every kind that a person may have: the right colours come out, and what was done is said."""

import io
import zlib
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from mm_models.intake.errors import InputError
from mm_models.intake.image import Picture, read_image
from mm_models.intake.limits import ImageLimits
from tests.intake.make import black_png

RED, GREEN, BLUE, WHITE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)


def quarters() -> np.ndarray:
    """Red, green over blue, white: 48 rows of 64."""
    top = np.concatenate([np.full((24, 32, 3), RED), np.full((24, 32, 3), GREEN)], 1)
    bottom = np.concatenate([np.full((24, 32, 3), BLUE), np.full((24, 32, 3), WHITE)], 1)
    return np.concatenate([top, bottom]).astype(np.uint8)


def saved(path: Path, image: Image.Image, **options) -> Path:
    image.save(path, **options)
    return path


def said(picture: Picture) -> str:
    return " | ".join(note.en for note in picture.notes)


def colour(picture: Picture, row: int, column: int) -> tuple[int, ...]:
    return tuple(picture.pixels[row, column].tolist())


def refusal(path: Path | None) -> InputError:
    with pytest.raises(InputError) as caught:
        read_image(path)
    assert caught.value.text.en.endswith(".") and caught.value.text.ko.endswith(".")
    return caught.value


@pytest.mark.parametrize("format_", ["PNG", "BMP", "TIFF", "WEBP"])
def test_lossless_formats_keep_every_pixel(tmp_path, format_):
    path = saved(tmp_path / "a.bin", Image.fromarray(quarters()), format=format_, lossless=True)
    picture = read_image(path)
    assert picture.pixels.dtype == torch.uint8 and picture.notes == ()
    assert torch.equal(picture.pixels, torch.from_numpy(quarters()))
    assert (picture.source_width, picture.source_height) == (64, 48)


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_jpeg_keeps_the_colours(tmp_path, options):
    path = saved(tmp_path / "a.jpg", Image.fromarray(quarters()), quality=95, **options)
    difference = read_image(path).pixels[8, 8].int() - torch.tensor(RED)
    assert difference.abs().max() < 6


def test_an_animation_gives_its_first_frame(tmp_path):
    frames = [Image.new("RGB", (8, 8), tint) for tint in (RED, GREEN, BLUE)]
    for name in ("a.gif", "a.png", "a.webp"):
        path = saved(tmp_path / name, frames[0], save_all=True, append_images=frames[1:], duration=50)
        picture = read_image(path)
        assert torch.allclose(picture.pixels[4, 4].int(), torch.tensor(RED, dtype=torch.int32), atol=3)
        assert said(picture) == "The picture is animated; only its first frame is used."


def test_a_tiff_of_several_pages_gives_the_first(tmp_path):
    pages = [Image.new("RGB", (8, 8), tint) for tint in (RED, GREEN)]
    picture = read_image(saved(tmp_path / "a.tiff", pages[0], save_all=True, append_images=pages[1:]))
    assert colour(picture, 4, 4) == RED and "several pages" in said(picture)


def test_cmyk_is_converted(tmp_path):
    for name in ("a.jpg", "a.tiff"):
        picture = read_image(saved(tmp_path / name, Image.new("CMYK", (16, 16), (0, 255, 255, 0))))
        assert torch.allclose(picture.pixels[4, 4].int(), torch.tensor(RED, dtype=torch.int32), atol=3)
        assert "CMYK" in said(picture)


def test_a_transparent_palette_lies_over_white(tmp_path):
    image = Image.new("P", (4, 4), 0)
    image.putpalette([*BLACK, *RED])
    image.putpixel((1, 1), 1)
    for name in ("a.png", "a.gif"):
        picture = read_image(saved(tmp_path / name, image, transparency=0))
        assert colour(picture, 0, 0) == WHITE and colour(picture, 1, 1) == RED
        assert "laid over white" in said(picture)


@pytest.mark.parametrize(
    ("mode", "value", "expected"),
    [
        ("RGBA", (255, 0, 0, 128), (255, 127, 127)),
        ("RGBA", (0, 0, 0, 0), WHITE),
        ("LA", (0, 128), (127, 127, 127)),
        ("LA", (100, 255), (100, 100, 100)),
        ("L", 100, (100, 100, 100)),
        ("1", 1, WHITE),
        ("1", 0, BLACK),
        ("P", 0, BLACK),
        ("I;16", 65_535, WHITE),
        ("I;16", 32_768, (128, 128, 128)),
        ("I;16", 257, (1, 1, 1)),
        ("I;16", 300, (1, 1, 1)),
    ],
)
def test_every_mode_means_the_same_colour(tmp_path, mode, value, expected):
    picture = read_image(saved(tmp_path / "a.png", Image.new(mode, (4, 4), value)))
    assert colour(picture, 2, 2) == expected


def test_16_bit_grey_keeps_its_gradient(tmp_path):
    ramp = np.tile(np.linspace(0, 65_535, 256).astype(np.uint16), (4, 1))
    for name in ("a.png", "a.tiff"):
        picture = read_image(saved(tmp_path / name, Image.fromarray(ramp)))
        assert picture.pixels[0, :, 0].tolist() == list(range(256))
        assert "65,536 levels" in said(picture)


@pytest.mark.parametrize("dtype", [np.float32, np.int32])
def test_values_without_a_white_are_stretched(tmp_path, dtype):
    values = np.array([[-100, 0], [100, 300]], dtype)
    picture = read_image(saved(tmp_path / "a.tiff", Image.fromarray(values)))
    assert picture.pixels[..., 0].tolist() == [[0, 64], [128, 255]]
    assert "stretched" in said(picture)


def test_not_a_number_is_black(tmp_path):
    values = np.array([[np.nan, 1], [np.inf, 2]], np.float32)
    picture = read_image(saved(tmp_path / "a.tiff", Image.fromarray(values)))
    assert picture.pixels[..., 0].tolist() == [[0, 0], [0, 255]]


UPRIGHT_CORNERS = {  # EXIF orientation: what is stored so that the top left corner is red once upright
    1: lambda image: image,
    3: lambda image: image.transpose(Image.Transpose.ROTATE_180),
    6: lambda image: image.transpose(Image.Transpose.ROTATE_90),
    8: lambda image: image.transpose(Image.Transpose.ROTATE_270),
}


@pytest.mark.parametrize("orientation", UPRIGHT_CORNERS)
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tiff"])
def test_the_cameras_orientation_is_applied(tmp_path, name, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = UPRIGHT_CORNERS[orientation](Image.fromarray(quarters()))
    picture = read_image(saved(tmp_path / name, stored, exif=exif))
    assert picture.pixels.shape == (48, 64, 3)
    assert (picture.pixels[4, 4].int() - torch.tensor(RED)).abs().max() < 40
    assert (picture.pixels[-4, 4].int() - torch.tensor(BLUE)).abs().max() < 40
    assert ("turned" in said(picture)) == (orientation != 1)


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_a_large_picture_is_scaled_down(tmp_path, name):
    large = Image.fromarray(quarters()).resize((4000, 3000), Image.Resampling.NEAREST)
    picture = read_image(saved(tmp_path / name, large))
    assert picture.pixels.shape == (1536, 2048, 3)
    assert (picture.pixels[100, 100].int() - torch.tensor(RED)).abs().max() < 6
    assert (picture.source_width, picture.source_height) == (4000, 3000)
    assert said(picture) == "The picture was scaled down from 4,000 × 3,000 to at most 2,048 pixels a side."


def test_one_pixel_is_a_picture(tmp_path):
    assert colour(read_image(saved(tmp_path / "a.png", Image.new("RGB", (1, 1), GREEN))), 0, 0) == GREEN


def test_a_very_long_picture_keeps_a_side_of_one(tmp_path):
    assert read_image(saved(tmp_path / "a.png", Image.new("L", (10_000, 1)))).pixels.shape == (1, 2048, 3)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [5001, 13_000, 40_000])
def test_a_decompression_bomb_is_refused_undecoded(tmp_path, side):
    path = black_png(tmp_path / "bomb.png", side)
    assert path.stat().st_size < 500_000
    before = psutil.Process().memory_info().rss
    fault = refusal(path)
    assert fault.code == "image-too-large" and "25 million pixels" in str(fault)
    assert psutil.Process().memory_info().rss - before < 5 * 10**6


@pytest.mark.filterwarnings("error")
def test_a_bomb_is_refused_where_warnings_are_errors_too(tmp_path):
    assert refusal(black_png(tmp_path / "bomb.png", 13_000)).code == "image-too-large"


def test_a_webp_bomb_is_refused_undecoded(tmp_path):
    path = saved(tmp_path / "bomb.webp", Image.new("L", (9_000, 9_000)), lossless=True, quality=0, method=0)
    before = psutil.Process().memory_info().rss
    assert refusal(path).code == "image-too-large"
    assert psutil.Process().memory_info().rss - before < 5 * 10**6


def test_svg_is_refused_by_name(tmp_path):
    (tmp_path / "a.png").write_text(
        '<?xml version="1.0"?><!-- a --><SVG xmlns="http://www.w3.org/2000/svg"/>'
    )
    fault = refusal(tmp_path / "a.png")
    assert fault.code == "image-svg" and "export" in str(fault)


@pytest.mark.parametrize(
    "content", [b"not a picture", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"P6 9 9 255\n" + bytes(243)]
)
def test_what_is_no_picture_is_refused(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    assert refusal(tmp_path / "a.png").code == "image-unreadable"


def test_no_file_and_an_empty_one(tmp_path):
    (tmp_path / "a.png").write_bytes(b"")
    assert refusal(None).code == "file-missing"
    assert refusal(tmp_path / "a.png").code == "file-empty"


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP"])
def test_a_picture_that_breaks_off_is_refused(tmp_path, format_):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    path = saved(tmp_path / "a.bin", Image.fromarray(noise), format=format_)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refusal(path).code in ("image-damaged", "image-unreadable")


def test_a_text_chunk_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path):
    """A PNG comment of 100 MB of zeros, deflated to 100 KB."""
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, format="PNG")
    plain = buffer.getvalue()
    body = b"Comment\0\0" + zlib.compress(bytes(10**8))
    chunk = len(body).to_bytes(4, "big") + b"zTXt" + body + zlib.crc32(b"zTXt" + body).to_bytes(4, "big")
    (tmp_path / "a.png").write_bytes(plain[:33] + chunk + plain[33:])
    before = psutil.Process().memory_info().rss
    with pytest.raises(InputError):
        read_image(tmp_path / "a.png")
    assert psutil.Process().memory_info().rss - before < 20 * 10**6


def test_tighter_limits_can_be_asked_for(tmp_path):
    path = saved(tmp_path / "a.png", Image.new("RGB", (1001, 1000)))
    with pytest.raises(InputError, match="more than 1 million"):
        read_image(path, limits=ImageLimits(max_pixels=1_000_000))


def test_pillow_is_left_as_it_was(tmp_path):
    limit = Image.MAX_IMAGE_PIXELS
    refusal(black_png(tmp_path / "bomb.png", 6000))
    assert limit == Image.MAX_IMAGE_PIXELS


def seed(format_: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(quarters()).save(buffer, format=format_)
    return buffer.getvalue()


SEEDS = [seed(format_) for format_ in ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP")]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    which=st.integers(0, 5),
    place=st.floats(0, 1),
    patch=st.binary(min_size=1, max_size=12),
    keep=st.integers(0, 60),
)
def test_damaged_files_give_a_picture_or_a_sentence(tmp_path, which, place, patch, keep):
    content = bytearray(SEEDS[which] if keep else SEEDS[which][:20])
    at = int(place * (len(content) - 1))
    content[at : at + len(patch)] = patch
    (tmp_path / "fuzz.bin").write_bytes(content)
    try:
        assert read_image(tmp_path / "fuzz.bin").pixels.shape[2] == 3
    except InputError as fault:
        assert fault.text.ko
