"""Six points of a face by MediaPipe's Face Landmarker, where somebody has installed it: it is not needed, and not asked of anybody.

Kartynnik et al. 2019, Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs, arXiv:1907.06724. Its points are
numbered as in the canonical face model of MediaPipe.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np

from mm_models.talking.filmed import Finder, Frame, Points
from mm_models.text import Text

MODEL = Path(__file__).resolve().parents[2] / ".cache" / "face_landmarker.task"
EYES = ((33, 133), (362, 263))  # corners of the eye on the left of the picture, and of the other
MOUTH = (61, 291, 13, 14)  # left and right corner, inner edge of the upper and of the lower lip
NEEDED = Text(
    en=f"Your own film of a face can be separated where MediaPipe is installed (pip install mediapipe) and its model face_landmarker.task lies in "
    f"{MODEL.parent.name}/. Neither comes with this app. The network has learnt drawn faces only: expect little.",
    ko=f"MediaPipe를 설치하고(pip install mediapipe) 그 모델 face_landmarker.task를 {MODEL.parent.name}/에 두면 직접 찍은 얼굴 동영상도 써 볼 수 있습니다. 둘 다 이 앱에는 "
    "들어 있지 않습니다. 신경망은 그린 얼굴만 배웠으므로 큰 기대는 하지 마세요.",
)


def finder(model: Path = MODEL) -> Finder | None:
    """What finds the points of the largest face of a frame; None where MediaPipe or its model is missing."""
    if find_spec("mediapipe") is None or not model.is_file():
        return None
    import mediapipe
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.FaceLandmarkerOptions(base_options=BaseOptions(model_asset_path=str(model)))
    landmarker = vision.FaceLandmarker.create_from_options(options)

    def find(frame: Frame) -> Points | None:
        image = mediapipe.Image(mediapipe.ImageFormat.SRGB, np.ascontiguousarray(frame))
        faces = landmarker.detect(image).face_landmarks
        return six(np.array([(each.x, each.y) for each in faces[0]]), frame) if faces else None

    return find


def six(shares: np.ndarray, frame: Frame) -> Points:
    """The six points in pixels, of all points in shares of the frame's sides."""
    rows, columns = frame.shape[:2]
    pixels = shares * (columns, rows)
    eyes = [pixels[list(corners)].mean(axis=0) for corners in EYES]
    return np.stack([*eyes, *pixels[list(MOUTH)]])
