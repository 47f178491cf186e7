"""A clip as a tensor with time, and what the network says of each of its frames."""

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from demos.tabs.represent.tensors_views import NAMED, Names, colours_of, kind_names, names_over
from demos.views.film_view import film, row
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from mm_models.systems.vision_backbone.infer import named
from mm_models.systems.vision_backbone.model import Trace
from mm_models.text import Text

MATRIX_HEIGHT = 240  # CSS pixels
Frames = UInt8[np.ndarray, "frames 112 112 3"]
CLIPS: dict[str, Text] = {
    "clip:5": Text("A car crosses", "자동차가 가로질러 갑니다"),
    "clip:3": Text("A helicopter grows", "헬리콥터가 커집니다"),
    "clip:21": Text("An elephant spins", "코끼리가 돕니다"),
    "clip:6": Text("A sheep falls, then an umbrella leaves", "양이 떨어지고 우산이 나갑니다"),
}


def clip_film(frames: Frames, trace: Trace) -> Payload:
    """The frames with their cells' names, and how much pixels and features change from the frame before."""
    names = named(trace).numpy()
    colours = colours_of(names)
    return film(
        frames,
        captions=[frame_words(table) for table in names],
        maps=[[names_over(NAMED, table, colours)] for table in names],
        rows=[
            row(Text("pixels change", "픽셀 변화"), pixel_change(frames), unit="/ 255"),
            row(Text("features change", "특징 변화"), feature_change(frame_features(trace)), colour=1),
        ],
        opacity=0.5,
        first=len(frames) // 2,
    )


def frame_words(names: Names) -> Text:
    """The kinds of a frame that at least two cells are named by."""
    numbers, counts = np.unique(names[names > 0], return_counts=True)
    kinds = [kind_names()[number] for number in numbers[counts > 1]]
    return Text(
        ", ".join(kind.en for kind in kinds) or "nothing",
        ", ".join(kind.ko for kind in kinds) or "아무것도 없음",
    )


def pixel_change(frames: Frames) -> Float[np.ndarray, " frames"]:
    """Mean difference of the pixels from the frame before; 0 for the first."""
    steps = np.abs(np.diff(frames.astype(np.int16), axis=0)).mean(axis=(1, 2, 3))
    return np.concatenate([[0.0], steps])


def frame_features(trace: Trace) -> Float[Tensor, "frames channels"]:
    """A vector for each frame: the mean of its cells' features."""
    return trace.features.mean(dim=(2, 3))


def feature_change(features: Float[Tensor, "frames channels"]) -> Float[Tensor, " frames"]:
    """1 − cosine to the frame before; 0 for the first."""
    cosines = torch.nn.functional.cosine_similarity(features[1:], features[:-1])
    return torch.cat([torch.zeros(1), 1 - cosines])


def frame_matrix(trace: Trace) -> Payload:
    """How alike the frames are: the cosines between their features, the clip's mean taken away."""
    features = frame_features(trace)
    apart = torch.nn.functional.normalize(features - features.mean(dim=0), dim=1)
    return matrix(
        apart @ apart.T,
        x_label=Text("frame", "프레임"),
        y_label=Text("frame", "프레임"),
        colour_map="diverging",
        low=-1.0,
        high=1.0,
        height=MATRIX_HEIGHT,
    )
