"""Films from files, as a few small frames that the rest can rely on.

    bytes → container and codec checked → size and length checked → decoded frame by frame, scaled down at once → evenly chosen

The content decides what a file is, never its name. As for sounds (see `decoding`), FFmpeg's libraries are told the container that
they must find, may use only the decoders of `_CODECS`, and may open nothing else.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from jaxtyping import UInt8

from mm_models.intake.errors import InputError
from mm_models.intake.files import read_bytes
from mm_models.intake.limits import VIDEO_LIMITS, VideoLimits
from mm_models.text import Text

_CODECS = ("av1", "gif", "h264", "hevc", "libdav1d", "mpeg4", "vp8", "vp9")
_OPTIONS = {"protocol_whitelist": "none", "codec_whitelist": ",".join(_CODECS)}
_MICROSECONDS = 1_000_000  # in a second: FFmpeg's unit of a container's duration

NOT_A_FILM = Text(
    en="This file is not a film that can be read here; use MP4, MOV, WebM, Matroska or GIF.",
    ko="읽을 수 있는 동영상 파일이 아닙니다. MP4, MOV, WebM, Matroska, GIF 파일을 사용해 주세요.",
)
DAMAGED = Text(
    en="The film is damaged or cut off; save it again or choose another one.",
    ko="동영상이 손상되었거나 중간에 끊겼습니다. 다시 저장하거나 다른 파일을 골라 주세요.",
)

Frame = UInt8[np.ndarray, "height width 3"]


@dataclass(frozen=True)
class Film:
    """Some frames of a checked film, evenly from its first to its last."""

    frames: UInt8[np.ndarray, "frames height width 3"]
    decoded: int  # frames that it has


def read_video(path: Path | str | None, count: int, *, limits: VideoLimits = VIDEO_LIMITS) -> Film:
    """`count` frames of the film in a file, their shorter side `limits.short_side` pixels; a short film repeats frames.

    Raises:
        InputError: there is no film, or more of it than the limits allow.
    """
    content = read_bytes(path, limits.max_bytes)
    try:
        frames = list(_decoded(content, limits))
    except InputError:
        raise
    except Exception as fault:  # a decoder of hostile bytes may raise anything
        raise InputError("video-damaged", DAMAGED) from fault
    if not frames:
        raise InputError("video-damaged", DAMAGED)
    chosen = np.linspace(0, len(frames) - 1, count).round().astype(int)
    return Film(np.stack([frames[number] for number in chosen]), len(frames))


def container_of(content: bytes) -> str:
    """FFmpeg's name of the container that a content begins like; InputError for what is no film."""
    head = content[:12].ljust(12, b"\0")
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return "mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    raise InputError("video-unreadable", NOT_A_FILM)


def _decoded(content: bytes, limits: VideoLimits) -> Iterator[Frame]:
    """The frames of the first track, small."""
    form = container_of(content)
    with av.open(io.BytesIO(content), "r", format=form, options=_OPTIONS) as container:
        if not container.streams.video:
            raise InputError("video-unreadable", NOT_A_FILM)
        track = container.streams.video[0]
        if track.codec_context.name not in _CODECS:  # the option binds only what reads the header
            raise InputError("video-unreadable", NOT_A_FILM)
        if (container.duration or 0) > limits.max_seconds * _MICROSECONDS:
            raise _too_long(limits)
        _check_size(track.codec_context.width, track.codec_context.height, limits)
        size = _small(track.codec_context.width, track.codec_context.height, limits)
        for number, frame in enumerate(container.decode(track)):
            if number >= limits.max_frames:
                raise _too_long(limits)
            _check_size(frame.width, frame.height, limits)
            yield frame.to_ndarray(format="rgb24", width=size[0], height=size[1])


def _check_size(width: int, height: int, limits: VideoLimits) -> None:
    if not 0 < width * height <= limits.max_pixels:
        most = f"{limits.max_pixels / 1e6:.1f}"
        raise InputError(
            "video-too-large",
            Text(
                en=f"The film's frames have more than {most} million pixels; make them smaller.",
                ko=f"동영상의 한 프레임이 {most}백만 화소를 넘습니다. 크기를 줄여 주세요.",
            ),
        )


def _small(width: int, height: int, limits: VideoLimits) -> tuple[int, int]:
    """Width and height with a shorter side as the limits say, the longer at most four times as long."""
    factor = limits.short_side / min(width, height)
    return tuple(min(round(side * factor), 4 * limits.short_side) for side in (width, height))  # type: ignore[return-value]


def _too_long(limits: VideoLimits) -> InputError:
    return InputError(
        "video-too-long",
        Text(
            en=f"The film is too long: at most {limits.max_seconds:g} seconds and {limits.max_frames} frames are read. Cut a piece out.",
            ko=f"동영상이 너무 깁니다. {limits.max_seconds:g}초, {limits.max_frames}프레임까지만 읽으므로 일부를 잘라 주세요.",
        ),
    )
