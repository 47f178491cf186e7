"""How well CLIP retrieves, classifies without being taught classes, tells near misses apart, and where its maps point."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from mm_models.captioning.seeing import Backbone, blank, box_cells, eye
from mm_models.corpora.cifar10 import Cifar10
from mm_models.matching.losses import symmetric_cross_entropy
from mm_models.matching.near_misses import both_said, near_misses, told_apart
from mm_models.matching.ranking import both_ways
from mm_models.matching.trials import COUNT, ENDINGS, HANDS, Trial, seen_scenes, some_scenes, trial
from mm_models.measurement import Figures, Measurement
from mm_models.systems.clip.baselines import by_lot, named_pairs, names_alone, names_in_pictures
from mm_models.systems.clip.infer import TEMPLATES, class_vectors, picture_vectors, prompt, text_vectors
from mm_models.systems.clip.model import Clip
from mm_models.systems.clip.protocol import protocol
from mm_models.systems.clip.relevance import cell_similarity, gradient_attention, mean_attention, occlusion
from mm_models.world.captions import LANGUAGES
from mm_models.world.kinds import KIND_INDEX, KINDS
from mm_models.world.scenes import Mix, Scene
from mm_models.world.tokens import tokens

POOLS = (100, 1000)  # of retrieval; a smaller trial is one pool
ONE_THING = Mix(things=(1, 1))
POINTED = 300  # scenes in which maps are asked to point
BATCHES = (8, 32, 128, 512)  # pictures of the batches whose loss is measured
TIMED = 15  # trials of a latency
PROMPTS = 10  # read with a picture when its time is taken


def evaluate(model: Clip, n: int | None, seed: int, data: Path | None, backbone: Backbone) -> Measurement:
    """The figures over `n` scenes a condition (None: COUNT).

    Raises:
        InputError: CIFAR-10 is not there.
    """
    see, count = eye(backbone), n or COUNT
    metrics: dict[str, float] = {}
    others: dict[str, dict[str, float]] = {}
    for hands, split in HANDS.items():
        held_out = trial(see, split, count, seed)
        for language, ending in ENDINGS.items():
            own, beside = retrieval(model, held_out, language, seed)
            metrics |= {f"{name}.{hands}{ending}": value for name, value in own.items()}
            add(others, beside, f".{hands}{ending}")
        if hands == "seen":
            metrics |= {**batches(model, held_out), **latency(model, held_out)}
            points, by_lot_points = pointing(model, held_out, blank(backbone))
            metrics |= points
            others["chance"] |= dict.fromkeys(points, by_lot_points)
    photos = Cifar10(data, "test")
    for hands, split in HANDS.items():
        scenes = some_scenes(split, count, seed, ONE_THING)
        add_zero_shot(model, metrics, others, scenes, seen_scenes(see, scenes), hands)
    scenes = some_scenes("test", count, seed, Mix(whole=1.0), photos)
    add_zero_shot(model, metrics, others, scenes, seen_scenes(see, scenes, photos), "photo")
    return Measurement("clip", protocol(count, seed), metrics, others)


def add(others: dict[str, dict[str, float]], beside: dict[str, Figures], ending: str) -> None:
    """Puts baselines' figures beside those that are there, in place."""
    for name, figures in beside.items():
        others.setdefault(name, {}).update({f"{key}{ending}": value for key, value in figures.items()})


def retrieval(
    model: Clip, held_out: Trial, language: str, seed: int
) -> tuple[dict[str, float], dict[str, Figures]]:
    """Retrieval both ways and near misses, and the same by matchers that are blind to something."""
    pools = [min(pool, len(held_out.scenes)) for pool in POOLS]
    texts, pictures = held_out.texts[language], picture_vectors(model, held_out.annotations)
    found = (pictures @ text_vectors(model, texts).T).numpy()
    mixed = (pictures @ text_vectors(model, list(shuffled(texts, seed))).T).numpy()
    strict = both_ways(found, np.eye(len(found)) > 0, pools[-1:])
    names = names_alone(held_out.annotations, held_out.meanings)
    apart, named_apart = both_apart(model, held_out, pictures, language, seed)
    beside: dict[str, Figures] = {
        "chance": by_lot(held_out.right, pools, seed) | dict.fromkeys(apart, 0.5),
        "names without order": both_ways(names, held_out.right, pools) | named_apart,
        "words shuffled": both_ways(mixed, held_out.right, pools),
    }
    own = {f"own.{name}": value for name, value in strict.items()}
    return both_ways(found, held_out.right, pools) | own | apart, beside


def shuffled(texts: Sequence[str], seed: int) -> Iterator[str]:
    """Each text with its words in a random order."""
    rng = np.random.default_rng((seed, 35))
    for text in texts:
        words = tokens(text)
        yield " ".join(words[place] for place in rng.permutation(len(words)))


def both_apart(
    model: Clip, held_out: Trial, pictures: Float[Tensor, "pictures space"], language: str, seed: int
) -> tuple[dict[str, float], dict[str, float]]:
    """How often CLIP, and names without order, prefer the truth to a near miss."""
    cases = near_misses(held_out, seed)
    own = pictures[[case.picture for case in cases]]
    said = zip(*(both_said(case, language, seed) for case in cases), strict=True)
    true, wrong = ((own * text_vectors(model, texts)).sum(dim=1).numpy() for texts in said)
    named = held_out.annotations[[case.picture for case in cases]]
    names_true, names_wrong = (
        named_pairs(named, [getattr(case, side) for case in cases]) for side in ("true", "wrong")
    )
    return told_apart(cases, true, wrong), told_apart(cases, names_true, names_wrong)


def batches(model: Clip, held_out: Trial) -> dict[str, float]:
    """The loss of batches of several sizes at the learnt temperature, in nats; chance is ln N."""
    pictures, texts = picture_vectors(model, held_out.annotations), text_vectors(model, held_out.texts["en"])
    logits = model.scale.detach().cpu() * pictures @ texts.T
    alike = torch.from_numpy(held_out.right)
    found = {"temperature": float(1 / model.scale.detach())}
    for size in (size for size in BATCHES if size <= len(logits)):
        starts = range(0, len(logits) - size + 1, size)
        blocks = [slice(start, start + size) for start in starts]
        losses = [symmetric_cross_entropy(logits[some, some], alike[some, some])["loss"] for some in blocks]
        found[f"loss.{size}"] = float(torch.stack(losses).mean())
    return found


def add_zero_shot(
    model: Clip,
    metrics: dict[str, float],
    others: dict[str, dict[str, float]],
    scenes: Sequence[Scene],
    annotations: Float[Tensor, "pictures channels side side"],
    hands: str,
) -> None:
    """Which of all kinds a picture of one thing shows, by prompts alone; adds figures in place."""
    truth = torch.tensor([KIND_INDEX[scene.things[0].kind] - 1 for scene in scenes])
    pictures = picture_vectors(model, annotations)
    kinds = [kind.name for kind in KINDS]
    for language, ending in ENDINGS.items():
        for name, templates in (("zero_shot", TEMPLATES), ("zero_shot.one_prompt", TEMPLATES[:1])):
            vectors = class_vectors(model, kinds, language, templates)
            metrics[f"{name}.{hands}{ending}"] = hit_rate((pictures @ vectors.T).argmax(dim=1), truth)
    named = names_in_pictures(annotations)[:, 1 : len(KINDS) + 1].argmax(dim=1)
    add(
        others,
        {"backbone": {"zero_shot": hit_rate(named, truth)}, "chance": {"zero_shot": 1 / len(KINDS)}},
        f".{hands}",
    )


def hit_rate(found: Int[Tensor, " pictures"], truth: Int[Tensor, " pictures"]) -> float:
    """The share that is right."""
    return float((found == truth).float().mean())


def pointing(
    model: Clip, held_out: Trial, empty: Float[Tensor, "1 channels side side"]
) -> tuple[dict[str, float], float]:
    """How often each map is largest inside the box of the kind that a prompt names, in scenes of several kinds; and how
    often a cell drawn by lot would be."""
    hits: dict[str, list[bool]] = {}
    areas: list[float] = []
    cases = [i for i, scene in enumerate(held_out.scenes) if len({t.kind for t in scene.things}) > 1][
        :POINTED
    ]
    for number in cases:
        scene, annotations = held_out.scenes[number], held_out.annotations[number : number + 1]
        target = np.any([box_cells(t) for t in scene.things if t.kind == scene.things[0].kind], axis=0)
        text = text_vectors(model, [prompt(scene.things[0].kind, TEMPLATES[0], LANGUAGES[0])])[0]
        for name, values in maps(model, annotations, empty, text).items():
            hits.setdefault(name, []).append(bool(target.ravel()[int(values.argmax())]))
        areas.append(float(target.mean()))
    found = {f"pointing.{name}": float(np.mean(some)) for name, some in hits.items()}
    return found, float(np.mean(areas))


def maps(
    model: Clip,
    annotations: Float[Tensor, "1 channels side side"],
    empty: Float[Tensor, "1 channels side side"],
    text: Float[Tensor, " space"],
) -> dict[str, Float[Tensor, "side side"]]:
    """All maps of one picture and one text."""
    with torch.no_grad():
        seen = model.picture(annotations)
    return {
        "cell_similarity": cell_similarity(model, seen, text),
        "attention": mean_attention(seen),
        "gradient_attention": gradient_attention(model, annotations, text),
        "occlusion": occlusion(model, annotations, empty, text),
    }


def latency(model: Clip, held_out: Trial) -> dict[str, float]:
    """Median milliseconds of a picture's vector with PROMPTS prompts, and of a search by text among all pictures."""
    gallery, texts = picture_vectors(model, held_out.annotations), held_out.texts["en"][:PROMPTS]
    times: dict[str, list[float]] = {"latency_ms": [], "search_ms": []}
    for number in range(TIMED):
        start = time.perf_counter()
        picture_vectors(model, held_out.annotations[number : number + 1])
        text_vectors(model, texts)
        between = time.perf_counter()
        (gallery @ text_vectors(model, texts[:1])[0]).topk(min(10, len(gallery)))
        times["latency_ms"].append(1000 * (between - start))
        times["search_ms"].append(1000 * (time.perf_counter() - between))
    return {name: median(some) for name, some in times.items()}
