"""The tab of word vectors: what it says is what the vectors say, and its small network stops when it is told to."""

import json
import time

import pytest
import torch
from matplotlib.figure import Figure

from demos.tabs.represent import word2vec as tab
from demos.tabs.represent.word2vec_live import watch
from demos.tabs.represent.word2vec_views import GROUPS
from demos.views.packing import unpack
from demos.views.words_view import words_map
from mm_models import registry
from mm_models.intake.errors import InputError

ASKED = ("king", "king", "man", "woman", 20)
NAMES = ("near", "sum", "map", "flow", "row", "guessed", "training", "cosines", "compared", "random_map")


@pytest.fixture(autouse=True)
def models():
    registry.configure(device="cpu")


def named(*question, group="family"):
    return dict(zip(NAMES, tab.answer(*(question or ASKED), group), strict=True))


def labels(payload):
    return [row["label"]["en"] for row in payload["rows"]]


def test_it_shows_neighbours_arithmetic_and_what_the_rule_of_the_game_hides():
    shown = named()
    assert "king" not in labels(shown["near"])
    assert shown["sum"]["rows"][0]["value"] == "queen"
    assert "king" in shown["sum"]["rows"][-1]["note"]["en"]


def test_answers_are_as_frequent_as_was_asked_for_but_a_rare_word_may_be_asked_about():
    rare = named("lioness" if _known("lioness") else "quimus", "king", "man", "woman", 200)
    counts = [int(row["note"]["en"].split()[0].replace(",", "")) for row in rare["near"]["rows"]]
    assert min(counts) >= 200


def _known(word):
    with registry.use("word2vec") as model:
        return word in tab.word_vectors(model).words


def test_the_shapes_are_those_of_the_model():
    assert [step["shape"] for step in named()["flow"]["steps"]] == [
        "king",
        "(9496,)",
        "(9496, 100)",
        "(100,)",
        "(100, 9496)",
        "(9496,)",
        "(9496,)",
    ]


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_is_drawn_small_and_differs_from_random(group):
    shown = named(group=group)
    assert len(json.dumps(shown)) < 60_000
    assert shown["map"]["words"] == shown["random_map"]["words"]
    assert "king" in shown["map"]["words"]
    assert not (unpack(shown["map"]["places"]) == unpack(shown["random_map"]["places"])).all()


@pytest.mark.parametrize("word", ["prinsess", "", "two words", "x" * 50])
def test_what_is_no_known_word_is_answered_with_a_sentence(word):
    with pytest.raises(InputError) as raised:
        tab.answer(word, *ASKED[1:], "family")
    assert raised.value.text.en != raised.value.text.ko


def test_what_one_takes_along_answers_as_the_tab_does(capsys):
    made = tab.take(*ASKED, "family")
    exec(made.python, {})  # the lines that the tab shows
    neighbours, arithmetic = capsys.readouterr().out.splitlines()
    shown = named()
    assert neighbours.index(f"'{labels(shown['near'])[0]}'") == neighbours.index("'")
    assert arithmetic.startswith("[Near(word='queen'")
    assert made.arrays["vectors"].shape == (20, 100)
    assert isinstance(made.figure(), Figure)


def test_the_map_moves_while_it_learns_and_the_loss_is_drawn():
    first, *_, last = list(watch("kinds", seconds=1.5))
    assert first[1] is None
    assert first[0]["words"] == last[0]["words"]
    assert not (unpack(first[0]["places"]) == unpack(last[0]["places"])).all()
    assert len(unpack(last[1]["lines"][0]["y"])) >= 1


def test_closing_it_ends_the_training_at_once():
    going = watch("family", seconds=60.0)
    next(going), next(going)
    started = time.monotonic()
    going.close()
    assert time.monotonic() - started < 1.0
    with pytest.raises(StopIteration):
        next(going)


@pytest.mark.parametrize(
    "places", [torch.zeros(2, 2), torch.tensor([[0.0, float("nan")]]), torch.zeros(1, 3)]
)
def test_a_map_needs_a_finite_place_for_each_word(places):
    with pytest.raises(ValueError, match="finite place"):
        words_map(["king"], places)
