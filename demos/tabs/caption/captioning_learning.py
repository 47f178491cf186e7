"""Watch it learn: the same picture captioned by a small Show, Attend and Tell at six moments of its training."""

import json
from typing import cast

import gradio as gr
import numpy as np

from demos.frame import part
from demos.language import label
from demos.measured import RESULTS
from demos.picture import Seen, reduced
from demos.tabs.caption.captioning_speech import Glance, Manner, Spoken, speak_as, within
from demos.tabs.caption.captioning_trust import place_of
from demos.tabs.caption.captioning_words import (
    NO_TRUTH,
    STRANGE,
    caption_pane,
    sign,
    verdict_text,
    written_of,
)
from demos.views.caption_view import CaptionView, caption_over
from demos.views.facts_view import FactsView, facts
from demos.views.packing import Caption, Payload
from demos.views.plot_view import PlotView, line, marker, plot
from mm_models import registry
from mm_models.systems.show_attend_tell.model import ShowAttendTell
from mm_models.systems.show_attend_tell.stages import NAME, Config, Stages
from mm_models.text import Text
from mm_models.world.checking import check
from mm_models.world.scenes import Scene

STEPS = tuple(Config().stages)
SHOWN = 224  # pixels a side of the picture
CURVES: dict[str, Text] = {
    "caption.true_complete": Text("captions true and complete", "맞고 빠짐없는 캡션"),
    "attention.pointing": Text("maps that point at the thing", "물건을 가리키는 지도"),
    "attention.mass": Text("share of the map on the thing", "물건 위에 놓인 지도의 비율"),
}
ABOUT = Text("Steps of training", "학습 단계 수")
SHARE = Text("Share", "비율")
CHOSEN = Text("chosen", "고른 단계")


def stage_slider() -> gr.Slider:
    """Chooses the moment of training; the last first, because there is something to read."""
    return gr.Slider(
        1,
        len(STEPS),
        value=1,
        step=1,
        label=label("Stage of training", "학습 단계"),
    )


def learning_part() -> tuple[gr.Slider, list[gr.HTML]]:
    """The same picture at six moments of a training."""
    about = Text(
        "A smaller Show, Attend and Tell, kept at six moments of one training: first it babbles, then it writes sentences about "
        "nothing in particular, then its maps find the things and the nouns follow.",
        "작은 Show, Attend and Tell을 한 번 학습하면서 여섯 순간에 저장한 것입니다. 처음에는 아무 말이나 하다가, 그림과 상관없는 문장을 만들고, 이윽고 "
        "지도가 물건을 찾으면서 명사가 맞기 시작합니다.",
    )
    with part("learn", about):
        stage = stage_slider()
        return stage, learning_views()


def learning_views() -> list[gr.HTML]:
    """Draws the viewers of `learning`."""
    with gr.Row():
        spoken = CaptionView(Text("What it said then, and where it looked", "그때의 캡션과 본 곳"))
        with gr.Column():
            stages = FactsView(Text("The caption at every stage", "단계마다의 캡션"))
            curve = PlotView(Text("Measured at every stage", "단계마다의 측정값"), height=240)
    return [spoken, stages, curve]


def learning(seen: Seen, looked: Glance, how: Manner, stage: float) -> list[Payload | None]:
    """The payloads of `learning_views`; None for each where the stages have no weights."""
    if not ready():
        return [None, None, None]
    with registry.use(NAME) as used:
        networks = cast(Stages, used).stages
        told = [speak_as(cast(ShowAttendTell, network), looked, how) for network in networks]
    chosen = int(within(stage, 1, len(told))) - 1
    return [
        stage_pane(seen, told[chosen], chosen, strange=looked.strange),
        facts([stage_row(number, each, seen.scene) for number, each in enumerate(told)]),
        curves(chosen),
    ]


def ready() -> bool:
    """Whether the stages have weights."""
    return NAME in {spec.key for spec in registry.SPECS}


def stage_pane(seen: Seen, spoken: Spoken, chosen: int, strange: bool) -> Payload:
    """The caption of one stage with its maps."""
    title = Text(f"After {STEPS[chosen]:,} steps", f"{STEPS[chosen]:,}단계 학습한 뒤")
    note = STRANGE if strange else None
    pane = caption_pane(reduced(seen.large, SHOWN), spoken, seen.scene, title=title, note=note, boxes=True)
    return caption_over(pane, chosen=place_of(spoken, seen.scene, 0))


def stage_row(number: int, spoken: Spoken, scene: Scene | None) -> tuple[Caption, str, Caption]:
    """The caption of a stage, and whether it is true."""
    text = written_of(spoken).text
    title = Text(f"{STEPS[number]:,} steps: {text}", f"{STEPS[number]:,}단계: {text}")
    if scene is None:
        return title, "?", NO_TRUTH
    verdict = check(text, scene)
    return title, sign(verdict.true and verdict.complete), verdict_text(verdict, text)


def curves(chosen: int) -> Payload | None:
    """What `evaluate` measured at every stage; None before it has."""
    path = RESULTS / f"{NAME}.json"
    if not path.is_file():
        return None
    metrics = json.loads(path.read_text(encoding="utf-8"))["metrics"]
    lines = []
    for number, (name, title) in enumerate(CURVES.items()):
        values = np.array([metrics.get(f"{name}.seen.step{step}", np.nan) for step in STEPS])
        lines.append(line(title, np.array(STEPS, float), values, colour=number))
    return plot(
        lines,
        x_label=ABOUT,
        y_label=SHARE,
        x_scale="log",
        y_range=(0, 1),
        markers=[marker(float(STEPS[chosen]), CHOSEN)],
    )
