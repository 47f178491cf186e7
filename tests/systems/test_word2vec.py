"""word2vec: its sampling has the right shares, its gradient is the paper's, and what ships does what is said of it."""

import json

import numpy as np
import pytest
import torch

from mm_models import published
from mm_models.corpora import books
from mm_models.intake.errors import InputError
from mm_models.registry import SYSTEMS
from mm_models.systems.word2vec.cooccurrence import cooccurrences, mutual_information, svd_vectors
from mm_models.systems.word2vec.evaluate import figures, some
from mm_models.systems.word2vec.groups import groups, words_of
from mm_models.systems.word2vec.infer import (
    WordVectors,
    analogy,
    as_frequent,
    context_scores,
    context_shares,
    flat_map,
    neighbours,
    spelling,
    spelt,
    turned_to,
    word_vectors,
)
from mm_models.systems.word2vec.live import BATCH, Draws, config_of, learn, pair_table
from mm_models.systems.word2vec.model import SkipGram
from mm_models.systems.word2vec.questions import analogy_lists, questions, similarities
from mm_models.systems.word2vec.sampling import (
    Tokens,
    encode,
    kept_share,
    most_frequent,
    noise_share,
    noise_words,
    pairs,
    thinned,
)
from mm_models.systems.word2vec.toy import COMPANIES
from mm_models.systems.word2vec.train import loss
from mm_models.training import Run

SYSTEM = SYSTEMS["word2vec"]


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def toy():
    """The vectors of the made-up language."""
    model = SYSTEM.build(SYSTEM.tiny)
    list(SYSTEM.rehearse(model, Run()))
    return word_vectors(model)


@pytest.fixture(scope="module")
def shipped():
    return published.load(SYSTEM)


@pytest.fixture(scope="module")
def vectors(shipped):
    return word_vectors(shipped)


def test_words_are_read_without_case_punctuation_and_possessives():
    assert books.words("The King’s _horse_ didn't stop--at 3 o'clock!") == (
        "the",
        "king",
        "horse",
        "didn't",
        "stop",
        "at",
        "o'clock",
    )
    assert books.paragraphs("One two.\n\nthree\n \nfour five\nsix") == [
        ("one", "two"),
        ("four", "five", "six"),
    ]


def test_the_end_of_each_book_is_held_out(tmp_path):
    (tmp_path / "books").mkdir()
    for title in ("a", "b"):
        text = "\n\n".join(f"{title} paragraph {chr(97 + n)}" for n in range(20))
        (tmp_path / "books" / f"{title}.txt").write_text(text, encoding="utf-8")
    read = books.read_books(tmp_path, held_out=0.1)
    assert (len(read.train), len(read.held_out), read.titles) == (36, 4, ("a", "b"))
    assert read.held_out[0] == ("a", "paragraph", "s")
    assert read.words == 3 * 40


def test_without_the_books_one_is_told_where_to_get_them(tmp_path):
    with pytest.raises(InputError, match=r"gutenberg\.org.*--data"):
        books.read_books(tmp_path)


def test_the_dictionary_has_the_most_frequent_words_in_a_fixed_order():
    text = [("b", "a", "c", "a"), ("b", "d"), ("x" * 17,) * 9]
    assert most_frequent(text, 3) == {"a": 2, "b": 2, "c": 1}
    tokens = encode(text, ["a", "b"])
    assert tokens.words.tolist() == [1, 0, 0, 1]
    assert tokens.paragraphs.tolist() == [0, 0, 0, 1]


def test_spelling_makes_the_round_trip():
    words = ["king", "ma'am", "naïve", "x" * 16]
    assert spelt(spelling(words)) == tuple(words)


def test_noise_is_drawn_as_the_three_quarter_power_of_the_frequency():
    counts = torch.tensor([10_000, 1_000, 100, 10])
    share = noise_share(counts, 0.75)
    assert torch.allclose(share, counts**0.75 / (counts**0.75).sum())
    drawn = noise_words(share, (40_000, 5), seeded()).flatten().bincount(minlength=4) / 200_000
    assert torch.allclose(drawn, share, atol=4 * 0.5 / 200_000**0.5)


def test_subsampling_keeps_the_share_it_should():
    counts = torch.tensor([90_000, 9_000, 900, 100])
    share = kept_share(counts, 1e-2)
    frequency = counts / 100_000
    assert torch.allclose(share[:2], (1e-2 / frequency[:2]).sqrt() + 1e-2 / frequency[:2])
    assert share[2:].tolist() == [1.0, 1.0]
    words = torch.arange(4).repeat_interleave(counts)
    left = thinned(Tokens(words, torch.zeros_like(words)), share, seeded()).words.bincount() / counts
    assert torch.allclose(left, share, atol=0.015)


def test_pairs_stay_in_their_paragraph_and_reach_as_far_as_a_drawn_window():
    words = torch.arange(3_000)
    found = pairs(Tokens(words, words // 1_000), 4, seeded())
    apart = (found.centres - found.contexts).abs()
    assert torch.equal(found.centres // 1_000, found.contexts // 1_000)
    # A width drawn from 1 to 4 reaches a distance d with probability (5 - d) / 4, to both sides of the centre.
    reached = apart.bincount(minlength=5)[1:] / (2 * 3_000)
    assert torch.allclose(reached, torch.tensor([1.0, 0.75, 0.5, 0.25]), atol=0.03)
    assert not (found.centres[:100].diff() >= 0).all()


def test_the_gradient_is_the_formula_of_the_paper():
    model = SYSTEM.build(SYSTEM.tiny)
    with torch.no_grad():
        for table in (model.vectors, model.contexts):
            table.normal_(generator=seeded(3))
    trace = model(torch.tensor([4]), torch.tensor([7]), torch.tensor([[1, 2, 1]]))
    loss(trace).backward()
    v, u, drawn = model.vectors[4].detach(), model.contexts[7].detach(), model.contexts[[1, 2, 1]].detach()
    pull, push = torch.sigmoid(u @ v) - 1, torch.sigmoid(drawn @ v)
    gradient = model.contexts.grad.to_dense()
    assert torch.allclose(model.vectors.grad.to_dense()[4], pull * u + push @ drawn, atol=1e-5)
    assert torch.allclose(gradient[7], pull * v, atol=1e-5)
    assert torch.allclose(gradient[1], (push[0] + push[2]) * v, atol=1e-5)
    assert not gradient[[0, 3, 4, 5, 6]].any()


def test_words_of_one_company_end_up_together(toy):
    for words, _ in COMPANIES:
        assert neighbours(toy, words[0], 1)[0].word == words[1]


def test_counting_finds_the_same_company():
    text = [("king", "rules", "queen"), ("dog", "barks", "cat")] * 50
    dictionary = list(most_frequent(text, 6))
    seen = cooccurrences(encode(text, dictionary), 2, 6)
    dense = seen.to_dense()
    assert torch.equal(dense, dense.T)
    number = dictionary.index
    assert dense[number("king"), number("rules")] == 50
    assert dense[number("king"), number("queen")] == 25
    assert dense[number("king"), number("cat")] == 0
    found = svd_vectors(mutual_information(seen, 0.75), 2, seed=0)
    counted = WordVectors(tuple(dictionary), (50,) * 6, found)
    assert {near.word for near in neighbours(counted, "king", 2)} == {"rules", "queen"}


@pytest.fixture
def square():
    """Four words of which the fourth completes an analogy, and one that is nearer to the question itself."""
    rows = torch.tensor([[1.0, 0, 1], [1, 0.2, 1], [0.1, 0, 1], [0.1, 0.2, 1]])
    return WordVectors(("a", "b", "c", "d"), (9, 8, 7, 6), rows)


def test_an_analogy_leaves_out_the_words_of_the_question(square):
    assert [near.word for near in analogy(square, "a", "b", "c")] == ["d"]
    allowed = analogy(square, "a", "a", "c", 1, excluding=False)
    assert allowed[0].word == "c"
    assert len(analogy(square, "a", "b", "c", excluding=False)) == 4


def test_an_unknown_word_is_answered_with_near_spellings(vectors):
    with pytest.raises(InputError) as raised:
        neighbours(vectors, "prinsess")
    assert "princess" in raised.value.text.en
    assert "princess" in raised.value.text.ko


def test_a_map_keeps_what_two_directions_can_keep():
    cloud = torch.randn(30, 2, generator=seeded()) @ torch.randn(2, 10, generator=seeded(1))
    flat, shares = flat_map(cloud)
    assert sum(shares) == pytest.approx(1.0, abs=1e-5)
    assert torch.allclose(torch.pdist(flat), torch.pdist(cloud), atol=1e-4)


def test_a_turned_map_is_the_same_map():
    flat = torch.randn(20, 2, generator=seeded())
    angle = torch.tensor(2.0)
    rotation = torch.stack(
        [torch.stack([angle.cos(), angle.sin()]), torch.stack([-angle.sin(), angle.cos()])]
    )
    assert torch.allclose(turned_to(flat @ rotation, flat), flat, atol=1e-5)
    assert torch.allclose(turned_to(flat * torch.tensor([1.0, -1.0]), flat), flat, atol=1e-5)


def test_the_questions_are_about_known_words_and_without_repetition(vectors):
    for rows in analogy_lists().values():
        assert len({tuple(row) for row in rows}) == len(rows)
        assert all(word in vectors.words for row in rows for word in row)
    assert all(word in vectors.words for first, second, _ in similarities() for word in (first, second))
    asked = questions(vectors.words)
    assert len(asked.words) == len(asked.kinds)
    assert all(len(set(row)) == 4 for row in asked.words.tolist())


def test_the_shipped_weights_score_what_their_header_says(vectors):
    results = json.loads((published.ASSETS / "results" / "word2vec.json").read_text(encoding="utf-8"))
    found = figures(vectors, some(questions(vectors.words), None, 0))
    for name, value in found.items():
        assert value == pytest.approx(results["metrics"][name], abs=0.002), name
    hit, baselines = results["metrics"]["analogy.hit1"], results["baselines"]
    assert hit > baselines["gensim"]["analogy.hit1"] - 0.02  # as good as the field's own program on this text
    assert hit > 100 * baselines["random"]["analogy.hit1"]


def test_the_shipped_weights_fit_their_budget(shipped):
    assert published.weights_file("word2vec").stat().st_size <= 4_000_000
    assert isinstance(shipped, SkipGram)
    assert int(shipped.counts.min()) == 6


def test_the_vectors_know_the_textbook_example(vectors):
    frequent = vectors.frequent(20)
    assert "queen" in [near.word for near in analogy(frequent, "man", "king", "woman")]
    assert {near.word for near in neighbours(frequent, "two")} & {"three", "four", "six"}


def test_frequency_alone_knows_nothing_but_frequency(vectors):
    number, found = vectors.number("king"), as_frequent(vectors, "king", 6)
    apart = [abs(vectors.number(word) - number) for word in found]
    assert "king" not in found
    assert max(apart) <= 6


def test_guessed_neighbours_are_a_distribution_that_knows_the_word(shipped, vectors):
    scores = context_scores(shipped, "once")
    shares = context_shares(shipped, scores)
    assert float(shares.sum()) == pytest.approx(1.0, abs=1e-4)
    prior = vectors.counts[vectors.number("upon")] / sum(vectors.counts)
    assert shares[vectors.number("upon")] > 3 * prior


def test_the_table_of_pairs_is_symmetric_and_has_the_words_of_the_maps():
    table = pair_table()
    assert torch.equal(table.seen, table.seen.T)
    assert all(word in table.words for group in groups() for word in words_of(group))


def test_pairs_are_drawn_as_the_table_says():
    table = pair_table()
    draws = Draws(table, config_of(table), seed=0)
    drawn = (
        torch.stack([draws(index).centres for index in range(400)])
        .flatten()
        .bincount(minlength=len(table.words))
    )
    kept = kept_share(table.counts, 1e-3)
    expected = (table.seen * kept[:, None] * kept).sum(dim=1)
    assert np.corrcoef(drawn.numpy(), expected.numpy())[0, 1] > 0.98
    assert torch.equal(draws(5).noise, Draws(table, config_of(table), seed=0)(5).noise)


def test_the_small_one_learns_in_a_moment_and_stops_when_closed():
    snapshots = list(learn(1.0, seed=0, every_seconds=0.2))
    assert snapshots[0].pairs == 0
    assert snapshots[-1].seconds < 3.0
    assert snapshots[-1].pairs % BATCH == 0
    assert snapshots[-1].loss < 6 * float(np.log(2))
    going = learn(60.0, seed=0, every_seconds=0.05)
    next(going), next(going)
    going.close()
    with pytest.raises(StopIteration):
        next(going)
