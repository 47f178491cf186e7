"""Can a word's map be believed? Where it points, how much of it lies on the thing, and what deleting it does."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from demos.tabs.caption.captioning_speech import Glance, Maps, Spoken
from demos.tabs.caption.captioning_words import Facts, Row, shown_word, written_of
from demos.views.facts_view import facts
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from mm_models.captioning.attending import DELETED, blanked, boxes, centre_map
from mm_models.captioning.captioner import Captioner
from mm_models.captioning.decoding import likelihoods
from mm_models.captioning.telling import Naming, said
from mm_models.captioning.vocabulary import start
from mm_models.text import Text
from mm_models.world.places import PLACES
from mm_models.world.rendering import CELLS
from mm_models.world.scenes import Scene

DRAWS = 4  # sets of cells by lot
MOST_TESTED = 12  # words
LEAST_LOSS = 0.05  # nats that cells drawn by lot must cost before a ratio means something
NOTHING_THERE = Scene(0, "test", PLACES[0], 0, (0, 0), False, ())

NO_MAPS = Text("This captioner has no attention", "이 모델에는 어텐션이 없습니다")
NO_MAPS_NOTE = Text(
    "To it the picture is a single vector: there is no map that could be right or wrong.",
    "이 모델에게 그림은 벡터 하나이므로 맞거나 틀릴 지도가 없습니다.",
)
NO_NAMES = Text("No word of this caption names a thing", "물건을 가리키는 낱말이 없습니다")


@dataclass(frozen=True)
class Trust:
    """What is known about the map of one word that is about things."""

    word: int
    points: bool | None  # whether the largest cell lies in the thing's box; None where the truth is not known
    mass: float  # share of the map in the box
    area: float  # share of the cells in the box: the mass of a uniform map
    centre: float  # the mass of a blob in the middle
    before: float  # the word's log-probability, in nats
    attended: float  # the same with the most attended cells blank
    by_lot: float  # the same with as many other cells blank, mean over DRAWS

    @property
    def lost(self) -> float:
        """Nats that the word loses without the cells that it looked at."""
        return self.before - self.attended

    @property
    def lost_by_lot(self) -> float:
        """Nats that it loses without cells drawn by lot."""
        return self.before - self.by_lot


def trusts(
    captioner: Captioner, spoken: Spoken, scene: Scene | None, seen: Glance, blank: Glance, language: str
) -> list[Trust]:
    """The words of a caption that are about things, the first MOST_TESTED of them; none without attention."""
    maps = spoken.maps
    if maps is None:
        return []
    namings = named_words(spoken, scene)
    if not namings:
        return []
    words = [naming.token for naming in namings]
    losses = deletions(captioner, spoken.ids, words, maps, seen, blank, language)
    return [
        trust_of(naming, maps, scene, namings, tuple(row))
        for naming, row in zip(namings, losses.tolist(), strict=True)
    ]


def named_words(spoken: Spoken, scene: Scene | None) -> list[Naming]:
    """The words that say what things are or look like, in their order; of a photograph no thing is known."""
    found = said(spoken.tokens, scene or NOTHING_THERE).namings
    by_word = {naming.token: naming for naming in reversed(found) if naming.about != "count"}
    return [by_word[number] for number in sorted(by_word)][:MOST_TESTED]


def place_of(spoken: Spoken, scene: Scene | None, number: int) -> int:
    """The position of the word of that number, counted from 1, or the nearest; 0 is the first word that names a thing."""
    if number > 0:
        return min(number, len(spoken.words)) - 1
    return next((each.token for each in named_words(spoken, scene) if each.about == "thing"), 0)


def deletions(
    captioner: Captioner,
    ids: Sequence[int],
    words: Sequence[int],
    maps: Maps,
    seen: Glance,
    blank: Glance,
    language: str,
) -> Float[np.ndarray, "words 3"]:
    """Log-probabilities of words: as it is, without the most attended cells, and without cells drawn by lot."""
    device = seen.annotations.device
    drawn = torch.rand(DRAWS, CELLS**2, generator=torch.Generator().manual_seed(0)).topk(DELETED).indices
    attended = torch.from_numpy(maps[list(words)]).topk(DELETED, dim=1).indices
    kept = seen.annotations
    rows = torch.cat([kept, changed(kept, blank, drawn), changed(kept, blank, attended)])
    said_ids = torch.tensor([[start(language), *ids]], device=device).expand(len(rows), -1)
    found = likelihoods(captioner, rows, said_ids).cpu()
    at = torch.tensor(list(words))
    own = found[torch.arange(len(words)) + 1 + DRAWS, at]
    return torch.stack([found[0, at], own, found[1 : 1 + DRAWS, at].mean(dim=0)], dim=1).numpy()


def changed(
    annotations: Float[Tensor, "1 channels side side"], blank: Glance, cells: Int[Tensor, "rows deleted"]
) -> Float[Tensor, "rows channels side side"]:
    """One copy of the annotations for each row of cells, with these as in a blank picture."""
    return blanked(annotations.expand(len(cells), -1, -1, -1), blank.annotations, cells)


def trust_of(
    naming: Naming, maps: Maps, scene: Scene | None, namings: Sequence[Naming], logs: tuple[float, ...]
) -> Trust:
    """One word's map against the truth; a word for what is not there should at least look at what was left out."""
    own, before, (attended, by_lot) = maps[naming.token], logs[0], logs[1:]
    named = {thing for each in namings for thing in each.things}
    left_out = () if scene is None else tuple(i for i in range(len(scene.things)) if i not in named)
    target = boxes(scene or NOTHING_THERE, naming.things or left_out)
    return Trust(
        naming.token,
        None if scene is None else bool(target[own.argmax()]),
        float(own[target].sum()),
        float(target.mean()),
        float(centre_map()[target].sum()),
        before,
        attended,
        by_lot,
    )


def word_facts(found: Sequence[Trust]) -> dict[int, Facts]:
    """The same as short lines for the words' details."""
    return {each.word: [*pointing_facts(each), *deletion_facts(each)] for each in found}


def pointing_facts(each: Trust) -> Facts:
    """Where the map points and how much of it lies in the box, if the truth is known."""
    if each.points is None:
        return []
    return [
        (Text("Points at the thing", "그 물건을 가리킴"), "✓" if each.points else "✗"),
        (Text("Map inside its box", "상자 안의 비율"), f"{each.mass:.0%}"),
        (Text("Area of the box (uniform map)", "상자의 넓이 (고른 지도)"), f"{each.area:.0%}"),
    ]


def deletion_facts(each: Trust) -> Facts:
    """What becomes of the word's probability."""
    looked, lot = (
        f"{np.exp(each.before):.0%} → {np.exp(after):.0%}" for after in (each.attended, each.by_lot)
    )
    return [
        (Text(f"Its {DELETED} cells deleted", f"본 칸 {DELETED}개를 지우면"), looked),
        (Text(f"{DELETED} random cells deleted", f"아무 칸 {DELETED}개를 지우면"), lot),
    ]


def trust_facts(spoken: Spoken, found: Sequence[Trust]) -> Payload:
    """Over all words that are about things: the figures beside those of maps that ignore the picture."""
    if spoken.maps is None:
        return facts([(NO_MAPS, "–", NO_MAPS_NOTE)])
    if not found:
        return facts([(NO_NAMES, "–", None), variation_row(spoken.maps)])
    known = [each for each in found if each.points is not None]
    return facts([*(truth_rows(known) if known else []), *loss_rows(found), variation_row(spoken.maps)])


def truth_rows(known: Sequence[Trust]) -> list[Row]:
    """Pointing and mass, with the baselines in the notes."""
    mass, area, centre = (
        float(np.mean([getattr(each, name) for each in known])) for name in ("mass", "area", "centre")
    )
    chance = Text(f"by chance {area:.0%}", f"우연이면 {area:.0%}")
    others = Text(
        f"uniform map {area:.0%}, a blob in the middle {centre:.0%}",
        f"고른 지도 {area:.0%}, 가운데만 보는 지도 {centre:.0%}",
    )
    return [
        (
            Text("Words whose largest cell lies on their thing", "가장 큰 칸이 그 물건 위에 있는 낱말"),
            f"{sum(bool(each.points) for each in known)} / {len(known)}",
            chance,
        ),
        (Text("Share of the maps inside the boxes", "지도에서 상자 안의 비율"), f"{mass:.0%}", others),
    ]


def loss_rows(found: Sequence[Trust]) -> list[Row]:
    """The deletion test, mean over words."""
    lost, by_lot = (
        float(np.mean([getattr(each, name) for each in found])) for name in ("lost", "lost_by_lot")
    )
    note = Text(
        f"as many cells drawn by lot: {by_lot:.2f} nats. A map that explains its word makes the first much larger",
        f"아무 칸이나 같은 수를 지우면 {by_lot:.2f}내트. 지도가 낱말을 설명한다면 앞의 값이 훨씬 커야 합니다",
    )
    title = Text(
        f"Lost by deleting the {DELETED} most attended cells", f"가장 많이 본 {DELETED}칸을 지울 때 잃는 양"
    )
    times = f" (×{lost / by_lot:.0f})" if by_lot > LEAST_LOSS else ""
    return [(title, f"{lost:.2f}{times}", note)]


def variation_row(maps: Maps) -> Row:
    """How far a word's map is from the mean map."""
    apart = float(np.abs(maps - maps.mean(axis=0)).sum(axis=1).mean() / 2)
    note = Text(
        "0: every word looks at the same cells; 1: no two words share a cell",
        "0이면 모든 낱말이 같은 곳을 보고, 1이면 서로 겹치는 칸이 없습니다",
    )
    return Text("How much the maps differ between words", "낱말마다 지도가 다른 정도"), f"{apart:.2f}", note


def difference_matrix(spoken: Spoken) -> Payload | None:
    """How far apart the maps of any two words are: half the sum of the differences, 0 to 1; None without maps."""
    maps = spoken.maps
    if maps is None:
        return None
    as_written = written_of(spoken)
    names = [shown_word(number, each, as_written)[0] for number, each in enumerate(spoken.words)]
    apart = np.abs(maps[:, None] - maps[None]).sum(axis=2) / 2
    label = Text("word", "낱말")
    return matrix(apart, x_label=label, y_label=label, x_values=names, y_values=names, low=0, high=1)
