"""Captioning: a sentence for a picture, where the captioner looked for every word, and whether that can be believed."""

from typing import Any, cast

import gradio as gr
import numpy as np

from demos.catalogue import entry
from demos.figures.captioning import captioning_figure
from demos.frame import part, task, wire
from demos.language import label
from demos.picture import picture_input, read_picture, reduced
from demos.tabs.caption.captioning_changes import Asked, Wish, compared, what_ifs
from demos.tabs.caption.captioning_controls import WishControls, controls, wish_controls
from demos.tabs.caption.captioning_learning import learning, learning_part
from demos.tabs.caption.captioning_pretrained import BLIP, blip_answer, blip_python, blip_take
from demos.tabs.caption.captioning_speech import (
    Manner,
    Spoken,
    best_of,
    blank_glance,
    check_trained,
    glance,
    manner,
    on_cpu,
    speak_as,
    tree,
    within,
    word_number,
)
from demos.tabs.caption.captioning_steps import (
    NO_TREE,
    ONE_VECTOR,
    beam_tree,
    flow,
    looking_pictures,
    vectors_plot,
)
from demos.tabs.caption.captioning_trust import difference_matrix, place_of, trust_facts, trusts, word_facts
from demos.tabs.caption.captioning_words import (
    STRANGE,
    caption_pane,
    shown_word,
    verdict_facts,
    written_of,
)
from demos.take import SILENT_KINDS, Take, closing_parts
from demos.views.caption_view import CaptionView, caption_over
from demos.views.facts_view import FactsView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.picture_view import PictureView
from demos.views.plot_view import PlotView
from demos.views.tree_view import TreeView
from mm_models import registry
from mm_models.captioning.captioner import Captioner
from mm_models.captioning.vocabulary import LONGEST
from mm_models.text import Text
from mm_models.world.exchange import MOST

ENTRY = entry("captioning")
RUN = "() => mmxRun()"
SHOWN = 336  # pixels a side of the large picture


def answer(
    scene: str,
    photo: str | None,
    captioner: str,
    language: str,
    way: str,
    width: float,
    temperature: float,
    seed: float,
    word: float,
    thing: float,
    instead: str,
    at: float,
    force: str,
    stage: float,
) -> list[Payload | None]:
    """A picture's caption with the map of every word, one word taken apart, the beam, and what changes would do."""
    how, wish = manner(language, way, width, temperature, seed), wished(thing, instead, at, force)
    if captioner == BLIP:
        return blip_answer(read_picture(scene, photo), how, word)
    check_trained(captioner)
    seen = read_picture(scene, photo)
    looked, blank = glance(seen.image), blank_glance(seen.image)
    with registry.use(captioner) as used:
        model = cast(Captioner, used)
        levels = tree(model, looked, how)
        spoken = best_of(model, looked, how, levels) if how.way == "beam" else speak_as(model, looked, how)
        place = place_of(spoken, seen.scene, int(within(word, 0, LONGEST)))
        found = trusts(model, spoken, seen.scene, looked, blank, language)
        large = caption_pane(
            reduced(seen.large, SHOWN),
            spoken,
            seen.scene,
            note=STRANGE if looked.strange else None,
            boxes=True,
            about=word_facts(found),
        )
        return [
            caption_over(large, chosen=place),
            verdict_facts(spoken, seen.scene, looked),
            trust_facts(spoken, found),
            flow(spoken, place, looked),
            looking_pictures(seen.image, spoken, place, looked),
            vectors_plot(spoken, place),
            difference_matrix(spoken),
            beam_tree(levels, how.width),
            what_ifs(Asked(model, seen, looked, how, spoken), wish, place),
            compared(seen, looked, how, {captioner: spoken}),
            *learning(seen, looked, how, stage),
        ]


def wished(thing: float, instead: str, at: float, force: str) -> Wish:
    """What a person wants to change; numbers outside become the nearest ones inside."""
    return Wish(int(within(thing, 1, MOST)), str(instead), int(within(at, 0, LONGEST)), word_number(force))


def take(
    scene: str,
    photo: str | None,
    captioner: str,
    language: str,
    way: str,
    width: float,
    temperature: float,
    seed: float,
    word: float,
    thing: float,
    instead: str,
    at: float,
    force: str,
    stage: float,
) -> Take:
    """The picture with the map of every word as a figure, the tensors, and the lines that compute them."""
    how, seen = manner(language, way, width, temperature, seed), read_picture(scene, photo)
    if captioner == BLIP:
        return blip_take(seen, how, blip_python(scene, photo, how))
    check_trained(captioner)
    looked = glance(seen.image)
    with registry.use(captioner) as used:
        spoken = speak_as(cast(Captioner, used), looked, how)
    as_written = written_of(spoken)
    names = [shown_word(number, each, as_written)[0] for number, each in enumerate(spoken.words)]
    return Take(
        figure=lambda: captioning_figure(seen.large, names, shares(spoken), spoken.maps, as_written.text),
        arrays=arrays_of(seen.image, spoken, looked.annotations.cpu().numpy()),
        python=python_of(scene, photo, captioner, how),
    )


def shares(spoken: Spoken) -> list[float]:
    """The probability of each word."""
    return [float(np.exp(each.log_probability)) for each in spoken.words]


def arrays_of(image: np.ndarray, spoken: Spoken, annotations: np.ndarray) -> dict[str, np.ndarray]:
    """The picture, its annotations, and the caption with its maps."""
    found = {
        "picture": image,
        "annotations": annotations[0],
        "words": np.array([each.token for each in spoken.words]),
        "probabilities": np.array(shares(spoken)),
        "logits": np.concatenate([on_cpu(each.step.logits).numpy() for each in spoken.words]),
    }
    return found if spoken.maps is None else {**found, "attention": spoken.maps}


def python_of(scene: str, photo: str | None, captioner: str, how: Manner) -> str:
    """Lines that say the same caption."""
    spoken = {"greedy": GREEDY, "beam": BEAM, "sample": SAMPLE}[how.way].format(**vars(how))
    return PYTHON.format(
        scene=scene, photo="your-photo.jpg" if photo else None, captioner=captioner, spoken=spoken
    )


PYTHON = """\
import torch

from demos.picture import read_picture
from mm_models import registry
from mm_models.captioning import beam, decoding
from mm_models.captioning.seeing import look, twice
from mm_models.captioning.vocabulary import sentence

seen = read_picture({scene!r}, {photo!r})
registry.configure()
with registry.use("vision-backbone") as backbone:
    annotations = look(twice(backbone), seen.image[None])
with registry.use({captioner!r}) as model:
{spoken}

print(sentence([word.id for word in words]))
for word in words:
    print(word.token, word.likeliest[:3], None if word.attention is None else word.attention.argmax())
"""
GREEDY = "    words = list(decoding.speak(model, annotations, {language!r}))"
BEAM = """\
    tree = list(beam.levels(model, annotations, {language!r}, width={width}))
    words = list(decoding.retrace(model, annotations, {language!r}, beam.captions(tree)[0]))"""
SAMPLE = """\
    choose = decoding.sampled({temperature}, torch.Generator().manual_seed({seed}))
    words = list(decoding.speak(model, annotations, {language!r}, choose))"""


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            chosen = picture_input()
            own = controls()
        result = result_part()
        word, inside = inside_part()
        wish, what_if = what_if_part()
        stage, learnt = learning_part()
        inputs: dict[str, Any] = {**chosen.inputs, **own.inputs, "word": word, **wish.inputs, "stage": stage}
        live = [*own.inputs.values(), word, wish.thing, wish.instead, wish.at, stage]
        wire(built, answer, inputs, [*result, *inside, *what_if, *learnt], live=live)
        wish.force.submit(None, None, None, js=RUN)
        pick_word(result[0], word, wish)
        closing_parts(ENTRY, take, inputs, kinds=SILENT_KINDS)


def pick_word(view: CaptionView, word: gr.Slider, wish: WishControls) -> None:
    """A click on a word takes it apart below; a click on one of its alternatives forces that one."""

    def picked(event: gr.EventData) -> tuple[Any, Any, Any]:
        number = int(event.word) + 1
        return (number, number, event.token) if event.token else (number, gr.skip(), gr.skip())

    moved = [word, wish.at, wish.force]
    chosen = view.select(picked, None, moved, api_visibility="private", show_progress="hidden")
    chosen.then(None, None, None, js=RUN)


def result_part() -> list[Any]:
    """The caption, whether it is true, and whether its maps can be believed."""
    about = Text(
        "Every word is coloured by how sure the captioner was: green sure, orange unsure. Point at a word to see where it looked.",
        "낱말의 색은 모델의 자신감입니다. 초록은 자신 있고 주황은 자신 없습니다. 낱말을 가리키면 어디를 보았는지 나타납니다.",
    )
    with part("result", about):
        spoken = CaptionView(Text("The caption, and where each word looked", "캡션과 낱말마다 본 곳"))
        with gr.Row():
            verdict = FactsView(Text("Is it true?", "맞는 말인가요?"))
            trust = FactsView(Text("Can the maps be believed?", "지도를 믿을 수 있나요?"))
    return [spoken, verdict, trust]


def inside_part() -> tuple[gr.Slider, list[Any]]:
    """One word taken apart, how the maps differ, and the tree of beam search."""
    about = Text(
        "One word taken apart: scores e, their softmax α, the weighted sum z, the gate, the checklist, the LSTM's state h, and the word.",
        "낱말 하나를 나누어 봅니다. 점수 e, 소프트맥스 α, 가중합 z, 게이트, 체크리스트, LSTM 상태 h, 그리고 낱말입니다.",
    )
    with part("inside", about):
        word = gr.Slider(
            0,
            LONGEST,
            value=0,
            step=1,
            label=label(
                "Word number, or click a word above (0: the first noun that is known)",
                "몇 번째 낱말, 또는 위에서 낱말을 누르세요 (0: 아는 첫 명사)",
            ),
        )
        numbers = FactsView(Text("From the picture to this word", "그림에서 이 낱말까지"))
        maps = PictureView(
            Text("Scores, attention, and what changed", "점수, 어텐션, 달라진 곳"), empty=ONE_VECTOR
        )
        with gr.Row():
            vectors = PlotView(Text("The vectors of this step", "이 단계의 벡터"), height=330)
            apart = MatrixView(
                Text("How far apart the maps of two words are", "두 낱말의 지도가 다른 정도"),
                height=260,
                empty=ONE_VECTOR,
            )
        search = TreeView(Text("The tree of beam search", "빔 탐색의 나무"), empty=NO_TREE)
    return word, [numbers, maps, vectors, apart, search]


def what_if_part() -> tuple[WishControls, list[Any]]:
    """The same caption after a change, and other captioners."""
    about = Text(
        "Erase or replace a thing, put another word into the caption, take the picture away, or make attention uniform.",
        "물건을 지우거나 바꾸고, 캡션에 다른 낱말을 넣고, 그림을 치우고, 어텐션을 고르게 해 봅니다.",
    )
    with part("what-if", about):
        wish = wish_controls()
        changed = CaptionView(Text("What would be said then", "그러면 무엇이라고 할까요"))
        others = CaptionView(Text("Every captioner on this picture", "모든 캡션 모델의 캡션"))
    return wish, [changed, others]
