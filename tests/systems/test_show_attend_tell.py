"""Show, Attend and Tell: its equations by hand, soft and hard attention, its losses."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from mm_models.captioning.batches import rehearsal_batches
from mm_models.captioning.checklist import checks, naming_words, told_cells
from mm_models.captioning.decoding import likelihoods
from mm_models.captioning.losses import guide_loss, spread_loss, word_loss
from mm_models.captioning.rows import chosen
from mm_models.captioning.seeing import CHANNELS
from mm_models.captioning.vocabulary import numbers
from mm_models.systems.show_attend_tell import HARD, SYSTEM, UNGUIDED
from mm_models.systems.show_attend_tell.model import one_cell
from mm_models.systems.show_attend_tell.train import drawn_log_probability, gumbel, losses
from mm_models.world.kinds import KINDS
from tests.captioning.by_hand import linear, lstm, places, sigmoid, softmax, stepwise, values

TINY = SYSTEM.tiny


def built(system):
    torch.manual_seed(0)
    return system.build(system.tiny).eval()


@pytest.fixture(scope="module")
def model():
    return built(SYSTEM)


@pytest.fixture(scope="module")
def example():
    return SYSTEM.example(TINY, torch.Generator().manual_seed(0))


def by_hand(weights, picture, words):
    """The trace of a caption, word by word: scores, attention, gate, context, LSTM, logits."""
    cells = np.concatenate([picture.reshape(len(picture), -1).T, places(picture.shape[1])], axis=1)
    cells = linear(weights, "annotate", cells)
    whole = np.concatenate([cells.mean(axis=0), picture.max(axis=(1, 2))])
    hidden, cell = (np.tanh(linear(weights, name, whole)) for name in ("first_hidden", "first_cell"))
    covered = np.zeros(len(cells))
    for word in words:
        said = weights["embed.weight"][word]
        inner = linear(weights, "from_cells", cells) + linear(weights, "from_hidden", hidden)
        inner += covered[:, None] * weights["from_covered.weight"][:, 0]
        scores = np.tanh(inner) @ weights["score.weight"][0]
        attention, gate = softmax(scores), sigmoid(linear(weights, "gate", hidden))
        context = gate * (attention @ cells)
        hidden, cell = lstm(weights, "lstm", np.concatenate([said, context]), hidden, cell)
        covered = covered + attention
        deep = said + linear(weights, "hidden_out", hidden) + linear(weights, "context_out", context)
        yield {
            "scores": scores,
            "attention": attention,
            "gate": gate,
            "context": context,
            "hidden": hidden,
            "cell": cell,
            "covered": covered,
            "logits": linear(weights, "out", deep),
        }


def test_its_equations_by_hand(model, example):
    annotations, ids = example
    trace = model(annotations, ids)
    expected = by_hand(values(model), annotations[1].double().numpy(), ids[1].tolist())
    for place, word in enumerate(expected):
        for name, value in word.items():
            assert getattr(trace, name)[1, place].detach().numpy() == pytest.approx(value, abs=2e-5), name


@pytest.fixture(scope="module")
def listing():
    """A network with a checklist, and pictures and captions for it."""
    config = replace(TINY, checklist=True, channels=CHANNELS)
    torch.manual_seed(0)
    network = SYSTEM.build(config).eval()
    annotations, ids = SYSTEM.example(config, torch.Generator().manual_seed(0))
    ids[:, 2] = numbers()["dogs"]
    return network, annotations.abs(), ids


def test_what_is_said_is_checked_off(listing):
    model, annotations, ids = listing
    told = model(annotations, ids).told
    dog = [kind.name for kind in KINDS].index("dog")
    assert not told[:, :2, dog].any() and told[:, 2:, dog].all()
    assert (told[:, 1:] >= told[:, :-1]).all(), "what was said once stays said"


def test_a_checklist_enters_scores_and_lstm_as_its_equations_say(listing):
    model, annotations, ids = listing
    memory = model.read(annotations)
    before, weights = model.first(memory), values(model)
    step = model.step(memory, before, ids[:, 2])
    told = naming_words()[ids[:, 2]]
    asked = memory.keys + model.from_hidden(before.hidden)[:, None]
    asked = asked + told_cells(memory.items, told)[:, :, None] * model.from_told.weight[:, 0]
    assert torch.allclose(step.scores, model.score(asked.tanh())[:, :, 0], atol=1e-6)
    read = torch.cat(
        [model.embed(ids[:, 2]), step.context, checks(memory.items, told, step.attention)], dim=1
    )
    hidden, _ = lstm(
        weights, "lstm", *(each[1].detach().double().numpy() for each in (read, before.hidden, before.cell))
    )
    assert step.hidden[1].detach().numpy() == pytest.approx(hidden, abs=2e-5)


def test_with_a_checklist_word_by_word_is_the_whole_caption_too(listing):
    model, annotations, ids = listing
    whole = model(annotations, ids)
    for place, step in enumerate(stepwise(model, annotations, ids)):
        assert torch.allclose(step.logits, whole.logits[:, place], atol=1e-5)
        assert torch.equal(step.told, whole.told[:, place])


def test_word_by_word_is_the_same_as_the_whole_caption(model, example):
    whole = model(*example)
    for place, step in enumerate(stepwise(model, *example)):
        for name in ("logits", "attention", "covered", "context"):
            assert torch.allclose(getattr(step, name), getattr(whole, name)[:, place], atol=1e-5), name


def test_likelihoods_are_the_sum_of_what_each_step_says(model, example):
    annotations, ids = example
    said = [step.logits.log_softmax(dim=1) for step in stepwise(model, annotations, ids)]
    expected = torch.stack(
        [each.gather(1, ids[:, i + 1, None])[:, 0] for i, each in enumerate(said[:-1])], dim=1
    )
    assert torch.allclose(likelihoods(model, annotations, ids), expected, atol=1e-5)


def test_attention_that_is_put_in_its_place_decides_what_is_seen(model, example):
    annotations, ids = example
    memory = model.read(annotations)
    state, one = model.first(memory), torch.eye(16)[[3, 3, 3]]
    step = model.step(memory, state, ids[:, 0], attention=one)
    gate = model.gate(state.hidden).sigmoid()
    assert torch.allclose(step.context, gate * memory.cells[:, 3], atol=1e-6)
    assert torch.equal(step.attention, one)


def test_the_loss_is_the_weighted_sum_of_its_parts(model):
    batch = rehearsal_batches(0, TINY.channels)(0)
    parts = losses(model, batch)
    trace = model.tell(chosen(model.read(batch.annotations), batch.picture), batch.given)
    words, spread = word_loss(trace.logits, batch.wanted), spread_loss(trace.attention, batch.wanted)
    guide = guide_loss(trace.attention, batch.cells)
    assert float(parts["loss"].detach()) == pytest.approx(
        float((words + 0.05 * spread + 0.5 * guide).detach()), rel=1e-5
    )
    assert float(guide.detach()) > 0


def test_nothing_shows_the_unguided_variant_where_to_look(model):
    batch = rehearsal_batches(0, TINY.channels)(0)
    blind = replace(batch, cells=torch.zeros_like(batch.cells))
    unguided = built(UNGUIDED)
    assert losses(unguided, batch)["loss"].item() == pytest.approx(losses(unguided, blind)["loss"].item())
    assert losses(model, batch)["loss"].item() != pytest.approx(losses(model, blind)["loss"].item())


def test_hard_attention_looks_at_the_likeliest_cell_when_it_speaks(example):
    hard = built(HARD)
    trace = hard(*example)
    assert torch.equal(trace.looked.sum(dim=2), torch.ones(3, 7))
    assert torch.equal(trace.looked.argmax(dim=2), trace.attention.argmax(dim=2))


def test_without_the_peaks_h_0_reads_the_mean_alone(example):
    paper = built(replace(SYSTEM, tiny=replace(TINY, peak=False)))
    memory = paper.read(example[0])
    assert torch.equal(memory.whole, memory.cells.mean(dim=1))
    assert torch.allclose(paper.first(memory).hidden, paper.first_hidden(memory.whole).tanh())


def test_cells_are_drawn_as_often_as_their_attention_says():
    attention = torch.tensor([[0.1, 0.2, 0.7]]).expand(6000, -1)
    noise = gumbel((6000, 3), torch.Generator().manual_seed(0))
    drawn = one_cell(attention, noise, None).mean(dim=0)
    assert torch.allclose(drawn, attention[0], atol=0.02)
    soft = one_cell(attention, noise, torch.ones(6000, dtype=torch.bool))
    assert torch.equal(soft, attention)


def test_the_reward_pulls_attention_to_cells_that_served_well(example):
    hard = built(HARD)
    annotations, ids, noise, _ = HARD.example(HARD.tiny, torch.Generator().manual_seed(0))
    trace = hard.tell(hard.read(annotations), ids, noise)
    picked = trace.attention.gather(2, trace.looked.argmax(dim=2, keepdim=True))[:, :, 0]
    assert torch.allclose(drawn_log_probability(trace), picked.log(), atol=1e-5)
    before = float(hard.running_reward)
    parts = losses(hard, rehearsal_batches(0, TINY.channels)(0))
    assert {"drawn", "certain", "words", "spread", "guide", "loss"} == set(parts)
    assert float(hard.running_reward) != before
