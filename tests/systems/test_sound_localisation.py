"""Sound source localisation: its arithmetic, honest parts, and a tiny one whose map follows the sound."""

from dataclasses import replace

import pytest
import torch
from torch.nn import functional

from mm_models.systems.sound_localisation import CORRESPONDENCE, SEMI, SUPERVISED, SYSTEM
from mm_models.systems.sound_localisation.infer import WINDOW_STEPS, localise, moments, pooled_around
from mm_models.systems.sound_localisation.losses import map_loss, metric_loss
from mm_models.systems.sound_localisation.model import (
    POOLINGS,
    Config,
    SoundLocaliser,
    attend,
)
from mm_models.systems.sound_localisation.pairs import SILENCE, Batch, rehearsal_pairs
from mm_models.systems.sound_localisation.train import recipe
from mm_models.training import Run, fit

TINY = SYSTEM.tiny
VARIANTS = (SYSTEM, CORRESPONDENCE, SEMI, SUPERVISED)


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return SoundLocaliser(TINY).eval()


@pytest.fixture(scope="module")
def trace(network):
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        return network(*SYSTEM.example(TINY, generator))


def scores_with(peak_at, side=14, height=1.0):
    scores = torch.zeros(side, side)
    scores[peak_at] = height
    return scores


# The network.


def test_scores_are_inner_products_and_attention_is_a_softmax_of_what_is_above_zero(trace):
    products = torch.einsum("bvij,bv->bij", trace.visual, trace.sound)
    assert torch.allclose(trace.scores, products, atol=1e-5)
    assert torch.allclose(trace.attention.sum(dim=(1, 2)), torch.ones(3), atol=1e-5)
    exact = (trace.scores.relu() / TINY.temperature).flatten(1).softmax(dim=1)
    assert torch.allclose(trace.attention.flatten(1), exact, atol=1e-6)


def test_what_is_attended_to_is_a_mean_of_places_and_its_match_decides_the_confidence(network, trace):
    z = torch.einsum("bvij,bij->bv", trace.visual, trace.attention)
    assert torch.allclose(trace.attended, z, atol=1e-5)
    assert torch.allclose(trace.match, (z * trace.sound).sum(dim=1), atol=1e-5)
    assert torch.allclose(trace.confidence, network.confidence(trace.match))
    assert (network.confidence(torch.tensor([0.0, 0.5, 1.0])).diff() > 0).all()


def test_vectors_have_length_one_and_places_are_means_of_such(trace):
    assert torch.allclose(trace.sound.norm(dim=1), torch.ones(3), atol=1e-5)
    assert float(trace.visual.norm(dim=1).max()) <= 1 + 1e-5
    assert float(trace.scores.abs().max()) <= 1 + 1e-5


def test_a_map_without_anything_above_zero_is_attended_evenly():
    assert torch.allclose(attend(-torch.ones(4, 4), 0.05), torch.full((4, 4), 1 / 16))


def test_eight_frames_make_a_step_and_short_sounds_work(network):
    features = torch.randn(1, TINY.channels, 14, 14, generator=torch.Generator().manual_seed(0))
    for samples in (1, 4000, 16_000 * 5):
        found = localise(network, features, torch.randn(samples) * 0.1)
        film = moments(network, found)
        assert found.over_time.shape[2] == len(film.match) == found.log_mel.shape[2] // 8
        assert film.scores.shape[1:] == (14, 14)
        assert film.scores.isfinite().all()


def test_silence_answers_nothing(network):
    features = torch.randn(1, TINY.channels, 6, 6, generator=torch.Generator().manual_seed(0))
    nothing = localise(network, features, torch.zeros(16_000))
    assert float(nothing.sound.abs().max()) == 0
    assert float(localise(network, features, 1e-6 * torch.randn(16_000)).sound.abs().max()) == 0
    assert float(nothing.match[0]) == 0
    assert float(localise(network, features, 0.01 * torch.randn(16_000)).sound.norm()) == pytest.approx(1)


def test_moments_of_a_sound_that_never_changes_are_the_whole(network):
    steady = torch.rand(1, TINY.features, 1).expand(-1, -1, 20)
    around = pooled_around(steady, WINDOW_STEPS)
    assert torch.allclose(around, (2 * steady), atol=1e-5)


# What is learnt.


@pytest.mark.parametrize("pooling", POOLINGS)
def test_the_metric_loss_prefers_the_right_pairs(pooling):
    config = Config(pooling=pooling, temperature=0.1)
    places = functional.normalize(torch.randn(4, 8, 1, 1, generator=torch.Generator().manual_seed(0)), dim=1)
    visual, sound = places.expand(-1, -1, 3, 3), places[:, :, 0, 0]
    right = metric_loss(visual, sound, config)
    assert float(right) < float(metric_loss(visual, sound.roll(1, 0), config))
    strangers = torch.cat([sound, -sound])
    assert float(metric_loss(visual, strangers, config)) == pytest.approx(float(right), abs=0.05)


def test_the_map_loss_wants_the_marked_cells_and_asks_nothing_without_marks():
    sound = functional.normalize(torch.ones(1, 4), dim=1)
    visual = torch.zeros(1, 4, 3, 3)
    visual[0, :, 1, 1] = sound[0]
    cells = torch.zeros(1, 3, 3, dtype=torch.bool)
    cells[0, 1, 1] = True
    yes, no = torch.tensor([True]), torch.tensor([False])
    assert float(map_loss(visual, sound, cells, yes, 0.05)) < 0.01
    assert float(map_loss(visual, sound, cells.roll(1, 1), yes, 0.05)) > 5
    assert float(map_loss(visual, sound, cells, no, 0.05)) == 0


def test_variants_differ_in_nothing_but_how_they_learn():
    names = [system.name for system in VARIANTS]
    assert len(set(names)) == len(names)
    shapes = {(system.config.width, system.config.vector, system.config.inner) for system in VARIANTS}
    assert len(shapes) == 1
    assert not CORRESPONDENCE.config.pretrained
    assert (SYSTEM.config.annotated, SUPERVISED.config.annotated) == (0, 1)
    assert all(system.card.departures[: len(SYSTEM.card.departures) - 1] for system in VARIANTS)


def test_a_batch_is_a_function_of_seed_and_number_and_marks_the_source():
    first, again = (rehearsal_pairs(0, TINY.channels, 0.5)(3) for _ in range(2))
    assert isinstance(first, Batch)
    assert torch.equal(first.heard, again.heard)
    assert torch.equal(first.features, again.features)
    assert len(first.heard) == len(first.features) + 2
    assert (first.heard[-1] == SILENCE).all()
    assert first.cells.flatten(1).any(dim=1).all()
    assert first.heard.isfinite().all()
    assert -1 <= float(first.heard.min()) <= float(first.heard.max()) <= 1


def toy(number: int, pairs: int = 16, kinds: int = 5) -> tuple[Batch, torch.Tensor, torch.Tensor]:
    """Pictures of 7 × 7 cells with two things in their corners, each a direction of its own, and tones: kind k sounds in band 12 k.

    Also the kinds and the corners of both things; the first one sounds.
    """
    chance = torch.Generator().manual_seed(number)
    things = torch.stack([torch.randperm(kinds, generator=chance)[:2] for _ in range(pairs)])
    corners = torch.stack([torch.randperm(4, generator=chance)[:2] for _ in range(pairs)])
    features = 0.1 * torch.randn(pairs, TINY.channels, 7, 7, generator=chance).abs()
    cells = torch.zeros(pairs, 7, 7, dtype=torch.bool)
    for row in range(pairs):
        for kind, corner in zip(things[row].tolist(), corners[row].tolist(), strict=True):
            features[(row, kind, *block(corner))] += 2.0
        cells[(row, *block(int(corners[row, 0])))] = True
    heard = torch.full((pairs + 1, TINY.mels, 16), SILENCE)
    heard[torch.arange(pairs), 12 * things[:, 0]] = 1.0
    return Batch(features, heard, cells, torch.zeros(pairs, dtype=torch.bool)), things, corners


def block(corner: int) -> tuple[slice, slice]:
    """Rows and columns of a corner."""
    down, across = 4 * (corner // 2), 4 * (corner % 2)
    return slice(down, down + 3), slice(across, across + 3)


def test_swapping_the_sound_moves_the_map():
    """A tiny network that learnt from pairs alone points at whichever of two things is heard."""
    torch.manual_seed(0)
    model = CORRESPONDENCE.build(CORRESPONDENCE.tiny)
    learning = recipe(model, lambda index: toy(index)[0], steps=160, every=80)
    assert list(fit(model, replace(learning, average=0.0), Run()))
    batch, things, corners = toy(1000, pairs=32)
    for which in (0, 1):
        heard = batch.heard[:32].fill_(SILENCE)
        heard[torch.arange(32), 12 * things[:, which]] = 1.0
        with torch.no_grad():
            peaks = model(batch.features, heard).scores.flatten(1).argmax(dim=1)
        pointed = 2 * (peaks // 7 > 3) + (peaks % 7 > 3)
        assert (
            float((pointed == corners[:, which]).float().mean()) > 0.7
        )  # a map that does not listen: one half at most


# Scenes and recordings.
