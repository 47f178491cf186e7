"""How well the text encoder guesses hidden words, and knows what means the same and what does not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from mm_models.measurement import Figures, Measurement
from mm_models.systems.text_encoder.baselines import Counted
from mm_models.systems.text_encoder.batches import a_text
from mm_models.systems.text_encoder.contests import CONTESTS, Triple, misses, pairs, triples
from mm_models.systems.text_encoder.infer import traced, vectors
from mm_models.systems.text_encoder.model import TextEncoder
from mm_models.systems.text_encoder.protocol import protocol
from mm_models.systems.text_encoder.telling import SOURCES, Tokens, text
from mm_models.world.captions import LANGUAGES
from mm_models.world.encoding import MASK, encode_tokens, numbers
from mm_models.world.tokens import SPECIAL

COUNT = 1000  # texts, pairs or triples of each condition
HIDDEN = 0.15  # share of a text's words that are hidden at once
COUNTED = 4  # training texts of each language that the baselines count, for each text measured
DIRECTIONS = {"en": ("en", "en"), "ko": ("ko", "ko"), "en_to_ko": ("en", "ko"), "ko_to_en": ("ko", "en")}
TIE = 5  # decimals of a cosine; smaller differences are none
Vectors = Callable[[Sequence[Tokens]], Float[Tensor, "texts width"]]


@dataclass(frozen=True)
class Tasks:
    """What every encoder has to do, by the name of the figure."""

    pairs: Mapping[str, Sequence[tuple[Tokens, Tokens]]]
    triples: Mapping[str, Sequence[Triple]]


def evaluate(model: TextEncoder, n: int | None, seed: int, data: Path | None) -> Measurement:
    """Figures over `n` texts, pairs and triples of each condition (None: 1,000) from the test split; needs no files."""
    wanted, first = n or COUNT, seed * 10 * COUNT
    known = {to: trained_on(to, COUNTED * wanted) for to in LANGUAGES}
    hidden = [hidden_words(model, Counted.of(known[to]), to, wanted, first) for to in LANGUAGES]
    todo = Tasks(retrievals(wanted, first), {**orders(wanted, first), **near_misses_by_part(wanted, first)})
    both = Counted.of([*known["en"], *known["ko"]])
    return Measurement(
        system="text-encoder",
        protocol=protocol(wanted, COUNTED * wanted, seed),
        metrics={**_all_sources(hidden, "model"), **figures(partial(vectors, model), todo)},
        baselines={
            "unigram": _all_sources(hidden, "unigram"),
            "bag of words": {**_all_sources(hidden, "bag of words"), **figures(both.vectors, todo)},
            "untrained": figures(partial(vectors, untrained(model, seed)), todo),
            "chance": {**dict.fromkeys(todo.pairs, 1 / wanted), **dict.fromkeys(todo.triples, 0.5)},
        },
        details={f"masked.{to}": each["by source"] for to, each in zip(LANGUAGES, hidden, strict=True)},
    )


def _all_sources(hidden: Sequence[Mapping[str, Figures]], who: str) -> dict[str, float]:
    return {f"masked.{to}": each[who]["all"] for to, each in zip(LANGUAGES, hidden, strict=True)}


def trained_on(language: str, count: int) -> list[Tokens]:
    """Texts as in training, for the baselines to count."""
    offsets = range(LANGUAGES.index(language), 2 * count, 2)
    return [a_text(offset, offset) for offset in offsets]


def untrained(model: TextEncoder, seed: int) -> TextEncoder:
    """The same network before its training."""
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        return TextEncoder(model.config).eval()


def hidden_words(
    model: TextEncoder, counted: Counted, language: str, wanted: int, first: int
) -> dict[str, Figures]:
    """The share of hidden words that are guessed right, over all sources and by source."""
    right: dict[str, dict[str, np.ndarray]] = {}
    for source in SOURCES:
        texts = [
            text(number, "test", source, language) for number in range(first, first + wanted // len(SOURCES))
        ]
        right[source] = guessed_right(model, counted, texts, np.random.default_rng((first, 12)))
    whos = ("model", "unigram", "bag of words")
    overall: dict[str, Figures] = {
        who: {"all": float(np.concatenate([right[source][who] for source in SOURCES]).mean())} for who in whos
    }
    by_source = {f"{source}.{who}": float(right[source][who].mean()) for source in SOURCES for who in whos}
    return {**overall, "by source": by_source}


def guessed_right(
    model: TextEncoder, counted: Counted, texts: Sequence[Tokens], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Of each hidden word whether the model, the unigram prior and naive Bayes guess it."""
    places = [[i for i in range(len(words)) if rng.random() < HIDDEN] or [0] for words in texts]
    shown = [
        [SPECIAL[MASK] if i in some else word for i, word in enumerate(words)]
        for words, some in zip(texts, places, strict=True)
    ]
    contexts = [[word for word in words if word != SPECIAL[MASK]] for words in shown]
    naive = counted.guess(contexts)
    truth, model_says, naive_says = [], [], []
    for row, (words, some) in enumerate(zip(texts, places, strict=True)):
        truth += [numbers()[words[i]] for i in some]
        naive_says += [int(naive[row])] * len(some)
        trace = traced(model, encode_tokens([shown[row]], model.config.longest))
        with torch.no_grad():
            model_says += model.guess(trace.features[0, [i + 1 for i in some]]).argmax(dim=1).tolist()
    target = np.array(truth)
    return {
        "model": np.array(model_says) == target,
        "unigram": target == counted.likeliest(),
        "bag of words": np.array(naive_says) == target,
    }


def retrievals(wanted: int, first: int) -> dict[str, Sequence[tuple[Tokens, Tokens]]]:
    """Captions of scenes in each language and between them, and what clips and recipes say from English to Korean."""
    found = {f"recall1.{name}": pairs("scene", to, wanted, first) for name, to in DIRECTIONS.items()}
    others = {
        f"recall1.{source}.en_to_ko": pairs(source, ("en", "ko"), wanted, first)
        for source in ("clip", "recipe")
    }
    return {**found, **others}


def orders(wanted: int, first: int) -> dict[str, Sequence[Triple]]:
    """Triples in which only the order of words tells."""
    return {
        f"order.{about}.{name}": triples(about, DIRECTIONS[name], wanted, first)
        for about in CONTESTS
        for name in ("en", "ko", "en_to_ko")
    }


def near_misses_by_part(wanted: int, first: int) -> dict[str, Sequence[Triple]]:
    """Triples of captions in both languages, by what was changed in the false one."""
    found: dict[str, list[Triple]] = {}
    for languages in DIRECTIONS.values():
        for part, triple in misses(languages, wanted // len(DIRECTIONS), first):
            found.setdefault(f"near.{part}", []).append(triple)
    return dict(sorted(found.items()))


def figures(encode: Vectors, todo: Tasks) -> dict[str, float]:
    """An encoder's shares of right answers."""
    found = {name: recall1(encode, some) for name, some in todo.pairs.items()}
    return {**found, **{name: nearer(encode, some) for name, some in todo.triples.items()}}


def recall1(encode: Vectors, found: Sequence[tuple[Tokens, Tokens]]) -> float:
    """The share of texts whose nearest text is the right one; where several are as near, one of them is drawn."""
    ones, others = encode([one for one, _ in found]), encode([other for _, other in found])
    cosines = (ones @ others.T).round(decimals=TIE)
    right = cosines.diagonal()[:, None]
    best = (cosines > right).sum(dim=1) == 0
    return float((best / (cosines == right).sum(dim=1)).mean())


def nearer(encode: Vectors, found: Sequence[Triple]) -> float:
    """The share of triples in which what means the same is nearer than the near miss; a tie counts half."""
    one, same, near = (encode([triple[i] for triple in found]) for i in range(3))
    difference = ((one * same).sum(dim=1) - (one * near).sum(dim=1)).round(decimals=TIE)
    return float((difference > 0).float().mean() + 0.5 * (difference == 0).float().mean())
