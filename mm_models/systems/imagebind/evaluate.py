"""How well any modality finds any other, above all those that never met; and what sums of two modalities find."""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from mm_models import published
from mm_models.hearing.names import SOUND_OF
from mm_models.matching.ranking import in_pools, ranks, recall
from mm_models.matching.trials import COUNT, ENDINGS, HANDS
from mm_models.measurement import Figures, Measurement
from mm_models.systems.imagebind.infer import (
    SOUNDING,
    added,
    changes,
    class_vectors,
    sound_vector,
    text_vectors,
)
from mm_models.systems.imagebind.model import ImageBind
from mm_models.systems.imagebind.pairs import sounds_in
from mm_models.systems.imagebind.protocol import ARITHMETIC, protocol
from mm_models.systems.imagebind.trials import (
    Networks,
    Pool,
    Recordings,
    Right,
    Views,
    audible,
    film_pool,
    label_of,
    recordings,
    scene_pool,
    single_scenes,
    some_films,
    sounding_films,
    staged_scenes,
    views,
)
from mm_models.world.clips import Clip
from mm_models.world.english import with_article
from mm_models.world.kinds import KIND, KINDS
from mm_models.world.motions import MOTIONS, SIDES
from mm_models.world.scenes import Scene

POOLS = (100, 1000)
NAMES = [kind.name for kind in KINDS]
LATENCY_S = 5.0  # of the sound whose time is taken
TIMED = 9  # trials of a latency
BACKBONE = "audio-backbone"  # was taught the names of the recordings; cross-validated on the same fold

Others = dict[str, dict[str, float]]
Vectors = Float[Tensor, "_items space"]


def evaluate(
    model: ImageBind, n: int | None, seed: int, data: Path | None, backbone: Any, clip: Any
) -> Measurement:
    """The figures over `n` scenes, and films, of each hand (None: COUNT).

    Raises:
        InputError: ESC-10 is not there.
    """
    networks, heard = Networks(model, backbone, clip), recordings(model, data)
    metrics, others = named_sounds(networks, heard, seed), labelled()
    others["chance"] = dict.fromkeys(metrics, 1 / len(SOUNDING))
    others["other sound"] = shuffled_names(networks, heard, seed)
    for hand, split in HANDS.items():
        for found, beside in figures(networks, heard, split, n or COUNT, seed):
            metrics |= {f"{name}.{hand}": value for name, value in found.items()}
            for who, some in beside.items():
                others.setdefault(who, {}).update({f"{name}.{hand}": v for name, v in some.items()})
    metrics |= costs(model)
    return Measurement("imagebind", protocol(n or COUNT, len(heard.labels), seed), metrics, others)


def labelled() -> Others:
    """The network that learnt the names of the other folds' recordings as labels, as its own evaluation found it."""
    path = published.ASSETS / "results" / f"{BACKBONE}.json"
    results = json.loads(path.read_text(encoding="utf-8"))["metrics"]
    return {"taught the names": {"emergent.audio_to_text": results["accuracy.fold4"]}}


def named_sounds(networks: Networks, heard: Recordings, seed: int) -> dict[str, float]:
    """Which of the ten names, in either language, is most similar to a recording."""
    return {
        f"emergent.audio_to_text{ending}": named_right(
            heard.vectors, class_vectors(networks.clip, SOUNDING, language), heard.labels
        )
        for language, ending in ENDINGS.items()
    }


def shuffled_names(networks: Networks, heard: Recordings, seed: int) -> dict[str, float]:
    """The same when every recording is exchanged for another one, drawn by lot."""
    order = torch.randperm(len(heard.labels), generator=torch.Generator().manual_seed(seed))
    return named_sounds(networks, Recordings(heard.vectors[order], heard.labels), seed)


def named_right(vectors: Vectors, classes: Vectors, labels: Int64[Tensor, " _items"]) -> float:
    """The share whose most similar class is the right one."""
    return float(((vectors @ classes.T).argmax(dim=1) == labels).float().mean())


def figures(
    networks: Networks, heard: Recordings, split: str, count: int, seed: int
) -> list[tuple[dict[str, float], Others]]:
    """All figures of one hand, each set with those of baselines."""
    seen = views(networks, staged_scenes(split, count, seed))
    single = views(networks, single_scenes(split, count, seed))
    stories = some_films(split, count, seed)
    moving = film_pool(networks, stories, seed)
    pools = [scene_pool(networks, seen, heard, seed), moving, sounding_films(moving, stories, heard, seed)]
    return [
        *(between(pool, seed) for pool in pools),
        searched(seen, heard),
        described(networks, single, stories, moving),
        summed(seen, single, heard, seed),
    ]


def between(pool: Pool, seed: int) -> tuple[dict[str, float], Others]:
    """Retrieval both ways between every two modalities of a pool; by lot; and with the items of one exchanged."""
    found: dict[str, float] = {}
    others: Others = {"chance": {}, "exchanged": {}}
    rng = np.random.default_rng((seed, 65))
    for (first, second), right in pool.right.items():
        table = (pool.vectors[first] @ pool.vectors[second].T).numpy()
        by_lot = rng.random(table.shape, dtype=np.float32)
        for name, some in (("", table), ("chance", by_lot), ("exchanged", np.roll(table, 1, axis=0))):
            figures = both_ways(first, second, some, right)
            (others[name] if name else found).update(figures)
    return found, others


def both_ways(first: str, second: str, table: np.ndarray, right: Right) -> dict[str, float]:
    """Recall at 1 from the first modality to the second and back, by pool size."""
    sizes = [pool for pool in POOLS if pool <= len(table)] or [len(table)]
    ways = ((f"{first}_to_{second}", table, right), (f"{second}_to_{first}", table.T, right.T))
    return {
        f"{name}.r1.{size}": recall(in_pools(some, true, size))["r1"]
        for size in sizes
        for name, some, true in ways
    }


def searched(seen: Views, heard: Recordings) -> tuple[dict[str, float], Others]:
    """Every recording searches all pictures, and all depth maps, for one that shows what sounds."""
    right = audible(heard.labels.tolist(), [sounds_in(each) for each in seen.scenes])
    gallery = {"image": seen.image, "depth": seen.depth}
    found = {
        f"audio_to_{name}.r1": recall(ranks((heard.vectors @ some.T).numpy(), right))["r1"]
        for name, some in gallery.items()
    }
    return found, {"chance": dict.fromkeys(found, float(right.mean()))}


def described(
    networks: Networks, single: Views, stories: Sequence[Clip], moving: Pool
) -> tuple[dict[str, float], Others]:
    """Which of all kinds a depth map of one thing, and the motion of one thing, is, by texts; and which way it moves."""
    classes = class_vectors(networks.clip, NAMES, "en")
    kinds = torch.tensor([NAMES.index(each.things[0].kind) for each in single.scenes])
    alone = [number for number, story in enumerate(stories) if len(story.events) == 1]
    movers = torch.tensor([NAMES.index(stories[number].events[0].thing.kind) for number in alone])
    motion, picture = (moving.vectors[name][alone] for name in ("motion", "image"))
    actors = [stories[number] for number in alone]
    verbs = [acting(networks, story) for story in actors]
    results = {
        who: {
            "depth_to_text": named_right(still, classes, kinds),
            "motion_to_text": named_right(films, classes, movers),
            "motion_to_text.verb": right_verbs(films, verbs, actors),
        }
        for who, still, films in (("", single.depth, motion), ("the picture", single.image, picture))
    }
    results["chance"] = {
        name: 1 / len(MOTIONS) if name.endswith("verb") else 1 / len(NAMES) for name in results[""]
    }
    return results.pop(""), results


def acting(networks: Networks, story: Clip) -> Float[Tensor, "verbs space"]:
    """What a film's one thing might be doing, a text for each motion."""
    event = story.events[0]
    thing, side = with_article("a", KIND[event.thing.kind].one), SIDES[event.side].en
    said = [motion.says[0].en.format(thing=thing, side=side) for motion in MOTIONS.values()]
    return text_vectors(networks.clip, said)


def right_verbs(vectors: Vectors, verbs: Sequence[Vectors], stories: Sequence[Clip]) -> float:
    """The share of films whose own motion is the most similar text."""
    names = list(MOTIONS)
    best = [names[int((texts @ own).argmax())] for own, texts in zip(vectors, verbs, strict=True)]
    return float(np.mean([b == story.events[0].verb for b, story in zip(best, stories, strict=True)]))


def summed(seen: Views, single: Views, heard: Recordings, seed: int) -> tuple[dict[str, float], Others]:
    """A picture of a silent thing plus a sound: is the nearest picture one of both?"""
    rng = np.random.default_rng((seed, 66))
    asked = questions(seen.scenes, single.scenes, heard, rng)
    pictures, sounds = single.image[[q[0] for q in asked]], heard.vectors[[q[1] for q in asked]]
    wanted = [(single.scenes[q[0]].things[0].kind, int(heard.labels[q[1]])) for q in asked]
    shares = {"": ARITHMETIC, "image only": 0.0, "sound only": 1.0}
    results = {
        who: outcome(
            (added(pictures, sounds, share) @ seen.image.T).argmax(dim=1).tolist(), seen.scenes, wanted
        )
        for who, share in shares.items()
    }
    results["chance"] = outcome(rng.integers(len(seen.scenes), size=len(asked)).tolist(), seen.scenes, wanted)
    return results.pop(""), results


def questions(
    scenes: Sequence[Scene], single: Sequence[Scene], heard: Recordings, rng: np.random.Generator
) -> list[tuple[int, int]]:
    """For each scene of a sounding and a silent thing: a picture of the one alone, and a recording of the other."""
    alone: dict[str, list[int]] = {}
    for number, view in enumerate(single):
        alone.setdefault(view.things[0].kind, []).append(number)
    pairs = [sorted((t.kind for t in view.things), key=lambda kind: kind in SOUND_OF) for view in scenes]
    fitting = [
        p for p in pairs if len(p) == 2 and p[0] in alone and p[0] not in SOUND_OF and p[1] in SOUND_OF
    ]
    return [(int(rng.choice(alone[silent])), heard.one_of(label_of(loud), rng)) for silent, loud in fitting]


def outcome(
    found: Sequence[int], scenes: Sequence[Scene], wanted: Sequence[tuple[str, int]]
) -> dict[str, float]:
    """How often what was found shows the picture's thing, the sound's thing, and both."""
    shown = [scenes[number] for number in found]
    thing, sound = (
        np.array(
            [kind in {t.kind for t in view.things} for view, (kind, _) in zip(shown, wanted, strict=True)]
        ),
        np.array([label in sounds_in(view) for view, (_, label) in zip(shown, wanted, strict=True)]),
    )
    return {
        "arithmetic.both": float((thing & sound).mean()),
        "arithmetic.picture": float(thing.mean()),
        "arithmetic.sound": float(sound.mean()),
    }


def costs(model: ImageBind) -> Figures:
    """How large it is, and median milliseconds of this process for five seconds of sound, and for a film's motion."""
    sound, film = torch.randn(round(LATENCY_S * 16_000)) * 0.1, torch.zeros(1, 12, 56, 56, dtype=torch.uint8)
    times: dict[str, list[float]] = {"latency_ms.audio": [], "latency_ms.motion": []}
    for _ in range(TIMED):
        started = time.thread_time()
        sound_vector(model, sound)
        between_both = time.thread_time()
        with torch.no_grad():
            model.follow(changes(film))
        times["latency_ms.audio"].append(1000 * (between_both - started))
        times["latency_ms.motion"].append(1000 * (time.thread_time() - between_both))
    parameters = sum(weight.numel() for weight in model.parameters())
    return {**{name: median(some) for name, some in times.items()}, "parameters": float(parameters)}
