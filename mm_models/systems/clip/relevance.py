"""Where in the picture a text is: one map that does not say so, and two that do.

- The similarity of each cell's own vector with the text. The loss never asked cells to lie in the space of texts, only the mean
  of what the queries gathered, so this is a habit of looking at CLIP and no localisation.
- Gradient times attention: how much the cosine s grows with each attention weight A, where it grows,
  Σ_layers Σ_queries mean_heads max(0, ∂s/∂A · A) (after Chefer, Gur, Wolf, ICCV 2021, arXiv:2103.15679, equation 5; their
  propagation through later layers is left out, because ∂s/∂A has passed through them).
- Occlusion: how much the cosine falls when a window of cells looks like a blank picture (Zeiler and Fergus, ECCV 2014,
  arXiv:1311.2901, section 4.2). It asks the network itself and costs one pass a window.
"""

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional

from mm_models.systems.clip.model import Clip, Seen

WINDOW, STRIDE = 4, 2  # cells of an occluding window's side, and between two of them

Vector = Float[Tensor, " space"]
Annotations = Float[Tensor, "1 channels side side"]
Map = Float[Tensor, "side side"]


@torch.no_grad()
def cell_similarity(model: Clip, seen: Seen, text: Vector) -> Map:
    """The cosine of each cell's vector, projected as if it were a query's, with the text: not where the text is."""
    head = model.picture
    vectors = functional.normalize(head.project(head.normalise(seen.cells[0])), dim=1)
    return squared(vectors @ text)


def mean_attention(seen: Seen) -> Map:
    """Where all queries of all layers looked: the same for every text."""
    return squared(torch.stack([each[0].mean(dim=(0, 1)) for each in seen.attention]).mean(dim=0))


def gradient_attention(model: Clip, annotations: Annotations, text: Vector) -> Map:
    """Gradient times attention, summed over layers and queries."""
    with torch.enable_grad():
        seen = model.picture(annotations.detach().requires_grad_(True))
        slopes = torch.autograd.grad((seen.vector[0] @ text).sum(), seen.attention)
    parts = [
        (slope * each).clamp(min=0)[0].mean(dim=0).sum(dim=0)
        for slope, each in zip(slopes, seen.attention, strict=True)
    ]
    return squared(torch.stack(parts).sum(dim=0).detach())


@torch.no_grad()
def occlusion(model: Clip, annotations: Annotations, blank: Annotations, text: Vector) -> Map:
    """The mean fall of the cosine over the windows that hide a cell."""
    windows = hiding(annotations.shape[-1]).to(annotations.device)
    changed = torch.where(windows[:, None], blank, annotations)
    fall = model.picture(annotations).vector @ text - model.picture(changed).vector @ text
    weight = windows.flatten(1).float()
    return squared((fall @ weight) / weight.sum(dim=0))


def hiding(side: int) -> Bool[Tensor, "windows side side"]:
    """Windows of cells that together cover a square of so many cells a side."""
    width = min(WINDOW, side)
    starts = range(0, side - width + 1, STRIDE)
    found = torch.zeros(len(starts) ** 2, side, side, dtype=torch.bool)
    for window, (top, left) in zip(found, ((a, b) for a in starts for b in starts), strict=True):
        window[top : top + width, left : left + width] = True
    return found


def squared(values: Float[Tensor, " cells"]) -> Map:
    """Values of cells as a square map."""
    side = round(len(values) ** 0.5)
    return values.view(side, side).cpu()
