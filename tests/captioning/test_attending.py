"""Can maps be believed? Figures about maps that are drawn by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from mm_models.captioning import attending
from mm_models.captioning.attending import Noun
from mm_models.captioning.captioner import evenly
from mm_models.captioning.decoding import Written
from mm_models.captioning.seeing import box_cells
from mm_models.captioning.vocabulary import END, numbers
from mm_models.systems import show_attend_tell
from mm_models.world.tokens import tokens
from tests.captioning.fakes import dog_and_cat


def written(*captions):
    ids = [[*(numbers()[token] for token in tokens(caption)), END] for caption in captions]
    longest = max(map(len, ids))
    padded = torch.tensor([[*some, *[0] * (longest - len(some))] for some in ids])
    return Written(padded, torch.zeros(padded.shape), None)


def target(*cells):
    found = np.zeros(196, bool)
    found[list(cells)] = True
    return found


def test_nouns_stand_where_they_are_said_and_look_at_their_boxes():
    scene = dog_and_cat()
    dog, banana = attending.nouns([scene], written("a dog and a banana"))
    assert (dog.word, dog.right) == (1, True)
    assert (dog.target == box_cells(scene.things[0]).ravel()).all()
    assert (banana.word, banana.right) == (4, False)
    left_out = box_cells(scene.things[1]) | box_cells(scene.things[2])
    assert (banana.target == left_out.ravel()).all()


def test_pointing_and_mass_by_hand():
    maps = np.full((2, 196), 0.0)
    maps[0, [3, 4, 9]] = 0.5, 0.3, 0.2
    maps[1, [7, 8]] = 0.6, 0.4
    found = [Noun(0, 0, True, target(3, 4)), Noun(0, 1, True, target(8))]
    figures = attending.pointed(list(maps), found)
    assert figures["attention.pointing"] == 0.5
    assert figures["attention.mass"] == pytest.approx((0.8 + 0.4) / 2)


def test_baselines_are_the_area_and_a_blob_in_the_middle():
    found = [Noun(0, 0, True, target(*range(98)))]
    figures = attending.baselines(found)
    assert figures["uniform"]["attention.pointing"] == pytest.approx(0.5)
    assert figures["uniform"]["attention.mass"] == pytest.approx(0.5)
    assert figures["centre"]["attention.mass"] == pytest.approx(0.5)
    blob = attending.centre_map().reshape(14, 14)
    assert blob.sum() == pytest.approx(1)
    assert np.allclose(blob, blob[::-1, ::-1])
    assert blob[7, 7] / blob[7, 13] == pytest.approx(np.exp((6.5**2 - 0.5**2) / 14**2 / (2 * 0.25**2)))


def test_maps_that_are_all_alike_do_not_vary():
    said = written("a dog", "a cat")
    alike = torch.full((2, 3, 4), 0.25)
    assert attending.word_variance(alike, said) == pytest.approx(0)
    one_each = torch.eye(3, 4).expand(2, -1, -1)
    assert attending.word_variance(one_each, said) == pytest.approx(2 / 3, rel=1e-5)


def test_of_several_layers_the_last_counts_and_its_heads_are_averaged():
    many = torch.rand(2, 3, 4, 5, 6)
    said = Written(torch.ones(2, 3, dtype=torch.long), torch.zeros(2, 3), many)
    assert torch.allclose(attending.maps_of(said), many[:, :, 3].mean(dim=2))
    assert attending.maps_of(written("a dog")) is None


class Picky:
    """Says the same of every picture; how likely each word is depends on one cell alone."""

    def read(self, annotations):
        return annotations

    def first(self, memory):
        return memory

    def step(self, memory, state, ids):
        raise AssertionError("the deletion test reads whole captions")

    def tell(self, memory, ids):
        likely = memory[:, 0, 0, 5]
        logits = torch.zeros(*ids.shape, 600)
        logits[:, :, numbers()["dog"]] = likely[:, None]
        return SimpleNamespace(logits=logits, attention=None)


def test_deleting_the_cell_that_matters_costs_its_word_its_probability():
    said = written("a dog")
    maps = torch.zeros(1, 3, 196)
    maps[0, 1, 5] = 1.0
    seen, blank = torch.full((1, 1, 14, 14), 6.0), torch.zeros(1, 1, 14, 14)
    found = [Noun(0, 1, True, target(5))]
    figures = attending.deletion(Picky(), seen, blank, said, maps, found, "en", seed=1)
    before, after = (float(torch.tensor([x] + [0.0] * 599).log_softmax(0)[0]) for x in (6.0, 0.0))
    assert figures["attention.deletion"] == pytest.approx(before - after, rel=1e-4)
    assert figures["attention.deletion.random"] in (0.0, pytest.approx(before - after, rel=1e-4))


def test_only_the_cells_that_are_named_are_blanked():
    seen, blank = torch.ones(2, 3, 14, 14), torch.zeros(1, 3, 14, 14)
    found = attending.blanked(seen, blank, torch.tensor([[0, 15], [195, 2]]))
    gone = (found[:, 0] == 0).flatten(1).nonzero().tolist()
    assert gone == [[0, 0], [0, 15], [1, 2], [1, 195]]
    assert torch.equal(found[:, 0], found[:, 2])


def test_attention_can_be_taken_away():
    system = show_attend_tell.SYSTEM
    torch.manual_seed(0)
    model = system.build(system.tiny).eval()
    annotations, ids = system.example(system.tiny, torch.Generator().manual_seed(0))
    blind = evenly(model, annotations.shape[2] * annotations.shape[3])
    memory = blind.read(annotations)
    step = blind.step(memory, blind.first(memory), ids[:, 0])
    assert torch.allclose(step.attention, torch.full_like(step.attention, 1 / 16))
    gate = model.gate(model.first(memory).hidden).sigmoid()
    assert torch.allclose(step.context, gate * memory.cells.mean(dim=1), atol=1e-6)
