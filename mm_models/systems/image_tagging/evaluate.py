"""How well image tagging tags, finds, and calculates."""

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np
from jaxtyping import Bool, Float
from torch import Tensor

from mm_models.captioning.seeing import Backbone, Eye, box_cells, eye
from mm_models.matching.searching import nearest
from mm_models.matching.trials import COUNT, ENDINGS, HANDS, seen_scenes, some_scenes
from mm_models.measurement import Figures, Measurement
from mm_models.systems.image_tagging.analogies import analogies, judged, searched, without_arithmetic
from mm_models.systems.image_tagging.infer import centred, picture_vectors
from mm_models.systems.image_tagging.model import ImageTagging, cell_shares
from mm_models.systems.image_tagging.protocol import protocol
from mm_models.systems.image_tagging.tags import ABOUT, TAGS, tag_numbers, tags_of, word_of
from mm_models.world.captions import LANGUAGES
from mm_models.world.scenes import Mix, Scene

ONE_OR_TWO = Mix(things=(1, 2))  # scenes of the gallery of analogies: with more, few answers exist
POINTED = 300  # scenes in which cell maps are asked to point
TIMED = 15  # searches of a latency

Tags = Bool[np.ndarray, "pictures tags"]


def evaluate(
    model: ImageTagging, n: int | None, seed: int, data: Path | None, backbone: Backbone
) -> Measurement:
    """The figures over `n` scenes a condition (None: COUNT)."""
    see, count = eye(backbone), n or COUNT
    metrics: dict[str, float] = {}
    others: dict[str, dict[str, float]] = {}
    for hands, split in HANDS.items():
        scenes = some_scenes(split, count, seed)
        seen = seen_scenes(see, scenes)
        true, pictures = np.stack([tags_of(each) for each in scenes]), picture_vectors(model, seen)
        for language, ending in ENDINGS.items():
            metrics |= with_ending(tagging(model, pictures, true, language), f".{hands}{ending}")
        others.setdefault("most_frequent", {}).update(with_ending(most_frequent(true), f".{hands}"))
        if hands == "seen":
            metrics |= {"pointing": pointing(model, scenes, seen), "gap": gap(model, pictures)}
        calculated, beside = calculating(model, see, split, count, seed)
        metrics |= with_ending(calculated, f".{hands}")
        for name, figures in beside.items():
            others.setdefault(name, {}).update(with_ending(figures, f".{hands}"))
    metrics["search_ms"] = search_time(model, pictures)
    return Measurement("image-tagging", protocol(count, seed), metrics, others)


def with_ending(figures: Figures, ending: str) -> dict[str, float]:
    """Figures by their full names."""
    return {f"{name}{ending}": value for name, value in figures.items()}


def tagging(
    model: ImageTagging, pictures: Float[Tensor, "pictures space"], true: Tags, language: str
) -> dict[str, float]:
    """Precision, recall and F1 of all tags together, F1 by matter, and the share of tags' best pictures that have them."""
    words = [word_of(tag, language) for tag in range(len(TAGS))]
    cosines = (pictures @ model.vectors.detach().cpu()[words].T).numpy()
    tagged = cosines > model.threshold.cpu().numpy()[words]
    by_matter = {f"f1.{about}": shares(tagged[:, tags], true[:, tags])["f1"] for about, tags in ABOUT.items()}
    shown = true.any(axis=0)
    best = true[cosines.argmax(axis=0), np.arange(len(words))][shown].mean()
    return {**shares(tagged, true), **by_matter, "tag_to_image.r1": float(best)}


def shares(tagged: Tags, true: Tags) -> dict[str, float]:
    """F1, precision and recall over all pairs of a picture and a tag."""
    hits = float((tagged & true).sum())
    precision, recall = hits / max(1, int(tagged.sum())), hits / max(1, int(true.sum()))
    return {
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "precision": precision,
        "recall": recall,
    }


def most_frequent(true: Tags) -> dict[str, float]:
    """The same when every picture gets the tags that more than a tenth of the pictures have."""
    return shares(np.broadcast_to(true.mean(axis=0) > 0.1, true.shape), true)


def pointing(
    model: ImageTagging, scenes: Sequence[Scene], seen: Float[Tensor, "scenes channels side side"]
) -> float:
    """How often the cell that gives most to a thing's tag lies in a box of that kind, in scenes of several kinds."""
    hits = []
    for scene, annotations in list(zip(scenes, seen, strict=True))[:POINTED]:
        kind = scene.things[0].kind
        if len({thing.kind for thing in scene.things}) > 1:
            word = word_of(tag_numbers()["thing", kind], LANGUAGES[0])
            at = int(cell_shares(model, annotations, word).argmax())
            hits.append(any(box_cells(t).ravel()[at] for t in scene.things if t.kind == kind))
    return float(np.mean(hits))


def gap(model: ImageTagging, pictures: Float[Tensor, "pictures space"]) -> float:
    """The modality gap: the distance between the mean of the pictures' vectors and that of the words'."""
    return float((pictures.mean(dim=0) - model.vectors.detach().cpu().mean(dim=0)).norm())


def calculating(
    model: ImageTagging, see: Eye, split: str, count: int, seed: int
) -> tuple[dict[str, float], dict[str, Figures]]:
    """Analogies in a gallery, with all vectors as they are and without the means of both modalities; and baselines."""
    scenes = some_scenes(split, count, seed, ONE_OR_TWO)
    gallery = picture_vectors(model, seen_scenes(see, scenes))
    cases, strength = analogies(scenes, seed), float(model.strength)
    usual = judged(cases, scenes, searched(model, cases, gallery, strength))
    means_removed = judged(
        cases, scenes, searched(model, cases, centred(gallery, gallery.mean(dim=0)), strength)
    )
    found = without_arithmetic(model, cases, gallery, seed)
    beside = {name: judged(cases, scenes, some) for name, some in found.items()}
    both = {f"{name}.centred": value for name, value in means_removed.items()}
    return {**usual, **both, "analogy.cases": float(len(cases))}, beside


def search_time(model: ImageTagging, gallery: Float[Tensor, "pictures space"]) -> float:
    """Median milliseconds of a search for a word among all pictures."""
    table, times = model.vectors.detach().cpu(), []
    for word in range(TIMED):
        start = time.perf_counter()
        nearest(table[word], gallery, 10)
        times.append(1000 * (time.perf_counter() - start))
    return median(times)
