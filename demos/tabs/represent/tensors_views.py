"""What the tab of pictures shows first: the numbers, their shapes, and what each cell is named."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import PIL.Image
from jaxtyping import Float, Int, UInt8
from torch import Tensor

from demos.views.facts_view import facts, step
from demos.views.matrix_view import matrix
from demos.views.packing import Caption, Payload
from demos.views.picture_view import name_map, pane, pictures, value_map
from mm_models.systems.vision_backbone.infer import (
    as_input,
    is_strange,
    looked_twice,
    main_kind,
    named,
    read_both,
)
from mm_models.systems.vision_backbone.model import Trace, VisionBackbone
from mm_models.text import Text
from mm_models.world.kinds import KINDS
from mm_models.world.places import PLACES
from mm_models.world.rendering import CELLS, NO_PLACE, Picture
from mm_models.world.words import PLACE_TEXT

CELL = 8  # pixels of a cell's side
GRID = (CELLS, CELLS)
PATCH_HEIGHT = 470  # CSS pixels
MOST_SHOWN = 288  # pixels a side of the picture whose values are read
Image = UInt8[np.ndarray, "height width 3"]
Names = Int[np.ndarray, "14 14"]
Row = tuple[Caption, str, Caption | None]

CHANNELS = (Text("Red", "빨강"), Text("Green", "초록"), Text("Blue", "파랑"))
NAMED = Text("What the network names each cell", "신경망이 붙인 칸의 이름")
STRANGE = Text("This is not something I learnt.", "제가 배운 것이 아닙니다.")
FAMILIAR = Text("Something I learnt.", "제가 배운 것입니다.")


@cache
def kind_names() -> tuple[Text, ...]:
    """The background and every kind, by their numbers."""
    return (Text("background", "배경"), *(kind.text for kind in KINDS))


def colours_of(*tables: Names) -> list[int]:
    """A colour for each kind: the commonest kinds of the tables get eight different ones, in the order of their numbers."""
    numbers, counts = np.unique(np.concatenate([table.flatten() for table in tables]), return_counts=True)
    common = sorted(numbers[numbers > 0], key=lambda kind: -counts[numbers == kind][0])[:8]
    chosen = [kind % 8 for kind in range(len(kind_names()))]
    for colour, kind in enumerate(sorted(common)):
        chosen[kind] = colour
    return chosen


def names_over(label: Caption, table: Names, colours: Sequence[int], note: Caption = "") -> Payload:
    """What cells are called, as a map."""
    return name_map(label, table, kind_names(), colours=colours, note=note)


def named_picture(image: Image, trace: Trace, truth: Picture | None, cell: tuple[int, int]) -> Payload:
    """The picture with what the network names each cell, how sure it is, and what is true where that is known."""
    names, sure = named(trace)[0].numpy(), trace.kind[0].softmax(dim=0).amax(dim=0)
    colours = colours_of(names, *([] if truth is None else [truth.kinds]))
    probability = Text("softmax of the kind scores", "종류 점수의 소프트맥스")
    maps = [
        names_over(NAMED, names, colours, Text("largest kind score", "가장 큰 종류 점수")),
        value_map(Text("Probability of that name", "그 이름의 확률"), sure, low=0, high=1, note=probability),
    ]
    if truth is not None:
        maps.append(names_over(Text("What is true", "정답"), truth.kinds, colours))
    return pictures([pane(image, maps=maps)], grid=GRID, mark=cell, shown=0, opacity=0.5)


def verdict(model: VisionBackbone, image: Image, trace: Trace, truth: Picture | None) -> Payload:
    """What was found, where, whether it was learnt at all, and how much of it is right; of a photograph, what it shows."""
    names = named(trace)[0].numpy()
    rows = [learnt_row(model, trace), found_row(names), place_row(trace)]
    if truth is None:
        return facts([*rows, whole_row(looked_twice(read_both(model, image[None])))])
    there = truth.kinds > 0
    right = float((names == truth.kinds)[there].mean()) if there.any() else 1.0
    cells = Text(f"of the {there.sum()} cells that things cover", f"물건이 덮은 {there.sum()}칸 가운데")
    return facts([*rows, (Text("Named right", "맞게 이름 붙인 비율"), f"{right:.0%}", cells)])


def learnt_row(model: VisionBackbone, trace: Trace) -> Row:
    """Whether the picture shows something that the network learnt, by its calibrated strangeness."""
    strange, above = float(trace.strange[0]), float(model.strange_above)
    verdict = STRANGE if bool(is_strange(model, trace)[0]) else FAMILIAR
    note = Text(
        f"strangeness, refused above {above:.2f}: a logistic regression on the features, learnt vs strange pictures",
        f"낯섦의 정도입니다. {above:.2f}보다 크면 거절합니다. 배운 그림과 낯선 그림을 가르는 로지스틱 회귀가 특징을 읽은 값입니다",
    )
    return verdict, f"{strange:.2f}", note


def found_row(names: Names) -> Row:
    """Every name that at least two cells got, the commonest first, in both languages."""
    numbers, counts = np.unique(names[names > 0], return_counts=True)
    order = [place for place in np.argsort(-counts) if counts[place] > 1][:6]
    listed = [(kind_names()[numbers[place]], int(counts[place])) for place in order]
    note = Text(
        ", ".join(f"{kind.en} {count}" for kind, count in listed) or "no kind",
        ", ".join(f"{kind.ko} {count}" for kind, count in listed) or "없음",
    )
    return Text("Cells with a name", "이름이 붙은 칸"), f"{int((names > 0).sum())} / {names.size}", note


def place_row(trace: Trace) -> Row:
    """The likeliest place with its probability."""
    shares = trace.place[0].softmax(dim=0)
    return Text("Place", "장소"), f"{float(shares.max()):.0%}", place_name(int(shares.argmax()))


def place_name(number: int) -> Text:
    """A place's name; the last is that of a photograph that fills the picture."""
    if number == NO_PLACE:
        return Text("none of the seven: a photograph", "일곱 장소가 아닌 사진")
    return PLACE_TEXT[PLACES[number]]


def whole_row(shares: Float[Tensor, "1 kinds"]) -> Row:
    """What the picture shows as a whole: the kind with the largest mean probability, over it and its mirror image."""
    kind = int(main_kind(shares)[0])
    return Text("As a whole", "그림 전체로는"), f"{float(shares[0, kind]):.0%}", kind_names()[kind]


def numbers_picture(large: Image) -> Payload:
    """The picture as people see it, and each of its three channels alone."""
    whole = pane(large, title=Text("All three", "셋을 함께"))
    return pictures([whole, *(pane(None, title=name, channel=n) for n, name in enumerate(CHANNELS))])


def shrunk(image: Image) -> Image:
    """The picture with at most MOST_SHOWN pixels a side, so that it travels quickly."""
    if max(image.shape) <= MOST_SHOWN:
        return image
    small = PIL.Image.fromarray(image)
    small.thumbnail((MOST_SHOWN, MOST_SHOWN))
    return np.array(small)


def flow(image: Image, small: Image, trace: Trace) -> Payload:
    """The shapes from the picture's file to the scores of each cell, and how many numbers each holds."""
    last, kinds = trace.features.shape[1:], trace.kind.shape[1:]
    halved = Text("convolution, stride 2", "합성곱, 보폭 2")
    steps = [
        step(
            Text("Picture", "그림"), image.shape, Text("middle square, 0 … 255", "가운데 정사각형, 0 … 255")
        ),
        step(
            Text("Scaled down", "줄인 그림"),
            small.shape,
            Text("what the network reads", "신경망이 읽는 크기"),
        ),
        step(
            Text("Tensor", "텐서"),
            (3, *small.shape[:2]),
            Text("x / 127.5 − 1, channels first", "x / 127.5 − 1, 채널 먼저"),
        ),
        step(Text("Edges", "가장자리"), trace.edges.shape[1:], halved),
        step(Text("Parts", "부분"), trace.parts.shape[1:], halved),
        step(Text("Stage 0", "0단계"), trace.stages[0].shape[1:], halved),
        step(
            Text(f"Stages 1 … {len(trace.stages) - 1}", f"1 … {len(trace.stages) - 1}단계"),
            last,
            Text("residual bottlenecks, stride 1", "잔차 병목 블록, 보폭 1"),
        ),
        step(Text("Kind scores", "종류 점수"), kinds, Text("1 × 1 convolution", "1 × 1 합성곱")),
    ]
    return facts(steps=steps)


def patch(small: Image, cell: tuple[int, int]) -> Payload:
    """The normalised numbers of a cell's 8 × 8 pixels: red, then green, then blue."""
    rows, columns = (range(CELL * each, CELL * (each + 1)) for each in cell)
    values = as_input(small[None])[0, :, rows.start : rows.stop, columns.start : columns.stop]
    letters = [(name.en[0], name.ko) for name in CHANNELS]
    return matrix(
        values.flatten(0, 1),
        x_label="x",
        y_label=Text("channel and y", "채널과 y"),
        x_values=list(columns),
        y_values=[Text(f"{en} {y}", f"{ko} {y}") for en, ko in letters for y in rows],
        colour_map="grey",
        low=-1.0,
        high=1.0,
        shape_text=f"(3, {CELL}, {CELL})",
        height=PATCH_HEIGHT,
    )
