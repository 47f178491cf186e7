"""The contrastive captioning tab: its numbers are the two captioners', and changes change what they should."""

import json
import time
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from demos.lessons import lesson
from demos.marks import marks, tab_file
from demos.tabs.caption import contrastive_captioner as tab
from demos.tabs.caption import contrastive_pool
from demos.tabs.caption.contrastive_pool import BLANK, MOST, REFERENCE, TARGET, both_of, winners
from demos.tabs.caption.contrastive_views import PULLS
from demos.views.packing import unpack
from mm_models import published
from mm_models.captioning.decoding import likelihoods, speak
from mm_models.captioning.vocabulary import start
from mm_models.intake.errors import InputError
from mm_models.registry import SYSTEMS
from mm_models.systems import contrastive_captioner
from tests.demos.caption.asking import tiny, using

NAMES = (
    "generic", "distinctive", "found", "target", "reference", "ratio", "cell", "words", "spread", "changed",
    "changed_ratio", "finds", "pull", "loss",
)  # fmt: skip
USUAL = {
    "scene": "test:33", "photo": None, "others": "alike", "count": 4, "draw": 0, "language": "en", "whose": TARGET,
    "caption": 2, "picture": 3, "place": 2, "instead": BLANK, "nu": 1.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def pair(networks):
    target = tiny(contrastive_captioner.SYSTEM)
    target.out.bias.data += torch.randn(len(target.out.bias), generator=torch.Generator().manual_seed(7))
    return networks | {TARGET: target}  # of the reference's seed, but for the words it likes


@pytest.fixture(autouse=True)
def offered(monkeypatch, pair):
    using(monkeypatch, pair)
    monkeypatch.setattr(contrastive_pool.registry, "SPECS", [SimpleNamespace(key=key) for key in pair])
    return pair


def asked(**changes):
    return {**USUAL, **changes}


def answered(**changes):
    return dict(zip(NAMES, tab.answer(**asked(**changes)), strict=True))


def both(**changes):
    given = asked(**changes)
    return both_of(*(given[name] for name in list(USUAL)[:7]))


def table(payload):
    return unpack(payload["values"])


def test_captions_are_those_that_each_captioner_says_of_each_picture(offered):
    shown, found = answered(), both()
    for name, part in ((REFERENCE, "generic"), (TARGET, "distinctive")):
        assert len(shown[part]["panes"]) == 4
        for i, pane in enumerate(shown[part]["panes"]):
            seen = found.pool.annotations[i : i + 1]
            alone = list(speak(offered[name], seen, "en"))
            assert [word["chosen"] for word in pane["words"]] == [word.token for word in alone]
            shares = [np.exp(word.log_probability) for word in alone]
            assert np.allclose([word["share"] for word in pane["words"]], shares, atol=2e-4)


@pytest.mark.parametrize("whose", [TARGET, REFERENCE])
def test_the_matrices_are_the_likelihoods_of_every_caption_with_every_picture(offered, whose):
    shown, said = answered(whose=whose), both().of(whose)
    for i, spoken in enumerate(said.spoken):
        ids = torch.tensor([[start("en"), *spoken.ids]])
        for j in range(4):
            seen = both().pool.annotations[j : j + 1]
            for part, name in (("target", TARGET), ("reference", REFERENCE)):
                alone = float(likelihoods(offered[name], seen, ids).sum())
                assert table(shown[part])[i, j] == pytest.approx(alone, abs=2e-2)
    assert np.allclose(table(shown["ratio"]), table(shown["target"]) - table(shown["reference"]), atol=1e-3)


def test_a_cell_is_the_sum_of_its_words():
    shown = answered()
    words = table(shown["words"])
    assert words.shape == (3, len(both().distinctive.spoken[1].words))
    for row, part in enumerate(("target", "reference", "ratio")):
        assert words[row].sum() == pytest.approx(table(shown[part])[1, 2], abs=1e-3)
    assert np.allclose(table(shown["spread"]).mean(axis=0), 0, atol=1e-4)


def test_the_chosen_cell_in_numbers():
    rows = answered(nu=3.0)["cell"]["rows"]
    ratio = float(table(answered()["ratio"])[1, 2])
    share = 1 / (1 + 3 * np.exp(-ratio))
    assert rows[0]["value"] == "≠"
    assert float(rows[3]["value"]) == pytest.approx(ratio, abs=6e-3)
    assert float(rows[4]["value"]) == pytest.approx(share, abs=6e-4)
    assert float(rows[5]["value"]) == pytest.approx(-share, abs=6e-4)
    matched = answered(picture=2)["cell"]["rows"]
    assert (matched[0]["value"], matched[5]["note"]["en"]) == ("=", PULLS[True].en)


def test_matched_pairs_pull_up_and_the_others_down_and_nu_turns_it():
    mild, strong = (table(answered(nu=nu)["pull"]) for nu in (0.5, 10.0))
    diagonal = np.eye(4, dtype=bool)
    for pull in (mild, strong):
        assert (pull[diagonal] >= 0).all()
        assert (pull[~diagonal] <= 0).all()
    assert (strong[diagonal] >= mild[diagonal]).all()  # more is asked of a matched pair
    assert (strong[~diagonal] >= mild[~diagonal]).all()  # and less of a mismatched one


def test_finding_is_being_likelier_for_ones_own_picture_than_for_all_others():
    found = both()
    shown = answered()
    best = winners(found.distinctive.target)
    for i, pane in enumerate(shown["distinctive"]["panes"]):
        assert ("✓" in pane["title"]["en"]) is (best[i] == i)
    right = sum(i == each for i, each in enumerate(best))
    assert shown["found"]["rows"][1]["value"] == f"{right} / 4"


def test_only_the_exchanged_picture_and_its_caption_change():
    shown, other = answered(), answered(place=3, instead="test:31")
    panes = other["changed"]["panes"]
    for i, pane in enumerate(shown["distinctive"]["panes"]):
        assert (pane["image"] == panes[i]["image"]) is (i != 2)
        assert i == 2 or pane["words"] == panes[i]["words"]
    before, after = table(shown["ratio"]), table(other["changed_ratio"])
    kept = np.ix_([0, 1, 3], [0, 1, 3])
    assert np.allclose(before[kept], after[kept], atol=1e-3)
    assert len(other["finds"]["rows"]) == 3


@pytest.mark.parametrize(
    "changes", [{"count": 6}, {"others": "any"}, {"language": "ko"}, {"scene": "test:31"}]
)
def test_every_choice_is_answered_and_small(changes):
    shown = answered(**changes)
    assert len(json.dumps(list(shown.values()), allow_nan=False)) < 1_200_000
    assert len(shown["generic"]["panes"]) == changes.get("count", 4)


def test_a_photograph_gets_pictures_that_are_not_alike(photo):
    shown = answered(photo=photo)
    assert len(shown["distinctive"]["panes"]) == 4
    assert both(photo=photo).pool.pictures[0].scene is None


def test_other_draws_are_other_pictures():
    one, other = both(), both(draw=1)
    assert (one.pool.pictures[0].image == other.pool.pictures[0].image).all()
    assert any(
        (a.image != b.image).any()
        for a, b in zip(one.pool.pictures[1:], other.pool.pictures[1:], strict=True)
    )


def test_numbers_outside_become_the_nearest_ones():
    shown = answered(count=99, caption=99, picture=-3, place=1e9, nu=float("nan"), draw=None)
    assert len(shown["generic"]["panes"]) == MOST
    assert "caption 6 with picture 1" in shown["cell"]["rows"][0]["note"]["en"]


@pytest.mark.parametrize(
    "wrong", [{"others": "some"}, {"language": "fr"}, {"whose": "nobody"}, {"instead": "test:1"}]
)
def test_what_is_no_choice_is_refused(wrong):
    with pytest.raises(InputError):
        answered(**wrong)


def test_without_weights_it_says_so(monkeypatch, offered):
    monkeypatch.setattr(contrastive_pool.registry, "SPECS", [SimpleNamespace(key=REFERENCE)])
    with pytest.raises(InputError) as raised:
        answered()
    assert "no trained weights" in raised.value.text.en


def test_what_one_takes_along_is_what_was_shown():
    made = tab.take(**asked())
    assert np.allclose(
        made.arrays["target"].sum(axis=2) - made.arrays["reference"].sum(axis=2),
        table(answered()["ratio"]),
        atol=1e-3,
    )
    assert isinstance(made.figure(), Figure)
    assert len(made.arrays["generic"]) == 4


def test_the_lines_one_takes_along_run(monkeypatch, capsys):
    monkeypatch.setattr(contrastive_pool.registry, "configure", lambda: None)
    exec(tab.take(**asked()).python, {})  # the lines that the tab shows
    assert both().distinctive.spoken[0].sentence in capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "ko"])
def test_there_is_a_lesson(language):
    text = lesson(tab.ENTRY.name, language)
    assert "r_\\nu" in text
    assert tab_file(tab.ENTRY).name == "contrastive_captioner.py"
    assert all(mark.title for mark in marks(tab.ENTRY))


def test_the_trained_captioners_do_what_the_lesson_says(monkeypatch):
    names = ("vision-backbone", REFERENCE, TARGET)
    using(monkeypatch, {name: published.load(SYSTEMS[name]) for name in names})
    monkeypatch.setattr(contrastive_pool.registry, "SPECS", [SimpleNamespace(key=name) for name in names])

    def found(scene, draw):
        said = both(scene=scene, count=6, draw=draw)
        tables = said.generic.reference, said.distinctive.target
        return [sum(i == best for i, best in enumerate(winners(table))) for table in tables]

    assert found("test:26", 12) == [4, 6]
    assert found("test:24", 2) == [6, 4]


def test_an_answer_is_quick():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        answered()
        started = time.process_time()
        answered(draw=2)
        assert time.process_time() - started < 2.5  # 0.6 s with trained captioners' captions, a third as long
    finally:
        torch.set_num_threads(threads)
