"""How much of a person's input is read: every number that guards the machine, in one place."""

from dataclasses import dataclass

MEGABYTE = 10**6  # bytes


@dataclass(frozen=True)
class SoundLimits:
    """A longer sound is cut to `max_seconds`; whatever else lies outside is refused."""

    max_bytes: int = 20 * MEGABYTE
    max_seconds: float = 30.0
    min_seconds: float = 0.032  # one frame of 512 samples at 16 kHz: less has no spectrum to show
    min_rate: int = 4_000  # Hz
    max_rate: int = 192_000  # Hz
    max_channels: int = 8


@dataclass(frozen=True)
class ImageLimits:
    """A picture with a side above `max_side` is scaled down; whatever else lies outside is refused."""

    max_bytes: int = 20 * MEGABYTE
    max_pixels: int = 25_000_000
    max_side: int = 2048  # pixels


@dataclass(frozen=True)
class VideoLimits:
    """Frames are scaled down until their shorter side has `short_side` pixels; whatever else lies outside is refused."""

    max_bytes: int = 20 * MEGABYTE
    max_pixels: int = 2_100_000  # of a frame
    max_seconds: float = 20.0
    max_frames: int = 600
    short_side: int = 112  # pixels


SOUND_LIMITS = SoundLimits()
IMAGE_LIMITS = ImageLimits()
VIDEO_LIMITS = VideoLimits()
