"""ImageBind: its loss is equation 1, modalities meet pictures alone, and what ships belongs to the CLIP that ships."""

from math import log

import numpy as np
import pytest
import torch

from mm_models import published, weights
from mm_models.audio.foley import FOLEY
from mm_models.hearing.bank import made_bank
from mm_models.hearing.names import KIND_OF, SOUND_OF, SOUNDS
from mm_models.registry import SYSTEMS
from mm_models.systems import imagebind
from mm_models.systems.imagebind import trials
from mm_models.systems.imagebind.evaluate import between, outcome
from mm_models.systems.imagebind.infer import (
    SOUNDING,
    added,
    changes,
    class_vectors,
    grey_frames,
    looked_at,
    sound_vector,
)
from mm_models.systems.imagebind.model import ImageBind
from mm_models.systems.imagebind.pairs import LEVELS, rehearsal_pairs, shown_in, sounds_in
from mm_models.systems.imagebind.train import info_nce
from mm_models.world.clips import clip, play
from mm_models.world.rendering import render


@pytest.fixture(scope="module")
def pairs():
    return rehearsal_pairs(0, 12, made_bank())


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return ImageBind(imagebind.SYSTEM.tiny).eval()


def test_the_loss_is_equation_one_in_both_directions():
    q, k = (torch.nn.functional.normalize(torch.randn(5, 12), dim=1) for _ in range(2))
    by_hand = 0.0
    for first, second in ((q, k), (k, q)):
        for i in range(5):
            raised = torch.exp(first[i] @ second.T / 0.07)
            by_hand -= float(torch.log(raised[i] / raised.sum())) / 10
    assert float(info_nce(q, k, 0.07)) == pytest.approx(by_hand, rel=1e-4)
    alike = torch.ones(5, 12) / 12**0.5
    assert float(info_nce(alike, alike, 0.07)) == pytest.approx(log(5), rel=1e-5)


def test_batches_repeat_and_pair_each_modality_with_pictures(pairs):
    batch, again = pairs(3), pairs(3)
    for name, tensor in vars(batch).items():
        assert torch.equal(tensor, getattr(again, name)), name
        assert tensor.isfinite().all()
    assert batch.heard.shape[:2] == (6, 64)
    assert batch.maps.shape == (8, 56, 56)
    assert batch.changes.shape == (3, 4, 56, 56)
    found = (batch.seen_with_depth @ pairs.stills.vectors.T).argmax(dim=1)
    assert torch.allclose(batch.maps, pairs.stills.maps[found].float() / LEVELS)
    assert len(pairs.stills.sounds) == len(pairs.stills.vectors)


def test_the_sounds_of_a_scene_are_those_of_its_things():
    for view in trials.staged_scenes("test", 5, 0):
        heard = {KIND_OF[SOUNDS[number]] for number in sounds_in(view)}
        assert heard == {thing.kind for thing in view.things} & set(SOUND_OF)
        assert heard


def test_motion_is_the_difference_of_frames_and_a_still_film_has_none():
    film = play(clip(6, "test")).images
    grey = grey_frames(film)
    assert grey.shape == (12, 56, 56)
    assert float(changes(grey[None]).abs().max()) > 0.5
    assert not changes(grey[:1].expand(3, -1, -1)[None]).any()
    backwards = changes(grey.flip(0)[None])
    assert torch.allclose(backwards.flip(1), -changes(grey[None]))


def test_two_frames_stand_for_a_film_and_as_scenes_they_are_the_same():
    story = clip(6, "test")
    first, second = (render(view).image for view in shown_in(story))
    assert np.array_equal(looked_at(play(story).images), np.stack([first, second]))


def test_a_films_vector_does_not_depend_on_the_order_of_its_differences(model):
    differences = torch.randn(2, 5, 56, 56)
    with torch.no_grad():
        there, mixed = model.follow(differences)[1], model.follow(differences[:, [3, 0, 4, 2, 1]])[1]
    assert torch.allclose(there, mixed, atol=1e-5)


def test_a_sum_is_a_unit_vector_between_its_parts():
    a, b = torch.eye(4)[0], torch.eye(4)[1]
    assert torch.allclose(added(a, b, 0.5), (a + b) / 2**0.5)
    assert torch.equal(added(a, b, 0.0), a)
    assert torch.equal(added(a, b, 1.0), b)


def test_exchanged_queries_find_nothing_and_own_ones_all():
    vectors = torch.eye(20)
    pool = trials.Pool({"image": vectors, "depth": vectors}, {("image", "depth"): np.eye(20, dtype=bool)})
    found, others = between(pool, 0)
    assert set(found) == {"image_to_depth.r1.20", "depth_to_image.r1.20"}
    assert set(found.values()) == {1.0}
    assert set(others["exchanged"].values()) == {0.0}


def test_an_outcome_counts_what_a_found_scene_shows():
    scenes = trials.staged_scenes("test", 4, 0)
    wanted = [(view.things[-1].kind, sounds_in(view)[0]) for view in scenes]
    assert outcome([0, 1, 2, 3], scenes, wanted)["arithmetic.both"] == 1
    other = [(kind, sounds_in(scenes[n])[0]) for n, (kind, _) in enumerate(wanted)]
    assert outcome([0, 1, 2, 3], scenes, other)["arithmetic.sound"] == 1


# What ships.


@pytest.fixture(scope="module")
def shipped():
    return {name: published.load(SYSTEMS[name]) for name in ("imagebind", "clip")}


def test_it_belongs_to_the_clip_that_ships():
    config = weights.load(published.weights_file("imagebind")).config
    assert config["clip"] == published.hashes()["clip"][:16], "CLIP was trained again: train imagebind again"


def test_most_made_sounds_find_their_names_which_they_never_met(shipped):
    heard = torch.stack([sound_vector(shipped["imagebind"], FOLEY[key](0, 3.0, 16_000)) for key in FOLEY])
    best = (heard @ class_vectors(shipped["clip"], SOUNDING, "en").T).argmax(dim=1)
    assert int((best == torch.arange(10)).sum()) >= 7
