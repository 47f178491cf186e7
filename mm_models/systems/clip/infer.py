"""Using CLIP: vectors of pictures and texts, probabilities of prompts, and classes that are described instead of taught."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional

from mm_models.matching.reading import Numbered, numbered, read
from mm_models.systems.clip.model import Clip, Read
from mm_models.text import Text
from mm_models.world.english import with_article
from mm_models.world.kinds import KIND
from mm_models.world.particles import attach

AT_ONCE = 250  # texts or pictures that the network reads together
TEMPLATES: tuple[Text, ...] = (
    Text("a picture of {}", "{}[이/가] 있는 그림"),
    Text("there is {}", "{}[이/가] 있습니다"),
    Text("I can see {}", "{}[을/를] 볼 수 있습니다"),
    Text("{} can be seen", "{}[이/가] 보입니다"),
    Text("this picture shows {}", "그림에 {}[이/가] 있습니다"),
)  # of prompts; the first is the one that is used alone


@dataclass(frozen=True)
class Prompts:
    """Texts that were read: what was understood of them, and what was made of it."""

    words: Numbered
    read: Read


@torch.no_grad()
def read_texts(model: Clip, texts: Sequence[str]) -> Prompts:
    """Reads some texts and keeps all that was computed."""
    words = read(texts, model.config.longest)
    return Prompts(words, model.text(words.ids.to(model.sharpness.device)))


@torch.no_grad()
def text_vectors(model: Clip, texts: Sequence[str]) -> Float[Tensor, "texts space"]:
    """The unit vectors of any number of texts, on the CPU."""
    ids = numbered(texts, model.config.longest).to(model.sharpness.device)
    return torch.cat([model.text(some).vector for some in ids.split(AT_ONCE)]).cpu()


@torch.no_grad()
def picture_vectors(
    model: Clip, annotations: Float[Tensor, "pictures channels side side"]
) -> Float[Tensor, "pictures space"]:
    """The unit vectors of any number of pictures, on the CPU."""
    where = model.sharpness.device
    return torch.cat([model.picture(some.to(where)).vector for some in annotations.split(AT_ONCE)]).cpu()


def prompt(kind: str, template: Text, language: str) -> str:
    """A template that names a kind."""
    if language == "ko":
        return attach(template.ko.format(KIND[kind].ko))
    return template.en.format(with_article("a", KIND[kind].one))


def class_vectors(
    model: Clip, kinds: Sequence[str], language: str, templates: Sequence[Text] = TEMPLATES
) -> Float[Tensor, "kinds space"]:
    """One unit vector a kind: the mean over its prompts' vectors, made a unit vector again (section 3.1.4)."""
    texts = [prompt(kind, template, language) for kind in kinds for template in templates]
    found = text_vectors(model, texts).unflatten(0, (len(kinds), len(templates)))
    return functional.normalize(found.mean(dim=1), dim=1)
