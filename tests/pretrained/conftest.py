"""Tiny captioners of the library's own architectures, saved and opened again by the code that opens real ones."""

import json

import numpy as np
import pytest
import torch

from mm_models.pretrained import blip, vit_gpt2

TOKENS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[DEC]",
    "a",
    "dog",
    "cat",
    "##s",
    "play",
    "##ing",
    "grass",
    "on",
    ".",
]
LETTERS = sorted(set("adogctsplynir ".replace(" ", "Ġ")))
MERGES = ["d o", "do g", "Ġ dog"]
SMALL = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
IMAGE = {"image_size": 12, "patch_size": 4}  # 3 × 3 patches


@pytest.fixture(scope="session")
def blip_folder(tmp_path_factory):
    """A BLIP of two layers with pickled weights, as the real checkpoint has them."""
    from transformers import BlipConfig, BlipForConditionalGeneration, BlipImageProcessor

    folder = tmp_path_factory.mktemp("blip")
    (folder / "vocab.txt").write_text("\n".join(TOKENS))
    text = SMALL | {
        "vocab_size": len(TOKENS),
        "encoder_hidden_size": 16,
        "max_position_embeddings": 64,
        "bos_token_id": 4,
        "sep_token_id": 3,
        "eos_token_id": 3,
        "pad_token_id": 0,
    }
    torch.manual_seed(1)
    config = BlipConfig(text_config=text, vision_config=SMALL | IMAGE)
    network = lively(BlipForConditionalGeneration(config))
    network.save_pretrained(folder)
    (folder / "model.safetensors").unlink()
    torch.save(network.state_dict(), folder / "pytorch_model.bin")
    BlipImageProcessor(size={"height": 12, "width": 12}).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def vit_gpt2_folder(tmp_path_factory):
    """A ViT and a GPT-2 of two layers each, joined by cross-attention."""
    from transformers import (
        GPT2Config,
        VisionEncoderDecoderConfig,
        VisionEncoderDecoderModel,
        ViTConfig,
        ViTImageProcessor,
    )

    folder = tmp_path_factory.mktemp("vit-gpt2")
    vocabulary = [*LETTERS, ".", "do", "dog", "Ġdog", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(vocabulary)}))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(MERGES) + "\n")
    end = len(vocabulary) - 1
    decoder = GPT2Config(
        vocab_size=len(vocabulary),
        n_embd=16,
        n_layer=2,
        n_head=2,
        n_positions=64,
        bos_token_id=end,
        eos_token_id=end,
    )
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(ViTConfig(**SMALL, **IMAGE), decoder)
    config.decoder_start_token_id = config.pad_token_id = end
    torch.manual_seed(2)
    lively(VisionEncoderDecoderModel(config)).save_pretrained(folder)
    ViTImageProcessor(size={"height": 12, "width": 12}).save_pretrained(folder)
    return folder


def lively(network):
    """Larger weights than at the start of training, so that words and maps differ."""
    with torch.no_grad():
        for weight in network.parameters():
            if weight.ndim > 1:
                weight.normal_(0, 0.4)
    return network.eval()


@pytest.fixture(scope="session", params=["blip", "vit-gpt2"])
def captioner(request):
    """Each of the two, through the very path that opens a real checkpoint."""
    if request.param == "blip":
        return blip.open_folder(request.getfixturevalue("blip_folder"), "cpu")
    return vit_gpt2.open_folder(request.getfixturevalue("vit_gpt2_folder"), "cpu")


@pytest.fixture
def image():
    return np.random.default_rng(0).integers(0, 256, (40, 56, 3), dtype=np.uint8)


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory):
    """A CLIP of two layers on either side with pickled weights, as the real checkpoint has them."""
    from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel

    folder = tmp_path_factory.mktemp("clip")
    letters = sorted(set("adogctslynirphe"))
    vocabulary = [
        *letters,
        *(f"{letter}</w>" for letter in letters),
        "do",
        "dog</w>",
        "<|startoftext|>",
        "<|endoftext|>",
    ]
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(vocabulary)}))
    (folder / "merges.txt").write_text("#version: 0.2\nd o\ndo g</w>\n")
    special = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "pad_token": "<|endoftext|>"}
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 16, **special}))
    (folder / "special_tokens_map.json").write_text(json.dumps(special))
    end = len(vocabulary) - 1
    text = SMALL | {
        "vocab_size": len(vocabulary),
        "max_position_embeddings": 16,
        "bos_token_id": end - 1,
        "eos_token_id": end,
        "pad_token_id": end,
    }
    torch.manual_seed(3)
    network = lively(CLIPModel(CLIPConfig(text_config=text, vision_config=SMALL | IMAGE, projection_dim=8)))
    network.save_pretrained(folder)
    (folder / "model.safetensors").unlink()
    torch.save(network.state_dict(), folder / "pytorch_model.bin")
    CLIPImageProcessor(size={"shortest_edge": 12}, crop_size={"height": 12, "width": 12}).save_pretrained(
        folder
    )
    return folder


@pytest.fixture(scope="session")
def clap_folder(tmp_path_factory):
    """A CLAP of two stages and two layers with pickled weights, for one second at 48 kHz in eight bands."""
    from transformers import ClapConfig, ClapFeatureExtractor, ClapModel

    folder = tmp_path_factory.mktemp("clap")
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", *LETTERS, "do", "dog", "Ġdog", "<mask>"]
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(vocabulary)}))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(MERGES) + "\n")
    text = SMALL | {"vocab_size": len(vocabulary), "max_position_embeddings": 96}
    audio = {
        "num_mel_bins": 8,
        "spec_size": 32,
        "window_size": 4,
        "patch_embeds_hidden_size": 8,
        "hidden_size": 16,
        "depths": [1, 1],
        "num_attention_heads": [1, 2],
        "num_hidden_layers": 2,
    }
    torch.manual_seed(4)
    network = lively(ClapModel(ClapConfig(text_config=text, audio_config=audio, projection_dim=8)))
    network.save_pretrained(folder)
    (folder / "model.safetensors").unlink()
    torch.save(network.state_dict(), folder / "pytorch_model.bin")
    extractor = ClapFeatureExtractor(
        feature_size=8, max_length_s=1, frequency_min=50, truncation="rand_trunc"
    )
    extractor.save_pretrained(folder)
    return folder
