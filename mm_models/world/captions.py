"""Captions of scenes: true, complete, and said in many ways, in English and Korean."""

import numpy as np

from mm_models.text import Text
from mm_models.world import english, korean
from mm_models.world.meaning import Meaning, plan
from mm_models.world.scenes import Scene

LANGUAGES: tuple[str, ...] = ("en", "ko")


def say(meaning: Meaning, rng: np.random.Generator, language: str) -> str:
    """One of the ways to say a meaning in a language, "en" or "ko".

    Raises:
        ValueError: the language is neither.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
    return korean.say(meaning, rng) if language == "ko" else english.say(meaning, rng)


def caption(scene: Scene, rng: np.random.Generator, language: str = "en", detail: float = 0.7) -> str:
    """A true caption that leaves out no thing."""
    return say(plan(scene, rng, detail), rng, language)


def captions(scene: Scene, rng: np.random.Generator, language: str = "en", count: int = 5) -> list[str]:
    """Several captions of one scene, each with a meaning and wording of its own: references for BLEU and CIDEr."""
    return [caption(scene, rng, language) for _ in range(count)]


def both(scene: Scene, rng: np.random.Generator, detail: float = 0.7) -> Text:
    """The same meaning said in English and in Korean."""
    meaning = plan(scene, rng, detail)
    return Text(en=english.say(meaning, rng), ko=korean.say(meaning, rng))
