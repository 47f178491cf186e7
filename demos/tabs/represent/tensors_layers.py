"""Inside the network: what its channels answer to, and what one cell can see and looks at."""

from collections.abc import Iterator

from jaxtyping import Float
from torch import Tensor

from demos.tabs.represent.tensors_views import CELL, GRID, Image, Row, kind_names
from demos.views.facts_view import facts
from demos.views.packing import Payload
from demos.views.picture_view import box, picture, value_map
from mm_models.systems.vision_backbone.model import Trace, VisionBackbone
from mm_models.systems.vision_backbone.receptive import Field, Looked, fields, seen_side
from mm_models.text import Text

CHANNELS_SHOWN = 24  # of each layer, the most active ones
SQUARES = ("stage 0", "stage 2", "stage 4")  # drawn; the deepest stages see more than the picture
LIKELIEST = 5


def feature_maps(image: Image, trace: Trace) -> Payload:
    """The most active channels of each layer, as tiles over the picture."""
    maps = [each for name, values in layers(trace) for each in channel_maps(name, values)]
    return picture(image, maps=maps, tiles=True, shown=0, opacity=0.8)


def layers(trace: Trace) -> Iterator[tuple[Text, Float[Tensor, "channels side side"]]]:
    """Every layer of the trace with its name, in the order in which data flows."""
    yield Text("Edges", "가장자리"), trace.edges[0]
    yield Text("Parts", "부분"), trace.parts[0]
    for number, stage in enumerate(trace.stages):
        yield Text(f"Stage {number}", f"{number}단계"), stage[0]


def channel_maps(name: Text, values: Float[Tensor, "channels side side"]) -> list[Payload]:
    """The layer's channels with the largest mean, each on its own scale from 0."""
    count, side, _ = values.shape
    group = Text(f"{name.en} {count} × {side} × {side}", f"{name.ko} {count} × {side} × {side}")
    means = values.mean(dim=(1, 2))
    return [
        value_map(
            Text(f"channel {channel}", f"채널 {channel}"),
            values[channel],
            low=0.0,
            group=group,
            note=Text(f"mean {means[channel]:.3f}", f"평균 {means[channel]:.3f}"),
        )
        for channel in means.argsort(descending=True)[:CHANNELS_SHOWN].tolist()
    ]


def receptive_picture(model: VisionBackbone, image: Image, looked: Looked, cell: tuple[int, int]) -> Payload:
    """The gradient over the picture, and the squares that a cell there can see at some of the depths."""
    kind, strength = kind_names()[looked.kind], looked.strength
    method = Text(
        "|∂ score / ∂ pixel|, largest of R, G, B (Simonyan et al. 2013)",
        "|∂ 점수 / ∂ 픽셀|, R·G·B 가운데 최댓값 (Simonyan 외 2013)",
    )
    fine = Text(f"Gradient of “{kind.en}”", f"‘{kind.ko}’ 점수의 기울기")
    coarse = Text(f"The same, mean of each {CELL} × {CELL} pixels", f"같은 것을 {CELL} × {CELL}픽셀씩 평균")
    pooled = strength.unflatten(0, (GRID[0], CELL)).unflatten(2, (GRID[1], CELL)).mean(dim=(1, 3))
    maps = [value_map(fine, strength, low=0.0, note=method), value_map(coarse, pooled, low=0.0, note=method)]
    squares = [square(field, cell, number) for number, field in enumerate(drawn_fields(model))]
    return picture(image, maps=maps, boxes=squares, grid=GRID, mark=cell, shown=0, opacity=0.75)


def drawn_fields(model: VisionBackbone) -> list[Field]:
    """The fields that fit on the picture."""
    return [field for field in fields(model) if field.name in SQUARES]


def square(field: Field, cell: tuple[int, int], colour: int) -> Payload:
    """What the cell of that layer at the centre of a cell of the last one can see."""
    row, column = (CELL * each // field.jump for each in cell)
    name = Text(f"{field.name}: {field.side}", f"{field_name(field).ko}: {field.side}")
    return box(name, field.square(row, column), colour=colour, dashed=True)


def field_name(field: Field) -> Text:
    """A layer's name in both languages."""
    korean = {"edges": "가장자리", "parts": "부분"}
    return Text(field.name, korean.get(field.name, field.name.removeprefix("stage ") + "단계"))


def cell_facts(model: VisionBackbone, trace: Trace, looked: Looked, cell: tuple[int, int]) -> Payload:
    """The cell's likeliest names, what it can see by the arithmetic, and what nine tenths of its gradient lie in."""
    row, column = cell
    shares = trace.kind[0, :, row, column].softmax(dim=0)
    best = shares.topk(LIKELIEST)
    names: list[Row] = [
        (kind_names()[kind], f"{share:.1%}", None)
        for kind, share in zip(best.indices.tolist(), best.values.tolist(), strict=True)
    ]
    return facts([*names, *field_rows(model, looked, cell)])


def field_rows(model: VisionBackbone, looked: Looked, cell: tuple[int, int]) -> list[Row]:
    """How far the cell can see at every depth, and how far it looks."""
    found = fields(model)
    growth = " → ".join(str(field.side) for field in found)
    last = found[-1]
    seen = seen_side(looked.strength, *cell, CELL)
    score = Text(f"score {looked.score:.1f}", f"점수 {looked.score:.1f}")
    can = Text(f"edges → parts → stages: {growth}", f"가장자리 → 부분 → 각 단계: {growth}")
    does = Text(
        f"smallest square around the cell's centre with 90 % of the gradient; {score.en}",
        f"칸의 중심에서 기울기의 90%를 담는 가장 작은 정사각형입니다. {score.ko}",
    )
    return [
        (Text("Can see (pixels a side)", "볼 수 있는 범위 (한 변 픽셀)"), f"{last.side} × {last.side}", can),
        (Text("Looks at", "실제로 보는 범위"), f"{seen} × {seen}", does),
    ]
