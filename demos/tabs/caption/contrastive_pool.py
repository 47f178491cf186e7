"""Some pictures that captions have to tell apart: which they are, what is said of each, and what fits which."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from demos.kept import kept
from demos.picture import EXAMPLES, Seen, read_picture, scene_seen
from demos.tabs.caption.captioning_speech import NO_CHOICE, Spoken, within
from mm_models import registry
from mm_models.captioning.alike import family
from mm_models.captioning.captioner import Captioner
from mm_models.captioning.decoding import Moment, as_word, moments
from mm_models.captioning.rows import chosen
from mm_models.captioning.seeing import GREY, annotations, averaged
from mm_models.captioning.vocabulary import END
from mm_models.intake.errors import InputError
from mm_models.systems.contrastive_captioner.infer import fits, with_start
from mm_models.systems.vision_backbone.infer import is_strange, read_both
from mm_models.systems.vision_backbone.model import VisionBackbone
from mm_models.text import Text
from mm_models.world.captions import LANGUAGES
from mm_models.world.rendering import render
from mm_models.world.scenes import SIDE, USUAL, Scene, scene

TARGET, REFERENCE = "contrastive-captioner", "transformer-captioner"
FEWEST, MOST = 4, 6  # pictures
DRAWS = 99  # sets of other pictures
BLANK = "blank"
SHOWN = 168  # pixels of a side of the pictures
WAYS: dict[str, Text] = {
    "alike": Text("like yours, one thing changed", "내 그림에서 한 가지만 바꾼 그림"),
    "any": Text("drawn by lot", "제비로 뽑은 그림"),
}
BLANK_TITLE = Text("Blank picture", "빈 그림")
ANOTHER = Text("another scene", "다른 장면")
UNTRAINED = Text(
    "This page needs a contrastive captioner and its reference, and one of them has no trained weights in this copy yet. "
    "An untrained one would only make noise.",
    "이 화면에는 대조 학습 모델과 참조 모델이 모두 필요한데, 아직 학습된 가중치가 없는 것이 있습니다. 학습하지 않은 모델은 "
    "아무 말이나 하므로 보여 드리지 않습니다.",
)

Table = Float[np.ndarray, "captions pictures words"]


@dataclass(frozen=True)
class Pool:
    """Pictures as people and as captioners see them."""

    pictures: tuple[Seen, ...]
    annotations: Float[Tensor, "pictures channels side side"]
    strange: tuple[bool, ...]  # whether nothing in a picture was learnt


@dataclass(frozen=True)
class Judged:
    """Captions, one of each picture, and how likely each word of each is for every picture, to both captioners."""

    spoken: tuple[Spoken, ...]
    target: Table  # ln p_m of each word, 0 after a caption's end
    reference: Table  # ln p_n

    @property
    def log_ratio(self) -> Table:
        """Each word's part of G."""
        return self.target - self.reference


@dataclass(frozen=True)
class Both:
    """Pictures, and the captions of both captioners."""

    pool: Pool
    generic: Judged
    distinctive: Judged

    def of(self, whose: str) -> Judged:
        """One captioner's captions."""
        return self.distinctive if whose == TARGET else self.generic


def check_trained() -> None:
    """Raises InputError while one of the two captioners has no weights."""
    if not {TARGET, REFERENCE} <= {spec.key for spec in registry.SPECS}:
        raise InputError("untrained", UNTRAINED)


def check_choices(others: str, language: str, whose: str, instead: str) -> None:
    """Raises InputError for a choice that there is not."""
    known = others in WAYS and language in LANGUAGES and whose in (TARGET, REFERENCE)
    if not known or instead not in {BLANK, *EXAMPLES}:
        raise InputError("no-choice", NO_CHOICE)


def pool_of(text: str, photo: str | None, others: str, count: int, draw: int) -> Pool:
    """A person's picture and `count` - 1 others, the `draw`th set of them; a photograph has none that are alike.

    Raises:
        InputError: the file is no picture, or the text no scene.
    """
    own = read_picture(text, photo)
    alike: list[Scene] = []
    if others == "alike" and own.scene is not None:
        alike = family(own.scene, count, np.random.default_rng((draw, 26)))[1:]
    missing = (scene(MOST * draw + i, "test", USUAL) for i in range(count - 1 - len(alike)))
    return seen_together([own, *(shown(each) for each in (*alike, *missing))])


@lru_cache(maxsize=32)
def shown(view: Scene) -> Seen:
    """A scene at both sizes."""
    return Seen(render(view).image, render(view, size=SHOWN).image, view, ANOTHER)


def another(code: str) -> Seen:
    """The picture that is put in place of one of the pool: an example, or nothing but grey."""
    if code != BLANK:
        return scene_seen(code)
    grey = np.full((SIDE, SIDE, 3), GREY, np.uint8)
    return Seen(grey, np.full((SHOWN, SHOWN, 3), GREY, np.uint8), None, BLANK_TITLE)


def with_another(pool: Pool, place: int, code: str) -> Pool:
    """The pool with another picture at a place, counted from 0."""
    new = another(code)
    pictures, seen, strange = list(pool.pictures), pool.annotations.clone(), list(pool.strange)
    looked, (odd,) = looked_at(new.image[None])
    pictures[place], seen[place], strange[place] = new, looked[0], odd
    return Pool(tuple(pictures), seen, tuple(strange))


def seen_together(pictures: Sequence[Seen]) -> Pool:
    """Pictures, read by the vision backbone."""
    return Pool(tuple(pictures), *looked_at(np.stack([each.image for each in pictures])))


@kept
def looked_at(
    images: UInt8[np.ndarray, "pictures 112 112 3"],
) -> tuple[Float[Tensor, "pictures channels side side"], tuple[bool, ...]]:
    """The annotations of several pictures, and whether each is strange."""
    with registry.use("vision-backbone") as used:
        model = cast(VisionBackbone, used)
        trace, mirrored = read_both(model, images)
        return annotations(averaged(trace, mirrored)).cpu(), tuple(is_strange(model, trace).tolist())


@kept
def said_by(
    name: str, seen: Float[Tensor, "pictures channels side side"], language: str
) -> tuple[Spoken, ...]:
    """A captioner's caption of every picture, greedily."""
    with registry.use(name) as used:
        steps = list(moments(cast(Captioner, used), device_of(used, seen), language))
    return tuple(
        Spoken(tuple(as_word(each, False) for each in of_row(steps, row))) for row in range(len(seen))
    )


def device_of(model: torch.nn.Module, seen: Tensor) -> Tensor:
    """What was seen, where the model is."""
    return seen.to(next(model.parameters()).device)


def of_row(steps: Sequence[Moment], row: int) -> Iterator[Moment]:
    """One picture's part of a batch, up to its `<end>`."""
    only = torch.tensor([row])
    for moment in steps:
        yield Moment(moment.ids[only], moment.log_probabilities[only], chosen(moment.step, only))
        if int(moment.ids[row]) == END:
            return


def judged(pool: Pool, spoken: tuple[Spoken, ...], language: str) -> Judged:
    """Every caption with every picture, to both captioners."""
    target, reference = (likely(name, pool, spoken, language) for name in (TARGET, REFERENCE))
    return Judged(spoken, target, reference)


def likely(name: str, pool: Pool, spoken: Sequence[Spoken], language: str) -> Table:
    """The log-probability of every word of every caption for every picture."""
    with registry.use(name) as used:
        ids = with_start([each.ids for each in spoken], language)
        found = fits(cast(Captioner, used), device_of(used, pool.annotations), device_of(used, ids))
    return found.words.cpu().numpy()


def winners(table: Table) -> list[int]:
    """The picture that each caption fits best."""
    best: list[int] = table.sum(axis=2).argmax(axis=1).tolist()
    return best


def both_of(
    scene: str,
    photo: str | None,
    others: str,
    count: float,
    draw: float,
    language: str,
    whose: str,
    instead: str = BLANK,
) -> Both:
    """The pictures with both captioners' captions.

    Raises:
        InputError: no such choice, scene or picture, or a captioner without weights.
    """
    check_choices(others, language, whose, instead)
    check_trained()
    pool = pool_of(scene, photo, others, int(within(count, FEWEST, MOST)), int(within(draw, 0, DRAWS)))
    generic, distinctive = (
        judged(pool, said_by(name, pool.annotations, language), language) for name in (REFERENCE, TARGET)
    )
    return Both(pool, generic, distinctive)
