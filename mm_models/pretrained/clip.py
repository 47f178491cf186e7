"""CLIP ViT-B/32 as its authors trained it: 400 million pairs from the web, 224 pixels in 7 × 7 patches, 512 numbers.

The network, its tokenizer and its preparation of pictures are the library's own; this adapter gives what the small CLIP of this
repository gives as well: vectors, attention, and three maps of where a text is.
Source: Radford et al. 2021, arXiv:2103.00020. Relevance: Chefer, Gur, Wolf, ICCV 2021, arXiv:2103.15679, equations 5, 6 and 8.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn
from torch.nn import functional

from mm_models.hub import Hub, fetch

# The commit, the SHA-256 and the size were found together in public manifests of several separate projects.
CHECKPOINT = Hub(
    "openai/clip-vit-base-patch32",
    "3d74acf9a28c67741b2f4f2ea7635f0aaf6f0268",
    files=(
        "config.json",
        "merges.txt",
        "preprocessor_config.json",
        "pytorch_model.bin",
        "special_tokens_map.json",
        "tokenizer_config.json",
        "vocab.json",
    ),
    digests={"pytorch_model.bin": "a63082132ba4f97a80bea76823f544493bffa8082296d62d71581a4feff1576f"},
)
WEIGHT_BYTES = 605_247_071  # of pytorch_model.bin
PEAK_BYTES = 300_000_000  # estimate: a dozen pictures and as many texts with all attention kept
WINDOW, STRIDE = 3, 2  # patches of an occluding window's side, and between two of them

Image = UInt8[np.ndarray, "height width 3"]
Vector = Float[Tensor, " space"]
Map = Float[Tensor, "rows columns"]


@dataclass(frozen=True)
class Seen:
    """What was made of pictures; position 0 is the class token, then patches row by row."""

    vector: Float[Tensor, "pictures space"]  # unit vectors
    attention: tuple[Float[Tensor, "pictures heads positions positions"], ...]  # of each layer
    patches: Float[
        Tensor, "pictures patches space"
    ]  # each patch's own last state, projected like the class token's
    side: int  # patches along a side


@dataclass(frozen=True)
class Read:
    """What was made of texts."""

    pieces: tuple[tuple[str, ...], ...]  # of each text, with the marks of start and end
    cut: tuple[int, ...]  # pieces at the end of each text that did not fit
    vector: Float[Tensor, "texts space"]  # unit vectors
    attention: Float[Tensor, "texts heads pieces pieces"]  # of the last layer


class PretrainedClip(nn.Module):
    """The adapter: `network`, `processor` and `tokenizer` are the library's own."""

    def __init__(self, network: Any, processor: Any, tokenizer: Any) -> None:
        super().__init__()
        self.network, self.processor, self.tokenizer = network, processor, tokenizer

    @property
    def scale(self) -> float:
        """exp(t), what cosines are multiplied by."""
        return float(self.network.logit_scale.detach().exp())

    def pixels(self, images: Sequence[Image]) -> Float[Tensor, "pictures 3 side side"]:
        """Pictures resized, cropped and normalised as the network was trained on them."""
        prepared = self.processor(
            images=list(images), input_data_format="channels_last", return_tensors="pt"
        ).pixel_values
        return prepared.to(self.network.device)

    def see(self, pixels: Float[Tensor, "pictures 3 side side"]) -> Seen:
        """Looks at prepared pictures."""
        vision = self.network.vision_model(pixel_values=pixels, output_attentions=True)
        project, last = self.network.visual_projection, self.network.vision_model.post_layernorm
        patches = project(last(vision.last_hidden_state[:, 1:]))
        config = self.network.config.vision_config
        return Seen(
            functional.normalize(project(vision.pooler_output), dim=1),
            vision.attentions,
            functional.normalize(patches, dim=2),
            config.image_size // config.patch_size,
        )

    def read(self, texts: Sequence[str]) -> Read:
        """Reads texts; what is longer than the network's longest is cut."""
        longest = self.network.config.text_config.max_position_embeddings
        whole = [len(self.tokenizer(text).input_ids) for text in texts]
        rows = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=longest, return_tensors="pt"
        ).to(self.network.device)
        found = self.network.text_model(**rows, output_attentions=True)
        vectors = functional.normalize(self.network.text_projection(found.pooler_output), dim=1)
        kept = rows.attention_mask.sum(dim=1).tolist()
        pieces = (self.tokenizer.convert_ids_to_tokens(row) for row in rows.input_ids.tolist())
        return Read(
            tuple(tuple(row[:count]) for row, count in zip(pieces, kept, strict=True)),
            tuple(max(0, count - longest) for count in whole),
            vectors,
            found.attentions[-1],
        )


def cell_similarity(seen: Seen, text: Vector) -> Map:
    """The cosine of each patch's own vector with a text: the loss never asked patches to lie in this space."""
    return on_grid(seen.patches[0] @ text, seen.side)


def class_attention(seen: Seen) -> Map:
    """Where the class token looked in the last layer, mean of the heads: the same for every text."""
    return on_grid(seen.attention[-1][0, :, 0, 1:].mean(dim=0), seen.side)


def relevance(model: PretrainedClip, pixels: Float[Tensor, "1 3 side side"], text: Vector) -> Map:
    """Gradient times attention, carried through all layers: R ← R + mean_heads(max(0, ∂s/∂A · A)) R."""
    with torch.enable_grad():
        seen = model.see(pixels.detach().requires_grad_(True))
        slopes = torch.autograd.grad((seen.vector[0] @ text.detach()).sum(), seen.attention)
    carried = torch.eye(seen.attention[0].shape[-1], device=pixels.device)
    for slope, attention in zip(slopes, seen.attention, strict=True):
        carried = carried + (slope * attention).clamp(min=0)[0].mean(dim=0).detach() @ carried
    return on_grid(carried[0, 1:], seen.side)


@torch.inference_mode()
def occlusion(model: PretrainedClip, pixels: Float[Tensor, "1 3 side side"], text: Vector) -> Map:
    """The mean fall of the cosine over the grey windows that hide a patch."""
    vision = model.network.config.vision_config
    side, patch = vision.image_size // vision.patch_size, vision.patch_size
    width = min(WINDOW, side)
    starts = range(0, side - width + 1, STRIDE)
    windows = torch.zeros(len(starts) ** 2, side, side, device=pixels.device)
    for window, (top, left) in zip(windows, ((a, b) for a in starts for b in starts), strict=True):
        window[top : top + width, left : left + width] = 1
    hidden = windows.repeat_interleave(patch, dim=1).repeat_interleave(patch, dim=2)
    changed = pixels * (1 - hidden[:, None])  # 0 is the mean colour once normalised
    fall = model.see(pixels).vector @ text - model.see(changed).vector @ text
    weight = windows.flatten(1)
    return on_grid((fall @ weight) / weight.sum(dim=0).clamp(min=1), side)


def on_grid(values: Float[Tensor, " patches"], side: int) -> Map:
    """Values of patches as a map on the CPU."""
    return values.detach().view(side, side).float().cpu()


def load(device: str) -> PretrainedClip:
    """Fetch the pinned checkpoint, compare its SHA-256, and open it."""
    return open_folder(fetch(CHECKPOINT), device)


def open_folder(folder: Path, device: str) -> PretrainedClip:
    """A checkpoint on disk, in the library's own layout; pickled weights are read as tensors only."""
    from transformers import CLIPImageProcessor, CLIPModel, CLIPTokenizer

    network = CLIPModel.from_pretrained(
        folder, local_files_only=True, weights_only=True, attn_implementation="eager"
    )
    processor = CLIPImageProcessor.from_pretrained(folder, local_files_only=True)
    tokenizer = CLIPTokenizer.from_pretrained(folder, local_files_only=True)
    return PretrainedClip(network, processor, tokenizer).to(device).eval().requires_grad_(False)
