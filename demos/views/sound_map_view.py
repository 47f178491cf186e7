"""A picture and a sound that listen to each other: the map of where the sound comes from, over the picture, while it plays.

The maps of the whole sound and of every moment travel once; threshold, opacity, the playing cursor and the moment under
the pointer are the browser's own business. A map is as faint as the confidence that goes with it.
"""

from collections.abc import Sequence

import numpy as np

from demos.views.base import CanvasView
from demos.views.packing import Array, Caption, Payload, caption, pack, quantise, to_numpy
from demos.views.picture_view import packed_image

MOST_MOMENTS = 400
MOST_CELLS = 32 * 32


class SoundMapView(CanvasView):
    """Draws `sound_map(...)`.

    Event `select` (a click on the picture, or Enter) carries `row` and `column` of the cell, `value` (its score) and `time`
    (seconds of the moment that is shown, None for the whole sound); `index` is [row, column].
    """

    kind = "sound-map"


def sound_map(
    image: Array,
    sound: Payload,
    whole: tuple[Array, float],
    moments: tuple[Array, Array],
    *,
    step_seconds: float,
    share: float = 0.5,
    opacity: float = 0.75,
    boxes: Sequence[Payload] = (),
    mark: tuple[int, int] | None = None,
    names: tuple[Caption, Caption] = ("", ""),
) -> Payload:
    """The payload of a `SoundMapView`.

    `image` is uint8 (height, width, 3), `sound` a payload of `signal_view.signal` whose tracks are drawn beside it. `whole` is the
    map (rows, columns) of the whole sound, of scores up to 1 (what is below 0 counts as 0), and its confidence, 0 to 1; `moments` are
    maps (moments, rows, columns) and confidences (moments,) every `step_seconds`, from time 0 on. What is under the `share` of a
    map's highest score is not drawn. `boxes` are `picture_view.box`es, `mark` a cell that is outlined, `names` what a peak inside none
    of the boxes and a map without confidence are called. ValueError: maps that fit neither each other nor the limits above.
    """
    maps = np.concatenate([to_numpy(whole[0])[None], to_numpy(moments[0])]).astype(np.float32)
    confidences = np.concatenate([[whole[1]], to_numpy(moments[1])]).astype(np.float32)
    if maps.ndim != 3 or not 1 <= maps[0].size <= MOST_CELLS or not 2 <= len(maps) <= MOST_MOMENTS + 1:
        raise ValueError(
            f"maps are (moments, rows, columns), at most {MOST_MOMENTS} of them, got {maps[1:].shape}"
        )
    if confidences.shape != (len(maps),):
        raise ValueError(f"{len(maps) - 1} moments need as many confidences, got {confidences.shape[0] - 1}")
    return {
        "image": packed_image(image),
        "sound": sound,
        "maps": quantise(np.nan_to_num(maps), 0.0, 1.0),
        "confidences": pack(np.nan_to_num(confidences)),
        "step_seconds": float(step_seconds),
        "share": float(share),
        "opacity": float(opacity),
        "boxes": list(boxes),
        "mark": None if mark is None else list(mark),
        "nowhere": caption(names[0]),
        "absent": caption(names[1]),
    }
