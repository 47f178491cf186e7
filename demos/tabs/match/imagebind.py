"""ImageBind: five modalities in one space, each of which met pictures alone; search from any to any, and sums of two."""

from typing import Any

import gradio as gr
import numpy as np

from demos.catalogue import entry
from demos.figures.imagebind import imagebind_figure
from demos.frame import part, task, wire
from demos.sound_choice import SOUNDS
from demos.tabs.caption.captioning_speech import NO_CHOICE, within
from demos.tabs.match.binding_batch import (
    FEWEST,
    MOST,
    batch,
    batch_matrix,
    batch_pictures,
    loss_facts,
    shares_matrix,
)
from demos.tabs.match.binding_changes import emptied_matrix, names_matrix, sum_facts, sum_pictures
from demos.tabs.match.binding_gallery import MODALITIES
from demos.tabs.match.binding_input import (
    DRAWS,
    FILM_CODES,
    RUN,
    batch_controls,
    draw_inputs,
    prompt_controls,
    share_control,
)
from demos.tabs.match.binding_prompts import CLAP_TITLE, OURS_TITLE, by_imagebind, clap_python, compared
from demos.tabs.match.binding_query import TITLES, Bound, bound, items_of
from demos.tabs.match.binding_views import (
    five_cosines,
    five_items,
    five_vectors,
    flow,
    found_pictures,
    found_sounds,
    found_words,
    pair_facts,
    searched,
)
from demos.tabs.match.clip_match import prompts_of
from demos.tabs.represent.sound_lab import SAMPLE_RATE, sound_lines
from demos.take import Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.picture_view import PictureView
from demos.views.player_view import PlayerView
from mm_models.intake.errors import InputError
from mm_models.text import Text
from mm_models.world.captions import LANGUAGES

ENTRY = entry("imagebind")


def asked(
    scene: str,
    photo: str | None,
    recording: str | None,
    sound: str,
    text: str,
    film: str,
    query: str,
    answers: str,
    language: str,
) -> Bound:
    """The five items and their vectors; InputError for what there is not."""
    known = query in MODALITIES and answers in MODALITIES and language in LANGUAGES
    if not known or not (recording or sound in SOUNDS) or film not in FILM_CODES:
        raise InputError("no-choice", NO_CHOICE)
    found = bound(items_of(scene, photo, recording, sound, text, film))
    found.vector(query)
    return found


def answer(
    scene: str,
    photo: str | None,
    recording: str | None,
    sound: str,
    text: str,
    film: str,
    query: str,
    answers: str,
    language: str,
    prompts: str,
    clap: bool,
    count: float,
    draw: float,
    exchanged: bool,
    share: float,
) -> list[Payload | None]:
    """What is found for one item in another modality, the five vectors, a batch with its loss, sums, and changes."""
    found = asked(scene, photo, recording, sound, text, film, query, answers, language)
    hits, kinds = searched(found, query, answers, language), found.items.kinds(query)
    size, number, half = int(within(count, FEWEST, MOST)), int(within(draw, 0, DRAWS)), within(share, 0, 1)
    pairs = batch(*different(query, answers), size, number, language, exchanged)
    return [
        found_pictures(kinds, hits, answers, language),
        found_words(kinds, hits, query, answers, language),
        found_sounds(hits, answers),
        five_items(found),
        flow(found),
        five_vectors(found),
        five_cosines(found),
        pair_facts(found),
        *compared(recording, found, prompts_of(prompts), clap),
        batch_pictures(pairs),
        batch_matrix(pairs),
        shares_matrix(pairs),
        loss_facts(pairs),
        sum_pictures(found, half),
        sum_facts(found, half),
        names_matrix(found, language),
        emptied_matrix(found),
    ]


def different(query: str, answers: str) -> tuple[str, str]:
    """Two modalities for a batch: those of the search, or where they are the same, pictures with them."""
    if query != answers:
        return query, answers
    return ("image", "audio") if query == "image" else ("image", query)


def take(
    scene: str,
    photo: str | None,
    recording: str | None,
    sound: str,
    text: str,
    film: str,
    query: str,
    answers: str,
    language: str,
    prompts: str,
    clap: bool,
    count: float,
    draw: float,
    exchanged: bool,
    share: float,
) -> Take:
    """The cosines as a figure; vectors, maps and answers; the sound; the lines that compute them."""
    found = asked(scene, photo, recording, sound, text, film, query, answers, language)
    size, number = int(within(count, FEWEST, MOST)), int(within(draw, 0, DRAWS))
    pairs = batch(*different(query, answers), size, number, language, exchanged)
    whole = np.stack([found.vectors[name].numpy() for name in found.there])
    hits = searched(found, query, answers, language)
    items, wanted = found.items, prompts_of(prompts)
    return Take(
        figure=lambda: imagebind_figure(
            [TITLES[name].en for name in found.there],
            whole @ whole.T,
            (pairs.first, pairs.second),
            pairs.cosines,
        ),
        arrays={
            "picture": items.seen.image,
            "frames": items.frames,
            "modalities": np.array(found.there),
            "vectors": whole,
            "batch_cosines": pairs.cosines,
            "found": np.array([hit.number for hit in hits]),
            "found_cosines": np.array([hit.cosine for hit in hits]),
            "prompts": np.array(wanted),
            "prompt_cosines": by_imagebind(found, wanted).cosines,
            **({} if items.depth is None else {"depth": items.depth}),
        },
        python=PYTHON.format(
            scene=scene,
            photo="your-photo.jpg" if photo else None,
            sound=sound_lines(recording, sound),
            text=text,
        )
        + clap_python(recording, wanted, clap),
        sound=items.sound.waveform.numpy(),
        sample_rate=SAMPLE_RATE,
    )


PYTHON = """\
{sound}
from demos.picture import read_picture
from mm_models import registry
from mm_models.systems.imagebind.infer import added, image_vectors, sound_vector, text_vectors

registry.configure()
seen = read_picture({scene!r}, {photo!r})
with registry.use("vision-backbone") as backbone, registry.use("clip") as clip:
    picture, text = image_vectors(backbone, clip, seen.image[None])[0], text_vectors(clip, [{text!r}])[0]
with registry.use("imagebind") as model:
    heard = sound_vector(model, waveform)

print("sound and text, which never met:", float(heard @ text))
print("sound and picture:", float(heard @ picture))
print("picture + sound, and text:", float(added(picture, heard, 0.5) @ text))
"""


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            given = draw_inputs()
        result = result_part()
        own, inside = inside_part()
        share, what_if = what_if_part()
        inputs: dict[str, Any] = {**given.inputs, **own, "share": share}
        typed = (given.text, own["prompts"])
        changed = [control for control in own.values() if control not in typed]
        live = [given.film, given.query, given.answers, given.language, *changed, share]
        wire(built, answer, inputs, [*result, *inside, *what_if], live=live)
        for box in typed:
            for change in (box.submit, box.blur):
                change(None, None, None, js=RUN)
        closing_parts(ENTRY, take, inputs)


def result_part() -> list[Any]:
    """What was found."""
    about = Text(
        "What of the chosen modality is nearest to your item: of 1,000 scenes as pictures, depth maps or texts, of 120 films by their motion, of 30 made sounds. "
        "Pictures met sounds, depth maps and motions in training; every other pair never met. ✓ names what both have in common.",
        "고른 모달리티에서 내 항목과 가장 가까운 것을 찾습니다. 장면 1,000개의 그림·깊이 지도·글, 영상 120개의 움직임, 합성한 소리 30개 가운데서 찾습니다. 학습에서 그림은 소리, 깊이 "
        "지도, 움직임을 만났지만 나머지 쌍은 서로 만난 적이 없습니다. ✓는 둘에 함께 있는 것입니다.",
    )
    with part("result", about):
        seen = PictureView(Text("Found, to look at", "찾은 것 (그림)"))
        with gr.Row():
            words = FactsView(Text("Found, in words", "찾은 것 (말)"))
            heard = PlayerView(Text("Found, to listen to", "찾은 것 (소리)"))
    return [seen, words, heard]


def inside_part() -> tuple[dict[str, Any], list[Any]]:
    """From five items to one space, and a batch as training has it."""
    about = Text(
        "Five encoders write into one space. Two are CLIP's and frozen; three learnt to say what CLIP says of the picture that belongs to them.",
        "다섯 인코더가 하나의 공간에 벡터를 씁니다. 둘은 고정된 CLIP이고, 셋은 짝이 되는 그림을 CLIP이 무엇이라 하는지를 배웠습니다.",
    )
    with part("inside", about):
        items = PictureView(Text("Your items, as the encoders read them", "인코더가 읽는 대로 본 내 항목"))
        shapes = FactsView(Text("From what is read to vectors", "읽은 것에서 벡터까지"))
        vectors = MatrixView(Text("Five unit vectors", "단위 벡터 다섯 개"))
        with gr.Row():
            cosines = MatrixView(Text("Their cosines", "서로의 코사인"))
            pairs = FactsView(Text("Trained or emergent", "학습한 쌍과 창발한 쌍"))
        asking = prompt_controls()
        with gr.Row():
            ours, theirs = FactsView(OURS_TITLE), FactsView(CLAP_TITLE)
        with gr.Row():
            our_table, their_table = (
                MatrixView(Text(f"{name}: cosines", f"{name}: 코사인")) for name in ("ImageBind", "CLAP")
            )
        own = batch_controls()
        shown = PictureView(
            Text("A batch of pairs in the two modalities of the search", "찾기에 쓴 두 모달리티의 묶음")
        )
        with gr.Row():
            table = MatrixView(Text("Cosines of all with all", "모두와 모두의 코사인"))
            shares = MatrixView(
                Text("Softmax of each row at temperature 0.05", "온도 0.05에서 각 행의 소프트맥스")
            )
        loss = FactsView(Text("InfoNCE, in nats", "InfoNCE (nat)"))
    beside = [ours, theirs, our_table, their_table]
    first = [items, shapes, vectors, cosines, pairs]
    return {**asking, **own}, [*first, *beside, shown, table, shares, loss]


def what_if_part() -> tuple[gr.Slider, list[Any]]:
    """Sums of a picture and a sound, and items that say nothing."""
    about = Text(
        "Part picture, part sound: is the nearest picture one of both? Then the sound is changed and items are emptied: does what says nothing resemble nothing?",
        "그림과 소리를 섞어 더하면 가장 가까운 그림에 둘이 다 있을까요? 그다음은 소리를 바꾸고 항목을 비워 봅니다. 아무것도 말하지 않는 것은 정말 아무것도 닮지 않을까요?",
    )
    with part("what-if", about):
        share = share_control()
        sums = PictureView(Text("Pictures nearest to picture + sound", "그림 + 소리에 가장 가까운 그림"))
        words = FactsView(
            Text("The first picture for each part and for the sum", "부분과 합으로 찾은 첫 그림")
        )
        names = MatrixView(
            Text("The sound and ten names, which never met", "서로 만난 적 없는 소리와 이름 열 가지")
        )
        empty = MatrixView(Text("Emptied or disturbed, against your items", "비우거나 흩뜨린 것과 내 항목"))
    return share, [sums, words, names, empty]
