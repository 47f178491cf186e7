"""Contrastive captioning: several pictures, a generic and a distinctive caption of each, and which caption fits which."""

from typing import Any

import gradio as gr
import numpy as np

from demos.catalogue import entry
from demos.figures.contrastive_captioner import contrastive_figure
from demos.frame import part, task, wire
from demos.picture import picture_input
from demos.tabs.caption.captioning_speech import within
from demos.tabs.caption.contrastive_controls import (
    NUS,
    cell_controls,
    pool_controls,
    whose_choice,
    wish_controls,
)
from demos.tabs.caption.contrastive_pool import DRAWS, TARGET, Both, both_of, judged, said_by, with_another
from demos.tabs.caption.contrastive_views import (
    cell_facts,
    likelihood_matrix,
    loss_facts,
    panes,
    pull_matrix,
    ratio_matrix,
    retrieval_facts,
    spread_matrix,
    swap_facts,
    word_matrix,
)
from demos.take import SILENT_KINDS, Take, closing_parts
from demos.views.caption_view import CaptionView
from demos.views.facts_view import FactsView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from mm_models.text import Text

ENTRY = entry("contrastive-captioner")
RUN = "() => mmxRun()"


def answer(
    scene: str,
    photo: str | None,
    others: str,
    count: float,
    draw: float,
    language: str,
    whose: str,
    caption: float,
    picture: float,
    place: float,
    instead: str,
    nu: float,
) -> list[Payload | None]:
    """The captions of some pictures by both captioners, the matrices of what fits what, one cell of them taken apart, and
    what changes with another picture or another ν."""
    both = both_of(scene, photo, others, count, draw, language, whose, instead)
    said, pictures = both.of(whose), len(both.pool.pictures)
    row, column, changed = (int(within(each, 1, pictures)) - 1 for each in (caption, picture, place))
    nu = within(nu, *NUS)
    return [
        panes(both.pool, both.generic.spoken, both.generic.reference),
        panes(both.pool, both.distinctive.spoken, both.distinctive.target),
        retrieval_facts(both.generic, both.distinctive),
        likelihood_matrix(said.target),
        likelihood_matrix(said.reference),
        ratio_matrix(said.log_ratio),
        cell_facts(said, row, column, nu),
        word_matrix(said, row, column),
        spread_matrix(said, row),
        *exchanged(both, changed, instead, language, whose),
        pull_matrix(said, nu),
        loss_facts(said, nu),
    ]


def exchanged(both: Both, place: int, instead: str, language: str, whose: str) -> list[Payload | None]:
    """The pool with another picture at a place: captions, the matrix, and what each caption finds now."""
    pool, said = with_another(both.pool, place, instead), both.of(whose)
    new = said_by(whose, pool.annotations[place : place + 1], language)[0]
    spoken = (*said.spoken[:place], new, *said.spoken[place + 1 :])
    after = judged(pool, spoken, language)
    table = after.target if whose == TARGET else after.reference
    return [panes(pool, spoken, table), ratio_matrix(after.log_ratio), swap_facts(said, after, place)]


def take(
    scene: str,
    photo: str | None,
    others: str,
    count: float,
    draw: float,
    language: str,
    whose: str,
    caption: float,
    picture: float,
    place: float,
    instead: str,
    nu: float,
) -> Take:
    """The pictures, both captions of each and the matrix as a figure; the tensors; the lines that compute them."""
    both = both_of(scene, photo, others, count, draw, language, whose)
    said, pictures = both.of(whose), [each.large for each in both.pool.pictures]
    captions = [[spoken.sentence for spoken in each.spoken] for each in (both.generic, both.distinctive)]
    return Take(
        figure=lambda: contrastive_figure(pictures, captions[0], captions[1], said.log_ratio.sum(axis=2)),
        arrays={
            "pictures": np.stack([each.image for each in both.pool.pictures]),
            "generic": np.array(captions[0]),
            "distinctive": np.array(captions[1]),
            "words": np.array([" ".join(spoken.tokens) for spoken in said.spoken]),
            "target": said.target,
            "reference": said.reference,
        },
        python=PYTHON.format(
            scene=scene,
            photo="your-photo.jpg" if photo else None,
            others=others,
            count=len(pictures),
            draw=int(within(draw, 0, DRAWS)),
            language=language,
            whose=whose,
        ),
    )


PYTHON = """\
from demos.tabs.caption.contrastive_pool import judged, pool_of, said_by
from mm_models import registry

registry.configure()
pool = pool_of({scene!r}, {photo!r}, {others!r}, {count}, {draw})
spoken = said_by({whose!r}, pool.annotations, {language!r})
found = judged(pool, spoken, {language!r})

for each in spoken:
    print(each.sentence)
print("ln p_m:", found.target.sum(axis=2).round(1), sep="\\n")
print("ln p_n:", found.reference.sum(axis=2).round(1), sep="\\n")
print("G:", found.log_ratio.sum(axis=2).round(1), sep="\\n")
"""


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            chosen = picture_input()
            own = pool_controls()
        result = result_part()
        cell, inside = inside_part()
        wish, what_if = what_if_part()
        inputs: dict[str, Any] = {**chosen.inputs, **own, **cell, **wish}
        live = [*own.values(), *cell.values(), *wish.values()]
        wire(built, answer, inputs, [*result, *inside, *what_if], live=live)
        pick_cell(inside[:3], cell["caption"], cell["picture"])
        closing_parts(ENTRY, take, inputs, kinds=SILENT_KINDS)


def pick_cell(views: list[MatrixView], caption: gr.Slider, picture: gr.Slider) -> None:
    """A click on a cell of a matrix takes that pair apart below."""

    def picked(event: gr.EventData) -> tuple[int, int]:
        return int(event.row) + 1, int(event.column) + 1

    for view in views:
        moved = view.select(
            picked, None, [caption, picture], api_visibility="private", show_progress="hidden"
        )
        moved.then(None, None, None, js=RUN)


def result_part() -> list[Any]:
    """Both captions of every picture, and how many of them find it again."""
    about = Text(
        "The reference learnt to say what is usual; the contrastive captioner, what fits this picture and not the others.",
        "참조 모델은 흔히 하는 말을 배웠고, 대조 학습 모델은 다른 그림이 아니라 이 그림에 맞는 말을 배웠습니다.",
    )
    with part("result", about):
        generic = CaptionView(Text("The reference's captions: generic", "참조 모델의 평범한 캡션"))
        distinctive = CaptionView(
            Text("The contrastive captions: distinctive", "대조 학습 모델의 구별되는 캡션")
        )
        found = FactsView(Text("Does a caption find its own picture?", "캡션이 자기 그림을 찾나요?"))
    return [generic, distinctive, found]


def inside_part() -> tuple[dict[str, Any], list[Any]]:
    """The matrices, and one cell of them taken apart."""
    about = Text(
        "Every caption with every picture. Click a cell: below it is taken apart, word by word.",
        "모든 캡션을 모든 그림과 짝지었습니다. 칸을 누르면 아래에서 낱말별로 나누어 봅니다.",
    )
    with part("inside", about):
        whose = whose_choice()
        with gr.Row():
            target = MatrixView(Text("ln p_m(c|I), contrastive", "ln p_m(c|I), 대조 학습 모델"), height=230)
            reference = MatrixView(Text("ln p_n(c|I), reference", "ln p_n(c|I), 참조 모델"), height=230)
            ratio = MatrixView(Text("G = ln p_m - ln p_n", "G = ln p_m - ln p_n"), height=230)
        cell = cell_controls()
        numbers = FactsView(Text("This caption with this picture", "이 캡션과 이 그림"))
        words = MatrixView(Text("What each word contributes", "낱말마다 보탠 값"), height=190)
        spread = MatrixView(
            Text(
                "Which word tells the pictures apart: ln p_m against the pictures' mean",
                "어느 낱말이 그림을 구별하나: ln p_m과 그림 평균의 차",
            ),
            height=230,
        )
    return {"whose": whose, **cell}, [target, reference, ratio, numbers, words, spread]


def what_if_part() -> tuple[dict[str, Any], list[Any]]:
    """Another picture in the pool, and another ν."""
    about = Text(
        "Put another picture in the place of one and see what the captions find then; or change ν, and with it which pairs pull.",
        "그림 하나를 다른 그림으로 바꾸고 캡션이 무엇을 찾는지 봅니다. ν를 바꾸면 어느 짝이 학습을 당기는지가 달라집니다.",
    )
    with part("what-if", about):
        wish = wish_controls()
        changed = CaptionView(Text("The captions with the other picture", "그림을 바꾼 뒤의 캡션"))
        with gr.Row():
            matrix = MatrixView(Text("G with the other picture", "그림을 바꾼 뒤의 G"), height=230)
            finds = FactsView(Text("Which picture each caption finds", "캡션마다 찾는 그림"))
        with gr.Row():
            pull = MatrixView(Text("How hard each pair would pull", "짝마다 당기는 힘"), height=230)
            loss = FactsView(Text("The loss of these pairs", "이 짝들의 손실"))
    return wish, [changed, matrix, finds, pull, loss]
