"""Real faces as the network sees drawn ones: here drawn faces are filmed from afar, askew, by a camera that moves."""

import numpy as np
import pytest
from PIL import Image

from mm_models.intake.errors import InputError
from mm_models.talking import landmarks
from mm_models.talking.filmed import EYES, filmed
from mm_models.talking.mixtures import Scene, Talker, batched
from mm_models.talking.visemes import Spoken, trajectory
from mm_models.world.face_painting import SIDE, film, mouth_crops
from mm_models.world.faces import GAP, face, lip_points

FRAMES = 12
TURN = 1.5 * np.exp(0.2j)  # how the camera turns and enlarges the picture
CORNERS, INNER = (0, 6), (14, 18)  # of the twenty lip points


@pytest.fixture(scope="module")
def drawn():
    """A face, what its mouth does, and its film."""
    of, pose = face(1_000_003), trajectory([Spoken("aa", 0.05, 0.2), Spoken("m", 0.2, 0.5)], FRAMES / 25)
    return of, pose, film(of, pose)


@pytest.fixture(scope="module")
def askew(drawn):
    """The film from a camera that drifts, and where the six points are in every frame of it."""
    of, pose, frames = drawn
    lips = SIDE * lip_points(of, pose) @ np.array([1, 1j])
    starts = 60 + 30j + np.arange(FRAMES) * (1 + 0.5j)
    places = [np.concatenate([EYES, each[list(CORNERS)], each[list(INNER)]]) for each in lips]
    points = [start + TURN * place for start, place in zip(starts, places, strict=True)]
    seen = [shot(frame, start) for frame, start in zip(frames, starts, strict=True)]
    return np.stack(seen), [np.stack([each.real, each.imag], axis=1) for each in points]


def shot(frame, start):
    back = 1 / TURN
    offset = -start * back
    rows = (back.real, -back.imag, offset.real, back.imag, back.real, offset.imag)
    picture = Image.fromarray(frame)
    return np.asarray(picture.transform((240, 240), Image.Transform.AFFINE, rows, Image.Resampling.BICUBIC))


def finding(points):
    """A finder that knows where the points are, frame by frame."""
    waiting = iter(points)
    return lambda frame: next(waiting)


def test_a_filmed_face_is_put_where_a_drawn_one_is(drawn, askew):
    of, pose, frames = drawn
    found = filmed(askew[0], finding(askew[1]))
    wanted = mouth_crops(of, pose)
    assert found.mouths.shape == wanted.shape
    assert np.abs(found.mouths.astype(int) - wanted).mean() < 6  # of 255: resampled twice
    still = np.abs(wanted[::-1].astype(int) - wanted).mean()
    assert np.abs(found.mouths[::-1].astype(int) - wanted).mean() > still / 2
    assert np.abs(found.faces[0].astype(int) - frames[0]).mean() < 6


def test_the_mouths_opening_is_measured(drawn, askew):
    pose = filmed(askew[0], finding(askew[1])).pose
    gap = GAP * drawn[1][:, 0] * (1 - 0.85 * drawn[1][:, 2])
    assert np.allclose(pose[:, 0], gap / GAP, atol=0.02)


def test_gaps_are_bridged_and_a_film_without_a_face_is_refused(askew):
    some = [None if number % 3 == 1 else points for number, points in enumerate(askew[1])]
    assert len(filmed(askew[0], finding(some)).mouths) == FRAMES
    with pytest.raises(InputError) as raised:
        filmed(askew[0], lambda frame: None)
    assert raised.value.code == "no-face"


def test_the_network_is_given_the_film_instead_of_the_drawing(drawn, askew):
    of, pose, _ = drawn
    found = filmed(askew[0], finding(askew[1])).lasting(FRAMES + 2)
    voice = np.zeros((FRAMES + 2) * 320, np.float32)
    longer = np.concatenate([pose, pose[-2:]])
    batch = batched([Scene((Talker(of, longer, voice, found),), voice)])
    assert np.array_equal(batch.mouths[0, 0].numpy(), found.mouths)
    assert np.array_equal(batch.portraits[0, 0].numpy(), found.portrait)
    assert np.array_equal(found.mouths[-1], found.mouths[FRAMES - 1])


def test_the_six_points_are_taken_from_those_of_the_model():
    shares = np.stack([np.arange(478) / 478, np.full(478, 0.5)], axis=1)
    points = landmarks.six(shares, np.zeros((100, 200, 3), np.uint8))
    assert points.shape == (6, 2)
    assert points[2].tolist() == pytest.approx([200 * 61 / 478, 50])
    assert points[0, 0] == pytest.approx(200 * (33 + 133) / 2 / 478)


def test_without_the_model_there_is_a_sentence_and_no_finder(tmp_path):
    assert landmarks.finder(tmp_path / "none.task") is None
    assert "MediaPipe" in landmarks.NEEDED.en
    assert "MediaPipe" in landmarks.NEEDED.ko
