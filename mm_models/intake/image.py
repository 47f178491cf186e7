"""Pictures from files, as 8-bit RGB that the rest can rely on.

    bytes → size in pixels checked → decoded → turned upright → 8 bits → scaled down → over white

Pillow's own guard against decompression bombs is a global, and only a warning where a picture is less than twice too
large; the size is checked here against `ImageLimits` before anything is decoded.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import UInt8
from PIL import ExifTags, Image, ImageOps
from torch import Tensor

from mm_models.intake.errors import InputError
from mm_models.intake.files import read_bytes
from mm_models.intake.limits import IMAGE_LIMITS, ImageLimits
from mm_models.text import Text

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")

_SVG_SEARCHED = 4096  # bytes: comments and declarations may come before the first tag
_ANIMATED_FORMATS = ("GIF", "PNG", "WEBP")
_UPRIGHT = 1  # of the EXIF orientations 1 to 8

NOT_A_PICTURE = Text(
    en="This file is not a picture that can be read here; use JPEG, PNG, WebP, GIF, BMP or TIFF.",
    ko="읽을 수 있는 이미지 파일이 아닙니다. JPEG, PNG, WebP, GIF, BMP, TIFF 파일을 사용해 주세요.",
)
SVG = Text(
    en="SVG drawings are not read here; export the drawing as PNG.",
    ko="SVG 그림은 읽지 않습니다. PNG로 내보내어 사용해 주세요.",
)
DAMAGED = Text(
    en="The picture is damaged or cut off; save it again or choose another one.",
    ko="이미지가 손상되었거나 중간에 끊겼습니다. 다시 저장하거나 다른 이미지를 골라 주세요.",
)
FIRST_FRAME = Text(
    en="The picture is animated; only its first frame is used.",
    ko="움직이는 이미지입니다. 첫 프레임만 사용합니다.",
)
FIRST_PAGE = Text(
    en="The file has several pages; only the first one is used.",
    ko="여러 페이지로 된 파일입니다. 첫 페이지만 사용합니다.",
)
TURNED = Text(
    en="The picture was turned as its camera noted.",
    ko="카메라가 기록한 방향에 맞추어 이미지를 돌렸습니다.",
)
OVER_WHITE = Text(
    en="The picture is partly transparent; it was laid over white.",
    ko="투명한 부분이 있는 이미지입니다. 흰 바탕 위에 놓았습니다.",
)
CMYK = Text(
    en="The picture's printing colours (CMYK) were converted to RGB without its colour profile.",
    ko="인쇄용 색(CMYK)을 색상 프로파일 없이 RGB로 변환했습니다.",
)
SIXTEEN_BITS = Text(
    en="The picture's 65,536 levels of grey were reduced to 256.",
    ko="65,536단계의 회색을 256단계로 줄였습니다.",
)
STRETCHED = Text(
    en="The picture has no fixed white; its values were stretched from the least to the greatest.",
    ko="흰색의 기준이 없는 이미지입니다. 최솟값에서 최댓값까지 늘려 표시했습니다.",
)
_MODE_NOTES = {
    "CMYK": CMYK,
    "I;16": SIXTEEN_BITS,
    "I;16B": SIXTEEN_BITS,
    "I": STRETCHED,
    "F": STRETCHED,
}


@dataclass(frozen=True)
class Picture:
    """A checked picture."""

    pixels: UInt8[Tensor, "height width 3"]
    source_width: int  # of what came in, as stored
    source_height: int
    notes: tuple[Text, ...] = ()


def read_image(path: Path | str | None, *, limits: ImageLimits = IMAGE_LIMITS) -> Picture:
    """The picture in a file, or its first frame; InputError where there is none, or more than the limits allow."""
    with _opened(read_bytes(path, limits.max_bytes), limits) as image:
        if image.width * image.height > limits.max_pixels:
            raise InputError("image-too-large", _too_large(limits))
        try:
            return _decoded(image, limits)
        except Exception as fault:  # a decoder of hostile bytes may raise anything
            raise InputError("image-damaged", DAMAGED) from fault


def _opened(content: bytes, limits: ImageLimits) -> Image.Image:
    """The header read, nothing decoded."""
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise InputError("image-too-large", _too_large(limits)) from fault
    except Exception as fault:  # a decoder of hostile bytes may raise anything
        if b"<svg" in content[:_SVG_SEARCHED].lower():
            raise InputError("image-svg", SVG) from fault
        raise InputError("image-unreadable", NOT_A_PICTURE) from fault


def _decoded(image: Image.Image, limits: ImageLimits) -> Picture:
    source_width, source_height = image.size
    notes = tuple(_notes(image, limits))
    image.draft(
        None, (limits.max_side, limits.max_side)
    )  # a large JPEG can be decoded at a half to an eighth
    ImageOps.exif_transpose(image, in_place=True)
    plain = _eight_bits(image)
    plain.thumbnail((limits.max_side, limits.max_side))
    pixels = torch.from_numpy(np.array(_over_white(plain)))
    return Picture(pixels, source_width, source_height, notes)


def _notes(image: Image.Image, limits: ImageLimits) -> Iterator[Text]:
    """Before decoding: all of it follows from the header."""
    if getattr(image, "is_animated", False) and image.format in _ANIMATED_FORMATS:
        yield FIRST_FRAME
    if image.format == "TIFF" and getattr(image, "n_frames", 1) > 1:
        yield FIRST_PAGE
    if image.mode in _MODE_NOTES:
        yield _MODE_NOTES[image.mode]
    if image.has_transparency_data:
        yield OVER_WHITE
    if image.getexif().get(ExifTags.Base.Orientation, _UPRIGHT) != _UPRIGHT:
        yield TURNED
    if max(image.size) > limits.max_side:
        yield _scaled_down(image.width, image.height, limits)


def _eight_bits(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where anything may be transparent; Pillow's own conversion would cut 16 bits off at 255."""
    if image.mode.startswith("I;16"):
        levels = np.asarray(image).astype(np.uint32)
        return Image.fromarray(((levels * 255 + 32_767) // 65_535).astype(np.uint8)).convert("RGB")
    if image.mode in ("I", "F"):
        return Image.fromarray(_stretched(np.asarray(image))).convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _stretched(values: np.ndarray) -> UInt8[np.ndarray, "height width"]:
    """Least to black, greatest to white; NaN and infinities are black, and so is a picture of one value."""
    exact = values.astype(np.float64)
    finite = np.isfinite(exact)
    low, high = np.min(exact, where=finite, initial=np.inf), np.max(exact, where=finite, initial=-np.inf)
    if not low < high:
        return np.zeros(values.shape, np.uint8)
    return np.round(255 * np.where(finite, (exact - low) / (high - low), 0)).astype(np.uint8)


def _over_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def _too_large(limits: ImageLimits) -> Text:
    millions = f"{limits.max_pixels / 1e6:g}"
    return Text(
        en=f"The picture has more than {millions} million pixels; scale it down, to 4,000 × 3,000 for example.",
        ko=f"이미지가 {float(millions) * 100:g}만 화소를 넘습니다. 4,000 × 3,000 정도로 줄여 주세요.",
    )


def _scaled_down(width: int, height: int, limits: ImageLimits) -> Text:
    return Text(
        en=f"The picture was scaled down from {width:,} × {height:,} to at most {limits.max_side:,} pixels a side.",
        ko=f"이미지를 {width:,} × {height:,}에서 한 변 {limits.max_side:,}화소 이하로 줄였습니다.",
    )
