"""ViT-GPT2 for captions: a ViT-B/16 at 224 pixels (14 × 14 patches) and GPT-2 with cross-attention in every layer.

GPT-2's own layers were trained on text alone; the cross-attention between them was added and trained on captions.
Source: Rothe et al. 2020, arXiv:1907.12461; Hub: nlpconnect/vit-gpt2-image-captioning (Apache-2.0) at commit
dc68f91c06a1ba6f15268e5b9c13ae7a7c514084. That commit has only pickled weights, and no SHA-256 of them could be
established, so the registry does not list it; this adapter opens a folder that has the checkpoint as safetensors.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Int, UInt8
from torch import Tensor, nn

from mm_models.pretrained.captioners import Memory, Taught, search_options


class VitGpt2(nn.Module):
    """The adapter: `network`, `processor` and `tokenizer` are the library's own."""

    def __init__(self, network: Any, processor: Any, tokenizer: Any) -> None:
        super().__init__()
        self.network, self.processor, self.tokenizer = network, processor, tokenizer
        self.end: int = network.decoder.config.eos_token_id

    def read(self, image: UInt8[np.ndarray, "height width 3"]) -> Memory:
        vision = self.network.encoder.config
        pixels = self.processor(
            images=image, input_data_format="channels_last", return_tensors="pt"
        ).pixel_values
        states = self.network.encoder(pixel_values=pixels.to(self.network.device)).last_hidden_state
        side = vision.image_size // vision.patch_size
        return Memory(states, side, side)

    def begin(self, prompt: str) -> Int[Tensor, "1 pieces"]:
        start = [self.network.config.decoder_start_token_id]
        pieces = start + self.tokenizer.encode(prompt, add_special_tokens=False)
        return torch.tensor([pieces], device=self.network.device)

    def search(self, memory: Memory, start: Int[Tensor, "1 pieces"], width: int) -> Int[Tensor, "1 longer"]:
        from transformers.modeling_outputs import BaseModelOutput

        return self.network.generate(
            encoder_outputs=BaseModelOutput(last_hidden_state=memory.states),
            decoder_input_ids=start,
            decoder_attention_mask=torch.ones_like(start),
            eos_token_id=self.end,
            pad_token_id=self.end,
            **search_options(width),
        )

    def teach(self, memory: Memory, pieces: Int[Tensor, "1 pieces"]) -> Taught:
        from transformers.modeling_outputs import BaseModelOutput

        out = self.network(
            encoder_outputs=BaseModelOutput(last_hidden_state=memory.states),
            decoder_input_ids=pieces,
            output_attentions=True,
        )
        return Taught(out.logits[0], torch.cat(out.cross_attentions))

    def begins_word(self, piece: str) -> bool:
        """GPT-2 writes a space as Ġ in front of a word; a mark such as a full stop is a word of its own."""
        return not piece[:1].isalnum() or piece.startswith("Ġ")


def open_folder(folder: Path, device: str) -> VitGpt2:
    """A checkpoint on disk, in the library's own layout, with its weights as safetensors."""
    from transformers import GPT2Tokenizer, VisionEncoderDecoderModel, ViTImageProcessor

    network = VisionEncoderDecoderModel.from_pretrained(
        folder, local_files_only=True, use_safetensors=True, attn_implementation="eager"
    )
    processor = ViTImageProcessor.from_pretrained(folder, local_files_only=True)
    tokenizer = GPT2Tokenizer.from_pretrained(folder, local_files_only=True)
    return VitGpt2(network, processor, tokenizer).to(device).eval()
