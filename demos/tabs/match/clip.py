"""CLIP: prompts ranked for a picture, the space that both live in, a batch with its loss, and a search both ways."""

from typing import Any

import gradio as gr
import numpy as np

from demos.catalogue import entry
from demos.figures.clip import clip_figure
from demos.frame import part, task, wire
from demos.picture import Seen, picture_input, read_picture
from demos.tabs.caption.captioning_speech import NO_CHOICE, within
from demos.tabs.match.clip_batch import FEWEST, MOST, USED, WAYS, Batch, batch, gallery_truth, loss_curves
from demos.tabs.match.clip_changes import picture_matrix, prompt_facts
from demos.tabs.match.clip_controls import DOUBLINGS, DRAWS, asking_controls, batch_controls
from demos.tabs.match.clip_gallery import gallery_cosines
from demos.tabs.match.clip_match import (
    MODELS,
    MOST_PROMPTS,
    OURS,
    Match,
    maps,
    match,
    picture_for,
    prompts_of,
)
from demos.tabs.match.clip_search import found_pictures, found_texts
from demos.tabs.match.clip_views import (
    attention,
    batch_pictures,
    column_shares,
    curves_plot,
    flow,
    loss_facts,
    ranked,
    row_shares,
    similarity,
    vectors,
    where,
)
from demos.take import SILENT_KINDS, Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.picture_view import PictureView
from demos.views.plot_view import PlotView
from mm_models.intake.errors import InputError
from mm_models.text import Text
from mm_models.world.captions import LANGUAGES

ENTRY = entry("clip")
RUN = "() => mmxRun()"


def answer(
    scene: str,
    photo: str | None,
    prompts: str,
    model: str,
    prompt: float,
    warmth: float,
    others: str,
    count: float,
    draw: float,
    language: str,
) -> list[Payload | None]:
    """Prompts ranked for a picture, where the chosen one is in it, a batch's matrix and loss, a search, and changes."""
    seen, found, chosen = matched(scene, photo, prompts, model, prompt)
    pairs = batch_of(seen, found, chosen, model, others, count, draw, language)
    warm, number = factor(warmth), int(within(draw, 0, DRAWS))
    return [
        ranked(found, warm, seen.scene),
        where(seen, maps(model, picture_for(model, seen), found.texts[chosen]), found.words[chosen].text),
        flow(model, found, chosen),
        vectors(found),
        attention(found.words[chosen]),
        similarity(pairs, warm),
        row_shares(pairs, warm),
        column_shares(pairs, warm),
        loss_facts(pairs, warm),
        batch_pictures(pairs),
        *searched(model, found, seen, chosen, language),
        prompt_facts(model, found, seen, chosen, number),
        picture_matrix(model, found, seen),
        curves(model, found, warm, language),
    ]


def matched(
    scene: str, photo: str | None, prompts: str, model: str, prompt: float
) -> tuple[Seen, Match, int]:
    """The picture, the prompts in its light, and which of them is looked at.

    Raises:
        InputError: no such model, scene, picture or prompt.
    """
    if model not in MODELS:
        raise InputError("no-choice", NO_CHOICE)
    seen = read_picture(scene, photo)
    found = match(model, picture_for(model, seen), prompts_of(prompts))
    asked = int(within(prompt, 0, MOST_PROMPTS))
    return seen, found, min(asked, len(found.words)) - 1 if asked else int(found.cosines.argmax())


def batch_of(
    seen: Seen, found: Match, chosen: int, model: str, others: str, count: float, draw: float, language: str
) -> Batch:
    """The batch that a person chose. InputError for a choice that there is not."""
    if others not in WAYS or language not in LANGUAGES:
        raise InputError("no-choice", NO_CHOICE)
    size, number = int(within(count, FEWEST, MOST)), int(within(draw, 0, DRAWS))
    return batch(model, found, seen, chosen, others, size, number, language)


def factor(warmth: float) -> float:
    """What the learnt temperature is multiplied by."""
    return float(2.0 ** within(warmth, -DOUBLINGS, DOUBLINGS))


def searched(model: str, found: Match, seen: Seen, chosen: int, language: str) -> list[Payload | None]:
    """The search both ways; the gallery is for the CLIP that was trained here."""
    if model != OURS:
        return [None, None]
    return [found_pictures(found, chosen), found_texts(found, seen, language)]


def curves(model: str, found: Match, warm: float, language: str) -> Payload | None:
    """The loss by temperature and batch size, from the gallery's vectors."""
    if model != OURS:
        return None
    cosines = gallery_cosines(language, USED)
    return curves_plot(
        loss_curves(cosines, gallery_truth()[: len(cosines), : len(cosines)], found.scale), warm, found.scale
    )


def take(
    scene: str,
    photo: str | None,
    prompts: str,
    model: str,
    prompt: float,
    warmth: float,
    others: str,
    count: float,
    draw: float,
    language: str,
) -> Take:
    """The batch with its matrix as a figure; vectors, cosines and maps; the lines that compute them."""
    seen, found, chosen = matched(scene, photo, prompts, model, prompt)
    pairs = batch_of(seen, found, chosen, model, others, count, draw, language)
    layers = maps(model, picture_for(model, seen), found.texts[chosen])
    return Take(
        figure=lambda: clip_figure(pairs.images, pairs.texts, pairs.cosines),
        arrays={
            "picture": seen.image,
            "picture_vector": found.picture,
            "text_vectors": found.texts,
            "prompts": np.array([each.text for each in found.words]),
            "shares": found.shares(factor(warmth)),
            "batch_cosines": pairs.cosines,
            "batch_texts": np.array(pairs.texts),
            **{f"map_{name}": values for name, values in layers.items()},
        },
        python=PYTHON.format(
            scene=scene,
            photo="your-photo.jpg" if photo else None,
            prompts=prompts_of(prompts),
            model=model,
            warmth=factor(warmth),
        ),
    )


PYTHON = """\
from demos.picture import read_picture
from demos.tabs.match.clip_match import match, picture_for
from mm_models import registry

registry.configure()
seen = read_picture({scene!r}, {photo!r})
found = match({model!r}, picture_for({model!r}, seen), {prompts!r})

for words, cosine, share in zip(found.words, found.cosines, found.shares({warmth!r})):
    print(f"{{share:6.1%}}  {{cosine:.3f}}  {{words.text}}")
"""


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            chosen = picture_input()
            asking = asking_controls()
        result = result_part()
        own, inside = inside_part()
        what_if = what_if_part()
        inputs: dict[str, Any] = {**chosen.inputs, **asking, **own}
        live = [*(asking[name] for name in ("model", "prompt", "warmth")), *own.values()]
        wire(built, answer, inputs, [*result, *inside, *what_if], live=live)
        for change in (asking["prompts"].submit, asking["prompts"].blur):
            change(None, None, None, js=RUN)
        closing_parts(ENTRY, take, inputs, kinds=SILENT_KINDS)


def result_part() -> list[Any]:
    """The prompts in their order, and where the chosen one is."""
    about = Text(
        "The prompts compete: shares are a softmax over what you typed, and add up to 100 % even if nothing fits.",
        "프롬프트끼리 겨룹니다. 비율은 적은 글들 사이의 소프트맥스라서 아무것도 맞지 않아도 합이 100%입니다.",
    )
    with part("result", about), gr.Row():
        ranks = FactsView(Text("Which text fits the picture", "그림에 맞는 글"))
        places = PictureView(Text("Where the prompt is in the picture", "프롬프트가 그림의 어디에 있나"))
    return [ranks, places]


def inside_part() -> tuple[dict[str, Any], list[Any]]:
    """The vectors, the batch and the search."""
    about = Text(
        "Two encoders, one space. In training every picture must pick its text out of the batch, and every text its picture.",
        "두 인코더가 하나의 공간을 씁니다. 학습할 때는 모든 그림이 묶음에서 제 글을, 모든 글이 제 그림을 골라야 합니다.",
    )
    with part("inside", about):
        shapes = FactsView(Text("From a picture and a text to one number", "그림과 글에서 수 하나까지"))
        space = MatrixView(Text("Vectors of the joint space", "공동 공간의 벡터"))
        words = MatrixView(
            Text("What each word looked at (last layer)", "낱말마다 본 곳 (마지막 층)"), height=240
        )
        own = batch_controls()
        with gr.Row():
            table = MatrixView(Text("S = exp(t) · I · T", "S = exp(t) · I · T"), height=290)
            rows = MatrixView(Text("Rows: softmax and loss", "행: 소프트맥스와 손실"), height=290)
            columns = MatrixView(Text("Columns: softmax and loss", "열: 소프트맥스와 손실"), height=290)
        loss = FactsView(Text("The loss of this batch", "이 묶음의 손실"))
        shown = PictureView(Text("The pairs of the batch; yours is 1", "묶음의 쌍들, 1번이 내 것"))
        images = PictureView(Text("The prompt searches 1,000 pictures", "프롬프트로 그림 1,000장에서 찾기"))
        texts = FactsView(Text("The picture searches 1,000 texts", "그림으로 글 1,000개에서 찾기"))
    return own, [shapes, space, words, table, rows, columns, loss, shown, images, texts]


def what_if_part() -> list[Any]:
    """Changed prompts, changed pictures, other temperatures and batch sizes."""
    about = Text(
        "Does it read the order of words, or only which words there are? Does it look? What do temperature and batch size do?",
        "낱말의 순서를 읽나요, 어떤 낱말이 있는지만 보나요? 그림을 정말 보나요? 온도와 묶음의 크기는 무엇을 바꾸나요?",
    )
    with part("what-if", about):
        prompts = FactsView(
            Text("The prompt changed: cosine with your picture", "프롬프트를 바꾸면: 내 그림과의 코사인")
        )
        pictures = MatrixView(
            Text("The picture changed: cosine with every prompt", "그림을 바꾸면: 프롬프트마다의 코사인")
        )
        losses = PlotView(
            Text(
                "Loss by temperature and batch size, 512 pairs of the gallery",
                "온도와 묶음 크기에 따른 손실, 갤러리의 512쌍",
            )
        )
    return [prompts, pictures, losses]
