"""LRCN on clips: which motion a clip shows, as every frame in turn makes it clearer."""

from typing import Any

import gradio as gr

from demos.catalogue import entry
from demos.figures.activity import activity_figure
from demos.frame import part, task, wire
from demos.tabs.caption.activity_changes import USUAL, answers_matrix, changed_film, under_all, wished
from demos.tabs.caption.activity_clips import read_solo
from demos.tabs.caption.activity_controls import FROZEN, OrderControls, clip_controls, order_controls
from demos.tabs.caption.activity_speech import NAME, both_of
from demos.tabs.caption.activity_views import (
    confusion_matrix,
    flow,
    over_frames,
    running_plot,
    state_matrix,
    told_film,
    verdict_facts,
)
from demos.tabs.caption.video_clips import action_code
from demos.tabs.caption.video_controls import RUN
from demos.tabs.caption.video_speech import watched
from demos.take import SILENT_KINDS, Take, closing_parts
from demos.views.facts_view import FactsView
from demos.views.film_view import FilmView
from demos.views.matrix_view import MatrixView
from demos.views.packing import Payload
from demos.views.plot_view import PlotView
from mm_models import registry
from mm_models.captioning.clip_judging import ACTIONS
from mm_models.text import Text

ENTRY = entry(NAME)


def answer(
    clip: str, film: str | None, thing: str, action: str, place: str, order: str, seed: float, frame: float
) -> list[Payload]:
    """The motion in a clip, frame by frame and in all, and what other orders of its frames would change."""
    wish = wished(order, seed, frame)
    show = read_solo(clip, film, thing, action, place)
    seen = watched(show.frames)
    with registry.use(NAME) as model:
        found = under_all(model, seen, wish)
    both = found[USUAL]
    return [
        told_film(show.frames, seen, both.lstm),
        verdict_facts(both, show, seen),
        flow(both, seen, show.frames),
        running_plot(both),
        state_matrix(both),
        over_frames(both.single.shares),
        answers_matrix(found),
        changed_film(show, seen, found, wish),
        confusion_matrix(),
    ]


def take(
    clip: str, film: str | None, thing: str, action: str, place: str, order: str, seed: float, frame: float
) -> Take:
    """The film strip over both networks' distributions as a figure, the tensors, and the lines that compute them."""
    show = read_solo(clip, film, thing, action, place)
    seen = watched(show.frames)
    with registry.use(NAME) as model:
        both = both_of(model, seen)
    names = [action_code(*each) for each in ACTIONS]
    lstm, single = both.lstm.shares.numpy(), both.single.shares.numpy()
    return Take(
        figure=lambda: activity_figure(show.frames, names, lstm, single),
        arrays={
            "frames": show.frames,
            "seen": seen.sight[0].cpu().numpy(),
            **{name: value[0].numpy() for name, value in vars(both.trace).items()},
            "distributions": lstm,
            "single_distributions": single,
        },
        python=PYTHON.format(
            clip=clip, film="your-film.mp4" if film else None, thing=thing, action=action, place=place
        ),
    )


PYTHON = """\
from demos.tabs.caption.activity_clips import read_solo
from mm_models import registry
from mm_models.captioning.clip_judging import ACTIONS
from mm_models.captioning.watching import watch
from mm_models.systems.lrcn_activity.infer import recognise
from mm_models.systems.lrcn_activity.model import averaged

show = read_solo({clip!r}, {film!r}, {thing!r}, {action!r}, {place!r})
registry.configure()
with registry.use("vision-backbone") as backbone:
    seen = watch(backbone, show.frames[None])
with registry.use("lrcn-activity") as model:
    trace, backwards = recognise(model, seen), recognise(model, seen.flip(2))

for name, each in (("in order", trace), ("backwards", backwards)):
    print(name, ACTIONS[averaged(each.logits)[0].argmax()], "single frames:", ACTIONS[averaged(each.single_logits)[0].argmax()])
"""


def tab() -> None:
    """Draws the task's tab and wires it."""
    with task(ENTRY) as built:
        with part("input"):
            own = clip_controls()
        result, inside = result_part(), inside_part()
        wish, what_if = what_if_part()
        inputs: dict[str, Any] = {**own.inputs, **wish.inputs}
        live = list(wish.inputs.values())
        wire(built, answer, inputs, [*result, *inside, *what_if, confusion_part()], live=live)
        pick_frame(result[0], wish)
        closing_parts(ENTRY, take, inputs, kinds=SILENT_KINDS)


def pick_frame(view: FilmView, wish: OrderControls) -> None:
    """A click on a frame freezes it below."""

    def picked(event: gr.EventData) -> tuple[str, int]:
        return FROZEN, int(event.frame)

    moved = view.select(
        picked, None, [wish.order, wish.frame], api_visibility="private", show_progress="hidden"
    )
    moved.then(None, None, None, js=RUN)


def result_part() -> list[Any]:
    """The film with what is told at every frame, and the answers."""
    about = Text(
        "Below the frames: how likely each motion is at every frame, as far as the LSTM has seen; arrows are the way a thing moves. "
        "The answer is the mean of all columns.",
        "프레임 아래는 LSTM이 그때까지 본 것으로 판단한 동작별 확률이고, 화살표는 움직이는 방향입니다. 모든 열을 평균한 것이 답입니다.",
    )
    with part("result", about):
        return [
            FilmView(Text("What is told at every frame", "프레임마다의 판단")),
            FactsView(Text("Which motion?", "어떤 동작인가요?")),
        ]


def inside_part() -> list[Any]:
    """The shapes, the mean as it settles, the LSTM's state, and the network without it."""
    about = Text(
        "Every frame becomes a vector, the LSTM goes from vector to vector, and a softmax speaks at every frame. Beside it, the network "
        "that judges each frame by itself.",
        "프레임마다 벡터가 되고, LSTM이 벡터를 차례로 읽으며, 소프트맥스가 프레임마다 답합니다. 옆은 프레임을 하나씩 따로 보는 신경망입니다.",
    )
    with part("inside", about):
        shapes = FactsView(Text("From the clip to the answer", "동영상에서 답까지"))
        mean = PlotView(Text("The mean so far", "지금까지의 평균"), height=260)
        with gr.Row():
            state = MatrixView(Text("The LSTM's state h over time", "LSTM 상태 h의 변화"), height=330)
            single = MatrixView(
                Text("The same frames without the LSTM", "LSTM 없이 본 같은 프레임"), height=330
            )
    return [shapes, mean, state, single]


def what_if_part() -> tuple[OrderControls, list[Any]]:
    """The same frames in another order."""
    about = Text(
        "The same frames in another order. Whoever averages single frames cannot notice; whoever remembers must. Click a frame above to "
        "freeze it.",
        "같은 프레임을 다른 순서로 보여 줍니다. 한 프레임씩 보고 평균하면 차이를 알 수 없지만, 기억하는 모델은 알아차려야 합니다. 위에서 "
        "프레임을 누르면 그 프레임만 남깁니다.",
    )
    with part("what-if", about):
        answers = MatrixView(Text("Both networks' answers", "두 신경망의 답"), height=330)
        wish = order_controls()
        changed = FilmView(Text("What the LSTM says then", "그러면 LSTM은 무엇이라고 할까요"))
    return wish, [answers, changed]


def confusion_part() -> MatrixView:
    """Which motions the LSTM takes for which, over the whole evaluation."""
    title = Text(
        "Taken for what? Over the clips of the evaluation, each row adds up to 1",
        "무엇으로 착각할까요? 평가 동영상 전체, 행마다 합이 1",
    )
    return MatrixView(title, height=390)
