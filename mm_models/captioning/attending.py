"""Can a word's map be believed? Where it points, how much of it lies on the thing, and what its removal does.

Measured on the captions that the network speaks itself, over all their nouns. What a noun should point at is the box of
the things that it names. A noun that names what is not there is counted as well: it should at least look at something
that the caption left out, and if there is no such thing it is wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from mm_models.captioning.captioner import Captioner
from mm_models.captioning.decoding import Written, likelihoods
from mm_models.captioning.seeing import box_cells
from mm_models.captioning.telling import Told, said
from mm_models.captioning.vocabulary import spelt, start
from mm_models.measurement import Figures
from mm_models.world.rendering import CELLS
from mm_models.world.scenes import Scene

DELETED = 20  # cells that the deletion test blanks: a tenth
LEAST_LOST = 0.01  # nats that random cells count for at least in the ratio, lest it has no bounds
CENTRE_SPREAD = 0.25  # standard deviation of the centre map, in sides of the picture

Cells = Bool[np.ndarray, " cells"]
Maps = Float[Tensor, "captions words cells"]


@dataclass(frozen=True)
class Noun:
    """A noun of a spoken caption: where it stands, and the cells that it should look at."""

    caption: int
    word: int
    right: bool  # whether what it names is there
    target: Cells


def maps_of(written: Written) -> Maps | None:
    """One map a word: the last layer's, the mean of its heads, where there are several; None without attention."""
    return None if written.attention is None else last_layer(written.attention)


def last_layer(attention: Float[Tensor, "captions words *heads cells"]) -> Maps:
    """The mean over the heads of the last layer; there may be neither layers nor heads."""
    return attention if attention.ndim == 3 else attention[:, :, -1].flatten(2, -2).mean(dim=2)


def nouns(scenes: Sequence[Scene], written: Written) -> Iterator[Noun]:
    """All nouns of captions, each by its first word."""
    for position, scene in enumerate(scenes):
        caption = said(spelt(written.caption(position)), scene)
        named = {thing for naming in caption.namings for thing in naming.things}
        left_out = tuple(thing for thing in range(len(scene.things)) if thing not in named)
        for word, things in first_words(caption):
            yield Noun(position, word, bool(things), boxes(scene, things or left_out))


def first_words(caption: Told) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Where each noun begins, and the things that it names."""
    found = [naming for naming in caption.namings if naming.about == "thing"]
    begun = {naming.token for naming in found} - {naming.token + 1 for naming in found}
    return ((naming.token, naming.things) for naming in found if naming.token in begun)


def boxes(scene: Scene, things: Sequence[int]) -> Cells:
    """The cells in any of the things' boxes."""
    cells = [box_cells(scene.things[thing]) for thing in things]
    return np.any([np.zeros((CELLS, CELLS), bool), *cells], axis=0).ravel()


def figures(maps: Maps, found: Sequence[Noun], written: Written) -> Figures:
    """Pointing, mass and variance of the network's own maps."""
    own = [maps[noun.caption, noun.word].cpu().numpy() for noun in found]
    right = [(each, noun) for each, noun in zip(own, found, strict=True) if noun.right]
    return {
        **pointed(own, found),
        **{f"{name}.right": value for name, value in pointed(*zip(*right, strict=True)).items()},
        "attention.word_variance": word_variance(maps, written),
    }


def pointed(maps: Sequence[Float[np.ndarray, " cells"]], found: Sequence[Noun]) -> Figures:
    """The share of nouns whose map is largest on their target, and the share of the maps that lies on it."""
    pairs = list(zip(maps, found, strict=True))
    return {
        "attention.pointing": float(np.mean([noun.target[each.argmax()] for each, noun in pairs])),
        "attention.mass": float(np.mean([each[noun.target].sum() for each, noun in pairs])),
    }


def baselines(found: Sequence[Noun]) -> dict[str, Figures]:
    """Maps that ignore the picture: the same everywhere (which points at a cell drawn by lot), or a blob in the middle."""
    even = np.full(CELLS**2, 1 / CELLS**2)
    area = float(np.mean([noun.target.mean() for noun in found]))
    return {
        "uniform": {**pointed([even] * len(found), found), "attention.pointing": area},
        "centre": pointed([centre_map()] * len(found), found),
    }


def centre_map() -> Float[np.ndarray, " cells"]:
    """A Gaussian in the middle of the picture."""
    line = (np.arange(CELLS) + 0.5) / CELLS - 0.5
    height = np.exp(-(line[:, None] ** 2 + line[None, :] ** 2) / (2 * CENTRE_SPREAD**2)).ravel()
    return height / height.sum()


def word_variance(maps: Maps, written: Written) -> float:
    """How far a word's map is from its caption's mean map: half the sum of the differences, 0 to 1, mean over words."""
    real = (written.ids != 0)[:, :, None]
    mean = (maps * real).sum(dim=1, keepdim=True) / real.sum(dim=1, keepdim=True)
    apart = (maps - mean).abs().sum(dim=2) / 2
    return float(apart[real[:, :, 0]].mean())


def deletion(
    captioner: Captioner,
    annotations: Float[Tensor, "captions channels side side"],
    blank: Float[Tensor, "1 channels side side"],
    written: Written,
    maps: Maps,
    found: Sequence[Noun],
    language: str,
    seed: int,
) -> Figures:
    """How much less likely a noun becomes, in nats, when cells become those of a blank picture.

    Either the DELETED cells that its map is largest on, or as many drawn by lot; the ratio of the two mean losses.
    """
    chosen = list({noun.caption: noun for noun in found if noun.right}.values())
    rows, word = torch.tensor([n.caption for n in chosen]), torch.tensor([n.word for n in chosen])
    before = torch.full((len(chosen), 1), start(language))
    ids = torch.cat([before, written.ids.cpu()[rows]], dim=1).to(annotations.device)
    attended = maps.cpu()[rows, word].topk(DELETED, dim=1).indices
    drawn = (
        torch.rand(len(chosen), CELLS**2, generator=torch.Generator().manual_seed(seed)).topk(DELETED).indices
    )
    whole = annotations[rows]
    likely = [
        word_likelihoods(captioner, some, ids, word)
        for some in (whole, blanked(whole, blank, attended), blanked(whole, blank, drawn))
    ]
    lost, lost_by_lot = (float((likely[0] - other).mean()) for other in likely[1:])
    return {
        "attention.deletion": lost,
        "attention.deletion.random": lost_by_lot,
        "attention.deletion_ratio": lost / max(lost_by_lot, LEAST_LOST),
    }


def word_likelihoods(
    captioner: Captioner,
    annotations: Float[Tensor, "captions channels side side"],
    ids: Int[Tensor, "captions tokens"],
    word: Int[Tensor, " captions"],
) -> Float[Tensor, " captions"]:
    """The log-probability of one word of each caption."""
    return likelihoods(captioner, annotations, ids).cpu()[torch.arange(len(word)), word]


def blanked(
    annotations: Float[Tensor, "captions channels side side"],
    blank: Float[Tensor, "1 channels side side"],
    cells: Int[Tensor, "captions deleted"],
) -> Float[Tensor, "captions channels side side"]:
    """The annotations with some cells as in a blank picture."""
    mask = torch.zeros(len(cells), CELLS**2, dtype=torch.bool).scatter(1, cells, True)
    return torch.where(mask.view(-1, 1, CELLS, CELLS).to(annotations.device), blank, annotations)
