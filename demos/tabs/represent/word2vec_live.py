"""Watch it learn: a small skip-gram trains for twenty seconds while its map moves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import gradio as gr
from torch import Tensor

from demos.language import label, label_of, spans
from demos.tabs.represent.word2vec_views import GROUPS
from demos.views.facts_view import FactsView, facts
from demos.views.packing import Payload
from demos.views.plot_view import PlotView, line, plot
from demos.views.words_view import WordsView, words_map
from mm_models.systems.word2vec.groups import arrows_of, colours_of, words_of
from mm_models.systems.word2vec.infer import flat_map, neighbours, turned_to
from mm_models.systems.word2vec.live import Snapshot, learn
from mm_models.text import Text

SECONDS = 20.0
WATCHED = ("king", "bread", "two")
LIVE_GROUPS = [name for name in GROUPS if name != "near"]
# One at a time, apart from the models' queue, so that nobody's answer waits for twenty seconds.
JOB: dict[str, Any] = {"concurrency_id": "live-training", "concurrency_limit": 1}

ABOUT = Text(
    "Watch it learn: a new network of some 550 words and 30 dimensions starts from random numbers and sees pairs of neighbours.",
    "학습 과정 보기: 낱말 550개쯤, 30차원의 새 신경망이 무작위 수에서 출발해 이웃한 낱말 쌍을 봅니다.",
)


@dataclass
class Watching:
    """What the pictures need to remember of the snapshots so far."""

    places: Tensor | None = None
    seen: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)


def watch(live_group: str, seconds: float = SECONDS, seed: int = 0) -> Iterator[list[Payload | None]]:
    """Map, loss and neighbours of a small skip-gram as it learns; ends by itself, or when it is closed."""
    group = live_group if live_group in LIVE_GROUPS else LIVE_GROUPS[0]
    remembered = Watching()
    for snapshot in learn(seconds, seed):
        yield [moving_map(snapshot, group, remembered), loss_plot(snapshot, remembered), live_facts(snapshot)]


def moving_map(snapshot: Snapshot, group: str, remembered: Watching) -> Payload:
    """The group's words, turned so that they lie close to where they were."""
    words, vectors = words_of(group), snapshot.vectors
    flat, (across, up) = flat_map(vectors.unit()[[vectors.number(word) for word in words]])
    remembered.places = flat if remembered.places is None else turned_to(flat, remembered.places)
    return words_map(
        words,
        remembered.places,
        colours=colours_of(group),
        arrows=arrows_of(group),
        note=Text(
            f"{snapshot.pairs:,} pairs seen, {across + up:.0%} of the variance",
            f"쌍 {snapshot.pairs:,}개를 봄, 분산의 {across + up:.0%}",
        ),
    )


def loss_plot(snapshot: Snapshot, remembered: Watching) -> Payload | None:
    """The loss of a pair over the pairs seen."""
    if not snapshot.pairs:
        return None
    remembered.seen.append(snapshot.pairs / 1000)
    remembered.losses.append(snapshot.loss)
    return plot(
        [line(Text("loss of a pair", "쌍마다의 손실"), remembered.seen, remembered.losses)],
        x_label=Text("thousand pairs seen", "본 쌍의 수 (천)"),
        y_label=Text("loss", "손실"),
    )


def live_facts(snapshot: Snapshot) -> Payload:
    """How fast it goes, and whom some words are near to by now."""
    rate = snapshot.pairs / snapshot.seconds if snapshot.seconds else 0.0
    rows: list[tuple[Text | str, str, Text | None]] = [
        (Text("Time", "시간"), f"{snapshot.seconds:.1f} s", None),
        (Text("Pairs a second", "초당 쌍의 수"), f"{rate:,.0f}", None),
    ]
    for word in WATCHED:
        near = ", ".join(each.word for each in neighbours(snapshot.vectors, word, 5))
        rows.append((Text(f"near “{word}”", f"“{word}” 가까이"), near, None))
    return facts(rows)


def watch_part() -> None:
    """Draws the figures with their two buttons and wires them; Stop ends the training at once."""
    gr.HTML(f"<p>{spans(ABOUT)}</p>", apply_default_css=False, js_on_load=None)
    with gr.Row(equal_height=True):
        live_group = gr.Radio(
            [(label_of(GROUPS[name]), name) for name in LIVE_GROUPS],
            value="kinds",
            label=label("Words to watch", "지켜볼 낱말"),
            scale=4,
        )
        start = gr.Button(label("Learn for 20 s", "20초 학습"), min_width=120, scale=1)
        stop = gr.Button(label("Stop", "정지"), variant="stop", min_width=96, scale=1)
    moving = WordsView(Text("The map while it learns", "학습 중인 낱말 지도"))
    with gr.Row():
        curve = PlotView(Text("Loss", "손실"), height=180)
        progress = FactsView(Text("So far", "지금까지"))
    running = start.click(
        watch,
        [live_group],
        [moving, curve, progress],
        api_name="word2vec-learn",
        show_progress="hidden",
        **JOB,
    )
    stop.click(None, None, None, cancels=[running])
