"""The CLIP tab: its numbers are the network's, its loss is the loss, and changes change what they should."""

import json
import time

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from demos.lessons import lesson
from demos.marks import marks, tab_file
from demos.picture import EXAMPLES, read_picture, scene_seen
from demos.tabs.match import clip as tab
from demos.tabs.match import clip_batch, clip_match
from demos.tabs.match.clip_changes import by_unseen_hand, variants
from demos.tabs.match.clip_controls import PROMPTS
from demos.tabs.match.clip_match import LARGE, OURS, prompts_of
from demos.views.packing import unpack
from mm_models.captioning.seeing import look
from mm_models.intake.errors import InputError
from mm_models.matching.losses import symmetric_cross_entropy
from mm_models.matching.reading import numbered
from mm_models.registry import RegistryError, errors
from mm_models.world.checking import check
from tests.pretrained.conftest import clip_folder  # noqa: F401 - a fixture

NAMES = (
    "ranked", "where", "flow", "vectors", "attention", "similarity", "rows", "columns", "loss", "batch", "images",
    "texts", "prompts", "pictures", "curves",
)  # fmt: skip
USUAL = {
    "scene": "test:33", "photo": None, "prompts": PROMPTS, "model": OURS, "prompt": 0, "warmth": 0, "others": "any",
    "count": 6, "draw": 0, "language": "en",
}  # fmt: skip


def asked(**changes):
    return {**USUAL, **changes}


def answered(**changes):
    return dict(zip(NAMES, tab.answer(**asked(**changes)), strict=True))


def table(payload):
    return unpack(payload["values"])


def alone(models, code, texts):
    """Cosines by the network itself."""
    model = models[OURS]
    with torch.no_grad():
        picture = model.picture(look(models["vision-backbone"], read_picture(code, None).image[None])).vector
        return (picture @ model.text(numbered(texts, 48)).vector.T)[0].numpy()


def test_prompts_are_ranked_by_their_cosine_and_shares_are_a_softmax(models):
    texts = prompts_of(PROMPTS)
    cosines = alone(models, "test:33", texts)
    rows = answered()["ranked"]["rows"]
    assert [row["label"]["en"] for row in rows] == [texts[i] for i in np.argsort(-cosines)]
    logits = np.sort(cosines)[::-1] * float(models[OURS].scale.detach())
    shares = np.exp(logits) / np.exp(logits).sum()
    assert [float(row["value"][:-1]) / 100 for row in rows] == pytest.approx(shares, abs=6e-4)
    assert f"{cosines.max():.3f}" in rows[0]["note"]["en"]


def test_a_true_prompt_is_marked_true_and_a_wrong_one_wrong():
    notes = {row["label"]["en"]: row["note"]["en"] for row in answered()["ranked"]["rows"]}
    assert notes["a bird, a turtle and a cat"].startswith("✓")
    assert notes["three turtles and a flower"].startswith("✗")


def test_unknown_words_are_named_in_one_sentence():
    rows = answered(prompts="a dog\na zyzzyva on a quux")["ranked"]["rows"]
    assert rows[0]["value"] == "zyzzyva, quux"
    assert len([row for row in rows if "zyzzyva" in row["value"]]) == 1


def test_a_warmer_softmax_is_flatter_and_changes_no_rank():
    cold, warm = (answered(warmth=step)["ranked"]["rows"] for step in (-2, 3))
    assert [row["label"] for row in cold] == [row["label"] for row in warm]
    assert float(cold[0]["value"][:-1]) > float(warm[0]["value"][:-1])


def test_the_four_maps_carry_their_methods_names():
    pane = answered()["where"]["panes"][0]
    names = [each["label"]["en"] for each in pane["maps"]]
    assert "not a location" in names[2] and "every text" in names[3]
    assert all(unpack(each["values"]).shape == (14, 14) for each in pane["maps"])


def test_vectors_are_the_pictures_and_the_prompts():
    found = tab.matched(*(asked()[name] for name in ("scene", "photo", "prompts", "model", "prompt")))[1]
    rows = table(answered()["vectors"])
    assert np.allclose(rows[0], found.picture, atol=1e-6)
    assert np.allclose((rows**2).sum(axis=1), 1, atol=1e-5)
    assert np.allclose(rows[1:] @ rows[0], found.cosines, atol=1e-6)


def test_no_word_looks_ahead():
    shown = answered(prompt=1)["attention"]
    weights = table(shown)
    assert np.allclose(weights.sum(axis=1), 1, atol=1e-3)
    assert np.allclose(np.triu(weights, 1), 0)
    assert shown["x"]["ticks"][0]["en"] == "<start>" and shown["x"]["ticks"][-1]["en"] == "<end>"


@pytest.mark.parametrize("others", ["any", "alike"])
@pytest.mark.parametrize("warmth", [0, 1.5])
def test_the_matrix_and_its_loss_are_the_losses_own(models, others, warmth):
    given = asked(others=others, warmth=warmth, prompt=1)
    seen, found, chosen = tab.matched(
        *(given[name] for name in ("scene", "photo", "prompts", "model", "prompt"))
    )
    pairs = tab.batch_of(seen, found, chosen, OURS, others, 6, 0, "en")
    with torch.no_grad():
        images = models[OURS].picture(look(models["vision-backbone"], np.stack(pairs.images))).vector
        texts = models[OURS].text(numbered(pairs.texts, 48)).vector
        logits = models[OURS].scale / 2**warmth * images @ texts.T
    shown = answered(**given)
    assert np.allclose(table(shown["similarity"]), logits.numpy(), atol=0.05)  # the gallery keeps halves
    own = symmetric_cross_entropy(logits, torch.from_numpy(pairs.alike))
    assert float(shown["loss"]["rows"][0]["value"]) == pytest.approx(float(own["loss"]), abs=0.02)
    rows = [float(tick["en"].split(": ")[1]) for tick in shown["rows"]["y"]["ticks"]]
    assert np.mean(rows) == pytest.approx(float(own["image_to_text"]), abs=0.02)
    assert np.allclose(np.exp(-np.array(rows)), table(shown["rows"]).diagonal(), atol=0.01)


def test_texts_that_are_true_of_another_picture_are_left_out():
    pairs = tab.batch_of(*tab.matched("test:33", None, "a cat", OURS, 1), OURS, "alike", 6, 0, "en")
    true = [check("a cat", each).true for each in family_of(pairs)]
    assert pairs.alike[1:, 0].tolist() == true
    assert any(true)
    assert (clip_views_shares(pairs)[pairs.alike & ~np.eye(6, dtype=bool)] == 0).all()


def family_of(pairs):
    own = scene_seen("test:33").scene
    return [pair.scene for pair in clip_batch.other_pairs(own, "alike", len(pairs.texts) - 1, 0, "en")]


def clip_views_shares(pairs):
    from demos.tabs.match.clip_views import shares

    return shares(pairs, 1.0, 0)


def test_a_batch_of_photographs_counts_nothing_but_its_own_pairs(photo):
    shown = answered(photo=photo, others="alike")
    assert len(shown["batch"]["panes"]) == 6
    assert all("✓" not in row["note"]["en"] for row in shown["ranked"]["rows"] if row["note"])


def test_the_search_finds_the_nearest_of_the_gallery_and_says_what_is_true(models):
    shown = answered(prompt=1)
    found = tab.matched("test:33", None, PROMPTS, OURS, 1)[1]
    cosines = clip_match_gallery() @ found.texts[0]
    notes = [pane["note"]["en"] for pane in shown["images"]["panes"]]
    assert [float(note.rsplit(" ", 1)[1]) for note in notes] == pytest.approx(
        np.sort(cosines)[::-1][:8], abs=1e-3
    )
    assert all(note[0] in "✓✗" for note in notes)
    assert len(shown["texts"]["rows"]) == 8


def clip_match_gallery():
    from demos.tabs.match.clip_gallery import our_gallery

    return our_gallery().numpy()


def test_changed_prompts_are_really_changed():
    found = dict(variants("a red car left of a blue ball", 0))
    assert sorted(found["shuffled"].split()) == sorted(["a", "red", "car", "left", "of", "a", "blue", "ball"])
    assert found["reversed"].split()[0] == "ball"
    scene = read_picture("test:33", None).scene
    for part in ("thing", "colour", "colours", "relation"):
        assert found[part] != found["same"]
    korean = dict(variants("고양이가 거북이 왼쪽에 있습니다", 0))
    assert check(korean["same"], scene).says_something
    assert list(dict(variants("qwerty", 0))) == ["as typed"]


def test_changed_pictures_are_compared_with_every_prompt(models):
    shown = answered()["pictures"]
    assert [tick["en"] for tick in shown["x"]["ticks"]] == ["as it is", "mirrored", "unseen hand", "blank"]
    assert np.allclose(table(shown)[:, 0], alone(models, "test:33", prompts_of(PROMPTS)), atol=1e-4)
    assert not np.allclose(table(shown)[:, 0], table(shown)[:, 3], atol=1e-3)
    hands = {thing.designer for thing in by_unseen_hand(scene_seen("test:33").scene).things}
    assert hands == {"fluent"}


def test_loss_curves_are_lowest_somewhere_and_ln_n_when_hot():
    shown = answered()["curves"]
    assert len(shown["lines"]) == 2  # 4 and 16 pairs of a gallery of 40
    hot = unpack(shown["lines"][1]["y"])[-1]
    assert hot == pytest.approx(np.log(16), abs=0.35)
    assert answered(warmth=1)["curves"]["markers"][1]["label"]["en"] == "chosen"


def test_hostile_or_missing_input_is_a_sentence():
    for changes in (
        {"prompts": ""}, {"prompts": "\n \n"}, {"prompts": "x" * 5000}, {"prompts": None}, {"model": "../clip"},
        {"others": "all"}, {"language": "fr"}, {"scene": "no scene"},
    ):  # fmt: skip
        with pytest.raises(InputError):
            tab.answer(**asked(**changes))
    for changes in (
        {"prompt": 99},
        {"count": -3},
        {"draw": float("nan")},
        {"warmth": "x"},
        {"prompts": "<b>& \u202e dog\n" * 12},
    ):
        assert len(tab.answer(**asked(**changes))) == len(NAMES)


def test_untrained_is_said_and_not_shown(monkeypatch):
    monkeypatch.setattr(clip_match.registry, "SPECS", [])
    with pytest.raises(InputError, match="trained"):
        tab.answer(**asked())


def test_the_answer_is_small_and_quick():
    tab.answer(**asked(count=24, others="alike"))
    start = time.perf_counter()
    shown = tab.answer(**asked(count=24, others="alike"))
    assert time.perf_counter() - start < 2.0
    assert len(json.dumps(shown, allow_nan=False)) < 1_200_000


def test_every_example_has_a_true_prompt_or_says_so():
    prompts = prompts_of(PROMPTS)
    assert (
        sum(any(check(text, scene_seen(code).scene).true for text in prompts) for code in EXAMPLES)
        >= len(EXAMPLES) - 1
    )


def test_the_pretrained_clip_runs_in_the_same_viewers(clip_folder, models):  # noqa: F811 - the fixture
    shown = answered(model=LARGE, prompts="a dog\na cat\ndogs play")
    assert len(shown["ranked"]["rows"]) == 3
    assert unpack(shown["where"]["panes"][0]["maps"][0]["values"]).shape == (3, 3)
    assert table(shown["vectors"]).shape == (4, 8)
    assert shown["similarity"]["shape"] == [6, 6]
    assert (shown["images"], shown["texts"], shown["curves"]) == (None, None, None)
    assert tab.take(**asked(model=LARGE, prompts="a dog")).arrays["text_vectors"].shape == (1, 8)


def test_the_pretrained_clip_reads_ones_own_photograph_and_prompts(clip_folder, models, photo):  # noqa: F811 - the fixture
    texts = ["dogs play", "a dog, or two?", "그림"]
    shown = answered(model=LARGE, photo=photo, prompts="\n".join(texts), others="alike")
    large = clip_match.picture_for(LARGE, read_picture("test:33", photo))
    assert large.shape == (224, 224, 3)
    network = models[LARGE]
    own = (network.see(network.pixels([large])).vector @ network.read(texts).vector.T)[0].tolist()
    found = {row["label"]["en"]: float(row["note"]["en"].split()[-1]) for row in shown["ranked"]["rows"]}
    assert found == pytest.approx(dict(zip(texts, own, strict=True)), abs=6e-4)


def test_unavailable_is_the_registrys_own_sentence(monkeypatch):
    text = errors.offline("openai/clip-vit-base-patch32")

    def use(key):
        raise RegistryError(text)

    monkeypatch.setattr(clip_match.registry, "use", use)
    with pytest.raises(RegistryError) as raised:
        tab.answer(**asked(model=LARGE))
    assert raised.value.text == text


def test_what_one_takes_along_is_what_was_shown(monkeypatch, capsys):
    made = tab.take(**asked())
    assert isinstance(made.figure(), Figure)
    assert made.arrays["batch_cosines"].shape == (6, 6)
    assert made.arrays["shares"].sum() == pytest.approx(1, abs=1e-5)
    monkeypatch.setattr(clip_match.registry, "configure", lambda: None)
    exec(made.python, {})  # the lines that the tab shows
    assert made.arrays["prompts"][0] in capsys.readouterr().out


def test_it_has_a_tab_two_lessons_and_its_parts():
    assert tab_file(tab.ENTRY).is_file()
    states = {mark.title.en: mark.state.value for mark in marks(tab.ENTRY)}
    assert states["Transparent"] == states["Controlled"] == states["Scaled up"] == "yes"
    for language in ("en", "ko"):
        assert len(lesson("clip", language).split()) > 250
