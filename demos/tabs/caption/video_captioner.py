"""Video captioning: a sentence for a clip, and which frames every word looked at."""

from typing import Any

import gradio as gr
import numpy as np

from demos.catalogue import entry
from demos.figures.video import video_figure
from demos.frame import part, task, wire
from demos.language import label
from demos.tabs.caption.captioning_speech import SEEDS, Spoken, on_cpu, within, word_number
from demos.tabs.caption.captioning_words import shown_word, written_of
from demos.tabs.caption.video_changes import Asked, Wish, what_ifs
from demos.tabs.caption.video_clips import Show, read_show
from demos.tabs.caption.video_clips import Wish as ClipWish
from demos.tabs.caption.video_controls import TOGETHER, WishControls, clip_controls, wish_controls
from demos.tabs.caption.video_speech import NAME, Watched, actions_of, language_of, maps_of, said_of, watched
from demos.tabs.caption.video_steps import attention_matrix, clip_film, flow, vectors_plot
from demos.tabs.caption.video_words import MOST_STRANGE, STRANGE, most_certain, pane_of, verdict_facts
from demos.take import SILENT_KINDS, Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.film_view import FilmView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.plot_view import PlotView
from demos.views.story_view import StoryView, story
from mm_models import registry
from mm_models.captioning.vocabulary import LONGEST
from mm_models.captioning.watching import FRAMES
from mm_models.text import Text

ENTRY = entry(NAME)
RUN = "() => mmxRun()"


def answer(
    clip: str,
    film: str | None,
    thing: str,
    action: str,
    other: str,
    other_action: str,
    when: str,
    place: str,
    language: str,
    word: float,
    seed: float,
    frame: float,
    at: float,
    force: str,
) -> list[Payload]:
    """A clip's caption with the frames of every word, one word taken apart, and what changes would do."""
    wish = wished(seed, frame, at, force)
    show = read_show(clip, film, ClipWish(thing, action, other, other_action, when == TOGETHER, place))
    said_in, seen = language_of(language), watched(show.frames)
    with registry.use(NAME) as model:
        spoken = said_of(model, seen.sight, said_in)
        chosen = place_of(spoken, word)
        return [
            story(show.frames, main_pane(spoken, show, seen), chosen=chosen),
            verdict_facts(spoken, show.story, seen),
            flow(spoken, chosen, show.frames, seen.sight),
            clip_film(show.frames, seen.sight, actions_of(model, seen.sight), spoken, chosen),
            attention_matrix(spoken),
            vectors_plot(spoken, chosen),
            what_ifs(Asked(model, show, seen, said_in, spoken), wish, chosen),
        ]


def wished(seed: float, frame: float, at: float, force: str) -> Wish:
    """What a person wants to change; numbers outside become the nearest ones inside."""
    return Wish(
        int(within(seed, 0, SEEDS)),
        int(within(frame, 0, FRAMES - 1)),
        int(within(at, 0, LONGEST)),
        word_number(force),
    )


def place_of(spoken: Spoken, number: float) -> int:
    """The position of the word of that number, counted from 1, or the nearest; 0 is the one that knows best where to look."""
    wanted = int(within(number, 0, LONGEST))
    return min(wanted, len(spoken.words)) - 1 if wanted else most_certain(spoken)


def main_pane(spoken: Spoken, show: Show, seen: Watched) -> Payload:
    """The caption; of strange frames it says first that it should not be believed."""
    if seen.strange > MOST_STRANGE:
        return pane_of(spoken, show.story, note=STRANGE, good=False)
    return pane_of(spoken, show.story)


def take(
    clip: str,
    film: str | None,
    thing: str,
    action: str,
    other: str,
    other_action: str,
    when: str,
    place: str,
    language: str,
    word: float,
    seed: float,
    frame: float,
    at: float,
    force: str,
) -> Take:
    """The film strip with the attention of every word as a figure, the tensors, and the lines that compute them."""
    wish = ClipWish(thing, action, other, other_action, when == TOGETHER, place)
    show, said_in = read_show(clip, film, wish), language_of(language)
    seen = watched(show.frames)
    with registry.use(NAME) as model:
        spoken, actions = said_of(model, seen.sight, said_in), actions_of(model, seen.sight)
    as_written, maps = written_of(spoken), maps_of(spoken)
    names = [shown_word(number, each, as_written)[0] for number, each in enumerate(spoken.words)]
    shares = [float(np.exp(each.log_probability)) for each in spoken.words]
    return Take(
        figure=lambda: video_figure(show.frames, names, shares, maps, as_written.text),
        arrays={
            "frames": show.frames,
            "seen": on_cpu(seen.sight)[0].numpy(),
            "words": np.array([each.token for each in spoken.words]),
            "probabilities": np.array(shares),
            "attention": maps,
            "actions": actions,
        },
        python=PYTHON.format(clip=clip, film="your-film.mp4" if film else None, wish=wish, language=said_in),
    )


PYTHON = """\
from demos.tabs.caption.video_clips import Wish, read_show
from mm_models import registry
from mm_models.captioning import decoding
from mm_models.captioning.vocabulary import sentence
from mm_models.captioning.watching import watch

show = read_show({clip!r}, {film!r}, {wish!r})
registry.configure()
with registry.use("vision-backbone") as backbone:
    seen = watch(backbone, show.frames[None])
with registry.use("video-captioner") as model:
    words = list(decoding.speak(model, seen, {language!r}))
    shuffled = list(decoding.speak(model, seen[:, :, [7, 2, 10, 0, 5, 11, 3, 8, 1, 6, 4, 9]], {language!r}))

print(sentence([word.id for word in words]), "| shuffled:", sentence([word.id for word in shuffled]))
for word in words:
    print(word.token, [round(share, 2) for share in word.attention.tolist()])
"""


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            own = clip_controls()
        result = result_part()
        word, inside = inside_part()
        wish, what_if = what_if_part()
        inputs: dict[str, Any] = {**own.inputs, "word": word, **wish.inputs}
        live = [own.language, word, wish.seed, wish.frame, wish.at]
        wire(built, answer, inputs, [*result, *inside, *what_if], live=live)
        wish.force.submit(None, None, None, js=RUN)
        pick_word(result[0], word, wish)
        closing_parts(ENTRY, take, inputs, kinds=SILENT_KINDS)


def pick_word(view: StoryView, word: gr.Slider, wish: WishControls) -> None:
    """A click on a word takes it apart below, on one of its alternatives forces that one, on a frame freezes it."""

    def picked(event: gr.EventData) -> tuple[Any, Any, Any, Any]:
        number = int(event.word) + 1
        frozen = gr.skip() if event.frame is None else int(event.frame)
        return (
            (number, number, event.token, frozen) if event.token else (number, gr.skip(), gr.skip(), frozen)
        )

    outputs = [word, wish.at, wish.force, wish.frame]
    moved = view.select(picked, None, outputs, api_visibility="private", show_progress="hidden")
    moved.then(None, None, None, js=RUN)


def result_part() -> list[Any]:
    """The caption over the film strip, and whether it is true."""
    about = Text(
        "Bars over the frames are the attention of the chosen word, in percent; the thin line is uniform. Coloured lines below "
        "the frames say when what truly happens goes on.",
        "프레임 위의 막대는 고른 낱말의 어텐션(%)이고 가는 선은 고르게 볼 때입니다. 프레임 아래의 색 선은 실제로 일이 일어나는 "
        "동안을 나타냅니다.",
    )
    with part("result", about):
        spoken = StoryView(
            Text("The caption, and which frames each word looked at", "캡션과 낱말마다 본 프레임")
        )
        verdict = FactsView(Text("Is it true?", "맞는 말인가요?"))
    return [spoken, verdict]


def inside_part() -> tuple[gr.Slider, list[Any]]:
    """One word taken apart, the clip as the captioner sees it, and the attention of all words."""
    about = Text(
        "From frames to a word: the backbone's maps, what changes in them, the motions that the 3-D CNN sees, scores e, attention "
        "α, the weighted sum φ, the LSTM's state h, and the word.",
        "프레임에서 낱말까지: 백본의 지도, 그 변화, 3차원 CNN이 알아본 동작, 점수 e, 어텐션 α, 가중합 φ, LSTM 상태 h, 그리고 낱말입니다.",
    )
    with part("inside", about):
        word = gr.Slider(
            0,
            LONGEST,
            value=0,
            step=1,
            label=label(
                "Word number, or click a word above (0: the most certain where to look)",
                "몇 번째 낱말, 또는 위에서 낱말을 누르세요 (0: 볼 곳이 가장 뚜렷한 낱말)",
            ),
        )
        numbers = FactsView(Text("From the clip to this word", "동영상에서 이 낱말까지"))
        moving = FilmView(Text("What the captioner sees move", "모델이 보는 움직임"))
        with gr.Row():
            attention = MatrixView(
                Text("Attention of all words over time", "모든 낱말의 시간 어텐션"), height=300
            )
            vectors = PlotView(Text("The vectors of this step", "이 단계의 벡터"), height=330)
    return word, [numbers, moving, attention, vectors]


def what_if_part() -> tuple[WishControls, list[Any]]:
    """The same frames after a change."""
    about = Text(
        "The same frames in another order: whoever only looks at pictures cannot tell the difference. Click a frame above to freeze it.",
        "같은 프레임을 다른 순서로 보여 줍니다. 그림만 보는 모델이라면 차이를 모를 것입니다. 위에서 프레임을 누르면 그 프레임만 남깁니다.",
    )
    with part("what-if", about):
        wish = wish_controls()
        changed = StoryView(Text("What would be said then", "그러면 무엇이라고 할까요"))
    return wish, [changed]
