"""CLIP: its two heads by hand, what each may see, its temperature, its maps and its evaluation."""

from importlib import import_module

import numpy as np
import pytest
import torch

from mm_models import published
from mm_models.captioning.seeing import CHANNELS, oracle_eye
from mm_models.matching.pairs import rehearsal_pairs
from mm_models.matching.trials import trial
from mm_models.systems.clip import SYSTEM, Config
from mm_models.systems.clip.baselines import names_alone, names_in_pictures, names_in_texts
from mm_models.systems.clip.infer import (
    TEMPLATES,
    class_vectors,
    picture_vectors,
    prompt,
    read_texts,
    text_vectors,
)
from mm_models.systems.clip.model import SHARPEST
from mm_models.systems.clip.relevance import (
    cell_similarity,
    gradient_attention,
    hiding,
    mean_attention,
    occlusion,
)
from mm_models.systems.clip.train import losses, recipe
from mm_models.world.encoding import END, PAD
from mm_models.world.kinds import KINDS
from mm_models.world.meaning import Meaning, Mention
from tests.captioning.by_hand import linear, softmax, values

TINY = SYSTEM.tiny
evaluation = import_module("mm_models.systems.clip.evaluate")  # the package has a function of that name


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return SYSTEM.build(TINY).eval()


@pytest.fixture(scope="module")
def example():
    return SYSTEM.example(TINY, torch.Generator().manual_seed(0))


def normed(weights, name, x):
    apart = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    return apart * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def attended(weights, name, asking, asked, causal=False):
    """Multi-head attention, head by head."""
    q, k, v = (
        each @ weights[f"{name}.{part}.weight"].T
        for part, each in (("query", asking), ("key", asked), ("value", asked))
    )
    pieces, size = [], q.shape[1] // TINY.heads
    for head in range(TINY.heads):
        some = slice(head * size, (head + 1) * size)
        scores = q[:, some] @ k[:, some].T / np.sqrt(size)
        if causal:
            scores = np.where(np.tri(len(scores), dtype=bool), scores, -np.inf)
        pieces.append(np.array([softmax(row) for row in scores]) @ v[:, some])
    return np.concatenate(pieces, axis=1) @ weights[f"{name}.out.weight"].T


def alone(weights, name, x):
    inner = torch.nn.functional.gelu(
        torch.from_numpy(linear(weights, f"{name}.1", normed(weights, f"{name}.0", x)))
    ).numpy()
    return x + linear(weights, f"{name}.3", inner)


def test_a_texts_vector_by_hand(model, example):
    _, ids = example
    weights, row = values(model), ids[1].tolist()
    words = weights["text.words.weight"][row] + weights["text.places"][: len(row)]
    for layer in range(TINY.text_layers):
        name = f"text.layers.{layer}"
        normal = normed(weights, f"{name}.before", words)
        words = alone(
            weights,
            f"{name}.alone",
            words + attended(weights, f"{name}.to_words", normal, normal, causal=True),
        )
    found = normed(weights, "text.normalise", words[row.index(END)]) @ weights["text.project.weight"].T
    assert model(*example).projected_text[1].detach().numpy() == pytest.approx(found, abs=2e-5)


def test_a_pictures_vector_by_hand_from_its_cells(model, example):
    weights, seen = values(model), model(*example).seen
    cells, queries = seen.cells[2].detach().double().numpy(), weights["picture.queries"]
    for layer in range(TINY.picture_layers):
        name = f"picture.layers.{layer}"
        queries = queries + attended(
            weights, f"{name}.to_cells", normed(weights, f"{name}.before_cells", queries), cells
        )
        normal = normed(weights, f"{name}.before_others", queries)
        queries = alone(
            weights, f"{name}.alone", queries + attended(weights, f"{name}.to_others", normal, normal)
        )
    found = normed(weights, "picture.normalise", queries).mean(axis=0) @ weights["picture.project.weight"].T
    assert seen.projected[2].detach().numpy() == pytest.approx(found, abs=2e-5)


def test_vectors_are_unit_vectors_and_logits_scaled_cosines(model, example):
    trace = model(*example)
    assert trace.image.norm(dim=1).tolist() == pytest.approx([1, 1, 1])
    assert trace.text.norm(dim=1).tolist() == pytest.approx([1, 1, 1])
    assert torch.allclose(trace.logits, trace.scale * trace.image @ trace.text.T, atol=1e-4)


def test_what_follows_the_end_of_a_text_cannot_reach_it(model, example):
    _, ids = example
    longer = torch.cat([ids, torch.full((len(ids), 4), PAD)], dim=1)
    assert torch.allclose(model.text(ids).vector, model.text(longer).vector, atol=1e-6)
    weights = model.text(longer).attention[0]
    assert weights.triu(1).abs().max().item() == 0  # no word looks ahead


def test_the_temperature_starts_as_in_the_paper_and_has_a_floor():
    model = SYSTEM.build(TINY)
    assert 1 / float(model.scale.detach()) == pytest.approx(0.07)
    with torch.no_grad():
        model.sharpness.fill_(20.0)
    assert float(model.scale.detach()) == SHARPEST


def test_another_vocabulary_is_refused():
    with pytest.raises(ValueError, match="vocabulary"):
        SYSTEM.build(Config(words="00000000"))


def test_the_loss_is_the_mean_over_both_sets_of_texts(model):
    pairs = rehearsal_pairs(0, TINY.channels, TINY.longest)(0)
    with torch.no_grad():
        found = losses(model, pairs)
        image = model.picture(pairs.annotations).vector
        own = []
        for ids, alike in zip(pairs.ids, pairs.alike, strict=True):
            logits = model.scale * image @ model.text(ids).vector.T
            hidden = logits.masked_fill(alike & ~torch.eye(len(ids), dtype=torch.bool), -torch.inf)
            right = torch.arange(len(ids))
            own += [torch.nn.functional.cross_entropy(table, right) for table in (hidden, hidden.T)]
    assert float(found["loss"]) == pytest.approx(float(torch.stack(own).mean()), abs=1e-5)


def test_vectors_gains_and_the_temperature_do_not_decay(model):
    groups = recipe(model, rehearsal_pairs(0, TINY.channels, TINY.longest)).optimiser.param_groups
    free = {id(weight) for weight in groups[1]["params"]}
    assert groups[1]["weight_decay"] == 0 < groups[0]["weight_decay"]
    assert id(model.sharpness) in free
    assert sum(len(group["params"]) for group in groups) == len(list(model.parameters()))


def test_prompts_are_in_both_languages_and_a_class_is_the_mean_of_its_prompts(model):
    assert prompt("egg", TEMPLATES[0], "en") == "a picture of an egg"
    assert prompt("dog", TEMPLATES[0], "ko").endswith("그림")
    texts = [prompt("dog", template, "en") for template in TEMPLATES]
    mean = text_vectors(model, texts).mean(dim=0)
    assert torch.allclose(class_vectors(model, ["cat", "dog"], "en")[1], mean / mean.norm(), atol=1e-6)
    assert not read_texts(
        model, [prompt(kind.name, t, "ko") for kind in KINDS for t in TEMPLATES]
    ).words.unknown[0]


def test_every_prompt_is_made_of_known_words(model):
    for language in ("en", "ko"):
        texts = [prompt(kind.name, template, language) for kind in KINDS for template in TEMPLATES]
        assert not any(read_texts(model, texts).words.unknown)


def test_maps_have_the_pictures_cells_and_say_what_they_say(model, example):
    annotations, ids = example
    one, text = annotations[:1], model.text(ids).vector[1].detach()
    seen = model.picture(one)
    assert mean_attention(seen).sum().item() == pytest.approx(1, abs=1e-4)
    gradient = gradient_attention(model, one, text)
    assert gradient.shape == (4, 4) and (gradient >= 0).all()
    own = torch.nn.functional.normalize(
        model.picture.project(model.picture.normalise(seen.cells[0, 5])), dim=0
    )
    assert cell_similarity(model, seen, text)[1, 1].item() == pytest.approx(float(own @ text), abs=1e-5)


def test_occlusion_is_the_fall_of_the_cosine(model, example):
    annotations, ids = example
    one, text, blank = annotations[:1], model.text(ids).vector[1].detach(), torch.zeros_like(annotations[:1])
    fall = (
        model.picture(one).vector - model.picture(blank).vector
    ) @ text  # one window hides all 4 × 4 cells
    assert occlusion(model, one, blank, text)[2, 3].item() == pytest.approx(float(fall.detach()), abs=1e-5)
    assert (hiding(14).sum(dim=0) > 0).all()
    assert occlusion(model, one, one, text).abs().max() < 1e-5


def test_names_alone_know_names_and_no_order():
    dog_cat, cat_dog = (Meaning((Mention(a), Mention(b))) for a, b in (("dog", "cat"), ("cat", "dog")))
    texts = names_in_texts([dog_cat, cat_dog, Meaning((Mention("car", colour="red"),), (), "beach")])
    assert torch.equal(texts[0], texts[1])
    assert texts.sum(dim=1).tolist() == [2, 2, 3]
    annotations = torch.zeros(2, CHANNELS, 3, 3)
    annotations[0, 256 + 1, 1, 1] = 5.0  # the first kind, certain in one cell
    assert names_in_pictures(annotations)[0, 1] == 1
    first, second = (Meaning((Mention(KINDS[i].name),)) for i in (0, 1))
    assert names_alone(annotations, [first, second, dog_cat])[0].argmax() == 0


def test_its_evaluation_prints_what_the_design_names(monkeypatch, model):
    class NoPhotos:
        def __init__(self, data, part):
            pass

    see = oracle_eye(TINY.channels)
    monkeypatch.setattr(evaluation, "eye", lambda backbone: see)
    monkeypatch.setattr(evaluation, "blank", lambda backbone: torch.zeros(1, TINY.channels, 14, 14))
    monkeypatch.setattr(evaluation, "Cifar10", NoPhotos)
    usual = evaluation.some_scenes
    monkeypatch.setattr(
        evaluation, "some_scenes", lambda split, n, seed, mix, photos=None: usual(split, n, seed)
    )
    monkeypatch.setattr(
        evaluation,
        "seen_scenes",
        lambda see_, scenes, photos=None: torch.zeros(len(scenes), TINY.channels, 4, 4),
    )
    monkeypatch.setattr(
        evaluation, "names_alone", lambda annotations, meanings: np.zeros((len(meanings),) * 2)
    )
    monkeypatch.setattr(evaluation, "named_pairs", lambda annotations, meanings: np.zeros(len(meanings)))
    monkeypatch.setattr(
        evaluation, "names_in_pictures", lambda annotations: torch.zeros(len(annotations), 90)
    )
    found = SYSTEM.evaluate(model, 12, 3, None, lambda pixels: pixels)
    for name in (
        "r1.12.image_to_text.seen",
        "medr.12.text_to_image.unseen.ko",
        "own.r1.12.image_to_text.seen",
        "zero_shot.photo",
        "near_miss.relation.seen.ko",
        "pointing.occlusion",
        "loss.8",
        "temperature",
        "search_ms",
    ):
        assert np.isfinite(found.metrics[name]), name
    assert found.baselines["names without order"]["near_miss.thing.seen"] == 0.5
    assert "words shuffled" in found.baselines
    assert "참" in found.protocol.ko


def test_a_picture_and_its_text_of_a_trial_go_together():
    held_out = trial(oracle_eye(TINY.channels), "validation", 6, 0)
    assert picture_vectors(SYSTEM.build(TINY), held_out.annotations).shape == (6, TINY.space)


def test_its_shipped_figures_reach_the_levels():
    scores = published.weights.load(published.weights_file("clip")).scores
    for way in ("image_to_text", "text_to_image"):
        for ending in ("seen", "seen.ko"):
            assert scores[f"r1.100.{way}.{ending}"] >= 0.85
            assert scores[f"r1.1000.{way}.{ending}"] >= 0.55
    assert scores["search_ms"] < 100
