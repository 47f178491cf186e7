"""BLIP for captions: a ViT-B/16 at 384 pixels (24 × 24 patches) and a BERT-like decoder that looks at the patches.

Every one of the decoder's 12 layers has self-attention over what was said, then cross-attention over the patches.
Source: Li et al. 2022, arXiv:2201.12086, section 3 ("image-grounded text decoder").
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Int, UInt8
from torch import Tensor, nn

from mm_models.hub import Hub, fetch
from mm_models.pretrained.captioners import Memory, Taught, search_options

# The SHA-256 was found in public manifests of three separate projects that pin this very commit.
CHECKPOINT = Hub(
    "Salesforce/blip-image-captioning-base",
    "82a37760796d32b1411fe092ab5d4e227313294b",
    files=(
        "config.json",
        "preprocessor_config.json",
        "pytorch_model.bin",
        "special_tokens_map.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "vocab.txt",
    ),
    digests={"pytorch_model.bin": "d6638651a5526cc2ede56f2b5104d6851b0755816d220e5e046870430180c767"},
)
WEIGHT_BYTES = 989_820_849  # of pytorch_model.bin
PEAK_BYTES = 600_000_000  # estimate: keys and values of 10 beams in 12 layers, and the encoder


class Blip(nn.Module):
    """The adapter: `network`, `processor` and `tokenizer` are the library's own."""

    def __init__(self, network: Any, processor: Any, tokenizer: Any) -> None:
        super().__init__()
        self.network, self.processor, self.tokenizer = network, processor, tokenizer
        self.end: int = network.config.text_config.sep_token_id

    def read(self, image: UInt8[np.ndarray, "height width 3"]) -> Memory:
        vision = self.network.config.vision_config
        pixels = self.processor(
            images=image, input_data_format="channels_last", return_tensors="pt"
        ).pixel_values
        states = self.network.vision_model(pixel_values=pixels.to(self.network.device)).last_hidden_state
        side = vision.image_size // vision.patch_size
        return Memory(states, side, side)

    def begin(self, prompt: str) -> Int[Tensor, "1 pieces"]:
        start = [self.network.config.text_config.bos_token_id]
        pieces = start + self.tokenizer.encode(prompt, add_special_tokens=False)
        return torch.tensor([pieces], device=self.network.device)

    def search(self, memory: Memory, start: Int[Tensor, "1 pieces"], width: int) -> Int[Tensor, "1 longer"]:
        return self.network.text_decoder.generate(
            input_ids=start,
            attention_mask=torch.ones_like(start),
            encoder_hidden_states=memory.states,
            eos_token_id=self.end,
            pad_token_id=self.network.config.text_config.pad_token_id,
            **search_options(width),
        )

    def teach(self, memory: Memory, pieces: Int[Tensor, "1 pieces"]) -> Taught:
        out = self.network.text_decoder(
            input_ids=pieces, encoder_hidden_states=memory.states, output_attentions=True
        )
        return Taught(out.logits[0], torch.cat(out.cross_attentions))

    def begins_word(self, piece: str) -> bool:
        return not piece.startswith("##")


def load(device: str) -> Blip:
    """Fetch the pinned checkpoint, compare its SHA-256, and open it."""
    return open_folder(fetch(CHECKPOINT), device)


def open_folder(folder: Path, device: str) -> Blip:
    """A checkpoint on disk, in the library's own layout; pickled weights are read as tensors only."""
    from transformers import BertTokenizer, BlipForConditionalGeneration, BlipImageProcessor

    network = BlipForConditionalGeneration.from_pretrained(
        folder, local_files_only=True, weights_only=True, attn_implementation="eager"
    )
    processor = BlipImageProcessor.from_pretrained(folder, local_files_only=True)
    tokenizer = BertTokenizer.from_pretrained(folder, local_files_only=True)
    return Blip(network, processor, tokenizer).to(device).eval()
