"""CLAP as its authors trained it: sounds and texts in one space, pulled together directly, with no picture between them.

A sound of at most ten seconds at 48,000 Hz becomes a log-mel spectrogram of 64 bands, which HTS-AT (a Swin transformer over
spectrograms) reads; RoBERTa reads the text. Both end in 512 numbers, and the loss is CLIP's. This is what ImageBind is
compared with: the same question, answered by a network that was taught sound and text together.
Source: Wu, Chen, Zhang, Hui, Berg-Kirkpatrick, Dubnov, ICASSP 2023, arXiv:2211.06687, sections 3.1 and 3.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Float32
from torch import Tensor, nn
from torch.nn import functional

from mm_models.hub import Hub, fetch

# The commit, the SHA-256 and the size were found together in public manifests of several separate projects.
CHECKPOINT = Hub(
    "laion/clap-htsat-unfused",
    "8fa0f1c6d0433df6e97c127f64b2a1d6c0dcda8a",
    files=(
        "config.json",
        "merges.txt",
        "preprocessor_config.json",
        "pytorch_model.bin",
        "special_tokens_map.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "vocab.json",
    ),
    digests={"pytorch_model.bin": "1cd3c601bc4afe0fa87be3de4c13dd2cfadd249fac1e29acf74a9b296c3219bb"},
)
WEIGHT_BYTES = 614_525_833  # of pytorch_model.bin
PEAK_BYTES = 300_000_000  # estimate: a handful of sounds in windows of attention
SAMPLE_RATE = 48_000  # Hz. A sound at another rate would be heard faster or slower, and nothing would say so
LONGEST_TEXT = 77  # pieces, as in training


@dataclass(frozen=True)
class Heard:
    """What was made of sounds."""

    log_mel: Float[Tensor, "sounds 1 frames bands"]  # dB, as the library prepares them
    vector: Float[Tensor, "sounds space"]  # unit vectors


@dataclass(frozen=True)
class Read:
    """What was made of texts."""

    pieces: tuple[tuple[str, ...], ...]  # of each text, with the marks of start and end
    cut: tuple[int, ...]  # pieces at the end of each text that did not fit
    vector: Float[Tensor, "texts space"]  # unit vectors


class PretrainedClap(nn.Module):
    """The adapter: `network`, `extractor` and `tokenizer` are the library's own."""

    def __init__(self, network: Any, extractor: Any, tokenizer: Any) -> None:
        super().__init__()
        self.network, self.extractor, self.tokenizer = network, extractor, tokenizer

    @property
    def longest(self) -> int:
        """Samples of the longest sound. The library would take a random ten seconds of a longer one."""
        return int(self.extractor.nb_max_samples)

    @property
    def scale(self) -> float:
        """What cosines of a sound with texts are multiplied by before the softmax."""
        return float(self.network.logit_scale_a.detach().exp())

    def hear(self, waveforms: Sequence[Float32[np.ndarray, " _samples"]]) -> Heard:
        """Sounds at SAMPLE_RATE, from [-1, 1]; their first `longest` samples. Short ones are repeated until they fill ten seconds.

        Raises:
            ValueError: a sound is empty, or the checkpoint's preparation is for another rate.
        """
        if not all(len(each) for each in waveforms):
            raise ValueError("a sound has at least one sample")
        prepared = self.extractor(
            [each[: self.longest] for each in waveforms],
            sampling_rate=SAMPLE_RATE,
            return_tensors="pt",
        )
        log_mel = prepared.input_features.float().to(self.network.device)
        found = self.network.audio_model(input_features=log_mel)
        return Heard(log_mel, functional.normalize(self.network.audio_projection(found.pooler_output), dim=1))

    def read(self, texts: Sequence[str]) -> Read:
        """Reads texts; what is longer than LONGEST_TEXT is cut."""
        whole = [len(self.tokenizer(text).input_ids) for text in texts]
        rows = self.tokenizer(
            list(texts), padding=True, truncation=True, max_length=LONGEST_TEXT, return_tensors="pt"
        ).to(self.network.device)
        found = self.network.text_model(input_ids=rows.input_ids, attention_mask=rows.attention_mask)
        kept = rows.attention_mask.sum(dim=1).tolist()
        pieces = (self.tokenizer.convert_ids_to_tokens(row) for row in rows.input_ids.tolist())
        return Read(
            tuple(tuple(row[:count]) for row, count in zip(pieces, kept, strict=True)),
            tuple(max(0, count - LONGEST_TEXT) for count in whole),
            functional.normalize(self.network.text_projection(found.pooler_output), dim=1),
        )


def load(device: str) -> PretrainedClap:
    """Fetch the pinned checkpoint, compare its SHA-256, and open it."""
    return open_folder(fetch(CHECKPOINT), device)


def open_folder(folder: Path, device: str) -> PretrainedClap:
    """A checkpoint on disk, in the library's own layout; pickled weights are read as tensors only."""
    from transformers import ClapFeatureExtractor, ClapModel, RobertaTokenizer

    network = ClapModel.from_pretrained(folder, local_files_only=True, weights_only=True)
    extractor = ClapFeatureExtractor.from_pretrained(folder, local_files_only=True)
    tokenizer = RobertaTokenizer.from_pretrained(folder, local_files_only=True)
    return PretrainedClap(network, extractor, tokenizer).to(device).eval().requires_grad_(False)
