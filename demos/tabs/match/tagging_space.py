"""A picture among the words, and picture - word + word, as a person asked for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from demos.kept import kept
from demos.picture import Seen
from demos.tabs.caption.captioning_speech import NO_CHOICE, Image, single_glance
from demos.tabs.match import gallery
from mm_models import registry
from mm_models.intake.errors import InputError
from mm_models.matching.searching import nearest
from mm_models.systems.image_tagging.analogies import kinds_of
from mm_models.systems.image_tagging.infer import Sum, arithmetic, centred, picture_vectors
from mm_models.systems.image_tagging.model import ImageTagging, cell_shares
from mm_models.systems.image_tagging.tags import TAGS, tags_of, word_of
from mm_models.text import Text
from mm_models.world.captions import LANGUAGES
from mm_models.world.scenes import Scene

NAME = "image-tagging"
NONE = "none"  # no word taken away or put in its place
CODES: dict[str, int] = {f"{tag.about}:{tag.name}": i for i, tag in enumerate(TAGS)}
STRENGTHS = (0.0, 2.0)  # lowest and highest; 0 is what was chosen on validation scenes
UNTRAINED = Text(
    "Image tagging has no trained weights in this copy yet, and untrained ones would only make noise.",
    "이미지 태깅의 학습된 가중치가 아직 없습니다. 학습하지 않은 모델은 아무 말이나 하므로 보여 드리지 않습니다.",
)


@dataclass(frozen=True)
class Placed:
    """A picture among all words of one language."""

    picture: Float[Tensor, " space"]  # unit vector
    words: Float[Tensor, "tags space"]  # unit vectors
    thresholds: Float[np.ndarray, " tags"]
    strength: float  # of arithmetic, chosen on validation scenes
    strange: bool

    @property
    def cosines(self) -> Float[np.ndarray, " tags"]:
        """Of the picture with each tag."""
        return (self.words @ self.picture).numpy()

    @property
    def tagged(self) -> list[int]:
        """The tags above their thresholds, the most similar first."""
        cosines = self.cosines
        return [tag for tag in np.argsort(-cosines).tolist() if cosines[tag] > self.thresholds[tag]]


def check_trained() -> None:
    """Raises InputError while the system has no weights."""
    if NAME not in {spec.key for spec in registry.SPECS}:
        raise InputError("untrained", UNTRAINED)


def tag_of(code: str) -> int | None:
    """The tag of a code such as "thing:dog", None for NONE. InputError for anything else."""
    if code == NONE:
        return None
    if code not in CODES:
        raise InputError("no-choice", NO_CHOICE)
    return CODES[code]


def placed(image: Image, language: str) -> Placed:
    """A picture among the words of a language.

    Raises:
        InputError: no such language, or the system has no weights.
    """
    if language not in LANGUAGES:
        raise InputError("no-choice", NO_CHOICE)
    check_trained()
    return read(image, language)


@kept
def read(image: Image, language: str) -> Placed:
    """The vectors of a picture and of all words."""
    looked = single_glance(image)
    rows = [word_of(tag, language) for tag in range(len(TAGS))]
    with registry.use(NAME) as used:
        model = cast(ImageTagging, used)
        picture = picture_vectors(model, looked.annotations)[0]
        words, thresholds = model.vectors.detach().cpu()[rows], model.threshold.cpu().numpy()[rows]
        return Placed(picture, words, thresholds, float(model.strength), looked.strange)


@kept
def cell_map(image: Image, tag: int, language: str) -> Float[np.ndarray, "rows columns"]:
    """What each cell contributes to the picture's cosine with a tag."""
    looked = single_glance(image)
    with registry.use(NAME) as used, torch.no_grad():
        model = cast(ImageTagging, used)
        where = looked.annotations[0].to(model.table.weight.device)
        return cell_shares(model, where, word_of(tag, language)).cpu().numpy()


def pictures_of_gallery() -> Float[Tensor, "pictures space"]:
    """The vectors of the gallery's pictures."""
    with registry.use(NAME) as used:
        return gallery.picture_vectors(NAME, lambda looked: picture_vectors(cast(ImageTagging, used), looked))


def calculated(found: Placed, minus: int | None, plus: int | None, strength: float) -> Sum:
    """picture - word + word; a strength of 0 is the one that was chosen on validation scenes."""
    nothing = torch.zeros_like(found.picture)
    words = [nothing if tag is None else found.words[tag] for tag in (minus, plus)]
    return arithmetic(found.picture, words[0], words[1], strength or found.strength)


def search(query: Float[Tensor, " space"], count: int, without_means: bool) -> Sequence[tuple[int, float]]:
    """The most similar pictures of the gallery; the mean picture is taken away from the gallery and the query where asked."""
    among = pictures_of_gallery()
    if not without_means:
        return nearest(query, among, count)
    mean = among.mean(dim=0)
    return nearest(centred(query[None], mean)[0], centred(among, mean), count)


def wanted(seen: Seen, minus: int | None, plus: int | None) -> list[int]:
    """The pictures of the gallery that would be right: the new word is true of them and the old one is not, the place is the
    one that should be, and they share a thing with what should be there; none for a photograph."""
    if seen.scene is None:
        return []
    kinds, place = exchanged(described(seen.scene), minus, plus)
    return [
        number
        for number, scene in enumerate(gallery.scenes())
        if scene.place == place and kinds_of(scene) & kinds and obeys(scene, minus, plus)
    ]


def obeys(scene: Scene, minus: int | None, plus: int | None) -> bool:
    """Whether one word is true of a scene and the other is not."""
    true = tags_of(scene)
    return (plus is None or bool(true[plus])) and (minus is None or not true[minus])


def exact(seen: Seen, minus: int | None, plus: int | None) -> list[int]:
    """The right pictures that show exactly the things that should be there."""
    if seen.scene is None:
        return []
    target = exchanged(described(seen.scene), minus, plus)
    return [number for number in wanted(seen, minus, plus) if described(gallery.scenes()[number]) == target]


def described(scene: Scene) -> tuple[frozenset[str], str | None]:
    """The kinds and the place of a scene."""
    return kinds_of(scene), scene.place


def exchanged(
    target: tuple[frozenset[str], str | None], minus: int | None, plus: int | None
) -> tuple[frozenset[str], str | None]:
    """Kinds and place with a kind, or the place, exchanged."""
    kinds, place = target
    taken, put = (None if tag is None else TAGS[tag] for tag in (minus, plus))
    if taken is not None and taken.about == "thing":
        kinds = kinds - {taken.name}
    if put is not None and put.about == "thing":
        kinds = kinds | {put.name}
    if put is not None and put.about == "place":
        place = put.name
    return kinds, place


def true_tags(scene: Scene | None) -> np.ndarray | None:
    """Which tags are true of a scene; None for a photograph."""
    return None if scene is None else tags_of(scene)
