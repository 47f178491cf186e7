"""A person's five items, one in each modality, and what ImageBind makes of them."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from jaxtyping import Float, Float32, UInt8
from torch import Tensor

from demos.kept import kept
from demos.picture import Seen, read_picture
from demos.tabs.caption.video_clips import example as film_example
from demos.tabs.match import gallery
from demos.tabs.match.binding_gallery import CLIP, MODALITIES, NAME
from demos.tabs.represent.sound_lab import sound_of
from mm_models import registry
from mm_models.hearing.names import KIND_OF
from mm_models.intake.errors import InputError
from mm_models.intake.sound import Sound
from mm_models.intake.strings import clean_text
from mm_models.systems.imagebind.infer import (
    depth_vectors,
    grey_frames,
    image_vectors,
    motion_vectors,
    sound_vector,
    text_vectors,
)
from mm_models.systems.imagebind.model import ImageBind
from mm_models.text import Text
from mm_models.world.clips import Clip, play
from mm_models.world.depth import depth_map
from mm_models.world.parsing import parse
from mm_models.world.rendering import render

LONGEST = 160  # characters of a text
TITLES: dict[str, Text] = {
    "image": Text("picture", "그림"),
    "text": Text("text", "글"),
    "audio": Text("sound", "소리"),
    "depth": Text("depth map", "깊이 지도"),
    "motion": Text("motion", "움직임"),
}
TRAINED = tuple(frozenset({"image", other}) for other in ("audio", "depth", "motion"))
FROZEN = frozenset({"image", "text"})
UNTRAINED = Text(
    "ImageBind has no trained weights in this copy yet, and an untrained one would only make noise.",
    "ImageBind의 학습된 가중치가 아직 없습니다. 학습하지 않은 모델은 아무 말이나 하므로 보여 드리지 않습니다.",
)
NO_DEPTH = Text(
    "Nobody knows the depth of a photograph: take a scene, or search with something else.",
    "사진의 깊이는 알 수 없습니다. 장면을 고르거나 다른 것으로 찾아 주세요.",
)


@dataclass(frozen=True)
class Items:
    """What a person chose in each modality."""

    seen: Seen
    sound: Sound
    sound_kind: str | None  # the kind that makes the example's sound; None where that is not known
    text: str
    story: Clip
    frames: UInt8[np.ndarray, "frames side side 3"]
    depth: Float32[np.ndarray, "side side"] | None  # None for a photograph

    def kinds(self, modality: str) -> frozenset[str]:
        """The kinds of things that one of them is known to show, name or let hear."""
        scene = self.seen.scene
        known = {
            "text": [each.kind for each in parse(self.text).meaning.mentions],
            "audio": [self.sound_kind] if self.sound_kind else [],
            "motion": [event.thing.kind for event in self.story.events],
        }
        return frozenset(known.get(modality, [thing.kind for thing in scene.things] if scene else []))


@dataclass(frozen=True)
class Bound:
    """The items' unit vectors by modality; a photograph has no depth."""

    items: Items
    vectors: dict[str, Float[Tensor, " space"]]

    def vector(self, modality: str) -> Float[Tensor, " space"]:
        """One of them; InputError where there is none."""
        if modality not in self.vectors:
            raise InputError("no-depth", NO_DEPTH)
        return self.vectors[modality]

    @property
    def there(self) -> tuple[str, ...]:
        """The modalities that there are, in their order."""
        return tuple(each for each in MODALITIES if each in self.vectors)


def items_of(scene: str, photo: str | None, recording: str | None, sound: str, text: str, film: str) -> Items:
    """What was chosen.

    Raises:
        InputError: a file cannot be read, there is no such scene or film, or the text is empty or too long.
    """
    seen, story = read_picture(scene, photo), film_example(film)
    said = clean_text(text, limit=LONGEST, name=Text("text", "글"))
    depth = None
    if seen.scene is not None and seen.scene.place is not None:
        depth = depth_map(seen.scene, render(seen.scene))
    kind = None if recording else KIND_OF.get(sound)
    return Items(seen, sound_of(recording, sound), kind, said, story, play(story).images, depth)


def check_trained() -> None:
    """InputError while ImageBind has no weights."""
    if NAME not in {spec.key for spec in registry.SPECS}:
        raise InputError("untrained", UNTRAINED)


def bound(items: Items) -> Bound:
    """All items through their encoders."""
    check_trained()
    pairs = {"image": picture_vector(items.seen.image), "text": said_vectors((items.text,))[0]}
    pairs |= {"audio": heard_vector(items.sound.waveform), "motion": moved_vector(items.frames)}
    if items.depth is not None:
        pairs["depth"] = measured_vector(items.depth)
    return Bound(items, pairs)


@kept
def picture_vector(image: UInt8[np.ndarray, "side side 3"]) -> Tensor:
    """A picture by CLIP."""
    with registry.use(CLIP) as clip, registry.use(gallery.BACKBONE) as backbone:
        return image_vectors(backbone, clip, image[None])[0]


@kept
def said_vectors(texts: tuple[str, ...]) -> Tensor:
    """Texts by CLIP."""
    with registry.use(CLIP) as clip:
        return text_vectors(clip, texts)


@kept
def heard_vector(waveform: Tensor) -> Tensor:
    """A sound."""
    with registry.use(NAME) as used:
        return sound_vector(cast(ImageBind, used), waveform)


@kept
def measured_vector(depth: np.ndarray) -> Tensor:
    """A depth map."""
    with registry.use(NAME) as used:
        return depth_vectors(cast(ImageBind, used), torch.from_numpy(depth)[None])[0]


@kept
def moved_vector(frames: np.ndarray) -> Tensor:
    """A film's motion."""
    with registry.use(NAME) as used:
        return motion_vectors(cast(ImageBind, used), grey_frames(frames)[None])[0]


def relation(first: str, second: str) -> Text:
    """Whether two modalities were trained together."""
    pair = frozenset({first, second})
    if len(pair) == 1:
        return Text("the same modality", "같은 모달리티")
    if pair in TRAINED:
        return Text("trained together", "함께 학습함")
    if pair == FROZEN:
        return Text("trained together in CLIP, now frozen", "CLIP에서 함께 학습했고 지금은 고정됨")
    return Text("emergent: never trained together", "창발: 함께 학습한 적 없음")
