"""Recipes as rows of sentence vectors: the frozen text encoder reads every line of ingredients and every instruction by itself.

The paper takes word2vec for ingredients and skip-thought vectors for instructions, both learnt from text alone beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float, Int
from torch import Tensor

from mm_models.systems.recipe_retrieval.model import WIDTH
from mm_models.text import Text
from mm_models.world.dishes import Dish
from mm_models.world.encoding import encode_tokens, numbers
from mm_models.world.tokens import tokens

AT_ONCE = 128  # lines that the text encoder reads together
MOST_KEPT = 200_000  # lines


@dataclass(frozen=True)
class Written:
    """A recipe as text: its lines of ingredients and its instructions, in order."""

    ingredients: tuple[str, ...]
    instructions: tuple[str, ...]


@dataclass(frozen=True)
class Recipes:
    """Recipes as the network reads them; rows behind a recipe's end are zero."""

    ingredients: Float[Tensor, "recipes lines width"]
    lines: Int[Tensor, " recipes"]  # how many lines of ingredients each has, at least one
    instructions: Float[Tensor, "recipes steps width"]
    steps: Int[Tensor, " recipes"]

    def to(self, device: torch.device | str) -> "Recipes":
        """The same on a device."""
        return replace(self, **{name: tensor.to(device) for name, tensor in vars(self).items()})


def written(meal: Dish, language: str) -> Written:
    """A dish's recipe in a language."""

    def said(texts: Sequence[Text]) -> tuple[str, ...]:
        return tuple(text.in_language(language) for text in texts)

    return Written(said(meal.ingredients), said(meal.instructions))


def unknown_words(lines: Sequence[str]) -> tuple[str, ...]:
    """The words of some lines that the text encoder does not have, each once."""
    return tuple(dict.fromkeys(token for line in lines for token in tokens(line) if token not in numbers()))


class Reader:
    """Turns lines into the frozen text encoder's unit vectors, each line once."""

    def __init__(self, encoder: torch.nn.Module) -> None:
        self._encoder = encoder
        self._known: dict[str, Tensor] = {}

    def __call__(self, recipes: Sequence[Written]) -> Recipes:
        """Recipes as rows of vectors; a list without a line is one row of zeros."""
        self._read([line for each in recipes for line in (*each.ingredients, *each.instructions)])
        ingredients, lines = self._rows([each.ingredients for each in recipes])
        instructions, steps = self._rows([each.instructions for each in recipes])
        return Recipes(ingredients, lines, instructions, steps)

    def _rows(
        self, lists: Sequence[Sequence[str]]
    ) -> tuple[Float[Tensor, "lists lines width"], Int[Tensor, " lists"]]:
        lengths = torch.tensor([max(1, len(some)) for some in lists])
        rows = torch.zeros(len(lists), int(lengths.max()), WIDTH)
        for row, some in zip(rows, lists, strict=True):
            if some:
                row[: len(some)] = torch.stack([self._known[line] for line in some])
        return rows, lengths

    @torch.no_grad()
    def _read(self, lines: Sequence[str]) -> None:
        """Reads the lines that are new."""
        if len(self._known) > MOST_KEPT:
            self._known.clear()
        known = self._known
        new = sorted({line for line in lines if line not in known}, key=lambda line: (len(line), line))
        for first in range(0, len(new), AT_ONCE):
            some = new[first : first + AT_ONCE]
            known |= dict(zip(some, sentence_vectors(self._encoder, some), strict=True))


def sentence_vectors(encoder: torch.nn.Module, lines: Sequence[str]) -> Float[Tensor, "lines width"]:
    """The unit vectors of lines by the text encoder, on the CPU."""
    rows, where = encode_tokens([tokens(line) for line in lines]), next(encoder.parameters()).device
    trace = encoder(torch.from_numpy(rows.ids).to(where), torch.from_numpy(rows.mask).to(where))
    return torch.nn.functional.normalize(trace.sentence, dim=1).cpu()


def made_up(seed: int = 0) -> torch.nn.Module:
    """A stand-in for the text encoder, without any files: the mean of random vectors of the line's words."""
    return BagOfWords(seed)


class BagOfWords(torch.nn.Module):
    """The mean of fixed random vectors of a line's words."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        drawn = torch.randn(len(numbers()) + 8, WIDTH, generator=torch.Generator().manual_seed(seed))
        self.table = torch.nn.Parameter(drawn, requires_grad=False)

    def forward(self, ids: Int[Tensor, "lines tokens"], mask: Tensor) -> "Sentence":
        return Sentence((self.table[ids] * mask[:, :, None]).sum(dim=1))


@dataclass(frozen=True)
class Sentence:
    """What is asked of a text encoder's trace."""

    sentence: Float[Tensor, "lines width"]
