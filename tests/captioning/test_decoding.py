"""Speaking: greedy, sampled, forced; and beam search against all captions of a language that can be written out."""

from itertools import pairwise, product

import pytest
import torch

from mm_models.captioning import beam
from mm_models.captioning.decoding import likeliest, retrace, sampled, speak, speakable, write
from mm_models.captioning.vocabulary import END, PAD, SPECIAL, start
from tests.captioning.fakes import SAYS, TableSpeaker, nothing

DOG, CAT, _ = SAYS
LONGEST = 3


def all_captions():
    """All that can be said in LONGEST words: captions that end, and those that are cut off."""
    ended = [[*said, END] for length in range(LONGEST) for said in product((DOG, CAT), repeat=length)]
    return [*ended, *(list(said) for said in product((DOG, CAT), repeat=LONGEST))]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_wide_beam_finds_the_likeliest_captions_in_their_order(seed, language):
    speaker = TableSpeaker(seed)
    totals = {tuple(said): speaker.log_probability(said, start(language)) for said in all_captions()}
    tree = list(beam.levels(speaker, nothing(), language, width=10, longest=LONGEST))
    expected = sorted(totals, key=lambda said: -totals[said])[:10]
    assert [tuple(said) for said in beam.captions(tree)] == expected
    found = [node.total for node in tree[-1].nodes]
    assert found == pytest.approx([totals[said] for said in expected], abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_the_score_is_the_total_divided_by_a_power_of_the_length(seed):
    speaker = TableSpeaker(seed)
    scores = {
        tuple(said): speaker.log_probability(said, start("en")) / len(said) ** 0.7 for said in all_captions()
    }
    tree = list(beam.levels(speaker, nothing(), "en", width=10, length_power=0.7, longest=LONGEST))
    assert tuple(beam.captions(tree)[0]) == max(scores, key=scores.__getitem__)


@pytest.mark.parametrize("seed", range(5))
def test_a_beam_of_width_one_is_greedy(seed):
    speaker = TableSpeaker(seed)
    tree = list(beam.levels(speaker, nothing(), "en", width=1, longest=6))
    greedy = [word.id for word in speak(speaker, nothing(), "en", longest=6)]
    assert beam.captions(tree) == [greedy]


@pytest.mark.parametrize("width", [0, 11])
def test_a_beam_has_a_largest_width(width):
    with pytest.raises(ValueError, match="1 to 10"):
        next(beam.levels(TableSpeaker(), nothing(), "en", width=width))


def test_the_tree_says_where_each_node_comes_from():
    tree = list(beam.levels(TableSpeaker(2), nothing(), "en", width=4, longest=LONGEST))
    for before, level in pairwise(tree):
        for node in level.nodes:
            parent = before.nodes[node.parent]
            gained = 0.0 if parent.ended else node.log_probability
            assert node.total == pytest.approx(parent.total + gained, abs=1e-5)


def test_words_that_are_forced_stay_and_the_caption_goes_on_from_there():
    speaker = TableSpeaker(1)
    said = list(speak(speaker, nothing(), "en", forced={0: CAT, 1: CAT}, longest=4))
    assert [word.id for word in said[:2]] == [CAT, CAT]
    assert [word.forced for word in said[:3]] == [True, True, False]
    assert said[2].id == SAYS[int(speaker.table[CAT, CAT].argmax())]


def test_a_caption_that_is_retraced_has_the_probability_of_its_words():
    speaker, caption = TableSpeaker(3), [DOG, CAT, DOG, END]
    said = list(retrace(speaker, nothing(), "ko", caption))
    assert [word.id for word in said] == caption
    total = sum(word.log_probability for word in said)
    assert total == pytest.approx(speaker.log_probability(caption, start("ko")), abs=1e-4)


def test_the_likeliest_words_are_sorted_probabilities():
    word = next(speak(TableSpeaker(), nothing(), "en"))
    shares = [share for _, share in word.likeliest]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0, abs=1e-4)


def test_special_tokens_are_never_said():
    logits = torch.zeros(1, 20)
    never = [place for place, value in enumerate(speakable(logits)[0].tolist()) if value < 0]
    assert never == [place for place in range(len(SPECIAL)) if place != END]


def test_captions_of_a_batch_are_those_of_each_picture_and_padded_after_their_end():
    speaker = TableSpeaker(4)
    pictures = torch.linspace(-2, 2, 5)[:, None, None, None].expand(-1, 2, 3, 3)
    together = write(speaker, pictures, "en")
    for row in range(5):
        alone = [word.id for word in speak(speaker, pictures[row : row + 1], "en")]
        assert together.caption(row) == alone
        after = together.ids[row, len(alone) :]
        assert (after == PAD).all()
        assert (together.log_probabilities[row, len(alone) :] == 0).all()


def test_samples_follow_the_probabilities():
    logits = torch.tensor([[0.0, 1.0, 2.0]]).expand(4000, -1)
    drawn = sampled(0.5, torch.Generator().manual_seed(0))(logits)
    shares = drawn.bincount(minlength=3) / 4000
    assert torch.allclose(shares, (logits[0] / 0.5).softmax(0), atol=0.03)
    with pytest.raises(ValueError, match="above 0"):
        sampled(0.0, torch.Generator())


def test_without_randomness_the_likeliest_word_is_said():
    assert likeliest(torch.tensor([[0.1, 3.0, 2.0]])).tolist() == [1]
