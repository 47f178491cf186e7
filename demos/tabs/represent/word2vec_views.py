"""What the tab of word vectors shows: pure functions from vectors to payloads."""

import torch

from demos.views.facts_view import facts, step
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from demos.views.plot_view import line, plot
from demos.views.words_view import words_map
from mm_models.systems.word2vec.groups import arrows_of, colours_of, words_of
from mm_models.systems.word2vec.infer import (
    Near,
    WordVectors,
    analogy,
    as_frequent,
    context_scores,
    context_shares,
    flat_map,
    neighbours,
    word_vectors,
)
from mm_models.systems.word2vec.model import SkipGram
from mm_models.systems.word2vec.sampling import kept_share, noise_share
from mm_models.text import Text

GROUPS: dict[str, Text] = {
    "family": Text("men and women", "남성과 여성"),
    "verbs": Text("present and past", "현재와 과거"),
    "degrees": Text("old, older, oldest", "원급, 비교급, 최상급"),
    "kinds": Text("six kinds of things", "여섯 종류의 사물"),
    "near": Text("around the word", "이 낱말의 둘레"),
}
NEIGHBOURS = 10
AROUND = 30  # words on the map around a word
MATRIX_WORDS = 20


def neighbours_facts(vectors: WordVectors, word: str) -> Payload:
    """The nearest words with their cosines, and how often they occur."""
    rows = [near_row(vectors, near) for near in neighbours(vectors, word, NEIGHBOURS)]
    return facts(rows)


def near_row(vectors: WordVectors, near: Near) -> tuple[str, str, Text]:
    count = vectors.counts[vectors.number(near.word)]
    return near.word, f"{near.cosine:.3f}", Text(f"{count:,} times in the books", f"책에 {count:,}번")


def arithmetic_facts(vectors: WordVectors, first: str, minus: str, plus: str) -> Payload:
    """first − minus + plus: the nearest words, and what comes out when the three may answer themselves."""
    found = analogy(vectors, minus, first, plus)
    (allowed,) = analogy(vectors, minus, first, plus, 1, excluding=False)
    honest = Text(
        f"The three words of the question are left out above. If they may answer, the nearest is “{allowed.word}”.",
        f"위에서는 질문의 세 낱말을 뺐습니다. 빼지 않으면 가장 가까운 낱말은 “{allowed.word}”입니다.",
    )
    question = Text(f"{first} − {minus} + {plus} ≈", f"{first} − {minus} + {plus} ≈")
    rows = [near_row(vectors, near) for near in found]
    return facts(
        [(question, found[0].word, None), *rows, (Text("With them", "빼지 않으면"), allowed.word, honest)]
    )


def shown_words(vectors: WordVectors, word: str, group: str) -> list[str]:
    """The words of the map: the word itself, and its group's or its neighbours."""
    chosen = [near.word for near in neighbours(vectors, word, AROUND)] if group == "near" else words_of(group)
    return list(dict.fromkeys([*(each for each in chosen if each in vectors.words), word]))


def group_map(vectors: WordVectors, words: list[str], word: str, group: str) -> Payload:
    """The words on the plane of their two main directions, and how much of their variance that keeps."""
    flat, (across, up) = flat_map(vectors.unit()[[vectors.number(each) for each in words]])
    colours = {} if group == "near" else dict(zip(words_of(group), colours_of(group), strict=True))
    return words_map(
        words,
        flat,
        colours=[colours.get(each, 7) for each in words],
        bold=[word],
        arrows=[] if group == "near" else arrows_of(group),
        x_label=Text(
            f"first main direction, {across:.0%} of the variance", f"첫째 주성분, 분산의 {across:.0%}"
        ),
        y_label=Text(f"second, {up:.0%}", f"둘째 주성분, {up:.0%}"),
        note=Text(
            f"100 → 2 dimensions keep {across + up:.0%}", f"100 → 2차원, 분산의 {across + up:.0%} 유지"
        ),
    )


def pipeline(model: SkipGram, word: str) -> Payload:
    """The shapes from a word to the scores of all words as its neighbours."""
    config, number = model.config, word_vectors(model).number(word)
    words, dimensions = config.vocabulary, config.dimensions
    return facts(
        steps=[
            step(Text("Word", "낱말"), word, Text(f"number {number:,}", f"{number:,}번")),
            step(Text("One-hot", "원-핫"), (words,), Text("one 1, the rest 0", "하나만 1, 나머지는 0")),
            step(Text("× V", "× V"), (words, dimensions), Text("picks one row", "한 행을 고름")),
            step(Text("Vector v", "벡터 v"), (dimensions,), Text("hidden layer", "은닉층")),
            step(Text("× Uᵀ", "× Uᵀ"), (dimensions, words), Text("context vectors", "문맥 벡터")),
            step(Text("Scores u · v", "점수 u · v"), (words,), Text("one a word", "낱말마다 하나")),
            step(Text("σ", "σ"), (words,), Text("a pair, or noise?", "진짜 짝일까, 잡음일까?")),
        ]
    )


def row_plot(vectors: WordVectors, word: str) -> Payload:
    """The numbers of the word's vector."""
    row = vectors.vectors[vectors.number(word)]
    return plot(
        [line(Text(f"v of “{word}”", f"“{word}”의 v"), torch.arange(len(row)), row, style="stem")],
        x_label=Text("dimension", "차원"),
        y_label=Text("value", "값"),
    )


def contexts_facts(model: SkipGram, word: str) -> Payload:
    """The neighbours that the network finds likeliest, and those it is surest of beyond mere frequency."""
    words, scores = word_vectors(model).words, context_scores(model, word)
    shares = context_shares(model, scores)
    likeliest = [f"{words[n]} {shares[n]:.1%}" for n in shares.topk(8).indices.tolist()]
    surest = [f"{words[n]} σ = {scores[n].sigmoid():.2f}" for n in scores.topk(8).indices.tolist()]
    frequent = Text(
        "frequent words lead: they stand near everything", "흔한 낱말이 앞섭니다. 어디에나 나오기 때문입니다"
    )
    rare = Text("compared with how often chance would bring them", "우연히 나올 횟수에 견주어 본 것입니다")
    return facts(
        [
            (Text("Likeliest beside it", "곁에 올 확률이 큰 낱말"), ", ".join(likeliest), frequent),
            (Text("Most typical of it", "이 낱말다운 이웃"), ", ".join(surest), rare),
        ]
    )


def sampling_facts(model: SkipGram, word: str) -> Payload:
    """How often the word occurs, how many of these survive subsampling, and how often it is drawn as noise."""
    config, number, counts = model.config, word_vectors(model).number(word), model.counts.cpu()
    count, share = int(counts[number]), float(counts[number] / counts.sum())
    kept = float(kept_share(counts, config.subsampling)[number])
    drawn = float(noise_share(counts, config.noise_power)[number])
    ratio = drawn / share
    return facts(
        [
            (
                Text("In the books", "책에서"),
                f"{count:,}",
                Text(f"{share:.3%} of all words", f"전체 낱말의 {share:.3%}"),
            ),
            (
                Text("Subsampling keeps", "서브샘플링 뒤 남는 비율"),
                f"{kept:.0%}",
                Text(f"about {count * kept:,.0f} in an epoch", f"에포크마다 약 {count * kept:,.0f}번"),
            ),
            (
                Text("Drawn as noise", "부정 표본으로 뽑힐 확률"),
                f"{drawn:.3%}",
                Text(f"frequency^¾: {ratio:.2f} times its share", f"빈도의 ¾제곱: 제 비율의 {ratio:.2f}배"),
            ),
            (
                Text("Noise words for each pair", "짝마다 뽑는 부정 표본"),
                str(config.negatives),
                Text(
                    f"instead of comparing all {config.vocabulary:,}",
                    f"{config.vocabulary:,}개를 모두 견주는 대신",
                ),
            ),
        ]
    )


def cosine_matrix(vectors: WordVectors, words: list[str]) -> Payload:
    """The cosine of each pair of the map's first words."""
    few = words[:MATRIX_WORDS]
    unit = vectors.unit()[[vectors.number(word) for word in few]]
    return matrix(
        unit @ unit.T,
        x_label="",
        y_label="",
        x_values=few,
        y_values=few,
        colour_map="diverging",
        low=-1.0,
        high=1.0,
    )


def compared(
    learnt: WordVectors, guessing: WordVectors, word: str, question: tuple[str, str, str]
) -> Payload:
    """The same questions to the learnt vectors, to random ones, and to nothing but the words' frequencies."""
    minus, first, plus = question
    columns = [
        (
            Text("Learnt", "학습한 벡터"),
            _listed(neighbours(learnt, word, 6)),
            analogy(learnt, *question, 1)[0].word,
        ),
        (
            Text("Random", "무작위 벡터"),
            _listed(neighbours(guessing, word, 6)),
            analogy(guessing, *question, 1)[0].word,
        ),
        (Text("Counted", "횟수만 셈"), ", ".join(as_frequent(learnt, word, 6)), None),
    ]
    return facts([(name, found, _outcome(first, minus, plus, result)) for name, found, result in columns])


def _listed(found: list[Near]) -> str:
    return ", ".join(f"{near.word} {near.cosine:.2f}" for near in found)


def _outcome(first: str, minus: str, plus: str, result: str | None) -> Text:
    if result is None:
        return Text("words that occur about as often", "비슷한 횟수로 나오는 낱말입니다")
    return Text(f"{first} − {minus} + {plus} ≈ {result}", f"{first} − {minus} + {plus} ≈ {result}")
