"""Image tagging by joint embedding: tags of a picture, pictures of a tag, and picture - word + word in a gallery."""

from typing import Any

import gradio as gr
import numpy as np

from demos.catalogue import entry
from demos.figures.image_tagging import tagging_figure
from demos.frame import part, task, wire
from demos.language import label, label_of
from demos.picture import Seen, picture_input, read_picture
from demos.tabs.caption.captioning_controls import LANGUAGE_TEXT
from demos.tabs.caption.captioning_speech import within
from demos.tabs.match import gallery
from demos.tabs.match.tagging_space import (
    CODES,
    NONE,
    STRENGTHS,
    Placed,
    calculated,
    cell_map,
    placed,
    search,
    tag_of,
)
from demos.tabs.match.tagging_views import (
    baseline_panes,
    cells,
    flow,
    gap_facts,
    pictures_of_tag,
    sum_facts,
    sum_panes,
    tag_rows,
    vectors,
)
from demos.take import SILENT_KINDS, Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.picture_view import PictureView
from mm_models.captioning.seeing import GREY
from mm_models.systems.image_tagging.tags import TAGS
from mm_models.text import Text

ENTRY = entry("image-tagging")
BEST = Text("the picture's own nearest tag", "그림에 가장 가까운 태그")
NOTHING = Text("nothing", "없음")
RABBITS = "test:45"  # one kind of thing: the sum is easy to follow


def answer(
    scene: str,
    photo: str | None,
    language: str,
    tag: str,
    minus: str,
    plus: str,
    strength: float,
    means: bool,
) -> list[Payload | None]:
    """A picture's tags with the cells of one of them, pictures of that tag, and picture - word + word beside baselines."""
    seen, found, chosen = tagged(scene, photo, language, tag)
    taken, put, removed = tag_of(minus), tag_of(plus), means is True
    total = calculated(found, taken, put, within(strength, *STRENGTHS))
    blank = placed(np.full_like(seen.image, GREY), language)
    return [
        tag_rows(found, seen),
        cells(seen, cell_map(seen.image, chosen, language), chosen, float(found.cosines[chosen])),
        sum_panes(seen, total, taken, put, removed),
        flow(found),
        vectors(found),
        pictures_of_tag(found, chosen),
        sum_facts(found, seen, total, taken, put, removed),
        baseline_panes(seen, found, total, taken, put, removed),
        gap_facts(found, blank),
    ]


def tagged(scene: str, photo: str | None, language: str, tag: str) -> tuple[Seen, Placed, int]:
    """The picture among the words, and the tag that is looked at.

    Raises:
        InputError: no such scene, picture, language or tag.
    """
    seen = read_picture(scene, photo)
    found, asked = placed(seen.image, language), tag_of(tag)
    return seen, found, int(found.cosines.argmax()) if asked is None else asked


def take(
    scene: str,
    photo: str | None,
    language: str,
    tag: str,
    minus: str,
    plus: str,
    strength: float,
    means: bool,
) -> Take:
    """The sum as a figure; vectors, cosines and the map of cells; the lines that compute them."""
    seen, found, chosen = tagged(scene, photo, language, tag)
    taken, put = tag_of(minus), tag_of(plus)
    total = calculated(found, taken, put, within(strength, *STRENGTHS))
    answers = search(total.result, 5, means is True)
    names = [NOTHING.en if each is None else TAGS[each].text.en for each in (taken, put)]
    return Take(
        figure=lambda: tagging_figure(
            seen.large, names[0], names[1], [gallery.picture_of(n) for n, _ in answers]
        ),
        arrays={
            "picture": seen.image,
            "vector": found.picture.numpy(),
            "words": found.words.numpy(),
            "tags": np.array([each.text.en for each in TAGS]),
            "cosines": found.cosines,
            "thresholds": found.thresholds,
            "cells": cell_map(seen.image, chosen, language),
            "sum": total.result.numpy(),
        },
        python=PYTHON.format(
            scene=scene,
            photo="your-photo.jpg" if photo else None,
            language=language,
            minus=taken,
            plus=put,
            strength=total.strength,
            means=means is True,
        ),
    )


PYTHON = """\
from demos.picture import read_picture
from demos.tabs.match.tagging_space import calculated, placed, search
from mm_models import registry
from mm_models.systems.image_tagging.tags import TAGS

registry.configure()
found = placed(read_picture({scene!r}, {photo!r}).image, {language!r})
for tag in found.tagged:
    print(TAGS[tag].name, found.cosines[tag])

total = calculated(found, {minus}, {plus}, {strength:.2f})
print(search(total.result, 5, {means}))
"""


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            chosen = picture_input(first=RABBITS)
            asking = controls()
        result = result_part()
        inside = inside_part()
        what_if = what_if_part()
        inputs: dict[str, Any] = {**chosen.inputs, **asking}
        wire(built, answer, inputs, [*result, *inside, *what_if], live=list(asking.values()))
        closing_parts(ENTRY, take, inputs, kinds=SILENT_KINDS)


def controls() -> dict[str, Any]:
    """Draws the language of the words, the tag looked at, and the sum."""
    words = [(label_of(TAGS[tag].text), code) for code, tag in CODES.items()]
    nothing = (label_of(NOTHING), NONE)
    with gr.Row():
        language = gr.Radio(
            [(label_of(title), name) for name, title in LANGUAGE_TEXT.items()],
            value="en",
            label=label("Language of the words", "낱말의 언어"),
            min_width=180,
        )
        tag = gr.Dropdown(
            [(label_of(BEST), NONE), *words], value=NONE, label=label("Tag looked at", "살펴볼 태그")
        )
        minus = gr.Dropdown(
            [nothing, *words], value="thing:rabbit", label=label("Picture − this word", "그림 − 이 낱말")
        )
        plus = gr.Dropdown([nothing, *words], value="thing:horse", label=label("+ this word", "+ 이 낱말"))
    with gr.Row():
        strength = gr.Slider(
            *STRENGTHS,
            value=0,
            step=0.05,
            label=label("Strength of the words (0: as validated)", "낱말의 세기 (0: 검증한 값)"),
        )
        means = gr.Checkbox(
            False,
            label=label("Without the mean picture (modality gap)", "평균 그림을 빼고 찾기 (모달리티 틈)"),
        )
    return {
        "language": language,
        "tag": tag,
        "minus": minus,
        "plus": plus,
        "strength": strength,
        "means": means,
    }


def result_part() -> list[Any]:
    """The tags, the cells of one of them, and the sum."""
    about = Text(
        "A tag is given where its word is similar enough to the picture; then words are added to the picture and taken away.",
        "낱말이 그림과 충분히 비슷하면 태그를 붙입니다. 그리고 그림에 낱말을 더하고 뺍니다.",
    )
    with part("result", about):
        with gr.Row():
            tags = FactsView(Text("Tags: cosine and threshold", "태그: 코사인과 문턱값"))
            where = PictureView(Text("What each cell contributes to the tag", "칸마다 태그에 보탠 값"))
        found = PictureView(
            Text("Picture − word + word, among 1,000 pictures", "그림 − 낱말 + 낱말, 그림 1,000장에서")
        )
    return [tags, where, found]


def inside_part() -> list[Any]:
    """The vectors, the pictures of a tag, and the steps of the sum."""
    about = Text(
        "Pictures and words are vectors of one space, so a search by either is the same product.",
        "그림과 낱말이 같은 공간의 벡터라서, 어느 쪽으로 찾아도 같은 곱셈입니다.",
    )
    with part("inside", about):
        shapes = FactsView(Text("From a picture to tags", "그림에서 태그까지"))
        space = MatrixView(Text("Vectors of the joint space", "공동 공간의 벡터"), height=240)
        images = PictureView(Text("Pictures of the tag", "태그에 맞는 그림"))
        steps = FactsView(
            Text(
                "The sum, step by step: rank of the first right picture",
                "계산의 단계마다 처음 맞는 그림의 순위",
            )
        )
    return [shapes, space, images, steps]


def what_if_part() -> list[Any]:
    """The same search by something less, and the gap between the modalities."""
    about = Text(
        "Did the words do it? The same search by the picture alone, by the new word alone, and by a random direction.",
        "정말 낱말 덕분일까요? 그림만으로, 새 낱말만으로, 무작위 방향으로도 찾아봅니다.",
    )
    with part("what-if", about):
        others = PictureView(Text("Found without the arithmetic, four each", "계산 없이 찾은 그림, 네 장씩"))
        gap = FactsView(Text("Where pictures and words lie as a whole", "그림 전체와 낱말 전체가 놓인 곳"))
    return [others, gap]
