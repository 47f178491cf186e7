"""How a pretrained captioner speaks: word pieces with their probabilities and their cross-attention.

The library searches (`generate`, greedy or with beams) and says only which pieces it chose. What they cost and where the
decoder looked is read afterwards, from one teacher-forced pass over the chosen pieces with `output_attentions=True`.
A decoder is causal, so that pass computes the very numbers of the search; it is simpler than collecting them during a
beam search, whose rows change places at every step. Attention weights exist only with `attn_implementation="eager"`.

BLIP: Li et al. 2022, "BLIP: Bootstrapping Language-Image Pre-training", arXiv:2201.12086.
ViT-GPT2: a ViT encoder and a GPT-2 decoder joined by cross-attention, after Rothe et al. 2020, arXiv:1907.12461.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor

LIKELIEST = 8  # alternatives kept at every piece
MAX_PIECES = 30  # a caption is one sentence
MAX_WIDTH = 10  # beams
MAX_PROMPT = 128  # characters


@dataclass(frozen=True)
class Memory:
    """What the encoder made of one picture; position 0 is the class token, then patches row by row."""

    states: Float[Tensor, "1 positions width"]
    rows: int
    columns: int


@dataclass(frozen=True)
class Taught:
    """What the decoder computed in a teacher-forced pass; position t predicts piece t + 1."""

    logits: Float[Tensor, "positions vocabulary"]
    attention: Float[Tensor, "layers heads positions patches_and_class"]  # sums to 1 over the last axis


@runtime_checkable
class PretrainedCaptioner(Protocol):
    """What an adapter must do; it is also an nn.Module, so that the registry can weigh and move it."""

    tokenizer: Any  # of transformers
    end: int  # the piece that ends a caption

    def read(self, image: UInt8[np.ndarray, "height width 3"]) -> Memory:
        """The encoder's view of a picture."""

    def begin(self, prompt: str) -> Int[Tensor, "1 pieces"]:
        """The start mark and the pieces of a prompt."""

    def search(self, memory: Memory, start: Int[Tensor, "1 pieces"], width: int) -> Int[Tensor, "1 longer"]:
        """The start and the pieces that the library's own search put after it."""

    def teach(self, memory: Memory, pieces: Int[Tensor, "1 pieces"]) -> Taught:
        """One pass of the decoder over pieces that are given."""

    def begins_word(self, piece: str) -> bool:
        """Whether a piece, as the tokenizer writes it, begins a word."""


@dataclass(frozen=True)
class Spoken:
    """One piece of a caption, as it was chosen."""

    piece: int  # its number in the vocabulary
    text: str
    begins: bool  # a word begins here
    ends: bool  # this is the mark that ends the caption
    log_probability: float  # natural logarithm, given the picture and everything before
    likeliest: tuple[tuple[str, float], ...]  # LIKELIEST pieces and their probabilities, best first
    attention: Float[Tensor, "layers heads rows columns"]  # over patches; the rest is on the class token
    class_attention: Float[Tensor, "layers heads"]


@dataclass(frozen=True)
class Word:
    """One word of a caption, made of one piece or more."""

    text: str
    probability: float  # product over its pieces
    attention: Float[Tensor, "layers heads rows columns"]  # mean over its pieces
    pieces: tuple[Spoken, ...]


@torch.inference_mode()
def speak(
    model: PretrainedCaptioner, image: UInt8[np.ndarray, "height width 3"], width: int = 1, prompt: str = ""
) -> tuple[Spoken, ...]:
    """Caption a picture, greedily (width 1) or with `width` beams, going on from a prompt; tensors are on the CPU.

    The prompt's own pieces are not in the answer. The last piece is the end mark, unless MAX_PIECES came first.
    Beams compare log-probability per piece, the library's default.
    """
    if not 1 <= width <= MAX_WIDTH:
        raise ValueError(f"width is 1 to {MAX_WIDTH}, got {width}")
    if len(prompt) > MAX_PROMPT:
        raise ValueError(f"a prompt has at most {MAX_PROMPT} characters, got {len(prompt)}")
    memory, start = model.read(image), model.begin(prompt)
    pieces = until_end(model.search(memory, start, width), start.shape[1], model.end)
    return tuple(spoken(model, memory, model.teach(memory, pieces[:, :-1]), pieces[0], start.shape[1]))


def until_end(pieces: Int[Tensor, "1 pieces"], first: int, end: int) -> Int[Tensor, "1 fewer"]:
    """The pieces without the padding that follows the end mark; before `first` there is only the prompt."""
    ends = (pieces[0, first:] == end).nonzero()
    return pieces[:, : first + int(ends[0]) + 1] if len(ends) else pieces


def spoken(
    model: PretrainedCaptioner, memory: Memory, taught: Taught, pieces: Int[Tensor, " pieces"], first: int
) -> Iterator[Spoken]:
    """The pieces from `first` on, each with what the decoder computed one position earlier, when it chose it."""
    log_probabilities = taught.logits.float().log_softmax(-1).cpu()
    attention = taught.attention.float().cpu()
    for position in range(first, len(pieces)):
        piece, scores, maps = (
            int(pieces[position]),
            log_probabilities[position - 1],
            attention[:, :, position - 1],
        )
        yield Spoken(
            piece=piece,
            text=piece_text(model, piece),
            begins=position == first or model.begins_word(raw(model, piece)),
            ends=piece == model.end,
            log_probability=float(scores[piece]),
            likeliest=likeliest(model, scores),
            attention=maps[..., 1:].unflatten(-1, (memory.rows, memory.columns)),
            class_attention=maps[..., 0],
        )


def likeliest(
    model: PretrainedCaptioner, scores: Float[Tensor, " vocabulary"]
) -> tuple[tuple[str, float], ...]:
    """The best pieces and their probabilities, best first."""
    best = scores.topk(min(LIKELIEST, len(scores)))
    return tuple(
        (piece_text(model, int(piece)), math.exp(float(score)))
        for piece, score in zip(best.indices, best.values, strict=True)
    )


def raw(model: PretrainedCaptioner, piece: int) -> str:
    """A piece as the tokenizer writes it; empty for a number that pads the vocabulary."""
    return model.tokenizer.convert_ids_to_tokens(piece) or ""


def piece_text(model: PretrainedCaptioner, piece: int) -> str:
    """A piece as people read it."""
    return model.tokenizer.decode([piece]).strip().removeprefix("##")


def words(model: PretrainedCaptioner, caption: tuple[Spoken, ...]) -> tuple[Word, ...]:
    """Join pieces into words; the end mark belongs to none."""
    groups: list[list[Spoken]] = []
    for said in caption:
        if said.ends:
            break
        if said.begins or not groups:
            groups.append([])
        groups[-1].append(said)
    return tuple(word(model, tuple(group)) for group in groups)


def word(model: PretrainedCaptioner, pieces: tuple[Spoken, ...]) -> Word:
    """One word: the product of its pieces' probabilities, and the mean of their maps."""
    return Word(
        text=model.tokenizer.decode([said.piece for said in pieces]).strip(),
        probability=math.exp(sum(said.log_probability for said in pieces)),
        attention=torch.stack([said.attention for said in pieces]).mean(0),
        pieces=pieces,
    )


def score(caption: tuple[Spoken, ...]) -> float:
    """What beams compare: log-probability per piece, the end mark included."""
    return sum(said.log_probability for said in caption) / len(caption)


def search_options(width: int) -> dict[str, Any]:
    """What both adapters hand to `generate`."""
    return {"num_beams": width, "do_sample": False, "max_new_tokens": MAX_PIECES, "length_penalty": 1.0}
