"""Words as vectors: who is near whom, what an arithmetic of words gives, and how the vectors come to be."""

from dataclasses import dataclass
from typing import Any, cast

import gradio as gr

from demos.catalogue import entry
from demos.figures.word2vec import map_figure
from demos.frame import part, task, wire
from demos.language import label, label_of
from demos.tabs.represent.word2vec_live import watch_part
from demos.tabs.represent.word2vec_views import (
    GROUPS,
    arithmetic_facts,
    compared,
    contexts_facts,
    cosine_matrix,
    group_map,
    neighbours_facts,
    pipeline,
    row_plot,
    sampling_facts,
    shown_words,
)
from demos.take import SILENT_KINDS, Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.plot_view import PlotView
from demos.views.words_view import WordsView
from mm_models import registry
from mm_models.intake.strings import clean_text
from mm_models.systems.word2vec.infer import flat_map, random_vectors, word_vectors
from mm_models.systems.word2vec.model import SkipGram
from mm_models.text import Text

ENTRY = entry("word2vec")
RUN = "() => mmxRun()"
LONGEST = 40  # characters
SEED = 0


@dataclass(frozen=True)
class Question:
    """What a person asks: a word, and first − minus + plus."""

    word: str
    first: str
    minus: str
    plus: str

    @property
    def words(self) -> tuple[str, ...]:
        return (self.word, self.first, self.minus, self.plus)


def asked(word: str, first: str, minus: str, plus: str) -> Question:
    """The four words, cleaned; raises InputError for what is empty or no word at all."""
    name = Text("word", "낱말")
    cleaned = (clean_text(each, limit=LONGEST, name=name).lower() for each in (word, first, minus, plus))
    return Question(*cleaned)


def answer(word: str, first: str, minus: str, plus: str, at_least: float, group: str) -> list[Payload]:
    """The neighbours of a word, first − minus + plus, a map of a group of words, and how they are computed."""
    question = asked(word, first, minus, plus)
    with registry.use("word2vec") as used:
        model = cast(SkipGram, used)
        vectors = word_vectors(model)
        known = vectors.frequent(at_least, keeping=question.words)
        words = shown_words(known, question.word, group)
        guessing = random_vectors(known, SEED)
        return [
            neighbours_facts(known, question.word),
            arithmetic_facts(known, question.first, question.minus, question.plus),
            group_map(known, words, question.word, group),
            pipeline(model, question.word),
            row_plot(vectors, question.word),
            contexts_facts(model, question.word),
            sampling_facts(model, question.word),
            cosine_matrix(known, words),
            compared(known, guessing, question.word, (question.minus, question.first, question.plus)),
            group_map(guessing, words, question.word, group),
        ]


def take(word: str, first: str, minus: str, plus: str, at_least: float, group: str) -> Take:
    """The map as a figure, the vectors of its words, and the lines that compute neighbours and arithmetic."""
    question = asked(word, first, minus, plus)
    with registry.use("word2vec") as used:
        known = word_vectors(cast(SkipGram, used)).frequent(at_least, keeping=question.words)
    words = shown_words(known, question.word, group)
    chosen = known.vectors[[known.number(each) for each in words]]
    flat, shares = flat_map(chosen)
    return Take(
        figure=lambda: map_figure(words, flat, shares, group),
        arrays={"vectors": chosen.numpy(), "map": flat.numpy()},
        python=PYTHON.format(at_least=at_least, words=question.words, **vars(question)),
    )


PYTHON = """\
from mm_models import registry
from mm_models.systems.word2vec.infer import analogy, neighbours, word_vectors

registry.configure()
with registry.use("word2vec") as model:
    vectors = word_vectors(model).frequent({at_least}, keeping={words})

print(neighbours(vectors, {word!r}))
print(analogy(vectors, {minus!r}, {first!r}, {plus!r}))
"""


@dataclass(frozen=True)
class Controls:
    """The components that hold a question; the names appear in the address."""

    inputs: dict[str, Any]
    live: list[Any]


def question_controls() -> Controls:
    """Draws the boxes for words; Enter in any of them presses Run."""
    with gr.Row():
        word = gr.Textbox("king", label=label("A word", "낱말"), max_length=LONGEST, min_width=160)
        first = gr.Textbox(
            "king", label=label("Arithmetic: this", "연산: 이 낱말"), max_length=LONGEST, min_width=120
        )
        minus = gr.Textbox("man", label=label("− minus this", "− 빼기"), max_length=LONGEST, min_width=120)
        plus = gr.Textbox("woman", label=label("+ plus this", "+ 더하기"), max_length=LONGEST, min_width=120)
    with gr.Row():
        group = gr.Radio(
            [(label_of(title), name) for name, title in GROUPS.items()],
            value="family",
            label=label("Words on the map", "지도에 놓을 낱말"),
            scale=2,
        )
        at_least = gr.Slider(
            6,
            200,
            value=20,
            step=1,
            label=label("Answers occur at least so often", "답으로 삼을 낱말의 최소 횟수"),
        )
    for box in (word, first, minus, plus):
        box.submit(None, None, None, js=RUN)
    inputs = {
        "word": word,
        "first": first,
        "minus": minus,
        "plus": plus,
        "at_least": at_least,
        "group": group,
    }
    return Controls(inputs, [at_least, group])


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            controls = question_controls()
        outputs = [*result_part(), *inside_part(), *what_if_part()]
        wire(built, answer, controls.inputs, outputs, live=controls.live)
        closing_parts(ENTRY, take, controls.inputs, kinds=SILENT_KINDS)


def result_part() -> list[Any]:
    """Neighbours, arithmetic and map."""
    about = Text(
        "Near means a small angle between vectors: the cosine is 1 for the same direction.",
        "가깝다는 것은 두 벡터 사이의 각이 작다는 뜻입니다. 방향이 같으면 코사인은 1입니다.",
    )
    with part("result", about):
        with gr.Row():
            nearest = FactsView(Text("Nearest words", "가장 가까운 낱말"))
            arithmetic = FactsView(Text("Arithmetic", "낱말 연산"))
        places = WordsView(Text("Map of words", "낱말 지도"))
    return [nearest, arithmetic, places]


def inside_part() -> list[Any]:
    """From a one-hot vector to guesses of the neighbours, and what training does with the word."""
    with part("inside"):
        flow = FactsView(Text("From a word to its neighbours", "낱말에서 이웃까지"))
        row = PlotView(Text("The word's row of the table", "표에서 이 낱말의 행"), height=150)
        with gr.Row():
            guessed = FactsView(Text("Guessed neighbours", "추측한 이웃"))
            training = FactsView(Text("In training", "학습할 때"))
        cosines = MatrixView(Text("Cosines between the words of the map", "지도에 있는 낱말 사이의 코사인"))
        watch_part()
    return [flow, row, guessed, training, cosines]


def what_if_part() -> list[Any]:
    """The same questions to vectors that learnt nothing."""
    about = Text(
        "The same questions to vectors that learnt nothing, and to counting how often each word occurs.",
        "아무것도 배우지 않은 벡터, 그리고 낱말의 횟수만 세는 방법에 같은 질문을 해 봅니다.",
    )
    with part("what-if", about):
        verdict = FactsView(Text("Learnt, random, counted", "학습, 무작위, 횟수"))
        places = WordsView(Text("The same map with random vectors", "무작위 벡터로 그린 같은 지도"))
    return [verdict, places]
