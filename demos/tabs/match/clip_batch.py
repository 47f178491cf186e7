"""A batch of pairs: the person's picture with the chosen prompt, and others; its similarity matrix and its loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from jaxtyping import Bool, Float

from demos.picture import Seen
from demos.tabs.match import gallery
from demos.tabs.match.clip_gallery import our_gallery
from demos.tabs.match.clip_match import LARGE_SIDE, OURS, Match, our_texts, picture_for, several
from mm_models.captioning.alike import family
from mm_models.matching.losses import pair_losses
from mm_models.matching.truth import true_pairs
from mm_models.text import Text
from mm_models.world.captions import say
from mm_models.world.meaning import Meaning, plan
from mm_models.world.parsing import parse
from mm_models.world.rendering import render
from mm_models.world.scenes import SIDE, Scene

FEWEST, MOST = 2, 24  # pairs
MOST_LARGE = 8  # pairs of the pretrained network, which takes longer
ALIKE = 6  # pictures like the person's
WAYS: dict[str, Text] = {
    "any": Text("drawn by lot", "제비로 뽑은 그림"),
    "alike": Text("like yours, one thing changed", "내 그림에서 한 가지만 바꾼 그림"),
}
CURVES = (4, 16, 64, 256)  # pairs of the batches whose loss is drawn
USED = 512  # pairs of the gallery that they are cut from
WARMTHS = np.geomspace(1 / 16, 16, 17)  # times the learnt temperature


@dataclass(frozen=True)
class Pair:
    """A picture and a text of it; of the gallery where it has a number."""

    scene: Scene
    meaning: Meaning
    text: str
    number: int | None


Square = Float[np.ndarray, "pictures texts"]


@dataclass(frozen=True)
class Batch:
    """Pairs on the diagonal, and the cosines of everything with everything."""

    images: tuple[np.ndarray, ...]
    texts: tuple[str, ...]
    cosines: Square
    alike: Bool[
        np.ndarray, "pictures texts"
    ]  # whether a text is true of a picture; the diagonal always counts
    scale: float

    def logits(self, warmth: float) -> Square:
        """The cosines at `warmth` times the learnt temperature."""
        return self.cosines * self.scale / warmth

    def losses(self, warmth: float) -> tuple[np.ndarray, np.ndarray]:
        """The cross-entropy of each row and of each column, in nats."""
        rows, columns = pair_losses(torch.from_numpy(self.logits(warmth)), torch.from_numpy(self.alike))
        return rows.numpy(), columns.numpy()


def batch(
    model: str, found: Match, seen: Seen, chosen: int, others: str, count: int, draw: int, language: str
) -> Batch:
    """The person's picture with the chosen prompt first, then `count` - 1 other pairs, the `draw`th set of them."""
    most = MOST if model == OURS else MOST_LARGE
    prompt = found.words[chosen].text
    pairs = other_pairs(seen.scene, others, min(count, most) - 1, draw, language)
    images, texts = [drawn(model, each.scene) for each in pairs], [each.text for each in pairs]
    pictures, vectors = vectors_of(model, pairs, images, texts)
    cosines = np.vstack([found.picture, pictures]) @ np.vstack([found.texts[chosen], vectors]).T
    scenes = [seen.scene, *(each.scene for each in pairs)]
    meanings = [parse(prompt).meaning, *(each.meaning for each in pairs)]
    alike = known_pairs(scenes, meanings)
    return Batch((picture_for(model, seen), *images), (prompt, *texts), cosines, alike, found.scale)


def other_pairs(own: Scene | None, others: str, count: int, draw: int, language: str) -> list[Pair]:
    """Pairs like the person's picture where that is asked for and can be, then pairs of the gallery."""
    rng = np.random.default_rng((draw, 43))
    alike = family(own, min(count, ALIKE) + 1, rng)[1:] if others == "alike" and own is not None else []
    told = [(scene, plan(scene, rng, 1.0)) for scene in alike]
    found = [Pair(scene, meaning, say(meaning, rng, language), None) for scene, meaning in told]
    for i in range(count - len(found)):
        number = (draw * MOST + i) % len(gallery.scenes())
        found.append(
            Pair(
                gallery.scenes()[number], gallery.meanings()[number], gallery.texts(language)[number], number
            )
        )
    return found


def vectors_of(
    model: str, pairs: Sequence[Pair], images: Sequence[np.ndarray], texts: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """The unit vectors of pairs; those of the gallery's pictures are known where all are of the gallery."""
    known = [pair.number for pair in pairs if pair.number is not None]
    if model == OURS and len(known) == len(pairs):
        return our_gallery().numpy()[known], our_texts(tuple(texts))
    return several(model, images, texts)


@lru_cache(maxsize=256)
def drawn(model: str, scene: Scene) -> np.ndarray:
    """A scene in the size that a network reads."""
    return render(scene, size=SIDE if model == OURS else LARGE_SIDE).image


def known_pairs(scenes: list[Scene | None], meanings: list[Meaning]) -> Bool[np.ndarray, "pictures texts"]:
    """Which texts are true of which pictures; of a photograph nothing is known but its own pair."""
    found = np.eye(len(scenes), dtype=bool)
    known = [i for i, scene in enumerate(scenes) if scene is not None]
    true = true_pairs([scene for scene in scenes if scene is not None], meanings)
    found[known] |= true
    return found


@lru_cache(maxsize=1)
def gallery_truth() -> Bool[np.ndarray, "pictures texts"]:
    """Which of the gallery's first texts are true of which of its first pictures."""
    return true_pairs(gallery.scenes()[:USED], gallery.meanings()[:USED])


def loss_curves(
    cosines: Square, alike: Bool[np.ndarray, "pictures texts"], scale: float
) -> dict[int, np.ndarray]:
    """The loss at each of WARMTHS for batches of each size of CURVES, mean over the blocks of a square matrix."""
    table, true = torch.from_numpy(cosines), torch.from_numpy(alike)
    found: dict[int, np.ndarray] = {}
    for size in (size for size in CURVES if size <= len(cosines)):
        blocks = [slice(start, start + size) for start in range(0, len(cosines) - size + 1, size)]
        logits = scale * torch.stack([table[some, some] for some in blocks])
        hidden = torch.stack([true[some, some] for some in blocks]) & ~torch.eye(size, dtype=torch.bool)
        found[size] = np.array([block_loss(logits / warmth, hidden) for warmth in WARMTHS.tolist()])
    return found


def block_loss(logits: torch.Tensor, hidden: torch.Tensor) -> float:
    """The symmetric cross-entropy of several batches at once, (batches, pictures, texts); `hidden` pairs are left out."""
    shown = logits.masked_fill(hidden, -torch.inf)
    own = logits.diagonal(dim1=1, dim2=2)
    return float((shown.logsumexp(dim=2) - own + shown.logsumexp(dim=1) - own).mean() / 2)
