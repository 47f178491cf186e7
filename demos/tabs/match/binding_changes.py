"""What if: a picture plus a sound, an item emptied, a sound changed."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Generator, Tensor

from demos.tabs.caption.captioning_words import Row
from demos.tabs.match import binding_gallery, gallery
from demos.tabs.match.binding_query import (
    TITLES,
    Bound,
    heard_vector,
    measured_vector,
    moved_vector,
    picture_vector,
    said_vectors,
)
from demos.tabs.match.binding_views import shared, with_cosine
from demos.views.facts_view import facts
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from demos.views.picture_view import pane, pictures
from mm_models.audio.augment import mixed
from mm_models.captioning.seeing import GREY
from mm_models.systems.imagebind.infer import SOUNDING, TEMPLATES, added, said_of
from mm_models.systems.imagebind.model import unit
from mm_models.text import Text
from mm_models.world.depth import background
from mm_models.world.kinds import KIND

SUMS = 6  # pictures of a sum
ONLY = 3  # of each of its parts
NOISE_DB = 0.0  # of the sound over white noise


def sum_pictures(found: Bound, share: float) -> Payload:
    """The pictures nearest to picture + sound."""
    total = added(found.vectors["image"], found.vectors["audio"], share)
    asked = found.items.kinds("image") | found.items.kinds("audio")
    return pictures(
        [
            pane(
                gallery.picture_of(hit.number),
                title=str(rank),
                note=with_cosine(shared(asked, "image", hit.number, "en"), hit.cosine),
            )
            for rank, hit in enumerate(pictures_near(total, SUMS), start=1)
        ],
        height=150,
    )


def pictures_near(vector: Tensor, count: int) -> list[gallery.Found]:
    """The pictures of the gallery nearest to a vector."""
    return list(gallery.nearest(vector, binding_gallery.vectors("image", "en"), count))


def sum_facts(found: Bound, share: float) -> Payload:
    """What the first picture shows when the picture alone, the sound alone, and their sum is asked for."""
    image, audio = found.vectors["image"], found.vectors["audio"]
    asked = (
        (Text("The picture alone", "그림만"), image),
        (Text("The sound alone", "소리만"), audio),
        (Text("Their sum", "둘의 합"), added(image, audio, share)),
    )
    wanted = found.items.kinds("image"), found.items.kinds("audio")
    rows: list[Row] = [(name, "", first_shown(vector, *wanted)) for name, vector in asked]
    return facts(rows)


def first_shown(vector: Tensor, seen: frozenset[str], heard: frozenset[str]) -> Text:
    """What the nearest picture has of the picture's things and of the sound's."""
    (hit,) = pictures_near(vector, 1)
    of_picture, of_sound = (shared(kinds, "image", hit.number, "en") for kinds in (seen, heard))
    return Text(
        f"picture: {of_picture.en}; sound: {of_sound.en}", f"그림: {of_picture.ko}, 소리: {of_sound.ko}"
    )


def emptied(found: Bound) -> Iterator[tuple[Text, Tensor]]:
    """The vectors of items that show nothing."""
    items = found.items
    yield Text("blank picture", "빈 그림"), picture_vector(np.full_like(items.seen.image, GREY))
    yield Text("silence", "무음"), heard_vector(torch.zeros_like(items.sound.waveform))
    if items.seen.scene is not None and items.depth is not None:
        yield (
            Text("depth without things", "물건 없는 깊이"),
            measured_vector(background(items.seen.scene, 56)),
        )
    still = np.repeat(items.frames[:1], len(items.frames), axis=0)
    yield Text("film that stands still", "멈춘 영상"), moved_vector(still)
    yield Text("frames out of order", "순서를 섞은 영상"), moved_vector(shuffled(items.frames))


def shuffled(frames: np.ndarray) -> np.ndarray:
    """A film's frames in an order drawn by lot."""
    return frames[np.random.default_rng(69).permutation(len(frames))]


def emptied_matrix(found: Bound) -> Payload:
    """What is left of the cosines with a person's items when one of them is emptied or disturbed."""
    changed = list(emptied(found))
    own = torch.stack([found.vectors[name] for name in found.there])
    rows = torch.cat([own, torch.stack([vector for _, vector in changed])])
    return matrix(
        rows @ own.T,
        x_label=Text("yours", "고른 것"),
        y_label="",
        x_values=[TITLES[name] for name in found.there],
        y_values=[*(TITLES[name] for name in found.there), *(name for name, _ in changed)],
        colour_map="diverging",
        low=-1.0,
        high=1.0,
        height=330,
    )


def sounds_changed(waveform: Tensor) -> Iterator[tuple[Text, Tensor]]:
    """What else might be heard."""
    yield Text("as it is", "그대로"), waveform
    yield Text("muted", "음소거"), torch.zeros_like(waveform)
    yield Text("backwards", "거꾸로"), waveform.flip(0)
    noise = torch.randn(len(waveform), generator=Generator().manual_seed(0))
    noisy = mixed(waveform, noise, NOISE_DB) if float(waveform.abs().max()) > 0 else 0.1 * noise
    yield Text("white noise, 0 dB", "백색 잡음, 0 dB"), noisy / noisy.abs().max().clamp(min=1)


def names_matrix(found: Bound, language: str) -> Payload:
    """The cosines of the sound, as it is and changed, with texts that name the ten things that sound: emergent."""
    changed = list(sounds_changed(found.items.sound.waveform))
    heard = torch.stack([heard_vector(waveform) for _, waveform in changed])
    return matrix(
        heard @ ten_names(language).T,
        x_label=Text("text", "글"),
        y_label=TITLES["audio"],
        x_values=[KIND[kind].text for kind in SOUNDING],
        y_values=[name for name, _ in changed],
        colour_map="diverging",
        height=230,
    )


def ten_names(language: str) -> Tensor:
    """A vector for each of the ten, from all templates."""
    said = [said_of(kind, template, language) for kind in SOUNDING for template in TEMPLATES]
    return unit(said_vectors(tuple(said)).unflatten(0, (len(SOUNDING), -1)).mean(dim=1))
