"""A picture and some prompts, matched by the CLIP that a person chose: vectors, cosines, probabilities, maps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from demos.kept import kept
from demos.picture import Seen, reduced
from demos.tabs.caption.captioning_speech import NO_CHOICE, grey, single_glance
from mm_models import registry
from mm_models.captioning.seeing import look
from mm_models.intake.errors import InputError
from mm_models.intake.strings import clean_text
from mm_models.pretrained import clip as pretrained
from mm_models.pretrained.clip import PretrainedClip
from mm_models.systems.clip import relevance
from mm_models.systems.clip.infer import picture_vectors, read_texts, text_vectors
from mm_models.systems.clip.model import Clip
from mm_models.text import Text
from mm_models.world.encoding import tokens_of
from mm_models.world.scenes import SIDE

OURS, LARGE = "clip", "clip-vit-base-patch32"
MODELS: dict[str, Text] = {
    OURS: Text("CLIP trained here", "여기서 학습한 CLIP"),
    LARGE: Text("CLIP ViT-B/32 (pretrained)", "CLIP ViT-B/32 (사전 학습)"),
}
LARGE_SIDE = 2 * SIDE  # pixels that the pretrained network reads
MOST_PROMPTS = 10
LONGEST = 160  # characters of a prompt
MAPS: dict[str, Text] = {
    "occlusion": Text("Occlusion: fall of the cosine when hidden", "가리기: 가렸을 때 코사인이 떨어진 값"),
    "gradient": Text("Gradient × attention", "기울기 × 주의"),
    "cells": Text("Cell–text cosine: not a location", "칸–글 코사인: 위치가 아님"),
    "attention": Text("Attention alone: same for every text", "주의만: 어떤 글에도 같음"),
}
UNTRAINED = Text(
    "CLIP has no trained weights in this copy yet, and an untrained one would only make noise.",
    "CLIP의 학습된 가중치가 아직 없습니다. 학습하지 않은 모델은 아무 말이나 하므로 보여 드리지 않습니다.",
)
NO_PROMPT = Text(
    "Write at least one prompt, one a line.", "프롬프트를 한 줄에 하나씩, 하나 이상 적어 주세요."
)

Image = UInt8[np.ndarray, "side side 3"]


@dataclass(frozen=True)
class Words:
    """One prompt as the network read it."""

    text: str
    tokens: tuple[str, ...]  # with the marks of start and end
    unknown: tuple[str, ...]  # words that the network does not know
    cut: int  # tokens at its end that did not fit
    attention: Float[np.ndarray, "tokens tokens"]  # of the last layer, mean of the heads


@dataclass(frozen=True)
class Match:
    """A picture and prompts in one space."""

    picture: Float[np.ndarray, " space"]  # unit vector
    texts: Float[np.ndarray, "prompts space"]  # unit vectors
    words: tuple[Words, ...]
    scale: float  # exp(t)
    strange: bool  # whether nothing in the picture was learnt

    @property
    def cosines(self) -> Float[np.ndarray, " prompts"]:
        """Of the picture with each prompt."""
        return self.texts @ self.picture

    def shares(self, warmth: float = 1.0) -> Float[np.ndarray, " prompts"]:
        """The softmax over the prompts at `warmth` times the learnt temperature."""
        return softmax(self.cosines * self.scale / warmth)


def softmax(logits: Float[np.ndarray, "*rows items"]) -> Float[np.ndarray, "*rows items"]:
    """Shares along the last axis."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def check_trained() -> None:
    """Raises InputError while the CLIP of this repository has no weights."""
    if OURS not in {spec.key for spec in registry.SPECS}:
        raise InputError("untrained", UNTRAINED)


def prompts_of(typed: str) -> tuple[str, ...]:
    """The prompts that a person typed, one a line; the same line counts once.

    Raises:
        InputError: there is none, or one is too long.
    """
    whole = clean_text(
        typed, limit=MOST_PROMPTS * (LONGEST + 1), name=Text("prompts", "프롬프트"), required=False
    )
    lines = (
        clean_text(line, limit=LONGEST, name=Text("prompt", "프롬프트"), required=False)
        for line in whole.split("\n")
    )
    found = tuple(dict.fromkeys(line for line in lines if line))[:MOST_PROMPTS]
    if not found:
        raise InputError("no-prompt", NO_PROMPT)
    return found


def picture_for(model: str, seen: Seen) -> Image:
    """A picture in the size that a network reads."""
    return reduced(seen.large, LARGE_SIDE) if model == LARGE else seen.image


def match(model: str, image: Image, texts: tuple[str, ...]) -> Match:
    """A picture, in the size that the network reads, with prompts.

    Raises:
        InputError: no such model, or it has no weights.
        RegistryError: the pretrained one cannot be had.
    """
    if model == LARGE:
        return large_match(image, texts)
    if model != OURS:
        raise InputError("no-choice", NO_CHOICE)
    check_trained()
    return our_match(image, texts)


@kept
def our_match(image: Image, texts: tuple[str, ...]) -> Match:
    """By the CLIP of this repository."""
    looked = single_glance(image)
    with registry.use(OURS) as used:
        model = cast(Clip, used)
        read = read_texts(model, texts)
        ends = [len(split) + 2 - cut for split, cut in zip(read.words.tokens, read.words.cut, strict=True)]
        last = read.read.attention[-1].mean(dim=1).cpu().numpy()
        words = [
            Words(
                text,
                tuple(tokens_of(read.words.ids[i, :end].tolist())),
                read.words.unknown[i],
                read.words.cut[i],
                last[i, :end, :end],
            )
            for i, (text, end) in enumerate(zip(texts, ends, strict=True))
        ]
        vector = picture_vectors(model, looked.annotations)[0].numpy()
        return Match(
            vector, read.read.vector.cpu().numpy(), tuple(words), float(model.scale.detach()), looked.strange
        )


@kept
def large_match(image: Image, texts: tuple[str, ...]) -> Match:
    """By the pretrained CLIP."""
    with registry.use(LARGE) as used, torch.inference_mode():
        model = cast(PretrainedClip, used)
        read = model.read(texts)
        last = read.attention.mean(dim=1).cpu().numpy()
        words = [
            Words(text, pieces, (), cut, last[i, : len(pieces), : len(pieces)])
            for i, (text, pieces, cut) in enumerate(zip(texts, read.pieces, read.cut, strict=True))
        ]
        seen = model.see(model.pixels([image]))
        return Match(
            seen.vector[0].cpu().numpy(), read.vector.cpu().numpy(), tuple(words), model.scale, False
        )


@kept
def maps(model: str, image: Image, text: Float[np.ndarray, " space"]) -> dict[str, np.ndarray]:
    """Where in the picture a text is, by each method of MAPS."""
    vector = torch.from_numpy(text)
    return large_maps(image, vector) if model == LARGE else our_maps(image, vector)


def our_maps(image: Image, text: Float[Tensor, " space"]) -> dict[str, np.ndarray]:
    """The maps of the CLIP of this repository, (14, 14) each."""
    looked, blank = single_glance(image).annotations, single_glance(grey(image)).annotations
    with registry.use(OURS) as used:
        model = cast(Clip, used)
        looked, blank, text = (each.to(model.sharpness.device) for each in (looked, blank, text))
        with torch.no_grad():
            seen = model.picture(looked)
        found = {
            "occlusion": relevance.occlusion(model, looked, blank, text),
            "gradient": relevance.gradient_attention(model, looked, text),
            "cells": relevance.cell_similarity(model, seen, text),
            "attention": relevance.mean_attention(seen),
        }
    return {name: each.detach().numpy() for name, each in found.items()}


def large_maps(image: Image, text: Float[Tensor, " space"]) -> dict[str, np.ndarray]:
    """The maps of the pretrained CLIP, (7, 7) each."""
    with registry.use(LARGE) as used:
        model = cast(PretrainedClip, used)
        pixels, text = model.pixels([image]), text.to(model.network.device)
        with torch.inference_mode():
            seen = model.see(pixels)
        found = {
            "occlusion": pretrained.occlusion(model, pixels, text),
            "gradient": pretrained.relevance(model, pixels, text),
            "cells": pretrained.cell_similarity(seen, text),
            "attention": pretrained.class_attention(seen),
        }
    return {name: each.detach().numpy() for name, each in found.items()}


def several(
    model: str, images: Sequence[Image], texts: Sequence[str]
) -> tuple[Float[np.ndarray, "pictures space"], Float[np.ndarray, "texts space"]]:
    """The unit vectors of several pictures and texts."""
    together: Callable[..., tuple[np.ndarray, np.ndarray]] = large_several if model == LARGE else our_several
    return together(np.stack(images), tuple(texts))


@kept
def our_several(images: np.ndarray, texts: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """By the CLIP of this repository."""
    with registry.use("vision-backbone") as backbone:
        looked = look(backbone, images, str(next(backbone.parameters()).device))
    with registry.use(OURS) as used:
        model = cast(Clip, used)
        return picture_vectors(model, looked).numpy(), text_vectors(model, texts).numpy()


@kept
def our_texts(texts: tuple[str, ...]) -> np.ndarray:
    """The unit vectors of texts by the CLIP of this repository."""
    with registry.use(OURS) as used:
        return text_vectors(cast(Clip, used), texts).numpy()


@kept
def large_several(images: np.ndarray, texts: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """By the pretrained CLIP."""
    with registry.use(LARGE) as used, torch.inference_mode():
        model = cast(PretrainedClip, used)
        seen, read = model.see(model.pixels(list(images))), model.read(texts)
        return seen.vector.cpu().numpy(), read.vector.cpu().numpy()
