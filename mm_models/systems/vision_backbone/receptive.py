"""What a cell can see, and what it looks at: receptive fields of the vision backbone.

What it can see follows from the architecture alone. A convolution of kernel k and dilation d over cells that lie j pixels
apart and see r pixels each lets its own cells see r + (k - 1) · d · j pixels, and a stride s puts them j · s pixels apart.
What it looks at is the gradient of one of its numbers with respect to the picture, far from even inside that square.

Luo, Li, Urtasun, Zemel, "Understanding the Effective Receptive Field in Deep Convolutional Neural Networks", NeurIPS 2016;
for one class's score, Simonyan, Vedaldi, Zisserman, "Deep Inside Convolutional Networks", 2013, arXiv:1312.6034, section 3.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from mm_models.systems.vision_backbone.infer import as_input
from mm_models.systems.vision_backbone.model import Trace, VisionBackbone

SHARE = 0.9  # of the gradient, for `seen_side`


@dataclass(frozen=True)
class Field:
    """What a cell of one of the trace's maps can see."""

    name: str  # "edges", "parts", "stage 0" ...
    side: int  # pixels of the square's side
    jump: int  # pixels from one cell to the next

    def square(self, row: int, column: int) -> tuple[int, int, int, int]:
        """Left, upper, right and lower edge of what the cell sees, in pixels; the last two are the first outside.

        Cell 0 is centred on pixel 0, because every convolution is padded by half its kernel; the square may reach over
        the picture's edge, where the network sees zeros.
        """
        left, top, half = self.jump * column, self.jump * row, self.side // 2
        return left - half, top - half, left + half + 1, top + half + 1


def grown(field: Field, name: str, layers: Iterable[nn.Module]) -> Field:
    """The field after some layers, in their order: r + (k - 1) · d · j, and j · s."""
    side, jump = field.side, field.jump
    for layer in layers:
        if isinstance(layer, nn.Conv2d):
            side += (layer.kernel_size[0] - 1) * layer.dilation[0] * jump
            jump *= layer.stride[0]
    return Field(name, side, jump)


def fields(model: VisionBackbone) -> tuple[Field, ...]:
    """The fields of edges, parts and every stage, in the order in which data flows."""
    return tuple(_fields(model))


def _fields(model: VisionBackbone) -> Iterator[Field]:
    field = grown(Field("pixels", 1, 1), "edges", model.edges.modules())
    yield field
    field = grown(field, "parts", [*model.parts.modules(), *model.fine.modules()])
    yield field
    for number, stage in enumerate([model.cells, *model.blocks]):
        field = grown(field, f"stage {number}", stage.modules())
        yield field


@dataclass(frozen=True)
class Looked:
    """How the score of one kind in one cell would change with each pixel."""

    gradient: Float[Tensor, "3 side side"]
    kind: int  # KIND_INDEX; 0 is the background
    score: float  # the logit

    @property
    def strength(self) -> Float[Tensor, "side side"]:
        """The largest magnitude over the three channels (Simonyan et al., section 3.1)."""
        return self.gradient.abs().amax(dim=0)


def looked_at(
    model: VisionBackbone,
    image: UInt8[np.ndarray, "side side 3"],
    row: int,
    column: int,
    kind: int | None = None,
) -> Looked:
    """The gradient of a cell's logit for a kind (None: the kind that the cell is named) with respect to the picture."""
    pixels = as_input(image[None]).to(next(model.parameters()).device).requires_grad_()
    with torch.enable_grad():
        trace = cast(Trace, model(pixels))
        scores = trace.kind[0, :, row, column]
        chosen = int(scores.argmax()) if kind is None else kind
        (gradient,) = torch.autograd.grad(scores[chosen], pixels)
    return Looked(gradient[0].cpu(), chosen, float(scores[chosen].detach()))


def seen_side(strength: Float[Tensor, "side side"], row: int, column: int, jump: int) -> int:
    """Pixels of the side of the smallest square around a cell's centre that holds SHARE of the gradient."""
    down = (torch.arange(strength.shape[0]) - row * jump).abs()
    across = (torch.arange(strength.shape[1]) - column * jump).abs()
    distance = torch.maximum(down[:, None], across[None, :])
    within = torch.zeros(int(distance.max()) + 1).index_add(0, distance.flatten(), strength.flatten())
    reached = within.cumsum(0) >= SHARE * within.sum()
    return 2 * int(reached.int().argmax()) + 1
