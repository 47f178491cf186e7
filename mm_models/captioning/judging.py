"""Are captions true? Shares of claims that are right, counted by the world's checker over many scenes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from mm_models.captioning.vocabulary import spelt
from mm_models.measurement import Figures
from mm_models.metrics.captions import likeness
from mm_models.world.captions import captions as captions_of
from mm_models.world.checking import Verdict, check
from mm_models.world.scenes import Scene
from mm_models.world.tokens import join, tokens

REFERENCES = 5  # captions that each is compared with
CLAIMS: dict[str, str] = {
    "colour": "colour",
    "relation": "relation",
    "place": "place",
    "size": "size",
    "count": "count",
}


@dataclass(frozen=True)
class Said:
    """A caption of a scene, and the truth about it."""

    scene: Scene
    tokens: tuple[str, ...]
    verdict: Verdict


def judged(scene: Scene, ids: Sequence[int]) -> Said:
    """The truth about a caption that is given by its numbers."""
    said = spelt(ids)
    return Said(scene, tuple(said), check(join(said), scene))


def truth(said: Sequence[Said]) -> Figures:
    """Shares over scenes and claims; a kind of claim that nobody made is left out."""
    verdicts = [each.verdict for each in said]
    things = sum(len(each.scene.things) for each in said)
    found = {
        "caption.true_complete": mean(verdict.true and verdict.complete for verdict in verdicts),
        "things.precision": share(verdicts, "thing"),
        "things.recall": 1 - sum(len(verdict.left_out) for verdict in verdicts) / things,
        **{name: share(verdicts, about) for name, about in CLAIMS.items()},
    }
    return {name: value for name, value in found.items() if not np.isnan(value)}


def share(verdicts: Sequence[Verdict], about: str) -> float:
    """The share of the claims about one matter that are right; NaN without any."""
    right, claims = np.sum([verdict.score(about) for verdict in verdicts], axis=0)
    return float(right / claims) if claims else float("nan")


def mean(right: Iterable[bool]) -> float:
    """The share of what is true."""
    return float(np.mean(list(right)))


def likenesses(said: Sequence[Said], language: str, seed: int) -> Figures:
    """BLEU-4, ROUGE-L and CIDEr-D against REFERENCES captions of each scene by the world's grammar."""
    rng = np.random.default_rng((seed, 22))
    references = [
        [tokens(text) for text in captions_of(each.scene, rng, language, REFERENCES)] for each in said
    ]
    return likeness([each.tokens for each in said], references)
