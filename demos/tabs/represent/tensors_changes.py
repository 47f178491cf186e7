"""What if: the same picture shuffled, recoloured, or drawn by a hand that training never saw; do cells keep their names?"""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Int, UInt8

from demos.tabs.represent.tensors_views import (
    CELL,
    GRID,
    NAMED,
    STRANGE,
    Names,
    Row,
    colours_of,
    names_over,
)
from demos.views.facts_view import facts
from demos.views.packing import Payload
from demos.views.picture_view import pane, pictures
from mm_models.systems.vision_backbone.infer import is_strange, named
from mm_models.systems.vision_backbone.model import Trace, VisionBackbone
from mm_models.text import Text
from mm_models.world.rendering import Picture, render
from mm_models.world.scenes import Scene, Thing, thing_at
from mm_models.world.sprites import UNSEEN, drawings

SEED = 0
LUMINANCE = (0.299, 0.587, 0.114)  # of red, green and blue in grey (ITU-R BT.601)
Small = UInt8[np.ndarray, "112 112 3"]
Order = Int[np.ndarray, " cells"]  # where each of the 196 cells came from
IN_PLACE: Order = np.arange(GRID[0] * GRID[1])


@dataclass(frozen=True)
class Change:
    """A changed picture. Names are compared with those of the cells that `order` says they came from."""

    title: Text
    image: Small
    truth: Names | None  # of its own cells, where it is known
    order: Order


def changes(image: Small, scene: Scene | None, truth: Picture | None) -> list[Change]:
    """The picture itself, then every change; the unseen hand only for a scene with things that it can draw."""
    kinds, order = None if truth is None else truth.kinds, shuffled(len(IN_PLACE))
    moved = None if kinds is None else kinds.flatten()[order].reshape(GRID)
    found = [
        Change(Text("As it is", "그대로"), image, kinds, IN_PLACE),
        Change(Text("Pixels shuffled", "픽셀 섞기"), shuffled_pixels(image), None, IN_PLACE),
        Change(Text("Cells shuffled", "칸 섞기"), shuffled_cells(image, order), moved, order),
        Change(Text("Red and blue swapped", "빨강과 파랑 바꾸기"), image[..., ::-1].copy(), kinds, IN_PLACE),
        Change(Text("Grey", "회색으로"), grey(image), kinds, IN_PLACE),
    ]
    if scene is None or not any((thing.kind, UNSEEN) in drawings() for thing in scene.things):
        return found
    redrawn = render(by_unseen_hand(scene))
    title = Text("Drawn by an unseen hand", "처음 보는 그림체로")
    return [*found, Change(title, redrawn.image, redrawn.kinds, IN_PLACE)]


def shuffled(count: int) -> Order:
    """An order of so many things, always the same one."""
    return np.random.default_rng(SEED).permutation(count)


def shuffled_pixels(image: Small) -> Small:
    """Every pixel somewhere else: the same colours, no shape."""
    pixels = image.reshape(-1, 3)
    return pixels[shuffled(len(pixels))].reshape(image.shape)


def shuffled_cells(image: Small, order: Order) -> Small:
    """The cells of 8 × 8 pixels in another order, each as it was."""
    rows, columns = GRID
    cells = image.reshape(rows, CELL, columns, CELL, 3).swapaxes(1, 2).reshape(-1, CELL, CELL, 3)
    return cells[order].reshape(rows, columns, CELL, CELL, 3).swapaxes(1, 2).reshape(image.shape)


def grey(image: Small) -> Small:
    """Luminance in all three channels."""
    luminance = np.rint(image @ np.array(LUMINANCE)).astype(np.uint8)
    return np.repeat(luminance[..., None], 3, axis=2)


def by_unseen_hand(scene: Scene) -> Scene:
    """The same things at the same centres and sizes, drawn by the designer that training never saw."""
    return replace(scene, things=tuple(map(redrawn_thing, scene.things)))


def redrawn_thing(thing: Thing) -> Thing:
    """The thing by the unseen designer; as it was where that designer has no drawing of it."""
    if (thing.kind, UNSEEN) not in drawings():
        return thing
    return thing_at(
        thing.kind,
        thing.centre,
        thing.size,
        colour=thing.colour,
        designer=UNSEEN,
        angle=thing.angle,
        mirrored=thing.mirrored,
    )


@dataclass(frozen=True)
class Outcome:
    """A change and how the network took it."""

    change: Change
    names: Names
    kept: float  # share of the cells that had a kind's name and kept it
    right: float | None  # share of the cells of things that are named right
    strangeness: float
    is_strange: bool

    @property
    def note(self) -> Text:
        """The two shares in a few words."""
        if self.right is None:
            return Text(f"{self.kept:.0%} keep their name", f"이름 유지 {self.kept:.0%}")
        return Text(
            f"{self.kept:.0%} keep their name, {self.right:.0%} right",
            f"이름 유지 {self.kept:.0%}, 정답 {self.right:.0%}",
        )


def outcomes(model: VisionBackbone, trace: Trace, found: list[Change]) -> list[Outcome]:
    """How each change (a row of the trace) changed the names; the first one is the picture as it is."""
    names = named(trace).numpy()
    strange, refused = trace.strange, is_strange(model, trace)
    return [
        Outcome(
            change=change,
            names=names[row],
            kept=kept_share(names[0].flatten()[change.order], names[row].flatten()),
            right=None if change.truth is None else right_share(names[row], change.truth),
            strangeness=float(strange[row]),
            is_strange=bool(refused[row]),
        )
        for row, change in enumerate(found)
    ]


def kept_share(before: Int[np.ndarray, " cells"], after: Int[np.ndarray, " cells"]) -> float:
    """Share of the cells that had a kind's name and still have the same; 1 where there was no such cell."""
    had = before > 0
    return float((after == before)[had].mean()) if had.any() else 1.0


def right_share(names: Names, truth: Names) -> float | None:
    """Share of the cells of things that are named right; None where there are no things."""
    there = truth > 0
    return float((names == truth)[there].mean()) if there.any() else None


def changed_pictures(found: list[Outcome]) -> Payload:
    """Every change with its cells' names, beside the picture as it is."""
    colours = colours_of(*(outcome.names for outcome in found))
    panes = [
        pane(
            outcome.change.image,
            title=outcome.change.title,
            note=outcome.note,
            maps=[names_over(NAMED, outcome.names, colours)],
        )
        for outcome in found
    ]
    return pictures(panes, grid=GRID, shown=0, opacity=0.5)


def change_facts(found: list[Outcome]) -> Payload:
    """The same as figures, with how strange each picture looks to the network."""
    return facts([change_row(outcome) for outcome in found])


def change_row(outcome: Outcome) -> Row:
    """How many of its cells keep their name, how many have one, and whether the network would refuse the picture."""
    cells = int((outcome.names > 0).sum())
    note = Text(
        f"{cells} cells with a name, strangeness {outcome.strangeness:.2f}.",
        f"이름 붙은 칸 {cells}개, 낯섦 {outcome.strangeness:.2f}.",
    )
    if outcome.is_strange:
        note = Text(f"{note.en} {STRANGE.en}", f"{note.ko} {STRANGE.ko}")
    return outcome.change.title, f"{outcome.kept:.0%}", note
