"""Texts that are almost true: one part made wrong, said in the very same way. Whether a matcher prefers the true one says what it reads.

A matcher that sees only which words there are cannot tell "a dog left of a cat" from "a cat left of a dog" (Yuksekgonul et
al., ICLR 2023, arXiv:2210.01936; Thrush et al., "Winoground", CVPR 2022, arXiv:2204.03162).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from mm_models.matching.trials import Trial
from mm_models.world.captions import say
from mm_models.world.checking import check_meaning
from mm_models.world.colours import COLOURS
from mm_models.world.draws import pick
from mm_models.world.kinds import KINDS
from mm_models.world.meaning import Meaning, counterfactuals
from mm_models.world.places import PLACES

DIGITS = 6  # of a score: what the order of a sum changes beyond them is a tie

Scores = Float[np.ndarray, " cases"]


@dataclass(frozen=True)
class NearMiss:
    """A picture, what is true of it, and the same with one part made wrong."""

    picture: int  # in the trial
    part: str  # "thing" | "colour" | "relation" | "place"
    true: Meaning
    wrong: Meaning


def near_misses(trial: Trial, seed: int) -> list[NearMiss]:
    """One near miss of each part that a picture's text has."""
    rng, names = np.random.default_rng((seed, 36)), [kind.name for kind in KINDS]
    found: list[NearMiss] = []
    for number, (scene, meaning) in enumerate(zip(trial.scenes, trial.meanings, strict=True)):
        options = counterfactuals(meaning, [pick(rng, names)], [pick(rng, COLOURS)], [pick(rng, PLACES)])
        wrong = {part: other for part, other in options if not check_meaning(other, scene).true}
        found += [NearMiss(number, part, meaning, other) for part, other in wrong.items()]
    return found


def both_said(case: NearMiss, language: str, seed: int) -> tuple[str, str]:
    """The true and the wrong text, in the same wording."""
    true, wrong = (
        say(meaning, np.random.default_rng((seed, 37, case.picture)), language)
        for meaning in (case.true, case.wrong)
    )
    return true, wrong


def told_apart(cases: Sequence[NearMiss], true: Scores, wrong: Scores) -> dict[str, float]:
    """The share of near misses that score less than the truth, by part; a tie is half right."""
    apart = np.sign(np.round(true - wrong, DIGITS))
    better, parts = (apart + 1) / 2, np.array([case.part for case in cases])
    return {f"near_miss.{part}": float(better[parts == part].mean()) for part in sorted(set(parts.tolist()))}
