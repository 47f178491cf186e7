"""Several sounds on one clock, at their true levels: listen side by side, alone, or A against B; each may have a film beside it."""

from collections.abc import Sequence

import numpy as np

from demos.views.base import CanvasView
from demos.views.film_view import MOST_PIXELS
from demos.views.packing import Array, Caption, Payload, caption, pack, pcm, to_numpy
from demos.views.picture_view import REPEATED, packed_image

SILENCE_DB = -120.0
PLAYER_SAMPLES = 960_000  # all stems together: 2.6 MB of base64


class PlayerView(CanvasView):
    """Draws `player(...)`. Event `select` carries `stem` (the index of the one that is heard) and `time`
    (s).
    """

    kind = "player"


def stem(
    label: Caption,
    waveform: Array,
    *,
    colour: int = 0,
    note: Caption | None = None,
    film: Array | None = None,
    fps: float = 25.0,
) -> Payload:
    """One sound for `player`: `waveform` (samples,), ±1 is full scale; `note` is a short remark, such as a
    score. `film` (frames, height, width, 3), uint8, plays beside it at `fps` frames a second; a click on it hears this sound alone.
    """
    samples = to_numpy(waveform).reshape(-1).astype(np.float32)
    return {
        "label": caption(label),
        "waveform": samples,
        "colour": colour,
        "note": None if note is None else caption(note),
        "film": None if film is None else packed_film(to_numpy(film), fps),
        "peak_db": decibels(float(np.abs(samples).max(initial=0.0))),
        "rms_db": decibels(
            float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if samples.size else 0.0
        ),
    }


def player(tracks: Sequence[Payload], sample_rate: int, *, exclusive: bool = True) -> Payload:
    """The payload of a `PlayerView`: stems of one sample rate, drawn and played with one shared gain.

    `exclusive` starts with only the first one heard (compare them: keys 1 to 9 switch); otherwise all sound
    together (a mixture's parts). All stems together travel as at most 960,000 samples of 16-bit PCM, at a
    lower rate if need be. ValueError: no stem, an empty one, more than nine, or more than 120 s.
    """
    if not 1 <= len(tracks) <= 9:
        raise ValueError(f"a player holds one to nine sounds, got {len(tracks)}")
    sounds = pcm([track["waveform"] for track in tracks], sample_rate, PLAYER_SAMPLES)
    stems = [{**track, "waveform": pack(sound.samples)} for track, sound in zip(tracks, sounds, strict=True)]
    return {
        "sample_rate": sounds[0].sample_rate,
        "original_rate": sample_rate,
        "gain": sounds[0].gain,
        "stems": stems,
        "exclusive": exclusive,
    }


def packed_film(frames: np.ndarray, fps: float) -> Payload:
    """Frames (frames, height, width, 3), one below the other in one picture."""
    count, height, width = frames.shape[:3]
    sheet = packed_image(frames.reshape(count * height, width, -1), MOST_PIXELS, REPEATED)
    return {"sheet": sheet, "count": count, "width": width, "height": height, "fps": fps}


def decibels(amplitude: float) -> float:
    """Level relative to full scale in dBFS, 20 log10(amplitude), not below -120."""
    return max(SILENCE_DB, 20.0 * float(np.log10(max(amplitude, 1e-12))))
