"""Images and video as tensors: the numbers of a picture, and what a convolutional network keeps of them."""

from dataclasses import dataclass
from typing import Any, cast

import gradio as gr
import numpy as np
from torch import Tensor

from demos.catalogue import entry
from demos.figures.tensors import tensors_figure
from demos.frame import part, task, wire
from demos.language import label, label_of
from demos.picture import Seen, picture_input, read_clip, read_picture
from demos.tabs.represent.tensors_changes import change_facts, changed_pictures, changes, outcomes
from demos.tabs.represent.tensors_clip import CLIPS, clip_film, frame_matrix
from demos.tabs.represent.tensors_layers import cell_facts, feature_maps, layers, receptive_picture
from demos.tabs.represent.tensors_views import (
    GRID,
    NAMED,
    flow,
    named_picture,
    numbers_picture,
    patch,
    shrunk,
    verdict,
)
from demos.take import SILENT_KINDS, Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.film_view import FilmView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.picture_view import PictureView
from mm_models import registry
from mm_models.systems.vision_backbone.infer import as_input, named, read
from mm_models.systems.vision_backbone.model import Trace, VisionBackbone
from mm_models.systems.vision_backbone.receptive import looked_at
from mm_models.text import Text
from mm_models.world.rendering import Picture, render

ENTRY = entry("tensors")
RUN = "() => mmxRun()"
MIDDLE = 7  # row and column of the cell that is looked at first


def read_here(model: VisionBackbone, images: np.ndarray) -> Trace:
    """What the network sees in pictures (batch, 112, 112, 3), on the CPU wherever it runs."""

    def here(value: Tensor | tuple[Tensor, ...]) -> Any:
        return value.cpu() if isinstance(value, Tensor) else tuple(each.cpu() for each in value)

    return Trace(**{name: here(value) for name, value in vars(read(model, images)).items()})


def cell_of(row: float, column: float) -> tuple[int, int]:
    """The cell that two sliders point at; what lies outside becomes the nearest one."""
    down, across = (int(np.clip(each, 0, count - 1)) for each, count in zip((row, column), GRID, strict=True))
    return down, across


def truth_of(seen: Seen) -> Picture | None:
    """What is true of every cell; None for a photograph."""
    return None if seen.scene is None else render(seen.scene)


def answer(scene: str, photo: str | None, row: float, column: float, clip: str) -> list[Payload]:
    """A picture's numbers and shapes, what each cell of it is named, and why; a clip; and what changes would do."""
    seen, cell, frames = read_picture(scene, photo), cell_of(row, column), read_clip(clip)
    truth, large = truth_of(seen), shrunk(seen.large)
    changed = changes(seen.image, seen.scene, truth)
    with registry.use("vision-backbone") as used:
        model = cast(VisionBackbone, used)
        trace = read_here(model, np.stack([change.image for change in changed]))
        looked, moving = looked_at(model, seen.image, *cell), read_here(model, frames)
        taken = outcomes(model, trace, changed)
        return [
            named_picture(seen.image, trace, truth, cell),
            verdict(model, seen.image, trace, truth),
            numbers_picture(large),
            flow(large, seen.image, trace),
            patch(seen.image, cell),
            feature_maps(seen.image, trace),
            receptive_picture(model, seen.image, looked, cell),
            cell_facts(model, trace, looked, cell),
            clip_film(frames, moving),
            frame_matrix(moving),
            changed_pictures(taken),
            change_facts(taken),
        ]


def take(scene: str, photo: str | None, row: float, column: float, clip: str) -> Take:
    """The picture, its channels and a map of each layer as a figure, the tensors, and the lines that compute them."""
    seen, cell = read_picture(scene, photo), cell_of(row, column)
    with registry.use("vision-backbone") as used:
        model = cast(VisionBackbone, used)
        trace, looked = read_here(model, seen.image[None]), looked_at(model, seen.image, *cell)
    busiest = [values[values.mean(dim=(1, 2)).argmax()].numpy() for _, values in layers(trace)]
    return Take(
        figure=lambda: tensors_figure(seen.image, busiest, looked.strength.numpy(), cell),
        arrays={**arrays_of(seen, trace), "gradient": looked.gradient.numpy(), "clip": read_clip(clip)},
        python=PYTHON.format(scene=scene, photo="your-photo.jpg" if photo else None, cell=cell),
    )


def arrays_of(seen: Seen, trace: Trace) -> dict[str, np.ndarray]:
    """The picture as numbers, and every layer's tensor."""
    found = {name.en.lower().replace(" ", "_"): values.numpy() for name, values in layers(trace)}
    return {
        "picture": seen.image,
        "normalised": as_input(seen.image[None])[0].numpy(),
        **found,
        "kind_scores": trace.kind[0].numpy(),
        "names": named(trace)[0].numpy(),
    }


PYTHON = """\
from demos.picture import read_picture
from mm_models import registry
from mm_models.systems.vision_backbone.infer import as_input, is_strange, named, read
from mm_models.systems.vision_backbone.receptive import fields, looked_at

seen = read_picture({scene!r}, {photo!r})
print(as_input(seen.image[None]).shape)

registry.configure()
with registry.use("vision-backbone") as model:
    trace = read(model, seen.image[None])
    print([tuple(stage.shape) for stage in (trace.edges, trace.parts, *trace.stages)])
    print(named(trace)[0], is_strange(model, trace))
    print(fields(model)[-1], looked_at(model, seen.image, *{cell}).kind)
"""


@dataclass(frozen=True)
class Controls:
    """The cell that is looked at, and the clip; the names appear in the address."""

    row: gr.Slider
    column: gr.Slider
    clip: gr.Radio

    @property
    def inputs(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "clip": self.clip}


def controls() -> Controls:
    """Draws two sliders for the cell, which a click in a picture moves too, and the choice of a clip."""
    rows, columns = GRID
    with gr.Row():
        row = gr.Slider(0, rows - 1, value=MIDDLE, step=1, label=label("Cell: row", "칸의 행"), min_width=140)
        column = gr.Slider(
            0, columns - 1, value=MIDDLE, step=1, label=label("Cell: column", "칸의 열"), min_width=140
        )
        clip = gr.Radio(
            [(label_of(title), code) for code, title in CLIPS.items()],
            value=next(iter(CLIPS)),
            label=label("Clip", "동영상"),
            min_width=240,
        )
    return Controls(row, column, clip)


def point_at(view: PictureView, own: Controls) -> None:
    """A click on a picture moves the cell there and presses Run."""

    def cell(event: gr.SelectData) -> list[int]:
        return [int(each) for each in event.index]

    moved = view.select(cell, None, [own.row, own.column], api_visibility="private", show_progress="hidden")
    moved.then(None, None, None, js=RUN)


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            chosen = picture_input()
            own = controls()
        result, inside, what_if = result_part(), inside_part(), what_if_part()
        inputs: dict[str, Any] = {**chosen.inputs, **own.inputs}
        wire(built, answer, inputs, [*result, *inside, *what_if], live=list(own.inputs.values()))
        for view in (result[0], inside[4]):
            point_at(view, own)
        closing_parts(ENTRY, take, inputs, kinds=SILENT_KINDS)


def result_part() -> list[Any]:
    """What is named, and where."""
    about = Text(
        "The network reads the picture as 14 × 14 cells and names each one. Click a cell to take it apart below.",
        "신경망은 그림을 14 × 14칸으로 읽고 칸마다 이름을 붙입니다. 칸을 누르면 아래에서 자세히 볼 수 있습니다.",
    )
    with part("result", about), gr.Row():
        return [PictureView(NAMED), FactsView(Text("In words", "말로 하면"))]


def inside_part() -> list[Any]:
    """From pixels to features, in the order in which data flows."""
    about = Text(
        "From the numbers of the pixels to the numbers of the cells.",
        "픽셀의 수에서 칸의 수까지 차례로 봅니다.",
    )
    with part("inside", about):
        numbers = PictureView(Text("Red, green and blue, and their values", "빨강·초록·파랑과 그 값"))
        with gr.Row():
            shapes = FactsView(Text("From a picture to scores", "그림에서 점수까지"))
            cell_numbers = MatrixView(
                Text("The cell's numbers as the network reads them", "신경망이 읽는 이 칸의 수")
            )
        maps = PictureView(Text("Feature maps, the most active channels first", "특징 맵, 활발한 채널부터"))
        with gr.Row():
            receptive = PictureView(
                Text("What the cell can see, and what it looks at", "칸이 볼 수 있는 곳과 실제로 보는 곳")
            )
            cell = FactsView(Text("The cell", "이 칸"))
        moving = FilmView(Text("A clip as a tensor", "텐서로서의 동영상"))
        alike = MatrixView(Text("How alike its frames are to the network", "신경망이 보기에 닮은 프레임"))
    return [numbers, shapes, cell_numbers, maps, receptive, cell, moving, alike]


def what_if_part() -> list[Any]:
    """The same picture, changed."""
    about = Text(
        "The same picture changed: which cells keep their name? For shuffled cells, names are followed to where the cells went.",
        "같은 그림을 바꾸어 봅니다. 어느 칸이 이름을 지킬까요? 칸을 섞을 때는 칸이 옮겨 간 자리에서 이름을 비교합니다.",
    )
    with part("what-if", about):
        panes = PictureView(Text("Names after each change", "바꾼 뒤의 이름"))
        kept = FactsView(Text("Cells that keep their name", "이름을 지킨 칸"))
    return [panes, kept]
