"""Files for the tests, made on the spot: nothing here comes from outside."""

import io
import struct
import zlib
from pathlib import Path

import av
import numpy as np
import soundfile


def tone(hz: float, seconds: float, rate: int, amplitude: float = 0.5) -> np.ndarray:
    return (amplitude * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def sound_file(path: Path, samples: np.ndarray, rate: int, **options: str) -> Path:
    soundfile.write(path, samples, rate, **options)
    return path


def track_file(
    path: Path, samples: np.ndarray, rate: int, codec: str, container: str, picture: bool = False
) -> Path:
    """A container with a sound track, and a video track where a picture is wanted."""
    with av.open(str(path), "w", format=container) as out:
        track = out.add_stream(codec, rate=rate, layout="mono")
        if picture:
            _write_picture(out)
        frame = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
        frame.sample_rate = rate
        to_codec = av.AudioResampler(format=track.codec_context.format, layout="mono", rate=rate)
        for part in [*to_codec.resample(frame), *to_codec.resample(None)]:
            out.mux(track.encode(part))
        out.mux(track.encode(None))
    return path


def silent_film(path: Path) -> Path:
    with av.open(str(path), "w", format="mp4") as out:
        _write_picture(out)
    return path


def _write_picture(out: av.container.OutputContainer) -> None:
    video = out.add_stream("mpeg4", rate=25)
    video.width, video.height, video.pix_fmt = 32, 32, "yuv420p"
    for _ in range(3):
        frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        out.mux(video.encode(frame))
    out.mux(video.encode(None))


def wav_header(*, rate: int, channels: int, data_bytes: int) -> bytes:
    """A 16-bit WAV up to its first sample, saying whatever is asked for."""
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    chunks = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", data_bytes)
    return b"RIFF" + struct.pack("<I", min(len(chunks) + data_bytes, 2**32 - 1)) + chunks


def hour_of_flac(path: Path) -> Path:
    with soundfile.SoundFile(path, "w", 16_000, 1, format="FLAC") as file:
        for _ in range(60):
            file.write(np.zeros(16_000 * 60, np.int16))
    return path


def black_png(path: Path, side: int) -> Path:
    """A bilevel picture of side × side, a few kilobytes however large: rows of zeros, deflated as they come."""
    row = bytes(1 + (side + 7) // 8)
    deflate = zlib.compressobj(9)
    body = b"".join(deflate.compress(row) for _ in range(side)) + deflate.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
    return path


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def wav_bytes(samples: np.ndarray, rate: int, subtype: str = "PCM_16") -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format="WAV", subtype=subtype)
    return buffer.getvalue()
