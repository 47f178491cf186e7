"""Transformer captioner: its equations by hand, what words may see, and that steps and whole captions agree."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.special import erf

from mm_models.captioning.batches import rehearsal_batches
from mm_models.captioning.captioner import evenly
from mm_models.captioning.decoding import likelihoods, write
from mm_models.captioning.seeing import CHANNELS
from mm_models.captioning.vocabulary import LONGEST, numbers
from mm_models.systems.transformer_captioner import SYSTEM
from mm_models.systems.transformer_captioner.train import losses
from tests.captioning.by_hand import linear, normed, places, softmax, stepwise, values

TINY = SYSTEM.tiny
SIZE = TINY.width // TINY.heads


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return SYSTEM.build(TINY).eval()


@pytest.fixture(scope="module")
def example():
    return SYSTEM.example(TINY, torch.Generator().manual_seed(0))


def attended(queries, keys, values_, seen):
    """One vector a word, head by head; `seen` says how many places each word may look at."""
    out, maps = np.zeros_like(queries), []
    for head in range(TINY.heads):
        part = slice(head * SIZE, (head + 1) * SIZE)
        rows = []
        for word, count in enumerate(seen):
            shares = softmax(keys[:count, part] @ queries[word, part] / np.sqrt(SIZE))
            out[word, part] = shares @ values_[:count, part]
            rows.append(shares)
        maps.append(rows)
    return out, maps


def by_hand(weights, picture, ids):
    """Maps over cells of every layer, words after each layer, and logits."""
    cells = np.concatenate([picture.reshape(len(picture), -1).T, places(picture.shape[1])], axis=1)
    cells = normed(weights, "normalise_cells", linear(weights, "annotate", cells))
    words, maps, hidden = weights["embed.weight"][ids] + weights["position.weight"][: len(ids)], [], []
    for layer in range(TINY.layers):
        own = {name.removeprefix(f"layers.{layer}."): value for name, value in weights.items()}
        before = normed(own, "before_words", words)
        asked, keys, kept = (linear(own, f"word_{name}", before) for name in ("query", "key", "value"))
        words = words + linear(own, "word_out", attended(asked, keys, kept, range(1, len(ids) + 1))[0])
        asked = linear(own, "cell_query", normed(own, "before_cells", words))
        keys, kept = linear(own, "cell_key", cells), linear(own, "cell_value", cells)
        seen, looked = attended(asked, keys, kept, [len(cells)] * len(ids))
        words = words + linear(own, "cell_out", seen)
        inner = linear(own, "inner.0", normed(own, "before_inner", words))
        words = words + linear(own, "inner.2", inner * (1 + erf(inner / np.sqrt(2))) / 2)
        maps.append(looked)
        hidden.append(words)
    return np.array(maps), np.array(hidden), linear(weights, "out", normed(weights, "normalise", words))


def test_its_equations_by_hand(model, example):
    annotations, ids = example
    trace = model(annotations, ids)
    maps, hidden, logits = by_hand(values(model), annotations[1].double().numpy(), ids[1].tolist())
    assert trace.attention[1].detach().numpy() == pytest.approx(maps.transpose(2, 0, 1, 3), abs=1e-5)
    assert trace.hidden[1].detach().numpy() == pytest.approx(hidden.transpose(1, 0, 2), abs=1e-4)
    assert trace.logits[1].detach().numpy() == pytest.approx(logits, abs=1e-4)


def test_word_by_word_is_the_same_as_the_whole_caption(model, example):
    whole = model(*example)
    for place, step in enumerate(stepwise(model, *example)):
        for name in ("logits", "attention", "queries", "hidden"):
            assert torch.allclose(getattr(step, name), getattr(whole, name)[:, place], atol=1e-5), name
        assert torch.allclose(step.to_words, whole.to_words[:, place, :, :, : place + 1], atol=1e-5)


@pytest.fixture(scope="module")
def listing():
    """A network with a checklist that it uses, and pictures and captions for it."""
    config = replace(TINY, checklist=True, channels=CHANNELS)
    torch.manual_seed(0)
    network = SYSTEM.build(config).eval()
    for layer in network.layers:
        torch.nn.init.constant_(layer.told, -2.0)
    annotations, ids = SYSTEM.example(config, torch.Generator().manual_seed(0))
    ids[:, 2] = numbers()["dogs"]
    return network, annotations.abs(), ids


def test_with_a_checklist_word_by_word_is_the_whole_caption_too(listing):
    model, annotations, ids = listing
    whole = model(annotations, ids)
    for place, step in enumerate(stepwise(model, annotations, ids)):
        for name in ("logits", "attention", "told"):
            assert torch.allclose(getattr(step, name), getattr(whole, name)[:, place], atol=1e-5), name


def test_heads_look_away_from_what_has_been_named(listing):
    model = listing[0]
    queries, keys = torch.randn(3, TINY.heads, 7, SIZE), torch.randn(3, TINY.heads, 16, SIZE)
    told = torch.zeros(3, 7, 16)
    told[:, 2:, 5] = 1
    looks = model.layers[0].looks(queries, keys, told)
    logs = (queries @ keys.transpose(2, 3) / np.sqrt(SIZE)) - 2.0 * told[:, None]
    assert torch.allclose(looks, logs.softmax(dim=3), atol=1e-6)


def test_what_is_left_enters_with_the_word(listing):
    model, annotations, ids = listing
    memory = model.read(annotations)
    emptied = replace(memory, items=replace(memory.items, there=torch.zeros_like(memory.items.there)))
    assert not torch.allclose(model.tell(memory, ids).logits, model.tell(emptied, ids).logits)
    silent = SYSTEM.build(replace(TINY, checklist=True, channels=CHANNELS)).eval()
    torch.nn.init.zeros_(silent.left.weight)
    memory = silent.read(annotations)
    emptied = replace(memory, items=replace(memory.items, there=torch.zeros_like(memory.items.there)))
    assert torch.equal(silent.tell(memory, ids).logits, silent.tell(emptied, ids).logits)


def test_no_word_sees_a_later_one(model, example):
    annotations, ids = example
    changed = ids.clone()
    changed[:, 4:] = 10
    one, other = model(annotations, ids), model(annotations, changed)
    assert torch.equal(one.logits[:, :4], other.logits[:, :4])
    assert not torch.allclose(one.logits[:, 4], other.logits[:, 4])
    assert (one.to_words.triu(0)[:, 0, :, :, 1:] == 0).all()


def test_every_map_sums_to_one(model, example):
    trace = model(*example)
    assert trace.attention.shape == (3, 7, TINY.layers, TINY.heads, 16)
    assert torch.allclose(trace.attention.sum(dim=-1), torch.ones(3, 7, TINY.layers, TINY.heads))
    assert torch.allclose(trace.to_words.sum(dim=-1), torch.ones(3, 7, TINY.layers, TINY.heads))


def test_likelihoods_are_the_sum_of_what_each_step_says(model, example):
    annotations, ids = example
    said = [step.logits.log_softmax(dim=1) for step in stepwise(model, annotations, ids)]
    expected = torch.stack(
        [each.gather(1, ids[:, i + 1, None])[:, 0] for i, each in enumerate(said[:-1])], dim=1
    )
    assert torch.allclose(likelihoods(model, annotations, ids), expected, atol=1e-5)


def test_with_even_attention_cells_can_change_places(model, example):
    annotations, ids = example
    blind = evenly(model, 16)
    memory = blind.read(annotations)
    step = blind.step(memory, blind.first(memory), ids[:, 0])
    assert torch.allclose(step.attention, torch.full_like(step.attention, 1 / 16))
    turned = type(memory)(memory.keys.flip(3), memory.values.flip(3))
    again = blind.step(turned, blind.first(turned), ids[:, 0])
    assert torch.allclose(step.logits, again.logits, atol=1e-5)


def test_the_longest_caption_can_be_said(model, example):
    written = write(model, example[0], "ko", lambda logits: torch.full((len(logits),), 10))
    assert written.ids.shape == (3, LONGEST)
    assert written.attention.shape == (3, LONGEST, TINY.layers, TINY.heads, 16)


def test_the_loss_is_the_weighted_sum_of_its_parts(model):
    parts = losses(model, rehearsal_batches(0, TINY.channels)(0))
    assert float(parts["loss"].detach()) == pytest.approx(
        float((parts["words"] + 0.5 * parts["guide"]).detach()), rel=1e-5
    )
