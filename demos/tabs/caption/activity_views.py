"""What is told of a clip at every frame, and what leads to it."""

import json
from functools import cache

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from demos.measured import RESULTS
from demos.tabs.caption.activity_speech import IN_ORDER, NAME, NAMES, Both, Order, Told
from demos.tabs.caption.captioning_words import Row
from demos.tabs.caption.video_clips import Show, action_code, action_text
from demos.tabs.caption.video_speech import Watched
from demos.tabs.caption.video_steps import SOMETHING, there_of
from demos.tabs.caption.video_words import MOST_STRANGE, NO_TRUTH
from demos.views.facts_view import facts, step
from demos.views.film_view import film, row
from demos.views.matrix_view import matrix
from demos.views.packing import Caption, Payload
from demos.views.picture_view import value_map
from demos.views.plot_view import line, plot
from mm_models.captioning.clip_judging import ACTIONS
from mm_models.captioning.watching import Frames
from mm_models.systems.lrcn_activity.solos import activity
from mm_models.text import Text

HEIGHT = 330  # CSS pixels of a matrix of all activities
UNITS = 40  # of the LSTM that are shown: those that move most
CURVES = 3  # activities drawn as curves
FRAME, MOTION = Text("frame", "프레임"), Text("motion", "동작")
STRANGE = Text(
    "These frames show something that the network never learnt: do not believe the answer.",
    "모델이 배우지 않은 것이 보입니다. 답을 믿지 마세요.",
)


def told_film(
    frames: Frames, seen: Watched, told: Told, order: Order = IN_ORDER, note: Caption = ""
) -> Payload:
    """The frames as they come, and below them the distribution over activities at every frame."""
    there = there_of(seen.sight)
    by_activity = told.shares.T.numpy()
    return film(
        frames[list(order)],
        captions=[likeliest_text(shares) for shares in told.shares],
        maps=[[value_map(SOMETHING, there[number], low=0.0, high=1.0)] for number in order],
        rows=[
            row(row_name(number, told), shares, style="cells", low=0.0, high=1.0, colour_map="magma")
            for number, shares in enumerate(by_activity)
        ],
        opacity=0.55,
        first=len(order) // 2,
        note=note,
    )


def row_name(number: int, told: Told) -> Text:
    """An activity's name, with a mark if it is the answer."""
    name = NAMES[number]
    return Text(f"▸ {name.en}", f"▸ {name.ko}") if number == told.answer else name


def likeliest_text(shares: Float[Tensor, " activities"]) -> Text:
    """The two likeliest activities of one frame."""
    first, second = shares.topk(2).indices.tolist()
    parts = [
        f"{NAMES[number].in_language(language)} {float(shares[number]):.0%}"
        for language in ("en", "ko")
        for number in (first, second)
    ]
    return Text(", ".join(parts[:2]), ", ".join(parts[2:]))


def verdict_facts(both: Both, show: Show, seen: Watched) -> Payload:
    """What both networks answer, and what truly happens."""
    truth = None if show.story is None else activity(show.story)
    rows: list[Row] = [truth_row(truth)]
    rows.append(answer_row(Text("LSTM over the frames", "프레임을 잇는 LSTM"), both.lstm, truth))
    rows.append(answer_row(Text("Single frames, averaged", "한 프레임씩 보고 평균"), both.single, truth))
    rows.append(
        (
            Text("Frames that show nothing learnt", "배운 것이 없는 프레임"),
            f"{seen.strange:.0%}" + (" ⚠" if seen.strange > MOST_STRANGE else ""),
            STRANGE if seen.strange > MOST_STRANGE else None,
        )
    )
    return facts(rows)


def truth_row(truth: int | None) -> Row:
    """What happens, where it is known."""
    if truth is None:
        return NO_TRUTH, "?", None
    return Text("Happens", "일어나는 일"), "", action_text(*ACTIONS[truth])


def answer_row(title: Text, told: Told, truth: int | None) -> Row:
    """One network's answer, how likely it finds it, and the next best."""
    mark = "" if truth is None else " ✓" if told.answer == truth else " ✗"
    return title, f"{float(told.mean.max()):.0%}{mark}", likeliest_text(told.mean)


def flow(both: Both, seen: Watched, frames: Frames) -> Payload:
    """The shapes from the frames to the answer."""
    trace = both.trace
    each = Text("every frame alone", "프레임마다 따로")
    return facts(
        steps=[
            step(Text("Frames", "프레임"), frames.shape, Text("as they are read", "읽은 그대로")),
            step(Text("Maps of the backbone", "백본의 지도"), seen.sight.shape[1:], each),
            step(Text("Vectors x", "벡터 x"), trace.vectors.shape[1:], Text("two layers: fc6", "두 층: fc6")),
            step(
                Text("States h", "상태 h"),
                trace.hidden.shape[1:],
                Text("LSTM, frame after frame", "LSTM, 프레임 순서대로"),
            ),
            step(
                Text("Distributions p", "분포 p"),
                trace.logits.shape[1:],
                Text("softmax at every frame", "프레임마다 소프트맥스"),
            ),
            step(
                Text("Answer", "답"),
                trace.logits.shape[2:],
                Text("mean over the frames", "모든 프레임의 평균"),
            ),
        ]
    )


def over_frames(values: Float[Tensor, "frames activities"]) -> Payload:
    """Distributions over activities (rows), frame by frame (columns)."""
    return matrix(
        values.T,
        x_label=FRAME,
        y_label=MOTION,
        y_values=NAMES,
        colour_map="magma",
        low=0.0,
        high=1.0,
        height=HEIGHT,
    )


def running_plot(both: Both) -> Payload:
    """How the means over the frames so far become the answer, of both networks."""
    curves = []
    for told, dashed in ((both.lstm, False), (both.single, True)):
        for place, number in enumerate(told.mean.topk(CURVES).indices.tolist()):
            who = Text("single frames", "한 프레임씩") if dashed else Text("LSTM", "LSTM")
            name = Text(f"{who.en}: {NAMES[number].en}", f"{who.ko}: {NAMES[number].ko}")
            frames = torch.arange(1, len(told.running) + 1)
            curves.append(
                line(
                    name,
                    frames,
                    told.running[:, number],
                    colour=place,
                    dashed=dashed,
                    hidden=dashed and place > 1,
                )
            )
    return plot(
        curves,
        x_label=Text("frames so far", "지금까지 본 프레임"),
        y_label=Text("mean probability", "평균 확률"),
        y_range=(0.0, 1.0),
    )


def state_matrix(both: Both) -> Payload:
    """The LSTM's state h over time: the units that move most, those that are highest at the end on top."""
    states = both.trace.hidden[0].T
    moving = (states.amax(dim=1) - states.amin(dim=1)).argsort(descending=True)[:UNITS]
    rows = moving[states[moving, -1].argsort(descending=True)]
    return matrix(
        states[rows],
        x_label=FRAME,
        y_label=Text("unit of h", "h의 유닛"),
        y_values=[str(number) for number in rows.tolist()],
        colour_map="diverging",
        low=-1.0,
        high=1.0,
        cell_numbers=False,
        shape_text=f"{len(states)} × {states.shape[1]}",
        height=HEIGHT,
    )


def confusion_matrix() -> Payload:
    """Which activity was taken for which in the clips of the evaluation, drawn by hands that training saw."""
    return matrix(
        measured_confusion(),
        x_label=Text("told", "답"),
        y_label=Text("happens", "일어난 일"),
        x_values=NAMES,
        y_values=NAMES,
        colour_map="magma",
        low=0.0,
        high=1.0,
        height=HEIGHT + 60,
    )


@cache
def measured_confusion() -> Float[np.ndarray, "happens told"]:
    """Shares of each row, as the evaluation wrote them; zeros before there was one."""
    path, table = RESULTS / f"{NAME}.json", np.zeros((len(ACTIONS), len(ACTIONS)))
    if path.is_file():
        found = json.loads(path.read_text(encoding="utf-8"))["details"]["confusion.seen"]
        codes = [action_code(*each) for each in ACTIONS]
        for (row_number, column), _ in np.ndenumerate(table):
            table[row_number, column] = found[f"{codes[row_number]} as {codes[column]}"]
    return table
