"""The text encoder: attention that looks only where it may, lessons that say what they should; the shipped weights can read."""

import pytest
import torch

from mm_models import published
from mm_models.systems.text_encoder import SYSTEM
from mm_models.systems.text_encoder.infer import guesses, looked_at, read, similarity, traced, vectors
from mm_models.systems.text_encoder.model import TextEncoder
from mm_models.world.encoding import encode
from mm_models.world.tokens import tokens

TEXTS = ["A dog.", "작은 빨간 공이 개의 왼쪽에 있습니다.", "Two cats are under a tree in the snow."]


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return TextEncoder(SYSTEM.tiny).eval()


@pytest.fixture(scope="module")
def shipped():
    return published.load(SYSTEM)


def test_the_trace_holds_every_layer(network):
    rows = encode(TEXTS)
    trace, (batch, length) = traced(network, rows), rows.ids.shape
    assert trace.attention.shape == (batch, 2, 2, length, length)
    assert trace.hidden.shape == (batch, 3, length, 16)
    assert trace.features.shape == (batch, length, 16)
    assert trace.sentence.shape == (batch, 16)


def test_attention_rows_sum_to_one_and_leave_padding_out(network):
    rows = encode(TEXTS)
    weights = traced(network, rows).attention
    assert torch.allclose(weights.sum(dim=-1), torch.ones(()), atol=1e-5)
    for sentence, mask in zip(weights, torch.from_numpy(rows.mask), strict=True):
        assert not sentence[..., ~mask].any()
        assert (sentence[..., mask] > 0).all()


def test_padding_changes_nothing(network):
    together = traced(network, encode(TEXTS))
    for number, sentence in enumerate(TEXTS):
        alone = traced(network, encode([sentence]))
        length = alone.features.shape[1]
        assert torch.allclose(together.sentence[number], alone.sentence[0], atol=1e-5)
        assert torch.allclose(together.features[number, :length], alone.features[0], atol=1e-5)
        inner = together.attention[number, :, :, :length, :length]
        assert torch.allclose(inner, alone.attention[0], atol=1e-5)


def test_what_stands_at_padded_places_does_not_matter(network):
    rows = encode(TEXTS)
    mask = torch.from_numpy(rows.mask)
    other = torch.where(mask, torch.from_numpy(rows.ids), 17)
    with torch.no_grad():
        assert torch.allclose(network(other, mask).sentence, traced(network, rows).sentence, atol=1e-5)


def test_the_sentence_is_the_mean_of_its_tokens(network):
    trace = traced(network, encode(TEXTS[:1]))
    by_hand = network.sentence.weight @ trace.features[0].mean(dim=0)
    assert torch.allclose(trace.sentence[0], by_hand, atol=1e-5)


def test_the_order_of_the_batch_does_not_matter(network):
    order = [2, 0, 1]
    mixed = traced(network, encode([TEXTS[number] for number in order])).sentence
    assert torch.allclose(mixed, traced(network, encode(TEXTS)).sentence[order], atol=1e-5)


def test_the_order_of_the_words_does(network):
    one, other = traced(network, encode(["dog cat", "cat dog"])).sentence
    assert not torch.allclose(one, other, atol=1e-4)


def test_one_head_of_attention_is_the_papers_formula(network):
    layer, rows = network.layers[0], encode(TEXTS[:1])
    x = layer.before_attention(traced(network, rows).hidden[0, 0])
    queries, keys, _ = (x @ layer.attention.queries_keys_values.weight.T).chunk(3, dim=1)
    by_hand = (queries[:, :8] @ keys[:, :8].T / 8**0.5).softmax(dim=1)
    assert torch.allclose(traced(network, rows).attention[0, 0, 0], by_hand, atol=1e-5)


def test_another_vocabulary_is_an_error():
    with pytest.raises(ValueError, match="train it again"):
        TextEncoder(type(SYSTEM.tiny)(words="00000000"))


def test_vectors_are_unit_and_in_the_order_of_the_texts(network):
    texts = [tokens(sentence) for sentence in TEXTS]
    found = vectors(network, texts)
    assert torch.allclose(found.norm(dim=1), torch.ones(3), atol=1e-5)
    for row, sentence in zip(found, texts, strict=True):
        assert torch.allclose(row, vectors(network, [sentence])[0], atol=1e-5)
    assert vectors(network, []).shape == (0, 16)
    assert torch.allclose(similarity(network, TEXTS, TEXTS).diagonal(), torch.ones(3), atol=1e-5)


def test_a_reading_says_what_was_read(network):
    reading = read(network, ["A zyzzyva."])
    assert reading.tokens == (("<start>", "a", "<unknown>", ".", "<end>"),)
    assert reading.unknown == (("zyzzyva",),)
    assert reading.cut == (0,)


def test_what_was_looked_at_is_shares(network):
    reading = read(network, TEXTS)
    for number in range(len(TEXTS)):
        shares = looked_at(reading, number)
        assert len(shares) == len(reading.tokens[number])
        assert float(shares.sum()) == pytest.approx(1, abs=1e-5)


def test_guesses_are_sorted_and_need_a_place(network):
    found = guesses(network, "A dog.", 1, 8)
    shares = [guess.probability for guess in found]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1
    with pytest.raises(IndexError, match="3 tokens"):
        guesses(network, "A dog.", 3)


def test_the_shipped_weights_know_what_means_the_same(shipped):
    cosines = similarity(
        shipped,
        ["A small dog is on the beach.", "Three red cars are in the city."],
        ["도시에 빨간 자동차 세 대가 있습니다.", "해변에 작은 개가 있습니다."],
    )
    assert cosines[0, 1] > cosines[0, 0]
    assert cosines[1, 0] > cosines[1, 1]


def test_the_shipped_weights_know_synonyms(shipped):
    cosines = similarity(shipped, ["A puppy on the beach."], ["A dog on the beach.", "A cat on the beach."])[
        0
    ]
    assert cosines[0] > cosines[1]


def test_the_shipped_weights_guess_words_that_must_be_there(shipped):
    assert guesses(shipped, "해변에 개 두 마리가 있습니다.", 5)[0].token == "+이/가"
