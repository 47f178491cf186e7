"""A batch of pairs in any two modalities: its similarities, and the InfoNCE terms of its rows and columns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from demos.tabs.caption.captioning_words import Row
from demos.tabs.match import binding_gallery, gallery
from demos.tabs.match.binding_gallery import SOUNDS, film
from demos.tabs.match.binding_query import TITLES, relation, said_vectors
from demos.tabs.match.binding_views import middle_picture
from demos.views.facts_view import facts
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from demos.views.picture_view import pane, pictures
from mm_models.hearing.names import KIND_OF, SOUND_OF
from mm_models.matching.losses import pair_losses
from mm_models.systems.imagebind.model import Config
from mm_models.systems.imagebind.trials import cast_of
from mm_models.text import Text
from mm_models.world.captions import say
from mm_models.world.kinds import KIND

FEWEST, MOST = 2, 10
TEMPERATURE = Config().temperature
SHUFFLED = Text("partners exchanged", "짝을 서로 바꿈")


@dataclass(frozen=True)
class Batch:
    """Pairs on the diagonal: pictures to look at, what each is about, and the cosines of everything with everything."""

    first: str
    second: str
    images: tuple[np.ndarray, ...]
    names: tuple[Text, ...]
    cosines: Float[np.ndarray, "first second"]

    def losses(self) -> tuple[np.ndarray, np.ndarray]:
        """-ln softmax of each row's and of each column's own, in nats (equation 1)."""
        rows, columns = pair_losses(torch.from_numpy(self.cosines / TEMPERATURE))
        return rows.numpy(), columns.numpy()


def batch(first: str, second: str, count: int, draw: int, language: str, exchanged: bool) -> Batch:
    """`count` pairs, the `draw`th set of them; of films where motion is one of the two, else of scenes."""
    moving = "motion" in (first, second)
    numbers = (film_numbers if moving else scene_numbers)(count, draw, "audio" in (first, second))
    embed = of_films if moving else of_scenes
    rows, columns = (embed(each, numbers, language) for each in (first, second))
    columns = columns.roll(1, dims=0) if exchanged else columns
    images = tuple(middle_picture(n) if moving else gallery.picture_of(n) for n in numbers)
    names = tuple(title_of(kinds) for kinds in map(film_kinds if moving else scene_kinds, numbers))
    return Batch(first, second, images, names, (rows @ columns.T).numpy())


def film_kinds(number: int) -> list[str]:
    """Who moves in a film."""
    return [event.thing.kind for event in film(number).events]


def scene_kinds(number: int) -> list[str]:
    """What a scene of the gallery shows, each kind once."""
    return list(dict.fromkeys(thing.kind for thing in gallery.scenes()[number].things))


def title_of(kinds: Sequence[str]) -> Text:
    """The names of some kinds."""
    return Text(", ".join(KIND[k].text.en for k in kinds), ", ".join(KIND[k].text.ko for k in kinds))


def scene_numbers(count: int, draw: int, sounding: bool) -> list[int]:
    """Scenes of the gallery; if `sounding`, one for each of as many sounds as there are."""
    return chosen([scene_kinds(n) for n in range(len(gallery.scenes()))], count, draw, sounding)


def film_numbers(count: int, draw: int, sounding: bool) -> list[int]:
    """Films, in the same way."""
    return chosen([film_kinds(n) for n in range(binding_gallery.FILMS)], count, draw, sounding)


def chosen(shown: Sequence[Sequence[str]], count: int, draw: int, sounding: bool) -> list[int]:
    """The numbers of `count` of them in an order drawn by lot; if `sounding`, each with another sound."""
    order = np.random.default_rng((draw, 67)).permutation(len(shown)).tolist()
    if not sounding:
        return order[:count]
    by_sound = {loud(shown[n]): n for n in order if loud(shown[n])}
    return list(by_sound.values())[:count]


def loud(kinds: Sequence[str]) -> str | None:
    """The first of some kinds that sounds."""
    return next((kind for kind in kinds if kind in SOUND_OF), None)


def of_scenes(modality: str, numbers: Sequence[int], language: str) -> Tensor:
    """The vectors of scenes in a modality."""
    if modality == "audio":
        return sounds_for([loud(scene_kinds(n)) for n in numbers])
    return binding_gallery.vectors(modality, language)[list(numbers)]


def of_films(modality: str, numbers: Sequence[int], language: str) -> Tensor:
    """The vectors of films in a modality."""
    if modality == "audio":
        return sounds_for([loud(film_kinds(n)) for n in numbers])
    if modality == "text":
        rng = np.random.default_rng(68)
        return said_vectors(tuple(say(cast_of(film(n)), rng, language) for n in numbers))
    name = "motion" if modality == "motion" else f"film_{modality}"
    return binding_gallery.shelf()[name][list(numbers)]


def sounds_for(kinds: Sequence[str | None]) -> Tensor:
    """A sound of each kind."""
    makers = [KIND_OF[key] for key, _ in SOUNDS]
    return binding_gallery.shelf()["audio"][[makers.index(str(kind)) for kind in kinds]]


def batch_matrix(found: Batch) -> Payload:
    """The cosines."""
    return matrix(
        found.cosines,
        x_label=TITLES[found.second],
        y_label=TITLES[found.first],
        x_values=numbers_of(found),
        y_values=numbers_of(found),
        height=300,
    )


def shares_matrix(found: Batch) -> Payload:
    """The softmax of each row at the temperature of training."""
    shares = torch.from_numpy(found.cosines / TEMPERATURE).softmax(dim=1)
    return matrix(
        shares,
        x_label=TITLES[found.second],
        y_label=TITLES[found.first],
        x_values=numbers_of(found),
        y_values=numbers_of(found),
        low=0.0,
        high=1.0,
        height=300,
    )


def numbers_of(found: Batch) -> list[str]:
    """The pairs' numbers, counted from 1."""
    return [str(number + 1) for number in range(len(found.images))]


def batch_pictures(found: Batch) -> Payload:
    """What the pairs are about."""
    pairs = zip(found.images, found.names, strict=True)
    return pictures(
        [pane(image, title=str(n), note=name) for n, (image, name) in enumerate(pairs, 1)], height=120
    )


def loss_facts(found: Batch) -> Payload:
    """The loss, its two directions, and every pair's own terms."""
    rows, columns = found.losses()
    count = len(rows)
    chance = Text(
        f"ln {count} = {np.log(count):.3f} where all are alike",
        f"모두 같으면 ln {count} = {np.log(count):.3f}",
    )
    halves = ((found.first, found.second, rows), (found.second, found.first, columns))
    told: list[Row] = [
        (Text("This pair", "이 쌍"), "", relation(found.first, found.second)),
        (Text("Loss", "손실"), f"{(rows.mean() + columns.mean()) / 2:.3f}", chance),
        *(
            (
                Text(f"{TITLES[a].en} → {TITLES[b].en}", f"{TITLES[a].ko} → {TITLES[b].ko}"),
                f"{some.mean():.3f}",
                picked(some),
            )
            for a, b, some in halves
        ),
    ]
    return facts(told)


def picked(terms: np.ndarray) -> Text:
    """Each pair's term."""
    listed = " ".join(f"{each:.2f}" for each in terms)
    return Text(f"terms: {listed}", f"항: {listed}")
