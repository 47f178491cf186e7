"""Sound files as streams of blocks: the header first, then as much of the content as is asked for.

The content decides what a file is, never its name. WAV, AIFF, FLAC, Ogg and MP3 are read by libsndfile (soundfile),
the sound track of MP4/M4A, WebM/Matroska and bare AAC by FFmpeg's libraries (PyAV). FFmpeg is told the container it
must find, may use only the decoders of `_CODECS`, and may open nothing: playlists, URLs and references from inside a
file to another one lead nowhere.
"""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain

import av
import numpy as np
import soundfile
from jaxtyping import Float32

from mm_models.intake.errors import InputError
from mm_models.text import Text

BLOCK = 65_536  # frames decoded at a time, so that a long sound with many channels never lies in memory whole

_CODECS = (
    *(
        "aac",
        "aac_latm",
        "ac3",
        "alac",
        "amrnb",
        "amrwb",
        "eac3",
        "flac",
        "libopus",
        "mp2",
        "mp2float",
        "mp3",
    ),
    *("mp3float", "opus", "pcm_alaw", "pcm_f32be", "pcm_f32le", "pcm_f64le", "pcm_mulaw", "pcm_s16be"),
    *("pcm_s16le", "pcm_s24be", "pcm_s24le", "pcm_s32le", "pcm_u8", "vorbis"),
)
_CONTAINER_OPTIONS = {"protocol_whitelist": "none", "codec_whitelist": ",".join(_CODECS)}
_MICROSECONDS = 1_000_000  # in a second: FFmpeg's unit of a container's duration

_TOP_OF_8_BITS = 127 / 128
_TOP = 0.999  # all finer formats reach at least this far
# libsndfile's log of a WAV whose data end before the header says; a recorder that writes to a pipe cannot know the
# length and puts the greatest number there instead
_CUT_SHORT = re.compile(r"^data : (\d+) \(should be (\d+)\)", re.MULTILINE)
_LENGTH_UNKNOWN = 0x7FFF_0000

NOT_A_SOUND = Text(
    en="This file is not a sound that can be read here; use WAV, FLAC, Ogg, MP3, M4A, MP4 or WebM.",
    ko="읽을 수 있는 소리 파일이 아닙니다. WAV, FLAC, Ogg, MP3, M4A, MP4, WebM 파일을 사용해 주세요.",
)
NO_TRACK = Text(
    en="This file has no sound track; choose a file with sound.",
    ko="이 파일에는 소리가 들어 있지 않습니다. 소리가 있는 파일을 골라 주세요.",
)

Block = Float32[np.ndarray, "frames channels"]


@dataclass(frozen=True)
class Stream:
    """An open sound: what its header says, and its content block by block while the file is open."""

    rate: int  # Hz
    channels: int
    seconds: float | None  # of the whole sound, after its header; None where it does not say
    cut_short: bool  # the header promises more than the file holds
    top: float  # the greatest sample value that the format reaches, 1 being full scale
    blocks: Iterator[Block]  # may raise anything the decoder raises, where the content is damaged


Opener = Callable[[bytes], AbstractContextManager[Stream]]


@contextmanager
def open_stream(content: bytes) -> Iterator[Stream]:
    """The sound in these bytes; InputError where there is none."""
    with ExitStack() as stack:
        yield _first_that_opens(content, stack)


def openers(content: bytes) -> tuple[Opener, ...]:
    """What can read a content that begins like this, best first; nothing for what is no sound."""
    head = content[:12].ljust(12, b"\0")
    if head[:4] in (b"RIFF", b"RF64", b"FORM", b"caff", b"fLaC"):
        return (_open_samples,)
    if head[:4] == b"OggS":
        return _open_samples, partial(_open_track, "ogg")
    if head[:3] == b"ID3":
        return _open_samples, partial(_open_track, "mp3"), partial(_open_track, "aac")
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
        return (partial(_open_track, "mp4"),)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return (partial(_open_track, "matroska"),)
    return _mpeg_openers(head)


def _mpeg_openers(head: bytes) -> tuple[Opener, ...]:
    """MPEG audio begins with eleven ones; two bits after the version's are zero in AAC and never in MP3."""
    if head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return ()
    if head[1] & 0x06 == 0:
        return (partial(_open_track, "aac"),)
    return _open_samples, partial(_open_track, "mp3")


def _first_that_opens(content: bytes, stack: ExitStack) -> Stream:
    for opener in openers(content):
        try:
            return stack.enter_context(opener(content))
        except InputError:
            raise
        except Exception:  # a decoder of hostile bytes may raise anything
            continue
    raise InputError("sound-unreadable", NOT_A_SOUND)


@contextmanager
def _open_samples(content: bytes) -> Iterator[Stream]:
    with soundfile.SoundFile(io.BytesIO(content)) as file:
        yield Stream(
            rate=file.samplerate,
            channels=file.channels,
            seconds=file.frames / file.samplerate,
            cut_short=_is_cut_short(file.extra_info),
            top=_TOP_OF_8_BITS if file.subtype in ("PCM_U8", "PCM_S8") else _TOP,
            blocks=file.blocks(BLOCK, dtype="float32", always_2d=True),
        )


def _is_cut_short(log: str) -> bool:
    match = _CUT_SHORT.search(log)
    return match is not None and int(match[2]) < int(match[1]) < _LENGTH_UNKNOWN


@contextmanager
def _open_track(container_format: str, content: bytes) -> Iterator[Stream]:
    with av.open(io.BytesIO(content), "r", format=container_format, options=_CONTAINER_OPTIONS) as container:
        if not container.streams.audio:
            raise InputError("sound-no-track", NO_TRACK)
        track = container.streams.audio[0]
        if track.codec_context.name not in _CODECS:  # the option binds only what reads the header
            raise InputError("sound-unreadable", NOT_A_SOUND)
        frames = container.decode(track)
        first = next(frames)
        yield Stream(
            rate=first.sample_rate,
            channels=first.layout.nb_channels,
            seconds=container.duration / _MICROSECONDS if container.duration else None,
            cut_short=False,
            top=_TOP,
            blocks=_blocks(chain([first], frames)),
        )


def _blocks(frames: Iterator[av.AudioFrame]) -> Iterator[Block]:
    """The frames as numbers; ValueError where rate or channels change on the way."""
    to_float = av.AudioResampler(format="fltp")
    for frame in frames:
        for part in to_float.resample(frame):
            yield part.to_ndarray().T
